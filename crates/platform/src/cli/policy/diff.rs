//! `sst-platform policy diff`

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;
use sst_domain::policy::{
    ChangeNote, ClauseChange, ClauseLine, Language, Mark, MarkKind, Materiality, PolicyBundle,
    PolicySidecar, diff, floor, marks, open_trusted, reconsent,
};
use sst_platform::{CommandCode, Official, StoreError, now_text};

use super::{change, import, words};
use crate::cli::{file, official, say};

/// Compare two versions of a policy. Nothing is written or published.
#[derive(Args)]
pub(in crate::cli) struct Diff {
    /// The version before: a bundle, or with --old-sidecar a text. Left out, the one that was published last in
    /// the language of the new one.
    #[arg(long, value_name = "FILE")]
    old: Option<PathBuf>,
    /// The purposes of the text before.
    #[arg(long, value_name = "FILE", requires = "old")]
    old_sidecar: Option<PathBuf>,
    /// The new version: a bundle, or with --new-sidecar a text.
    #[arg(long, value_name = "FILE")]
    new: PathBuf,
    /// The purposes of the new text.
    #[arg(long, value_name = "FILE")]
    new_sidecar: Option<PathBuf>,
}

impl Diff {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<()> {
        let new = open(&self.new, self.new_sidecar.as_deref(), "--new-sidecar")?;
        let old = match &self.old {
            Some(old) => open(old, self.old_sidecar.as_deref(), "--old-sidecar")?,
            None => published(data, new.document.language).await?,
        };
        if old.document.language != new.document.language {
            let languages = [&old, &new].map(|bundle| bundle.document.language.as_str());
            bail!(CommandCode::PolicyLanguagesDiffer.say(languages.join(", ")));
        }
        print_changes(&old, &new)?;
        print_floor(&old, &new)?;
        print_note(&old, &new)?;
        change::print_answer(&reconsent(&old, &new), &new)?;
        Ok(())
    }
}

/// A bundle, or a text and its purposes, which `option` names. Whose key signed a bundle is not asked: nobody is
/// shown it.
fn open(path: &Path, sidecar: Option<&Path>, option: &str) -> anyhow::Result<PolicyBundle> {
    let bundle = match sidecar {
        None => {
            let bytes = file::read(path)?;
            // Whatever a bundle is, it is an object of JSON.
            if bytes.trim_ascii_start().first() != Some(&b'{') {
                let about = format!("{} {}", option, path.display());
                bail!(CommandCode::PolicySidecarNeeded.say(about));
            }
            open_trusted(&bytes)
        }
        Some(sidecar) => {
            let document = import::read(path)?;
            let sidecar: PolicySidecar = file::read_json(sidecar, CommandCode::SidecarMalformed)?;
            PolicyBundle::new(document, sidecar, &now_text())
        }
    };
    bundle.map_err(|error| anyhow!(words::bundle(&error)))
}

async fn published(data: &Path, language: Language) -> anyhow::Result<PolicyBundle> {
    let official = match Official::open(data).await {
        Ok(official) => official,
        Err(StoreError::Missing(_)) => {
            bail!(CommandCode::PolicyNoneBefore.say(language.as_str()))
        }
        Err(error) => return Err(error.into()),
    };
    let last = official.last_policy(language).await;
    let found = last.map_err(official::explain)?;
    official.close().await;
    found.ok_or_else(|| anyhow!(CommandCode::PolicyNoneBefore.say(language.as_str())))
}

/// Every changed line, in the order of the new text.
fn print_changes(old: &PolicyBundle, new: &PolicyBundle) -> std::io::Result<()> {
    let versions = [old, new].map(|bundle| &bundle.document.version);
    say(format_args!(
        "{} {} → {}",
        new.document.id, versions[0], versions[1]
    ))?;
    let changes = diff(&old.document, &new.document);
    if changes.is_empty() {
        say("文字没有变化 / no words changed")?;
    }
    changes.iter().try_for_each(print_change)
}

fn print_change(
    ClauseChange {
        kind,
        before,
        after,
    }: &ClauseChange,
) -> std::io::Result<()> {
    let (chinese, english) = change::of_kind(*kind);
    let place = |line: &Option<ClauseLine>| {
        let line = line.as_ref();
        line.map(|line| format!("{} {}", line.id, line.mark).trim().to_owned())
    };
    let places: Vec<_> = [before, after].into_iter().filter_map(place).collect();
    let mut places = places;
    places.dedup();
    say(format_args!("{chinese} {english}  {}", places.join(" → ")))?;
    let text = |line: &Option<ClauseLine>| {
        line.as_ref()
            .map_or("", |line| line.text.as_str())
            .to_owned()
    };
    let (before, after) = (text(before), text(after));
    say(format_args!("    {}", marked(&before, &after)))
}

/// What is gone as `[-…-]`, what has come as `{+…+}`.
fn marked(before: &str, after: &str) -> String {
    let part = |Mark { kind, text }: Mark| match kind {
        MarkKind::Same => text,
        MarkKind::Gone => format!("[-{text}-]"),
        MarkKind::Come => format!("{{+{text}+}}"),
    };
    marks(before, after).into_iter().map(part).collect()
}

fn print_floor(old: &PolicyBundle, new: &PolicyBundle) -> std::io::Result<()> {
    let floor = floor(old, new);
    let (chinese, english) = of_materiality(floor.materiality());
    say(format_args!(
        "最低 floor: {chinese} {english}{}",
        change::reasons(&floor.reasons)
    ))
}

/// What the note says; where there is none, one to fill in.
fn print_note(old: &PolicyBundle, new: &PolicyBundle) -> anyhow::Result<()> {
    let floor = floor(old, new).materiality();
    if let Some(note) = &new.sidecar.change {
        let (chinese, english) = of_materiality(note.label);
        say(format_args!("标签 label: {chinese} {english}"))?;
        return Ok(());
    }
    let note = ChangeNote {
        from: old.document.text_hash.clone(),
        from_version: old.document.version.clone(),
        label: floor,
        summary: String::new(),
        for_me: String::new(),
    };
    say(format_args!(
        "没有变更说明，请填写后放进用途文件 / no note: fill this in and put it into the sidecar\n\
         \"change\": {}",
        serde_json::to_string_pretty(&note)?
    ))?;
    Ok(())
}

const fn of_materiality(materiality: Materiality) -> (&'static str, &'static str) {
    match materiality {
        Materiality::Wording => ("措辞", Materiality::Wording.as_str()),
        Materiality::Material => ("重大", Materiality::Material.as_str()),
    }
}
