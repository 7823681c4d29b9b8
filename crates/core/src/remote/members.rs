//! Which members a JSON body has. The values are passed over where they stand: none is copied.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sst_api::registry::{Field, Holds};

use super::declared::Reading;

/// Enters every member of `body`. Says whether all are declared.
pub(super) fn read(reading: &mut Reading<'_>, body: &[u8]) -> bool {
    let mut pointer = String::new();
    let node = Node {
        reading,
        pointer: &mut pointer,
    };
    let mut json = serde_json::Deserializer::from_slice(body);
    node.deserialize(&mut json).is_ok() && json.end().is_ok()
}

/// An object or a list that has declared fields below it.
struct Node<'n, 'r> {
    reading: &'n mut Reading<'r>,
    pointer: &'n mut String,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is declared")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { reading, pointer } = self;
        let length = pointer.len();
        pointer.push_str("/*");
        while let Some(()) = list.next_element_seed(Node {
            reading: &mut *reading,
            pointer: &mut *pointer,
        })? {}
        pointer.truncate(length);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Self { reading, pointer } = self;
        let length = pointer.len();
        let mut words: Vec<(String, String)> = Vec::new();
        let mut found: Vec<&'static Field> = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            pointer.push('/');
            pointer.push_str(&name);
            if let Some(field) = reading.field(pointer) {
                let names_unit = reading.names_unit(&name);
                let word = object.next_value_seed(Leaf { field, names_unit })?;
                words.extend(word.map(|word| (name, word)));
                found.push(field);
            } else if reading.has_below(pointer) {
                object.next_value_seed(Node {
                    reading: &mut *reading,
                    pointer: &mut *pointer,
                })?;
            } else {
                return Err(A::Error::custom("not declared"));
            }
            pointer.truncate(length);
        }
        let beside = |wanted: &str| {
            let word = words.iter().find(|(name, _)| name == wanted);
            word.map(|(_, word)| word.clone())
        };
        let known = found.into_iter().all(|field| reading.take(field, &beside));
        known
            .then_some(())
            .ok_or_else(|| A::Error::custom("not known"))
    }
}

/// The value of a declared field. The word that names a unit is kept until its object ends; nothing else is.
struct Leaf {
    field: &'static Field,
    names_unit: bool,
}

impl Leaf {
    fn is_unit(&self) -> bool {
        matches!(self.field.holds, Holds::Unit(_) | Holds::UnitNamedIn(_))
    }
}

impl<'de> DeserializeSeed<'de> for Leaf {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Leaf {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without members")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, word: &str) -> Result<Self::Value, E> {
        Ok(self.names_unit.then(|| word.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { field, .. } = self;
        let entry = || Leaf {
            field,
            names_unit: false,
        };
        while list.next_element_seed(entry())?.is_some() {}
        Ok(None)
    }

    /// A unit has fields of its own. One that a newer platform has added goes back to where it came from.
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        if !self.is_unit() {
            return Err(A::Error::custom("not declared"));
        }
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
