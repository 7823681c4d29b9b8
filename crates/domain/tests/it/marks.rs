//! Marks inside an edited clause.

use proptest::prelude::*;
use sst_domain::policy::{Mark, MarkKind, marks};

/// `[-gone-]` and `{+come+}`.
fn shown(before: &str, after: &str) -> String {
    let part = |Mark { kind, text }: Mark| match kind {
        MarkKind::Same => text,
        MarkKind::Gone => format!("[-{text}-]"),
        MarkKind::Come => format!("{{+{text}+}}"),
    };
    marks(before, after).into_iter().map(part).collect()
}

#[test]
fn chinese_is_marked_by_character_and_latin_by_word() {
    assert_eq!(
        shown("我们保存三十天。", "我们保存六十天。"),
        "我们保存[-三-]{+六+}十天。"
    );
    assert_eq!(
        shown("kept for 30 days", "kept for 300 days"),
        "kept for [-30-]{+300+} days"
    );
    assert_eq!(
        shown("读取MAC地址。", "读取IMEI和MAC地址。"),
        "读取{+IMEI和+}MAC地址。"
    );
    assert_eq!(
        shown("删除、复制和转移", "删除和转移"),
        "删除[-、复制-]和转移"
    );
}

#[test]
fn the_same_text_has_one_mark_and_an_empty_one_none() {
    assert_eq!(shown("一样。", "一样。"), "一样。");
    assert_eq!(marks("", ""), []);
    assert_eq!(shown("", "新"), "{+新+}");
    assert_eq!(shown("旧", ""), "[-旧-]");
}

#[test]
fn a_sentence_written_anew_is_one_edit() {
    let anew = shown(
        "我们收集您的地址，用来寄送材料。",
        "为了上门服务，会用到您的住址和门牌。",
    );
    assert!(anew.matches("[-").count() <= 2, "{anew}");
    assert_eq!(
        shown("red apple, ripe", "blue pear, green"),
        "[-red apple, ripe-]{+blue pear, green+}"
    );
}

#[test]
fn very_long_texts_take_no_long_time() {
    let started = std::time::Instant::now();
    let (before, after) = ("甲乙".repeat(80_000), "丙丁".repeat(80_000));
    assert_eq!(marks(&before, &after).len(), 2);
    let edited = before.replacen("乙甲", "乙丙甲", 1);
    assert_eq!(marks(&before, &edited).len(), 3);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

/// A text, and a version of it that somebody may have made.
fn edited() -> impl Strategy<Value = (String, String)> {
    let piece = || "[甲乙丙丁，。 a-c1-3é]{0,6}";
    let version =
        (piece(), piece(), any::<bool>(), any::<bool>()).prop_map(|(old, new, kept, came)| {
            let before = if kept || !came {
                old.clone()
            } else {
                String::new()
            };
            let after = if kept { old } else { new };
            (before, after)
        });
    prop::collection::vec(version, 0..12).prop_map(|parts| parts.into_iter().unzip())
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_added((before, after) in edited()) {
        let marks = marks(&before, &after);
        let of = |other: MarkKind| -> String {
            let parts = marks.iter().filter(|mark| mark.kind == MarkKind::Same || mark.kind == other);
            parts.map(|mark| mark.text.as_str()).collect()
        };
        prop_assert_eq!(of(MarkKind::Gone), before);
        prop_assert_eq!(of(MarkKind::Come), after);
        prop_assert!(marks.iter().all(|mark| !mark.text.is_empty()));
        for pair in marks.windows(2) {
            prop_assert!(pair[0].kind != pair[1].kind, "two of a kind in a row");
        }
    }
}
