//! Where the number of a document says otherwise than the profile.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::input::{RawFields, RawValue};
use super::value::UnitValue;
use crate::identity::{self, DocumentFacts, DocumentKind, DocumentSex};

/// A unit of the profile that the number of a document disagrees with. A screen asks which of them is right;
/// neither overwrites the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// The number carries another day of birth.
    Birthday,
    /// The number carries another sex.
    Sex,
}

/// Where the document that was typed into the unit `id_document` disagrees with the units `birthday` and `sex`.
///
/// Nothing where the number carries neither, is masked, or is refused by [`super::parse_change`]; nor where the
/// profile leaves open what the number says. `today` is the day in Shenyang.
pub fn typed_disagreements(
    document: &RawFields,
    birthday: Option<&UnitValue>,
    sex: Option<&UnitValue>,
    today: Date,
) -> Vec<Disagreement> {
    let text = |name| match document.get(name) {
        Some(RawValue::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    compare(facts(text("kind"), text("number"), today), birthday, sex)
}

/// Where the document that stands in the profile, or is about to, disagrees with the units `birthday` and `sex`:
/// as [`typed_disagreements`].
pub fn document_disagreements(
    document: &UnitValue,
    birthday: Option<&UnitValue>,
    sex: Option<&UnitValue>,
    today: Date,
) -> Vec<Disagreement> {
    let facts = facts(document.text("kind"), document.text("number"), today);
    compare(facts, birthday, sex)
}

fn facts(kind: Option<&str>, number: Option<&str>, today: Date) -> Option<DocumentFacts> {
    let kind = DocumentKind::parse(kind?).ok()?;
    let number = identity::parse_number(kind, number?, today).ok()?;
    identity::document_facts(&number)
}

fn compare(
    facts: Option<DocumentFacts>,
    birthday: Option<&UnitValue>,
    sex: Option<&UnitValue>,
) -> Vec<Disagreement> {
    let Some(facts) = facts else {
        return Vec::new();
    };
    let born = birthday.and_then(|unit| identity::parse_date(unit.text("date")?).ok());
    let sex = sex.and_then(|unit| stated_sex(unit.text("sex")?));
    let mut found = Vec::new();
    if born.is_some_and(|born| born != facts.birth_date) {
        found.push(Disagreement::Birthday);
    }
    if sex.is_some_and(|sex| sex != facts.sex) {
        found.push(Disagreement::Sex);
    }
    found
}

/// A sex that is not stated disagrees with nothing.
fn stated_sex(code: &str) -> Option<DocumentSex> {
    match code {
        "male" => Some(DocumentSex::Male),
        "female" => Some(DocumentSex::Female),
        _ => None,
    }
}
