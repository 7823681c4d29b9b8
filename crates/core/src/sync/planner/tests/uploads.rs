//! What is attached to a request: announced, sent, lost, begun anew.

use sst_api::problem::ProblemCode;
use sst_api::upload::UploadState;
use uuid::Uuid;

use super::corrections::{asked, attachment, next, part, refused, rejected, row, stands};
use super::*;
use crate::attachment::Attachment;
use crate::sync::planner::{Correction, Upload};

/// Whether the request with the attachment 1 is parked with this code.
#[track_caller]
fn is_parked(replica: &Replica, expected: &str) {
    let Phase::Rejected { code, .. } = &row(replica).phase else {
        panic!("{:?}", row(replica).phase);
    };
    assert_eq!(code, expected);
}

/// The person takes the request back: what the platform is asked to delete.
fn taken_back(mut replica: Replica) -> Vec<Uuid> {
    let id = row(&replica).id;
    let taken = replica.take_back_correction(id).unwrap();
    replica.drop_uploads(&taken.attachments);
    replica.line.dropped
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
    let lies = UploadState {
        complete: false,
        ..lies
    };
    assert!(!replica.upload_stands(&lies), "more than there is");
    let lies = UploadState {
        received: 60,
        complete: true,
        ..lies
    };
    assert!(!replica.upload_stands(&lies), "not the whole");
}

/// Something before the platform does not know the way to it.
#[test]
fn where_nothing_can_be_announced_the_person_is_told() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    let not_found = ProblemCode::NotFound;
    assert_eq!(refused(&mut replica, 1, not_found, None), Remedy::GoOn);
    is_parked(&replica, "unknown-path");
    assert_eq!(next(&replica), None);
}

#[test]
fn what_the_platform_removes_again_and_again_is_begun_anew_once() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    let not_found = ProblemCode::NotFound;
    stands(&mut replica, 1, 40);
    assert_eq!(refused(&mut replica, 1, not_found, None), Remedy::GoOn);
    assert!(matches!(next(&replica), Some(Upload::Begin(_))));
    assert_eq!(taken_back(replica.clone()), [Uuid::from_u128(1)]);
    stands(&mut replica, 1, 40);
    assert_eq!(refused(&mut replica, 1, not_found, None), Remedy::GoOn);
    is_parked(&replica, "attachment-missing");
}

#[test]
fn a_part_that_was_expected_and_refused_is_not_sent_at_once_again() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    let offset = ProblemCode::UploadOffset;
    for received in [0, 40] {
        stands(&mut replica, 1, received);
        let before = replica.clone();
        let remedy = refused(&mut replica, 1, offset, Some(received));
        assert_eq!((remedy, &replica), (Remedy::StandStill, &before));
    }
    // Nor is one of which nothing has been announced.
    let mut replica = in_step().0;
    asked(&mut replica, &[1]);
    let remedy = refused(&mut replica, 1, offset, Some(40));
    assert_eq!(remedy, Remedy::StandStill);
}

/// Steps until the platform is left alone; it answers each with `answer`, given how many there were.
fn steps(replica: &mut Replica, answer: impl Fn(&mut Replica, u64) -> Remedy) -> u64 {
    for step in 0..1000 {
        if answer(replica, step) == Remedy::StandStill {
            return step;
        }
    }
    panic!("without end");
}

