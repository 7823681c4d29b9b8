//! `sst-platform policy publish`

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use clap::Args;
use sst_domain::policy::{BundleError, PinnedKey, PolicyBundle, PolicySidecar, sign};
use sst_platform::{Official, now_text};

use super::{import, key, words};
use crate::cli::{official, say};

/// Sign a text and its purposes.
#[derive(Args)]
pub(in crate::cli) struct Publish {
    /// The text.
    #[arg(long, value_name = "FILE")]
    text: PathBuf,
    /// Its purposes: what `policy import --sidecar` proposed, as you edited it.
    #[arg(long, value_name = "FILE")]
    sidecar: PathBuf,
    /// The secret key of `policy keygen`.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the signed bundle goes: this is what a machine's configuration names for the first run.
    #[arg(long, value_name = "FILE")]
    bundle_out: PathBuf,
    /// Only sign; serve nothing.
    #[arg(long)]
    sign_only: bool,
}

impl Publish {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<()> {
        let document = import::read(&self.text)?;
        let sidecar = std::fs::read_to_string(&self.sidecar)
            .with_context(|| format!("cannot read {}", self.sidecar.display()))?;
        let sidecar: PolicySidecar = serde_json::from_str(&sidecar).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            anyhow!("[sidecar-malformed] 第 {line} 行第 {column} 列不是用途文件的写法 / line {line}, column {column}: not how purposes are written: {error}")
        })?;
        let key = key::read(&self.key)?;
        let bundle = PolicyBundle::new(document, sidecar, &now_text()).map_err(explain)?;
        let bytes = sign(&bundle, &key).map_err(explain)?;
        if !self.sign_only {
            self.serve(data, &bytes, &key.public()).await?;
        }
        std::fs::write(&self.bundle_out, &bytes)
            .with_context(|| format!("cannot write {}", self.bundle_out.display()))?;
        let document = &bundle.document;
        say(format_args!(
            "{} {} {}",
            document.id,
            document.version,
            document.language.as_str()
        ))?;
        say(format_args!("公钥 public key: {}", key.public().to_line()))?;
        Ok(())
    }

    async fn serve(&self, data: &Path, bytes: &[u8], key: &PinnedKey) -> anyhow::Result<()> {
        let official = Official::open(data).await?;
        official
            .publish_policy(bytes, key)
            .await
            .map_err(official::explain)?;
        official.close().await;
        Ok(())
    }
}

fn explain(error: BundleError) -> anyhow::Error {
    anyhow!(words::bundle(&error))
}
