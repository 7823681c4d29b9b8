//! The contract's rules of sync as one value, without a network. It checks what no client may do.

use std::collections::BTreeMap;

use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{
    Changes, ChangesQuery, Mutation, MutationBody, MutationResult, MutationStatus, PushReply,
    PushRequest, UnitChange,
};
use sst_domain::notice::Notice;
use sst_domain::profile::{ChangedBy, Origin, UnitKey, UnitValue};
use uuid::Uuid;

use super::requests::Requests;

use crate::sync::planner::is_preference;

/// The platform's state of one citizen.
#[derive(Clone, Default)]
pub(crate) struct Platform {
    pub(crate) epoch: u32,
    pub(crate) rev: u64,
    /// Cursors from before this revision mean nothing any longer.
    kept_from: u64,
    pub(crate) units: BTreeMap<UnitKey, UnitChange>,
    notices: BTreeMap<String, (u64, Notice)>,
    devices: BTreeMap<String, u64>,
    registered: u32,
    pub(crate) stored: BTreeMap<Uuid, (String, MutationResult)>,
    pub(crate) requests: Requests,
    pub(crate) policy_version: Option<String>,
    /// Most units and notices of one reply, if smaller than what is asked for.
    pub(crate) page: usize,
}

/// What a test wants to know of an edit or a decision that was applied.
pub(crate) struct Applied {
    pub(crate) id: Uuid,
    /// Of an edit: the unit, and its value before.
    pub(crate) edit: Option<(UnitKey, Option<UnitValue>)>,
}

impl Platform {
    pub(crate) fn new() -> Self {
        Self {
            epoch: 1,
            page: 200,
            ..Self::default()
        }
    }

    pub(crate) fn register(&mut self) -> String {
        self.registered += 1;
        let id = format!("device-{}-{}", self.epoch, self.registered);
        self.devices.insert(id.clone(), 0);
        id
    }

    /// Forgets a device, as if the platform had never known it.
    pub(crate) fn forget_devices(&mut self) {
        self.devices.clear();
    }

    pub(crate) fn value(&self, unit: &str) -> Option<&UnitValue> {
        self.units
            .get(&UnitKey::from(unit.to_owned()))
            .and_then(|unit| unit.value.as_ref())
    }

    /// An official sets a unit.
    pub(crate) fn correct(&mut self, unit: &UnitKey, value: Option<UnitValue>, verified: bool) {
        self.put(unit, value, verified, Origin::Official { verified });
    }

    pub(crate) fn notify(&mut self, notice: Notice) {
        self.rev += 1;
        self.notices.insert(notice.id.clone(), (self.rev, notice));
    }

    pub(crate) fn is_read(&self, notice: &str) -> bool {
        self.notices[notice].1.read
    }

    /// Forgets what a cursor of today would need.
    pub(crate) fn forget_the_past(&mut self) {
        self.kept_from = self.rev;
    }

    /// Goes back to an earlier state of itself, in a new epoch.
    pub(crate) fn restore(&mut self, earlier: &Self) {
        let (epoch, registered) = (self.epoch + 1, self.registered);
        *self = Self {
            epoch,
            registered,
            ..earlier.clone()
        };
    }

    pub(crate) fn push(
        &mut self,
        request: &PushRequest,
    ) -> Result<(PushReply, Vec<Applied>), Problem> {
        let last_seq = *self
            .devices
            .get(&request.device_id)
            .ok_or_else(|| Problem::new(ProblemCode::UnknownDevice))?;
        // Revisions of another epoch mean nothing here, so nothing is compared with them.
        let current = |cursor: &String| self.since(Some(cursor), &request.device_id, 0).is_some();
        if !request.cursor.as_ref().is_none_or(current) {
            return Err(Problem::new(ProblemCode::CursorExpired));
        }
        // One transaction: a refusal leaves no trace.
        let mut next = self.clone();
        let (mut results, mut applied, mut seq) = (Vec::new(), Vec::new(), last_seq);
        for mutation in &request.mutations {
            let result = match next.stored.get(&mutation.id) {
                Some((bytes, _)) if bytes != mutation.body.get() => {
                    return Err(Problem::new(ProblemCode::MutationChanged));
                }
                Some((_, result)) => MutationResult {
                    seq: mutation.seq,
                    ..result.clone()
                },
                None if mutation.seq <= seq => {
                    return Err(Problem::new(ProblemCode::UnknownDevice));
                }
                None => next.apply(mutation, &request.device_id, &mut applied),
            };
            if mutation.seq > seq + 1 {
                let expected = Some(seq + 1);
                return Err(Problem {
                    expected,
                    ..Problem::new(ProblemCode::SeqGap)
                });
            }
            seq = seq.max(mutation.seq);
            results.push(result);
        }
        next.devices.insert(request.device_id.clone(), seq);
        *self = next;
        let changes = self.since(request.cursor.as_deref(), &request.device_id, self.page);
        let changes = changes.ok_or_else(|| Problem::new(ProblemCode::CursorExpired))?;
        Ok((PushReply { results, changes }, applied))
    }

    pub(crate) fn changes(&self, query: &ChangesQuery) -> Result<Changes, Problem> {
        if !self.devices.contains_key(&query.device_id) {
            return Err(Problem::new(ProblemCode::UnknownDevice));
        }
        let limit = self.page.min(query.limit as usize);
        self.since(query.since.as_deref(), &query.device_id, limit)
            .ok_or_else(|| Problem::new(ProblemCode::CursorExpired))
    }

