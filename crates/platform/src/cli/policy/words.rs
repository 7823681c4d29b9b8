//! What is wrong with a policy, by code and line, in both languages.

use std::fmt::Write as _;

use sst_domain::policy::{
    BundleError, PolicyProblem, PolicyProblemCode as Text, SidecarProblem,
    SidecarProblemCode as Sidecar,
};

/// Everything that is wrong with a text, a line each.
pub(super) fn text(problems: &[PolicyProblem]) -> String {
    let mut words = String::from("隐私政策文本 / the policy text");
    for PolicyProblem {
        line,
        code,
        excerpt,
    } in problems
    {
        let (chinese, english) = of_text(*code);
        let code = code.as_str();
        let _ = match line {
            0 => write!(words, "\n  [{code}] {chinese} / {english}"),
            line => write!(
                words,
                "\n  [{code}] 第 {line} 行：{chinese} / line {line}: {english}"
            ),
        };
        if !excerpt.is_empty() {
            let _ = write!(words, " ({excerpt})");
        }
    }
    words
}

/// Why a bundle cannot be signed or read.
pub(super) fn bundle(error: &BundleError) -> String {
    let mut words = format!(
        "[{}] 政策与用途不能用 / policy and purposes cannot be used: {error}",
        error.code()
    );
    if let BundleError::Sidecar { problems } = error {
        words.push_str(&sidecar(problems));
    }
    words
}

/// What is wrong with purposes, a line each, every line begun anew.
pub(super) fn sidecar(problems: &[SidecarProblem]) -> String {
    let mut words = String::new();
    for SidecarProblem {
        purpose,
        code,
        value,
    } in problems
    {
        let (chinese, english) = of_sidecar(*code);
        let of = match purpose.as_str() {
            "" => String::new(),
            purpose => format!("{purpose}："),
        };
        let _ = write!(words, "\n  [{}] {of}{chinese} / {english}", code.as_str());
        if !value.is_empty() {
            let _ = write!(words, " ({value})");
        }
    }
    words
}

fn of_text(code: Text) -> (&'static str, &'static str) {
    match code {
        Text::Empty => ("文件是空的", "the file is empty"),
        Text::TooLarge => ("文件超过 1 MiB", "the file has more than 1 MiB"),
        Text::Utf16 => ("是 UTF-16 编码，请另存为 UTF-8", "UTF-16: save it as UTF-8"),
        Text::NotPlainText => (
            "是网页、PDF 或文字处理软件的文件，请另存为纯文本",
            "a web page, a PDF or a word processor's file: save it as plain text",
        ),
        Text::BrokenEncoding => (
            "不是 UTF-8 编码，请另存为 UTF-8",
            "not UTF-8: save it as UTF-8",
        ),
        Text::ControlCharacter => ("含有控制字符", "a control character"),
        Text::NoTitle => ("第一节之前没有标题", "no title above the first section"),
        Text::NoSections => ("没有编号的章节标题", "no numbered heading"),
        Text::SectionRepeated => (
            "章节编号重复或倒序",
            "a section's number comes twice or runs backwards",
        ),
        Text::SectionSkipped => ("章节编号不连续", "a section's number is missing"),
        Text::SectionEmpty => ("标题下面没有内容", "a heading with nothing below it"),
        Text::ContentsWithoutSection => (
            "目录里有、正文里没有的章节",
            "named in the contents, missing in the text",
        ),
        Text::Markup => (
            "含有网页代码，会原样显示",
            "code of a web page, which is shown as it is",
        ),
        Text::SectionNotInContents => (
            "正文里有、目录里没有的章节",
            "a section that the contents lack",
        ),
        Text::NumberRepeated => ("条款编号重复", "a clause's number comes twice"),
        Text::NumberSkipped => ("条款编号不连续", "a clause's number is missing"),
        Text::ThirdPartyWithoutData => (
            "第三方服务没有写明数据类型",
            "a service of others without its data",
        ),
        Text::ThirdPartyWithoutLink => (
            "第三方服务没有隐私政策链接",
            "a service of others without a link",
        ),
        Text::ThirdPartyWithoutPurpose => (
            "第三方服务没有写明用途",
            "a service of others without a purpose",
        ),
        Text::NoContact => ("没有联系方式", "no way to reach the operator"),
    }
}

fn of_sidecar(code: Sidecar) -> (&'static str, &'static str) {
    match code {
        Sidecar::OtherText => ("用途文件对应另一份文本", "made for another text"),
        Sidecar::BadPolicyId => (
            "政策标识只能用小写字母、数字和连字符",
            "policy_id: lower-case letters, digits, hyphens",
        ),
        Sidecar::BadVersion => (
            "版本只能用字母、数字、点和连字符",
            "version: letters, digits, dots, hyphens",
        ),
        Sidecar::ControllerMissing => (
            "没有写个人信息处理者 controller",
            "controller does not say who decides about the data",
        ),
        Sidecar::PurposesMissing => (
            "没有任何用途 purposes",
            "purposes is empty: there is nothing to agree to",
        ),
        Sidecar::BadPurposeId => (
            "用途标识只能用小写字母、数字和连字符",
            "id: lower-case letters, digits, hyphens",
        ),
        Sidecar::DuplicatePurpose => ("用途标识重复", "two purposes have one id"),
        Sidecar::TitleMissing => ("用途没有标题", "no title"),
        Sidecar::ClausesMissing => ("用途没有对应条款", "no clauses"),
        Sidecar::UnknownClause => ("文本里没有这一条款", "no such clause in the text"),
        Sidecar::SwitchWithoutConsent => (
            "不以同意为依据的用途不能有开关",
            "a switch without consent as its basis",
        ),
        Sidecar::ConsentWithoutSwitch => {
            ("以同意为依据的用途必须有开关", "consent without a switch")
        }
        Sidecar::ImpactMissing => (
            "敏感信息必须说明必要性和影响",
            "sensitive data without their impact",
        ),
        Sidecar::UnknownThirdParty => ("文本里没有这个第三方服务", "no such service in the text"),
        Sidecar::ThirdPartyWithoutConsent => (
            "向第三方提供必须以同意为依据",
            "data go to others without consent",
        ),
        Sidecar::UnclaimedThirdParty => (
            "文本里的第三方服务没有对应用途",
            "a service of the text without a purpose",
        ),
        Sidecar::UnknownControl => ("客户端没有这个开关", "the client has no such switch"),
        Sidecar::ControlClaimedTwice => ("一个开关对应了两个用途", "two purposes claim one switch"),
        Sidecar::ControlWithoutConsent => (
            "不能拒绝的用途不能有这个开关",
            "this switch needs a purpose that rests on consent",
        ),
        Sidecar::BadRightId => (
            "权利标识只能用小写字母、数字和连字符",
            "a right's id: lower-case letters, digits, hyphens",
        ),
        Sidecar::DuplicateRight => ("权利标识重复", "two rights have one id"),
        Sidecar::RightTitleMissing => ("权利没有标题", "a right without a title"),
        Sidecar::RightClausesMissing => ("权利没有对应条款", "a right without clauses"),
        Sidecar::RightUnknownClause => (
            "文本里没有权利对应的条款",
            "a right names a clause that the text lacks",
        ),
        Sidecar::BadChangeFrom => (
            "变更说明没有写明所替换文本的哈希",
            "change.from is not the hash of the text that is replaced",
        ),
        Sidecar::ChangeSummaryMissing => (
            "重大变更必须说明改了什么",
            "a material change without change.summary",
        ),
        Sidecar::ChangeForMeMissing => (
            "重大变更必须说明对本人的影响",
            "a material change without change.for_me",
        ),
    }
}
