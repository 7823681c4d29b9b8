//! The policies that are at hand on this computer: the one that came with it, the one that the platform has in
//! force, and every version that somebody answered here or that lies between two of those.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use sst_domain::consent::{Decision, PolicyVersion, needs_renewal};
use sst_domain::policy::{
    Language, PinnedKey, PolicyBundle, Reconsent, reconsent_over, sample, verify, versions_between,
};

use super::PolicyError;
use super::log::Decided;
use crate::device::{Cached, DeviceError, DeviceStore};
use crate::error::ClientError;
use crate::view::PolicySource;

/// Most versions between two that are looked for.
const MAX_STEPS: usize = 50;

/// One version, verified.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) bundle: PolicyBundle,
    /// The signed file.
    bytes: Vec<u8>,
    pub(crate) source: PolicySource,
    /// Whether it is the sample of the package.
    pub(crate) sample: bool,
}

impl Version {
    /// Which one it is.
    pub(crate) fn name(&self) -> PolicyVersion {
        name_of(&self.bundle)
    }

    /// The signed file, byte for byte.
    pub(crate) fn signed(&self) -> &[u8] {
        &self.bytes
    }
}

/// Which version a bundle is.
pub(super) fn name_of(bundle: &PolicyBundle) -> PolicyVersion {
    let document = &bundle.document;
    PolicyVersion {
        id: document.id.clone(),
        version: document.version.clone(),
        text_hash: document.text_hash.clone(),
    }
}

/// The policies that are at hand. Each is verified once and then kept in memory.
#[derive(Debug)]
pub(crate) struct Policies {
    bundle: Option<PathBuf>,
    keys: Vec<PinnedKey>,
    device: Arc<DeviceStore>,
    opened: Mutex<Opened>,
}

#[derive(Debug, Default)]
struct Opened {
    local: HashMap<&'static str, Arc<Version>>,
    known: HashMap<PolicyVersion, Arc<Version>>,
    asked: HashMap<(PolicyVersion, PolicyVersion), Option<Arc<Reconsent>>>,
}

impl Policies {
    /// With the bundle and the keys of the machine's configuration; without a bundle, the sample of the package.
    pub(crate) fn new(
        bundle: Option<PathBuf>,
        keys: Vec<PinnedKey>,
        device: Arc<DeviceStore>,
    ) -> Self {
        Self {
            bundle,
            keys,
            device,
            opened: Mutex::default(),
        }
    }

    /// The one in force, in a language: the platform's, once it has named another one than that of this computer.
    /// Where the operator has no text in the language, the Chinese one, which counts. Blocks on the disk.
    pub(crate) fn in_force(&self, language: Language) -> Result<Arc<Version>, ClientError> {
        let local = self.local(language)?;
        let Some(name) = self.named_by_platform(language) else {
            return Ok(local);
        };
        if name == local.name() {
            return Ok(local);
        }
        if let Some(known) = self.opened().known.get(&name) {
            return Ok(Arc::clone(known));
        }
        let Some(copy) = self.device.cached(&body_name(language))? else {
            return Ok(local);
        };
        let opened = Arc::new(self.believe(copy.body, language)?);
        let name = opened.name();
        self.opened().known.insert(name, Arc::clone(&opened));
        Ok(opened)
    }

    /// The one that came with this computer: that of the machine's configuration, or the sample of the package.
    fn local(&self, language: Language) -> Result<Arc<Version>, PolicyError> {
        let mut opened = self.opened();
        if let Some(local) = opened.local.get(language.as_str()) {
            return Ok(Arc::clone(local));
        }
        let local = Arc::new(match &self.bundle {
            Some(path) => {
                let bytes = std::fs::read(path).map_err(PolicyError::Unreadable)?;
                Version {
                    bundle: verify(&bytes, &self.keys)?,
                    bytes,
                    source: PolicySource::Bundle,
                    sample: false,
                }
            }
            None => {
                let sample = sample(language);
                Version {
                    bundle: sample.open()?,
                    bytes: sample.bundle.to_vec(),
                    source: PolicySource::Bundle,
                    sample: true,
                }
            }
        });
        opened.local.insert(language.as_str(), Arc::clone(&local));
        Ok(local)
    }

    /// Whether the one that came with this computer was opened before: then it costs nothing.
    pub(super) fn is_open(&self, language: Language) -> bool {
        self.opened().local.contains_key(language.as_str())
    }

    /// A version, where it is at hand. Blocks on the disk.
    pub(crate) fn version(&self, name: &PolicyVersion) -> Option<Arc<Version>> {
        if let Some(known) = self.opened().known.get(name) {
            return Some(Arc::clone(known));
        }
        for language in [Language::ZhCn, Language::En] {
            let local = self.local(language).ok();
            let in_force = self.in_force(language).ok();
            let mut at_hand = local.into_iter().chain(in_force);
            if let Some(found) = at_hand.find(|version| version.name() == *name) {
                return Some(found);
            }
        }
        let copy = self.device.cached(&version_name(name)).ok()??;
        let kept = Arc::new(self.believe_kept(copy.body)?);
        if kept.name() != *name {
            return None;
        }
        self.opened().known.insert(name.clone(), Arc::clone(&kept));
        Some(kept)
    }

    /// Whether what was agreed to here has to be agreed to again before it counts: the policy in force, in the
    /// language in which it was shown, is another one in this point. Where there is no policy to be read, everything
    /// has. Blocks on the disk.
    pub(crate) fn asks_again(&self, decided: &Decided) -> bool {
        let (Some(notice), true) = (decided.shown(), decided.record.state == Decision::Given)
        else {
            return decided.record.state == Decision::Given;
        };
        let Ok(now) = self.in_force(notice.language) else {
            return true;
        };
        let asked = self.asked(&notice.policy, &now);
        needs_renewal(&notice, &now.bundle, asked.as_deref())
    }

