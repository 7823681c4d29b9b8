//! What a screen shows of requests for correction.

use std::sync::atomic::{AtomicU64, Ordering};

use sst_api::correction::{CorrectionRequest, CorrectionState, MAX_REASON_CHARS};
use sst_api::upload::MediaType;
use sst_domain::profile::{UnitKey, UnitValue, mask_unit};
use uuid::Uuid;

use crate::account::OpenAccount;
use crate::attachment::{Attachment, MOST};
use crate::consent::SensitiveIdentity;
use crate::error::ClientError;
use crate::profile::form::form_view;
use crate::profile::known_unit;
use crate::store::{CorrectionDraft, Draft, StoreError, Tx};
use crate::sync::planner::{OutboxRow, Phase, Replica};
use crate::view::{
    AttachmentKind, AttachmentView, CorrectionDetailView, CorrectionFormView, CorrectionStateView,
    CorrectionView, CorrectionsView, RequestProgress, SentRequestView,
};

/// Views so far, of all stores: see the versions of the profile's.
static VIEWS: AtomicU64 = AtomicU64::new(0);

/// What a view depends on besides the store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seer {
    memory_only: bool,
    granted: bool,
}

impl Seer {
    pub(crate) fn of(account: &OpenAccount) -> Self {
        Self {
            memory_only: account.is_memory_only(),
            granted: account.grants.granted::<SensitiveIdentity>().is_some(),
        }
    }

    /// To be called within the transaction that changed something, so that versions grow in the order of
    /// transactions.
    pub(crate) fn corrections(self, tx: &Tx<'_>) -> Result<CorrectionsView, StoreError> {
        let replica = tx.replica();
        let drafts = tx.correction_drafts()?;
        let sent = tx.requests()?;
        let rows = replica.outbox.values();
        let rows = rows.filter(|row| !sent.contains_key(&row.id));
        let mut requests: Vec<CorrectionView> = drafts.iter().map(draft_view).collect();
        requests.extend(rows.filter_map(|row| self.row_view(row, &replica)));
        requests.extend(sent.values().map(|request| sent_view(request, &replica)));
        requests.sort_by(|one, other| other.at.cmp(&one.at));
        Ok(CorrectionsView {
            requests,
            version: VIEWS.fetch_add(1, Ordering::Relaxed),
        })
    }

    pub(super) fn form(
        self,
        tx: &Tx<'_>,
        unit: &UnitKey,
    ) -> Result<CorrectionFormView, ClientError> {
        let spec = known_unit(unit)?;
        let replica = tx.replica();
        if !replica.units.get(unit).is_some_and(|base| base.verified) {
            return Err(ClientError::UnitNotVerified);
        }
        let draft = tx.correction_draft(unit)?;
        let typed = match &draft {
            Some(draft) => Some(Draft {
                unit: unit.clone(),
                fields: draft.fields.clone(),
            }),
            // Typed before the value was verified: it can only be asked for now.
            None => tx.draft(unit)?,
        };
        let (reason, attachments) = draft.as_ref().map_or_else(Default::default, |draft| {
            (draft.reason.clone(), attachment_views(&draft.attachments))
        });
        let row = replica.correction_row(unit);
        let sent = tx.requests()?;
        let open = sent
            .values()
            .find(|request| request.unit == *unit && request.state.is_open());
        Ok(CorrectionFormView {
            form: form_view(spec, &replica, typed, self.memory_only),
            reason,
            attachments,
            most_attachments: MOST as u32,
            most_reason_chars: MAX_REASON_CHARS as u32,
            consent_needed: !self.granted,
            under_way: open
                .map(|request| sent_view(request, &replica))
                .or_else(|| self.row_view(row?, &replica)),
        })
    }

    pub(super) fn detail(self, tx: &Tx<'_>, id: Uuid) -> Result<CorrectionDetailView, ClientError> {
        let replica = tx.replica();
        if let Some(request) = tx.requests()?.get(&id) {
            return Ok(CorrectionDetailView {
                request: sent_view(request, &replica),
                reason: request.reason.clone(),
            });
        }
        let row = replica.outbox.values().find(|row| row.id == id);
        let row = row.ok_or(ClientError::NotFound)?;
        let request = self.row_view(row, &replica).ok_or(ClientError::NotFound)?;
        let reason = row.correction().map(|asked| asked.reason.clone());
        Ok(CorrectionDetailView {
            request,
            reason: reason.unwrap_or_default(),
        })
    }

