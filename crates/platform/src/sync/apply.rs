//! What one mutation does.

use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{MutationBody, MutationStatus, UnitChange};
use sst_domain::consent::SignedRecord;
use sst_domain::profile::{
    ChangeInput, ChangedBy, EditRule, FieldValue, Origin, RawFields, RawValue, UnitGroup, UnitKey,
    UnitValue, parse_change,
};
use uuid::Uuid;

use super::equal::says_the_same;
use crate::app::App;
use crate::consent;
use crate::correction::{self, Wish};
use crate::error::StoreError;
use crate::store::activity::{self, Happened};
use crate::store::mutation::Outcome;
use crate::store::unit::Write;
use crate::store::{WriteTx, audit, notice, unit};

/// Most notices that one mutation marks as read.
const MOST_NOTICES: usize = 200;

/// Who sends a mutation.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    pub(super) citizen_id: &'a str,
    pub(super) session_id: &'a str,
    pub(super) device_id: &'a str,
}

/// Applies one mutation that was not seen before.
pub(super) async fn apply(
    app: &App,
    tx: &mut WriteTx,
    sender: Sender<'_>,
    (seq, id): (i64, Uuid),
    body: MutationBody,
) -> Result<Outcome, StoreError> {
    match body {
        MutationBody::ProfileEdit {
            unit,
            value,
            base,
            client_time: _,
        } => {
            let edit = Edit { unit, value, base };
            edit_unit(app, tx, sender, seq, edit).await
        }
        MutationBody::ProfileReveal {
            unit,
            client_time: _,
        } => record_reveal(app, tx, sender, &unit).await,
        MutationBody::ConsentDecide {
            record,
            signature,
            notice,
            guardian,
        } => {
            let signed = SignedRecord { record, signature };
            let shown = (signed, notice);
            consent::decide(app, tx, sender.citizen_id, shown, guardian).await
        }
        MutationBody::CorrectionRequest {
            unit,
            value,
            reason,
            attachments,
        } => {
            let wish = Wish {
                unit,
                value,
                reason,
                attachments,
            };
            correction::ask(app, tx, sender.citizen_id, id, wish).await
        }
        MutationBody::CorrectionWithdraw { request } => {
            correction::withdraw(app, tx, sender.citizen_id, request).await
        }
        MutationBody::NoticeRead {
            notices,
            client_time: _,
        } => mark_read(tx, sender.citizen_id, &notices).await,
    }
}

struct Edit {
    unit: UnitKey,
    value: Option<UnitValue>,
    base: u64,
}

async fn edit_unit(
    app: &App,
    tx: &mut WriteTx,
    sender: Sender<'_>,
    seq: i64,
    edit: Edit,
) -> Result<Outcome, StoreError> {
    let Some(spec) = edit.unit.spec() else {
        return Ok(ProblemCode::UnitUnknown.into());
    };
    match spec.edit {
        EditRule::Offline => {}
        EditRule::Online => return Ok(ProblemCode::UnitOnlineOnly.into()),
        EditRule::ReadOnly => return Ok(ProblemCode::UnitReadOnly.into()),
    }
    let current = unit::find(tx, sender.citizen_id, spec.key).await?;
    let base = edit.base;
    let value = match parse(app, &edit.unit, edit.value.as_ref(), current.as_ref()) {
        Ok(value) => value,
        Err(problem) => return Ok(Outcome::rejected(problem)),
    };
    let held = current.as_ref().and_then(|current| current.value.as_ref());
    if says_the_same(spec, held, value.as_ref()) {
        return Ok(Outcome::of(MutationStatus::Noop));
    }
    if current.as_ref().is_some_and(|current| current.verified) {
        return Ok(ProblemCode::UnitVerified.into());
    }
    // Preferences: the last write wins. Everything else must have seen what it replaces.
    if spec.group != UnitGroup::Preference
        && !base_is_current(tx, sender, (spec.key, seq), base, current.as_ref()).await?
    {
        return Ok(Outcome::of(MutationStatus::Conflict));
    }
    let changed_by = ChangedBy {
        origin: Origin::Device {
            device_id: sender.device_id.to_owned(),
        },
        ground: String::new(),
        at: app.clock.now_text(),
        reference: None,
        unknown: Default::default(),
    };
    let write = Write {
        unit: spec.key,
        value: value.as_ref(),
        verified: false,
        changed_by: &changed_by,
        mutation: Some((sender.device_id, seq)),
    };
    unit::write(tx, sender.citizen_id, write).await?;
    let entry = audit::Entry {
        actor: "citizen",
        action: "unit.edited",
        citizen_id: Some(sender.citizen_id),
        detail: spec.key,
    };
    audit::record(tx, app.clock.now(), entry).await?;
    Ok(Outcome::of(MutationStatus::Applied))
}

