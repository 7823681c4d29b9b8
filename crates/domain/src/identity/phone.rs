//! Telephone numbers that can receive a code.

use std::fmt;

use zeroize::Zeroize;

use super::FieldCode;
use super::typed::number_text;

/// A mobile number: eleven digits for the mainland (`1[3-9]` and nine more), `+` and the country code
/// for the rest of the world (ITU-T E.164).
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Parses a number; accepts spaces, hyphens, brackets, full-width digits, and `+86`, `0086` or `86`
    /// before a mainland number.
    ///
    /// # Errors
    ///
    /// [`FieldCode::Required`], [`FieldCode::IllegalCharacter`], [`FieldCode::Landline`],
    /// [`FieldCode::BadLength`], [`FieldCode::BadFormat`].
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let typed: String = number_text(text)
            .chars()
            .filter(|c| !matches!(c, '(' | ')'))
            .collect();
        let (abroad, digits) = split_prefix(&typed);
        if typed.is_empty() {
            return Err(FieldCode::Required);
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldCode::IllegalCharacter);
        }
        if abroad {
            parse_abroad(digits)
        } else {
            parse_mainland(digits)
        }
    }

    /// The canonical form, `13800000001` or `+85290000001`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Content hidden: numbers never reach a log.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Whether the number names a country other than 86, and its digits without `+`, `00` and 86.
fn split_prefix(typed: &str) -> (bool, &str) {
    if let Some(digits) = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")) {
        return match digits.strip_prefix("86") {
            Some(national) => (false, national),
            None => (true, digits),
        };
    }
    // "86" without a plus is a country code only before a whole mainland number.
    match typed.strip_prefix("86") {
        Some(national) if national.len() == 11 && national.starts_with('1') => (false, national),
        _ => (false, typed),
    }
}

fn parse_abroad(digits: &str) -> Result<Phone, FieldCode> {
    if digits.starts_with('0') || digits.is_empty() {
        return Err(FieldCode::BadFormat);
    }
    if !(7..=15).contains(&digits.len()) {
        return Err(FieldCode::BadLength);
    }
    Ok(Phone(format!("+{digits}")))
}

fn parse_mainland(digits: &str) -> Result<Phone, FieldCode> {
    let looks_fixed = (digits.starts_with('0') && (10..=12).contains(&digits.len()))
        || (!digits.starts_with('1') && matches!(digits.len(), 7 | 8));
    if looks_fixed {
        return Err(FieldCode::Landline);
    }
    if digits.len() != 11 {
        return Err(FieldCode::BadLength);
    }
    match digits.as_bytes() {
        [b'1', b'3'..=b'9', ..] => Ok(Phone(digits.to_owned())),
        _ => Err(FieldCode::BadFormat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, FieldCode> {
        Phone::parse(text).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn accepts_the_ways_people_write_it() {
        for text in [
            "13800000001",
            "138 0000 0001",
            "138-0000-0001",
            "１３８０００００００１",
            "+86 13800000001",
            "（+86）138 0000 0001",
            "0086 13800000001",
            "8613800000001",
        ] {
            assert_eq!(parse(text).as_deref(), Ok("13800000001"), "{text}");
        }
        assert_eq!(parse("+852 9000 0001").unwrap(), "+85290000001");
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse(""), Err(FieldCode::Required));
        for text in [
            "024-86271177",
            "02486271177",
            "86271177",
            "+86 024 86271177",
        ] {
            assert_eq!(parse(text), Err(FieldCode::Landline), "{text}");
        }
        for text in [
            "1380000000",
            "138000000011",
            "1",
            "+86",
            "+1234",
            "+1234567890123456",
        ] {
            assert_eq!(parse(text), Err(FieldCode::BadLength), "{text}");
        }
        for text in ["12800000001", "23800000001", "+0123456789", "+"] {
            assert_eq!(parse(text), Err(FieldCode::BadFormat), "{text}");
        }
        for text in ["138****0001", "1380000000a", "13800000001;"] {
            assert_eq!(parse(text), Err(FieldCode::IllegalCharacter), "{text}");
        }
    }
}
