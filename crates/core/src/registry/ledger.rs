//! Lines of what left this computer: which operation, which kinds of data, to whom, when, how often.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

/// Most lines that are kept.
pub(crate) const MOST_LINES: usize = 500;
/// Days after which a line is dropped.
pub(crate) const DAYS: i64 = 180;

/// Equal calls of one day. There is no value in it, and nothing else of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentLine {
    /// Code of the operation.
    pub(crate) operation: String,
    /// Codes of the kinds of data.
    pub(crate) kinds: BTreeSet<String>,
    /// Host and port of whoever was called.
    pub(crate) host: String,
    /// When the first call was sent.
    pub(crate) first: Timestamp,
    /// When the last one was.
    pub(crate) last: Timestamp,
    /// How many there were.
    pub(crate) count: u32,
}

impl SentLine {
    fn is_like(&self, other: &Self) -> bool {
        self.operation == other.operation && self.kinds == other.kinds && self.host == other.host
    }
}

/// What left this computer, by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ledger(pub(crate) BTreeMap<Date, Vec<SentLine>>);

impl Ledger {
    /// Enters a line: equal calls of one day become one.
    pub(crate) fn enter(&mut self, day: Date, line: SentLine) {
        let lines = self.0.entry(day).or_default();
        match lines.iter_mut().find(|known| known.is_like(&line)) {
            Some(known) => {
                known.first = known.first.min(line.first);
                known.last = known.last.max(line.last);
                known.count = known.count.saturating_add(line.count);
            }
            None => lines.push(line),
        }
    }

    /// Enters everything of `other`.
    pub(crate) fn merge(&mut self, other: Self) {
        for (day, lines) in other.0 {
            for line in lines {
                self.enter(day, line);
            }
        }
    }

    /// Takes the lines that `wanted` says out of it.
    pub(crate) fn split_off(&mut self, wanted: impl Fn(&SentLine) -> bool) -> Self {
        let mut taken = Self::default();
        for (day, lines) in std::mem::take(&mut self.0) {
            for line in lines {
                let to = if wanted(&line) {
                    &mut taken
                } else {
                    &mut *self
                };
                to.enter(day, line);
            }
        }
        taken
    }

    /// Drops what is older than [`DAYS`], and the oldest days as long as there are more than [`MOST_LINES`]. A
    /// single day keeps its newest lines.
    pub(crate) fn prune(&mut self, today: Date) {
        if let Ok(oldest) = today.checked_sub(DAYS.days()) {
            self.0.retain(|day, _| *day >= oldest);
        }
        let mut left = MOST_LINES;
        let mut kept = BTreeMap::new();
        for (day, mut lines) in std::mem::take(&mut self.0).into_iter().rev() {
            lines.sort_by_key(|line| line.last);
            let too_many = lines.len().saturating_sub(left);
            lines.drain(..too_many);
            left -= lines.len();
            if !lines.is_empty() {
                kept.insert(day, lines);
            }
        }
        self.0 = kept;
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn line(operation: &str, second: i64) -> SentLine {
        let at = Timestamp::from_second(1_796_000_000 + second).unwrap();
        SentLine {
            operation: operation.to_owned(),
            kinds: BTreeSet::new(),
            host: "platform.example".to_owned(),
            first: at,
            last: at,
            count: 1,
        }
    }

    #[test]
    fn equal_calls_of_one_day_become_one_line() {
        let mut ledger = Ledger::default();
        let today = day("2026-11-28");
        for second in [5, 1, 9] {
            ledger.enter(today, line("push", second));
        }
        ledger.enter(today, line("changes", 2));
        ledger.enter(day("2026-11-29"), line("push", 90_000));
        let lines = &ledger.0[&today];
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (lines[0].count, lines[0].first, lines[0].last),
            (3, line("", 1).first, line("", 9).last)
        );
        assert_eq!(ledger.0.len(), 2);
    }

    #[test]
    fn another_kind_or_host_is_another_line() {
        let mut ledger = Ledger::default();
        let today = day("2026-11-28");
        let other_kind = SentLine {
            kinds: ["phone".to_owned()].into(),
            ..line("push", 1)
        };
        let other_host = SentLine {
            host: "login.example".to_owned(),
            ..line("push", 1)
        };
        for line in [line("push", 1), other_kind, other_host] {
            ledger.enter(today, line);
        }
        assert_eq!(ledger.0[&today].len(), 3);
    }

    #[test]
    fn it_never_grows_beyond_its_bounds_and_keeps_the_newest() {
        let mut ledger = Ledger::default();
        let today = day("2026-11-28");
        ledger.enter(day("2026-05-31"), line("old", 0));
        ledger.enter(day("2026-06-01"), line("last-day", 0));
        for number in 0..600 {
            ledger.enter(today, line(&format!("operation-{number}"), number));
        }
        let mut few = ledger.clone();
        few.0.remove(&today);
        few.prune(today);
        assert_eq!(few.0.keys().collect::<Vec<_>>(), [&day("2026-06-01")]);
        ledger.prune(today);
        assert_eq!(ledger.0.keys().collect::<Vec<_>>(), [&today]);
        let lines = &ledger.0[&today];
        assert_eq!(
            (lines.len(), lines[0].operation.as_str()),
            (MOST_LINES, "operation-100")
        );
    }

    #[test]
    fn what_is_split_off_is_gone_here() {
        let mut ledger = Ledger::default();
        let today = day("2026-11-28");
        ledger.enter(today, line("token", 1));
        ledger.enter(today, line("articles", 1));
        let taken = ledger.split_off(|line| line.operation == "token");
        assert_eq!(taken.0[&today], [line("token", 1)]);
        assert_eq!(ledger.0[&today], [line("articles", 1)]);
    }
}
