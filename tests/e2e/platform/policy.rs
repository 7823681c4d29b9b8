//! The operator's way from a text to what a citizen reads, with the operator's own commands.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::Platform;

/// What a machine's configuration needs of a published policy.
pub(crate) struct Published {
    /// The signed bundle.
    pub(crate) bundle: PathBuf,
    /// The key to pin.
    pub(crate) key: String,
    /// The text that was imported.
    pub(crate) text: String,
}

impl Platform {
    /// Imports a text, gives the proposed purposes a version, signs and publishes both. The text is the
    /// platform's official one where it lies beside the project, else the project's own.
    pub(crate) fn publish_policy(&self) -> anyhow::Result<Published> {
        self.publish_policy_of(&source())
    }

    /// The same for this text.
    pub(crate) fn publish_policy_of(&self, source: &Path) -> anyhow::Result<Published> {
        let text = source.display().to_string();
        let file = |name: &str| self.folder.join(name).display().to_string();
        let (sidecar, key, bundle) = (
            file("purposes.json"),
            file("policy.key"),
            file("policy.bundle.json"),
        );
        self.command(&["policy", "import"], &[&text, "--sidecar", &sidecar])?;
        let mut purposes: Value = serde_json::from_slice(&fs::read(&sidecar)?)?;
        purposes["version"] = json!("2026-11");
        purposes["controller"] = json!("测试市信息中心");
        fs::write(&sidecar, purposes.to_string())?;
        self.command(&["policy", "keygen"], &[&key])?;
        let arguments = [
            "--text",
            &text,
            "--sidecar",
            &sidecar,
            "--key",
            &key,
            "--bundle-out",
            &bundle,
        ];
        self.command(&["policy", "publish"], &arguments)?;
        let key = fs::read_to_string(format!("{key}.pub")).context("the public key")?;
        Ok(Published {
            bundle: bundle.into(),
            key: key.trim().to_owned(),
            text: fs::read_to_string(source)?,
        })
    }
}

fn source() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let official = project.join("../shared/policy/privacy-policy.zh-CN.txt");
    if official.exists() {
        official
    } else {
        eprintln!("the official text is not here: the project's own takes its way");
        project.join("crates/domain/policies/sample.zh-CN.txt")
    }
}
