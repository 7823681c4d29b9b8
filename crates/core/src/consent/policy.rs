//! Which policy is shown: the signed one of this computer, or, once the platform has named a newer one, that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use sst_api::path;
use sst_api::policy::CurrentPolicyQuery;
use sst_domain::consent::FirstRunDecision;
use sst_domain::policy::{Language, PolicyBundle, sample, verify};

use super::{Consent, PolicyError, view};
use crate::client::Core;
use crate::config::ClientConfig;
use crate::device::Cached;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::remote::{Call, PublicRemote, RemoteError};
use crate::view::{PolicySource, PolicyView};

/// Policies that were read and verified, by language, so that each is verified once.
#[derive(Debug, Default)]
pub(crate) struct Policies(Mutex<HashMap<&'static str, Arc<Local>>>);

/// The policy of this computer.
#[derive(Debug)]
struct Local {
    bundle: PolicyBundle,
    sample: bool,
}

impl Consent<'_> {
    /// The policy in a language, `zh-CN` or `en`: the one that the configuration names, or the sample of the
    /// package; once the platform has another one in force, that. Where the operator has no text in this
    /// language, the Chinese one, which counts.
    ///
    /// # Errors
    ///
    /// [`ClientError::Policy`] for a policy that cannot be read or is refused. Nothing takes its place.
    pub async fn policy(&self, language: &str) -> Result<PolicyView, ClientError> {
        let (core, language) = (Arc::clone(self.core), tag(language));
        let read = tokio::task::spawn_blocking(move || in_force(&core, language));
        read.await.map_err(|_| ClientError::Internal)?
    }
}

/// A policy with where it comes from.
pub(super) struct InForce {
    pub(super) bundle: PolicyBundle,
    source: PolicySource,
    sample: bool,
}

fn in_force(core: &Core, language: Language) -> Result<PolicyView, ClientError> {
    let InForce {
        bundle,
        source,
        sample,
    } = bundle_in_force(core, language)?;
    Ok(shown(bundle, source, sample))
}

/// Blocks on the disk.
pub(super) fn bundle_in_force(core: &Core, language: Language) -> Result<InForce, ClientError> {
    let local = core.policies.local(&core.config, language)?;
    if let Some(hash) = platform_hash(core, language)
        && hash != local.bundle.document.text_hash
        && let Some(copy) = core.device.cached(&body_name(language))?
    {
        let bundle = believe(&copy.body, &core.config, language)?;
        return Ok(InForce {
            bundle,
            source: PolicySource::Platform,
            sample: false,
        });
    }
    Ok(InForce {
        bundle: local.bundle.clone(),
        source: PolicySource::Bundle,
        sample: local.sample,
    })
}

/// The texts with these hashes that are at hand here, in their canonical rendering.
pub(super) fn texts(core: &Core, hashes: &BTreeSet<String>) -> Result<Vec<String>, ClientError> {
    let mut texts = BTreeMap::new();
    for language in [Language::ZhCn, Language::En] {
        let local = core.policies.local(&core.config, language)?.bundle.clone();
        let in_force = bundle_in_force(core, language)?.bundle;
        for bundle in [local, in_force] {
            let hash = bundle.document.text_hash.clone();
            if hashes.contains(&hash) {
                texts.insert(hash, bundle.document.render());
            }
        }
    }
    Ok(texts.into_values().collect())
}

fn shown(bundle: PolicyBundle, source: PolicySource, sample: bool) -> PolicyView {
    PolicyView {
        text_hash: bundle.document.text_hash.clone(),
        purposes: bundle.sidecar.purposes,
        document: bundle.document,
        source,
        sample,
    }
}

impl Policies {
    fn local(&self, config: &ClientConfig, language: Language) -> Result<Arc<Local>, PolicyError> {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(local) = read.get(language.as_str()) {
            return Ok(Arc::clone(local));
        }
        let local = Arc::new(match &config.policy_bundle {
            Some(path) => {
                let bytes = std::fs::read(path).map_err(PolicyError::Unreadable)?;
                Local {
                    bundle: verify(&bytes, &config.policy_keys)?,
                    sample: false,
                }
            }
            None => Local {
                bundle: sample(language).open()?,
                sample: true,
            },
        });
        read.insert(language.as_str(), Arc::clone(&local));
        Ok(local)
    }
}

/// Whether the platform's policy is another one than was answered. Reads one small row.
pub(super) fn is_newer(core: &Core, decision: &FirstRunDecision) -> bool {
    let platform = platform_hash(core, tag(&decision.language));
    platform.is_some_and(|hash| hash != decision.text_hash)
}

/// Fetches the policy that the platform has in force and keeps it, so that the person can be shown what has
/// changed. One that no pinned key has signed is not kept.
pub(crate) async fn compare(core: &Arc<Core>) {
    let before = view(core);
    let Ok(Some(decision)) = core.device.decision() else {
        return;
    };
    let language = tag(&decision.language);
    match fetch(core, language).await {
        Ok(()) => {}
        Err(error) => tracing::warn!(
            code = error.code(),
            "the platform's policy was not compared"
        ),
    }
    let after = view(core);
    if after != before {
        core.tell(ClientEvent::Consent(after));
    }
}

async fn fetch(core: &Arc<Core>, language: Language) -> Result<(), ClientError> {
    let query = CurrentPolicyQuery {
        language: language.as_str().to_owned(),
    };
    let permit = core.gate.public()?;
    let call = Call::get(path::POLICY_CURRENT).query(&query)?;
    let bytes = PublicRemote::new(&core.http, &permit).read(&call).await?;
    let core = Arc::clone(core);
    let kept = tokio::task::spawn_blocking(move || {
        let bundle = believe(&bytes, &core.config, language)?;
        let fetched_at = core.clock.now();
        core.device.keep(
            &body_name(language),
            &Cached {
                fetched_at,
                body: bytes.to_vec(),
            },
        )?;
        let hash = bundle.document.text_hash.into_bytes();
        core.device.keep(
            &hash_name(language),
            &Cached {
                fetched_at,
                body: hash,
            },
        )?;
        Ok(())
    });
    kept.await
        .map_err(|_| ClientError::Remote(RemoteError::TimedOut))?
}

/// Opens a policy that came from the platform: one that a pinned key has signed, or the very sample of this
/// package, whose key everybody has and which is believed for its bytes alone.
fn believe(
    bytes: &[u8],
    config: &ClientConfig,
    language: Language,
) -> Result<PolicyBundle, PolicyError> {
    let packaged = sample(language);
    if config.policy_bundle.is_none() && bytes == packaged.bundle {
        return Ok(packaged.open()?);
    }
    Ok(verify(bytes, &config.policy_keys)?)
}

/// Hash of the text that the platform had in force when it was last asked.
fn platform_hash(core: &Core, language: Language) -> Option<String> {
    let copy = core.device.cached(&hash_name(language)).ok()??;
    String::from_utf8(copy.body).ok()
}

fn body_name(language: Language) -> String {
    format!("policy/{}", language.as_str())
}

fn hash_name(language: Language) -> String {
    format!("policy-hash/{}", language.as_str())
}

pub(super) fn tag(language: &str) -> Language {
    if language == Language::En.as_str() {
        Language::En
    } else {
        Language::ZhCn
    }
}
