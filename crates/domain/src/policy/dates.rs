//! Days and version that a text names itself.

use jiff::civil::Date;

use super::labels::find_labels;
use crate::identity::parse_date;

/// What a text says about its own version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OwnDates {
    /// The version.
    pub(super) version: Option<String>,
    /// The day from which it holds.
    pub(super) effective_on: Option<Date>,
    /// The day of its last change.
    pub(super) updated_on: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Version,
    Effective,
    Updated,
}

const LABELS: &[(&str, Label)] = &[
    ("版本", Label::Version),
    ("版本号", Label::Version),
    ("Version", Label::Version),
    ("生效日期", Label::Effective),
    ("生效时间", Label::Effective),
    ("施行日期", Label::Effective),
    ("Effective", Label::Effective),
    ("Effective date", Label::Effective),
    ("Effective on", Label::Effective),
    ("更新日期", Label::Updated),
    ("更新时间", Label::Updated),
    ("最近更新", Label::Updated),
    ("修订日期", Label::Updated),
    ("发布日期", Label::Updated),
    ("Updated", Label::Updated),
    ("Last updated", Label::Updated),
    ("Updated on", Label::Updated),
];

/// Reads the lines before the first section. The first of each kind counts.
pub(super) fn own_dates<'a>(lines: impl Iterator<Item = &'a str>) -> OwnDates {
    let mut own = OwnDates::default();
    for line in lines {
        for found in find_labels(line, LABELS) {
            let value = line.get(found.value..).unwrap_or_default().trim();
            match found.label {
                Label::Version => own.version = own.version.take().or_else(|| version(value)),
                Label::Effective => {
                    own.effective_on = own.effective_on.or_else(|| first_date(value))
                }
                Label::Updated => own.updated_on = own.updated_on.or_else(|| first_date(value)),
            }
        }
        // "本政策自……起施行" names the day before the word.
        let since = ["起施行", "起生效", "起实施"];
        if let Some(end) = since.iter().find_map(|word| line.find(word)) {
            let before = line.get(..end).unwrap_or_default();
            let start = before.rfind('自').map_or(0, |at| at + '自'.len_utf8());
            let date = before.get(start..).and_then(first_date);
            own.effective_on = own.effective_on.or(date);
        }
    }
    own
}

fn version(value: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let end = value.find(|c| !allowed(c)).unwrap_or(value.len());
    let version = value.get(..end)?.trim_matches('.');
    (1..=64)
        .contains(&version.len())
        .then(|| version.to_owned())
}

/// The date at the beginning of a value.
fn first_date(value: &str) -> Option<Date> {
    let numeric = value.find(|c: char| !(c.is_ascii_digit() || "-/.年月日 ".contains(c)));
    let numeric = value
        .get(..numeric.unwrap_or(value.len()))?
        .trim_matches([' ', '.', '-']);
    let compact: String = numeric.chars().filter(|c| *c != ' ').collect();
    parse_date(&compact).ok().or_else(|| english_date(value))
}

/// `1 November 2026` or `November 1, 2026`.
fn english_date(value: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let words: Vec<String> = value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(3)
        .map(str::to_ascii_lowercase)
        .collect();
    let [first, second, year] = <[String; 3]>::try_from(words).ok()?;
    let month = |word: &str| {
        let at = MONTHS.iter().position(|month| word.starts_with(month))?;
        i8::try_from(at + 1).ok()
    };
    let (month, day) = month(&first)
        .zip(second.parse().ok())
        .or(month(&second).zip(first.parse().ok()))?;
    Date::new(year.parse().ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn reads_what_a_text_says_of_itself() {
        let own = own_dates(
            [
                "版本号：V1.2　更新日期：2026年10月1日　生效日期：2026-11-01",
                "版本：9",
            ]
            .into_iter(),
        );
        assert_eq!(own.version.as_deref(), Some("V1.2"));
        assert_eq!(own.updated_on, Some(date(2026, 10, 1)));
        assert_eq!(own.effective_on, Some(date(2026, 11, 1)));

        let own = own_dates(["本政策自2026年11月1日起施行。"].into_iter());
        assert_eq!(own.effective_on, Some(date(2026, 11, 1)));

        let own = own_dates(
            [
                "Version: 2.0. Effective date: 1 November 2026",
                "Last updated: October 3, 2026",
            ]
            .into_iter(),
        );
        assert_eq!(
            (own.effective_on, own.updated_on),
            (Some(date(2026, 11, 1)), Some(date(2026, 10, 3)))
        );
        assert_eq!(own.version.as_deref(), Some("2.0"));
    }

    #[test]
    fn says_nothing_where_the_text_says_nothing() {
        assert_eq!(
            own_dates(["欢迎使用", "生效日期：待定", "Effective: soon"].into_iter()),
            OwnDates::default()
        );
    }
}
