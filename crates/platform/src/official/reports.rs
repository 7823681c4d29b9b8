//! What clients have reported about themselves.

use sst_api::report::CrashReport;

use super::Official;
use crate::error::StoreError;
use crate::store::report::{self, UsageSum};

impl Official {
    /// How often each part of the client was opened, by week, version and system.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn usage_sums(&self) -> Result<Vec<UsageSum>, StoreError> {
        report::usage(&mut *self.store.read().await?).await
    }

    /// Where clients failed in the last ninety days, newest first. What is older is deleted.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn crash_reports(&self) -> Result<Vec<CrashReport>, StoreError> {
        let mut tx = self.store.write().await?;
        let reports = report::crashes(&mut tx, self.clock.today()).await?;
        tx.commit().await?;
        Ok(reports)
    }
}
