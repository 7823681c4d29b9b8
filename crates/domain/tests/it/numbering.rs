//! Texts with other numbering than the operator's: they import whole as well.

use sst_domain::policy::{Block, PolicyDocument, SectionBlock, import_with_warnings};

use crate::visible;

/// Imports a text and lists `id mark` of everything numbered, indented as nested.
fn shape(text: &str) -> Vec<String> {
    let imported = import_with_warnings(text).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(
        visible(&imported.document.render()),
        visible(text),
        "something was lost"
    );
    let again = import_with_warnings(&imported.document.render())
        .unwrap()
        .document;
    assert_eq!(
        again, imported.document,
        "the rendering means something else"
    );
    outline(&imported.document)
}

fn outline(document: &PolicyDocument) -> Vec<String> {
    let mut lines = Vec::new();
    for section in &document.sections {
        lines.push(format!("{} {}", section.id, section.mark));
        for block in &section.blocks {
            match block {
                SectionBlock::Paragraph(paragraph) => lines.push(paragraph.id.clone()),
                SectionBlock::Clause(clause) => {
                    lines.push(format!("{} {}", clause.id, clause.mark));
                    push_blocks(&mut lines, &clause.blocks);
                }
            }
        }
    }
    lines
}

fn push_blocks(lines: &mut Vec<String>, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(paragraph.id.clone()),
            Block::Item(item) => {
                lines.push(format!("{} {}", item.id, item.mark));
                push_blocks(lines, &item.blocks);
            }
        }
    }
}

#[test]
fn chapters_and_articles_that_run_on() {
    let found = shape(
        "某平台用户协议\n第一章 总则\n第一条 为保护权益，制定本协议。\n第二条 本协议适用于用户。\n第二条所称用户，指注册者。\n第二章 权利\n第三条 用户可以：\n（一）查阅；\n（二）复制。\n第四条 其他。\n",
    );
    assert_eq!(
        found,
        [
            "s1 第一章 ",
            "s1.c1 第一条 ",
            "s1.c2 第二条 ",
            "s1.p1",
            "s2 第二章 ",
            "s2.c3 第三条 ",
            "s2.c3.i1 （一）",
            "s2.c3.i2 （二）",
            "s2.c4 第四条 ",
        ]
    );
}

#[test]
fn decimals_in_depth() {
    let found = shape(
        "Privacy policy\n1. What we collect\n1.1 From you\n1.1.1 Name.\n1.1.2 Phone.\n1.2 From others\nNothing.\n2. Contact\nE-mail: help@example.com\n",
    );
    assert_eq!(
        found,
        [
            "s1 1.",
            "s1.c1 1.1",
            "s1.c1.i1 1.1.1",
            "s1.c1.i2 1.1.2",
            "s1.c2 1.2",
            "s1.c2.p1",
            "s2 2.",
            "s2.p1"
        ]
    );
}

#[test]
fn brackets_below_numbers_though_usually_above() {
    let found = shape("隐私政策\n1. 收集\n（一）姓名；\n（二）电话。\n2. 使用\n（一）联系您。\n");
    assert_eq!(
        found,
        [
            "s1 1.",
            "s1.c1 （一）",
            "s1.c2 （二）",
            "s2 2.",
            "s2.c1 （一）"
        ]
    );
}

#[test]
fn a_numbered_list_in_the_preamble_is_no_section() {
    let text = "隐私政策\n请注意：\n1、请阅读全文；\n2、请妥善保管密码。\n一、收集\n1、姓名。\n2、电话。\n二、联系我们\n电话：024-00000000\n";
    let document = import_with_warnings(text).unwrap().document;
    assert_eq!(document.preamble.len(), 3);
    assert_eq!(
        shape(text),
        ["s1 一、", "s1.c1 1、", "s1.c2 2、", "s2 二、", "s2.p1"]
    );
}

#[test]
fn contents_with_page_numbers_are_no_clauses() {
    let text = "隐私政策\n目录\n一、收集……………1\n1、范围......2\n二、联系我们 3\n欢迎使用。\n一、收集\n1、范围\n姓名。\n二、联系我们\n电话：024-00000000\n";
    let document = import_with_warnings(text).unwrap().document;
    assert_eq!((document.contents.len(), document.foreword.len()), (3, 1));
    assert_eq!(
        shape(text),
        ["s1 一、", "s1.c1 1、", "s1.c1.p1", "s2 二、", "s2.p1"]
    );
}

#[test]
fn letters_romans_and_bullets() {
    let found = shape(
        "Privacy notice\nArticle 1. Data\n(a) your name:\n(i) first;\n(ii) last;\n(b) your phone.\n• one\n• two\nArticle 2. Contact\nCall 12345.\n",
    );
    assert_eq!(
        found,
        [
            "s1 Article 1.",
            "s1.c1 (a)",
            "s1.c1.i1 (i)",
            "s1.c1.i2 (ii)",
            "s1.c2 (b)",
            "s1.c2.i1 •",
            "s1.c2.i2 •",
            "s2 Article 2.",
            "s2.p1",
        ]
    );
}

#[test]
fn lists_that_begin_anew_keep_their_ids_apart() {
    let found = shape(
        "隐私政策\n一、收集\n收集：\n1、姓名；\n2、电话。\n不收集：\n1、位置；\n2、通讯录。\n二、联系\n见官网。\n",
    );
    assert_eq!(
        found,
        [
            "s1 一、",
            "s1.p1",
            "s1.c1 1、",
            "s1.c2 2、",
            "s1.p2",
            "s1.c1-2 1、",
            "s1.c2-2 2、",
            "s2 二、",
            "s2.p1"
        ]
    );
}

#[test]
fn full_width_and_mixed_marks_are_one_list() {
    let found = shape("隐私政策\n一、收集\n（1）姓名；\n(2)电话；\n⑶地址。\n二．联系\n见官网。\n");
    assert_eq!(
        found,
        [
            "s1 一、",
            "s1.c1 （1）",
            "s1.c2 (2)",
            "s1.c3 ⑶",
            "s2 二．",
            "s2.p1"
        ]
    );
}
