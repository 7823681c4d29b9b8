//! The reports on this computer, and how many of them there may be.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use sst_api::report::{Openings, Screen};
use sst_domain::consent::Control;
use sst_domain::report::week_of;

use super::report::{About, Report};
use crate::consent::{CrashReports, Granted, UsageStatistics};

/// Weeks after which counts that nobody sent are dropped.
const WEEKS: i64 = 8;
/// Most reports of failures that wait.
const MOST_CRASHES: usize = 20;
/// Most sent reports that are kept to be looked at.
const MOST_SENT: usize = 50;
/// Days after which a sent report is dropped.
const SENT_DAYS: i64 = 180;

/// The reports, by identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shelf(pub(crate) BTreeMap<String, Report>);

impl Shelf {
    /// Adds openings to the week that `today` is in. One that was sent stays as it was sent.
    pub(crate) fn count(
        &mut self,
        _granted: &Granted<UsageStatistics>,
        app: &str,
        today: Date,
        new: Openings,
    ) {
        let this_week = week_of(today);
        let mut open = self.0.values_mut().filter(|report| report.sent.is_none());
        let counted = open.find_map(|report| match &mut report.about {
            About::Usage { week, opened } if *week == this_week && report.app == app => {
                Some(opened)
            }
            _ => None,
        });
        let mut fresh = Openings::default();
        let is_new = counted.is_none();
        let opened = counted.unwrap_or(&mut fresh);
        for screen in Screen::ALL {
            opened.add(*screen, new.of(*screen));
        }
        if is_new {
            let about = About::Usage {
                week: this_week,
                opened: fresh,
            };
            self.put(Report::new(app, about));
        }
    }

    /// Adds a failure, unless the same one waits already.
    pub(crate) fn note(&mut self, _granted: &Granted<CrashReports>, report: Report) {
        let is_known = |other: &Report| other.sent.is_none() && other.about == report.about;
        if !self.0.values().any(is_known) {
            self.put(report);
        }
    }

    /// Drops what waits and needs one of these consents, which there are not. Says whether there was any.
    pub(crate) fn drop_waiting(&mut self, off: &[Control]) -> bool {
        let before = self.0.len();
        self.0
            .retain(|_, report| report.sent.is_some() || !off.contains(&report.control()));
        self.0.len() < before
    }

    /// Drops what is too old or too much, the oldest first.
    pub(crate) fn prune(&mut self, today: Date, now: Timestamp) {
        let oldest_week = today.saturating_sub(WEEKS.weeks());
        let oldest_sent = now - jiff::SignedDuration::from_hours(24 * SENT_DAYS);
        self.0.retain(|_, report| match &report.sent {
            Some(sent) => sent.at >= oldest_sent,
            None => report.days().is_some_and(|(_, last)| {
                report.control() == Control::CrashReports || last >= oldest_week
            }),
        });
        let day = |report: &Report| report.days().map(|(first, _)| first);
        self.keep_newest(MOST_CRASHES, day, |report| {
            report.sent.is_none() && report.control() == Control::CrashReports
        });
        let at = |report: &Report| report.sent.as_ref().map(|sent| sent.at);
        self.keep_newest(MOST_SENT, at, |report| report.sent.is_some());
    }

    fn keep_newest<K: Ord>(
        &mut self,
        most: usize,
        age: impl Fn(&Report) -> K,
        wanted: impl Fn(&Report) -> bool,
    ) {
        let mut found: Vec<&Report> = self.0.values().filter(|report| wanted(report)).collect();
        found.sort_by_key(|report| std::cmp::Reverse(age(report)));
        let too_many: Vec<String> = found
            .iter()
            .skip(most)
            .map(|report| report.id.clone())
            .collect();
        for id in too_many {
            self.0.remove(&id);
        }
    }

    /// Keeps it in place of an earlier one with its identifier.
    pub(crate) fn put(&mut self, report: Report) {
        self.0.insert(report.id.clone(), report);
    }
}

#[cfg(test)]
mod tests {
    use sst_api::report::Part;

    use super::super::report::Sent;
    use super::*;
    use crate::consent::{Covered, Grants};

