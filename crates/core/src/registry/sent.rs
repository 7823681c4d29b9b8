//! What left this computer, as a person is shown it.

use std::collections::BTreeMap;

use super::Registry;
use super::ledger::{DAYS, Ledger, MOST_LINES, SentLine};
use super::log::Contents;
use crate::view::{SentDayView, SentLineView, SentView};

impl Registry<'_> {
    /// What left this computer, for whoever is logged in; without a log-in, since the client started. That it cannot
    /// be kept is said in it, and makes nothing fail.
    pub async fn sent(&self) -> SentView {
        let Contents {
            own,
            before,
            trouble,
        } = self.core.http.sent().read().await;
        let account = self.core.account().ok();
        let signed_in = account.is_some();
        let mut days: BTreeMap<_, Vec<SentLineView>> = BTreeMap::new();
        for (ledger, before_login) in [(own, !signed_in), (before, true)] {
            let Ledger(lines) = ledger;
            for (day, lines) in lines {
                let shown = lines.into_iter().map(|line| line_view(line, before_login));
                days.entry(day).or_default().extend(shown);
            }
        }
        let newest_first = days.into_iter().rev().map(|(day, mut lines)| {
            lines.sort_by(|a, b| b.last.cmp(&a.last));
            SentDayView {
                day: day.to_string(),
                lines,
            }
        });
        SentView {
            signed_in,
            memory_only: account.is_none_or(|account| account.is_memory_only()),
            trouble: trouble.map(str::to_owned),
            most_lines: u32::try_from(MOST_LINES).unwrap_or(u32::MAX),
            most_days: u32::try_from(DAYS).unwrap_or(u32::MAX),
            days: newest_first.collect(),
        }
    }
}

fn line_view(line: SentLine, before_login: bool) -> SentLineView {
    SentLineView {
        operation: line.operation,
        kinds: line.kinds.into_iter().collect(),
        host: line.host,
        first: line.first.to_string(),
        last: line.last.to_string(),
        count: line.count,
        before_login,
    }
}
