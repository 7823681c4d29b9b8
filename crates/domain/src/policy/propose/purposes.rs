//! Purposes, from the lists of purposes and the services of others that a text has.

use super::words::{DATA, KINDS, SENSITIVE, SERVICES, mentions, short_title};
use crate::policy::document::{
    Block, Clause, Item, Language, PolicyDocument, Section, SectionBlock, ThirdParty,
};
use crate::policy::lines::is_introduction;
use crate::policy::marker::{MarkKind, readings};
use crate::policy::sidecar::links::covers;
use crate::policy::sidecar::{LegalBasis, Purpose, Requirement};

/// A purpose for every item of a list of purposes, and one for every service of others.
pub(super) fn purposes(document: &PolicyDocument) -> Vec<Purpose> {
    let mut purposes = Vec::new();
    for item in purpose_items(&document.sections) {
        let names_services = document
            .third_parties
            .iter()
            .any(|service| covers(item.id, &service.clause));
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
    purposes
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
        let mut lead = Lead::of(&section.title);
        for block in &section.blocks {
            match block {
                SectionBlock::Paragraph(paragraph) => lead = Lead::of(&paragraph.text),
                SectionBlock::Clause(clause) => {
                    let Clause {
                        id,
                        mark,
                        text,
                        blocks,
                        ..
                    } = clause;
                    if lead.holds_for(mark) {
                        found.push(Candidate { id, text });
                    }
                    collect(&mut found, text, blocks);
                }
            }
        }
    }
    found
}

fn collect<'a>(found: &mut Vec<Candidate<'a>>, line: &'a str, blocks: &'a [Block]) {
    let mut lead = Lead::of(line);
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lead = Lead::of(&paragraph.text),
            Block::Item(item) => {
                let Item {
                    id,
                    mark,
                    text,
                    blocks,
                    ..
                } = item;
                if lead.holds_for(mark) {
                    found.push(Candidate { id, text });
                }
                collect(found, text, blocks);
            }
        }
    }
}

/// A line that may announce a list, and how the list below it is numbered.
struct Lead<'a> {
    text: &'a str,
    list: Option<Vec<MarkKind>>,
}

impl<'a> Lead<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, list: None }
    }

    /// Whether it announces purposes and this number belongs to its list: the list ends where the way of
    /// numbering changes.
    fn holds_for(&mut self, mark: &str) -> bool {
        let line = format!("{mark} .");
        let kinds: Vec<MarkKind> = readings(&line).iter().map(|mark| mark.kind).collect();
        let list = self.list.get_or_insert_with(|| kinds.clone());
        if !kinds.iter().any(|kind| list.contains(kind)) {
            self.text = "";
        }
        announces_purposes(self.text)
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
        necessity: necessity(basis, language),
        sensitive: !sensitive.is_empty(),
        data,
        method: String::new(),
        retention: String::new(),
        third_party: None,
        recipients: Vec::new(),
        automated: false,
        controls: Vec::new(),
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
        necessity: String::new(),
        data: service.data.clone(),
        method: String::new(),
        retention: String::new(),
        third_party: Some(service.name.clone()),
        recipients: Vec::new(),
        sensitive: !sensitive.is_empty(),
        automated: false,
        controls: Vec::new(),
    }
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

/// A draft of why a purpose cannot be refused.
fn necessity(basis: LegalBasis, language: Language) -> String {
    let words = match (basis, language) {
        (LegalBasis::Consent, _) => "",
        (LegalBasis::StatutoryDuty, Language::ZhCn) => "法律法规要求这样做，因此不能拒绝。",
        (LegalBasis::StatutoryDuty, Language::En) => "The law demands it, so it cannot be refused.",
        (LegalBasis::Contract, Language::ZhCn) => {
            "没有这些信息，就办不成您提出的事项。只浏览公开信息时不需要。"
        }
        (LegalBasis::Contract, Language::En) => {
            "What you apply for cannot be done without it. Browsing public information needs none of it."
        }
    };
    words.to_owned()
}
