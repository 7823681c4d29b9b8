//! Calendar dates.

use jiff::civil::Date;

use super::FieldCode;
use super::typed::half_width_text;

/// Longest time, in years, that a past date of a living person can lie back.
const LONGEST_LIFE_YEARS: i16 = 150;

/// Parses a calendar date: `2000-02-29`, `2000/2/29`, `2000.2.29`, `20000229` or `2000年2月29日`.
///
/// # Errors
///
/// [`FieldCode::BadFormat`] for another form, [`FieldCode::BadDate`] for a day that does not exist.
pub fn parse_date(text: &str) -> Result<Date, FieldCode> {
    let text = half_width_text(text);
    let [year, month, day] = date_parts(&text).ok_or(FieldCode::BadFormat)?;
    let number = |digits: &str| digits.parse::<i16>().map_err(|_| FieldCode::BadFormat);
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(FieldCode::BadDate);
    };
    Date::new(year, month, day).map_err(|_| FieldCode::BadDate)
}

/// Parses a date that has come, within the length of a human life before `today`.
///
/// # Errors
///
/// Those of [`parse_date`], [`FieldCode::DateInFuture`] and [`FieldCode::DateTooOld`].
pub fn parse_past_date(text: &str, today: Date) -> Result<Date, FieldCode> {
    let date = parse_date(text)?;
    check_past(date, today)?;
    Ok(date)
}

pub(super) fn check_past(date: Date, today: Date) -> Result<(), FieldCode> {
    if date > today {
        return Err(FieldCode::DateInFuture);
    }
    if date.year() < today.year() - LONGEST_LIFE_YEARS {
        return Err(FieldCode::DateTooOld);
    }
    Ok(())
}

/// Splits a date into year, month and day, all ASCII digits of a fitting length.
fn date_parts(text: &str) -> Option<[&str; 3]> {
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?]
    } else {
        let text = text.strip_suffix('日').unwrap_or(text);
        text.split(['-', '/', '.', '年', '月'])
            .map(str::trim)
            .collect()
    };
    let [year, month, day] = parts.try_into().ok()?;
    let digits = |part: &str, longest: usize| {
        (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    (year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2))
        .then_some([year, month, day])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn accepts_the_usual_ways_of_writing_a_day() {
        for text in [
            "2000-02-29",
            "2000/2/29",
            "2000.2.29",
            "20000229",
            "2000年2月29日",
            " ２０００－０２－２９ ",
        ] {
            assert_eq!(parse_date(text), Ok(date(2000, 2, 29)), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for text in ["1999-02-29", "2000-13-01", "2000-00-10", "2000-04-31"] {
            assert_eq!(parse_date(text), Err(FieldCode::BadDate), "{text}");
        }
        for text in [
            "",
            "昨天",
            "2000",
            "00-01-01",
            "2000-1",
            "2000-1-1-1",
            "2000-001-1",
            "+200-1-1",
        ] {
            assert_eq!(parse_date(text), Err(FieldCode::BadFormat), "{text}");
        }
    }

    #[test]
    fn today_has_come_and_tomorrow_has_not() {
        let today = date(2026, 11, 24);
        assert_eq!(parse_past_date("2026-11-24", today), Ok(today));
        assert_eq!(
            parse_past_date("2026-11-25", today),
            Err(FieldCode::DateInFuture)
        );
        assert_eq!(parse_past_date("1876-01-01", today), Ok(date(1876, 1, 1)));
        assert_eq!(
            parse_past_date("1875-12-31", today),
            Err(FieldCode::DateTooOld)
        );
    }
}
