//! What has changed in the profile, by whom and on what ground.

use sst_api::history::{HistoryEntry, HistoryQuery};
use sst_domain::profile::{MaskedField, UnitKey, UnitValue, mask_unit};

use super::Profile;
use crate::error::ClientError;
use crate::view::{HistoryEntryView, HistoryView};

/// Changes that are asked for at once.
const PAGE: u32 = 50;

impl Profile {
    /// Changes of the profile, newest first, masked; `before` is what an earlier answer named as the next. It comes
    /// from the platform and is not kept.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`] (`not-offered` among others).
    pub async fn history(&self, before: Option<String>) -> Result<HistoryView, ClientError> {
        let query = HistoryQuery {
            before,
            limit: PAGE,
        };
        let page = self.link.history(&query).await?;
        Ok(HistoryView {
            entries: page.entries.into_iter().map(entry).collect(),
            next: page.next,
        })
    }
}

fn entry(entry: HistoryEntry) -> HistoryEntryView {
    HistoryEntryView {
        before: masked(&entry.unit, entry.before.as_ref()),
        after: masked(&entry.unit, entry.after.as_ref()),
        reference: entry.reference,
        unit: entry.unit,
        changed_by: entry.changed_by,
    }
}

/// Of a unit that this version does not know, nothing is shown.
fn masked(unit: &UnitKey, value: Option<&UnitValue>) -> Vec<MaskedField> {
    let known = unit.spec().zip(value);
    known
        .map(|(spec, value)| mask_unit(spec, value))
        .unwrap_or_default()
}