    fn granted<P: Covered>() -> Granted<P> {
        let grants = Grants::default();
        grants.set([P::CONTROL].into());
        grants.granted().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn once(screen: Screen) -> Openings {
        let mut opened = Openings::default();
        opened.add(screen, 1);
        opened
    }

    fn crash(on: Date, line: usize) -> Report {
        let about = About::Crash {
            day: on,
            part: Part::Page,
            place: format!("a.js:1:{line}"),
            trail: Vec::new(),
        };
        Report::new("0.1.0", about)
    }

    #[test]
    fn each_week_and_each_version_is_counted_by_itself() {
        let mut shelf = Shelf::default();
        for (app, on, screen) in [
            ("0.1.0", "2026-11-28", Screen::Home),
            ("0.1.0", "2026-11-29", Screen::Home),
            ("0.1.0", "2026-11-30", Screen::Home),
            ("0.2.0", "2026-11-30", Screen::Inbox),
        ] {
            shelf.count(&granted(), app, day(on), once(screen));
        }
        let mut counted: Vec<_> = shelf
            .0
            .values()
            .map(|report| match &report.about {
                About::Usage { week, opened } => (
                    week.as_str(),
                    report.app.as_str(),
                    opened.home,
                    opened.inbox,
                ),
                About::Crash { .. } => unreachable!(),
            })
            .collect();
        counted.sort_unstable();
        assert_eq!(
            counted,
            [
                ("2026-W48", "0.1.0", 2, 0),
                ("2026-W49", "0.1.0", 1, 0),
                ("2026-W49", "0.2.0", 0, 1),
            ]
        );
    }

    #[test]
    fn it_never_grows_beyond_its_bounds_and_keeps_the_newest() {
        let (today, now) = (day("2026-11-28"), "2026-11-28T04:00:00Z".parse().unwrap());
        let mut shelf = Shelf::default();
        for week in 0..20 {
            let on = today.saturating_sub(week.weeks());
            shelf.count(&granted(), "0.1.0", on, once(Screen::Home));
        }
        for line in 0..30 {
            shelf.note(&granted(), crash(today, line));
            shelf.note(&granted(), crash(today, line));
        }
        assert_eq!(shelf.0.len(), 50);
        let mut sent = crash(today, 100);
        for hours in [1, 24 * SENT_DAYS + 1] {
            let at = now - jiff::SignedDuration::from_hours(hours);
            sent.id = hours.to_string();
            let host = "platform.example".to_owned();
            let text = String::new();
            sent.sent = Some(Sent { at, host, text });
            shelf.put(sent.clone());
        }
        shelf.prune(today, now);
        let of = |control| {
            let waiting = shelf.0.values().filter(|one| one.sent.is_none());
            waiting.filter(|one| one.control() == control).count()
        };
        assert_eq!(of(Control::UsageStatistics), 9);
        assert_eq!(of(Control::CrashReports), MOST_CRASHES);
        assert!(shelf.0.contains_key("1"));
        assert_eq!(shelf.0.len(), 9 + MOST_CRASHES + 1);
    }

    #[test]
    fn what_was_sent_does_not_change_any_more() {
        let today = day("2026-11-28");
        let mut shelf = Shelf::default();
        shelf.count(&granted(), "0.1.0", today, once(Screen::Home));
        let mut report = shelf.0.values().next().unwrap().clone();
        report.sent = Some(Sent {
            at: Timestamp::UNIX_EPOCH,
            host: "platform.example".to_owned(),
            text: "as it was".to_owned(),
        });
        shelf.put(report.clone());
        // The clock was put back: the week goes on.
        shelf.count(&granted(), "0.1.0", today, once(Screen::Home));
        assert_eq!(shelf.0.len(), 2);
        assert_eq!(shelf.0[&report.id], report);
        assert_eq!(report.text(), "as it was");
    }

    #[test]
    fn without_consent_what_waits_goes_and_what_was_sent_stays() {
        let today = day("2026-11-28");
        let mut shelf = Shelf::default();
        shelf.count(&granted(), "0.1.0", today, once(Screen::Home));
        shelf.note(&granted(), crash(today, 1));
        let mut sent = crash(today, 2);
        let host = "platform.example".to_owned();
        sent.sent = Some(Sent {
            at: Timestamp::UNIX_EPOCH,
            host,
            text: String::new(),
        });
        shelf.put(sent);
        assert!(!shelf.drop_waiting(&[]));
        assert!(shelf.drop_waiting(&[Control::CrashReports]));
        assert_eq!(shelf.0.len(), 2);
        assert!(shelf.drop_waiting(&[Control::CrashReports, Control::UsageStatistics]));
        assert_eq!(shelf.0.len(), 1);
    }
}
