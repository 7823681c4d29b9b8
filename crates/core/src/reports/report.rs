//! One report, as it is kept on this computer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sst_api::report::{CrashReport, Openings, Part, UsageReport};
use sst_domain::consent::Control;
use sst_domain::report::days_of;
use uuid::Uuid;

/// Kind of operating system, as reports name it.
const SYSTEM: &str = std::env::consts::OS;

/// A report, sent or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Random, for this one report.
    pub(crate) id: String,
    /// Version of the client that it is about.
    pub(crate) app: String,
    /// What it says.
    pub(crate) about: About,
    /// Where it went.
    pub(crate) sent: Option<Sent>,
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum About {
    /// What was used in a week.
    Usage {
        /// The week.
        week: String,
        /// How often each part was opened.
        opened: Openings,
    },
    /// Where the client failed.
    Crash {
        /// The day in Shenyang.
        day: Date,
        /// What failed.
        part: Part,
        /// Where.
        place: String,
        /// Places that led there, nearest first.
        trail: Vec<String>,
    },
}

/// Where a report went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// When the platform answered that it has it.
    pub(crate) at: Timestamp,
    /// Host and port.
    pub(crate) host: String,
    /// Every byte that was sent.
    pub(crate) text: String,
}

impl Report {
    /// A new one.
    pub(crate) fn new(app: &str, about: About) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            app: app.to_owned(),
            about,
            sent: None,
        }
    }

    /// The consent that it needs.
    pub(crate) fn control(&self) -> Control {
        match self.about {
            About::Usage { .. } => Control::UsageStatistics,
            About::Crash { .. } => Control::CrashReports,
        }
    }

    /// The first and the last day that it is about; none for a week that is no week.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        match &self.about {
            About::Usage { week, .. } => days_of(week),
            About::Crash { day, .. } => Some((*day, *day)),
        }
    }

    /// Whether nothing is added to it any more.
    pub(crate) fn is_finished(&self, today: Date) -> bool {
        match self.about {
            About::Usage { .. } => self.days().is_some_and(|(_, last)| last < today),
            About::Crash { .. } => true,
        }
    }

    /// The bytes that are sent, or were, as text: JSON, written so that a person can read it.
    pub(crate) fn text(&self) -> String {
        if let Some(sent) = &self.sent {
            return sent.text.clone();
        }
        let (id, app, system) = (self.id.clone(), self.app.clone(), SYSTEM.to_owned());
        let written = match &self.about {
            About::Usage { week, opened } => serde_json::to_string_pretty(&UsageReport {
                id,
                week: week.clone(),
                app,
                system,
                opened: *opened,
            }),
            About::Crash {
                day,
                part,
                place,
                trail,
            } => serde_json::to_string_pretty(&CrashReport {
                id,
                day: day.to_string(),
                app,
                system,
                part: *part,
                place: place.clone(),
                trail: trail.clone(),
            }),
        };
        written.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use sst_api::report::Screen;

    use super::*;

    #[test]
    fn a_week_can_be_sent_once_it_is_over() {
        let mut opened = Openings::default();
        opened.add(Screen::Inbox, 2);
        let week = "2026-W48".to_owned();
        let report = Report::new("0.1.0", About::Usage { week, opened });
        assert!(!report.is_finished("2026-11-29".parse().unwrap()));
        assert!(report.is_finished("2026-11-30".parse().unwrap()));
        let sent: UsageReport = serde_json::from_str(&report.text()).unwrap();
        assert_eq!((sent.id, sent.opened), (report.id, opened));
    }
}
