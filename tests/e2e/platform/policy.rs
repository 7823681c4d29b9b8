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
        identity_is_asked_for(&mut purposes)?;
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

/// A text that names documents only in passing leaves it to the operator what their numbers are used for.
fn identity_is_asked_for(purposes: &mut Value) -> anyhow::Result<()> {
    let identity = json!("sensitive-identity");
    let purposes = purposes["purposes"].as_array_mut().context("purposes")?;
    let controls = |purpose: &Value| purpose["controls"].as_array().cloned().unwrap_or_default();
    if purposes.iter().any(|own| controls(own).contains(&identity)) {
        return Ok(());
    }
    let refusable = |own: &&mut Value| own["basis"] == "consent" && own["third_party"].is_null();
    let purpose = purposes.iter_mut().find(refusable);
    let purpose = purpose.context("a purpose that can be refused")?;
    let mut held = controls(purpose);
    held.push(identity);
    purpose["controls"] = json!(held);
    Ok(())
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
