//! At eighteen a person decides for themselves (policy 5): what a guardian agreed to ends, and each thing is asked
//! anew. Nothing is switched on by it.

use std::sync::Arc;

use sst_domain::consent::{Actor, AgeBand, Choice, Standing, Trigger};
use sst_domain::identity::parse_date;
use sst_domain::profile::UnitKey;

use super::purposes::needs_guardian;
use super::{Consent, DecisionInput, DecisionLog};
use crate::client::Core;
use crate::error::ClientError;
use crate::store::StoreError;
use crate::view::{ComingOfAgeView, ConsentView};

impl Consent<'_> {
    /// What coming of age means here.
    ///
    /// # Errors
    ///
    /// [`ClientError::Device`], [`ClientError::Store`].
    pub async fn coming_of_age(&self) -> Result<ComingOfAgeView, ClientError> {
        let core = Arc::clone(self.core);
        let read = tokio::task::spawn_blocking(move || {
            Ok(ComingOfAgeView {
                minor: needs_guardian(&core)?,
                by_birthday: by_birthday(&core, false)?,
                ends: ends(&core)?,
            })
        });
        read.await.map_err(|_| ClientError::Internal)?
    }

    /// The person says that they are of age now, and agrees to the policy themselves.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] for whoever has not said that they are a minor; [`ClientError::NotOfAge`] where
    /// the date of birth in the profile says otherwise; and as [`Consent::decide`].
    pub async fn come_of_age(
        &self,
        text_hash: &str,
        language: &str,
    ) -> Result<ConsentView, ClientError> {
        let now = self.coming_of_age().await?;
        if !now.minor {
            return Err(ClientError::NotApplicable);
        }
        if now.by_birthday.is_some_and(AgeBand::is_minor) {
            return Err(ClientError::NotOfAge);
        }
        let input = DecisionInput {
            choice: Choice::Agree,
            age_band: Some(AgeBand::Adult),
            text_hash: text_hash.to_owned(),
            language: language.to_owned(),
        };
        let occasion = (Trigger::ComingOfAge, "coming_of_age");
        self.answer(input, Some(occasion)).await
    }
}

/// What the date of birth says today: the one that the person sees, or the one that the platform holds. `None` where
/// there is none here.
pub(super) fn by_birthday(core: &Core, held: bool) -> Result<Option<AgeBand>, ClientError> {
    let Ok(account) = core.account() else {
        return Ok(None);
    };
    let birthday = account.store.read(|tx| {
        let (replica, unit) = (tx.replica(), UnitKey::from("birthday"));
        let value = if held {
            replica.base_value(&unit)
        } else {
            replica.shown_value(&unit)
        };
        Ok::<_, StoreError>(value.and_then(|value| parse_date(value.text("date")?).ok()))
    })?;
    let today = core.clock.today_in_shenyang();
    Ok(birthday.map(|birth| AgeBand::on(birth, today)))
}

fn ends(core: &Core) -> Result<Vec<String>, ClientError> {
    let Ok(account) = core.account() else {
        return Ok(Vec::new());
    };
    let standing = account.store.read(DecisionLog::read)?.standing();
    let by_guardian = |standing: &Standing| standing.allows() && standing.actor == Actor::Guardian;
    let ending = standing.into_iter().filter(|(_, one)| by_guardian(one));
    Ok(ending.map(|(item, _)| item).collect())
}
