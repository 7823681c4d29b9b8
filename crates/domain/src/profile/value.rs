//! The value of one unit.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// What one unit holds: a value for each field. Fields that this version does not know are kept and
/// sent back whole.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitValue(BTreeMap<String, FieldValue>);

impl UnitValue {
    /// The value of the field called `name`.
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        self.0.get(name)
    }

    /// The text of the field called `name`, where it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(FieldValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Sets one field.
    pub fn insert(&mut self, name: &str, value: FieldValue) {
        self.0.insert(name.to_owned(), value);
    }

    /// All fields, by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether no field holds anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for UnitValue {
    fn from(fields: [(&str, &str); N]) -> Self {
        let text = |value: &str| FieldValue::Text(value.to_owned());
        Self(
            fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), text(value)))
                .collect(),
        )
    }
}

/// Personal values never reach a log: only the names of the fields do.
impl fmt::Debug for UnitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The value of one field, as it stands on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// One value, in its canonical form.
    Text(String),
    /// Several values, in the order in which the person gave them.
    List(Vec<String>),
    /// A form that only a newer platform knows.
    Unknown(serde_json::Value),
}

impl Drop for FieldValue {
    fn drop(&mut self) {
        match self {
            Self::Text(text) => text.zeroize(),
            Self::List(list) => list.zeroize(),
            Self::Unknown(_) => {}
        }
    }
}

impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldValue(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_names_only() {
        let value = UnitValue::from([("number", "13800000001")]);
        assert_eq!(format!("{value:?}"), r#"{"number"}"#);
    }

    #[test]
    fn unknown_fields_survive_a_round_trip() {
        let json = r#"{"name":"测试市民甲","romanised":{"family":"Ce"},"tags":["a","b"]}"#;
        let value: UnitValue = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
    }
}
