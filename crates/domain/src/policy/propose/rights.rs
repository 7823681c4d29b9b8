//! The rights that a text grants.

use super::words::{mentions, short_title};
use crate::policy::document::{Block, PolicyDocument, Section, SectionBlock};
use crate::policy::labels::{split_outside_brackets, until};
use crate::policy::lines::is_introduction;
use crate::policy::sidecar::Right;

/// How texts say that somebody may demand something.
const GRANTS: &[&str] = &[
    "您有权",
    "你有权",
    "用户有权",
    "有权要求",
    "有权请求",
    "享有",
    "权利",
    "right to",
    "rights to",
    "rights",
    "entitled to",
];

/// What a right is called, by the words for it (PIPL 44–50).
const KINDS: &[(&[&str], &str)] = &[
    (
        &["注销", "cancel", "close your account", "closing"],
        "cancel",
    ),
    (&["撤回", "撤销", "withdraw"], "withdraw"),
    (&["删除", "delet", "eras"], "delete"),
    (&["更正", "修改", "补充", "correct", "rectif"], "correct"),
    (&["转移", "携带", "transfer", "portab"], "transfer"),
    (&["限制", "拒绝", "restrict", "refuse", "object"], "refuse"),
    (&["解释", "explain", "explanation"], "explain"),
    (
        &["访问", "查阅", "查看", "查询", "access", "see ", "inspect"],
        "access",
    ),
    (&["复制", "副本", "copy"], "copy"),
    (&["投诉", "举报", "complain"], "complain"),
];

/// A right for every clause of a list that is announced as one of rights, and for every other line that says
/// that the person may demand something.
pub(super) fn rights(document: &PolicyDocument) -> Vec<Right> {
    let mut rights = Vec::new();
    for section in &document.sections {
        of_section(&mut rights, section);
    }
    rights
}

fn of_section(rights: &mut Vec<Right>, section: &Section) {
    let mut announced = mentions(&section.title, GRANTS);
    let has_clauses = |block: &SectionBlock| matches!(block, SectionBlock::Clause(_));
    let has_clauses = section.blocks.iter().any(has_clauses);
    for block in &section.blocks {
        match block {
            SectionBlock::Paragraph(paragraph) if is_introduction(&paragraph.text) => {
                announced = announced || mentions(&paragraph.text, GRANTS);
            }
            SectionBlock::Paragraph(paragraph) => {
                // Below a heading of rights without a list, every paragraph is about one.
                if mentions(&paragraph.text, GRANTS) || (announced && !has_clauses) {
                    rights.push(right(&paragraph.id, &paragraph.text));
                }
            }
            SectionBlock::Clause(clause) if announced || mentions(&clause.text, GRANTS) => {
                rights.push(right(&clause.id, &clause.text));
            }
            SectionBlock::Clause(clause) => of_blocks(rights, &clause.blocks),
        }
    }
}

fn of_blocks(rights: &mut Vec<Right>, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) if mentions(&paragraph.text, GRANTS) => {
                rights.push(right(&paragraph.id, &paragraph.text));
            }
            Block::Paragraph(_) => {}
            Block::Item(item) if mentions(&item.text, GRANTS) => {
                rights.push(right(&item.id, &item.text));
            }
            Block::Item(item) => of_blocks(rights, &item.blocks),
        }
    }
}

fn right(clause: &str, text: &str) -> Right {
    let name = until(granting(text), &['：', ':']);
    let title = short_title(name);
    let id = kind(name).or_else(|| kind(text)).map_or_else(
        || format!("right-{}", clause.replace('.', "-")),
        str::to_owned,
    );
    Right {
        id,
        title: if title.is_empty() {
            clause.to_owned()
        } else {
            title
        },
        clauses: vec![clause.to_owned()],
    }
}

/// The sentence that grants the right; the first, where the heading above grants it.
fn granting(text: &str) -> &str {
    let sentences = || split_outside_brackets(text, |c| "。；;".contains(c)).into_iter();
    let grants = sentences().find(|sentence| mentions(sentence, GRANTS));
    grants
        .or_else(|| sentences().next())
        .unwrap_or_default()
        .trim()
}

/// What the text names first.
fn kind(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let place = |words: &[&str]| words.iter().filter_map(|word| lower.find(word)).min();
    let kinds = KINDS
        .iter()
        .filter_map(|(words, id)| place(words).map(|at| (at, *id)));
    kinds.min_by_key(|(at, _)| *at).map(|(_, id)| id)
}
