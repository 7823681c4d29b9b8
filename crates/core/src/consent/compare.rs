//! Asking the platform for the policy that it has in force, and for what is needed in order to say what changed.

use std::collections::HashSet;
use std::sync::Arc;

use sst_api::path;
use sst_api::policy::CurrentPolicyQuery;
use sst_domain::consent::PolicyVersion;
use sst_domain::policy::Language;

use super::policies::Version;
use super::{DecisionLog, view};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::remote::{Call, PublicRemote, RemoteError};

/// The languages of a policy.
pub(crate) const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];
/// Most versions that are fetched at one time.
const MAX_VERSIONS: usize = 50;

/// After the first paint: whether the policy of this computer is another one than was answered, and, where nobody is
/// logged in, whether the platform has another one in force.
pub(crate) async fn at_start(core: &Arc<Core>) {
    let before = view(core);
    if before.choice.is_none() {
        return;
    }
    let opened = blocking(core, |core| {
        let decision = core.device.decision()?;
        let language = decision.map(|decision| super::policy::tag(&decision.language));
        core.policies.in_force(language.unwrap_or(Language::ZhCn))
    });
    if let Err(error) = opened.await {
        return tracing::warn!(code = error.code(), "the policy was not read");
    }
    let after = view(core);
    if after != before {
        core.tell(ClientEvent::Consent(after));
    }
    // Beside an account sync asks for it.
    if core.session.worker().is_none() {
        compare(core).await;
    }
}

/// Fetches the policy that the platform has in force and keeps it, with the versions between it and what the
/// person answered, so that they can be shown what has changed and are asked again for no more than that.
pub(crate) async fn compare(core: &Arc<Core>) {
    let before = view(core);
    if before.choice.is_none() {
        return;
    }
    let in_force = || LANGUAGES.map(|language| core.policies.named_by_platform(language));
    let known = in_force();
    for language in LANGUAGES {
        if let Err(error) = fetch(core, language).await {
            tracing::warn!(
                code = error.code(),
                language = language.as_str(),
                "the platform's policy was not compared"
            );
        }
    }
    let changed = in_force() != known;
    // Also where only a version between came: it may say that less has changed.
    if let Ok(account) = core.account() {
        let read = account.store.run({
            let account = Arc::clone(&account);
            move |_| account.read_grants()
        });
        match read.await {
            Ok(()) if changed => core.tell(ClientEvent::Decided),
            Ok(()) => {}
            Err(error) => tracing::warn!(code = error.code(), "the decisions were not read"),
        }
    }
    let after = view(core);
    if after != before {
        core.tell(ClientEvent::Consent(after));
    }
}

async fn fetch(core: &Arc<Core>, language: Language) -> Result<(), ClientError> {
    let bytes = read(core, Call::get(path::POLICY_CURRENT), language).await?;
    let now = blocking(core, move |core| {
        let now = core.clock.now();
        core.policies.take_in(bytes, language, now)?;
        core.policies.in_force(language)
    })
    .await?;
    let mut tried = HashSet::new();
    while tried.len() < MAX_VERSIONS {
        let wanted = {
            let now = Arc::clone(&now);
            blocking(core, move |core| Ok(missing(core, &now, language))).await?
        };
        let Some(name) = wanted.into_iter().find(|name| !tried.contains(name)) else {
            break;
        };
        tried.insert(name.clone());
        match version(core, &name, language).await {
            Ok(_) => {}
            // Without it the notices themselves are held against the policy.
            Err(error) => tracing::info!(
                code = error.code(),
                version = name.version,
                "an earlier policy is not at hand"
            ),
        }
    }
    Ok(())
}

/// Everything in this language that has to be at hand and is not.
fn missing(core: &Core, now: &Version, language: Language) -> Vec<PolicyVersion> {
    let answered = answered(core, language);
    let missing = answered.iter();
    let missing = missing.filter_map(|answered| core.policies.missing(answered, now));
    missing.collect()
}

/// Every version in this language on which a decision rests.
pub(super) fn answered(core: &Core, language: Language) -> HashSet<PolicyVersion> {
    let mut names = HashSet::new();
    if let Ok(Some(decision)) = core.device.decision()
        && super::policy::tag(&decision.language) == language
        && !decision.policy_version.is_empty()
    {
        names.insert(decision.answered());
    }
    let log = core.account().ok();
    let log = log.and_then(|account| account.store.read(DecisionLog::read).ok());
    let notices = log.iter().flat_map(|log| &log.0);
    let notices = notices.filter_map(super::log::Decided::shown);
    names.extend(
        notices
            .filter(|notice| notice.language == language)
            .map(|notice| notice.policy),
    );
    names
}

/// A version, from the platform where it is not at hand; it is kept then.
pub(super) async fn version(
    core: &Arc<Core>,
    name: &PolicyVersion,
    language: Language,
) -> Result<Arc<Version>, ClientError> {
    let wanted = name.clone();
    let at_hand = blocking(core, move |core| Ok(core.policies.version(&wanted))).await?;
    if let Some(version) = at_hand {
        return Ok(version);
    }
    let address = path::fill(path::POLICY_VERSION, &[&name.id, &name.version]);
    let bytes = read(core, Call::get(address), language).await?;
    let wanted = name.clone();
    blocking(core, move |core| {
        let version = core.policies.believe(bytes, language)?;
        if version.name() != wanted {
            return Err(ClientError::PolicyVersionUnknown);
        }
        core.policies.keep(&version, core.clock.now())?;
        Ok(Arc::new(version))
    })
    .await
}

async fn read(core: &Arc<Core>, call: Call, language: Language) -> Result<Vec<u8>, ClientError> {
    let query = CurrentPolicyQuery {
        language: language.as_str().to_owned(),
    };
    let permit = core.gate.public()?;
    let call = call.query(&query)?;
    let bytes = PublicRemote::new(&core.http, &permit).read(&call).await?;
    Ok(bytes.to_vec())
}

pub(crate) async fn blocking<T: Send + 'static>(
    core: &Arc<Core>,
    work: impl FnOnce(&Core) -> Result<T, ClientError> + Send + 'static,
) -> Result<T, ClientError> {
    let core = Arc::clone(core);
    let done = tokio::task::spawn_blocking(move || work(&core));
    done.await
        .map_err(|_| ClientError::Remote(RemoteError::TimedOut))?
}
