//! Which kinds of data a policy speaks of. An operator writes kinds in words; what is not understood stays as
//! it was written, and is said of no kind.

use super::DataKind::{self, *};
use crate::policy::Purpose;

/// What a kind is called in policies. Chinese words are found wherever they stand; a single English word has to be
/// a whole part of a list, since "network address" is no address.
const NAMES: &[(DataKind, &[&str])] = &[
    (Name, &["姓名", "name"]),
    (Sex, &["性别", "sex", "gender"]),
    (
        BirthDate,
        &["出生日期", "出生年月", "生日", "date of birth", "birthday"],
    ),
    (Nationality, &["国籍", "nationality"]),
    (
        Phone,
        &["电话", "手机号", "phone", "phone number", "telephone"],
    ),
    (
        Email,
        &["邮箱", "电子邮件", "e-mail", "email", "e-mail address"],
    ),
    (
        Address,
        &[
            "联系地址",
            "通信地址",
            "通讯地址",
            "住址",
            "邮政编码",
            "address",
            "postal address",
            "address and postcode",
            "postcode",
        ],
    ),
    (
        IdentityDocument,
        &[
            "证件",
            "身份证",
            "identity document",
            "id number",
            "identity card",
            "passport",
        ],
    ),
    (Attachment, &["证明材料", "supporting documents"]),
    (CorrectionReason, &["更正理由", "reason for a correction"]),
    (CustomerCode, &["客户代码", "customer code"]),
    (
        Interests,
        &[
            "希望得到的服务",
            "希望提供的服务",
            "喜好",
            "关注的内容",
            "services wished for",
            "topics followed",
            "preferences",
            "interests",
        ],
    ),
    (Preference, &["所选渠道", "ways that you chose"]),
    (
        AccountName,
        &["账号名", "用户名", "account name", "user name"],
    ),
    (Password, &["密码", "password"]),
    (VerificationCode, &["验证码", "verification code"]),
    (
        GuardianPhone,
        &["监护人的手机", "监护人手机", "guardian's phone number"],
    ),
    (
        AppVersion,
        &[
            "软件版本",
            "应用版本",
            "version of the software",
            "app version",
        ],
    ),
    (
        UsageCounts,
        &["打开次数", "how often each part was opened", "usage counts"],
    ),
    (CrashPlace, &["出错的位置", "where it failed"]),
    (
        SystemKind,
        &[
            "系统种类",
            "系统版本",
            "kind of system",
            "version of the system",
        ],
    ),
    (AgeBand, &["年龄", "age", "age band"]),
    (
        OperationRecord,
        &["操作记录", "操作日志", "what was done", "operation records"],
    ),
    (
        AccessTime,
        &["访问时间", "访问日期", "time of access", "access time"],
    ),
    (
        NetworkAddress,
        &[
            "网络地址",
            "ip地址",
            "ip 地址",
            "network address",
            "ip address",
        ],
    ),
];

/// The kinds that one entry of a purpose's data names.
pub fn named_in(words: &str) -> Vec<DataKind> {
    let words = words.to_lowercase();
    let says = |name: &&str| {
        if name.is_ascii() {
            words
                .split(" and ")
                .flat_map(|part| part.split([',', '/', ';']))
                .any(|part| part.trim() == *name || (name.contains(' ') && part.contains(name)))
        } else {
            words.contains(name)
        }
    };
    let named = NAMES.iter().filter(|(_, names)| names.iter().any(says));
    named.map(|(kind, _)| *kind).collect()
}

/// The kinds that a purpose uses on this client, each once, in the order of the registry. A service of others is
/// in the mobile app only: nothing of what it takes is taken here.
pub fn kinds_used_by(purpose: &Purpose) -> Vec<DataKind> {
    if purpose.third_party.is_some() {
        return Vec::new();
    }
    let mut kinds: Vec<DataKind> = purpose
        .data
        .iter()
        .flat_map(|words| named_in(words))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicySidecar;

    /// What the sample speaks of and this client does not take: not there yet, or said to be named later.
    const OTHERS: [&str; 12] = [
        "办事时提交的内容",
        "法律法规要求留存的内容",
        "届时说明的内容",
        "大致位置",
        "通话的画面和声音",
        "您每次同意公开的内容",
        "what you hand in",
        "what the law makes us keep",
        "what we name then",
        "approximate location",
        "picture and sound of the call",
        "what you agree to publish each time",
    ];

    #[test]
    fn every_word_of_the_sample_is_a_kind_or_is_not_taken_here() {
        let samples = [
            include_str!("../../policies/sample.zh-CN.sidecar.json"),
            include_str!("../../policies/sample.en.sidecar.json"),
        ];
        let [chinese, english] = samples.map(|text| {
            let sidecar: PolicySidecar = serde_json::from_str(text).unwrap();
            let own = sidecar.purposes.iter().filter(|p| p.third_party.is_none());
            for words in own.clone().flat_map(|purpose| &purpose.data) {
                let known = !named_in(words).is_empty();
                assert_ne!(known, OTHERS.contains(&words.as_str()), "{words}");
            }
            let used = own.map(|purpose| (purpose.id.clone(), kinds_used_by(purpose)));
            used.collect::<Vec<_>>()
        });
        assert_eq!(chinese, english);
    }

    #[test]
    fn an_address_is_not_whatever_is_called_so() {
        assert_eq!(
            named_in("network address, port and protocol"),
            [NetworkAddress]
        );
        assert_eq!(named_in("网络地址、端口和网络协议"), [NetworkAddress]);
        assert_eq!(named_in("address and postcode"), [Address]);
        assert_eq!(named_in("account name"), [AccountName]);
        assert_eq!(named_in("证件种类和证件号码"), [IdentityDocument]);
        assert_eq!(named_in("MAC address"), []);
        assert_eq!(named_in("设备信息"), []);
    }
}
