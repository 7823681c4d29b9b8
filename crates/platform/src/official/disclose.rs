//! An official enters that something of a citizen's was given to somebody (policy 2; PIPL 23).

use jiff::civil::Date;
use sst_api::disclosure::{Disclosure, Ground, is_kind};

use super::{Official, OfficialError};
use crate::secret::generate_id;
use crate::store::{audit, citizen, disclosure};

/// Longest text of an entry, in characters.
const LONGEST: usize = 500;

/// What was given to whom.
#[derive(Debug, Clone)]
pub struct DisclosureDraft {
    /// Phone number of the citizen.
    pub phone: String,
    /// The day on which it was given, in Shenyang; today where absent.
    pub on: Option<Date>,
    /// To whom.
    pub recipient: String,
    /// What made it lawful, by [`Ground::as_str`].
    pub ground: String,
    /// The same in words for the person.
    pub reason: String,
    /// Codes of the kinds of data.
    pub kinds: Vec<String>,
    /// How it was given.
    pub method: String,
}

impl Official {
    /// Enters it into the citizen's list, which is only ever added to.
    ///
    /// # Errors
    ///
    /// [`OfficialError::NoSuchCitizen`], [`OfficialError::GroundMissing`] where there is no ground or no words for it,
    /// [`OfficialError::GroundUnknown`] for one that there is not,
    /// [`OfficialError::TextMissing`] where recipient or way is not said in 1 to 500 characters,
    /// [`OfficialError::DayToCome`] for a day that is not there yet, [`OfficialError::NoSuchKind`] without a kind of data, or with one that there is not.
    pub async fn record_disclosure(
        &self,
        draft: DisclosureDraft,
    ) -> Result<Disclosure, OfficialError> {
        let said = |text: &str| {
            let text = text.trim();
            let fits = !text.is_empty() && text.chars().count() <= LONGEST;
            fits.then(|| text.to_owned())
        };
        let (today, now) = (self.clock.today(), self.clock.now_text());
        let on = draft.on.unwrap_or(today);
        if on > today {
            return Err(OfficialError::DayToCome);
        }
        let ground = match draft.ground.trim() {
            "" => return Err(OfficialError::GroundMissing),
            ground => Ground::parse(ground)
                .ok_or_else(|| OfficialError::GroundUnknown(ground.to_owned()))?,
        };
        let unknown = draft.kinds.iter().find(|kind| !is_kind(kind));
        if draft.kinds.is_empty() || unknown.is_some() {
            let unknown = unknown.map(String::as_str).unwrap_or_default();
            return Err(OfficialError::NoSuchKind(unknown.to_owned()));
        }
        let mut kinds = draft.kinds;
        kinds.sort_unstable();
        kinds.dedup();
        let entered = Disclosure {
            id: generate_id()?,
            on: on.to_string(),
            entered_at: now,
            recipient: said(&draft.recipient).ok_or(OfficialError::TextMissing)?,
            ground,
            reason: said(&draft.reason).ok_or(OfficialError::GroundMissing)?,
            kinds,
            method: said(&draft.method).ok_or(OfficialError::TextMissing)?,
        };
        let mut tx = self.store.write().await?;
        let citizen = citizen::by_phone(&mut tx, draft.phone.trim()).await?;
        let id = citizen.ok_or(OfficialError::NoSuchCitizen)?.citizen_id;
        disclosure::insert(&mut tx, &id, &entered).await?;
        let entry = audit::Entry {
            actor: "official",
            action: "data.disclosed",
            citizen_id: Some(&id),
            detail: &entered.id,
        };
        audit::record(&mut tx, self.clock.now(), entry).await?;
        tx.commit().await?;
        Ok(entered)
    }
}
