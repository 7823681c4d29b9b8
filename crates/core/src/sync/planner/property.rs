//! The planner under any order of edits, losses, repetitions, restored backups, two computers and an official.

mod world;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use world::{Fate, Op, World};

const UNITS: [&str; 3] = ["address", "interests", "language"];

proptest! {
    #![proptest_config(config())]

    /// Replicas are equal at rest, no edit is lost, none is applied twice, and nothing that the person has
    /// not seen is overwritten. The world checks on the way what can be checked on the way.
    #[test]
    fn nothing_is_lost_or_overwritten(ops in prop::collection::vec(op(true), 1..60)) {
        let mut world = World::new();
        ops.into_iter().for_each(|op| world.act(op));
        world.settle();
        world.check_at_rest();
    }

    /// As long as nobody puts back a backup, the person is asked if and only if somebody else changed the
    /// unit differently.
    #[test]
    fn the_person_is_asked_only_with_a_reason(ops in prop::collection::vec(op(false), 1..60)) {
        let mut world = World::new();
        for op in ops {
            world.act(op);
            world.check_questions();
        }
        world.settle();
        world.check_questions();
        world.check_at_rest();
    }
}

/// Few enough cases for every run; `PROPTEST_CASES` asks for more, `SST_SEED` for the same ones again.
fn config() -> ProptestConfig {
    let number = |name| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
    let cases = number("PROPTEST_CASES").and_then(|cases| u32::try_from(cases).ok());
    ProptestConfig {
        cases: cases.unwrap_or(2_000),
        rng_seed: number("SST_SEED").map_or(RngSeed::Random, RngSeed::Fixed),
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn op(backups: bool) -> impl Strategy<Value = Op> {
    let person = || 0..2_usize;
    let unit = || prop::sample::select(&UNITS[..]);
    let value = || prop::option::weighted(0.9, 0..4_u8);
    let fate = prop_oneof![
        6 => Just(Fate::Delivered),
        1 => Just(Fate::RequestLost),
        2 => Just(Fate::ReplyLost),
        1 => Just(Fate::Repeated),
        1 => Just(Fate::OlderReplica),
    ];
    let quiet = prop_oneof![
        6 => (person(), unit()).prop_map(|(person, unit)| Op::OpenForm { person, unit }),
        8 => (person(), value()).prop_map(|(person, value)| Op::Save { person, value }),
        1 => (person(), unit()).prop_map(|(person, unit)| Op::Undo { person, unit }),
        2 => (person(), unit(), any::<bool>()).prop_map(|(person, unit, mine)| Op::Resolve { person, unit, mine }),
        20 => (person(), fate).prop_map(|(person, fate)| Op::Exchange { person, fate }),
        3 => (unit(), value()).prop_map(|(unit, value)| Op::Correct { unit, value, verified: false }),
        1 => (unit(), value()).prop_map(|(unit, value)| Op::Correct { unit, value, verified: true }),
        1 => person().prop_map(|person| Op::BackUp { person }),
    ];
    let disaster = prop_oneof![
        person().prop_map(|person| Op::PutBack { person }),
        Just(Op::ForgetDevices),
        Just(Op::Restore),
    ];
    if backups {
        prop_oneof![16 => quiet, 1 => disaster].boxed()
    } else {
        quiet.boxed()
    }
}
