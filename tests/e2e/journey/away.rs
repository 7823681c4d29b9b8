//! The platform goes away, the process dies, both come back: nothing is lost.

use anyhow::Context as _;

use super::Journey;

const STREET: &str = "测试大道八十八号北楼";

impl Journey {
    pub(super) async fn correct_while_away(&mut self) -> anyhow::Result<()> {
        self.never_readable("street while away", STREET);
        self.platform.stop();
        self.window.click("edit-address").await?;
        self.window.choose("field-address-region", "沈河").await?;
        self.window.fill("field-address-street", STREET).await?;
        self.window.click("save-address").await?;
        self.window.click("done-continue").await?;
        self.window.wait_state("state-address", "pending").await?;
        self.window.wait_state("sync-state", "offline").await?;
        self.picture("away-pending").await?;

        self.crash_and_reopen().await?;
        self.window.click("nav-mine").await?;
        self.window.wait_state("state-address", "pending").await?;
        self.picture("reopened-pending").await?;

        self.platform.resume()?;
        self.window.click("sync-now").await?;
        self.window.wait_state("state-address", "synced").await?;
        self.window.wait_state("sync-state", "idle").await?;
        self.picture("back-synced").await?;
        self.window.click("reveal-address").await?;
        self.window.shows(STREET).await
    }

    async fn crash_and_reopen(&mut self) -> anyhow::Result<()> {
        self.window.kill().await?;
        // The whole profile, the tokens and an edit that waits are on the disk now.
        self.nothing_is_readable()
            .context("after the window was killed")?;
        self.reopen().await
    }
}
