//! What a new PIN or passphrase must not be. The rules keep out what everybody tries first (NIST
//! SP 800-63B, section 5.1.1.2: repetitive and sequential characters) and ask for no mixture of
//! letters, digits and signs.

use super::{Passphrase, Pin, SecretRefusal};

pub(super) fn check_pin(text: &str) -> Result<(), SecretRefusal> {
    check(text, Pin::MIN_CHARS)
}

pub(super) fn check_passphrase(text: &str) -> Result<(), SecretRefusal> {
    check(text, Passphrase::MIN_CHARS)
}

fn check(text: &str, least: usize) -> Result<(), SecretRefusal> {
    if text.chars().count() < least {
        return Err(SecretRefusal::TooShort);
    }
    if text.chars().any(char::is_control) {
        return Err(SecretRefusal::ControlCharacter);
    }
    if every_pair(text, |one, next| one == next) {
        return Err(SecretRefusal::OneCharacter);
    }
    if every_pair(text, follows) || every_pair(text, |one, next| follows(next, one)) {
        return Err(SecretRefusal::Sequence);
    }
    Ok(())
}

fn every_pair(text: &str, holds: impl Fn(char, char) -> bool) -> bool {
    text.chars()
        .zip(text.chars().skip(1))
        .all(|(one, next)| holds(one, next))
}

/// Whether `next` comes right after `one`. Digits go round, as they do on a keyboard: 890123.
fn follows(one: char, next: char) -> bool {
    (one, next) == ('9', '0') || u32::from(one) + 1 == u32::from(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(text: &str) -> Option<SecretRefusal> {
        Pin::choose(text).err()
    }

    fn passphrase(text: &str) -> Option<SecretRefusal> {
        Passphrase::choose(text).err()
    }

    #[test]
    fn pins() {
        for good in [
            "830274",
            "112233",
            "123457",
            "测试市民甲乙",
            "a1b2c3",
            "135790",
            "0000001",
        ] {
            assert_eq!(pin(good), None, "{good}");
        }
        for short in ["", "83027", "测试市民甲", "８３０２７"] {
            assert_eq!(pin(short), Some(SecretRefusal::TooShort), "{short}");
        }
        for same in [
            "000000",
            "7777777",
            "测测测测测测",
            "１１１１１１",
            "      ",
        ] {
            assert_eq!(pin(same), Some(SecretRefusal::OneCharacter), "{same}");
        }
        for row in [
            "123456",
            "012345",
            "654321",
            "987654321",
            "890123",
            "321098",
            "abcdef",
            "fedcba",
            "１２３４５６",
        ] {
            assert_eq!(pin(row), Some(SecretRefusal::Sequence), "{row}");
        }
        assert_eq!(pin("8302\t74"), Some(SecretRefusal::ControlCharacter));
    }

    #[test]
    fn passphrases() {
        for good in [
            "correct horse",
            "测试市民甲的通行口令",
            "1234567891",
            "九个字加一个空格　好",
        ] {
            assert_eq!(passphrase(good), None, "{good}");
        }
        assert_eq!(
            passphrase("nine char"),
            Some(SecretRefusal::TooShort),
            "nine"
        );
        assert_eq!(
            passphrase("测试市民甲的口令好"),
            Some(SecretRefusal::TooShort),
            "27 bytes, but nine characters"
        );
        // Nine characters after normalisation, though ten were typed.
        assert_eq!(
            passphrase("eight ch\u{65}\u{301}"),
            Some(SecretRefusal::TooShort)
        );
        assert_eq!(passphrase("aaaaaaaaaa"), Some(SecretRefusal::OneCharacter));
        assert_eq!(passphrase("1234567890"), Some(SecretRefusal::Sequence));
        assert_eq!(passphrase("abcdefghijkl"), Some(SecretRefusal::Sequence));
        assert_eq!(
            passphrase("ten characters\n"),
            Some(SecretRefusal::ControlCharacter)
        );
    }
}
