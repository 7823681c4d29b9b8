//! What the log says of a guardian's agreement to the policy is followed here: what they go back on elsewhere closes
//! the gate on this computer.

use std::sync::Arc;

use sst_domain::consent::{AgeBand, Choice, FirstRunDecision, GuardianWord};

use super::coming_of_age::by_birthday;
use super::{DecisionLog, view};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;

/// Closes the gate where the guardian has gone back on the policy, where the platform did not take their word, and
/// where the person has come of age by the date in the profile. It never opens anything.
pub(crate) async fn follow(core: &Arc<Core>) {
    let shared = Arc::clone(core);
    let followed = tokio::task::spawn_blocking(move || closed(&shared)).await;
    match followed {
        Ok(Ok(true)) => core.tell(ClientEvent::Consent(view(core))),
        Ok(Ok(false)) => {}
        Ok(Err(error)) => {
            tracing::warn!(code = error.code(), "the guardian's word was not followed");
        }
        Err(_) => tracing::error!("the guardian's word was not followed"),
    }
}

fn closed(core: &Core) -> Result<bool, ClientError> {
    let Ok(account) = core.account() else {
        return Ok(false);
    };
    let stands = |decision: &FirstRunDecision| {
        decision.choice == Choice::Agree
            && decision.is_minor()
            && decision.guardian == GuardianWord::Confirmed
    };
    let Some(decision) = core.device.decision()?.filter(stands) else {
        return Ok(false);
    };
    let word = account.store.read(DecisionLog::read)?.guardian_s_word();
    // A log without a guardian is somebody else's on this computer.
    let Some(mut word) = word else {
        return Ok(false);
    };
    // An edit that has not reached the platform ends nothing: with the gate closed it would not get there.
    if word == GuardianWord::Confirmed && by_birthday(core, true)? == Some(AgeBand::Adult) {
        word = GuardianWord::Lapsed;
    }
    if word == GuardianWord::Confirmed {
        return Ok(false);
    }
    let decision = FirstRunDecision {
        guardian: word,
        ..decision
    };
    // Closed first: whether it can be written down decides only about the next start.
    core.gate.set(decision.reach());
    core.device.record(&decision, &core.appearance(), None)?;
    Ok(true)
}

/// The platform says that the guardian's phone is the one that logs in: what was confirmed is worth nothing, and the
/// gate closes until somebody else has confirmed.
pub(crate) async fn guardian_is_minor(core: &Arc<Core>) {
    let shared = Arc::clone(core);
    let forgotten = tokio::task::spawn_blocking(move || {
        shared.device.forget_confirmed()?;
        let decision = shared.device.decision()?;
        let Some(decision) = decision.filter(FirstRunDecision::is_minor) else {
            return Ok(());
        };
        let decision = FirstRunDecision {
            guardian: GuardianWord::OwnPhone,
            ..decision
        };
        shared.gate.set(decision.reach());
        shared.device.record(&decision, &shared.appearance(), None)
    });
    if let Ok(Err(error)) = forgotten.await {
        tracing::warn!(
            code = error.code(),
            "the guardian's word was not taken back"
        );
    }
    core.tell(ClientEvent::Consent(view(core)));
}
