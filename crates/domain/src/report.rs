//! What reports about the client itself may say: weeks, and places in code.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Most bytes of a place.
pub const MOST_PLACE_BYTES: usize = 200;

/// The week that `day` is in, as ISO 8601 has it: `2026-W48`.
pub fn week_of(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The first and the last day of a week that [`week_of`] has written; `None` for anything else.
pub fn days_of(week: &str) -> Option<(Date, Date)> {
    let (year, number) = week.split_once("-W")?;
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || number.len() != 2 || !all_digits(year) || !all_digits(number) {
        return None;
    }
    let day = |weekday| {
        ISOWeekDate::new(year.parse().ok()?, number.parse().ok()?, weekday)
            .ok()
            .map(ISOWeekDate::date)
    };
    Some((day(Weekday::Monday)?, day(Weekday::Sunday)?))
}

/// Whether `text` can be a place in code: `file:line:column`, the file being one of Rust or JavaScript and written in
/// letters, digits and `_-./+`, so that no sentence fits in.
pub fn is_place(text: &str) -> bool {
    let mut parts = text.rsplitn(3, ':');
    let mut number = || {
        parts
            .next()
            .is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let numbered = number() && number();
    numbered
        && text.len() <= MOST_PLACE_BYTES
        && parts.next().is_some_and(|file| {
            let file = file
                .strip_suffix(".rs")
                .or_else(|| file.strip_suffix(".js"));
            file.is_some_and(|file| {
                !file.is_empty()
                    && file
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"_-./+".contains(&byte))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_is_that_of_iso_8601_also_around_new_year() {
        for (date, week) in [
            ("2026-11-28", "2026-W48"),
            ("2026-12-31", "2026-W53"),
            ("2027-01-03", "2026-W53"),
            ("2027-01-04", "2027-W01"),
        ] {
            assert_eq!(week_of(day(date)), week);
            let (first, last) = days_of(week).unwrap();
            assert!(first <= day(date) && day(date) <= last);
        }
        assert_eq!(
            days_of("2026-W48"),
            Some((day("2026-11-23"), day("2026-11-29")))
        );
        for wrong in [
            "2027-W53", "2026-W00", "2026-48", "26-W48", "2026-W4", "+026-W48", "",
        ] {
            assert_eq!(days_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_place_is_a_file_and_two_numbers() {
        for place in [
            "crates/core/src/sync/worker.rs:12:5",
            "nodes/12.B4UaLFoL.js:1:20311",
        ] {
            assert!(is_place(place), "{place}");
        }
        let long = format!("{}.rs:1:1", "a".repeat(MOST_PLACE_BYTES));
        for other in [
            "张三.rs:1:1",
            "a file.rs:1:1",
            "worker.rs",
            "worker.rs:1",
            ":1:1",
            "worker.rs::1",
            "worker.rs:1:",
            "110105194912310021:1:1",
            "zhangsan:1:1",
            ".rs:1:1",
            "a:b.rs:1:1",
            &long,
        ] {
            assert!(!is_place(other), "{other}");
        }
    }
}
