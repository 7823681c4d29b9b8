//! Who pressed a wrong age chooses it anew: a decision of its own, as the first one was. Who has a guardian does not get
//! rid of them by it (PIPL 31); at eighteen there is [`super::Consent::come_of_age`].

use sst_domain::consent::{AgeBand, GuardianWord};

use super::DecisionLog;
use super::coming_of_age::by_birthday;
use super::decide::is_newcomer;
use super::purposes::needs_guardian;
use crate::client::Core;
use crate::error::ClientError;

/// Whether what was said of the age may become that of an adult. Blocks on the disk.
///
/// # Errors
///
/// [`ClientError::GuardianConfirmed`], [`ClientError::NotOfAge`] by the date of birth in the profile;
/// [`ClientError::Device`], [`ClientError::Store`].
pub(super) fn may_be_adult(core: &Core) -> Result<(), ClientError> {
    // Somebody new here answers for themselves only.
    if is_newcomer(core) || !needs_guardian(core)? {
        return Ok(());
    }
    if has_guardian(core)? {
        return Err(ClientError::GuardianConfirmed);
    }
    if by_birthday(core, false)?.is_some_and(AgeBand::is_minor) {
        return Err(ClientError::NotOfAge);
    }
    Ok(())
}

/// Whether a guardian has confirmed an agreement of the minor whose computer this is, whatever came of it since. A
/// confirmation from the minor's own phone was none.
fn has_guardian(core: &Core) -> Result<bool, ClientError> {
    if let Ok(account) = core.account()
        && account.store.read(DecisionLog::read)?.has_guardian()
    {
        return Ok(true);
    }
    let word = core.device.decision()?.map(|decision| decision.guardian);
    Ok(match word {
        Some(GuardianWord::Confirmed | GuardianWord::Withdrawn | GuardianWord::Lapsed) => true,
        Some(GuardianWord::Missing) => core.device.guardian_has_confirmed()?,
        Some(GuardianWord::OwnPhone) | None => false,
    })
}
