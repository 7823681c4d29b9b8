//! Reports, as a person is shown them.

use sst_api::report::Screen;

use super::report::{About, Report};
use super::shelf::Shelf;
use crate::OpenAccount;
use crate::client::Core;
use crate::consent::{CrashReports, UsageStatistics};
use crate::view::{OpenedView, ReportAboutView, ReportSentView, ReportView, ReportsView};

pub(super) fn view(core: &Core, account: &OpenAccount, shelf: Shelf) -> ReportsView {
    let today = core.clock.today_in_shenyang();
    let (sent, here): (Vec<_>, Vec<_>) = shelf.0.into_values().partition(|one| one.sent.is_some());
    let mut sent: Vec<_> = sent
        .iter()
        .filter_map(|one| report_view(one, true))
        .collect();
    sent.sort_by(|a, b| b.sent.cmp(&a.sent));
    let mut here: Vec<_> = here
        .iter()
        .filter_map(|one| report_view(one, one.is_finished(today)))
        .collect();
    here.sort_by(|a, b| b.first_day.cmp(&a.first_day).then(a.id.cmp(&b.id)));
    ReportsView {
        usage_allowed: account.grants.granted::<UsageStatistics>().is_some(),
        crashes_allowed: account.grants.granted::<CrashReports>().is_some(),
        memory_only: account.is_memory_only(),
        host: crate::remote::host_of(core.http.origin()),
        here,
        sent,
    }
}

fn report_view(report: &Report, finished: bool) -> Option<ReportView> {
    let (first, last) = report.days()?;
    let about = match &report.about {
        About::Usage { opened, .. } => ReportAboutView::Usage {
            opened: Screen::ALL
                .iter()
                .map(|screen| OpenedView {
                    screen: *screen,
                    times: opened.of(*screen),
                })
                .filter(|opened| opened.times > 0)
                .collect(),
        },
        About::Crash { part, place, .. } => ReportAboutView::Crash {
            part: *part,
            place: place.clone(),
        },
    };
    Some(ReportView {
        id: report.id.clone(),
        first_day: first.to_string(),
        last_day: last.to_string(),
        about,
        finished,
        text: report.text(),
        sent: report.sent.as_ref().map(|sent| ReportSentView {
            at: sent.at.to_string(),
            host: sent.host.clone(),
        }),
    })
}
