//! A platform whose every text is hostile: on each screen it stays text. Nothing of it becomes an element, a
//! program, a call or a request, and the screens keep their shape.

mod payloads;
mod poison;

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::platform::{Configuration, Platform};
use crate::session::{Built, Session};
use crate::webview::Ear;
use crate::window::{Launch, Window, driven};
use poison::Poison;

const PHONE: &str = "13800000001";

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn hostile_text_of_the_platform_stays_text() -> anyhow::Result<()> {
    driven(stays_text).await
}

async fn stays_text() -> anyhow::Result<()> {
    let session = Session::start()?;
    let ear = Ear::listen()?;
    let hostile = ear.addressed(&payloads::all());
    let harness = session.place().harness();
    let platform = Platform::start(&harness.join("platform"))?;
    let policy = platform.publish_policy_of(&hostile_policy(&harness, &hostile)?)?;
    tell_the_citizen(&platform)?;
    let poison = Poison::between(platform.address()?, &hostile).await?;
    platform.lead_to(poison.address());
    let configuration = Configuration::sample(&platform.url())
        .with_policy(&policy.bundle, &policy.key)
        .write(&harness)?;
    let launch = Launch::new(Built::app(), session.place(), &configuration);
    let window = Window::open(&session, launch).await?;
    window.resize(1280, 800).await?;
    let screen = Screen { window, ear };

    screen.window.find("first-run").await?;
    screen.begin().await?;
    screen.window.click("policy-whole").await?;
    screen.window.find("policy-text").await?;
    screen.stands_firm("the policy").await?;
    screen.window.click("policy-back").await?;
    screen.window.click("age-adult").await?;
    screen.window.click("agree").await?;
    screen.public_screens().await?;
    screen.log_in(&platform).await?;
    screen.screens_of_the_person().await?;
    ensure!(
        poison.texts() > 40,
        "only {} texts were poisoned",
        poison.texts()
    );
    screen.would_have_seen_it().await?;
    screen.window.close().await
}

/// The sample policy, with hostile lines among its own.
fn hostile_policy(folder: &Path, hostile: &str) -> anyhow::Result<std::path::PathBuf> {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/domain/policies/sample.zh-CN.txt");
    let one_line = hostile.replace('\n', " ");
    let text: Vec<String> = fs::read_to_string(sample)?
        .lines()
        .map(|line| match line.ends_with('。') {
            true => format!("{line}{one_line}"),
            false => line.to_owned(),
        })
        .collect();
    let file = folder.join("policy.txt");
    fs::write(&file, text.join("\n"))?;
    Ok(file)
}

/// Something in the inbox, and somebody else's change with its ground.
fn tell_the_citizen(platform: &Platform) -> anyhow::Result<()> {
    let notice = ["--phone", PHONE, "--title", "标题", "--body", "正文。"];
    platform.command(&["official", "publish-notice"], &notice)?;
    let change = [
        "--phone",
        PHONE,
        "--unit",
        "name",
        "--set",
        "name=测试市民子",
        "--ground",
        "窗口核验",
    ];
    platform.command(&["official", "correct-unit"], &change)?;
    Ok(())
}

struct Screen {
    window: Window,
    ear: Ear,
}

impl Screen {
    /// From now on refusals of the page's policy are counted: text that stays text gives it nothing to refuse.
    async fn begin(&self) -> anyhow::Result<()> {
        let count = "window.refused = 0;\
            document.addEventListener('securitypolicyviolation', () => { window.refused += 1; }); return null";
        self.window.script(count).await.map(drop)
    }

    async fn public_screens(&self) -> anyhow::Result<()> {
        let window = &self.window;
        window.find("home-articles").await?;
        self.stands_firm("the start").await?;
        window
            .script("document.querySelector('[data-testid=home-articles] a').click()")
            .await?;
        window.find("article-text").await?;
        self.stands_firm("an article").await?;
        window.click("nav-home").await?;
        window.click("home-halls").await?;
        window.find("halls").await?;
        self.stands_firm("the halls").await
    }

    async fn log_in(&self, platform: &Platform) -> anyhow::Result<()> {
        let window = &self.window;
        window.click("nav-login").await?;
        window.find("login-send-code").await?;
        // On a busy machine a key that the driver sends may come to nothing.
        for _ in 0..5 {
            window.fill("login-phone", PHONE).await?;
            if window.value("login-phone").await? == PHONE {
                break;
            }
        }
        let seen = platform.codes_sent();
        window.click("login-send-code").await?;
        window.find("login-code-sent").await?;
        let code = platform.code_after(seen)?;
        window.fill("login-code", &code).await?;
        window.click("login-submit").await
    }

    async fn screens_of_the_person(&self) -> anyhow::Result<()> {
        let window = &self.window;
        window.click("nav-mine").await?;
        window.find("unit-name").await?;
        self.stands_firm("the profile").await?;
        window.click("reveal-address").await?;
        self.stands_firm("a value in clear").await?;
        window.click("nav-inbox").await?;
        window.find("notice-item").await?;
        self.stands_firm("the inbox").await?;
        // Taller than the window, as the articles are: no pointer would meet its middle.
        window.find("notice-item").await?;
        window
            .script("document.querySelector('[data-testid=notice-item]').click()")
            .await?;
        window.find("notice").await?;
        self.stands_firm("a notice").await
    }

    /// The hostile text is on the screen, as text, and the screen is as it would be with another.
    async fn stands_firm(&self, name: &str) -> anyhow::Result<()> {
        // What would run, runs a little later.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let found = self.window.script(LOOK).await?;
        let expected = json!({
            "shown": true, "elements": 0, "ran": null, "refused": 0, "wider": false, "frame": true,
        });
        ensure!(found == expected, "{name}: {found}");
        ensure!(
            self.ear.heard().is_empty(),
            "{name}: {:?}",
            self.ear.heard()
        );
        Ok(())
    }

    /// The control: the same text, taken as markup, is seen by each of the detectors.
    async fn would_have_seen_it(&self) -> anyhow::Result<()> {
        let markup = serde_json::to_string(&self.ear.addressed(&payloads::all()))?;
        let taken = format!(
            "const box = document.createElement('div'); document.body.append(box);\
             box.innerHTML = {markup}; return null"
        );
        self.window.script(&taken).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let found = self.window.script(LOOK).await?;
        let many = |name: &str| found[name].as_u64().unwrap_or(0) > 3;
        ensure!(many("elements") && many("refused"), "blind: {found}");
        // The page's policy is the second line: even then nothing ran and nothing went out.
        ensure!(found["ran"] == Value::Null, "{found}");
        ensure!(self.ear.heard().is_empty(), "{:?}", self.ear.heard());
        // And a script that does run is seen.
        self.window.script(payloads::MARK).await?;
        let found = self.window.script(LOOK).await?;
        ensure!(found["ran"] == json!("yes"), "blind: {found}");
        self.ear.speak().context("the listener is deaf")
    }
}

/// What became of the text.
const LOOK: &str = r#"
    const rail = document.querySelector('[data-testid=nav-home]')?.getBoundingClientRect();
    return {
        shown: document.body.innerText.includes('<script data-hostile>'),
        elements: document.querySelectorAll('[data-hostile]').length,
        ran: document.documentElement.dataset.ran ?? null,
        refused: window.refused,
        wider: document.documentElement.scrollWidth > innerWidth,
        frame: rail === undefined || (rail.left >= 0 && rail.right < innerWidth / 2 && rail.height > 0),
    };
"#;
