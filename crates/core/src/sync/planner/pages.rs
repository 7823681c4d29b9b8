//! An answer of several pages, put together before it is taken in.

use sst_api::sync::Changes;

/// A page that does not go on where the one before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disjoint;

/// Adds `page` to the pages before it.
///
/// # Errors
///
/// [`Disjoint`] where the page is of another epoch, or promises more and does not move on.
pub fn join(all: &mut Changes, page: Changes) -> Result<(), Disjoint> {
    if page.epoch != all.epoch || (page.has_more && page.next == all.next) {
        return Err(Disjoint);
    }
    // A page of a copy that lags behind may lack what the pages before it cover: only what all of them cover is settled.
    all.last_seq = all.last_seq.min(page.last_seq);
    all.units.extend(page.units);
    all.notices.extend(page.notices);
    all.consents.extend(page.consents);
    all.corrections.extend(page.corrections);
    if page.policy_version.is_some() {
        all.policy_version = page.policy_version;
    }
    all.next = page.next;
    all.has_more = page.has_more;
    Ok(())
}
