//! Texts that are refused, and texts that are odd: each gives its code, with the line.

use sst_domain::policy::{
    PolicyProblemCode as Code, PolicyProblems, import, import_file, import_with_warnings,
};

/// A small text without a fault; each test breaks one thing.
const GOOD: &str = "测试平台隐私政策
欢迎使用。
目录：
一、收集
二、安全
三、联系我们
一、收集
1、范围
⑴ 姓名；
⑵ 电话。
2、第三方SDK
① 甲SDK 使用场景：推送。收集信息：设备信息。隐私政策：https://example.com/p 。
② 乙SDK 使用场景：地图。收集信息：位置信息。隐私政策：https://example.com/q 。
二、安全
我们保护信息。
三、联系我们
电话：024-00000000
";

fn refused(text: impl AsRef<[u8]>) -> Vec<(usize, Code)> {
    let refused = import_file(text.as_ref());
    let PolicyProblems(problems) = refused.expect_err("this text must be refused");
    assert!(problems.iter().all(|problem| problem.code.refuses()));
    problems
        .into_iter()
        .map(|problem| (problem.line, problem.code))
        .collect()
}

fn warned(text: &str) -> Vec<(usize, Code)> {
    let warnings = import_with_warnings(text).unwrap().warnings;
    assert!(warnings.iter().all(|problem| !problem.code.refuses()));
    warnings
        .into_iter()
        .map(|problem| (problem.line, problem.code))
        .collect()
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn the_good_text_is_good() {
    assert_eq!(warned(GOOD), []);
}

#[test]
fn every_broken_text_gives_its_code() {
    let broken = [
        (String::new(), (0, Code::Empty)),
        (" \n\u{3000}\r\n\u{FEFF}".to_owned(), (0, Code::Empty)),
        (
            format!("{GOOD}{}", "长".repeat(400_000)),
            (0, Code::TooLarge),
        ),
        (format!("<!DOCTYPE html>\n{GOOD}"), (1, Code::NotPlainText)),
        (
            GOOD.replace('\n', "\n<p>").replacen("<p>", "", 2),
            (4, Code::NotPlainText),
        ),
        (format!("%PDF-1.7\n{GOOD}"), (1, Code::NotPlainText)),
        (format!("{{\\rtf1\\ansi\n{GOOD}"), (1, Code::NotPlainText)),
        (format!("PK\u{3}\u{4}\n{GOOD}"), (1, Code::NotPlainText)),
        (with("姓名", "\u{FFFD}\u{FFFD}"), (9, Code::BrokenEncoding)),
        (with("姓名", "姓\u{0}名"), (9, Code::ControlCharacter)),
        (
            GOOD.lines().skip(3).collect::<Vec<_>>().join("\n"),
            (0, Code::NoTitle),
        ),
        (
            "测试平台隐私政策\n欢迎使用。".to_owned(),
            (0, Code::NoSections),
        ),
        (
            GOOD.replace("三、联系", "二、联系"),
            (16, Code::SectionRepeated),
        ),
        (
            GOOD.replace("三、联系", "四、联系"),
            (16, Code::SectionSkipped),
        ),
        (with("电话：024-00000000\n", ""), (16, Code::SectionEmpty)),
        (
            with("二、安全\n我们", "我们"),
            (5, Code::ContentsWithoutSection),
        ),
    ];
    for (text, expected) in &broken {
        assert!(
            refused(text).contains(expected),
            "{expected:?}: {:?}",
            refused(text)
        );
    }
    let tested = |code: &&Code| broken.iter().any(|(_, (_, tested))| tested == *code);
    assert!(
        Code::ALL
            .iter()
            .filter(|code| code.refuses() && **code != Code::Utf16)
            .all(|code| tested(&code))
    );
}

#[test]
fn another_encoding_is_named_and_no_line_blamed() {
    for mark in ["", "\u{FEFF}"] {
        let units = format!("{mark}{GOOD}").encode_utf16().collect::<Vec<_>>();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [little, big] {
            assert_eq!(refused(bytes), [(1, Code::Utf16)]);
        }
    }
    // 隐私政策 in GB 18030.
    let chinese = b"\xd2\xfe\xcb\xbd\xd5\xfe\xb2\xdf\n";
    assert_eq!(refused(chinese), [(1, Code::BrokenEncoding)]);
    let marked = format!("\u{FEFF}{GOOD}");
    assert!(
        import_file(marked.as_bytes()).is_ok(),
        "a mark before UTF-8 does no harm"
    );
}

#[test]
fn every_odd_text_gives_its_warning() {
    let odd = [
        (
            with("二、安全\n三、", "三、"),
            (13, Code::SectionNotInContents),
        ),
        (with("姓名", "<b>姓名</b>"), (9, Code::Markup)),
        (with("姓名", "姓名&nbsp;"), (9, Code::Markup)),
        (with("⑵ 电话", "⑵ 邮箱\n⑵ 电话"), (11, Code::NumberRepeated)),
        (with("⑵ 电话", "⑶ 电话"), (10, Code::NumberSkipped)),
        (
            with("收集信息：设备信息。", ""),
            (0, Code::ThirdPartyWithoutData),
        ),
        (
            with("隐私政策：https://example.com/p 。", ""),
            (0, Code::ThirdPartyWithoutLink),
        ),
        (
            with("使用场景：推送。", ""),
            (0, Code::ThirdPartyWithoutPurpose),
        ),
        (
            with("电话：024-00000000", "请拨打客服电话。"),
            (0, Code::NoContact),
        ),
    ];
    for (text, expected) in &odd {
        assert_eq!(warned(text), [*expected]);
    }
    let tested = |code: &&Code| odd.iter().any(|(_, (_, tested))| tested == *code);
    assert!(
        Code::ALL
            .iter()
            .filter(|code| !code.refuses())
            .all(|code| tested(&code))
    );
}

#[test]
fn every_problem_is_reported_at_once() {
    let text = with("姓名", "\u{FFFD}").replace("电话。", "电\u{1}话。");
    assert_eq!(
        refused(&text),
        [(9, Code::BrokenEncoding), (10, Code::ControlCharacter)]
    );
    let text = GOOD.replace(
        "二、安全\n我们保护信息。\n三、联系我们",
        "五、其他\n五、联系我们",
    );
    let found = refused(&text);
    for expected in [
        (5, Code::ContentsWithoutSection),
        (14, Code::SectionSkipped),
        (14, Code::SectionEmpty),
        (15, Code::SectionRepeated),
    ] {
        assert!(found.contains(&expected), "{expected:?}: {found:?}");
    }
}

#[test]
fn a_message_shows_no_control_character() {
    let PolicyProblems(problems) = import(&with("姓名", "姓\u{1b}[2J名")).unwrap_err();
    assert!(
        problems
            .iter()
            .all(|problem| !problem.excerpt.contains(char::is_control))
    );
}
