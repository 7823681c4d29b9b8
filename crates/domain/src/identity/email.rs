//! E-mail addresses.

use std::fmt;

use zeroize::Zeroize;

use super::FieldCode;
use super::typed::half_width_text;

/// Most bytes of an address on the wire (RFC 5321, 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;
/// Most bytes before the `@` (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// An e-mail address: a dot-atom (RFC 5322, 3.2.3), `@`, and a domain name of two or more labels.
/// Letters of other scripts are accepted on both sides (RFC 6531); quoted local parts and address
/// literals are not.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Parses an address. The domain becomes lower case; what stands before the `@` is left alone,
    /// because only its host may say whether case matters.
    ///
    /// # Errors
    ///
    /// [`FieldCode::Required`], [`FieldCode::TooLong`], [`FieldCode::IllegalCharacter`],
    /// [`FieldCode::BadFormat`].
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let text = half_width_text(text).replace('。', ".");
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        if text.len() > LONGEST {
            return Err(FieldCode::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FieldCode::BadFormat)?;
        if local.len() > LONGEST_LOCAL {
            return Err(FieldCode::TooLong);
        }
        if !local.chars().all(is_local) || !domain.chars().all(is_domain) {
            return Err(FieldCode::IllegalCharacter);
        }
        if !is_dotted(local) || !is_host_name(domain) {
            return Err(FieldCode::BadFormat);
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Content hidden: addresses never reach a log.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

impl Drop for Email {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// `atext` of RFC 5322 with the dot, without `*`: no host gives such addresses, masks look like them.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'+-/=?^_`{|}~.".contains(c)
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.')
}

fn is_dotted(local: &str) -> bool {
    local.split('.').all(|part| !part.is_empty())
}

fn is_host_name(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && top.chars().count() >= 2
        && !top.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, FieldCode> {
        Email::parse(text).map(|email| email.as_str().to_owned())
    }

    #[test]
    fn accepts_what_hosts_give() {
        assert_eq!(
            parse(" test.a+b@Example.COM ").unwrap(),
            "test.a+b@example.com"
        );
        assert_eq!(parse("ｔｅｓｔ＠example。com").unwrap(), "test@example.com");
        assert_eq!(parse("测试@例子.测试").unwrap(), "测试@例子.测试");
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse(" "), Err(FieldCode::Required));
        for text in [
            "test",
            "@example.com",
            "test@",
            "test@example",
            "a..b@example.com",
            ".a@example.com",
            "a@-b.com",
            "a@b..com",
            "a@127.0.0.1",
        ] {
            assert_eq!(parse(text), Err(FieldCode::BadFormat), "{text}");
        }
        for text in [
            "a b@example.com",
            "a@b@example.com",
            "a***@example.com",
            "a@exa_mple.com",
            "<a@example.com>",
        ] {
            assert_eq!(parse(text), Err(FieldCode::IllegalCharacter), "{text}");
        }
        assert_eq!(
            parse(&format!("{}@example.com", "a".repeat(65))),
            Err(FieldCode::TooLong)
        );
        assert_eq!(
            parse(&format!("a@{}.com", "b.".repeat(130))),
            Err(FieldCode::TooLong)
        );
    }
}
