//! `sst-platform seed`

use std::path::Path;

use sst_platform::Official;

use super::say;

/// Lays down the sample, and prints its accounts.
pub(super) async fn run(data: &Path) -> anyhow::Result<()> {
    let official = Official::open_or_make(data).await?;
    let accounts = official.seed().await?;
    official.close().await;
    say("示例账号 / sample accounts:")?;
    for account in accounts {
        let sst_platform::seed::Account {
            name,
            phone,
            account,
            password,
        } = account;
        say(format_args!(
            "  {name}  手机 phone {phone}  账号 account {account}  密码 password {password}"
        ))?;
    }
    Ok(())
}
