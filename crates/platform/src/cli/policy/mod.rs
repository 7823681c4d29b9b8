//! `sst-platform policy …`

mod change;
mod diff;
mod import;
mod key;
mod publish;
mod words;

use std::path::Path;

use clap::Subcommand;

/// Import, sign and publish the privacy policy.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Read a policy text, say what is wrong with it by line, and propose its purposes.
    Import(import::Import),
    /// Compare two versions: what changed, what makes it material, whom it asks again.
    Diff(diff::Diff),
    /// Make a key that signs policies.
    Keygen(key::Keygen),
    /// Sign a text and its purposes, write the bundle to a file, and serve it.
    Publish(publish::Publish),
}

impl Command {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<()> {
        match self {
            Self::Import(import) => import.run(),
            Self::Diff(diff) => diff.run(data).await,
            Self::Keygen(keygen) => keygen.run(),
            Self::Publish(publish) => publish.run(data).await,
        }
    }
}
