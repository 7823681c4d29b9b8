//! Requests for correction and what is attached.

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

fn asked(replica: &mut Replica, attachments: &[u128]) -> Uuid {
    let correction = Correction {
        unit: UnitKey::from("name"),
        value: UnitValue::from([("name", "测试市民乙")]),
        reason: "因为".to_owned(),
        attachments: attachments.iter().copied().map(attachment).collect(),
    };
    assert!(replica.ask_for_correction(correction, AT, &mut ids()));
    row(replica).id
}

fn row(replica: &Replica) -> &OutboxRow {
    replica.correction_row(&UnitKey::from("name")).unwrap()
}

fn next(replica: &Replica) -> Option<Upload> {
    match replica.next_step(false, true) {
        Step::Upload(upload) => Some(upload),
        _ => None,
    }
}

fn stands(replica: &mut Replica, id: u128, received: u64) {
    let state = UploadState {
        id: Uuid::from_u128(id),
        received,
        complete: received == 100,
    };
    assert!(replica.upload_stands(&state));
}

fn refused(replica: &mut Replica, id: u128, code: ProblemCode, expected: Option<u64>) -> Remedy {
    let problem = Problem {
        expected,
        ..Problem::new(code)
    };
    replica.upload_refused(Uuid::from_u128(id), &problem)
}

fn part(id: u128, offset: u64) -> Option<Upload> {
    let id = Uuid::from_u128(id);
    Some(Upload::Part { id, offset })
}

/// An answer that settles what was frozen, as rejected for this reason.
fn rejected(replica: &mut Replica, code: ProblemCode) {
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

#[test]
fn what_the_platform_says_of_its_copy_is_followed() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    stands(&mut replica, 1, 40);
    let offset = ProblemCode::UploadOffset;
    assert_eq!(refused(&mut replica, 1, offset, Some(70)), Remedy::GoOn);
    assert_eq!(next(&replica), part(1, 70));
    // It has all of it: announced again, it says whether it is right.
    assert_eq!(refused(&mut replica, 1, offset, Some(100)), Remedy::GoOn);
    assert!(matches!(next(&replica), Some(Upload::Begin(_))));
    assert_eq!(
        refused(&mut replica, 1, offset, Some(101)),
        Remedy::StandStill
    );
    stands(&mut replica, 1, 40);
    // It has removed it meanwhile.
    assert_eq!(
        refused(&mut replica, 1, ProblemCode::NotFound, None),
        Remedy::GoOn
    );
    assert!(matches!(next(&replica), Some(Upload::Begin(_))));
    stands(&mut replica, 1, 0);
    let lies = UploadState {
        id: Uuid::from_u128(1),
        received: 101,
        complete: true,
    };
    assert!(!replica.upload_stands(&lies));
}

#[test]
fn an_attachment_that_was_not_there_is_tried_once_more_under_another_identifier() {
    let (mut replica, _) = in_step();
    let first = asked(&mut replica, &[1]);
    stands(&mut replica, 1, 100);
    replica.freeze(true);
    rejected(&mut replica, ProblemCode::AttachmentMissing);
    assert_eq!(row(&replica).phase, Phase::Waiting);
    assert_ne!(row(&replica).id, first);
    assert!(matches!(next(&replica), Some(Upload::Begin(_))));
    stands(&mut replica, 1, 100);
    replica.freeze(true);
    rejected(&mut replica, ProblemCode::AttachmentMissing);
    assert!(
        matches!(&row(&replica).phase, Phase::Rejected { code, .. } if code == "attachment-missing")
    );
    assert_eq!(next(&replica), None);
}

#[test]
fn what_was_taken_back_is_deleted_there_if_it_may_be_there() {
    let (mut replica, _) = in_step();
    let id = asked(&mut replica, &[1, 2]);
    replica.upload_begins(Uuid::from_u128(1));
    let taken = replica.take_back_correction(id).unwrap();
    replica.drop_uploads(&taken.attachments);
    assert_eq!(next(&replica), Some(Upload::Drop(Uuid::from_u128(1))));
    assert_eq!(
        replica.next_upload(false),
        next(&replica),
        "also without consent"
    );
    replica.upload_dropped(Uuid::from_u128(1));
    assert_eq!(next(&replica), None);
    // An answer that comes late changes nothing.
    stands(&mut replica, 1, 100);
    assert_eq!(
        refused(&mut replica, 1, ProblemCode::UploadType, None),
        Remedy::GoOn
    );
    assert!(replica.outbox.is_empty());
}
