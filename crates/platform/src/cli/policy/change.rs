//! What a change of the policy is called, by code, in both languages.

use std::fmt::Write as _;

use sst_domain::policy::{ChangeKind, ChangeProblem, PolicyBundle, Reason, ReasonCode, Reconsent};

use crate::cli::say;

/// Why a version is not published.
pub(super) fn refusal(problem: &ChangeProblem) -> String {
    let (chinese, english) = match problem {
        ChangeProblem::NoteMissing => (
            "用途文件没有变更说明 change",
            "the sidecar has no note `change` on what the version changes",
        ),
        ChangeProblem::NoteOfOtherText { .. } => (
            "变更说明写的不是现行版本",
            "the note is about another text than the one in force",
        ),
        ChangeProblem::LabelTooLow { .. } => (
            "标为措辞修改，实际是重大变更",
            "labelled as wording, and it is material",
        ),
        ChangeProblem::NoteIncomplete { .. } => (
            "重大变更没有写明改了什么、对本人有什么影响",
            "a material change without its summary or what it means for the person",
        ),
    };
    let mut words = format!("[{}] {chinese} / {english}", problem.code());
    match problem {
        ChangeProblem::NoteMissing => {}
        ChangeProblem::NoteOfOtherText { replaces } => {
            let _ = write!(words, "\n  change.from: {replaces}");
        }
        ChangeProblem::LabelTooLow { reasons } => words.push_str(&self::reasons(reasons)),
        ChangeProblem::NoteIncomplete { missing } => {
            for code in missing {
                let _ = write!(words, "\n  [{}]", code.as_str());
            }
        }
    }
    words
}

/// Reasons, a line each, every line begun anew.
pub(super) fn reasons(reasons: &[Reason]) -> String {
    let mut words = String::new();
    for reason in reasons {
        let (chinese, english) = of_reason(reason.code);
        let about = [&reason.purpose, &reason.right, &reason.clause];
        let about: Vec<_> = about.into_iter().flatten().map(String::as_str).collect();
        let about = match about.join(" ").as_str() {
            "" => String::new(),
            about => format!("{about}："),
        };
        let code = reason.code.as_str();
        let _ = write!(words, "\n  [{code}] {about}{chinese} / {english}");
        if !reason.value.is_empty() {
            let _ = write!(words, " ({})", reason.value);
        }
    }
    words
}

/// Whom `new` asks again, a line each.
pub(super) fn print_answer(answer: &Reconsent, new: &PolicyBundle) -> std::io::Result<()> {
    let mut asked = Vec::new();
    if answer.terms {
        asked.push("整份政策 the policy as a whole".to_owned());
    }
    for id in &answer.purposes {
        let mut purposes = new.sidecar.purposes.iter();
        let purpose = purposes.find(|purpose| purpose.id == *id);
        let title = purpose.map_or("", |purpose| purpose.title.as_str());
        asked.push(format!("{id} {title}"));
    }
    if asked.is_empty() {
        return say("只发通知，不重新征求同意 / a notice only: nobody is asked again");
    }
    say("重新征求同意 asked again:")?;
    asked
        .iter()
        .try_for_each(|asked| say(format_args!("  {asked}")))
}

/// In what way a line differs.
pub(super) const fn of_kind(kind: ChangeKind) -> (&'static str, &'static str) {
    match kind {
        ChangeKind::Added => ("新增", "added"),
        ChangeKind::Removed => ("删除", "removed"),
        ChangeKind::Changed => ("修改", "changed"),
        ChangeKind::Moved => ("移动", "moved"),
        ChangeKind::Renumbered => ("编号变化", "renumbered"),
    }
}

const fn of_reason(code: ReasonCode) -> (&'static str, &'static str) {
    match code {
        ReasonCode::PolicyReplaced => ("换成了另一份政策", "another policy"),
        ReasonCode::ControllerChanged => ("个人信息处理者变了", "another controller"),
        ReasonCode::PurposeAdded => ("增加了用途", "a new purpose"),
        ReasonCode::PurposeRemoved => (
            "去掉了用途，不算重大",
            "a purpose less, which is not material",
        ),
        ReasonCode::BasisChanged => ("合法依据变了", "another legal basis"),
        ReasonCode::BecameRequired => ("变成不能拒绝", "can no longer be refused"),
        ReasonCode::MethodChanged => ("处理方式变了", "another method"),
        ReasonCode::DataAdded => ("增加了信息类型", "one more kind of data"),
        ReasonCode::PurposeReworded => (
            "用途的标题或说明改了，可标为措辞修改",
            "its title or what is said of it changed, which a label may call wording",
        ),
        ReasonCode::RetentionChanged => ("保存期限变了", "another time of keeping"),
        ReasonCode::ThirdPartyAdded => ("增加了第三方", "a third party more"),
        ReasonCode::ThirdPartyChanged => ("第三方变了", "another third party, or it takes more"),
        ReasonCode::RecipientAdded => ("增加了接收方", "one more recipient"),
        ReasonCode::BecameSensitive => ("开始涉及敏感信息", "sensitive data now"),
        ReasonCode::BecameAutomated => ("开始自动化决策", "decides by itself now"),
        ReasonCode::RightRemoved => ("去掉了权利", "a right less"),
        ReasonCode::RightClauseRemoved => ("去掉了权利的条款", "a clause of a right less"),
        ReasonCode::RightReduced => ("权利的内容减少了", "a right says less"),
        ReasonCode::UnclaimedClauseChanged => (
            "改了不属于任何用途和权利的条款",
            "words changed that belong to no purpose and no right",
        ),
        ReasonCode::ClauseChanged => (
            "条款文字变了，可标为措辞修改",
            "words changed, which a label may call wording",
        ),
        ReasonCode::LabelledMaterial => ("运营者标为重大", "labelled as material"),
    }
}
