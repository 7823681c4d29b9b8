//! The eighteen-character number that resident identity cards, residence permits and the newer cards of
//! foreigners share (GB 11643-1999).

use jiff::civil::Date;

use super::FieldCode;
use super::date::check_past;

/// Weights of the first seventeen digits (ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder.
const CHECKS: &[u8; 11] = b"10X98765432";

/// Checks form, date and check character; `number` is in capitals, without separators.
///
/// The region is the caller's business: it means another thing on each card.
pub(super) fn check(number: &str, today: Date) -> Result<(), FieldCode> {
    let bytes = number.as_bytes();
    let (digits, last) = match bytes {
        [digits @ .., last] if bytes.len() == 18 => (digits, *last),
        _ if number.is_empty() => return Err(FieldCode::Required),
        _ if !bytes.iter().all(|b| b.is_ascii_digit() || *b == b'X') => {
            return Err(FieldCode::IllegalCharacter);
        }
        _ if bytes.len() == 15 => return Err(FieldCode::OldResidentId),
        _ => return Err(FieldCode::BadLength),
    };
    if !digits.iter().all(u8::is_ascii_digit) || !(last.is_ascii_digit() || last == b'X') {
        return Err(FieldCode::IllegalCharacter);
    }
    check_past(birth_date(number).ok_or(FieldCode::BadDate)?, today)?;
    if check_character(digits) == Some(last) {
        Ok(())
    } else {
        Err(FieldCode::BadCheckDigit)
    }
}

/// The birth date in characters 7 to 14.
pub(super) fn birth_date(number: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<i16>().ok();
    let month = i8::try_from(part(10..12)?).ok()?;
    let day = i8::try_from(part(12..14)?).ok()?;
    Date::new(part(6..10)?, month, day).ok()
}

/// Whether character 17 is odd: then the bearer is male.
pub(super) fn is_male(number: &str) -> Option<bool> {
    let digit = number.as_bytes().get(16)?;
    digit.is_ascii_digit().then_some(digit % 2 == 1)
}

/// The check character that belongs to seventeen ASCII digits.
fn check_character(digits: &[u8]) -> Option<u8> {
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(b, weight)| u32::from(b - b'0') * weight)
        .sum();
    CHECKS.get((sum % 11) as usize).copied()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_single_wrong_digit_and_every_swap_is_found() {
        let today = date(2026, 11, 24);
        let good = "210102200002290018";
        assert_eq!(check(good, today), Ok(()));
        for at in 0..18 {
            for digit in b'0'..=b'9' {
                let mut bytes = good.as_bytes().to_vec();
                if bytes[at] == digit {
                    continue;
                }
                bytes[at] = digit;
                assert!(
                    check(str::from_utf8(&bytes).unwrap(), today).is_err(),
                    "{at} {digit}"
                );
            }
        }
        for at in 0..17 {
            let mut bytes = good.as_bytes().to_vec();
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            assert!(
                swapped == good || check(&swapped, today).is_err(),
                "{swapped}"
            );
        }
    }

    #[test]
    fn every_check_character_occurs() {
        let mut seen = std::collections::BTreeSet::new();
        for sequence in 0..100 {
            let digits = format!("21010219900101{sequence:03}");
            seen.extend(check_character(digits.as_bytes()));
        }
        assert_eq!(seen.len(), 11);
    }
}
