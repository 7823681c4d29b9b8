//! `sst-platform policy publish`

use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;
use sst_domain::policy::{BundleError, PinnedKey, PolicyBundle, PolicySidecar, sign};
use sst_platform::{CommandCode, Official, OfficialError, Published, now_text};
use tempfile::{NamedTempFile, PersistError};

use super::{change, import, key, words};
use crate::cli::{file, official, say};

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
        let sidecar: PolicySidecar = file::read_json(&self.sidecar, CommandCode::SidecarMalformed)?;
        let key = key::read(&self.key)?;
        let problems = sidecar.unfinished();
        if !problems.is_empty() {
            return Err(explain(BundleError::Sidecar { problems }));
        }
        let bundle = PolicyBundle::new(document, sidecar, &now_text()).map_err(explain)?;
        let bytes = sign(&bundle, &key).map_err(explain)?;
        // Whatever can go wrong with the file goes wrong before the policy is served: a version that citizens
        // were told of and whose bundle is lost could never be published again.
        let written = self.write_beside(&bytes)?;
        let mut published = None;
        if !self.sign_only {
            published = Some(self.serve(data, &bytes, &key.public()).await?);
        }
        if let Err(PersistError { error, file }) = written.persist(&self.bundle_out) {
            // What is in force stays to be had, under the name that it has so far.
            let (_, kept) = file.keep()?;
            let refused = file::unwritable(&self.bundle_out, &error);
            return Err(refused.context(format!("保存在 kept as {}", kept.display())));
        }
        tell(&bundle, published.as_ref())?;
        say(format_args!("公钥 public key: {}", key.public().to_line()))?;
        Ok(())
    }

    /// The bundle in a file of its own beside the one that is wanted, which goes unless it is renamed.
    fn write_beside(&self, bytes: &[u8]) -> anyhow::Result<NamedTempFile> {
        let out = &self.bundle_out;
        let cannot = |error: Error| file::unwritable(out, &error);
        let folder = match out.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".policy-bundle-");
        // Everybody may read it, as far as the person's own mask allows.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        if out.is_dir() {
            return Err(cannot(ErrorKind::IsADirectory.into()));
        }
        let mut file = builder.tempfile_in(folder).map_err(cannot)?;
        file.write_all(bytes).map_err(cannot)?;
        file.as_file().sync_all().map_err(cannot)?;
        Ok(file)
    }

    async fn serve(&self, data: &Path, bytes: &[u8], key: &PinnedKey) -> anyhow::Result<Published> {
        let official = Official::open_or_make(data).await?;
        let published = official.publish_policy(bytes, key).await.map_err(refused)?;
        official.close().await;
        Ok(published)
    }
}

/// What was done: with which version, whom it told and whom it asks.
fn tell(bundle: &PolicyBundle, published: Option<&Published>) -> std::io::Result<()> {
    let document = &bundle.document;
    let (id, version, language) = (&document.id, &document.version, document.language.as_str());
    let Some(published) = published else {
        return say(format_args!(
            "只签署，没有发布 / signed, not published: {id} {version} {language}"
        ));
    };
    say(format_args!(
        "已发布 / published: {id} {version} {language}"
    ))?;
    match &published.replaces {
        Some(before) => say(format_args!("替换 replaces: {before}"))?,
        None => say("这种语言的第一版 / the first version in this language")?,
    }
    if let Some(told) = published.told {
        say(format_args!("已通知市民 citizens told: {told}"))?;
    }
    match &published.asked {
        Some(asked) => change::print_answer(asked, bundle),
        None => Ok(()),
    }
}

/// Why it was not published; what a label belittles is named one by one.
fn refused(error: OfficialError) -> anyhow::Error {
    match &error {
        OfficialError::PolicyChange(problem) => anyhow!(change::refusal(problem)),
        _ => official::explain(error),
    }
}

fn explain(error: BundleError) -> anyhow::Error {
    anyhow!(words::bundle(&error))
}
