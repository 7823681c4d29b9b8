//! Numbers of identity documents: the vectors of the design, and one fault each.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use sst_domain::identity::{
    DocumentKind::{self, *},
    DocumentSex, FieldCode, document_facts, parse_number,
};

const TODAY: Date = date(2026, 11, 24);

fn parse(kind: DocumentKind, text: &str) -> Result<String, FieldCode> {
    parse_number(kind, text, TODAY).map(|number| number.as_str().to_owned())
}

#[test]
fn good_numbers_of_every_kind() {
    for (kind, number) in [
        (ResidentId, "11010519491231002X"),
        (ResidentId, "210102200002290018"),
        (HmtResidencePermit, "810000199408230021"),
        (HmtResidencePermit, "820000199003070017"),
        (HmtResidencePermit, "830000199201300022"),
        (ForeignResidentCard, "932682198501010017"),
        (ForeignResidentCard, "USA110000000001"),
        (HkMacaoPermit, "H00000001"),
        (HkMacaoPermit, "M0000000102"),
        (TaiwanPermit, "00000001"),
        (Passport, "E00000001"),
        (Passport, "EA0000001"),
        (Passport, "AB1234567"),
    ] {
        assert_eq!(
            parse(kind, number).as_deref(),
            Ok(number),
            "{kind:?} {number}"
        );
        let kind = DocumentKind::parse(kind.as_str());
        assert_eq!(
            kind.and_then(|kind| parse(kind, number)).as_deref(),
            Ok(number)
        );
    }
    assert_eq!(
        DocumentKind::parse("driving_licence"),
        Err(FieldCode::UnknownOption)
    );
}

#[test]
fn typed_as_people_type() {
    assert_eq!(
        parse(ResidentId, " 110105 19491231 002x ").unwrap(),
        "11010519491231002X"
    );
    assert_eq!(
        parse(ResidentId, "１１０１０５１９４９１２３１００２ｘ").unwrap(),
        "11010519491231002X"
    );
    assert_eq!(parse(HkMacaoPermit, "h 0000 0001").unwrap(), "H00000001");
}

#[test]
fn every_fault_has_its_code() {
    for (kind, number, code) in [
        (ResidentId, " ", FieldCode::Required),
        (ResidentId, "21010220000229001", FieldCode::BadLength),
        (ResidentId, "210102000229001", FieldCode::OldResidentId),
        (
            ResidentId,
            "2101022000022900A8",
            FieldCode::IllegalCharacter,
        ),
        (
            ResidentId,
            "2****************8",
            FieldCode::IllegalCharacter,
        ),
        (
            ResidentId,
            "X10102200002290018",
            FieldCode::IllegalCharacter,
        ),
        (ResidentId, "210102200002300018", FieldCode::BadDate),
        (ResidentId, "210102200102290018", FieldCode::BadDate),
        (ResidentId, "210102203002280018", FieldCode::DateInFuture),
        (ResidentId, "210102180002280018", FieldCode::DateTooOld),
        (ResidentId, "210102200002290019", FieldCode::BadCheckDigit),
        (
            ResidentId,
            "810000199408230021",
            FieldCode::OtherDocumentKind,
        ),
        (
            ResidentId,
            "932682198501010017",
            FieldCode::OtherDocumentKind,
        ),
        (
            HmtResidencePermit,
            "210102200002290018",
            FieldCode::OtherDocumentKind,
        ),
        (
            ForeignResidentCard,
            "210102200002290018",
            FieldCode::OtherDocumentKind,
        ),
        (ForeignResidentCard, "US1100000000010", FieldCode::BadFormat),
        (ForeignResidentCard, "USA11000000000", FieldCode::BadLength),
        (HkMacaoPermit, "T00000001", FieldCode::BadFormat),
        (HkMacaoPermit, "H000000010", FieldCode::BadLength),
        (TaiwanPermit, "0000000A", FieldCode::BadFormat),
        (TaiwanPermit, "000000001", FieldCode::BadLength),
        (Passport, "E1", FieldCode::BadLength),
        (Passport, "ABCDEFGH", FieldCode::BadFormat),
        (Passport, "E0000000一", FieldCode::IllegalCharacter),
    ] {
        assert_eq!(parse(kind, number), Err(code), "{kind:?} {number}");
    }
}

