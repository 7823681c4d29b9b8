//! Files that are no policy, and files that are made to take long.

use std::time::{Duration, Instant};

use sst_domain::policy::{
    PolicyDocument, PolicyProblemCode as Code, diff, import, import_with_warnings, marks,
    propose_sidecar, search,
};

/// So long that only what never ends, or grows with the square of a mebibyte, takes it, however busy the machine. How
/// fast it is otherwise, a benchmark says.
const LONGEST: Duration = Duration::from_secs(300);

#[track_caller]
fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    let took = started.elapsed();
    eprintln!("took {took:?}");
    assert!(took < LONGEST, "{took:?}");
    result
}

/// All that is done with a text that was imported.
fn everything(document: &PolicyDocument) {
    assert!(document.hashes_hold());
    let sidecar = propose_sidecar(document);
    assert_eq!(sidecar.check(document), []);
    let _ = search(document, "信息");
    assert_eq!(diff(document, document), []);
}

#[test]
fn ten_thousand_lines() {
    let mut text = String::from("隐私政策\n");
    for section in 1..=100 {
        text += &format!("第{section}章 章节{section}\n");
        for clause in 1..=100 {
            text += &format!("{clause}、我们收集第{section}种信息，用于目的{clause}。\n");
        }
    }
    let document = in_time(|| import(&text).unwrap());
    assert_eq!(document.sections.len(), 100);
    in_time(|| everything(&document));
    // Every line is another one.
    let other = import(&text.replace("信息", "資料").replace("目的", "用途")).unwrap();
    assert!(!in_time(|| diff(&document, &other)).is_empty());
}

#[test]
fn one_line_of_a_mebibyte() {
    let head = "隐私政策\n一、第三方SDK\n1、";
    let end = "\n二、联系我们\n电话：024-00000000\n";
    for piece in ["甲", "：", "SDK 目的：", "a", "https://"] {
        let room = 1024 * 1024 - head.len() - end.len() - 8;
        let text = format!("{head}{}{end}", piece.repeat(room / piece.len()));
        let document = in_time(|| import(&text)).unwrap_or_else(|p| panic!("{piece}: {p:?}"));
        in_time(|| everything(&document));
        in_time(|| marks(&text, &text.replacen(piece, "乙", 7)));
    }
}

#[test]
fn deep_and_short_lines() {
    let mut text = String::from("隐私政策\n一、甲\n");
    for at in 1..=60_000 {
        text += match at % 4 {
            0 => "（一）甲\n",
            1 => "1. 甲\n",
            2 => "⑴ 甲\n",
            _ => "a) 甲\n",
        };
    }
    text += "二、联系我们\n电话：024-00000000\n";
    let document = in_time(|| import(&text).unwrap());
    in_time(|| everything(&document));
}

#[test]
fn a_list_of_ten_thousand_purposes_and_as_many_services() {
    let mut text = String::from("隐私政策\n一、使用\n1、我们把信息用于以下目的：\n");
    for at in 1..=10_000 {
        text += &format!("• 目的{at}；\n");
    }
    text += "2、第三方SDK：\n";
    for at in 1..=4_000 {
        text += &format!("• 甲{at}SDK 目的：乙。收集信息：丙。隐私政策：https://example.com/\n");
    }
    text += "二、联系我们\n电话：024-00000000\n";
    let document = in_time(|| import(&text).unwrap());
    assert_eq!(document.third_parties.len(), 4_000);
    in_time(|| everything(&document));
    let sidecar = propose_sidecar(&document);
    assert_eq!(sidecar.purposes.len(), 14_000);
}

#[test]
fn numbers_out_of_order_are_named_by_line() {
    let text = "隐私政策\n一、收集\n1、甲。\n3、乙。\n2、丙。\n5、丁。\n二、联系我们\n电话：024-00000000\n";
    let warnings = import_with_warnings(text).unwrap().warnings;
    let found: Vec<_> = warnings
        .iter()
        .map(|problem| (problem.line, problem.code))
        .collect();
    assert_eq!(
        found,
        [
            (4, Code::NumberSkipped),
            (5, Code::NumberRepeated),
            (6, Code::NumberSkipped)
        ]
    );
    let text = "隐私政策\n一、收集\n甲。\n三、使用\n乙。\n二、联系我们\n电话：024-00000000\n";
    let problems = import(text).unwrap_err().0;
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.line, problem.code))
        .collect();
    assert_eq!(
        found,
        [(4, Code::SectionSkipped), (6, Code::SectionRepeated)]
    );
}
