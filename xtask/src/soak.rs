//! `cargo xtask soak`: the heavy tests, for longer than `cargo test` has time for.

use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use crate::process;
use crate::stages::Stages;

/// What is run, and for how long.
#[derive(Args)]
pub(crate) struct Soak {
    /// One part alone
    part: Option<Part>,
    /// Runs each part again, from another seed, until so many minutes are over; once, if not given
    #[arg(long)]
    minutes: Option<u64>,
    /// How many kills, losses or lost replies in one run, and five times as many simulations of 200 steps
    #[arg(long, default_value_t = 1000)]
    count: u64,
    /// Where chance begins, as an earlier run has printed it
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A process that edits is killed at random steps
    Kills,
    /// The whole client is killed while it syncs
    Clients,
    /// A disk loses its power at random steps
    Power,
    /// Replies to renewals of tokens get lost
    Renewals,
    /// Computers, officials and a platform on a network that loses and reorders
    Simulator,
    /// The same with real clients, a real platform and a proxy between them
    Scenarios,
    /// Ten thousand edits that waited leave
    Queue,
    /// Parsers are fed what nobody should send
    Fuzz,
}

/// Runs the parts one after the other, and fails if one did.
pub(crate) fn run(soak: &Soak) -> anyhow::Result<()> {
    let parts = soak
        .part
        .map_or_else(|| Part::value_variants().to_vec(), |part| vec![part]);
    let mut stages = Stages::default();
    for part in parts {
        stages.run(part.name(), || soak.repeat(part));
    }
    stages.finish()
}

impl Soak {
    fn repeat(&self, part: Part) -> anyhow::Result<()> {
        let end = Instant::now() + Duration::from_secs(60 * self.minutes.unwrap_or(0));
        let mut seed = match self.seed {
            Some(seed) => seed,
            None => SystemTime::UNIX_EPOCH.elapsed()?.as_secs(),
        };
        loop {
            println!("{}: seed {seed}", part.name());
            let mut tests = part.tests(self.count);
            tests.env("SST_SEED", seed.to_string());
            process::run(&mut tests).with_context(|| format!("seed {seed}"))?;
            if Instant::now() >= end {
                return Ok(());
            }
            seed += 1;
        }
    }
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Kills => "kills",
            Self::Clients => "kills of the whole client",
            Self::Power => "losses of power",
            Self::Renewals => "lost replies to renewals",
            Self::Simulator => "the simulator",
            Self::Scenarios => "scenarios",
            Self::Queue => "a long queue",
            Self::Fuzz => "fuzzing",
        }
    }

    fn tests(self, count: u64) -> Command {
        let (packages, filter): (&[&str], _) = match self {
            Self::Kills => (&["sst-core"], "store::killed::"),
            Self::Clients => (&["sst-tests"], "kills::"),
            Self::Power => (&["sst-core"], "store::power::"),
            Self::Renewals => (&["sst-core"], "tokens::fault_30_lost_replies"),
            Self::Simulator => (&["sst-core"], "sync::planner::simulator::"),
            Self::Scenarios => (&["sst-tests"], "scenarios::"),
            Self::Queue => (&["sst-tests"], "faults::batches::fault_29_ten_thousand"),
            Self::Fuzz => (&["sst-vault", "sst-domain", "sst-core"], "fuzzed::"),
        };
        let mut cargo = process::cargo();
        cargo.args(["test", "--locked", "--quiet"]);
        match self {
            Self::Clients | Self::Scenarios | Self::Queue => cargo.args(["--test", "system"]),
            _ => cargo.args(["--lib", "--test", "it"]),
        };
        for package in packages {
            cargo.args(["--package", package]);
        }
        cargo.args(["--", filter]);
        match self {
            Self::Queue => cargo.arg("--include-ignored"),
            // One takes three seconds.
            Self::Scenarios => cargo.env("SST_SCENARIOS", (count / 10).to_string()),
            Self::Kills => cargo.env("SST_KILLS", count.to_string()),
            Self::Clients => cargo.env("SST_CLIENT_KILLS", count.to_string()),
            Self::Power => cargo.env("SST_POWER_LOSSES", count.to_string()),
            Self::Renewals => cargo.env("SST_LOST_REPLIES", count.to_string()),
            // A million steps each of two tests, where the count is a thousand.
            Self::Simulator => cargo
                .arg("--nocapture")
                .env("SST_SIMULATIONS", (count * 5).to_string()),
            // For each target.
            Self::Fuzz => cargo.env("SST_FUZZ_SECONDS", "60"),
        };
        cargo
    }
}
