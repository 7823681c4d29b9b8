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

#[test]
fn a_region_that_never_was_is_refused_and_an_old_county_is_not() {
    let with_check = |digits: &str| {
        (0..=10)
            .map(|n| format!("{digits}{}", char::from(b"0123456789X"[n])))
            .find(|number| parse(ResidentId, number) != Err(FieldCode::BadCheckDigit))
            .unwrap()
    };
    assert_eq!(
        parse(ResidentId, &with_check("99010220000229001")),
        Err(FieldCode::OtherDocumentKind)
    );
    assert_eq!(
        parse(ResidentId, &with_check("00010220000229001")),
        Err(FieldCode::BadRegion)
    );
    assert_eq!(
        parse(ResidentId, &with_check("24010220000229001")),
        Err(FieldCode::BadRegion)
    );
    // 210119 is in no table of today.
    assert!(parse(ResidentId, &with_check("21011920000229001")).is_ok());
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
