//! Where the operator can be reached, taken out of the section on contact (policy 8).

use super::document::{Contact, Section};
use super::labels::find_labels;
use super::walk::section_pieces;

const ADDRESS_LABELS: &[(&str, ())] = &[
    ("地址", ()),
    ("联系地址", ()),
    ("通信地址", ()),
    ("通讯地址", ()),
    ("办公地址", ()),
    ("Address", ()),
    ("Postal address", ()),
];

/// What the last section on contact says; empty where no heading speaks of contact.
pub(super) fn contact(sections: &[Section]) -> Contact {
    let about_contact = |section: &&Section| {
        let title = section.title.to_lowercase();
        title.contains("联系") || title.contains("contact") || title.contains("reach us")
    };
    let mut contact = Contact::default();
    let Some(section) = sections.iter().rfind(about_contact) else {
        return contact;
    };
    let lines: Vec<&str> = section_pieces(section)
        .iter()
        .map(|piece| piece.text)
        .collect();
    for (at, line) in lines.iter().enumerate() {
        contact.phones.extend(phones(line));
        contact.emails.extend(emails(line));
        for label in find_labels(line, ADDRESS_LABELS) {
            // The address may stand on the next line.
            let value = line.get(label.value..).map(str::trim).unwrap_or_default();
            let value = if value.is_empty() {
                lines.get(at + 1).copied().unwrap_or("")
            } else {
                value
            };
            if !value.is_empty() && !value.contains('@') {
                contact
                    .addresses
                    .push(value.trim_end_matches('。').to_owned());
            }
        }
    }
    contact
}

/// Runs of digits and hyphens that have the form of a telephone number.
fn phones(line: &str) -> Vec<String> {
    let runs = line.split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '+'));
    runs.map(|run| run.trim_matches('-'))
        .filter(|run| is_phone(run))
        .map(str::to_owned)
        .collect()
}

fn is_phone(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    match digits {
        // A public hotline; six digits would be a postcode.
        5 => run.starts_with("12") && run.len() == 5,
        10..=14 => run.starts_with(['0', '1', '4', '8', '+']),
        _ => false,
    }
}

fn emails(line: &str) -> Vec<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "@.-_+".contains(c);
    let words = line
        .split(|c| !allowed(c))
        .map(|word| word.trim_matches(['.', '-']));
    let is_email = |word: &&str| {
        word.split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
    };
    words.filter(is_email).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_numbers_and_leaves_other_digits() {
        assert_eq!(
            phones("电话：024-00000000、400-000-0000，热线12345"),
            ["024-00000000", "400-000-0000", "12345"]
        );
        assert!(phones("邮编110000，11号1门，2026-11-01").is_empty());
        assert_eq!(emails("写信至 help@example.com。"), ["help@example.com"]);
    }
}
