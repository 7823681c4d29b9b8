//! `sst-platform receipt-key`

use std::path::Path;

use sst_platform::Official;

use super::say;

/// Prints the public half of the key that countersigns decisions; it is made if need be.
pub(super) async fn run(data: &Path) -> anyhow::Result<()> {
    let official = Official::open(data).await?;
    let key = official.receipt_key().await?;
    official.close().await;
    Ok(say(key.to_line())?)
}
