//! Whatever comes in: nothing is lost, nothing panics, the rendering means the same.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use sst_domain::policy::{PolicyBundle, import, propose_sidecar};

use crate::visible;

/// A line of a policy: numbered in some way or not, a heading or a sentence.
fn line() -> impl Strategy<Value = String> {
    let chinese = "一二三四五六七八九十"
        .chars()
        .map(String::from)
        .collect::<Vec<_>>();
    let number = prop_oneof![
        Just("1"),
        Just("2"),
        Just("3"),
        Just("9"),
        Just("12"),
        Just("１")
    ];
    let mark = prop_oneof![
        3 => Just(String::new()),
        1 => prop::sample::select(chinese.clone()).prop_map(|n| format!("{n}、")),
        1 => prop::sample::select(chinese.clone()).prop_map(|n| format!("（{n}）")),
        1 => prop::sample::select(chinese).prop_map(|n| format!("第{n}章")),
        1 => number.clone().prop_map(|n| format!("{n}、")),
        1 => number.clone().prop_map(|n| format!("{n}. ")),
        1 => number.clone().prop_map(|n| format!("1.{n} ")),
        1 => number.prop_map(|n| format!("({n}) ")),
        1 => "[⑴-⑷①-④⒈-⒊⒜-⒞•a-ci-k]",
        1 => "[a-ci]\\) ",
    ];
    let end = prop_oneof![
        Just("。"),
        Just("；"),
        Just("："),
        Just(""),
        Just("."),
        Just("……3")
    ];
    (
        mark,
        "[收集使用信息的目 aé（）。：、1.\u{3000}\u{200B}]{0,12}",
        end,
    )
        .prop_map(|(mark, text, end)| format!("{mark}{text}{end}"))
}

fn text() -> impl Strategy<Value = String> {
    let breaks = prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n \n")];
    prop::collection::vec((line(), breaks), 0..40).prop_map(|lines| {
        let body: String = lines.into_iter().map(|(line, end)| line + end).collect();
        format!("测试平台隐私政策\n一、开始\n正文。\n{body}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_imported_is_whole(text in text()) {
        let Ok(document) = import(&text) else { return Ok(()) };
        let rendered = document.render();
        prop_assert_eq!(visible(&rendered), visible(&text));
        prop_assert!(document.hashes_hold());
        let again = import(&rendered);
        prop_assert_eq!(again.map(|document| document.render()), Ok(rendered));
    }

    #[test]
    fn what_is_proposed_can_be_published(text in text()) {
        let Ok(document) = import(&text) else { return Ok(()) };
        let sidecar = propose_sidecar(&document);
        prop_assert_eq!(sidecar.check(&document), vec![]);
        prop_assert!(sidecar.purposes.iter().all(|purpose| purpose.is_refusable() == purpose.necessity.is_empty()));
        prop_assert!(PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z").is_ok());
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,60}(\n[一1⑴①a(（.、）) ]{0,6}\\PC{0,10}){0,20}") {
        let _ = import(&text);
    }
}

/// Found by the property above.
#[test]
fn a_gap_behind_the_numbering_stays_as_it_was() {
    for body in [
        "第一章。\n第二章息：\n",
        "第一章 。\n文。\n第二章　息：\n文。\n",
    ] {
        let text = format!("测试平台隐私政策\n一、开始\n正文。\n{body}");
        let rendered = import(&text).unwrap().render();
        assert_eq!(import(&rendered).unwrap().render(), rendered, "{body}");
    }
}

#[test]
fn most_generated_texts_are_imported() {
    // Otherwise the properties above would hold for lack of cases.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let imported = (0..300)
        .filter(|_| {
            let tree = text().new_tree(&mut runner).unwrap();
            import(&tree.current()).is_ok()
        })
        .count();
    assert!(imported > 60, "only {imported} of 300");
}
