//! Signs the sample policy again after its text or its purposes were edited:
//! `cargo run -p sst-domain --example sign_sample`.
//!
//! Run with `--propose`, it first writes the purposes that the importer proposes for the text over the
//! sidecars.

use std::path::{Path, PathBuf};

use sst_domain::policy::{
    PolicyBundle, PolicySidecar, PolicySigningKey, import, propose_sidecar, sign,
};

/// The sample key. It is public on purpose: it signs the sample that lies beside it, and vouches for
/// nothing. An operator makes a key of their own and keeps it to themselves.
const SAMPLE_SEED: &[u8; 32] = b"PUBLIC SAMPLE KEY. TRUST NOTHING";

/// When the sample was issued. It stands still, so that signing the same sample gives the same bytes.
const ISSUED_AT: &str = "2026-11-01T00:00:00Z";

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let propose = std::env::args().any(|argument| argument == "--propose");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let key = PolicySigningKey::from_seed(SAMPLE_SEED);
    for language in ["zh-CN", "en"] {
        sign_text(&folder, language, &key, propose)?;
    }
    let remarks = "# Public key of the sample policy. Its secret half is published beside it: this key\n\
                   # signs the sample and nothing else, and nobody may trust it for anything else.\n";
    std::fs::write(
        folder.join("sample.pub"),
        format!("{remarks}{}\n", key.public().to_line()),
    )?;
    Ok(())
}

fn sign_text(
    folder: &Path,
    language: &str,
    key: &PolicySigningKey,
    propose: bool,
) -> Result<(), Failure> {
    let file = |ending: &str| -> PathBuf { folder.join(format!("sample.{language}.{ending}")) };
    let document = import(&std::fs::read_to_string(file("txt"))?)?;
    let mut sidecar: PolicySidecar = if propose {
        propose_sidecar(&document)
    } else {
        serde_json::from_str(&std::fs::read_to_string(file("sidecar.json"))?)?
    };
    sidecar.text_hash.clone_from(&document.text_hash);
    std::fs::write(
        file("sidecar.json"),
        serde_json::to_string_pretty(&sidecar)? + "\n",
    )?;
    let bundle = PolicyBundle::new(document, sidecar, ISSUED_AT)?;
    std::fs::write(file("bundle.json"), sign(&bundle, key)?)?;
    Ok(())
}
