//! The operator's own text, where it lies beside the workspace. Without it these tests say so and pass:
//! the sample has the same structure and is always tested.

use std::path::Path;

use sst_domain::policy::{
    Block, Clause, Item, PolicyBundle, PolicyDocument, SectionBlock, import_with_warnings,
    propose_sidecar,
};

use crate::visible;

fn official() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/policy/privacy-policy.zh-CN.txt");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("the operator's text is not here: not tested");
    }
    text
}

fn document() -> Option<PolicyDocument> {
    official().map(|text| import_with_warnings(&text).unwrap().document)
}

#[test]
fn nothing_is_lost() {
    let Some(text) = official() else { return };
    let imported = import_with_warnings(&text).unwrap();
    assert_eq!(imported.warnings, []);
    assert_eq!(visible(&imported.document.render()), visible(&text));
    assert!(imported.document.hashes_hold());
}

#[test]
fn sections_clauses_and_items_are_those_of_the_text() {
    let Some(document) = document() else { return };
    let marks: Vec<_> = document
        .sections
        .iter()
        .map(|section| section.mark.as_str())
        .collect();
    assert_eq!(
        marks,
        [
            "一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、"
        ]
    );
    assert_eq!(document.contents.len(), 8);
    assert_eq!(document.title, "盛事通平台隐私政策");
    assert_eq!(document.masthead, ["盛事通"]);
    let clauses: Vec<usize> = (0..8)
        .map(|section| clauses_of(&document, section).count())
        .collect();
    assert_eq!(clauses, [3, 7, 3, 3, 0, 0, 0, 0]);
    let items: Vec<usize> = clauses_of(&document, 0)
        .map(|c| items_of(&c.blocks).count())
        .collect();
    assert_eq!(items, [4, 3, 8]);
    let purposes = clauses_of(&document, 0).nth(2).unwrap();
    let services = items_of(&purposes.blocks).last().unwrap();
    let ids: Vec<_> = items_of(&services.blocks)
        .map(|item| item.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["s1.c3.i8.a", "s1.c3.i8.b", "s1.c3.i8.c", "s1.c3.i8.d"]
    );
}

#[test]
fn what_follows_a_list_belongs_to_its_clause() {
    let Some(document) = document() else { return };
    // 4.3: after ⑴ and ⑵ comes a paragraph on deletion as a whole.
    let deletion = clauses_of(&document, 3).nth(2).unwrap();
    assert!(matches!(deletion.blocks.last(), Some(Block::Paragraph(p)) if p.id == "s4.c3.p1"));
    // 3.3 is a heading: its paragraph stays below it though it is the last clause.
    let cancellation = clauses_of(&document, 2).nth(2).unwrap();
    assert_eq!(cancellation.blocks.len(), 1);
}

#[test]
fn the_four_services_are_taken_out() {
    let Some(document) = document() else { return };
    let found: Vec<_> = document
        .third_parties
        .iter()
        .map(|service| {
            (
                service.name.as_str(),
                service.data.len(),
                service.link.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("MobTech SDK", 11, "https://www.mob.com/about/policy"),
            (
                "小鱼易连 SDK",
                1,
                "https://www.xylink.com/support/policy-norms"
            ),
            (
                "百度统计SDK",
                3,
                "https://tongji.baidu.com/web/help/article?id=330&type=0&castk=LTE%3D"
            ),
            ("高德地图定位SDK", 3, "https://lbs.amap.com/home/privacy/"),
        ]
    );
    let in_background = document
        .third_parties
        .iter()
        .map(|service| !service.background.is_empty());
    assert_eq!(in_background.collect::<Vec<_>>(), [true, true, true, false]);
    assert_eq!(document.contact.phones, ["024-86277299", "024-86271177"]);
    assert_eq!(document.contact.addresses.len(), 1);
}

#[test]
fn the_proposed_purposes_can_be_published_as_they_are() {
    let Some(document) = document() else { return };
    let sidecar = propose_sidecar(&document);
    assert_eq!(sidecar.check(&document), []);
    assert_eq!(
        sidecar.purposes.len(),
        7 + 4,
        "policy 1.3 ⑴–⑺ and the four services"
    );
    for purpose in &sidecar.purposes {
        let says_why = !purpose.necessity.is_empty();
        assert_ne!(purpose.is_refusable(), says_why, "{}", purpose.id);
    }
    PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z").unwrap();
}

fn clauses_of(document: &PolicyDocument, section: usize) -> impl Iterator<Item = &Clause> {
    document.sections[section]
        .blocks
        .iter()
        .filter_map(|block| match block {
            SectionBlock::Clause(clause) => Some(clause),
            SectionBlock::Paragraph(_) => None,
        })
}

fn items_of(blocks: &[Block]) -> impl Iterator<Item = &Item> {
    blocks.iter().filter_map(|block| match block {
        Block::Item(item) => Some(item),
        Block::Paragraph(_) => None,
    })
}
