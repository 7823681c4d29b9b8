//! The planner in a world of its own: several computers of one person, officials, a platform, and a network that
//! loses, repeats, delays and reorders. Computers crash, are copied and put back, their clocks jump; the platform
//! is put back too. What is true whatever happens is checked at every step and once everything has come to rest.
//!
//! A run is a list of steps, so one that fails is made shorter and printed, with the seed that makes it again.

mod checks;
mod computer;
mod history;
mod network;
mod op;
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};

use op::op;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestError, TestRunner};
use world::World;

/// Where chance begins, if nobody says otherwise: every `cargo test` takes the same steps.
const SEED: u64 = 20_261_129;
/// Runs of one test, if nobody says otherwise.
const RUNS: u32 = 150;
/// Most steps of one run, before everything is left to come to rest.
const MOST_STEPS: usize = 400;

/// Replicas are equal at rest, no edit, decision or mark is lost, none is applied twice or out of order, and
/// nothing that the person has not seen is overwritten.
#[test]
fn nothing_is_lost_or_overwritten_whatever_happens() {
    simulate(true, |world| world.check_applied());
}

/// As long as nobody copies a computer or puts anything back, the person is asked if and only if somebody else
/// changed the unit differently.
#[test]
fn the_person_is_asked_only_with_a_reason() {
    simulate(false, |world| {
        world.check_applied();
        world.check_questions();
    });
}

#[expect(clippy::print_stdout, reason = "a soak says how much it tried")]
fn simulate(disasters: bool, check: impl Fn(&World)) {
    let seed = number("SST_SEED").unwrap_or(SEED);
    let runs = number("SST_SIMULATIONS").and_then(|runs| u32::try_from(runs).ok());
    let config = ProptestConfig {
        cases: runs.unwrap_or(RUNS),
        rng_seed: RngSeed::Fixed(seed),
        max_shrink_iters: number("PROPTEST_MAX_SHRINK_ITERS")
            .and_then(|most| u32::try_from(most).ok())
            .unwrap_or(20_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let steps = AtomicUsize::new(0);
    let ops = prop::collection::vec(op(disasters), 1..MOST_STEPS);
    let ended = TestRunner::new(config).run(&ops, |ops| {
        steps.fetch_add(ops.len(), Ordering::Relaxed);
        let mut world = World::new();
        for op in ops {
            world.act(op);
            check(&world);
        }
        world.settle();
        check(&world);
        world.check_at_rest();
        Ok(())
    });
    println!("{} steps from seed {seed}", steps.load(Ordering::Relaxed));
    match ended {
        Ok(()) => {}
        Err(TestError::Fail(why, ops)) => {
            let ops: Vec<String> = ops.iter().map(|op| format!("{op:?}")).collect();
            panic!("SST_SEED={seed}: {why}, after\n{}", ops.join("\n"));
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
    // Two of these tests make the 20,000 steps of every run.
    assert!(runs.is_some() || steps.into_inner() > 20_000);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