/// A base that the platform never gave out (its data were restored from a backup meanwhile) is no base.
async fn base_is_current(
    tx: &mut WriteTx,
    sender: Sender<'_>,
    (unit, seq): (&str, i64),
    base: u64,
    current: Option<&UnitChange>,
) -> Result<bool, StoreError> {
    let newest = current.map_or(0, |current| current.rev);
    let Some(base) = i64::try_from(base).ok().filter(|_| base <= newest) else {
        return Ok(false);
    };
    unit::base_is_current(tx, sender.citizen_id, unit, base, (sender.device_id, seq)).await
}

/// A value as the domain's rules have it.
pub(crate) fn parse(
    app: &App,
    unit: &UnitKey,
    value: Option<&UnitValue>,
    current: Option<&UnitChange>,
) -> Result<Option<UnitValue>, Problem> {
    let fields = match value {
        Some(value) => {
            Some(raw_fields(value).ok_or_else(|| Problem::new(ProblemCode::MalformedRequest))?)
        }
        None => None,
    };
    let input = ChangeInput {
        unit: unit.clone(),
        fields,
        base_rev: 0,
    };
    let current = current.and_then(|current| current.value.as_ref());
    match parse_change(&input, current, app.clock.today()) {
        Ok(change) => Ok(change.value),
        Err(fields) => Err(Problem {
            fields,
            ..Problem::new(ProblemCode::InvalidFields)
        }),
    }
}

/// A value as if it had been typed: what a client sends is parsed like what a person types.
pub(crate) fn raw_fields(value: &UnitValue) -> Option<RawFields> {
    let raw = |(name, field): (&str, &FieldValue)| {
        let raw = match field {
            FieldValue::Text(text) => RawValue::Text(text.clone()),
            FieldValue::List(list) => RawValue::List(list.clone()),
            FieldValue::Unknown(_) => return None,
        };
        Some((name.to_owned(), raw))
    };
    value.fields().map(raw).collect()
}

/// The person finds it in the activity list.
async fn record_reveal(
    app: &App,
    tx: &mut WriteTx,
    sender: Sender<'_>,
    unit: &UnitKey,
) -> Result<Outcome, StoreError> {
    let Some(spec) = unit.spec() else {
        return Ok(ProblemCode::UnitUnknown.into());
    };
    let happened = Happened {
        action: "value.revealed",
        citizen_id: Some(sender.citizen_id),
        detail: spec.key,
        session_id: Some(sender.session_id),
        about: None,
    };
    activity::record(tx, app.clock.now(), happened).await?;
    Ok(Outcome::of(MutationStatus::Applied))
}

async fn mark_read(
    tx: &mut WriteTx,
    citizen_id: &str,
    notices: &[String],
) -> Result<Outcome, StoreError> {
    if notices.len() > MOST_NOTICES {
        return Ok(ProblemCode::TooLarge.into());
    }
    let mut status = MutationStatus::Noop;
    for notice_id in notices {
        if notice::mark_read(tx, citizen_id, notice_id).await? {
            status = MutationStatus::Applied;
        }
    }
    Ok(Outcome::of(status))
}
