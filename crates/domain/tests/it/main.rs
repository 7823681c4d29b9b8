//! The domain, from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod bundle;
mod changes;
mod consent;
mod disagreements;
mod documents;
mod fuzzed;
mod hostile;
mod import;
mod marks;
mod masks;
mod material;
mod numbering;
mod official;
mod profile;
mod roundtrip;
mod sample;
mod search;
mod shapes;
mod types;
mod versions;

/// The characters that count when two texts are compared: all but white space.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{2060}'))
        .collect()
}
