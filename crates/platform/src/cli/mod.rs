//! The commands of the binary.

mod audit;
mod file;
mod official;
mod policy;
mod receipt_key;
mod reports;
mod requests;
mod seed;
mod serve;

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use sst_platform::seed::SeedError;
use sst_platform::{StartError, StoreError};

/// The reference platform of 盛事通, for development, tests and trying out. Not for real personal data.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Cli {
    /// Folder of the data; `seed`, `serve` and `policy publish` make it if need be.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "sst-platform-data"
    )]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the contract over HTTP.
    Serve(serve::Serve),
    /// Lay down sample citizens, articles and halls, and print the accounts. Can be repeated.
    Seed,
    /// Import, sign and publish the privacy policy.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Do what officials of the platform do. A running server notices within a second.
    #[command(subcommand)]
    Official(official::Command),
    /// Print the key by which countersignatures of decisions are verified. Clients have it pinned.
    ReceiptKey,
    /// Check the audit trail of a data folder.
    VerifyAudit,
}

impl Cli {
    /// Does what was asked.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let data = &self.data;
        match self.command {
            Command::Serve(serve) => serve.run(data).await,
            Command::Seed => seed::run(data).await,
            Command::Policy(command) => command.run(data).await,
            Command::Official(command) => command.run(data).await,
            Command::ReceiptKey => receipt_key::run(data).await,
            Command::VerifyAudit => audit::run(data).await,
        }
    }
}

/// Says on standard error what went wrong: its code and both languages, and every cause.
pub(crate) fn report(error: &anyhow::Error) {
    let known = error
        .downcast_ref()
        .map(|error: &StartError| (error.code(), error.chinese()))
        .or_else(|| {
            let error: &SeedError = error.downcast_ref()?;
            Some((error.code(), error.chinese()))
        })
        .or_else(|| {
            let error: &StoreError = error.downcast_ref()?;
            Some((error.code(), error.chinese()))
        });
    let words = match known {
        Some((code, chinese)) => format!("[{code}] {chinese} / "),
        None => String::new(),
    };
    let _ = writeln!(std::io::stderr(), "错误 / error: {words}{error:#}");
}

/// Prints one line on standard output.
fn say(line: impl std::fmt::Display) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
