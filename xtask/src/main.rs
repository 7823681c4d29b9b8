//! The project's commands: `cargo xtask …`. Each does its own set-up.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

mod bench;
mod bindings;
mod build;
mod icons;
mod journey;
mod process;
mod repo;
mod run;
mod sbom;
mod setup;
mod soak;
mod stages;
mod test;
mod tour;
mod until;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "盛事通 desktop: the project's commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build, start the reference platform with sample data, open the window
    Run,
    /// Check everything: formatting, lints, all tests, the screens, the real window
    Test,
    /// Run the heavy tests for longer: kills, losses of power, lost replies, fuzzing
    Soak(soak::Soak),
    /// Take the journey in the real window, with a picture of each screen in target/tour
    Tour,
    /// Write ui/src/lib/bindings.ts from the shell's commands
    Bindings {
        /// Only say whether the committed file is up to date
        #[arg(long)]
        check: bool,
    },
    /// Write the bill of materials, target/sbom.cdx.json: what is shipped, with licences and checksums
    Sbom,
    /// Measure beside a peer, in one run
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Draw icons/*.png, .ico and .icns from icons/icon.svg
    Icons {
        /// Only say whether the files in icons/ match the drawing
        #[arg(long)]
        check: bool,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// First paint, complete and memory, beside a bare window
    Startup,
    /// Window and exit under a keyring that never answers, beside one that answers
    Keyring,
    /// Sealing and opening, beside the bare cipher, ring, plain SQLite and SQLCipher
    Seal,
    /// Verifying ten thousand receipts, beside their signatures alone
    Receipts,
    /// Requests and time that a long queue takes, and bytes of a poll without news
    Sync,
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Run => run::run(),
        Command::Test => test::run(),
        Command::Soak(soak) => soak::run(&soak),
        Command::Tour => tour::run(),
        Command::Bindings { check } => bindings::run(check),
        Command::Sbom => sbom::run(),
        Command::Bench { what } => match what {
            Bench::Startup => bench::startup(),
            Bench::Keyring => bench::keyring(),
            Bench::Seal => bench::seal(),
            Bench::Receipts => bench::receipts(),
            Bench::Sync => bench::sync(),
        },
        Command::Icons { check } => icons::run(check),
    }
}
