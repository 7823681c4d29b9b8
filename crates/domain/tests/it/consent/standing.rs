//! Where a person stands, on every one of their computers.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sst_domain::consent::{
    Actor, AgeBand, ConsentRecord, Decision, Hash, Logged, SignedRecord, Standing, standing,
    verify_receipts,
};

use super::desk::{Computer, ITEMS, Platform};

/// What a computer shows that has fetched the whole log and has sent everything but `waiting`.
fn shown(platform: &Platform, waiting: &[SignedRecord]) -> BTreeMap<String, Standing> {
    let read = |signed: &SignedRecord| (signed.read().unwrap(), signed.record.hash());
    let records: Vec<(ConsentRecord, Hash, Option<u64>)> = (1..)
        .zip(&platform.log)
        .map(|(position, receipt)| (receipt, Some(position)))
        .map(|(receipt, position)| {
            let (record, hash) = read(&receipt.signed);
            (record, hash, position)
        })
        .chain(waiting.iter().map(|signed| {
            let (record, hash) = read(signed);
            (record, hash, None)
        }))
        .collect();
    standing(records.iter().map(|(record, hash, position)| Logged {
        record,
        hash: *hash,
        position: *position,
    }))
}

fn allows(platform: &Platform, item: &str) -> bool {
    shown(platform, &[]).get(item).is_some_and(Standing::allows)
}

#[test]
fn a_withdrawal_wins_over_an_agreement_that_did_not_know_of_it() {
    let mut platform = Platform::new();
    let (mut one, mut other) = (Computer::new(1), Computer::new(2));
    // Both know nothing yet; the agreement arrives last.
    let agreed = other.decide("notify-sms", Decision::Given);
    platform.receive(one.decide("notify-sms", Decision::Withdrawn));
    platform.receive(agreed);
    assert!(!allows(&platform, "notify-sms"));

    // Whoever has seen the withdrawal can agree again.
    other.seen = platform.position();
    platform.receive(other.decide("notify-sms", Decision::Given));
    assert!(allows(&platform, "notify-sms"));
    // And a withdrawal that did not know of that ends it all the same.
    platform.receive(one.decide("notify-sms", Decision::Withdrawn));
    assert!(!allows(&platform, "notify-sms"));
}

#[test]
fn who_refuses_and_agrees_on_one_computer_without_a_network_has_agreed() {
    let mut platform = Platform::new();
    let mut computer = Computer::new(1);
    for state in [Decision::Refused, Decision::Given] {
        platform.receive(computer.decide("notify-sms", state));
    }
    assert!(allows(&platform, "notify-sms"));
}

#[test]
fn what_was_decided_before_the_log_in_is_known_after_it() {
    let mut platform = Platform::new();
    let mut before = Computer::new(1);
    let refused = before.decide("terms", Decision::Refused);
    let mut after = Computer::after(2, &before);
    platform.receive(refused);
    platform.receive(after.decide("terms", Decision::Given));
    assert!(allows(&platform, "terms"));
}

#[test]
fn a_minor_s_own_agreement_allows_nothing_and_the_guardian_s_ends_at_eighteen() {
    let mut platform = Platform::new();
    let mut computer = Computer::new(1);
    computer.age_band = Some(AgeBand::From14To17);
    platform.receive(computer.decide("terms", Decision::Given));
    assert!(!allows(&platform, "terms"));
    platform.receive(computer.decide_as("terms", Decision::Given, Actor::Guardian));
    assert!(allows(&platform, "terms"));
    // The minor can go back on it, too.
    platform.receive(computer.decide("terms", Decision::Withdrawn));
    assert!(!allows(&platform, "terms"));
    platform.receive(computer.decide_as("terms", Decision::Given, Actor::Guardian));

    computer.age_band = Some(AgeBand::Adult);
    platform.receive(computer.decide("notify-sms", Decision::Refused));
    assert!(shown(&platform, &[])["terms"].lapsed);
    assert!(!allows(&platform, "terms"));
    platform.receive(computer.decide("terms", Decision::Given));
    assert!(allows(&platform, "terms"));
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Decide(usize, usize, usize),
    Sync(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3usize, 0..3usize, 0..3usize).prop_map(|(a, b, c)| Step::Decide(a, b, c)),
        (0..3usize).prop_map(Step::Sync),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Any sequence of decisions and of being offline, on three computers.
    #[test]
    fn every_computer_ends_at_the_same_answer_and_the_chain_is_whole(
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        const STATES: [Decision; 3] = [Decision::Given, Decision::Refused, Decision::Withdrawn];
        let mut platform = Platform::new();
        let mut computers: Vec<Computer> = (1..=3).map(Computer::new).collect();
        let mut waiting: Vec<Vec<SignedRecord>> = vec![Vec::new(); 3];
        for step in steps.iter().copied().chain((0..3).map(Step::Sync)) {
            match step {
                Step::Decide(who, item, state) => {
                    let (item, state) = (ITEMS[item], STATES[state]);
                    let record = computers[who].decide(item, state);
                    waiting[who].push(record);
                    if state != Decision::Given {
                        // At once, and without a network.
                        let here = shown(&platform, &waiting[who]);
                        prop_assert!(!here[item].allows());
                    }
                }
                Step::Sync(who) => {
                    for record in waiting[who].drain(..) {
                        platform.receive(record);
                    }
                    computers[who].seen = platform.position();
                }
            }
        }
        verify_receipts(&platform.file(), &platform.pinned()).unwrap();
        let end = shown(&platform, &[]);
        let log: Vec<ConsentRecord> = platform.log.iter().map(|receipt| receipt.signed.read().unwrap()).collect();
        for (item, standing) in end.iter().filter(|(_, standing)| standing.allows()) {
            let agreed = log.iter().position(|record| record.id == standing.record).unwrap();
            // Nobody closed it later, and whoever closed it before was known to the one who agreed.
            for (at, record) in log.iter().enumerate() {
                let closes = record.item == *item && record.state != Decision::Given;
                let known = at < agreed
                    && ((at as u64) < log[agreed].seen || record.chain == log[agreed].chain);
                prop_assert!(!closes || known);
            }
        }
        // And where nothing is allowed, somebody did close it, or nobody opened it.
        for item in ITEMS {
            let last = log.iter().rev().find(|record| record.item == item);
            let closed = log.iter().any(|record| record.item == item && record.state != Decision::Given);
            if last.is_some_and(|last| last.state == Decision::Given) && !closed {
                prop_assert!(end[item].allows());
            }
        }
    }
}
