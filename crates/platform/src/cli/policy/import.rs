//! `sst-platform policy import`

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;
use sst_domain::policy::{ClauseLine, Imported, PolicyDocument, import_file, propose_sidecar};

use super::words;
use crate::cli::{file, say};

/// Characters of a line that the outline shows.
const SHOWN: usize = 40;

/// Read a policy text.
#[derive(Args)]
pub(in crate::cli) struct Import {
    /// The text, UTF-8.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the whole document as JSON instead of its outline.
    #[arg(long)]
    json: bool,
    /// Write the proposed purposes here, for you to edit. A file that is there is not overwritten.
    #[arg(long, value_name = "OUT")]
    sidecar: Option<PathBuf>,
}

impl Import {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let document = read(&self.file)?;
        if self.json {
            say(serde_json::to_string_pretty(&document)?)?;
        } else {
            outline(&document)?;
        }
        let proposed = propose_sidecar(&document);
        if let Some(out) = &self.sidecar {
            let sidecar = serde_json::to_string_pretty(&proposed)? + "\n";
            file::write_new(&mut OpenOptions::new(), out, sidecar.as_bytes())?;
        }
        // To standard error, as warnings: what --json prints stays JSON.
        writeln!(
            std::io::stderr(),
            "发布前还要填写用途文件 / to be filled in before it is published:{}",
            words::sidecar(&proposed.unfinished())
        )?;
        Ok(())
    }
}

/// Imports a text. What is odd about it goes to standard error; what is wrong with it is the error.
pub(super) fn read(file: &Path) -> anyhow::Result<PolicyDocument> {
    let imported = import_file(&file::read(file)?);
    let Imported { document, warnings } =
        imported.map_err(|problems| anyhow!(words::text(&problems.0)))?;
    if !warnings.is_empty() {
        writeln!(
            std::io::stderr(),
            "提醒 / please look at: {}",
            words::text(&warnings)
        )?;
    }
    Ok(document)
}

fn outline(document: &PolicyDocument) -> std::io::Result<()> {
    say(&document.title)?;
    say(format_args!(
        "语言 language {}  哈希 hash {}",
        document.language.as_str(),
        document.text_hash
    ))?;
    for ClauseLine { id, mark, text } in document.clause_lines() {
        let indent = "  ".repeat(1 + id.matches('.').count());
        let begin: String = text.chars().take(SHOWN).collect();
        let more = if begin.len() < text.len() { "…" } else { "" };
        say(format_args!("{indent}{id}  {mark}{begin}{more}"))?;
    }
    for service in &document.third_parties {
        say(format_args!("  第三方 third party: {}", service.name))?;
    }
    Ok(())
}
