//! Requests for correction.

use sst_api::correction::CorrectionRequest;
use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{Changes, MutationResult, MutationStatus};
use sst_api::upload::UploadState;
use sst_domain::consent::Hash;
use sst_domain::profile::UnitValue;
use uuid::Uuid;

use super::*;
use crate::attachment::{Attachment, Sent};
use crate::sync::planner::{Correction, Upload};
use crate::view::AttachmentKind;

pub(super) fn attachment(id: u128) -> Attachment {
    Attachment {
        id: Uuid::from_u128(id),
        name: "证明.pdf".to_owned(),
        kind: AttachmentKind::Pdf,
        size: 100,
        sha256: Hash([0; 32]),
        sent: Sent::default(),
    }
}

pub(super) fn asked(replica: &mut Replica, attachments: &[u128]) -> Uuid {
    let correction = Correction {
        unit: UnitKey::from("name"),
        value: UnitValue::from([("name", "测试市民乙")]),
        reason: "因为".to_owned(),
        attachments: attachments.iter().copied().map(attachment).collect(),
    };
    assert!(replica.ask_for_correction(correction, AT, &mut ids()));
    row(replica).id
}

pub(super) fn row(replica: &Replica) -> &OutboxRow {
    replica.correction_row(&UnitKey::from("name")).unwrap()
}

pub(super) fn next(replica: &Replica) -> Option<Upload> {
    match replica.next_step(false, true) {
        Step::Upload(upload) => Some(upload),
        _ => None,
    }
}

pub(super) fn stands(replica: &mut Replica, id: u128, received: u64) {
    let state = UploadState {
        id: Uuid::from_u128(id),
        received,
        complete: received == 100,
    };
    assert!(replica.upload_stands(&state));
}

pub(super) fn refused(
    replica: &mut Replica,
    id: u128,
    code: ProblemCode,
    expected: Option<u64>,
) -> Remedy {
    let problem = Problem {
        expected,
        ..Problem::new(code)
    };
    replica.upload_refused(Uuid::from_u128(id), &problem)
}

pub(super) fn part(id: u128, offset: u64) -> Option<Upload> {
    let id = Uuid::from_u128(id);
    Some(Upload::Part { id, offset })
}

/// An answer that settles what was frozen, as rejected for this reason.
pub(super) fn rejected(replica: &mut Replica, code: ProblemCode) {
    let frozen = row(replica);
    let Phase::Frozen { seq, .. } = frozen.phase else {
        panic!("{:?}", frozen.phase);
    };
    let result = MutationResult {
        seq,
        id: frozen.id,
        status: MutationStatus::Rejected,
        problem: Some(Problem::new(code)),
    };
    let changes: Changes = serde_json::from_value(serde_json::json!({
        "epoch": replica.line.epoch.clone().unwrap(), "last_seq": seq, "next": "1:1"
    }))
    .unwrap();
    replica.absorb(&[result], &changes, &mut ids());
}

#[test]
fn a_request_freezes_once_all_that_is_attached_is_there() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1, 2]);
    let Some(Upload::Begin(begun)) = next(&replica) else {
        panic!();
    };
    assert_eq!(begun.id, Uuid::from_u128(1));
    stands(&mut replica, 1, 0);
    assert_eq!(next(&replica), part(1, 0));
    stands(&mut replica, 1, 100);
    assert!(matches!(next(&replica), Some(Upload::Begin(held)) if held.id == Uuid::from_u128(2)));
    stands(&mut replica, 2, 60);
    replica.freeze(true);
    assert_eq!(row(&replica).phase, Phase::Waiting);
    stands(&mut replica, 2, 100);
    assert!(matches!(replica.next_step(false, true), Step::Freeze));
    replica.freeze(true);
    let Step::Push(batch) = replica.next_step(false, true) else {
        panic!();
    };
    let body = batch.mutations[0].body.get();
    assert!(body.contains("profile.correction_request"), "{body}");
    assert!(body.contains(&Uuid::from_u128(2).to_string()));
    assert!(!body.contains("证明"), "the name of the file stays here");
}

#[test]
fn an_edit_and_news_go_before_the_next_part() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    stands(&mut replica, 1, 50);
    assert!(matches!(replica.next_step(true, true), Step::Fetch(_)));
    edit(&mut replica, &address(), street("新街"));
    assert!(matches!(replica.next_step(true, true), Step::Freeze));
    replica.freeze(true);
    assert!(matches!(replica.next_step(true, true), Step::Push(_)));
}

