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
        unchanged: entry.before == entry.after,
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

#[cfg(test)]
mod tests {
    use sst_domain::profile::{ChangedBy, Origin};

    use super::*;

    fn change(before: &str, after: &str) -> HistoryEntryView {
        let value = |name| Some(UnitValue::from([("name", name)]));
        entry(HistoryEntry {
            reference: String::new(),
            unit: UnitKey::from("name"),
            before: value(before),
            after: value(after),
            changed_by: ChangedBy {
                origin: Origin::Official { verified: true },
                ground: String::new(),
                at: "2026-11-29T00:00:00Z".to_owned(),
                reference: None,
                unknown: Default::default(),
            },
        })
    }

    #[test]
    fn what_is_the_same_is_told_from_what_only_looks_it() {
        let alike = change("测试市民甲", "测试市民乙");
        assert_eq!(alike.before, alike.after);
        assert!(!alike.unchanged);
        assert!(change("测试市民甲", "测试市民甲").unchanged);
    }
}
