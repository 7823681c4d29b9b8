//! Requests for correction: what an official has verified changes only by asking for it.

mod attach;
mod view;

use sst_api::correction::MAX_REASON_CHARS;
use sst_domain::identity::FieldCode;
use sst_domain::profile::{ChangeInput, FieldProblem, RawValue, UnitKey, UnitValue, parse_change};
use uuid::Uuid;

use super::{Profile, applicable, known_unit, new_id};
use crate::consent::{Granted, SensitiveIdentity};
use crate::error::ClientError;
use crate::store::{CorrectionDraft, StoreError, Tx};
use crate::sync::planner::{Correction, Replica};
use crate::view::{
    CorrectionDetailView, CorrectionFormView, CorrectionInput, CorrectionsView, RevealedField,
};
pub(crate) use view::Seer;

/// What the reason is called where something is wrong with it.
const REASON: &str = "reason";

impl Profile {
    /// Every request for correction, newest first, those that are being written too.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn corrections(&self) -> Result<CorrectionsView, ClientError> {
        let seer = self.seer();
        self.account
            .store
            .run(move |store| store.read(|tx| Ok(seer.corrections(tx)?)))
            .await
    }

    /// The form of a request for correction, with what was typed and attached before.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for an unknown unit, [`ClientError::UnitNotVerified`] for one that can be edited,
    /// [`ClientError::Store`].
    pub async fn correction_form(&self, unit: &UnitKey) -> Result<CorrectionFormView, ClientError> {
        let (seer, unit) = (self.seer(), unit.clone());
        self.account
            .store
            .run(move |store| store.read(|tx| seer.form(tx, &unit)))
            .await
    }

    /// One request with its reason in clear.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotFound`], [`ClientError::Store`].
    pub async fn correction_open(&self, id: &str) -> Result<CorrectionDetailView, ClientError> {
        let (seer, id) = (self.seer(), parse_id(id)?);
        self.account
            .store
            .run(move |store| store.read(|tx| seer.detail(tx, id)))
            .await
    }

    /// Keeps what was typed, sealed, until it is submitted or discarded.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for an unknown unit, [`ClientError::UnitNotVerified`], [`ClientError::RequestOpen`],
    /// [`ClientError::Store`].
    pub async fn correction_keep(&self, input: CorrectionInput) -> Result<(), ClientError> {
        let now = self.clock.now().to_string();
        self.account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let draft = typed(tx, &input, now)?;
                    tx.remove_drafts([&input.unit])?;
                    Ok(tx.put_correction_draft(draft)?)
                })
            })
            .await
    }

    /// Gives up a request that is being written, with what was attached.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn correction_discard(&self, unit: &UnitKey) -> Result<CorrectionsView, ClientError> {
        let unit = unit.clone();
        self.change_corrections(move |tx, replica| {
            if let Some(draft) = tx.correction_draft(&unit)? {
                replica.drop_uploads(&draft.attachments);
                tx.remove_correction_draft(&unit)?;
                tx.remove_attachments(draft.attachments.iter().map(|held| held.id))?;
            }
            Ok(tx.remove_drafts([&unit])?)
        })
        .await
    }

    /// Submits a request: it is kept and goes as soon as the platform can be reached.
    ///
    /// # Errors
    ///
    /// [`ClientError::ItemConsentNeeded`] without the person's consent to the use of sensitive identity data,
    /// [`ClientError::Fields`] with everything that is wrong, [`ClientError::UnitNotVerified`],
    /// [`ClientError::RequestOpen`], [`ClientError::Store`]; then what was typed stays as it was kept.
    pub async fn correction_submit(
        &self,
        input: CorrectionInput,
    ) -> Result<CorrectionsView, ClientError> {
        let granted = self.may_send_identity()?;
        self.submit(granted, input).await
    }

    async fn submit(
        &self,
        _: Granted<SensitiveIdentity>,
        input: CorrectionInput,
    ) -> Result<CorrectionsView, ClientError> {
        let (today, now) = (self.clock.today_in_shenyang(), self.clock.now().to_string());
        self.change_corrections(move |tx, replica| {
            refuse(tx, replica, &input.unit)?;
            let (value, reason) = parse(&input, replica, today)?;
            let draft = tx.correction_draft(&input.unit)?;
            let correction = Correction {
                unit: input.unit.clone(),
                value,
                reason,
                attachments: draft.map_or_else(Vec::new, |draft| draft.attachments.clone()),
            };
            if !replica.ask_for_correction(correction, &now, &mut new_id) {
                return Err(ClientError::RequestOpen);
            }
            tx.remove_drafts([&input.unit])?;
            Ok(tx.remove_correction_draft(&input.unit)?)
        })
        .await
    }

    /// Takes a request that has not been sent, or was refused, back into its form, with what was attached.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where it may have left this computer, [`ClientError::Store`].
    pub async fn correction_revise(&self, id: &str) -> Result<CorrectionFormView, ClientError> {
        let (seer, id) = (self.seer(), parse_id(id)?);
        let now = self.clock.now().to_string();
        let view = self
            .account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let mut replica = tx.replica();
                    let taken = replica.take_back_correction(id);
                    let mut taken = taken.ok_or(ClientError::NotApplicable)?;
                    let unit = taken.unit.clone();
                    // What a worn disk has cost is not shown as if it were there.
                    let lost = taken.drop_lost(|id| tx.attachment_part(id, 0, 1))?;
                    replica.drop_uploads(&lost);
                    tx.put_correction_draft(draft_of(taken, now))?;
                    tx.put_replica(replica)?;
                    seer.form(tx, &unit)
                })
            })
            .await?;
        self.wake.edited();
        Ok(view)
    }

    /// Takes a request back: one that has not been sent goes without a trace, one that the platform may have is
    /// withdrawn there.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where it is answered already, or there is none; [`ClientError::Store`].
    pub async fn correction_cancel(&self, id: &str) -> Result<CorrectionsView, ClientError> {
        let (id, now) = (parse_id(id)?, self.clock.now().to_string());
        self.change_corrections(move |tx, replica| {
            if let Some(taken) = replica.take_back_correction(id) {
                replica.drop_uploads(&taken.attachments);
                return Ok(());
            }
            let frozen = replica
                .outbox
                .values()
                .any(|row| row.id == id && row.correction().is_some());
            applicable(frozen || view::is_open(tx, id)?)?;
            replica.withdraw_correction(id, &now, &mut new_id);
            Ok(())
        })
        .await
    }

    /// Changes the replica in one transaction, wakes the worker and answers with what the screen shows now.
    async fn change_corrections(
        &self,
        step: impl FnOnce(&mut Tx<'_>, &mut Replica) -> Result<(), ClientError> + Send + 'static,
    ) -> Result<CorrectionsView, ClientError> {
        let seer = self.seer();
        let work = move |tx: &mut Tx<'_>| {
            let mut replica = tx.replica();
            step(tx, &mut replica)?;
            tx.put_replica(replica)?;
            Ok::<_, ClientError>(seer.corrections(tx)?)
        };
        let view = self
            .account
            .store
            .run(move |store| store.write(work))
            .await?;
        self.wake.edited();
        Ok(view)
    }

    fn may_send_identity(&self) -> Result<Granted<SensitiveIdentity>, ClientError> {
        let granted = self.account.grants.granted::<SensitiveIdentity>();
        granted.ok_or(ClientError::ItemConsentNeeded)
    }

    fn seer(&self) -> Seer {
        Seer::of(&self.account)
    }
}