#[test]
fn places_that_lead_nowhere_are_followed_a_few_times_only() {
    let offset = ProblemCode::UploadOffset;
    // It names two places in turn.
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    stands(&mut replica, 1, 40);
    let in_turn = |replica: &mut Replica, step: u64| {
        let expected = if step.is_multiple_of(2) { 70 } else { 30 };
        refused(replica, 1, offset, Some(expected))
    };
    assert_eq!(steps(&mut replica, in_turn), 6);
    // It has all of it, and when it is asked, it has not.
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    let all_and_not = |replica: &mut Replica, _| {
        stands(replica, 1, 60);
        refused(replica, 1, offset, Some(100))
    };
    assert_eq!(steps(&mut replica, all_and_not), 6);
    // As soon as it has more than ever, it goes on.
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    stands(&mut replica, 1, 1);
    for furthest in 2..100 {
        assert_eq!(
            refused(&mut replica, 1, offset, Some(furthest)),
            Remedy::GoOn
        );
        assert_eq!(refused(&mut replica, 1, offset, Some(0)), Remedy::GoOn);
    }
    assert_eq!(next(&replica), part(1, 0));
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
    assert_eq!(taken_back(replica.clone()), [Uuid::from_u128(1)]);
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

#[test]
fn an_attachment_that_arrived_damaged_is_sent_once_more() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1]);
    stands(&mut replica, 1, 60);
    let damaged = ProblemCode::UploadDamaged;
    assert_eq!(refused(&mut replica, 1, damaged, None), Remedy::GoOn);
    assert!(matches!(next(&replica), Some(Upload::Begin(_))));
    assert_eq!(taken_back(replica.clone()), [Uuid::from_u128(1)]);
    stands(&mut replica, 1, 0);
    assert_eq!(next(&replica), part(1, 0));
    assert_eq!(refused(&mut replica, 1, damaged, None), Remedy::GoOn);
    is_parked(&replica, "upload-damaged");
}

#[test]
fn what_the_platform_will_not_have_is_said_of_the_request_that_it_belongs_to() {
    for (code, words) in [
        (ProblemCode::UploadType, "upload-type"),
        (ProblemCode::UploadTooLarge, "upload-too-large"),
        (ProblemCode::TooManyUploads, "too-many-uploads"),
    ] {
        let (mut replica, _) = in_step();
        let other = Correction {
            unit: UnitKey::from("sex"),
            value: UnitValue::from([("sex", "female")]),
            reason: "因为".to_owned(),
            attachments: vec![attachment(2)],
        };
        assert!(replica.ask_for_correction(other, AT, &mut ids()));
        asked(&mut replica, &[1]);
        assert_eq!(refused(&mut replica, 1, code, None), Remedy::GoOn);
        is_parked(&replica, words);
        let other = replica.correction_row(&UnitKey::from("sex")).unwrap();
        assert_eq!(other.phase, Phase::Waiting);
    }
}

#[test]
fn a_refusal_of_the_request_itself_is_no_missing_attachment() {
    let (mut replica, _) = in_step();
    let id = asked(&mut replica, &[1]);
    stands(&mut replica, 1, 100);
    replica.freeze(true);
    rejected(&mut replica, ProblemCode::RequestOpen);
    is_parked(&replica, "request-open");
    assert_eq!(row(&replica).id, id);
}

#[test]
fn an_attachment_whose_bytes_are_gone_asks_the_person() {
    let (mut replica, _) = in_step();
    asked(&mut replica, &[1, 2]);
    replica.attachment_lost(Uuid::from_u128(2));
    is_parked(&replica, "attachment-lost");

    let mut taken = row(&replica).correction().unwrap().clone();
    let there = |id: Uuid| Ok::<_, ()>((id == Uuid::from_u128(1)).then_some(()));
    let lost = taken.drop_lost(there).unwrap();
    let ids = |held: &[Attachment]| {
        held.iter()
            .map(|held| held.id.as_u128())
            .collect::<Vec<_>>()
    };
    assert_eq!((ids(&taken.attachments), ids(&lost)), (vec![1], vec![2]));
}

/// What it has of an attachment it says when it hears of it again.
#[test]
fn to_a_restored_platform_everything_attached_is_announced_anew() {
    let (mut replica, mut platform) = in_step();
    asked(&mut replica, &[1]);
    stands(&mut replica, 1, 60);
    refused(&mut replica, 1, ProblemCode::UploadDamaged, None);
    stands(&mut replica, 1, 60);
    platform.restore(&platform.clone());
    let everything = ChangesQuery {
        device_id: replica.line.device_id.clone().unwrap(),
        since: None,
        limit: 200,
    };
    let changes = platform.changes(&everything).unwrap();
    replica.absorb(&[], &changes, &mut ids());
    assert!(matches!(next(&replica), Some(Upload::Begin(_))));
    assert_eq!(taken_back(replica.clone()), [Uuid::from_u128(1)]);
    refused(&mut replica, 1, ProblemCode::UploadDamaged, None);
    is_parked(&replica, "upload-damaged");
}