/// The number that begins with these 17 digits.
fn with_check(kind: DocumentKind, digits: &str) -> String {
    (0..=10)
        .map(|n| format!("{digits}{}", char::from(b"0123456789X"[n])))
        .find(|number| parse(kind, number) != Err(FieldCode::BadCheckDigit))
        .unwrap()
}

#[test]
fn a_province_that_never_was_is_refused() {
    let judged = |kind, digits| parse(kind, &with_check(kind, digits));
    for kind in [ResidentId, HmtResidencePermit] {
        for digits in ["00010220000229001", "24010220000229001"] {
            assert_eq!(judged(kind, digits), Err(FieldCode::BadRegion));
        }
        assert_eq!(
            judged(kind, "99010220000229001"),
            Err(FieldCode::OtherDocumentKind)
        );
    }
    assert_eq!(
        judged(HmtResidencePermit, "84000020000229001"),
        Err(FieldCode::BadRegion)
    );
}

#[test]
fn a_county_that_no_list_has_blocks_nobody() {
    for (kind, region) in [
        // 崇文区, until 2010.
        (ResidentId, "110103"),
        // 重庆市 was in Sichuan until 1997, and 海南 in Guangdong until 1988.
        (ResidentId, "510202"),
        (ResidentId, "440001"),
        // In no table that there is.
        (ResidentId, "210119"),
        (ResidentId, "219999"),
        (ResidentId, "110000"),
        // All that are known end in four zeros.
        (HmtResidencePermit, "810101"),
        (HmtResidencePermit, "839999"),
    ] {
        let number = with_check(kind, &format!("{region}20000229001"));
        assert_eq!(parse(kind, &number).as_ref(), Ok(&number), "{region}");
    }
}

#[test]
fn a_number_says_birthday_and_sex() {
    let facts = |kind, text| document_facts(&parse_number(kind, text, TODAY).unwrap());
    let resident = facts(ResidentId, "210102200002290018").unwrap();
    assert_eq!(
        (resident.birth_date, resident.sex),
        (date(2000, 2, 29), DocumentSex::Male)
    );
    let permit = facts(HmtResidencePermit, "810000199408230021").unwrap();
    assert_eq!(
        (permit.birth_date, permit.sex),
        (date(1994, 8, 23), DocumentSex::Female)
    );
    assert_eq!(facts(Passport, "E00000001"), None);
    assert_eq!(facts(ForeignResidentCard, "USA110000000001"), None);
}

#[test]
fn a_renewed_permit_has_the_same_bearer() {
    let permit = |text| parse_number(HkMacaoPermit, text, TODAY).unwrap();
    assert!(permit("H0000000101").same_bearer(&permit("H0000000102")));
    assert!(permit("H00000001").same_bearer(&permit("H0000000102")));
    assert!(!permit("H00000001").same_bearer(&permit("H00000002")));
    assert!(!permit("H00000001").same_bearer(&permit("M00000001")));
}

#[test]
fn debug_is_silent() {
    let number = parse_number(ResidentId, "210102200002290018", TODAY).unwrap();
    assert_eq!(format!("{number:?}"), "DocumentNumber(resident_id, …)");
}

proptest! {
    #[test]
    fn parsing_is_total_and_settles(kind in prop::sample::select(DocumentKind::ALL), text in "\\PC{0,24}") {
        if let Ok(number) = parse(kind, &text) {
            prop_assert_eq!(parse(kind, &number), Ok(number));
        }
    }
}