    /// What the change from `answered` to `now` asks again; none where `answered` is not at hand.
    pub(crate) fn asked(&self, answered: &PolicyVersion, now: &Version) -> Option<Arc<Reconsent>> {
        let key = (answered.clone(), now.name());
        if let Some(asked) = self.opened().asked.get(&key) {
            return asked.clone();
        }
        let asked = self.version(answered).and_then(|answered| {
            let known: Vec<PolicyBundle> = self.between(&answered, now);
            let path = versions_between(&answered.bundle, &now.bundle, &known);
            reconsent_over(&path).map(Arc::new)
        });
        self.opened().asked.insert(key, asked.clone());
        asked
    }

    /// The versions after `from` up to `to`, as far as they are known to follow each other; else `to` alone.
    pub(super) fn path(&self, from: &Version, to: &Version) -> Vec<PolicyBundle> {
        let known = self.between(from, to);
        let path = versions_between(&from.bundle, &to.bundle, &known);
        path.into_iter().skip(1).cloned().collect()
    }

    /// The versions that the notes of change name, from `now` back to `answered`.
    fn between(&self, answered: &Version, now: &Version) -> Vec<PolicyBundle> {
        let mut found = Vec::new();
        let mut note = now.bundle.sidecar.change.clone();
        while let Some(change) = note.take().filter(|_| found.len() < MAX_STEPS) {
            let name = PolicyVersion {
                id: now.bundle.document.id.clone(),
                version: change.from_version,
                text_hash: change.from,
            };
            if name == answered.name() {
                break;
            }
            let Some(before) = self.version(&name) else {
                break;
            };
            note.clone_from(&before.bundle.sidecar.change);
            found.push(before.bundle.clone());
        }
        found
    }

    /// The version that is not at hand and without which nobody can say what changed since `answered`: itself, or
    /// else one between it and `now`.
    pub(super) fn missing(&self, answered: &PolicyVersion, now: &Version) -> Option<PolicyVersion> {
        if self.version(answered).is_none() {
            return Some(answered.clone());
        }
        let mut note = now.bundle.sidecar.change.clone();
        for _ in 0..MAX_STEPS {
            let change = note.take()?;
            let name = PolicyVersion {
                id: now.bundle.document.id.clone(),
                version: change.from_version,
                text_hash: change.from,
            };
            if name == *answered {
                return None;
            }
            let Some(before) = self.version(&name) else {
                return Some(name);
            };
            note.clone_from(&before.bundle.sidecar.change);
        }
        None
    }

    /// Keeps a version for later, under its own name.
    pub(crate) fn keep(&self, version: &Version, now: Timestamp) -> Result<(), DeviceError> {
        let name = version_name(&version.name());
        if self.device.cached(&name)?.is_none() {
            let body = version.bytes.clone();
            let fetched_at = now;
            self.device.keep(
                &name,
                &Cached {
                    fetched_at,
                    body,
                    tag: None,
                },
            )?;
        }
        self.opened().asked.clear();
        Ok(())
    }

    /// Takes in what the platform has in force. One that no pinned key has signed is not kept.
    pub(super) fn take_in(
        &self,
        bytes: Vec<u8>,
        language: Language,
        now: Timestamp,
    ) -> Result<(), ClientError> {
        let version = self.believe(bytes, language)?;
        let name = serde_json::to_vec(&version.name()).map_err(|_| ClientError::Internal)?;
        let fetched_at = now;
        for (row, body) in [
            (body_name(language), version.bytes),
            (name_row(language), name),
        ] {
            self.device.keep(
                &row,
                &Cached {
                    fetched_at,
                    body,
                    tag: None,
                },
            )?;
        }
        Ok(())
    }

    /// Opens a policy that came from the platform: one that a pinned key has signed, or the very sample of this
    /// package, whose key everybody has and which is believed for its bytes alone.
    pub(super) fn believe(
        &self,
        bytes: Vec<u8>,
        language: Language,
    ) -> Result<Version, PolicyError> {
        let packaged = sample(language);
        let (bundle, sample) = if self.bundle.is_none() && bytes == packaged.bundle {
            (packaged.open()?, true)
        } else {
            (verify(&bytes, &self.keys)?, false)
        };
        Ok(Version {
            bundle,
            bytes,
            source: PolicySource::Platform,
            sample,
        })
    }

    /// Opens a version that was kept here: as above, or a sample of an earlier package.
    fn believe_kept(&self, bytes: Vec<u8>) -> Option<Version> {
        let samples = [sample(Language::ZhCn), sample(Language::En)];
        let known = samples
            .iter()
            .filter(|_| self.bundle.is_none())
            .filter_map(|sample| PinnedKey::parse(sample.public_key).ok());
        let (own, samples) = (verify(&bytes, &self.keys), known.collect::<Vec<_>>());
        let (bundle, sample) = match own {
            Ok(bundle) => (bundle, false),
            Err(_) => (verify(&bytes, &samples).ok()?, true),
        };
        Some(Version {
            bundle,
            bytes,
            source: PolicySource::Platform,
            sample,
        })
    }

    /// What the platform had in force when it was last asked. Reads one small row.
    pub(super) fn named_by_platform(&self, language: Language) -> Option<PolicyVersion> {
        let row = self.device.cached(&name_row(language)).ok()??;
        serde_json::from_slice(&row.body).ok()
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn body_name(language: Language) -> String {
    format!("policy/{}", language.as_str())
}

fn name_row(language: Language) -> String {
    format!("policy-name/{}", language.as_str())
}

fn version_name(name: &PolicyVersion) -> String {
    format!("policy-text/{}/{}", name.text_hash, name.version)
}
