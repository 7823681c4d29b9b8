//! Identity documents.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;
use zeroize::Zeroize;

use super::region::is_province_prefix;
use super::typed::number_text;
use super::{FieldCode, resident};

/// A kind of identity document (policy 1.1, "证件种类").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 居民身份证.
    ResidentId,
    /// 港澳居民来往内地通行证.
    HkMacaoPermit,
    /// 台湾居民来往大陆通行证.
    TaiwanPermit,
    /// 港澳台居民居住证.
    HmtResidencePermit,
    /// 外国人永久居留身份证, of the form before 2023 or after.
    ForeignResidentCard,
    /// 护照, of any country.
    Passport,
}

impl DocumentKind {
    /// Every kind, the commonest first.
    pub const ALL: &'static [Self] = &[
        Self::ResidentId,
        Self::HkMacaoPermit,
        Self::TaiwanPermit,
        Self::HmtResidencePermit,
        Self::ForeignResidentCard,
        Self::Passport,
    ];

    /// Parses the name on the wire.
    ///
    /// # Errors
    ///
    /// [`FieldCode::UnknownOption`].
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let text = text.trim();
        let found = Self::ALL.iter().find(|kind| kind.as_str() == text);
        found.copied().ok_or(FieldCode::UnknownOption)
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::HkMacaoPermit => "hk_macao_permit",
            Self::TaiwanPermit => "taiwan_permit",
            Self::HmtResidencePermit => "hmt_residence_permit",
            Self::ForeignResidentCard => "foreign_resident_card",
            Self::Passport => "passport",
        }
    }
}

/// The number of an identity document, in capitals and without separators.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    kind: DocumentKind,
    number: String,
}

impl DocumentNumber {
    /// The number.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// The kind of document it belongs to.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Whether both are numbers of one person's document: the last two digits of a mainland travel
    /// permit count how often it was renewed and say nothing about its bearer.
    pub fn same_bearer(&self, other: &Self) -> bool {
        let significant = |number: &Self| match number.kind {
            DocumentKind::HkMacaoPermit => number.number.chars().take(9).collect(),
            _ => number.number.clone(),
        };
        self.kind == other.kind && significant(self) == significant(other)
    }
}

/// Content hidden: numbers never reach a log.
impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentNumber({}, …)", self.kind.as_str())
    }
}

impl Drop for DocumentNumber {
    fn drop(&mut self) {
        self.number.zeroize();
    }
}

/// What the number itself says about its bearer. A screen asks when it disagrees with another field; it
/// never overwrites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentFacts {
    /// The birth date in the number.
    pub birth_date: Date,
    /// The sex in the number (GB/T 2261.1).
    pub sex: DocumentSex,
}

/// The sex that a number encodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentSex {
    /// Character 17 is odd.
    Male,
    /// Character 17 is even.
    Female,
}

/// What a number says about its bearer; `None` for documents whose number says nothing.
pub fn document_facts(number: &DocumentNumber) -> Option<DocumentFacts> {
    let eighteen = match number.kind {
        DocumentKind::ResidentId | DocumentKind::HmtResidencePermit => true,
        DocumentKind::ForeignResidentCard => number.number.len() == 18,
        DocumentKind::HkMacaoPermit | DocumentKind::TaiwanPermit | DocumentKind::Passport => false,
    };
    if !eighteen {
        return None;
    }
    let male = resident::is_male(&number.number)?;
    Some(DocumentFacts {
        birth_date: resident::birth_date(&number.number)?,
        sex: if male {
            DocumentSex::Male
        } else {
            DocumentSex::Female
        },
    })
}

