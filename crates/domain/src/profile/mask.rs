//! Masks: what a screen shows of a value until the person asks for more.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::unit::{FieldKind, UnitSpec};
use super::value::{FieldValue, UnitValue};
use crate::identity::{self, DocumentKind};

/// One field as a screen may show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MaskedField {
    /// The field's name.
    pub field: String,
    /// Its masked text; codes of choices are not masked.
    pub text: Vec<String>,
    /// Whether something is hidden.
    pub masked: bool,
}

impl MaskedField {
    /// Whether `typed` is this very mask: it hides something, and the text is the same.
    pub fn hides(&self, typed: &str) -> bool {
        self.masked && self.text.iter().any(|text| text == typed.trim())
    }
}

/// Masks every known field of a unit, in the order of the table (policy 3.1 ⑵, "敏感信息脱敏显示").
pub fn mask_unit(spec: &UnitSpec, value: &UnitValue) -> Vec<MaskedField> {
    let mask = |(name, kind): (&str, FieldKind)| {
        value
            .field(name)
            .and_then(|field| mask_field(spec, value, name, kind, field))
    };
    spec.fields
        .iter()
        .map(|field| (field.name, field.kind))
        .filter_map(mask)
        .collect()
}

fn mask_field(
    spec: &UnitSpec,
    unit: &UnitValue,
    name: &str,
    kind: FieldKind,
    value: &FieldValue,
) -> Option<MaskedField> {
    let (text, masked) = match value {
        FieldValue::Text(text) => {
            let mask = mask_text(spec, unit, kind, text);
            let masked = &mask != text;
            (vec![mask], masked)
        }
        FieldValue::List(list) => (list.clone(), false),
        FieldValue::Unknown(_) => return None,
    };
    Some(MaskedField {
        field: name.to_owned(),
        text,
        masked,
    })
}

fn mask_text(spec: &UnitSpec, unit: &UnitValue, kind: FieldKind, text: &str) -> String {
    match kind {
        FieldKind::PersonName => identity::mask_name(text),
        FieldKind::Phone => identity::mask_phone(text),
        FieldKind::Email => identity::mask_email(text),
        FieldKind::DocumentNumber => {
            let kind_field = spec
                .fields
                .iter()
                .find(|f| matches!(f.kind, FieldKind::DocumentKind));
            let kind = kind_field
                .and_then(|f| unit.text(f.name))
                .and_then(|k| DocumentKind::parse(k).ok());
            identity::mask_document(kind, text)
        }
        FieldKind::PastDate => identity::mask_date(text),
        FieldKind::Text { .. } => identity::mask_text(text),
        FieldKind::Postcode => "******".to_owned(),
        FieldKind::Choice(_)
        | FieldKind::Choices(_)
        | FieldKind::Date
        | FieldKind::Country
        | FieldKind::Region
        | FieldKind::DocumentKind => text.to_owned(),
    }
}
