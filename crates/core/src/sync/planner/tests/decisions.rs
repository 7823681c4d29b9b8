//! Decisions about data, as rows of the outbox.

use sst_api::sync::{MutationResult, MutationStatus};
use sst_domain::consent::{Bytes, SignedRecord};

use super::*;

/// Two decisions wait.
fn two() -> (Replica, Platform, [Uuid; 2]) {
    let (mut replica, platform) = in_step();
    let ids = [Uuid::now_v7(), Uuid::now_v7()];
    for id in ids {
        let signed = SignedRecord {
            record: Bytes(b"{}".to_vec()),
            signature: Bytes(Vec::new()),
        };
        let intent = Intent::Consent {
            signed,
            notice: Bytes(b"{}".to_vec()),
            guardian: None,
            before_login: false,
        };
        replica.decide(id, intent, AT);
    }
    (replica, platform, ids)
}

fn left(replica: &Replica) -> Vec<(Uuid, Phase)> {
    let rows = replica.outbox.values();
    rows.map(|row| (row.id, row.phase.clone())).collect()
}

fn refused(code: &str) -> Phase {
    Phase::Rejected {
        code: code.to_owned(),
        fields: Vec::new(),
    }
}

#[test]
fn one_that_was_told_by_another_way_leaves_unless_it_is_under_way() {
    let (mut replica, _, [first, second]) = two();
    replica.delivered(first);
    assert_eq!(left(&replica), [(second, Phase::Waiting)]);
    replica.freeze(true);
    replica.delivered(second);
    assert_eq!(replica.outbox.len(), 1, "it keeps its number");
}

#[test]
fn one_that_was_refused_by_another_way_is_kept_with_the_reason() {
    let (mut replica, _, [first, second]) = two();
    assert!(replica.refuse_decision(second, "refused".to_owned()));
    let expected = [(first, Phase::Waiting), (second, refused("refused"))];
    assert_eq!(left(&replica), expected);
    replica.freeze(true);
    assert!(!replica.refuse_decision(first, "refused".to_owned()));
    assert!(replica.outbox[&1].is_frozen(), "its result is to come");
}

#[test]
fn one_that_the_platform_refuses_is_kept_with_the_reason() {
    let (mut replica, mut platform, [first, second]) = two();
    replica.freeze(true);
    let batch = replica.batch().unwrap();
    let (reply, _) = platform.push(&batch).unwrap();
    let mut results = reply.results;
    results[1] = MutationResult {
        status: MutationStatus::Rejected,
        problem: Some(Problem::new(ProblemCode::InvalidFields)),
        ..results[1].clone()
    };
    assert_eq!((results[0].id, results[1].id), (first, second));
    replica.absorb(&results, &reply.changes, &mut ids());
    assert_eq!(left(&replica), [(second, refused("invalid-fields"))]);
}
