//! Days and version that a text names itself.

use std::ops::Range;

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
        let date = since(line).and_then(|place| line.get(place));
        own.effective_on = own.effective_on.or(date.and_then(first_date));
    }
    own
}

/// Where the day stands in "本政策自……起施行", which names it before the word.
fn since(line: &str) -> Option<Range<usize>> {
    let words = ["起施行", "起生效", "起实施"];
    let end = words.iter().find_map(|word| line.find(word))?;
    let before = line.get(..end)?;
    let start = before.rfind('自').map_or(0, |at| at + '自'.len_utf8());
    Some(start..end)
}

/// A line without the versions and days that it says of the policy; none where it says neither. Two lines that
/// are the same without them differ in nothing else.
pub(super) fn without_dates(line: &str) -> Option<String> {
    let stretches = stretches(line);
    let mut rest = String::new();
    let mut at = 0;
    for (_, value) in &stretches {
        rest.push_str(line.get(at..value.start).unwrap_or_default());
        at = at.max(value.end);
    }
    rest.push_str(line.get(at..).unwrap_or_default());
    (!stretches.is_empty()).then_some(rest)
}

/// Whether a line says the policy's version and days, and nothing else.
pub(super) fn says_only_when(line: &str) -> bool {
    let stretches = stretches(line);
    let mut at = 0;
    for (label, value) in &stretches {
        let between = line.get(at..label.start).unwrap_or_default();
        if between.contains(char::is_alphanumeric) {
            return false;
        }
        at = at.max(value.end);
    }
    let rest = line.get(at..).unwrap_or_default();
    !stretches.is_empty() && !rest.contains(char::is_alphanumeric)
}

/// Where labels with a version or day behind them stand in a line, and where that version or day does.
fn stretches(line: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut stretches = Vec::new();
    for found in find_labels(line, LABELS) {
        let value = line.get(found.value..).unwrap_or_default();
        let start = found.value + (value.len() - value.trim_start().len());
        let value = value.trim_start();
        let length = match found.label {
            Label::Version => version(value).map(|version| version.len()),
            Label::Effective | Label::Updated => date_length(value),
        };
        if let Some(length) = length {
            stretches.push((found.start..found.value, start..start + length));
        }
    }
    let since = since(line).filter(|place| {
        let day = line.get(place.clone()).and_then(first_date);
        day.is_some()
    });
    stretches.extend(since.map(|place| (place.start..place.start, place)));
    stretches.sort_by_key(|(label, _)| label.start);
    stretches
}

/// How far the date at the beginning of a value reaches.
fn date_length(value: &str) -> Option<usize> {
    first_date(value)?;
    let numeric = value.find(|c: char| !(c.is_ascii_digit() || "-/.年月日".contains(c)));
    let numeric = numeric.unwrap_or(value.len());
    if value
        .get(..numeric)
        .is_some_and(|date| first_date(date).is_some())
    {
        return Some(numeric);
    }
    // Three words, such as `1 November 2026`.
    let mut words = 0;
    let mut inside = false;
    for (at, c) in value.char_indices() {
        if c.is_ascii_alphanumeric() {
            inside = true;
        } else if inside {
            (inside, words) = (false, words + 1);
            if words == 3 {
                return Some(at);
            }
        }
    }
    Some(value.len())
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
    fn tells_lines_apart_by_what_is_not_a_date() {
        let same =
            |a: &str, b: &str| without_dates(a).is_some() && without_dates(a) == without_dates(b);
        assert!(same(
            "版本：2026.1　生效日期：2026年11月1日",
            "版本：2026.2　生效日期：2027年1月15日"
        ));
        assert!(same(
            "Version: 2.0. Effective date: 1 November 2026",
            "Version: 2.1. Effective date: 15 January 2027"
        ));
        assert!(same(
            "本政策自2026年11月1日起施行。",
            "本政策自2027年1月15日起施行。"
        ));
        assert!(!same("版本：1.0", "版本：1.1，您的权利减少"));
        assert_eq!(without_dates("生效日期：待定"), None);
        assert!(says_only_when("版本：2026.1　生效日期：2026年11月1日"));
        assert!(says_only_when("Last updated: October 3, 2026"));
        assert!(!says_only_when("版本：1.0，仅供内部使用"));
        assert!(!says_only_when("欢迎使用"));
    }

    #[test]
    fn says_nothing_where_the_text_says_nothing() {
        assert_eq!(
            own_dates(["欢迎使用", "生效日期：待定", "Effective: soon"].into_iter()),
            OwnDates::default()
        );
    }
}
