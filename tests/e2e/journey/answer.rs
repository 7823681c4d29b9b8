//! First run: nothing is chosen for the person, 不同意 leads on, 仅浏览 works, 同意 comes later by choice.

use std::time::Duration;

use anyhow::{bail, ensure};
use serde_json::json;

use super::Journey;

impl Journey {
    pub(super) async fn answer_the_policy(&mut self) -> anyhow::Result<()> {
        self.window.find("agree").await?;
        self.window.find("policy-text").await?;
        self.nothing_is_chosen().await?;
        self.both_answers_weigh_the_same().await?;
        self.picture("first-run").await?;
        self.the_whole_text_can_be_read().await?;

        self.window.click("refuse").await?;
        self.window.find("refuse-leave").await?;
        self.picture("refused").await?;
        self.window.click("refuse-browse").await?;
        self.browse().await?;

        self.window.click("nav-mine").await?;
        self.picture("mine-before-consent").await?;
        self.window.click("open-consent").await?;
        self.window.click("age-adult").await?;
        self.picture("agreeing").await?;
        self.window.click("agree").await?;
        self.window.gone("agree").await
    }

    async fn nothing_is_chosen(&self) -> anyhow::Result<()> {
        let chosen = self
            .window
            .script("return document.querySelectorAll(':checked').length")
            .await?;
        ensure!(chosen == json!(0), "something is chosen for the person");
        Ok(())
    }

    async fn both_answers_weigh_the_same(&self) -> anyhow::Result<()> {
        let script = "return ['agree', 'refuse'].map((id) => {\
            const element = document.querySelector(`[data-testid=${id}]`);\
            const style = getComputedStyle(element);\
            return [element.offsetWidth, element.offsetHeight, style.color, style.backgroundColor,\
                style.borderColor, style.fontSize, style.fontWeight].join(' ') })";
        let mut looks = self.window.script(script).await?;
        // The window was just given its size under a resting pointer: a button it passed may still fade.
        for _ in 0..20 {
            if looks[0] == looks[1] {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            looks = self.window.script(script).await?;
        }
        bail!("同意 and 不同意 look different: {looks}")
    }

    async fn the_whole_text_can_be_read(&mut self) -> anyhow::Result<()> {
        self.window.click("policy-whole").await?;
        self.window.find("policy-text").await?;
        self.picture("whole-policy").await?;
        self.every_line_is_there().await?;
        self.window.click("policy-back").await?;
        self.window.find("age-adult").await?;
        Ok(())
    }

    /// What was imported is what is read: no line of the operator's file is missing.
    async fn every_line_is_there(&self) -> anyhow::Result<()> {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        let script = "return document.querySelector('[data-testid=policy-text]').textContent";
        let shown = self.window.script(script).await?;
        let shown = bare(shown.as_str().unwrap_or_default());
        let lines: Vec<String> = self.policy.text.lines().map(bare).collect();
        let missing: Vec<&String> = lines
            .iter()
            .filter(|line| !shown.contains(line.as_str()))
            .collect();
        ensure!(missing.is_empty(), "not on the screen: {missing:#?}");
        ensure!(lines.len() > 40, "the text has only {} lines", lines.len());
        Ok(())
    }

    async fn browse(&mut self) -> anyhow::Result<()> {
        self.window.find("home-articles").await?;
        self.picture("home-browsing").await?;
        self.window.click("home-halls").await?;
        self.picture("halls").await?;
        self.window.click("nav-home").await?;
        self.window.find("home-articles").await?;
        Ok(())
    }
}
