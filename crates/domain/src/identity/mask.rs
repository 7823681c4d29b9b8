//! Masks: what a screen may show of a value. The rules, and what a whole screen gives away, stand in
//! `docs/decisions/0004-masks.md`.
//!
//! Masks are total: whatever text comes in, at most what the rule names comes out, and a text that does
//! not have the expected form is hidden whole.

use super::DocumentKind;
use super::name::is_mark;

/// Stands for a value that is hidden whole; its length says nothing about the value's.
const HIDDEN: &str = "******";

/// The first character and one `*`, whatever the length: `张*`. A variation selector or accent stays with
/// its character. A compound surname shows its first character only.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    match chars.next() {
        Some(first) if chars.clone().any(|c| !is_mark(c)) => {
            let marks = chars.take_while(|&c| is_mark(c));
            std::iter::once(first).chain(marks).chain(['*']).collect()
        }
        _ => HIDDEN.to_owned(),
    }
}

/// A mainland number's first three and last four digits: `138****0001`. Of a number abroad only the last
/// three: `+****001`.
pub fn mask_phone(phone: &str) -> String {
    let phone = phone.trim();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if phone.len() == 11 && digits(phone) {
        return format!("{}****{}", &phone[..3], &phone[7..]);
    }
    match phone.strip_prefix('+') {
        Some(abroad) if abroad.len() >= 7 && digits(abroad) => {
            format!("+****{}", &abroad[abroad.len() - 3..])
        }
        _ => HIDDEN.to_owned(),
    }
}

/// The first character before the `@`, and the domain: `t***@example.com`; of a one-letter address the
/// domain only.
pub fn mask_email(email: &str) -> String {
    let email = email.trim();
    let Some((local, domain)) = email.rsplit_once('@') else {
        return HIDDEN.to_owned();
    };
    let mut chars = local.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(_)) => format!("{first}***@{domain}"),
        _ => format!("***@{domain}"),
    }
}

/// The year: `2000-**-**`.
pub fn mask_date(date: &str) -> String {
    match date.trim().split_once('-') {
        Some((year, rest))
            if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty() =>
        {
            format!("{year}-**-**")
        }
        _ => HIDDEN.to_owned(),
    }
}

/// First and last character of a number whose kind is known: `2****************8`. Shorter than six
/// characters, or of unknown kind, it is hidden whole.
pub fn mask_document(kind: Option<DocumentKind>, number: &str) -> String {
    let chars: Vec<char> = number.trim().chars().collect();
    match (kind, chars.as_slice()) {
        (Some(_), [first, middle @ .., last]) if middle.len() >= 4 => {
            format!("{first}{}{last}", "*".repeat(middle.len()))
        }
        _ => HIDDEN.to_owned(),
    }
}

/// Nothing: streets and codes are hidden whole. Of an address the region stands beside it.
pub fn mask_text(_text: &str) -> String {
    HIDDEN.to_owned()
}
