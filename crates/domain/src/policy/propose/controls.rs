//! Which switches of the client a purpose seems to govern.

use std::collections::HashMap;

use super::words::mentions;
use crate::consent::Control;
use crate::policy::document::PolicyDocument;
use crate::policy::sidecar::{LegalBasis, Purpose};
use crate::policy::walk::pieces;

/// What a text calls that which a switch stands for.
const WORDS: &[(Control, &[&str])] = &[
    (
        Control::NotifyInApp,
        &["站内", "消息", "in the app", "in-app", "message"],
    ),
    (
        Control::NotifySystem,
        &[
            "系统通知",
            "推送",
            "提醒",
            "notification",
            "system notice",
            "push",
        ],
    ),
    (Control::NotifySms, &["短信", "手机", "text message", "sms"]),
    (Control::NotifyEmail, &["邮件", "邮箱", "e-mail", "email"]),
    (
        Control::NotifyPost,
        &[
            "信函",
            "通信地址",
            "通讯地址",
            "by post",
            ", post",
            "letter",
        ],
    ),
    (
        Control::UsageStatistics,
        &["统计", "数据分析", "statistics", "analytics", "analysis"],
    ),
    (
        Control::HallLocation,
        &["定位", "附近", "地图", "location", "nearby", "map"],
    ),
    (Control::VideoCall, &["视频", "video"]),
    (Control::PersonalQrCode, &["二维码", "qr code"]),
    (
        Control::PublicDisclosure,
        &["公开披露", "公示", "make public", "publication"],
    ),
    (
        Control::SensitiveIdentity,
        &[
            "证件号",
            "身份证",
            "身份核验",
            "实名",
            "identity document",
            "identity card",
        ],
    ),
    (Control::CrashReports, &["崩溃", "闪退", "crash"]),
];

/// Hangs every switch on the first purpose that rests on consent and speaks of it; first the platform's own
/// purposes, then the services of others. One of which no purpose speaks stays free.
pub(super) fn hang(document: &PolicyDocument, purposes: &mut [Purpose]) {
    let pieces = pieces(document);
    let places: HashMap<&str, usize> = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| (piece.id, at))
        .collect();
    let text_of = |purpose: &Purpose| {
        // Of a service of others only what it is for: the data that it takes and its background are its own
        // affair.
        if purpose.third_party.is_some() {
            return purpose.title.clone();
        }
        let clauses = purpose.clauses.iter();
        let places = clauses.filter_map(|clause| places.get(clause.as_str()));
        let lines = places.flat_map(|at| pieces.iter().skip(*at).take(pieces[*at].below + 1));
        lines.map(|piece| piece.text).collect::<Vec<_>>().join("\n")
    };
    let about: Vec<String> = purposes.iter().map(text_of).collect();
    for (control, words) in WORDS {
        let speaks = |at: &usize| mentions(&about[*at], words);
        let of = |others: bool| {
            let refusable = |at: &usize| {
                let purpose = &purposes[*at];
                purpose.basis == LegalBasis::Consent && purpose.third_party.is_some() == others
            };
            (0..purposes.len()).filter(refusable).find(speaks)
        };
        let found = of(false).or_else(|| of(true));
        if let Some(purpose) = found.and_then(|at| purposes.get_mut(at)) {
            purpose.controls.push(control.as_str().to_owned());
        }
    }
}
