//! The lock, in the real window: what it keeps on the disk, and what it leaves in memory.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::canary::{Canary, Found, search, search_memory};
use crate::platform::{Configuration, Platform};
use crate::session::{Built, Session};
use crate::window::{Launch, Window, driven};

/// A citizen of the sample, as the platform knows them.
const PHONE: &str = "13800000001";
const NAME: &str = "测试市民甲";
const DOCUMENT: &str = "210102200002290018";
const PIN: &str = "839274605";
/// Edited, and not yet sent when it is locked.
const STREET: &str = "测试巷九十一号北楼";

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn nothing_of_a_locked_account_is_in_memory() -> anyhow::Result<()> {
    driven(locked).await
}

async fn locked() -> anyhow::Result<()> {
    let session = Session::start()?;
    let mut platform = Platform::start(&session.place().harness().join("platform"))?;
    let configuration = Configuration::sample(&platform.url()).write(&session.place().harness())?;
    let launch = Launch::new(Built::app(), session.place(), &configuration);
    let window = Window::open(&session, launch.clone()).await?;
    window.resize(1280, 800).await?;
    log_in(&window, &platform).await.context("logging in")?;
    set_pin(&window).await.context("the PIN")?;

    let mut canaries = vec![
        Canary::new("name", NAME),
        Canary::new("phone", PHONE),
        Canary::new("document", DOCUMENT),
        Canary::new("street", STREET),
        Canary::new("PIN", PIN),
    ];
    for (number, token) in platform.tokens().into_iter().enumerate() {
        canaries.push(Canary::new(&format!("token {number}"), &token));
    }
    let tokens = canaries.len() - 5;
    ensure!(tokens >= 2, "the platform handed out {tokens} tokens");
    window.click("nav-mine").await?;
    window.click("reveal-name").await?;
    window.shows(NAME).await?;
    // With the platform away the edit stays here.
    platform.stop();
    correct_street(&window).await.context("the edit")?;
    let before = in_memory(&window, &canaries).await?;
    ensure!(
        before.keys().any(|(name, _)| name.starts_with("token")),
        "control: an open session has a token in memory; found {before:?}"
    );

    let clicked = Instant::now();
    window.click("lock-now").await?;
    window.find("locked").await?;
    let said = clicked.elapsed();
    window.picture("lock-locked").await?;
    tokio::time::sleep(Duration::from_secs(1).saturating_sub(clicked.elapsed())).await;
    let after = in_memory(&window, &canaries).await?;
    eprintln!(
        "in memory before the lock: {before:?}\nin memory {} ms after it: {after:?}; said after {} ms",
        clicked.elapsed().as_millis(),
        said.as_millis()
    );
    ensure!(after.is_empty(), "still in memory: {after:?}");

    window.kill().await?;
    let hits = search(&[session.place().person()], &canaries)?;
    ensure!(hits.is_empty(), "readable on the disk: {hits:?}");

    let window = Window::open(&session, launch).await?;
    window.resize(1280, 800).await?;
    window.click("nav-mine").await?;
    window.fill("unlock", "000000000").await?;
    window.click("unlock-submit").await?;
    window.shows("本机密码不对").await?;
    window.fill("unlock", PIN).await?;
    window.click("unlock-submit").await?;
    window.wait_state("state-address", "pending").await?;
    platform.resume()?;
    window.wait_state("state-address", "synced").await?;
    window.picture("lock-unlocked").await?;
    window.close().await
}

/// On a thread of its own: there may be gigabytes to look through.
async fn in_memory(window: &Window, canaries: &[Canary]) -> anyhow::Result<Found> {
    let (pid, canaries) = (window.pid()?, canaries.to_vec());
    tokio::task::spawn_blocking(move || search_memory(pid, &canaries)).await?
}

async fn log_in(window: &Window, platform: &Platform) -> anyhow::Result<()> {
    window.click("age-adult").await?;
    window.click("agree").await?;
    window.gone("agree").await?;
    window.click("nav-login").await?;
    window.find("login-send-code").await?;
    window.fill("login-phone", PHONE).await?;
    let seen = platform.codes_sent();
    window.click("login-send-code").await?;
    let code = platform.code_after(seen)?;
    window.fill("login-code", &code).await?;
    window.click("login-submit").await?;
    window.click("nav-mine").await?;
    window.wait_state("state-name", "synced").await
}

async fn set_pin(window: &Window) -> anyhow::Result<()> {
    window.click("nav-security").await?;
    window.click("guard-set-pin").await?;
    window.fill("guard-chosen", PIN).await?;
    window.fill("guard-again", PIN).await?;
    window.picture("lock-setting-pin").await?;
    window.click("guard-save").await?;
    window.find("guard-done").await?;
    window.picture("lock-pin-set").await
}

async fn correct_street(window: &Window) -> anyhow::Result<()> {
    window.click("edit-address").await?;
    window.choose("field-address-region", "大东").await?;
    window.fill("field-address-street", STREET).await?;
    window.fill("field-address-postcode", "110041").await?;
    window.click("save-address").await?;
    window.wait_state("state-address", "pending").await
}
