//! The main job from end to end, in the real window: answer the policy, register, log in, correct, lose
//! the network and the process, get both back, hear from an official, ask for a correction, leave, and leave
//! nothing readable.

mod account;
mod answer;
mod ask;
mod away;
mod correct;
mod hear;
mod leave;
mod privacy;

use std::path::PathBuf;

use anyhow::Context as _;

use crate::canary::Canary;
use crate::platform::{Configuration, Platform, Published};
use crate::session::{Built, Session};
use crate::window::{Launch, Window, driven};

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn journey() -> anyhow::Result<()> {
    driven(whole_journey).await
}

async fn whole_journey() -> anyhow::Result<()> {
    let mut journey = Journey::begin().await?;
    journey.answer_the_policy().await.context("the policy")?;
    journey.open_an_account().await.context("the account")?;
    journey
        .correct_three_fields()
        .await
        .context("the correction")?;
    journey
        .correct_while_away()
        .await
        .context("the correction without a network")?;
    journey
        .ask_for_toasts()
        .await
        .context("the privacy centre")?;
    journey
        .hear_from_an_official()
        .await
        .context("the official")?;
    journey
        .ask_for_a_correction()
        .await
        .context("the request for correction")?;
    journey.be_counted().await.context("being counted")?;
    journey.look_around().await.context("the other screens")?;
    journey.leave().await.context("leaving")?;
    journey.nothing_readable_is_left().await
}

struct Journey {
    window: Window,
    session: Session,
    platform: Platform,
    policy: Published,
    launch: Launch,
    /// What the app asked of the system, over all its starts.
    recordings: Vec<PathBuf>,
    /// What must be readable nowhere.
    canaries: Vec<Canary>,
    pictures: usize,
}

impl Journey {
    async fn begin() -> anyhow::Result<Self> {
        let session = Session::start()?;
        let platform = Platform::start(&session.place().harness().join("platform"))?;
        let policy = platform.publish_policy()?;
        let configuration = Configuration::sample(&platform.url())
            .with_policy(&policy.bundle, &policy.key)
            .write(&session.place().harness())?;
        let recording = session.place().harness().join("trace-0");
        let launch = Launch::new(Built::app(), session.place(), &configuration).traced(&recording);
        let window = Window::open(&session, launch.clone()).await?;
        window.resize(1280, 800).await?;
        window.pointer_aside().await?;
        let recordings = vec![recording];
        Ok(Self {
            window,
            session,
            platform,
            policy,
            launch,
            recordings,
            canaries: Vec::new(),
            pictures: 0,
        })
    }

    /// Opens the window again in the same home.
    async fn reopen(&mut self) -> anyhow::Result<()> {
        let recording = self
            .session
            .place()
            .harness()
            .join(format!("trace-{}", self.recordings.len()));
        self.launch = self.launch.clone().traced(&recording);
        self.recordings.push(recording);
        self.window = Window::open(&self.session, self.launch.clone()).await?;
        self.window.resize(1280, 800).await
    }

    /// Keeps a picture; they are numbered as they were taken.
    async fn picture(&mut self, name: &str) -> anyhow::Result<()> {
        self.pictures += 1;
        self.window
            .picture(&format!("{:02}-{name}", self.pictures))
            .await
    }

    /// From now on this must be readable in no file.
    fn never_readable(&mut self, name: &str, value: &str) {
        self.canaries.push(Canary::new(name, value));
    }
}
