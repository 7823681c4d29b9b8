//! Problems (RFC 9457, `application/problem+json`): what was wrong, by a code that never changes.

use serde::{Deserialize, Serialize};
use sst_domain::profile::FieldProblem;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A problem as it travels. It never holds a personal value, nor anything of the platform's inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:shengshitong:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What went wrong, in Chinese and English, for a reader of logs.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// The code.
    pub code: ProblemCode,
    /// Every field that is wrong, together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<crate::openapi::schema::FieldProblem>)]
    pub fields: Vec<FieldProblem>,
    /// For [`ProblemCode::SeqGap`] the number that the platform expects next, for [`ProblemCode::UploadOffset`] the offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// How often the code may still be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
}

impl Problem {
    /// The problem that `code` names.
    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("urn:shengshitong:problem:{}", code.as_str()),
            title: format!("{} / {}", code.chinese(), code.english()),
            status: code.status(),
            code,
            fields: Vec::new(),
            expected: None,
            tries_left: None,
        }
    }
}

// By hand: the derive does not see names that a macro hands over.
impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "What was wrong. Later versions add codes; none is ever renamed.",
            ))
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

impl ToSchema for ProblemCode {}

/// Declares the codes once: name on the wire, HTTP status, Chinese, English.
macro_rules! problem_codes {
    ($($variant:ident $text:literal $status:literal $zh:literal $en:literal;)*) => {
        /// What was wrong. Codes are never renamed and never used for anything else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ProblemCode {
            $(#[doc = $en] #[serde(rename = $text)] $variant,)*
            /// A code that only a newer client knows.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ProblemCode {
            /// Every code of this version.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* Self::Unknown => "unknown" }
            }

            /// The HTTP status that it comes with.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* Self::Unknown => 500 }
            }

            /// What went wrong, in Chinese.
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* Self::Unknown => "未知问题" }
            }

            /// What went wrong, in English.
            pub fn english(self) -> &'static str {
                match self { $(Self::$variant => $en,)* Self::Unknown => "Unknown problem" }
            }
        }
    };
}

