//! How soon the window can be used, and how soon it is gone, under a keyring that takes calls and answers none,
//! beside the same keyring as it answers, in the same run (`cargo xtask bench keyring`).

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::median;
use crate::platform::{Configuration, Platform};
use crate::session::{Built, Session, wait_for};
use crate::window::{Launch, Window};

/// Measured rounds of each, after one that warms the disk cache.
const ROUNDS: usize = 9;
const PHONE: &str = "13800000001";

#[tokio::test]
#[ignore = "a measurement: cargo xtask bench keyring"]
async fn hung_keyring() -> anyhow::Result<()> {
    let session = Session::start()?;
    let harness = session.place().harness();
    let platform = Platform::start(&harness.join("platform"))?;
    let configuration = Configuration::sample(&platform.url()).write(&harness)?;
    let marks = harness.join("marks");
    let launch = Launch::new(Built::app(), session.place(), &configuration)
        .variable("SST_BENCH_MARKS", &marks.display().to_string());
    let mut desk = Desk {
        session,
        launch,
        marks,
    };
    desk.keep_an_account(&platform).await?;

    let (mut answers, mut hangs) = (Vec::new(), Vec::new());
    // Turn by turn, so that what disturbs the machine disturbs both.
    for round in 0..=ROUNDS {
        let (with, without) = (desk.round(true).await?, desk.round(false).await?);
        if round > 0 {
            answers.push(with);
            hangs.push(without);
        }
    }
    type Figure = fn(&Round) -> u64;
    let aims: [(&str, Figure, u64); 2] = [
        ("window usable", |round| round.usable, 3000),
        ("exit", |round| round.exit, 2000),
    ];
    eprintln!("median of {ROUNDS} rounds   keyring answers   keyring hangs    ratio    aim");
    for (what, figure, aim) in aims {
        let (with, without) = (
            median(answers.iter().map(figure)),
            median(hangs.iter().map(figure)),
        );
        let longest = hangs.iter().map(figure).max().unwrap_or_default();
        let ratio = without as f64 / with as f64;
        let verdict = if longest <= aim { "met" } else { "MISSED" };
        eprintln!(
            "{what:<14} {with:>15} ms {without:>14} ms {ratio:>7.2}    {longest} ms at most ≤ {aim} ms {verdict}"
        );
    }
    Ok(())
}

struct Round {
    /// Milliseconds from the start of the process until the first screen is whole and answered the shell.
    usable: u64,
    /// Milliseconds from asking it to leave, while the keyring is being asked, until the process is gone.
    exit: u64,
}

struct Desk {
    session: Session,
    launch: Launch,
    marks: PathBuf,
}

impl Desk {
    /// Logs in once, so that every later start asks the keyring.
    async fn keep_an_account(&self, platform: &Platform) -> anyhow::Result<()> {
        let window = Window::open(&self.session, self.launch.clone()).await?;
        window.find("first-run").await?;
        window.click("age-adult").await?;
        window.click("agree").await?;
        window.click("nav-login").await?;
        window.find("login-send-code").await?;
        window.fill_unseen("login-phone", PHONE).await?;
        let seen = platform.codes_sent();
        window.click("login-send-code").await?;
        window.find("login-code-sent").await?;
        let code = platform.code_after(seen)?;
        window.fill_unseen("login-code", &code).await?;
        window.click("login-submit").await?;
        window.find("lock-now").await?;
        window.close().await
    }

    async fn round(&mut self, answers: bool) -> anyhow::Result<Round> {
        if !answers {
            self.session.keyring().stand_still();
        }
        let _ = fs::remove_file(&self.marks);
        let window = Window::open(&self.session, self.launch.clone()).await?;
        let usable = wait_for("the whole first screen", Duration::from_secs(30), || {
            let text = fs::read_to_string(&self.marks).unwrap_or_default();
            let mark = text.lines().find_map(|line| line.strip_prefix("complete "));
            Ok(mark.and_then(|mark| mark.trim().parse().ok()))
        })?;
        // The control: the account opens, or it does not yet.
        if answers {
            window.find("lock-now").await?;
        } else {
            ensure!(!window.has("lock-now").await?, "the keyring answered");
        }
        let asked = Instant::now();
        window.leave().await?;
        let exit = u64::try_from(asked.elapsed().as_millis())?;
        if !answers {
            self.session.keyring().go_on();
        }
        Ok(Round { usable, exit })
    }
}