    fn row_view(self, row: &OutboxRow, replica: &Replica) -> Option<CorrectionView> {
        let correction = row.correction()?;
        Some(CorrectionView {
            id: row.id.to_string(),
            unit: correction.unit.clone(),
            fields: masked(&correction.unit, &correction.value),
            attachments: attachment_views(&correction.attachments),
            at: row.saved_at.clone(),
            state: self.state(row, replica),
            held: row.is_held(),
        })
    }

    fn state(self, row: &OutboxRow, replica: &Replica) -> CorrectionStateView {
        let attachments = row.attachments();
        match &row.phase {
            Phase::Rejected { code, fields } => CorrectionStateView::Rejected {
                code: code.clone(),
                fields: fields.clone(),
            },
            Phase::Frozen { .. } => CorrectionStateView::Sending {
                withdrawing: replica.withdraws(row.id),
            },
            _ if !self.granted => CorrectionStateView::ConsentNeeded,
            _ if attachments.iter().any(|held| held.sent.begun) => CorrectionStateView::Uploading {
                sent: attachments.iter().map(|held| held.sent.received).sum(),
                of: attachments.iter().map(|held| held.size).sum(),
            },
            _ => CorrectionStateView::Waiting,
        }
    }
}

/// Whether the platform has a request for this unit that it has not answered.
pub(super) fn has_open(tx: &Tx<'_>, unit: &UnitKey) -> Result<bool, StoreError> {
    let requests = tx.requests()?;
    let mut requests = requests.values();
    Ok(requests.any(|request| request.unit == *unit && request.state.is_open()))
}

/// Whether the platform has this request and has not answered it.
pub(super) fn is_open(tx: &Tx<'_>, request: Uuid) -> Result<bool, StoreError> {
    let requests = tx.requests()?;
    Ok(requests
        .get(&request)
        .is_some_and(|request| request.state.is_open()))
}

fn sent_view(request: &CorrectionRequest, replica: &Replica) -> CorrectionView {
    let attachment = |held: &sst_api::correction::Attachment| AttachmentView {
        id: held.id.to_string(),
        name: String::new(),
        kind: match held.media_type {
            MediaType::Jpeg => Some(AttachmentKind::Jpeg),
            MediaType::Png => Some(AttachmentKind::Png),
            MediaType::Pdf => Some(AttachmentKind::Pdf),
            MediaType::Other => None,
        },
        size: held.size,
    };
    let value = request.value.as_ref();
    CorrectionView {
        id: request.id.to_string(),
        unit: request.unit.clone(),
        fields: value
            .map(|value| masked(&request.unit, value))
            .unwrap_or_default(),
        attachments: request.attachments.iter().map(attachment).collect(),
        at: request.submitted_at.clone(),
        state: CorrectionStateView::Sent(SentRequestView {
            reference: request.reference.clone(),
            progress: progress(request.state),
            answer: request.answer.clone(),
            updated_at: request.updated_at.clone(),
            withdrawing: request.state.is_open() && replica.withdraws(request.id),
        }),
        held: request.state.is_open() && replica.holds_withdrawal(request.id),
    }
}

fn progress(state: CorrectionState) -> RequestProgress {
    match state {
        CorrectionState::Received => RequestProgress::Received,
        CorrectionState::InReview => RequestProgress::InReview,
        CorrectionState::Accepted => RequestProgress::Accepted,
        CorrectionState::Refused => RequestProgress::Refused,
        CorrectionState::Withdrawn => RequestProgress::Withdrawn,
        CorrectionState::Other => RequestProgress::Other,
    }
}

fn draft_view(draft: &CorrectionDraft) -> CorrectionView {
    CorrectionView {
        id: draft.unit.to_string(),
        unit: draft.unit.clone(),
        // What is half typed has no value that could be masked.
        fields: Vec::new(),
        attachments: attachment_views(&draft.attachments),
        at: draft.at.clone(),
        state: CorrectionStateView::Draft,
        held: false,
    }
}

fn masked(unit: &UnitKey, value: &UnitValue) -> Vec<sst_domain::profile::MaskedField> {
    let spec = unit.spec();
    spec.map(|spec| mask_unit(spec, value)).unwrap_or_default()
}

fn attachment_views(attachments: &[Attachment]) -> Vec<AttachmentView> {
    let view = |held: &Attachment| AttachmentView {
        id: held.id.to_string(),
        name: held.name.clone(),
        kind: Some(held.kind),
        size: held.size,
    };
    attachments.iter().map(view).collect()
}
