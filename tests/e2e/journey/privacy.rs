//! 隐私中心: what is collected, shared, sent, counted.

use anyhow::ensure;

use super::Journey;

/// Each way from the privacy centre, and what is there when it has been read.
const WAYS: [(&str, &str); 7] = [
    ("open-collected", "collected"),
    ("open-shared", "shared"),
    ("open-disclosed", "disclosed-none"),
    ("open-sent", "sent"),
    ("open-reports", "usage"),
    ("open-versions", "versions"),
    ("open-not-collected", "not-collected"),
];

impl Journey {
    /// Agrees to being counted, and finds every byte of what was counted and nothing sent.
    pub(super) async fn be_counted(&mut self) -> anyhow::Result<()> {
        self.window.click("nav-privacy").await?;
        self.window.click("open-purposes").await?;
        self.window.click("agree-usage-statistics").await?;
        self.window.find("delivery-usage-statistics").await?;
        self.window.click("nav-home").await?;
        self.window.click("nav-inbox").await?;
        self.window.click("nav-privacy").await?;
        self.window.click("open-reports").await?;
        let counted = self.window.text("usage").await?;
        ensure!(
            counted.contains("首页 1 次") && counted.contains("还在计数"),
            "what is counted is said: {counted}"
        );
        self.look_at_privacy("").await
    }

    /// Every screen of the privacy centre that shows what there is.
    pub(super) async fn look_at_privacy(&mut self, how: &str) -> anyhow::Result<()> {
        for (way, there) in WAYS {
            self.window.click("nav-privacy").await?;
            self.window.click(way).await?;
            self.window.find(there).await?;
            self.picture(&format!("{there}{how}")).await?;
        }
        Ok(())
    }
}
