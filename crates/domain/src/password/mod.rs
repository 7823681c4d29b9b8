//! What a new password must be (NIST SP 800-63B, section 5.1.1.2): long enough, not one that everybody
//! tries first, and nothing of the account itself. No mixture of letters, digits and signs is asked for.

mod often_used;
mod text;

use zeroize::Zeroizing;

use crate::identity::FieldCode;

pub use text::opaque_string;

/// Fewest characters.
pub const MIN_CHARS: usize = 8;
/// Most characters, so that a sentence fits.
pub const MAX_CHARS: usize = 128;
/// What must remain of a password besides the account name, in characters.
const OWN_CHARS: usize = 4;

/// A password that may be set, normalised (RFC 8265, OpaqueString). It has no `Debug`.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Parses what was typed. `own` are the account's own names: phone number and account name.
    ///
    /// # Errors
    ///
    /// The [`FieldCode`] that says what to change: `required`, `too_short`, `too_long`,
    /// `illegal_character`, `too_common`, `names_account`.
    pub fn parse(typed: &str, own: &[&str]) -> Result<Self, FieldCode> {
        if typed.is_empty() {
            return Err(FieldCode::Required);
        }
        // Before anything is done with it: Form C makes one character of four at most.
        if typed.chars().nth(4 * MAX_CHARS).is_some() {
            return Err(FieldCode::TooLong);
        }
        let text = opaque_string(typed).ok_or(FieldCode::IllegalCharacter)?;
        match text.chars().count() {
            ..MIN_CHARS => return Err(FieldCode::TooShort),
            MIN_CHARS..=MAX_CHARS => {}
            _ => return Err(FieldCode::TooLong),
        }
        let lower = Zeroizing::new(text.to_lowercase());
        if own.iter().any(|name| names(&lower, name)) {
            return Err(FieldCode::NamesAccount);
        }
        if often_used::is_often_used(&lower) {
            return Err(FieldCode::TooCommon);
        }
        Ok(Self(text))
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The normalised text, given away.
    pub fn into_text(self) -> Zeroizing<String> {
        self.0
    }
}

/// Whether little remains of `lower` once the account's name is taken out.
fn names(lower: &str, name: &str) -> bool {
    let name = name.trim().to_lowercase();
    if name.chars().count() < OWN_CHARS || !lower.contains(&name) {
        return false;
    }
    let rest = Zeroizing::new(lower.replace(&name, ""));
    rest.chars().count() < OWN_CHARS
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["13800000001", "test-jia"];

    fn refused(typed: &str) -> Option<FieldCode> {
        NewPassword::parse(typed, OWN).err()
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(refused(""), Some(FieldCode::Required));
        assert_eq!(refused("seven77"), Some(FieldCode::TooShort));
        assert_eq!(refused("测试市民甲的"), Some(FieldCode::TooShort));
        assert_eq!(refused("测试市民甲的密码"), None);
        let longest = "浑河晚风好".repeat(25) + "到此为";
        assert_eq!(refused(&longest), None);
        assert_eq!(refused(&(longest + "止")), Some(FieldCode::TooLong));
        assert_eq!(refused(&"e\u{301}".repeat(128)), Some(FieldCode::TooCommon));
        assert_eq!(refused(&"x".repeat(100_000)), Some(FieldCode::TooLong));
    }

    #[test]
    fn no_mixture_is_asked_for() {
        for good in ["onlyletters", "two words", "浑河边的银杏叶黄了", "48151623"] {
            assert_eq!(refused(good), None, "{good}");
        }
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for weak in [
            "password",
            "Password1",
            "PASSWORD123",
            "12345678",
            "87654321",
            "88888888",
            "abcdefgh",
            "qwertyui",
            "1qaz2wsx",
            "5201314520",
            "woaini1314",
            "shenyang2026",
            "shengshitong",
            "aaaaaaaa1",
            "12341234",
            "abcabcabc",
            "１２３４５６７８",
        ] {
            let code = refused(weak);
            assert_eq!(code, Some(FieldCode::TooCommon), "{weak}");
        }
    }

    #[test]
    fn the_account_itself_is_no_secret() {
        for own in [
            "13800000001",
            "a13800000001",
            "Test-Jia",
            "test-jia1",
            "test-jiaTEST-JIA",
        ] {
            assert_eq!(refused(own), Some(FieldCode::NamesAccount), "{own}");
        }
        assert_eq!(refused("test-jia likes the river"), None);
    }

    #[test]
    fn the_same_characters_are_the_same_password() {
        let parse = |typed| NewPassword::parse(typed, OWN).ok().unwrap().into_text();
        assert_eq!(
            *parse("caf\u{e9} au lait"),
            *parse("cafe\u{301}\u{a0}au\u{3000}lait")
        );
        assert_eq!(
            refused("tab\tin the middle"),
            Some(FieldCode::IllegalCharacter)
        );
        // Spaces at the ends belong to it.
        assert_eq!(*parse(" at the ends "), " at the ends ");
    }
}