/// A photo is sent only while the person agrees to it, and only for a request that is still to be sent.
#[test]
fn what_is_attached_stays_here_without_consent_and_once_the_request_was_refused() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    assert!(matches!(replica.next_step(false, false), Step::Rest));
    refused(&mut replica, 1, ProblemCode::UploadType, None);
    assert!(matches!(replica.next_step(false, true), Step::Rest));
}

#[test]
fn a_request_whose_consent_is_gone_waits_and_what_left_with_it_stays_as_it_is() {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("新街"));
    let asked = asked(&mut replica, &[]);
    replica.freeze(true);
    let sent = replica.outbox[&1].clone();
    assert!(matches!(replica.next_step(false, false), Step::Freeze));
    replica.freeze(false);
    assert_eq!(row(&replica).phase, Phase::Waiting);
    assert_eq!(replica.outbox[&1], sent, "it may have left: the same bytes");
    assert!(!replica.undo(&address()));
    assert!(replica.take_back_correction(asked).is_some());
}

#[test]
fn one_request_of_a_unit_is_under_way_and_a_refused_one_is_replaced() {
    let (mut replica, _) = in_step();
    let first = asked(&mut replica, &[]);
    let again = row(&replica).correction().unwrap().clone();
    assert!(!replica.ask_for_correction(again.clone(), AT, &mut ids()));
    replica.freeze(true);
    assert!(!replica.ask_for_correction(again.clone(), AT, &mut ids()));
    rejected(&mut replica, ProblemCode::RequestOpen);
    assert!(replica.ask_for_correction(again, AT, &mut ids()));
    assert_eq!(replica.outbox.len(), 1);
    assert_eq!(row(&replica).phase, Phase::Waiting);
    assert_ne!(row(&replica).id, first);
}

#[test]
fn a_request_is_taken_back_once() {
    let (mut replica, _) = in_step();
    let [one, other] = [1, 2].map(Uuid::from_u128);
    edit(&mut replica, &address(), street("新街"));
    assert!(!replica.withdraws(one));
    for _ in 0..2 {
        replica.withdraw_correction(one, AT, &mut ids());
    }
    assert_eq!(replica.outbox.len(), 2);
    assert!(replica.withdraws(one) && !replica.withdraws(other));
    asked(&mut replica, &[]);
    let shown = replica.corrections();
    let positions: Vec<u64> = shown.iter().map(|row| row.position).collect();
    assert_eq!(positions, [2, 3], "the edit is none of them");
}

/// The answer was lost, but the platform shows the request.
#[test]
fn a_request_that_has_arrived_leaves_unless_its_answer_is_to_come() {
    let (mut replica, _) = in_step();
    let id = asked(&mut replica, &[]);
    edit(&mut replica, &address(), street("新街"));
    let mut sent = replica.clone();
    sent.freeze(true);
    replica.corrections_arrived(&[Uuid::from_u128(9)].into());
    assert_eq!(replica.outbox.len(), 2, "another one has arrived");
    replica.corrections_arrived(&[id].into());
    let left: Vec<_> = replica.outbox.values().map(OutboxRow::unit).collect();
    assert_eq!(left, [Some(&address())]);
    sent.corrections_arrived(&[id].into());
    assert_eq!(sent.outbox.len(), 2, "it keeps its number");
}

#[test]
fn a_request_that_a_restored_platform_lost_can_be_submitted_again() {
    let (mut replica, _) = in_step();
    let lost: CorrectionRequest = serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(7), "reference": "20261124-000001", "unit": "name",
        "value": { "name": "测试市民乙" }, "reason": "因为", "state": "received",
        "submitted_at": AT, "updated_at": AT
    }))
    .unwrap();
    replica.correction_lost(&lost);
    let kept = row(&replica);
    assert_eq!(kept.id, lost.id);
    assert!(matches!(&kept.phase, Phase::Rejected { code, .. } if code == "correction-lost"));
    let asked = kept.correction().unwrap().clone();
    assert_eq!(
        (Some(&asked.value), &asked.reason),
        (lost.value.as_ref(), &lost.reason)
    );
    assert_eq!(replica.needs_person(), 1);
    assert!(replica.ask_for_correction(asked, AT, &mut ids()));
    assert_eq!((replica.needs_person(), replica.waiting()), (0, 1));
}

#[test]
fn a_request_that_is_refused_as_a_whole_is_kept_for_the_person() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[]);
    replica.freeze(true);
    let refusal = Problem::new(ProblemCode::InvalidFields);
    assert_eq!(replica.refused(&refusal, AGAIN), Remedy::GoOn);
    assert!(
        matches!(&row(&replica).phase, Phase::Rejected { code, .. } if code == "invalid-fields")
    );
    assert_eq!(replica.needs_person(), 1);
}
