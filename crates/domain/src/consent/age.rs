//! The age bands that the law tells apart.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The person's age, as far as the law makes a difference (PIPL 28 and 31; policy 5). Nothing finer is
/// asked, and it stays on this computer until a service needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AgeBand {
    /// Not yet 14: the data are sensitive besides.
    Under14,
    /// 14 to 17: a guardian agrees.
    From14To17,
    /// 18 or older.
    Adult,
}

impl AgeBand {
    /// The band of somebody who was born on `birth`, on the day `today`. A year is complete on the birthday, by
    /// the calendar; whoever was born on 29 February completes it on 1 March where the year has no such day.
    pub fn on(birth: Date, today: Date) -> Self {
        let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
        match today.year() - birth.year() - i16::from(!had_birthday) {
            ..14 => Self::Under14,
            14..18 => Self::From14To17,
            18.. => Self::Adult,
        }
    }

    /// Whether a guardian has to agree for the person (policy 5).
    pub fn is_minor(self) -> bool {
        matches!(self, Self::Under14 | Self::From14To17)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_band_begins_on_the_birthday() {
        let birth = date(2008, 11, 28);
        let on = |year, month, day| AgeBand::on(birth, date(year, month, day));
        assert_eq!(on(2022, 11, 27), AgeBand::Under14, "13 years and 364 days");
        assert_eq!(on(2022, 11, 28), AgeBand::From14To17, "14 years");
        assert_eq!(
            on(2026, 11, 27),
            AgeBand::From14To17,
            "17 years and 364 days"
        );
        assert_eq!(on(2026, 11, 28), AgeBand::Adult, "18 years");
    }

    #[test]
    fn the_29th_of_february_is_completed_on_the_1st_of_march() {
        let birth = date(2008, 2, 29);
        let on = |year, month, day| AgeBand::on(birth, date(year, month, day));
        assert_eq!(on(2022, 2, 28), AgeBand::Under14);
        assert_eq!(on(2022, 3, 1), AgeBand::From14To17);
        assert_eq!(on(2026, 2, 28), AgeBand::From14To17);
        assert_eq!(on(2026, 3, 1), AgeBand::Adult);
        // In a leap year the day itself counts.
        assert_eq!(
            AgeBand::on(date(2006, 2, 28), date(2024, 2, 28)),
            AgeBand::Adult
        );
        assert_eq!(
            AgeBand::on(date(2010, 2, 28), date(2028, 2, 29)),
            AgeBand::Adult
        );
        assert_eq!(
            AgeBand::on(date(2010, 3, 1), date(2028, 2, 29)),
            AgeBand::From14To17
        );
    }

    #[test]
    fn whoever_is_not_born_yet_is_no_adult() {
        assert_eq!(
            AgeBand::on(date(2027, 1, 1), date(2026, 11, 28)),
            AgeBand::Under14
        );
    }
}
