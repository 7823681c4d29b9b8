//! Purposes proposed from the prose, for an operator to edit.
//!
//! Nothing here decides: a proposal only spares the operator typing. No rule is made for one text.

use super::document::{Block, Item, Language, PolicyDocument, Section, SectionBlock, ThirdParty};
use super::labels::until;
use super::lines::is_introduction;
use super::sidecar::{LegalBasis, PolicySidecar, Purpose, Requirement};

/// Words that show what a purpose is, its identifier and what usually makes it lawful. The first match
/// counts.
const KINDS: &[(&[&str], &str, LegalBasis)] = &[
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
const SERVICES: &[(&[&str], &str)] = &[
    (&["推送", "push"], "push"),
    (&["视频", "video"], "video-call"),
    (&["统计", "statistics", "analytics"], "usage-statistics"),
    (&["定位", "地图", "location", "map"], "map-location"),
    (&["支付", "payment"], "payment"),
    (&["登录", "sign in", "login"], "login"),
];

/// Kinds of personal data by the words for them (GB/T 35273-2020, annex A).
const DATA: &[&str] = &[
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
const SENSITIVE: &[&str] = &[
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

/// Proposes a sidecar: a purpose for every item of a list of purposes, and one for every service of
/// others. It fits the document ([`PolicySidecar::check`]); the operator corrects what it says.
pub fn propose_sidecar(document: &PolicyDocument) -> PolicySidecar {
    let mut purposes = Vec::new();
    for item in purpose_items(&document.sections) {
        let names_services = document.third_parties.iter().any(|service| {
            service
                .clause
                .strip_prefix(item.id)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        if !names_services {
            purposes.push(first_party(item, document.language));
        }
    }
    purposes.extend(
        document
            .third_parties
            .iter()
            .map(|service| third_party(service, document.language)),
    );
    make_ids_unique(&mut purposes);
    PolicySidecar {
        policy_id: document.id.clone(),
        version: document.version.clone(),
        text_hash: document.text_hash.clone(),
        effective_on: document.effective_on,
        updated_on: document.updated_on,
        controller: String::new(),
        purposes,
    }
}

/// A clause or item that may be a purpose.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    id: &'a str,
    text: &'a str,
}

/// The items below every line that announces purposes.
fn purpose_items(sections: &[Section]) -> Vec<Candidate<'_>> {
    let mut found = Vec::new();
    for section in sections {
        let mut lead = section.title.as_str();
        for block in &section.blocks {
            match block {
                SectionBlock::Paragraph(paragraph) => lead = &paragraph.text,
                SectionBlock::Clause(clause) => {
                    if announces_purposes(lead) {
                        found.push(Candidate {
                            id: &clause.id,
                            text: &clause.text,
                        });
                    }
                    collect(&mut found, &clause.text, &clause.blocks);
                }
            }
        }
    }
    found
}

fn collect<'a>(found: &mut Vec<Candidate<'a>>, line: &'a str, blocks: &'a [Block]) {
    let mut lead = line;
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lead = &paragraph.text,
            Block::Item(Item {
                id, text, blocks, ..
            }) => {
                if announces_purposes(lead) {
                    found.push(Candidate { id, text });
                }
                collect(found, text, blocks);
            }
        }
    }
}

fn announces_purposes(lead: &str) -> bool {
    let lower = lead.to_lowercase();
    let words = ["目的", "用途", "用于", "purposes"];
    is_introduction(lead) && words.iter().any(|word| lower.contains(word))
}

fn first_party(item: Candidate<'_>, language: Language) -> Purpose {
    let kind = KINDS
        .iter()
        .find(|(words, _, _)| mentions(item.text, words));
    // Where the words say nothing, consent is the safe reading: it can be refused.
    let (id, basis) = kind.map_or((None, LegalBasis::Consent), |(_, id, basis)| {
        (Some(*id), *basis)
    });
    let data: Vec<String> = DATA
        .iter()
        .filter(|word| mentions(item.text, &[word]))
        .map(|word| (*word).to_owned())
        .collect();
    let title = Some(short_title(item.text)).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| item.id.to_owned());
    let sensitive = sensitive_kinds(&data);
    Purpose {
        id: id.map_or_else(
            || format!("use-{}", item.id.replace('.', "-")),
            str::to_owned,
        ),
        impact: impact(&title, &sensitive, language),
        title,
        clauses: vec![item.id.to_owned()],
        basis,
        requirement: match basis {
            LegalBasis::Consent => Requirement::Optional,
            LegalBasis::StatutoryDuty | LegalBasis::Contract => Requirement::Required,
        },
        sensitive: !sensitive.is_empty(),
        data,
        third_party: None,
    }
}

fn third_party(service: &ThirdParty, language: Language) -> Purpose {
    let about = format!("{} {}", service.purpose, service.name);
    let id = SERVICES
        .iter()
        .find(|(words, _)| mentions(&about, words))
        .map(|(_, id)| *id);
    let purpose = short_title(
        service
            .purpose
            .split(['（', '('])
            .next()
            .unwrap_or_default(),
    );
    let title = match (purpose.is_empty(), language) {
        (true, _) => service.name.clone(),
        (false, Language::ZhCn) => format!("{purpose}（{}）", service.name),
        (false, Language::En) => format!("{purpose} ({})", service.name),
    };
    let sensitive = sensitive_kinds(&service.data);
    Purpose {
        id: id.map_or_else(
            || format!("service-{}", service.clause.replace('.', "-")),
            |id| format!("service-{id}"),
        ),
        impact: impact(&title, &sensitive, language),
        title,
        clauses: vec![service.clause.clone()],
        basis: LegalBasis::Consent,
        requirement: Requirement::Optional,
        data: service.data.clone(),
        third_party: Some(service.name.clone()),
        sensitive: !sensitive.is_empty(),
    }
}

fn mentions(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words
        .iter()
        .any(|word| lower.contains(&word.to_lowercase()))
}

fn sensitive_kinds(data: &[String]) -> Vec<&str> {
    let short = |kind: &'_ String| kind.find(['（', '(']).unwrap_or(kind.len());
    let sensitive = data.iter().filter(|kind| mentions(kind, SENSITIVE));
    sensitive
        .map(|kind| &kind[..short(kind)])
        .map(str::trim)
        .collect()
}

/// A draft of what PIPL 30 wants said.
fn impact(title: &str, sensitive: &[&str], language: Language) -> String {
    match (sensitive, language) {
        ([], _) => String::new(),
        (kinds, Language::ZhCn) => format!(
            "“{title}”要用到敏感个人信息：{}。这类信息一旦泄露或被滥用，可能影响您的人身和财产安全。不同意，其他服务照常。",
            kinds.join("、")
        ),
        (kinds, Language::En) => format!(
            "\"{title}\" uses sensitive personal information: {}. Leaked or misused, it may endanger your person or property. If you refuse, everything else works as before.",
            kinds.join(", ")
        ),
    }
}

/// Most characters of a proposed title.
const LONGEST_TITLE: usize = 48;

/// The first part of a sentence; what is too long ends at a word, with an ellipsis.
fn short_title(text: &str) -> String {
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

fn make_ids_unique(purposes: &mut [Purpose]) {
    let mut seen = std::collections::HashSet::new();
    for purpose in purposes {
        if !seen.insert(purpose.id.clone()) {
            let clause = purpose
                .clauses
                .first()
                .map(String::as_str)
                .unwrap_or_default();
            purpose.id = format!("{}-{}", purpose.id, clause.replace('.', "-"));
            seen.insert(purpose.id.clone());
        }
    }
}