    fn apply(
        &mut self,
        mutation: &Mutation,
        device: &str,
        applied: &mut Vec<Applied>,
    ) -> MutationResult {
        let body: MutationBody = serde_json::from_str(mutation.body.get()).unwrap();
        let (status, problem) = match body {
            MutationBody::NoticeRead { notices, .. } => {
                self.rev += 1;
                for id in &notices {
                    if let Some((rev, notice)) = self.notices.get_mut(id) {
                        *rev = self.rev;
                        notice.read = true;
                    }
                }
                (MutationStatus::Applied, None)
            }
            MutationBody::ProfileReveal { .. } => (MutationStatus::Applied, None),
            MutationBody::CorrectionRequest {
                unit,
                value,
                reason,
                attachments,
            } => answered(self.request(mutation.id, (unit, value), reason, &attachments)),
            MutationBody::CorrectionWithdraw { request } => answered(self.withdraw(request)),
            MutationBody::ConsentDecide { .. } => {
                let id = mutation.id;
                applied.push(Applied { id, edit: None });
                (MutationStatus::Applied, None)
            }
            MutationBody::ProfileEdit {
                unit, value, base, ..
            } => {
                let now = self.units.get(&unit);
                let (rev, before) = (
                    now.map_or(0, |now| now.rev),
                    now.and_then(|now| now.value.clone()),
                );
                let refused = value
                    .as_ref()
                    .is_some_and(|value| value.text("street") == Some("拒绝路"));
                if now.is_some_and(|now| now.verified) {
                    (
                        MutationStatus::Rejected,
                        Some(Problem::new(ProblemCode::UnitVerified)),
                    )
                } else if refused {
                    (
                        MutationStatus::Rejected,
                        Some(Problem::new(ProblemCode::InvalidFields)),
                    )
                } else if before == value {
                    (MutationStatus::Noop, None)
                } else if base != rev && !is_preference(&unit) {
                    (MutationStatus::Conflict, None)
                } else {
                    let id = mutation.id;
                    let edit = Some((unit.clone(), before));
                    applied.push(Applied { id, edit });
                    self.put(
                        &unit,
                        value,
                        false,
                        Origin::Device {
                            device_id: device.to_owned(),
                        },
                    );
                    (MutationStatus::Applied, None)
                }
            }
        };
        let result = MutationResult {
            seq: mutation.seq,
            id: mutation.id,
            status,
            problem,
        };
        self.stored.insert(
            mutation.id,
            (mutation.body.get().to_owned(), result.clone()),
        );
        result
    }

    pub(crate) fn put(
        &mut self,
        unit: &UnitKey,
        value: Option<UnitValue>,
        verified: bool,
        origin: Origin,
    ) {
        self.rev += 1;
        let at = "2026-11-24T00:00:00Z".to_owned();
        let changed_by = ChangedBy {
            origin,
            ground: String::new(),
            at,
            reference: None,
            unknown: BTreeMap::new(),
        };
        let change = UnitChange {
            unit: unit.clone(),
            value,
            rev: self.rev,
            verified,
            changed_by,
        };
        self.units.insert(unit.clone(), change);
    }

    /// `None` where the cursor means nothing here. A cursor is `epoch:revision`, and `:s` for a snapshot
    /// that is not complete yet.
    fn since(&self, cursor: Option<&str>, device: &str, limit: usize) -> Option<Changes> {
        let (after, snapshot) = match cursor {
            None => (0, true),
            Some(cursor) => {
                let mut parts = cursor.split(':');
                if parts.next()?.parse() != Ok(self.epoch) {
                    return None;
                }
                (parts.next()?.parse().ok()?, parts.next() == Some("s"))
            }
        };
        let forgotten = cursor.is_some() && !snapshot && after < self.kept_from;
        if forgotten || after > self.rev {
            return None;
        }
        let mut revs: Vec<u64> = self.units.values().map(|unit| unit.rev).collect();
        revs.extend(self.notices.values().map(|(rev, _)| *rev));
        revs.extend(self.requests.asked.values().map(|(rev, _)| *rev));
        revs.retain(|rev| *rev > after);
        revs.sort_unstable();
        let last = revs
            .iter()
            .take(limit)
            .next_back()
            .copied()
            .unwrap_or(after);
        let has_more = revs.iter().any(|rev| *rev > last);
        let within = |rev: u64| rev > after && rev <= last;
        let mark = if has_more && snapshot { ":s" } else { "" };
        let next = if has_more { last } else { self.rev };
        Some(Changes {
            epoch: self.epoch.to_string(),
            last_seq: self.devices.get(device).copied().unwrap_or_default(),
            snapshot,
            units: self
                .units
                .values()
                .filter(|unit| within(unit.rev))
                .cloned()
                .collect(),
            notices: self
                .notices
                .values()
                .filter(|(rev, _)| within(*rev))
                .map(|(_, notice)| notice.clone())
                .collect(),
            consents: Vec::new(),
            corrections: self
                .requests
                .asked
                .values()
                .filter(|(rev, _)| within(*rev))
                .map(|(_, asked)| asked.clone())
                .collect(),
            policy_version: self.policy_version.clone(),
            next: format!("{}:{next}{mark}", self.epoch),
            has_more,
        })
    }
}

fn answered(done: Result<(), ProblemCode>) -> (MutationStatus, Option<Problem>) {
    match done {
        Ok(()) => (MutationStatus::Applied, None),
        Err(code) => (MutationStatus::Rejected, Some(Problem::new(code))),
    }
}
