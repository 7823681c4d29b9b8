//! Words found in a policy.

use proptest::prelude::*;
use sst_domain::policy::{Hit, PolicyDocument, import, search};

const TEXT: &str = "测试平台隐私政策
欢迎使用测试平台。
目录：
一、收集
二、联系我们
一、收集
1、我们收集ＭＡＣ 地址、IP地址和mac address。
2、𠮷祥的地址也是地址。
二、联系我们
Phone number  and
电话：024-00000000
";

fn document() -> PolicyDocument {
    import(TEXT).unwrap()
}

/// What is marked, cut out as a screen would.
fn marked(hit: &Hit) -> Vec<String> {
    let units: Vec<u16> = hit.text.encode_utf16().collect();
    let cut = |start: u32, end: u32| &units[start as usize..end as usize];
    let ranges = hit.ranges.iter();
    ranges
        .map(|range| String::from_utf16(cut(range.start, range.end)).unwrap())
        .collect()
}

fn found(query: &str) -> Vec<(String, Vec<String>)> {
    let hits = search(&document(), query).into_iter();
    hits.map(|hit| (hit.id.clone(), marked(&hit))).collect()
}

fn row(id: &str, marked: &[&str]) -> (String, Vec<String>) {
    let marked = marked.iter().map(|text| (*text).to_owned());
    (id.to_owned(), marked.collect())
}

#[test]
fn case_width_and_white_space_do_not_matter() {
    for query in ["MAC地址", "mac 地址", "ｍａｃ　地址"] {
        assert_eq!(found(query), [row("s1.c1", &["ＭＡＣ 地址"])], "{query}");
    }
    assert_eq!(found("MAC"), [row("s1.c1", &["ＭＡＣ", "mac"])]);
    assert_eq!(found("number and"), [row("s2.p1", &["number  and"])]);
    assert_eq!(found("numberand"), []);
}

#[test]
fn every_place_of_a_line_is_marked_in_the_units_of_a_screen() {
    let hits = search(&document(), "地址");
    let last = hits.last().unwrap();
    assert_eq!((last.id.as_str(), last.mark.as_str()), ("s1.c2", "2、"));
    assert_eq!(marked(last), ["地址", "地址"]);
    // 𠮷 takes two units.
    assert_eq!(last.ranges[0].start, 4);
}

#[test]
fn headings_are_found_once_and_an_empty_query_finds_nothing() {
    assert_eq!(found("联系"), [row("s2", &["联系"])]);
    assert_eq!(found("隐私政策"), [row("title", &["隐私政策"])]);
    for query in ["", "  \u{3000}", "没有这几个字"] {
        assert_eq!(found(query), [], "{query}");
    }
}

#[test]
fn a_long_line_takes_no_long_time() {
    let text = format!(
        "隐私政策\n一、甲\n{}\n二、联系\n电话：024-00000000\n",
        "a".repeat(1_000_000)
    );
    let document = import(&text).unwrap();
    let started = std::time::Instant::now();
    let hits = search(&document, &"a".repeat(1000));
    assert_eq!(hits[0].ranges.len(), 1000);
    assert!(search(&document, &("a".repeat(1000) + "b")).is_empty());
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn what_is_marked_is_what_was_asked(query in "[收集地址ａmaＣc 一İß𠮷]{1,4}") {
        let bare = |text: &str| -> String {
            let narrow = |c: char| match c {
                'Ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
                c => c,
            };
            let chars = text.chars().filter(|c| !c.is_whitespace()).map(narrow);
            chars.flat_map(char::to_lowercase).collect()
        };
        for hit in search(&document(), &query) {
            prop_assert!(hit.ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for marked in marked(&hit) {
                prop_assert_eq!(bare(&marked), bare(&query));
            }
        }
    }
}
