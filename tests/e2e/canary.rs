//! Values that must be readable in no file, and the search for them in every shape they could take.

mod encodings;
mod search;

use std::path::Path;

pub(crate) use search::search;

/// A value that must not be found, with a name that may be printed in its stead.
#[derive(Clone)]
pub(crate) struct Canary {
    name: String,
    value: String,
}

impl Canary {
    /// Shorter values would be found by chance.
    pub(crate) const SHORTEST: usize = 6;

    /// Panics on a value of fewer than [`Canary::SHORTEST`] bytes.
    pub(crate) fn new(name: &str, value: &str) -> Self {
        assert!(
            value.len() >= Self::SHORTEST,
            "too short to look for: {name}"
        );
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    /// What may be printed.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Leaks it on purpose, to see whether the search would have found it.
    pub(crate) fn plant(&self, into: &Path) -> std::io::Result<()> {
        std::fs::write(into, format!("before {} after", self.value))
    }
}
