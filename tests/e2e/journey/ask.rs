//! What an official has verified is corrected by asking for it, and the history says so.

use anyhow::Context as _;

use super::Journey;

const NAME: &str = "测试市民庚";
const REASON: &str = "户口本写的是另一字，测试理由";
const ANSWER: &str = "与户口本一致，测试答复";

impl Journey {
    pub(super) async fn ask_for_a_correction(&mut self) -> anyhow::Result<()> {
        for (name, value) in [("name asked for", NAME), ("reason", REASON)] {
            self.never_readable(name, value);
        }
        self.never_readable("an official's answer", ANSWER);
        self.window.click("nav-mine").await?;
        self.window.click("how-name").await?;
        self.picture("verified").await?;
        self.window.click("request-name").await?;
        self.window.click("agree-sensitive-identity").await?;
        self.window.find("request-begin").await?;
        self.picture("request").await?;
        self.window.click("request-begin").await?;
        self.window.fill("field-name-name", NAME).await?;
        self.window.click("next-name").await?;
        self.window.fill("field-reason", REASON).await?;
        self.picture("request-reason").await?;
        self.window.click("next-name").await?;
        self.window.find("proof-add").await?;
        self.picture("request-proof").await?;
        self.window.click("next-name").await?;
        self.window.find("answers-name").await?;
        self.picture("request-check").await?;
        self.window.click("save-name").await?;
        self.window.wait_state("request-detail", "received").await?;
        self.picture("request-received").await?;

        let listed = self
            .platform
            .command(&["official", "requests", "list"], &[])?;
        let reference = listed.split_whitespace().next().context("a request")?;
        self.platform
            .command(&["official", "requests", "take"], &[reference])?;
        self.window
            .wait_state("request-detail", "in_review")
            .await?;
        let answer = [reference, "--accept", "--words", ANSWER];
        self.platform
            .command(&["official", "requests", "answer"], &answer)?;
        self.window.wait_state("request-detail", "accepted").await?;
        self.window.shows(ANSWER).await?;
        self.picture("request-accepted").await?;

        self.window.click("request-mine").await?;
        self.window.click("reveal-name").await?;
        self.window.shows(NAME).await?;
        self.window.click("open-history").await?;
        self.window.find("history").await?;
        self.window.shows(reference).await?;
        self.picture("history").await
    }
}
