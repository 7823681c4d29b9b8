//! What a screen shows of requests for correction.

use std::sync::atomic::{AtomicU64, Ordering};

use sst_domain::profile::{UnitKey, UnitValue, mask_unit};
use uuid::Uuid;

use super::MAX_REASON_CHARS;
use crate::account::OpenAccount;
use crate::attachment::{Attachment, MOST};
use crate::consent::SensitiveIdentity;
use crate::error::ClientError;
use crate::profile::form::form_view;
use crate::profile::known_unit;
use crate::store::{CorrectionDraft, Draft, StoreError, Tx};
use crate::sync::planner::{OutboxRow, Phase};
use crate::view::{
    AttachmentView, CorrectionDetailView, CorrectionFormView, CorrectionStateView, CorrectionView,
    CorrectionsView,
};

/// Views so far, of all stores: see the versions of the profile's.
static VIEWS: AtomicU64 = AtomicU64::new(0);

/// What a view depends on besides the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seer {
    memory_only: bool,
    granted: bool,
}

impl Seer {
    pub(super) fn of(account: &OpenAccount) -> Self {
        Self {
            memory_only: account.is_memory_only(),
            granted: account.grants.granted::<SensitiveIdentity>().is_some(),
        }
    }

    /// To be called within the transaction that changed something, so that versions grow in the order of
    /// transactions.
    pub(super) fn corrections(self, tx: &Tx<'_>) -> Result<CorrectionsView, StoreError> {
        let replica = tx.replica();
        let drafts = tx.correction_drafts()?;
        let mut requests: Vec<CorrectionView> = drafts.iter().map(draft_view).collect();
        requests.extend(replica.outbox.values().filter_map(|row| self.row_view(row)));
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
        let typed = draft.as_ref().map(|draft| Draft {
            unit: unit.clone(),
            fields: draft.fields.clone(),
        });
        let (reason, attachments) = draft.as_ref().map_or_else(Default::default, |draft| {
            (draft.reason.clone(), attachment_views(&draft.attachments))
        });
        let row = replica.correction_row(unit);
        Ok(CorrectionFormView {
            form: form_view(spec, &replica, typed, self.memory_only),
            reason,
            attachments,
            most_attachments: MOST as u32,
            most_reason_chars: MAX_REASON_CHARS as u32,
            consent_needed: !self.granted,
            under_way: row.and_then(|row| self.row_view(row)),
        })
    }

    pub(super) fn detail(self, tx: &Tx<'_>, id: &str) -> Result<CorrectionDetailView, ClientError> {
        let replica = tx.replica();
        let row = replica.outbox.values().find(|row| row.id.to_string() == id);
        let row = row.ok_or(ClientError::NotFound)?;
        let request = self.row_view(row).ok_or(ClientError::NotFound)?;
        let reason = row.correction().map(|asked| asked.reason.clone());
        Ok(CorrectionDetailView {
            request,
            reason: reason.unwrap_or_default(),
        })
    }

    fn row_view(self, row: &OutboxRow) -> Option<CorrectionView> {
        let correction = row.correction()?;
        Some(CorrectionView {
            id: row.id.to_string(),
            unit: correction.unit.clone(),
            fields: masked(&correction.unit, &correction.value),
            attachments: attachment_views(&correction.attachments),
            at: row.saved_at.clone(),
            state: self.state(row),
        })
    }

    fn state(self, row: &OutboxRow) -> CorrectionStateView {
        let attachments = row.attachments();
        match &row.phase {
            Phase::Rejected { code, fields } => CorrectionStateView::Rejected {
                code: code.clone(),
                fields: fields.clone(),
            },
            Phase::Frozen { .. } => CorrectionStateView::Sending,
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
pub(super) fn has_open(_tx: &Tx<'_>, _unit: &UnitKey) -> Result<bool, StoreError> {
    Ok(false)
}

/// Whether the platform has this request and has not answered it.
pub(super) fn is_open(_tx: &Tx<'_>, _request: Uuid) -> Result<bool, StoreError> {
    Ok(false)
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
