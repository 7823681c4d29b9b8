//! The inbox as this computer holds it.

use std::collections::{BTreeMap, BTreeSet};

use sst_api::sync::Changes;
use sst_domain::notice::Notice;

/// Notices by identifier.
pub type Inbox = BTreeMap<String, Notice>;

/// What an answer means for the inbox.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The answer.
    pub changes: &'a Changes,
    /// Notices that the platform now knows to be read.
    pub read: &'a [String],
    /// Notices that were opened here, whether the platform knows it or not.
    pub opened: &'a BTreeSet<&'a str>,
    /// Whether this is the first fetch on this computer: then nothing has just arrived.
    pub first: bool,
}

impl Arrival<'_> {
    /// Takes the notices in; opened once is opened for ever. Returns how many unread ones have arrived
    /// that this computer had not seen.
    pub fn enter(&self, inbox: &mut Inbox) -> u32 {
        if self.changes.snapshot {
            let named: BTreeSet<&str> = self
                .changes
                .notices
                .iter()
                .map(|notice| notice.id.as_str())
                .collect();
            inbox.retain(|id, _| named.contains(id.as_str()));
        }
        let mut arrived = 0;
        for notice in &self.changes.notices {
            let known = inbox.get(&notice.id);
            let read = notice.read
                || known.is_some_and(|known| known.read)
                || self.opened.contains(notice.id.as_str());
            if known.is_none() && !read && !self.first {
                arrived += 1;
            }
            // The mark that waits in the outbox is not the platform's yet, so it is not written here.
            let read = notice.read || known.is_some_and(|known| known.read);
            inbox.insert(
                notice.id.clone(),
                Notice {
                    read,
                    ..notice.clone()
                },
            );
        }
        for id in self.read {
            if let Some(notice) = inbox.get_mut(id) {
                notice.read = true;
            }
        }
        arrived
    }
}