/// Parses the number of a document of the given kind.
///
/// # Errors
///
/// [`FieldCode::Required`], [`FieldCode::IllegalCharacter`], [`FieldCode::BadLength`],
/// [`FieldCode::BadFormat`]; for eighteen-character numbers also [`FieldCode::BadRegion`],
/// [`FieldCode::BadDate`], [`FieldCode::DateInFuture`], [`FieldCode::DateTooOld`],
/// [`FieldCode::BadCheckDigit`], [`FieldCode::OldResidentId`] and [`FieldCode::OtherDocumentKind`].
pub fn parse_number(
    kind: DocumentKind,
    text: &str,
    today: Date,
) -> Result<DocumentNumber, FieldCode> {
    // Brackets surround the check digit of some cards ("A123456(7)").
    let mut number = number_text(text);
    number.retain(|c| !matches!(c, '(' | ')'));
    number.make_ascii_uppercase();
    if number.is_empty() {
        return Err(FieldCode::Required);
    }
    if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(FieldCode::IllegalCharacter);
    }
    match kind {
        DocumentKind::ResidentId => check_resident_id(&number, today)?,
        DocumentKind::HmtResidencePermit => check_residence_permit(&number, today)?,
        DocumentKind::ForeignResidentCard => check_foreign_card(&number, today)?,
        DocumentKind::HkMacaoPermit => check_letter_and_digits(&number, b"HM", 1, &[8, 10])?,
        DocumentKind::TaiwanPermit => check_digits(&number, &[8])?,
        DocumentKind::Passport => check_passport(&number)?,
    }
    Ok(DocumentNumber { kind, number })
}

/// Any county of a province will do. A number keeps the code of where it was given out for life, and many of those
/// counties are in no list any longer. The two digits of a province have stayed what they are since GB 2260-1980; those
/// that came later (46, 50) only added to them.
fn check_resident_id(number: &str, today: Date) -> Result<(), FieldCode> {
    resident::check(number, today)?;
    match number.get(..2) {
        Some("81" | "82" | "83") => Err(FieldCode::OtherDocumentKind),
        Some(prefix) if prefix.starts_with('9') => Err(FieldCode::OtherDocumentKind),
        Some(prefix) if is_province_prefix(prefix) => Ok(()),
        _ => Err(FieldCode::BadRegion),
    }
}

/// 81 Hong Kong, 82 Macao, 83 Taiwan. Four zeros follow as the permits are given out now (国办发〔2018〕81号); what
/// may follow one day is no reason to refuse a bearer.
fn check_residence_permit(number: &str, today: Date) -> Result<(), FieldCode> {
    resident::check(number, today)?;
    match number.get(..2) {
        Some("81" | "82" | "83") => Ok(()),
        Some(prefix) if is_province_prefix(prefix) || prefix.starts_with('9') => {
            Err(FieldCode::OtherDocumentKind)
        }
        _ => Err(FieldCode::BadRegion),
    }
}

/// Three letters and twelve digits until 2023; since then eighteen characters beginning with 9.
fn check_foreign_card(number: &str, today: Date) -> Result<(), FieldCode> {
    if number
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic())
    {
        let letters = number.bytes().take_while(u8::is_ascii_alphabetic).count();
        if number.len() != 15 {
            return Err(FieldCode::BadLength);
        }
        let digits = number.bytes().skip(letters).all(|b| b.is_ascii_digit());
        return if letters == 3 && digits {
            Ok(())
        } else {
            Err(FieldCode::BadFormat)
        };
    }
    if number.len() != 18 {
        return Err(FieldCode::BadLength);
    }
    resident::check(number, today)?;
    if number.starts_with('9') {
        Ok(())
    } else {
        Err(FieldCode::OtherDocumentKind)
    }
}

/// Passports of every country: five to fifteen letters and digits, at least one of them a digit. Chinese
/// ones are a letter and eight digits, or two letters and seven.
fn check_passport(number: &str) -> Result<(), FieldCode> {
    if !(5..=15).contains(&number.len()) {
        return Err(FieldCode::BadLength);
    }
    let has_digit = number.bytes().any(|b| b.is_ascii_digit());
    if has_digit {
        Ok(())
    } else {
        Err(FieldCode::BadFormat)
    }
}

fn check_letter_and_digits(
    number: &str,
    letters: &[u8],
    count: usize,
    lengths: &[usize],
) -> Result<(), FieldCode> {
    match number.as_bytes().first() {
        Some(first) if letters.contains(first) => {
            check_digits(number.get(count..).unwrap_or(""), lengths)
        }
        _ => Err(FieldCode::BadFormat),
    }
}

fn check_digits(number: &str, lengths: &[usize]) -> Result<(), FieldCode> {
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldCode::BadFormat);
    }
    if lengths.contains(&number.len()) {
        Ok(())
    } else {
        Err(FieldCode::BadLength)
    }
}
