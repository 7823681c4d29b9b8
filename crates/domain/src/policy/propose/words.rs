//! Words by which a proposal is made, and what is cut out of a sentence.

use crate::policy::labels::until;
use crate::policy::sidecar::LegalBasis;

/// Words that show what a purpose is, its identifier and what usually makes it lawful. The first match
/// counts.
pub(super) const KINDS: &[(&[&str], &str, LegalBasis)] = &[
    (
        &[
            "消息",
            "邮件",
            "短信",
            "推广",
            "营销",
            "message",
            "marketing",
        ],
        "messages",
        LegalBasis::Consent,
    ),
    (
        &[
            "法律法规",
            "法定",
            "applicable law",
            "legal dut",
            "legal obligation",
        ],
        "legal-duty",
        LegalBasis::StatutoryDuty,
    ),
    (
        &["欺诈", "防损", "fraud"],
        "fraud-prevention",
        LegalBasis::Consent,
    ),
    (
        &["审计", "研究", "数据分析", "audit", "research"],
        "research",
        LegalBasis::Consent,
    ),
    (
        &["运营", "市场份额", "业务运行", "business", "market share"],
        "business-analysis",
        LegalBasis::Consent,
    ),
    (
        &[
            "履行",
            "订单",
            "交付",
            "办理",
            "提供服务",
            "perform",
            "deliver",
        ],
        "provide-service",
        LegalBasis::Contract,
    ),
];

/// The same for services of others; all of them rest on consent.
pub(super) const SERVICES: &[(&[&str], &str)] = &[
    (&["推送", "push"], "push"),
    (&["视频", "video"], "video-call"),
    (&["统计", "statistics", "analytics"], "usage-statistics"),
    (&["定位", "地图", "location", "map"], "map-location"),
    (&["支付", "payment"], "payment"),
    (&["登录", "sign in", "login"], "login"),
];

/// Kinds of personal data by the words for them (GB/T 35273-2020, annex A).
pub(super) const DATA: &[&str] = &[
    "姓名",
    "性别",
    "证件种类",
    "证件号",
    "出生",
    "国籍",
    "电子邮件",
    "电子邮箱",
    "电话",
    "手机",
    "地址",
    "邮政编码",
    "位置",
    "人脸",
    "指纹",
    "银行",
    "IP地址",
    "操作记录",
    "name",
    "date of birth",
    "nationality",
    "e-mail",
    "phone",
    "address",
    "location",
];

/// Words for sensitive personal information (PIPL 28; GB/T 35273-2020, annex B).
pub(super) const SENSITIVE: &[&str] = &[
    "位置",
    "定位",
    "行踪",
    "轨迹",
    "身份证",
    "证件号",
    "人脸",
    "指纹",
    "声纹",
    "虹膜",
    "生物识别",
    "健康",
    "医疗",
    "病历",
    "银行",
    "账户",
    "宗教",
    "location",
    "biometric",
    "face",
    "fingerprint",
    "health",
    "medical",
    "bank",
    "identity number",
    "religio",
];

/// Whether a text has one of the words, in any case.
pub(super) fn mentions(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words
        .iter()
        .any(|word| lower.contains(&word.to_lowercase()))
}

/// Most characters of a proposed title.
const LONGEST_TITLE: usize = 48;

/// The first part of a sentence; what is too long ends at a word, with an ellipsis.
pub(super) fn short_title(text: &str) -> String {
    let part = until(text, &['；', ';', '。', '，', ','])
        .trim_end_matches(['.', '：', ':'])
        .trim();
    let Some((end, _)) = part.char_indices().nth(LONGEST_TITLE) else {
        return part.to_owned();
    };
    let head = &part[..end];
    let word_end = head.rfind(' ').unwrap_or(end);
    format!("{}…", head[..word_end].trim_end())
}
