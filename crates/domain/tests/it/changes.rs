//! What changed between two versions.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sst_domain::policy::{ChangeKind, ClauseChange, PolicyDocument, diff, import};

const OLD: &str = "测试平台隐私政策
欢迎使用测试平台。
一、收集
1、我们收集您的姓名和电话，用来联系您。
2、我们收集您的地址，用来寄送材料。
3、我们不收集您的位置信息。
二、联系我们
电话：024-00000000
";

fn document(text: &str) -> PolicyDocument {
    import(text).unwrap()
}

fn changes(new: &str) -> Vec<(ChangeKind, String, String)> {
    let id = |line: Option<_>| {
        line.map(|line: sst_domain::policy::ClauseLine| line.id)
            .unwrap_or_default()
    };
    let changes = diff(&document(OLD), &document(new));
    changes
        .into_iter()
        .map(|change| (change.kind, id(change.before), id(change.after)))
        .collect()
}

fn row(kind: ChangeKind, before: &str, after: &str) -> (ChangeKind, String, String) {
    (kind, before.to_owned(), after.to_owned())
}

#[test]
fn the_same_text_has_no_change_however_it_is_spaced() {
    assert_eq!(
        changes(&OLD.replace('\n', "\r\n\r\n").replace("1、", "1、 ")),
        []
    );
}

#[test]
fn a_changed_word_changes_one_clause() {
    let new = OLD.replace("寄送材料", "寄送证件");
    assert_eq!(changes(&new), [row(ChangeKind::Changed, "s1.c2", "s1.c2")]);
}

#[test]
fn an_added_clause_renumbers_those_behind_it() {
    let new = OLD.replace("3、", "4、").replace("2、", "3、").replace(
        "3、我们收集您的地址",
        "2、指纹只在您办理业务时现场核验。\n3、我们收集您的地址",
    );
    assert_eq!(
        changes(&new),
        [
            row(ChangeKind::Added, "", "s1.c2"),
            row(ChangeKind::Renumbered, "s1.c2", "s1.c3"),
            row(ChangeKind::Renumbered, "s1.c3", "s1.c4"),
        ]
    );
}

#[test]
fn a_removed_clause_stands_where_it_was() {
    let new = OLD.replace("2、我们收集您的地址，用来寄送材料。\n3、", "2、");
    assert_eq!(
        changes(&new),
        [
            row(ChangeKind::Removed, "s1.c2", ""),
            row(ChangeKind::Renumbered, "s1.c3", "s1.c2")
        ]
    );
}

#[test]
fn a_clause_in_another_section_was_moved() {
    let new = OLD.replace("3、我们不收集您的位置信息。\n", "").replace(
        "电话：024-00000000",
        "电话：024-00000000\n1、我们不收集您的位置信息。",
    );
    assert_eq!(changes(&new), [row(ChangeKind::Moved, "s1.c3", "s2.c1")]);
}

#[test]
fn two_clauses_that_change_places_are_one_move() {
    let new = OLD.replace(
        "2、我们收集您的地址，用来寄送材料。\n3、我们不收集您的位置信息。",
        "2、我们不收集您的位置信息。\n3、我们收集您的地址，用来寄送材料。",
    );
    let kinds: Vec<_> = changes(&new).into_iter().map(|(kind, _, _)| kind).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&ChangeKind::Moved), "{kinds:?}");
}

#[test]
fn a_clause_with_quite_other_words_is_removed_and_added() {
    let new = OLD.replace("我们不收集您的位置信息。", "指纹另行约定");
    assert_eq!(
        changes(&new),
        [
            row(ChangeKind::Removed, "s1.c3", ""),
            row(ChangeKind::Added, "", "s1.c3")
        ]
    );
}

fn texts(
    changes: &[ClauseChange],
    line: fn(&ClauseChange) -> Option<String>,
) -> BTreeMap<String, i32> {
    let mut count = BTreeMap::new();
    changes
        .iter()
        .filter_map(line)
        .for_each(|text| *count.entry(text).or_default() += 1);
    count
}

fn count(document: &PolicyDocument) -> BTreeMap<String, i32> {
    let mut count = BTreeMap::new();
    let preamble = document
        .preamble
        .iter()
        .map(|paragraph| paragraph.text.clone());
    let headings = document
        .sections
        .iter()
        .map(|section| section.title.clone());
    let clauses = document
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .map(|block| match block {
            sst_domain::policy::SectionBlock::Paragraph(paragraph) => paragraph.text.clone(),
            sst_domain::policy::SectionBlock::Clause(clause) => clause.text.clone(),
        });
    let all = [document.title.clone()]
        .into_iter()
        .chain(preamble)
        .chain(headings)
        .chain(clauses);
    all.for_each(|text| *count.entry(text).or_default() += 1);
    count
}

fn policy() -> impl Strategy<Value = String> {
    let clause = "[甲乙丙丁戊己]{1,6}。";
    let section = prop::collection::vec(clause, 1..6);
    prop::collection::vec(section, 1..4).prop_map(|sections| {
        let mut text = "测试平台隐私政策\n欢迎。\n".to_owned();
        for (mark, clauses) in ["一、", "二、", "三、"].into_iter().zip(sections) {
            text += &format!("{mark}部分\n");
            for (at, clause) in clauses.iter().enumerate() {
                text += &format!("{}、{clause}\n", at + 1);
            }
        }
        text
    })
}

proptest! {
    /// Taking away what a diff calls old and adding what it calls new turns the old text into the new.
    #[test]
    fn a_diff_accounts_for_every_line_once(old in policy(), new in policy()) {
        let (old, new) = (document(&old), document(&new));
        let changes = diff(&old, &new);
        let mut lines = count(&old);
        for (text, n) in texts(&changes, |change| change.before.as_ref().map(|line| line.text.clone())) {
            *lines.entry(text).or_default() -= n;
        }
        prop_assert!(lines.values().all(|n| *n >= 0), "a line was in two changes");
        for (text, n) in texts(&changes, |change| change.after.as_ref().map(|line| line.text.clone())) {
            *lines.entry(text).or_default() += n;
        }
        lines.retain(|_, n| *n != 0);
        prop_assert_eq!(lines, count(&new));
        prop_assert_eq!(diff(&new, &new), vec![]);
    }
}
