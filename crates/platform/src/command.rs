//! What commands of the binary say when they refuse: a stable code, and words in both languages.

use std::fmt::Display;

/// Declares the codes once: variant, code, Chinese, English.
macro_rules! command_codes {
    ($($(#[$doc:meta])* $variant:ident => $code:literal, $chinese:literal, $english:literal;)+) => {
        /// Why a command refuses, where nothing but the command itself can know it. `docs/errors.md` has
        /// cause and remedy of each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum CommandCode {
            $($(#[$doc])* $variant,)+
        }

        impl CommandCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($chinese, $english),)+ }
            }
        }
    };
}

command_codes! {
    /// A file that was named cannot be read.
    FileUnreadable => "file-unreadable", "文件读不出来", "the file cannot be read";
    /// A file that was named cannot be written.
    FileUnwritable => "file-unwritable", "文件写不进去", "the file cannot be written";
    /// A file that would be written is there already.
    FileExists => "file-exists", "文件已经存在，不会覆盖", "the file is there already and is not overwritten";
    /// Not the JSON of a policy's purposes.
    SidecarMalformed => "sidecar-malformed", "不是用途文件的写法", "not how purposes are written";
    /// There is nothing to compare a policy with.
    PolicyNoneBefore => "policy-none-before", "还没有发布过这种语言的政策，请用 --old 指定", "no policy in this language was published yet: name one with --old";
    /// A text is to be compared, and its purposes are not named.
    PolicySidecarNeeded => "policy-sidecar-needed", "不是签名的政策文件；文本要同时指明它的用途文件", "not a signed policy; for a text, name its purposes too";
    /// Two policies that would be compared are in two languages.
    PolicyLanguagesDiffer => "policy-languages-differ", "两份政策的语言不同，不能比较", "the two policies are in two languages and cannot be compared";
    /// Not the JSON of an article.
    ArticleMalformed => "article-malformed", "不是文章文件的写法", "not how an article is written";
    /// Not the JSON of an incident notice's parts.
    IncidentMalformed => "incident-malformed", "不是安全事件告知文件的写法", "not how the parts of an incident notice are written";
    /// Not a secret key.
    PolicyKeyUnreadable => "policy-key-unreadable", "不是签署政策的私钥", "not a key that signs policies";
    /// `--set` without `=`.
    SetMalformed => "set-malformed", "--set 请写成 字段=值", "--set wants FIELD=VALUE";
    /// `--log` names no level.
    LogLevelUnknown => "log-level-unknown", "--log 没有这一级别", "--log has no such level";
    /// A row of the audit trail is not as it was written.
    AuditBroken => "audit-broken", "审计记录与写入时不同", "the audit trail is not as it was written";
}

impl CommandCode {
    /// The code, both languages, and what it is about.
    pub fn say(self, about: impl Display) -> String {
        let (chinese, english) = self.words();
        format!("[{}] {chinese} / {english}: {about}", self.as_str())
    }

    /// The same for a JSON file, with line and column.
    pub fn say_where(self, file: impl Display, error: &serde_json::Error) -> String {
        let (chinese, english) = self.words();
        let (code, line, column) = (self.as_str(), error.line(), error.column());
        format!(
            "[{code}] 第 {line} 行第 {column} 列{chinese} / line {line}, column {column}: {english}: \
             {file}: {error}"
        )
    }
}
