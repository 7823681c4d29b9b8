//! `sst-platform verify-audit`

use std::path::Path;

use anyhow::bail;
use sst_platform::{CommandCode, Official};

use super::say;

/// Checks that every row of the audit trail is as it was written.
pub(super) async fn run(data: &Path) -> anyhow::Result<()> {
    let official = Official::open(data).await?;
    let checked = official.verify_audit().await?;
    official.close().await;
    match checked {
        Ok(rows) => Ok(say(format_args!(
            "审计记录完整 / the audit trail is whole: {rows}"
        ))?),
        Err(position) => {
            let row = format_args!("第 {position} 行 row {position}");
            bail!(CommandCode::AuditBroken.say(row))
        }
    }
}
