//! How this computer's client is set up: by the package, or by the machine's configuration.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use reqwest::Url;
use serde::Deserialize;
use sst_domain::policy::PinnedKey;
use sst_vault::KeyCustody;
use thiserror::Error;

use crate::error::ClientError;

/// How a client is set up.
#[derive(Clone)]
pub struct ClientConfig {
    /// The platform's origin: https, or http for a literal loopback address.
    pub platform_url: String,
    /// The signed policy of the first run; without one, the sample of the package.
    pub policy_bundle: Option<PathBuf>,
    /// Keys by which policies are believed. They come from the package or from this file, never from the
    /// network.
    pub policy_keys: Vec<PinnedKey>,
    /// Keys by which the platform's countersignatures of decisions are believed; from the same places.
    pub receipt_keys: Vec<PinnedKey>,
    /// Folder of the client's data. It is made when there is something to keep.
    pub data_dir: PathBuf,
    /// Who keeps the keys.
    pub custody: Arc<dyn KeyCustody>,
    /// Version of the client.
    pub app_version: String,
    /// What the person sees in the platform's list of devices, such as `Linux 桌面`.
    pub device_name: String,
}

impl ClientConfig {
    /// The set-up of a developer's computer: the reference platform on this computer, and the sample policy.
    /// No key is pinned: that of the sample is known to everybody.
    pub fn standard(place: Place) -> Self {
        Self {
            platform_url: "http://127.0.0.1:8790".to_owned(),
            policy_bundle: None,
            policy_keys: Vec::new(),
            receipt_keys: Vec::new(),
            data_dir: place.data_dir,
            custody: place.custody,
            app_version: place.app_version,
            device_name: place.device_name,
        }
    }

    /// Reads the machine's configuration at `path`: a JSON object with `platform_url`, `policy_bundle` (a
    /// path, relative to the file), `policy_keys` and `receipt_keys` (each a key in text, or the path of a file
    /// that holds one).
    ///
    /// # Errors
    ///
    /// The file cannot be read, is no such object, or names a key that is none.
    pub fn from_file(path: &Path, place: Place) -> Result<Self, ClientError> {
        let text = std::fs::read_to_string(path).map_err(ConfigError::Unreadable)?;
        let machine: MachineConfig = serde_json::from_str(&text).map_err(ConfigError::Malformed)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let keys = |texts: &[String]| {
            let keys = texts.iter().map(|key| pinned_key(key, folder));
            keys.collect::<Result<_, _>>()
        };
        Ok(Self {
            platform_url: machine.platform_url,
            policy_bundle: machine.policy_bundle.map(|bundle| folder.join(bundle)),
            policy_keys: keys(&machine.policy_keys)?,
            receipt_keys: keys(&machine.receipt_keys)?,
            ..Self::standard(place)
        })
    }

    /// The platform's origin, checked.
    ///
    /// # Errors
    ///
    /// [`ConfigError::PlatformUrl`].
    pub(crate) fn origin(&self) -> Result<Url, ConfigError> {
        let url = Url::parse(&self.platform_url).map_err(|_| ConfigError::PlatformUrl)?;
        let plain = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        (plain && is_safe(&url))
            .then_some(url)
            .ok_or(ConfigError::PlatformUrl)
    }
}

/// What the installation gives: where things lie, who keeps the keys, what this program is.
#[derive(Clone)]
pub struct Place {
    /// Folder of the client's data.
    pub data_dir: PathBuf,
    /// Who keeps the keys.
    pub custody: Arc<dyn KeyCustody>,
    /// Version of the client.
    pub app_version: String,
    /// What the person sees in the platform's list of devices.
    pub device_name: String,
}

/// Whether the address is https, or http for a literal loopback address. `localhost` is a name, which
/// anybody's resolver may answer.
pub(crate) fn is_safe(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => {
            let address = host.trim_start_matches('[').trim_end_matches(']');
            address
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
        }
        _ => false,
    }
}

/// What is wrong with the configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// The file is not what it should be.
    #[error("the configuration is malformed")]
    Malformed(#[source] serde_json::Error),
    /// A key is neither a key nor a file that holds one.
    #[error("a key of the configuration is none")]
    PolicyKey,
    /// The platform's address is not https and not loopback, or is more than an origin.
    #[error("the platform's address is not acceptable")]
    PlatformUrl,
}

impl ConfigError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "config-unreadable",
            Self::Malformed(_) => "config-malformed",
            Self::PolicyKey => "config-policy-key",
            Self::PlatformUrl => "config-platform-url",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MachineConfig {
    platform_url: String,
    #[serde(default)]
    policy_bundle: Option<PathBuf>,
    #[serde(default)]
    policy_keys: Vec<String>,
    #[serde(default)]
    receipt_keys: Vec<String>,
}

/// Keys that are trusted because of where they come from: never from the network, and never from what they verify.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedKeys {
    /// By these the platform's countersignatures are believed.
    pub receipts: Vec<PinnedKey>,
    /// By these policies are believed.
    pub policies: Vec<PinnedKey>,
}

/// The key that somebody names: the key in text, or the path of a file that holds one. `None` where it is neither.
pub fn named_key(text: &str) -> Option<PinnedKey> {
    pinned_key(text, Path::new(".")).ok()
}

/// The keys by which a file is verified: `receipt_key` and `policy_key`, and for what is not named so, those of the
/// machine's configuration at `config`.
///
/// # Errors
///
/// As [`ClientConfig::from_file`].
pub fn trusted_keys(
    receipt_key: Option<PinnedKey>,
    policy_key: Option<PinnedKey>,
    config: Option<&Path>,
) -> Result<TrustedKeys, ClientError> {
    let machine = match config {
        Some(path) if receipt_key.is_none() || policy_key.is_none() => keys_of_machine(path)?,
        _ => TrustedKeys::default(),
    };
    let one_or = |key: Option<PinnedKey>, of_machine| key.map_or(of_machine, |key| vec![key]);
    Ok(TrustedKeys {
        receipts: one_or(receipt_key, machine.receipts),
        policies: one_or(policy_key, machine.policies),
    })
}

fn keys_of_machine(path: &Path) -> Result<TrustedKeys, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(ConfigError::Unreadable)?;
    let machine: MachineConfig = serde_json::from_str(&text).map_err(ConfigError::Malformed)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let keys = |texts: &[String]| {
        let keys = texts.iter().map(|key| pinned_key(key, folder));
        keys.collect::<Result<_, _>>()
    };
    Ok(TrustedKeys {
        receipts: keys(&machine.receipt_keys)?,
        policies: keys(&machine.policy_keys)?,
    })
}

fn pinned_key(text: &str, folder: &Path) -> Result<PinnedKey, ConfigError> {
    if let Ok(key) = PinnedKey::parse(text) {
        return Ok(key);
    }
    let file = std::fs::read_to_string(folder.join(text)).map_err(|_| ConfigError::PolicyKey)?;
    PinnedKey::parse(file.trim()).map_err(|_| ConfigError::PolicyKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_literal_loopback_only() {
        let safe = |text: &str| is_safe(&Url::parse(text).unwrap());
        for text in [
            "https://example.com",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "http://127.9.9.9",
        ] {
            assert!(safe(text), "{text}");
        }
        for text in [
            "http://example.com",
            "http://localhost:8080",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
        ] {
            assert!(!safe(text), "{text}");
        }
    }
}
