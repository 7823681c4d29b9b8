//! Desktop alerts that an earlier version had switched off on this computer, without a decision.

use rusqlite::Connection;

use super::store::{delete_setting, setting};
use super::{DeviceError, DeviceStore};

/// There where they were.
const ALERTS_OFF: &str = "alerts_off";

/// From version 3, whose switch was part of how the client looks.
pub(super) const TO_4: &str = "
    INSERT INTO setting (name, value)
    SELECT 'alerts_off', x'' FROM setting WHERE name = 'appearance'
        AND CASE WHEN json_valid(CAST(value AS TEXT)) THEN json_extract(CAST(value AS TEXT), '$.toasts') = 0 END;
";

impl DeviceStore {
    /// Whether they were, and the person has not decided about them here since.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn alerts_off(&self) -> Result<bool, DeviceError> {
        let off = self.read(|db| setting(db, ALERTS_OFF))?;
        Ok(off.is_some())
    }

    /// The person has decided: from now on that alone counts.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn forget_alerts_off(&self) -> Result<(), DeviceError> {
        self.write_if_any(|db: &Connection| Ok(delete_setting(db, ALERTS_OFF)?))
    }
}