problem_codes! {
    MalformedRequest "malformed-request" 400 "请求格式不正确" "The request is malformed";
    UnknownPath "unknown-path" 404 "没有这个地址" "There is no such path";
    MethodNotAllowed "method-not-allowed" 405 "不支持这种请求方式" "The path does not take this method";
    TimedOut "timed-out" 408 "请求没有按时到达" "The request did not arrive in time";
    TooLarge "too-large" 413 "内容过大" "The request is too large";
    UnsupportedMediaType "unsupported-media-type" 415 "内容类型不受支持" "The media type is not supported";
    InvalidFields "invalid-fields" 422 "有内容需要更正" "Some fields are not right";
    NotFound "not-found" 404 "没有找到" "Not found";
    TooManyRequests "too-many-requests" 429 "请求过于频繁，请稍后再试" "Too many requests";
    Unavailable "unavailable" 503 "平台暂时无法提供服务" "The platform cannot answer now";
    Internal "internal" 500 "平台内部出错" "The platform failed";
    NotOffered "not-offered" 404 "平台尚未开放此项功能" "The platform does not offer this";

    TokenMissing "token-missing" 401 "尚未登录" "No access token was sent";
    TokenInvalid "token-invalid" 401 "登录已失效，请重新登录" "The access token is not valid";
    TokenExpired "token-expired" 401 "登录凭据已过期" "The access token has expired";
    SessionEnded "session-ended" 400 "登录已结束，请重新登录" "The session has ended";
    ProofMissing "proof-missing" 401 "缺少设备证明" "No DPoP proof was sent";
    ProofInvalid "proof-invalid" 401 "设备证明无效" "The DPoP proof is not valid";
    ProofReplayed "proof-replayed" 401 "设备证明已被使用过" "The DPoP proof was used before";
    ClockSkew "clock-skew" 401 "这台电脑的时间不准确，请先校准" "The clock of this computer is wrong";
    NonceRequired "nonce-required" 401 "需要新的一次性参数" "A fresh DPoP nonce is needed";
    StepUpRequired "step-up-required" 401 "请再次验证身份" "A recent authentication is needed";

    ClientUnknown "client-unknown" 400 "不认识这个客户端" "The client is not known";
    AuthSessionInvalid "auth-session-invalid" 400 "登录步骤已失效，请重新开始" "The login step is no longer valid";
    CodeWrong "code-wrong" 400 "验证码不正确" "The code is not right";
    CodeExpired "code-expired" 400 "验证码已过期" "The code has expired";
    CodeUsedUp "code-used-up" 400 "验证码输错次数过多" "The code was tried too often";
    CodeTooSoon "code-too-soon" 429 "刚刚已发送，请稍候再获取" "A code was sent a moment ago";
    CodeLimit "code-limit" 429 "今天获取验证码的次数已达上限" "No more codes today";
    SmsFailed "sms-failed" 503 "短信暂时发不出去" "The SMS could not be sent";
    PasswordWrong "password-wrong" 400 "账号或密码不正确" "The account or the password is not right";
    PasswordLocked "password-locked" 429 "输错次数过多，请稍后再试" "Too many wrong passwords";
    CurrentPasswordNeeded "current-password-needed" 403 "请输入现在的密码，或先用短信验证码验证身份" "The present password or a fresh code is needed";
    RegistrationClosed "registration-closed" 403 "平台暂不开放注册" "Registration is not open";
    MethodUnsupported "method-unsupported" 400 "平台不支持这种登录方式" "This way to log in is not offered";
    GrantInvalid "grant-invalid" 400 "授权已失效，请重新登录" "The grant is not valid";
    AuthorizationPending "authorization-pending" 400 "等待本人在另一台设备上确认" "The person has not decided yet";
    SlowDown "slow-down" 400 "询问过于频繁" "The terminal asks too often";
    AuthorizationDenied "authorization-denied" 400 "本人没有同意这次登录" "The person did not agree to this login";
    DeviceCodeExpired "device-code-expired" 400 "登录码已过期" "The device code has expired";

    UnknownDevice "unknown-device" 409 "平台不认识这台设备" "The device is not known";
    SeqGap "seq-gap" 409 "修改的序号不连续" "A mutation is missing before this one";
    MutationChanged "mutation-changed" 409 "同一修改的内容前后不一致" "A known mutation came with other content";
    TooManyMutations "too-many-mutations" 413 "一次提交的修改过多" "Too many mutations in one request";
    CursorExpired "cursor-expired" 410 "同步位置已失效，需要重新取全部资料" "The cursor is too old";
    UnitUnknown "unit-unknown" 422 "没有这一项资料" "There is no such unit";
    UnitReadOnly "unit-read-only" 422 "这一项不能修改" "The unit cannot be changed";
    UnitOnlineOnly "unit-online-only" 422 "这一项需要联网验证后修改" "The unit is changed by its own request";
    UnitVerified "unit-verified" 422 "这一项已由工作人员核实，需要申请更正" "The unit was verified by an official";
    UnitNotVerified "unit-not-verified" 422 "这一项没有经过核实，可以直接修改" "The unit was not verified and can simply be edited";

    RequestOpen "request-open" 409 "这一项已有更正申请在办理" "A request for this unit is open already";
    RequestClosed "request-closed" 409 "这份更正申请已经办结" "The request was answered or withdrawn";
    AttachmentMissing "attachment-missing" 422 "附件没有传完，或已用于另一份申请" "An attachment is not there, or belongs to another request";
    UploadChanged "upload-changed" 409 "同一附件的内容前后不一致" "A known upload came with other content";
    UploadTooLarge "upload-too-large" 413 "附件是空的，或者超过 10 MiB" "The attachment is empty or larger than 10 MiB";
    UploadType "upload-type" 422 "附件不是 JPEG、PNG 或 PDF" "The attachment is no JPEG, PNG or PDF";
    UploadOffset "upload-offset" 409 "附件的这一段接不上" "The part does not follow the one before it";
    UploadDamaged "upload-damaged" 422 "附件在传送中损坏" "The attachment was damaged on the way";
    UploadClaimed "upload-claimed" 409 "附件已属于一份更正申请" "The attachment belongs to a request";
    TooManyUploads "too-many-uploads" 409 "还没有提交的附件太多" "Too many attachments belong to no request yet";

    ConsentInvalid "consent-invalid" 422 "这条同意记录无法核实" "The consent record does not hold";
    ConsentOrder "consent-order" 422 "这条同意记录与之前的记录不连续" "The consent record does not follow the one before it";

    GuardianUnconfirmed "guardian-unconfirmed" 422 "没有监护人的有效确认" "The guardian has not confirmed this";
    GuardianOwnPhone "guardian-own-phone" 409 "监护人的手机号码不能与账号的手机号码相同" "The guardian's phone is the account's own";
    GuardianSessionEnded "guardian-session-ended" 410 "监护人的验证已失效，请重新获取验证码" "The guardian has to give a new code";

    ContactTaken "contact-taken" 409 "这个号码或邮箱已被另一账号使用" "The contact belongs to another account";
    ContactSame "contact-same" 409 "与现在的相同，不需要修改" "The contact is the present one";
    ChangeExpired "change-expired" 410 "这次修改已失效，请重新开始" "The change is no longer open";
    RevisionStale "revision-stale" 409 "资料刚刚有变化，请查看后再改" "The unit has changed meanwhile";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_distinct_and_survive_the_wire() {
        let texts: BTreeSet<&str> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), ProblemCode::ALL.len());
        for code in ProblemCode::ALL {
            let wire = serde_json::to_string(code).unwrap();
            assert_eq!(wire, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<ProblemCode>(&wire).unwrap(), *code);
        }
    }

    #[test]
    fn a_code_of_tomorrow_is_still_a_problem() {
        let json = r#"{"type":"urn:x","title":"t","status":418,"code":"teapot"}"#;
        let problem: Problem = serde_json::from_str(json).unwrap();
        assert_eq!((problem.code, problem.status), (ProblemCode::Unknown, 418));
    }
}
