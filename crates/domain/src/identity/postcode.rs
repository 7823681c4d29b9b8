//! Postcodes.

use std::fmt;

use zeroize::Zeroize;

use super::FieldCode;
use super::typed::number_text;

/// A postcode of the mainland: six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Postcode(String);

impl Postcode {
    /// Parses a postcode.
    ///
    /// # Errors
    ///
    /// [`FieldCode::Required`], [`FieldCode::IllegalCharacter`], [`FieldCode::BadLength`].
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let digits = number_text(text);
        if digits.is_empty() {
            return Err(FieldCode::Required);
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldCode::IllegalCharacter);
        }
        (digits.len() == 6)
            .then_some(Self(digits))
            .ok_or(FieldCode::BadLength)
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Content hidden: parts of an address never reach a log.
impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postcode(…)")
    }
}

impl Drop for Postcode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_and_nothing_else() {
        assert_eq!(Postcode::parse(" １１００ 00").unwrap().as_str(), "110000");
        assert_eq!(Postcode::parse("").unwrap_err(), FieldCode::Required);
        assert_eq!(Postcode::parse("11000").unwrap_err(), FieldCode::BadLength);
        assert_eq!(
            Postcode::parse("11000a").unwrap_err(),
            FieldCode::IllegalCharacter
        );
    }
}
