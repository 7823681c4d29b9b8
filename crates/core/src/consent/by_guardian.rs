//! The platform's word that a guardian has confirmed a decision, before it is signed.

use std::sync::Arc;

use sst_api::consent::Statement;
use sst_api::guardian::GuardianConfirmationRequest;
use sst_api::path;
use sst_api::problem::ProblemCode;
use sst_domain::consent::{
    ChainHead, ChainKey, Countersigned, Decision, Draft, GuardianConfirmation, GuardianWord, Hash,
    SignedRecord, TERMS, item_now,
};
use uuid::Uuid;

use super::item::ItemDecisionInput;
use super::log::{DecisionLog, Placed};
use super::notice;
use super::policy::tag;
use super::purposes::needs_guardian;
use crate::client::Core;
use crate::device::DeviceError;
use crate::error::ClientError;
use crate::guardian::ask;
use crate::store::StoreError;
use crate::view::GuardianTask;

/// What is to be confirmed.
pub(crate) struct Subject<'a> {
    pub(crate) notice: Hash,
    pub(crate) item: &'a str,
    pub(crate) state: Decision,
}

/// A confirmation, and the record that it is about.
pub(crate) struct Confirmed {
    /// Identifier of the record.
    pub(crate) record: String,
    /// Hash of the notice.
    pub(crate) notice: Hash,
    /// What the platform has signed.
    pub(crate) statement: Countersigned,
    key: ChainKey,
}

impl Confirmed {
    /// Signs the record. A guardian's record is the first and only one of a chain of its own, whose key is forgotten
    /// with this: nothing of them stays here, and one that the platform does not take holds up no other.
    pub(crate) fn sign(
        &self,
        continues: Option<Hash>,
        draft: Draft,
    ) -> Result<SignedRecord, serde_json::Error> {
        let head = ChainHead {
            continues,
            ..ChainHead::default()
        };
        Ok(head.sign(&self.key, draft)?.0)
    }
}

/// A key that nobody has used.
pub(crate) fn new_key() -> Result<ChainKey, ClientError> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| StoreError::Randomness)?;
    Ok(ChainKey::from_seed(&seed))
}

/// Has the platform confirm it for the guardian who is there.
///
/// # Errors
///
/// [`ClientError::GuardianNeeded`] where nobody is there, [`ClientError::Remote`].
pub(crate) async fn confirm(core: &Core, about: Subject<'_>) -> Result<Confirmed, ClientError> {
    let now = core.clock.now();
    let challenge = core.guardian.challenge(GuardianTask::Confirm, now);
    let (record, key) = (Uuid::now_v7().to_string(), new_key()?);
    let request = GuardianConfirmationRequest {
        challenge: challenge.ok_or(ClientError::GuardianNeeded)?,
        record: record.clone(),
        chain: key.chain(),
        notice: about.notice,
        item: about.item.to_owned(),
        state: about.state,
    };
    let statement: Statement = ask(core, path::GUARDIAN_CONFIRMATIONS, &request).await?;
    Ok(Confirmed {
        record,
        notice: about.notice,
        statement: statement.into(),
        key,
    })
}

/// For a minor's agreement to one thing: the confirmation of the guardian who is there. What is switched off is
/// switched off by whoever is logged in, at once and without a network.
///
/// # Errors
///
/// As [`confirm`], and [`ClientError::PolicyTextChanged`], [`ClientError::NotApplicable`] as for the decision itself.
pub(super) async fn for_item(
    core: &Arc<Core>,
    input: &ItemDecisionInput,
) -> Result<Option<Confirmed>, ClientError> {
    let (shared, asked) = (Arc::clone(core), input.clone());
    let prepare = move || {
        if !asked.allow || !needs_guardian(&shared)? {
            return Ok(None);
        }
        if !asked.by_guardian {
            return Err(ClientError::GuardianNeeded);
        }
        let language = tag(&asked.language);
        let bundle = &shared.policies.in_force(language)?.bundle;
        if bundle.document.text_hash != asked.text_hash {
            return Err(ClientError::PolicyTextChanged);
        }
        let purpose = item_now(bundle, &asked.item);
        let purpose = purpose.ok_or(ClientError::NotApplicable)?;
        let (item, presentation) = (&asked.item, &asked.presentation);
        let shown = notice::notice(bundle, purpose, item, language, presentation);
        let shown = shown.to_bytes().map_err(|_| ClientError::Internal)?;
        shared.account()?;
        Ok(Some(shown.hash()))
    };
    let prepared = tokio::task::spawn_blocking(prepare).await;
    let Some(notice) = prepared.map_err(|_| ClientError::Internal)?? else {
        return Ok(None);
    };
    let about = Subject {
        notice,
        item: &input.item,
        state: Decision::Given,
    };
    confirm(core, about).await.map(Some)
}

/// The guardian whose confirmation waits for the first log-in: whoever logs in must be somebody else.
pub(crate) fn waiting_guardian(core: &Core) -> Result<Option<String>, DeviceError> {
    let waiting = core.device.signed_before_login()?;
    let mut last_first = waiting.into_iter().rev();
    let statement = last_first.find_map(|(_, signed)| signed.guardian);
    let read = |signed: Countersigned| {
        serde_json::from_slice::<GuardianConfirmation>(&signed.statement.0).ok()
    };
    Ok(statement.and_then(read).map(|read| read.guardian))
}

impl DecisionLog {
    /// What has become of a guardian's agreement to the policy; `None` where the log has none.
    pub(super) fn guardian_s_word(&self) -> Option<GuardianWord> {
        use sst_domain::consent::Actor::Guardian;
        if let Some(standing) = self.agreement() {
            return match (standing.actor, standing.decision) {
                (_, Decision::Given) if standing.lapsed => Some(GuardianWord::Lapsed),
                (Guardian, Decision::Given) => Some(GuardianWord::Confirmed),
                (Guardian, _) => Some(GuardianWord::Withdrawn),
                _ => None,
            };
        }
        let refused = self
            .0
            .iter()
            .rev()
            .find_map(|decided| match &decided.place {
                Placed::Refused { code }
                    if decided.record.item == TERMS && decided.record.actor == Guardian =>
                {
                    Some(code.as_str())
                }
                _ => None,
            })?;
        let own_phone = refused == ProblemCode::GuardianOwnPhone.as_str();
        Some(if own_phone {
            GuardianWord::OwnPhone
        } else {
            GuardianWord::Missing
        })
    }
}
