//! `sst-platform verify-audit`

use std::path::Path;

use anyhow::bail;
use sst_platform::Official;

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
        Err(position) => bail!(
            "[audit-broken] 审计记录第 {position} 行与写入时不同 / row {position} of the audit trail is not as it was written"
        ),
    }
}
