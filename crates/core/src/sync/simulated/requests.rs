//! Requests for correction and what is attached, as the contract has them.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use sst_api::correction::{Attachment, CorrectionRequest, CorrectionState};
use sst_api::problem::{Problem, ProblemCode};
use sst_api::upload::{UploadRequest, UploadState};
use sst_domain::profile::{UnitKey, UnitValue};
use uuid::Uuid;

use super::Platform;

/// What the platform has of an attachment.
#[derive(Clone)]
pub(crate) struct Uploaded {
    pub(crate) request: UploadRequest,
    pub(crate) bytes: Vec<u8>,
    complete: bool,
    claimed: bool,
}

/// Requests by identifier, each with its revision; and uploads.
#[derive(Clone, Default)]
pub(crate) struct Requests {
    pub(crate) uploads: BTreeMap<Uuid, Uploaded>,
    pub(crate) asked: BTreeMap<Uuid, (u64, CorrectionRequest)>,
    /// The next so many attachments are damaged on their way.
    pub(crate) damage: u32,
}

impl Uploaded {
    fn state(&self) -> UploadState {
        UploadState {
            id: self.request.id,
            received: self.bytes.len() as u64,
            complete: self.complete,
        }
    }
}

impl Requests {
    pub(super) fn begin(&mut self, request: &UploadRequest) -> Result<UploadState, Problem> {
        let known = self.uploads.entry(request.id).or_insert_with(|| Uploaded {
            request: request.clone(),
            bytes: Vec::new(),
            complete: false,
            claimed: false,
        });
        if known.request != *request {
            return Err(Problem::new(ProblemCode::UploadChanged));
        }
        Ok(known.state())
    }

    pub(super) fn part(
        &mut self,
        id: Uuid,
        offset: u64,
        part: &[u8],
    ) -> Result<UploadState, Problem> {
        let upload = self.uploads.get_mut(&id);
        let upload = upload.ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
        let received = upload.bytes.len() as u64;
        if offset != received {
            let expected = Some(received);
            return Err(Problem {
                expected,
                ..Problem::new(ProblemCode::UploadOffset)
            });
        }
        upload.bytes.extend(part);
        if upload.bytes.len() as u64 == upload.request.size {
            let hash: String = Sha256::digest(&upload.bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            if self.damage > 0 || hash != upload.request.sha256 {
                self.damage = self.damage.saturating_sub(1);
                upload.bytes.clear();
                return Err(Problem::new(ProblemCode::UploadDamaged));
            }
            upload.complete = true;
        }
        Ok(upload.state())
    }

    pub(super) fn discard(&mut self, id: Uuid) {
        self.uploads
            .retain(|known, upload| *known != id || upload.claimed);
    }
}

impl Platform {
    pub(super) fn request(
        &mut self,
        id: Uuid,
        (unit, value): (UnitKey, Option<UnitValue>),
        reason: String,
        attachments: &[Uuid],
    ) -> Result<(), ProblemCode> {
        if !self.units.get(&unit).is_some_and(|unit| unit.verified) {
            return Err(ProblemCode::UnitNotVerified);
        }
        let mut open = self.requests.asked.values();
        if open.any(|(_, asked)| asked.unit == unit && asked.state.is_open()) {
            return Err(ProblemCode::RequestOpen);
        }
        let mut claimed = Vec::new();
        for id in attachments {
            let upload = self.requests.uploads.get_mut(id);
            let upload = upload.filter(|upload| upload.complete && !upload.claimed);
            let upload = upload.ok_or(ProblemCode::AttachmentMissing)?;
            upload.claimed = true;
            claimed.push(Attachment {
                id: *id,
                media_type: upload.request.media_type,
                size: upload.request.size,
            });
        }
        self.rev += 1;
        let at = "2026-11-24T00:00:00Z".to_owned();
        let asked = CorrectionRequest {
            id,
            reference: format!("20261124-{:06}", self.rev),
            unit,
            value,
            reason,
            attachments: claimed,
            state: CorrectionState::Received,
            answer: None,
            submitted_at: at.clone(),
            updated_at: at,
        };
        self.requests.asked.insert(id, (self.rev, asked));
        Ok(())
    }

    pub(super) fn withdraw(&mut self, id: Uuid) -> Result<(), ProblemCode> {
        let asked = self.requests.asked.get_mut(&id);
        let (rev, asked) = asked
            .filter(|(_, asked)| asked.state.is_open())
            .ok_or(ProblemCode::RequestClosed)?;
        self.rev += 1;
        *rev = self.rev;
        asked.state = CorrectionState::Withdrawn;
        for attachment in asked.attachments.drain(..) {
            self.requests.uploads.remove(&attachment.id);
        }
        Ok(())
    }

    /// An official refuses a request.
    pub(crate) fn refuse(&mut self, id: Uuid, words: &str) {
        self.rev += 1;
        let (rev, asked) = self.requests.asked.get_mut(&id).unwrap();
        *rev = self.rev;
        asked.state = CorrectionState::Refused;
        asked.answer = Some(words.to_owned());
    }
}
