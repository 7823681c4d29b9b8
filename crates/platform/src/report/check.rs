//! Whether a report says what it may say, and nothing else.

use jiff::civil::Date;
use sst_api::problem::ProblemCode;
use sst_api::report::{CrashReport, MOST_OPENINGS, MOST_STEPS, Screen, UsageReport};
use sst_domain::report::{days_of, is_place};
use uuid::Uuid;

/// Most bytes of a version and of the name of a system.
const MOST_NAME_BYTES: usize = 32;

/// # Errors
///
/// `malformed-request` for a week that is not over, counts beyond the contract's, and anything that is not a name.
pub(super) fn usage(report: &UsageReport, today: Date) -> Result<(), ProblemCode> {
    let over = days_of(&report.week).is_some_and(|(_, last)| last < today);
    let counted = Screen::ALL
        .iter()
        .all(|screen| report.opened.of(*screen) <= MOST_OPENINGS);
    let ok = over && counted && is_about(&report.id, &report.app, &report.system);
    ok.then_some(()).ok_or(ProblemCode::MalformedRequest)
}

/// # Errors
///
/// `malformed-request` for a day to come, for places that are none, and anything that is not a name.
pub(super) fn crash(report: &CrashReport, today: Date) -> Result<(), ProblemCode> {
    let day: Option<Date> = report.day.parse().ok();
    let ok = day.is_some_and(|day| day <= today)
        && is_place(&report.place)
        && report.trail.len() <= MOST_STEPS
        && report.trail.iter().all(|place| is_place(place))
        && is_about(&report.id, &report.app, &report.system);
    ok.then_some(()).ok_or(ProblemCode::MalformedRequest)
}

fn is_about(id: &str, app: &str, system: &str) -> bool {
    let is_name = |text: &str| {
        (1..=MOST_NAME_BYTES).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(&byte))
    };
    Uuid::parse_str(id).is_ok() && is_name(app) && is_name(system)
}
