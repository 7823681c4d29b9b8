//! Masks show what their rule names and nothing else (docs/decisions/0004-masks.md).

use jiff::civil::date;
use proptest::prelude::*;
use sst_domain::identity::{
    DocumentKind, DocumentSex, document_facts, mask_date, mask_document, mask_email, mask_name,
    mask_phone, mask_text, parse_number,
};

#[test]
fn the_rules_by_example() {
    assert_eq!(mask_name("测试市民甲"), "测*");
    assert_eq!(mask_name("欧阳测试"), "欧*");
    assert_eq!(mask_name("𠮷田测试"), "𠮷*");
    assert_eq!(mask_name("测\u{E0100}试"), "测\u{E0100}*");
    assert_eq!(mask_phone("13800000001"), "138****0001");
    assert_eq!(mask_phone("+85290000001"), "+****001");
    assert_eq!(mask_email("test@example.com"), "t***@example.com");
    assert_eq!(mask_email("t@example.com"), "***@example.com");
    assert_eq!(mask_date("2000-02-29"), "2000-**-**");
    assert_eq!(
        mask_document(Some(DocumentKind::ResidentId), "210102200002290018"),
        "2****************8"
    );
    assert_eq!(mask_document(None, "210102200002290018"), "******");
    assert_eq!(
        mask_document(Some(DocumentKind::Passport), "E1234"),
        "******"
    );
    assert_eq!(mask_text("测试路1号"), "******");
}

#[test]
fn what_has_not_the_expected_form_is_hidden_whole() {
    for text in [
        "",
        "1",
        "测",
        "138",
        "138000000011",
        "１３８０００００００１",
        "+123",
    ] {
        assert_eq!(mask_phone(text), "******", "{text}");
    }
    for text in ["", "测", "\u{E0100}"] {
        assert_eq!(mask_name(text), "******", "{text:?}");
    }
    for text in ["", "没有", "2000", "20000229", "2000年2月29日"] {
        assert_eq!(mask_date(text), "******", "{text}");
    }
    assert_eq!(mask_email("no address"), "******");
}

/// A screen that shows all of a person at once: region, year of birth and sex stand beside the masked
/// number. Even if the region is the one in the number, ten thousand numbers and more fit.
#[test]
fn a_whole_screen_leaves_ten_thousand_numbers() {
    let (region, shown) = ("210102", "2****************8");
    let year = mask_date("2000-02-29");
    let today = date(2026, 11, 24);
    let mut fitting = 0;
    for month in 1..=12 {
        for day in 1..=31 {
            for sequence in 0..1000 {
                let number = format!("{region}{}{month:02}{day:02}{sequence:03}8", &year[..4]);
                let Ok(number) = parse_number(DocumentKind::ResidentId, &number, today) else {
                    continue;
                };
                let male = document_facts(&number).unwrap().sex == DocumentSex::Male;
                let mask = mask_document(Some(DocumentKind::ResidentId), number.as_str());
                fitting += usize::from(male && mask == shown);
            }
        }
    }
    assert!(fitting >= 10_000, "only {fitting}");
    // Were the birthday shown whole, 50 or so would be left: hence the rule for dates.
    assert!(fitting / 366 < 50);
}

/// The characters of `mask` that are neither `*` nor in `plain`.
fn shown(mask: &str, plain: &str) -> String {
    mask.chars()
        .filter(|c| *c != '*' && !plain.contains(*c))
        .collect()
}

proptest! {
    #[test]
    fn a_name_shows_one_character(name in "[\u{4E00}-\u{9FFF}\u{20000}-\u{2A6DF}]{2,50}") {
        let first: String = name.chars().take(1).collect();
        prop_assert_eq!(shown(&mask_name(&name), ""), first);
    }

    #[test]
    fn a_phone_shows_seven_digits(number in "1[3-9][0-9]{9}") {
        let mask = mask_phone(&number);
        prop_assert_eq!(shown(&mask, ""), format!("{}{}", &number[..3], &number[7..]));
        prop_assert!(!mask.contains(&number[3..7]) || number[3..7].chars().all(|c| mask.contains(c)));
        prop_assert_eq!(&mask[3..7], "****");
    }

    #[test]
    fn a_phone_abroad_shows_three_digits(number in "[1-9][0-9]{6,14}") {
        let mask = mask_phone(&format!("+{number}"));
        prop_assert_eq!(shown(&mask, "+"), &number[number.len() - 3..]);
    }

    #[test]
    fn a_document_shows_its_ends(number in "[A-Z0-9]{6,18}", kind in prop::sample::select(DocumentKind::ALL)) {
        let mask = mask_document(Some(kind), &number);
        let ends = format!("{}{}", &number[..1], &number[number.len() - 1..]);
        prop_assert_eq!(shown(&mask, ""), ends);
        prop_assert_eq!(mask.len(), number.len());
    }

    #[test]
    fn an_address_hides_all_but_the_first_character(local in "[a-z0-9.]{2,64}", domain in "[a-z]{1,9}\\.[a-z]{2,3}") {
        let mask = mask_email(&format!("{local}@{domain}"));
        prop_assert_eq!(mask, format!("{}***@{domain}", &local[..1]));
    }

    #[test]
    fn a_date_shows_its_year(year in 1876..2027i32, month in 1..13u8, day in 1..29u8) {
        let mask = mask_date(&format!("{year:04}-{month:02}-{day:02}"));
        prop_assert_eq!(mask, format!("{year:04}-**-**"));
    }

    /// No mask ever holds the hidden part, whatever comes in, and no length says more than the rule.
    #[test]
    fn masks_are_total(text in "\\PC{0,40}") {
        let length = text.trim().chars().count();
        for mask in [mask_name(&text), mask_phone(&text), mask_date(&text), mask_text(&text), mask_document(None, &text)] {
            prop_assert!(length == 0 || mask != text.trim() || mask.contains('*'));
            prop_assert!(shown(&mask, "+-").chars().count() <= 7.max(length / 2));
        }
    }
}
