//! The app's window: started by the driver, looked at and used the way a person does.

mod launch;
mod look;
mod processes;

use std::time::Duration;

use anyhow::Context as _;
use fantoccini::error::NewSessionError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::session::Session;
pub(crate) use launch::Launch;

/// How long a person would wait before thinking that something is broken.
const PATIENCE: Duration = Duration::from_secs(15);

/// Runs a test that uses the driver, anew in a session of its own where the driver has stopped answering: now
/// and then a command of WebKit's driver never gets its answer, and its client cannot give it up. All
/// that a test itself waits for ends much sooner, so only that can take so long; a window that never answers
/// fails every time.
pub(crate) async fn driven(test: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<()> {
    for attempt in 1..=ATTEMPTS {
        match tokio::time::timeout(ANSWERED_WITHIN, test()).await {
            Ok(outcome) => return outcome,
            Err(_) => eprintln!("attempt {attempt} of {ATTEMPTS}: the driver stopped answering"),
        }
    }
    anyhow::bail!("the driver stopped answering {ATTEMPTS} times")
}

/// How long a whole test may take, many times what it needs.
const ANSWERED_WITHIN: Duration = Duration::from_secs(180);
const ATTEMPTS: u32 = 4;

/// An open window.
pub(crate) struct Window {
    client: Client,
    launch: Launch,
}

impl Window {
    /// Starts the app in the session and attaches to its window.
    pub(crate) async fn open(session: &Session, launch: Launch) -> anyhow::Result<Self> {
        let program = launch.script(session.place())?;
        let capabilities = json!({ "tauri:options": { "application": program } });
        let capabilities = capabilities
            .as_object()
            .cloned()
            .context("capabilities are an object")?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let mut opened = builder.connect(&session.driver_url()).await;
        for _ in 0..3 {
            // The driver listens before WebKit's own driver behind it does.
            let Err(NewSessionError::Lost(_) | NewSessionError::Failed(_)) = &opened else {
                break;
            };
            tokio::time::sleep(Duration::from_secs(1)).await;
            opened = builder.connect(&session.driver_url()).await;
        }
        let client = opened.context("the window did not open")?;
        Ok(Self { client, launch })
    }

    /// The app's process id.
    pub(crate) fn pid(&self) -> anyhow::Result<Pid> {
        self.launch.pid()
    }

    /// Puts the window away, as a person does.
    pub(crate) async fn minimize(&self) -> anyhow::Result<()> {
        Ok(self.client.minimize_window().await?)
    }

    /// Whether the window is on the screen, as its page is told.
    pub(crate) async fn is_visible(&self) -> anyhow::Result<bool> {
        Ok(self.script("return document.visibilityState").await? == json!("visible"))
    }

    /// Ends the app with SIGKILL, as a crash or a power cut would, and lets the driver notice.
    pub(crate) async fn kill(&self) -> anyhow::Result<()> {
        kill_process(self.pid()?, Signal::KILL)?;
        // Its session died with it: an error is what is expected here.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.clone().close()).await;
        Ok(())
    }

    /// Closes the window as a person does, and waits until the app has ended.
    pub(crate) async fn close(&self) -> anyhow::Result<()> {
        self.client.clone().close().await?;
        self.ended().await
    }

    /// Leaves as the button 退出 does, and answers as soon as the app has ended.
    pub(crate) async fn leave(&self) -> anyhow::Result<()> {
        let pid = self.pid()?;
        // Its session dies with it: whatever the driver answers is expected.
        let quit = "window.__TAURI_INTERNALS__.invoke('app_quit')";
        let asked = self.client.execute(quit, Vec::new());
        let gone = async {
            while runs(pid) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let gone = tokio::time::timeout(Duration::from_secs(10), gone);
        let (_, gone) = tokio::join!(
            tokio::time::timeout(Duration::from_millis(200), asked),
            gone
        );
        gone.context("the app is still there")?;
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.clone().close()).await;
        Ok(())
    }

    /// Waits until the app has ended.
    pub(crate) async fn ended(&self) -> anyhow::Result<()> {
        let pid = self.pid()?;
        let gone = async {
            while runs(pid) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), gone)
            .await
            .context("the app is still there")
    }
}

/// Whether a process runs; one that has ended and that nobody has asked about yet does not.
fn runs(pid: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let state = stat.ok().and_then(|stat| {
        let (_, rest) = stat.rsplit_once(") ")?;
        rest.chars().next()
    });
    !matches!(state, None | Some('Z' | 'X'))
}