/// What was typed, over what was attached.
fn typed(
    tx: &Tx<'_>,
    input: &CorrectionInput,
    now: String,
) -> Result<CorrectionDraft, ClientError> {
    refuse(tx, &tx.replica(), &input.unit)?;
    let known = tx.correction_draft(&input.unit)?;
    let texts = |value: &RawValue| match value {
        RawValue::Text(text) => vec![text.clone()],
        RawValue::List(list) => list.clone(),
    };
    let fields = input.fields.iter();
    Ok(CorrectionDraft {
        unit: input.unit.clone(),
        fields: fields
            .map(|(field, value)| (field.clone(), texts(value)))
            .collect(),
        reason: input.reason.clone(),
        attachments: known.map_or_else(Vec::new, |draft| draft.attachments.clone()),
        at: now,
    })
}

fn draft_of(correction: Correction, now: String) -> CorrectionDraft {
    let spec = correction.unit.spec();
    let fields = spec.map(|spec| super::view::revealed(spec, &correction.value));
    let typed = |field: RevealedField| (field.field, field.text);
    CorrectionDraft {
        fields: fields.unwrap_or_default().into_iter().map(typed).collect(),
        unit: correction.unit,
        reason: correction.reason,
        attachments: correction.attachments,
        at: now,
    }
}

/// Only what an official has verified is corrected by a request, and by one at a time.
fn refuse(tx: &Tx<'_>, replica: &Replica, unit: &UnitKey) -> Result<(), ClientError> {
    known_unit(unit)?;
    if !replica.units.get(unit).is_some_and(|base| base.verified) {
        return Err(ClientError::UnitNotVerified);
    }
    if replica.correction_row(unit).is_some() || view::has_open(tx, unit)? {
        return Err(ClientError::RequestOpen);
    }
    Ok(())
}

/// The value and the reason, or everything that is wrong with either.
fn parse(
    input: &CorrectionInput,
    replica: &Replica,
    today: jiff::civil::Date,
) -> Result<(UnitValue, String), ClientError> {
    let change = ChangeInput {
        unit: input.unit.clone(),
        fields: Some(input.fields.clone()),
        base_rev: 0,
    };
    let problem = |field: &str, code| FieldProblem {
        unit: input.unit.clone(),
        field: field.to_owned(),
        code,
    };
    let mut problems = Vec::new();
    let parsed = parse_change(&change, replica.base_value(&input.unit), today);
    let value = parsed.unwrap_or_else(|found| {
        problems.extend(found);
        sst_domain::profile::Change {
            unit: input.unit.clone(),
            value: None,
            base_rev: 0,
        }
    });
    if value.value.is_none() && problems.is_empty() {
        problems.push(problem("", FieldCode::Required));
    }
    let reason = input.reason.trim();
    match reason.chars().count() {
        0 => problems.push(problem(REASON, FieldCode::Required)),
        MAX_REASON_CHARS.. if reason.chars().count() > MAX_REASON_CHARS => {
            problems.push(problem(REASON, FieldCode::TooLong));
        }
        _ => {}
    }
    match value.value {
        Some(value) if problems.is_empty() => Ok((value, reason.to_owned())),
        _ => Err(ClientError::Fields(problems)),
    }
}

fn parse_id(id: &str) -> Result<Uuid, ClientError> {
    Uuid::parse_str(id).map_err(|_| ClientError::NotFound)
}

/// Nothing was typed yet, save what was meant for the unit before it was verified.
fn begun(tx: &Tx<'_>, unit: &UnitKey, now: String) -> Result<CorrectionDraft, StoreError> {
    Ok(CorrectionDraft {
        unit: unit.clone(),
        fields: tx
            .draft(unit)?
            .map(|draft| draft.fields.clone())
            .unwrap_or_default(),
        reason: String::new(),
        attachments: Vec::new(),
        at: now,
    })
}
