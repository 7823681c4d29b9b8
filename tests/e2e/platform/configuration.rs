//! A machine's configuration: which platform, which policy, believed by which key.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The file's contents.
pub(crate) struct Configuration(Value);

impl Configuration {
    /// With the package's own sample policy and key.
    pub(crate) fn sample(platform_url: &str) -> Self {
        Self(json!({ "platform_url": platform_url }))
    }

    /// With an operator's policy and key.
    pub(crate) fn with_policy(mut self, bundle: &Path, key: &str) -> Self {
        self.0["policy_bundle"] = json!(bundle);
        self.0["policy_keys"] = json!([key]);
        self
    }

    /// Writes the file into the folder and answers with its path.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
        let path = folder.join("config.json");
        fs::write(&path, serde_json::to_vec_pretty(&self.0)?)?;
        Ok(path)
    }
}
