//! From what was typed to a change, with everything that is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::unit::{EditRule, FieldKind, FieldSpec, UnitKey, UnitSpec};
use super::value::{FieldValue, UnitValue};
use super::{Change, ChangeInput, mask_unit};
use crate::identity::{self, DocumentKind, FieldCode};

/// What was typed, by field.
pub type RawFields = BTreeMap<String, RawValue>;

/// What was typed into one field.
#[derive(Clone, Deserialize, Type)]
#[serde(untagged)]
pub enum RawValue {
    /// A text, a date, one choice.
    Text(String),
    /// Several choices.
    List(Vec<String>),
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldProblem {
    /// The unit.
    pub unit: UnitKey,
    /// The field; empty where the unit as a whole is wrong.
    pub field: String,
    /// What is wrong.
    pub code: FieldCode,
}

/// Parses one unit of an edit.
///
/// `current` is the value as it stands; a field that still holds the mask of it is refused with
/// [`FieldCode::MaskedValue`], so that a mask can never be saved as a value. `today` is the day in
/// Shenyang. Where nothing was typed into any field the unit is emptied, as with `None`. Fields that this version does
/// not know stay as they are in `current`; so does a region or country that its lists do not have, when it comes back
/// unchanged: the platform's lists may be newer, or older.
///
/// # Errors
///
/// Every problem of every field, together.
pub fn parse_change(
    input: &ChangeInput,
    current: Option<&UnitValue>,
    today: Date,
) -> Result<Change, Vec<FieldProblem>> {
    let refuse = |code| {
        vec![FieldProblem {
            unit: input.unit.clone(),
            field: String::new(),
            code,
        }]
    };
    let spec = input
        .unit
        .spec()
        .ok_or_else(|| refuse(FieldCode::UnknownUnit))?;
    if spec.edit == EditRule::ReadOnly {
        return Err(refuse(FieldCode::ReadOnly));
    }
    let value = match &input.fields {
        None => None,
        Some(raw) => Some(parse_fields(spec, raw, current, today)?),
    };
    // An emptied unit has one form only, or two computers that emptied it would be in conflict.
    let value = value.filter(|value| !value.is_empty());
    Ok(Change {
        unit: spec.unit_key(),
        value,
        base_rev: input.base_rev,
    })
}

fn parse_fields(
    spec: &'static UnitSpec,
    raw: &RawFields,
    current: Option<&UnitValue>,
    today: Date,
) -> Result<UnitValue, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut report = |field: &str, code| {
        problems.push(FieldProblem {
            unit: spec.unit_key(),
            field: field.to_owned(),
            code,
        });
    };
    let unheard = |name: &str| spec.field(name).is_none();
    let given = |name: &str| current.and_then(|value| value.field(name));
    for (name, typed) in raw.iter().filter(|(name, _)| unheard(name)) {
        if !given(name).is_some_and(|given| is_as_given(typed, given)) {
            report(name, FieldCode::UnknownField);
        }
    }
    let masks = current
        .map(|value| mask_unit(spec, value))
        .unwrap_or_default();
    let mut value = UnitValue::default();
    for field in spec.fields {
        let typed = raw.get(field.name).filter(|typed| !is_blank(typed));
        let Some(typed) = typed else {
            if field.required {
                report(field.name, FieldCode::Required);
            }
            continue;
        };
        if let RawValue::Text(text) = typed
            && masks
                .iter()
                .any(|mask| mask.field == field.name && mask.hides(text))
        {
            report(field.name, FieldCode::MaskedValue);
            continue;
        }
        let stands = given(field.name).filter(|given| is_as_given(typed, given));
        match (parse_field(spec, field, typed, raw, today), stands) {
            (Ok(parsed), _) => value.insert(field.name, parsed),
            (Err(_), Some(stands)) if is_of_a_dated_list(field.kind) => {
                value.insert(field.name, stands.clone());
            }
            (Err(code), _) => report(field.name, code),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // What a newer platform put beside it is not this version's to drop.
    if !value.is_empty() {
        let fields = current.into_iter().flat_map(UnitValue::fields);
        for (name, given) in fields.filter(|(name, _)| unheard(name)) {
            value.insert(name, given.clone());
        }
    }
    Ok(value)
}

fn is_as_given(typed: &RawValue, given: &FieldValue) -> bool {
    match (typed, given) {
        (RawValue::Text(typed), FieldValue::Text(given)) => typed == given,
        (RawValue::List(typed), FieldValue::List(given)) => typed == given,
        _ => false,
    }
}

/// Whether the values come from a list that changes every year, outside of this program.
fn is_of_a_dated_list(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Region | FieldKind::Country)
}

fn is_blank(typed: &RawValue) -> bool {
    match typed {
        RawValue::Text(text) => text.trim().is_empty(),
        RawValue::List(list) => list.is_empty(),
    }
}

fn parse_field(
    spec: &UnitSpec,
    field: &FieldSpec,
    typed: &RawValue,
    raw: &RawFields,
    today: Date,
) -> Result<FieldValue, FieldCode> {
    let text = match (typed, field.kind) {
        (RawValue::List(list), FieldKind::Choices(options)) => return parse_choices(list, options),
        (RawValue::List(_), _) => return Err(FieldCode::UnknownOption),
        (RawValue::Text(text), _) => text,
    };
    let canonical = match field.kind {
        FieldKind::PersonName => identity::PersonName::parse(text)?.as_str().to_owned(),
        FieldKind::Choice(options) => one_of(text, options)?,
        FieldKind::Choices(_) => return Err(FieldCode::UnknownOption),
        FieldKind::Date => identity::parse_date(text)?.to_string(),
        FieldKind::PastDate => identity::parse_past_date(text, today)?.to_string(),
        FieldKind::Country => identity::country(text.trim())
            .ok_or(FieldCode::UnknownOption)?
            .code
            .to_owned(),
        FieldKind::Region => identity::region(text.trim())
            .ok_or(FieldCode::UnknownOption)?
            .code
            .to_owned(),
        FieldKind::Phone => identity::Phone::parse(text)?.as_str().to_owned(),
        FieldKind::Email => identity::Email::parse(text)?.as_str().to_owned(),
        FieldKind::Postcode => identity::Postcode::parse(text)?.as_str().to_owned(),
        FieldKind::DocumentKind => DocumentKind::parse(text)?.as_str().to_owned(),
        FieldKind::DocumentNumber => {
            let kind = match spec
                .fields
                .iter()
                .find(|f| matches!(f.kind, FieldKind::DocumentKind))
            {
                Some(kind_field) => match raw.get(kind_field.name) {
                    Some(RawValue::Text(kind)) => DocumentKind::parse(kind)?,
                    _ => return Err(FieldCode::DocumentKindMissing),
                },
                None => return Err(FieldCode::DocumentKindMissing),
            };
            identity::parse_number(kind, text, today)?
                .as_str()
                .to_owned()
        }
        FieldKind::Text { max_chars } => parse_text(text, max_chars)?,
    };
    Ok(FieldValue::Text(canonical))
}

fn parse_choices(list: &[String], options: &[&str]) -> Result<FieldValue, FieldCode> {
    let mut chosen: Vec<String> = Vec::new();
    for option in list {
        let option = one_of(option, options)?;
        if !chosen.contains(&option) {
            chosen.push(option);
        }
    }
    Ok(FieldValue::List(chosen))
}

fn one_of(text: &str, options: &[&str]) -> Result<String, FieldCode> {
    let text = text.trim();
    options
        .contains(&text)
        .then(|| text.to_owned())
        .ok_or(FieldCode::UnknownOption)
}

fn parse_text(text: &str, max_chars: usize) -> Result<String, FieldCode> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(FieldCode::IllegalCharacter);
    }
    if text.chars().count() > max_chars {
        return Err(FieldCode::TooLong);
    }
    Ok(text.to_owned())
}
