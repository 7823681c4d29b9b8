//! Policies of other operators, in our own words: other numbering, other languages, with and without a table of
//! contents. They import whole however the file was saved, and what is proposed for them is of use.

use sst_domain::policy::{
    Block, Imported, Language, LegalBasis, PolicyDocument, SectionBlock, import_file,
    propose_sidecar,
};

use crate::visible;

struct Shape {
    text: &'static str,
    language: Language,
    /// Clauses of each section.
    clauses: &'static [usize],
    /// Items below clauses, at any depth.
    items: usize,
    contents: usize,
    third_parties: &'static [&'static str],
    /// Purposes that are proposed, services of others left out, and what makes them lawful.
    purposes: &'static [(&'static str, LegalBasis)],
    rights: &'static [&'static str],
}

const SHAPES: &[Shape] = &[
    Shape {
        text: include_str!("shapes/chapters.zh-CN.txt"),
        language: Language::ZhCn,
        clauses: &[2, 2, 1, 4, 3],
        items: 4 + 2 + 2 + 3,
        contents: 0,
        third_parties: &["甲地图SDK", "乙客服SDK"],
        purposes: &[
            ("provide-service", LegalBasis::Contract),
            ("messages", LegalBasis::Consent),
            ("legal-duty", LegalBasis::StatutoryDuty),
            ("use-s2-c3-i4", LegalBasis::Consent),
        ],
        rights: &["access", "correct", "delete", "cancel"],
    },
    Shape {
        text: include_str!("shapes/decimals.zh-CN.txt"),
        language: Language::ZhCn,
        clauses: &[2, 6, 2, 4, 0],
        items: 2 + 2 + 2,
        contents: 5,
        third_parties: &["甲支付SDK", "乙推送SDK"],
        purposes: &[
            ("provide-service", LegalBasis::Contract),
            ("messages", LegalBasis::Consent),
            ("research", LegalBasis::Consent),
            ("legal-duty", LegalBasis::StatutoryDuty),
        ],
        rights: &["access", "correct", "withdraw", "cancel"],
    },
    Shape {
        text: include_str!("shapes/numbered.en.txt"),
        language: Language::En,
        clauses: &[2, 4, 2, 4, 0, 0],
        items: 5 + 2 + 2,
        contents: 0,
        third_parties: &["Maple Maps SDK", "Oak Payments SDK"],
        purposes: &[
            ("provide-service", LegalBasis::Contract),
            ("messages", LegalBasis::Consent),
            ("legal-duty", LegalBasis::StatutoryDuty),
            ("use-s2-c4", LegalBasis::Consent),
        ],
        rights: &["access", "correct", "delete", "refuse"],
    },
    Shape {
        text: include_str!("shapes/government.zh-CN.txt"),
        language: Language::ZhCn,
        clauses: &[2, 4, 2, 0, 0],
        items: 2 + 2 + 2,
        contents: 0,
        third_parties: &[],
        purposes: &[
            ("provide-service", LegalBasis::Contract),
            ("messages", LegalBasis::Consent),
            ("fraud-prevention", LegalBasis::Consent),
            ("legal-duty", LegalBasis::StatutoryDuty),
        ],
        rights: &["access"],
    },
];

/// One text as different editors save it. Not a character of it is another.
fn dresses(text: &str) -> Vec<String> {
    let windows = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    let tabs: String = text
        .lines()
        .map(|line| format!("\t{line}\t \n\n"))
        .collect();
    let tight: String = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    let wide: String = text
        .lines()
        .map(|line| format!("\u{3000}\u{3000}{line}\u{A0}\r\n"))
        .collect();
    vec![
        text.to_owned(),
        windows,
        tabs,
        tight,
        wide,
        text.trim_end().to_owned(),
    ]
}

#[test]
fn nothing_is_lost_however_the_file_was_saved() {
    for shape in SHAPES {
        let plain = import_file(shape.text.as_bytes()).unwrap().document;
        for dress in dresses(shape.text) {
            let Imported { document, warnings } = import_file(dress.as_bytes())
                .unwrap_or_else(|problems| panic!("{}: {problems:?}", plain.title));
            let odd = warnings.iter().filter(|problem| problem.line > 0);
            assert_eq!(odd.count(), 0, "{}: {warnings:?}", plain.title);
            assert_eq!(
                visible(&document.render()),
                visible(&dress),
                "{}",
                plain.title
            );
            assert!(document.hashes_hold());
            assert_eq!(document, plain, "it is the same policy");
            let again = import_file(document.render().as_bytes()).unwrap().document;
            assert_eq!(again, document, "the rendering means the same");
        }
    }
}

#[test]
fn the_divisions_are_those_of_the_text() {
    for shape in SHAPES {
        let document = import_file(shape.text.as_bytes()).unwrap().document;
        let name = &document.title;
        assert_eq!(document.language, shape.language, "{name}");
        assert_eq!(document.contents.len(), shape.contents, "{name}");
        let clauses = document.sections.iter().map(|section| {
            let clause = |block: &&SectionBlock| matches!(block, SectionBlock::Clause(_));
            section.blocks.iter().filter(clause).count()
        });
        assert_eq!(clauses.collect::<Vec<_>>(), shape.clauses, "{name}");
        assert_eq!(items_of(&document), shape.items, "{name}");
        let services = document
            .third_parties
            .iter()
            .map(|service| service.name.as_str());
        assert_eq!(services.collect::<Vec<_>>(), shape.third_parties, "{name}");
        for service in &document.third_parties {
            assert!(
                !service.purpose.is_empty() && !service.data.is_empty(),
                "{service:?}"
            );
            assert!(service.link.starts_with("https://"), "{service:?}");
        }
    }
}

#[test]
fn what_is_proposed_is_of_use() {
    for shape in SHAPES {
        let document = import_file(shape.text.as_bytes()).unwrap().document;
        let sidecar = propose_sidecar(&document);
        let name = &document.title;
        assert_eq!(sidecar.check(&document), [], "{name}");
        for purpose in &sidecar.purposes {
            let says_why = !purpose.necessity.is_empty();
            assert_ne!(purpose.is_refusable(), says_why, "{name}: {}", purpose.id);
        }
        let own = sidecar
            .purposes
            .iter()
            .filter(|purpose| purpose.third_party.is_none());
        let own: Vec<_> = own
            .map(|purpose| (purpose.id.as_str(), purpose.basis))
            .collect();
        assert_eq!(own, shape.purposes, "{name}");
        let rights: Vec<_> = sidecar
            .rights
            .iter()
            .map(|right| right.id.as_str())
            .collect();
        assert_eq!(rights, shape.rights, "{name}");
    }
}

fn items_of(document: &PolicyDocument) -> usize {
    fn below(blocks: &[Block]) -> usize {
        let count = |block: &Block| match block {
            Block::Item(item) => 1 + below(&item.blocks),
            Block::Paragraph(_) => 0,
        };
        blocks.iter().map(count).sum()
    }
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let clauses = blocks.map(|block| match block {
        SectionBlock::Clause(clause) => below(&clause.blocks),
        SectionBlock::Paragraph(_) => 0,
    });
    clauses.sum()
}
