//! Values that must be readable in no file, and in no memory once locked, and the search for them in every
//! shape they could take.

mod encodings;
mod memory;
mod owner;
mod pages;
mod search;
mod shapes;

use std::path::Path;

pub(crate) use memory::{MemoryHit, search_memory};
pub(crate) use owner::Owner;
pub(crate) use search::search;

/// A value that must not be found, with a name that may be printed in its stead.
#[derive(Clone)]
pub(crate) struct Canary {
    name: String,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Text(String),
    Key(Vec<u8>),
}

impl Canary {
    /// Shorter values would be found by chance.
    pub(crate) const SHORTEST: usize = 6;

    /// Panics on a value of fewer than [`Canary::SHORTEST`] bytes.
    pub(crate) fn new(name: &str, value: &str) -> Self {
        Self::of(name, Value::Text(value.to_owned()))
    }

    /// A key or another number, which is looked for in both orders of its bytes.
    pub(crate) fn key(name: &str, bytes: &[u8]) -> Self {
        Self::of(name, Value::Key(bytes.to_vec()))
    }

    fn of(name: &str, value: Value) -> Self {
        let canary = Self {
            name: name.to_owned(),
            value,
        };
        assert!(
            canary.bytes().len() >= Self::SHORTEST,
            "too short to look for: {name}"
        );
        canary
    }

    /// What may be printed.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Leaks it on purpose, to see whether the search would have found it.
    pub(crate) fn plant(&self, into: &Path) -> std::io::Result<()> {
        std::fs::write(into, [b"before ", self.bytes(), b" after"].concat())
    }

    fn bytes(&self) -> &[u8] {
        match &self.value {
            Value::Text(text) => text.as_bytes(),
            Value::Key(bytes) => bytes,
        }
    }

    /// Every shape it could take, with the shape's name.
    fn shapes(&self) -> Vec<(&'static str, Vec<u8>)> {
        match &self.value {
            Value::Text(text) => encodings::all(text),
            Value::Key(bytes) => encodings::of_key(bytes),
        }
    }
}
