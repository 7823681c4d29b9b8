//! Verifying a file of ten thousand receipts, beside its signatures alone: what is above that is reading, hashing and
//! following the chains. By itself it prints milliseconds and the ratio.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    dead_code,
    reason = "a measurement speaks on standard output, stops where something does not work, and shares its desk with the tests"
)]

#[path = "../tests/it/consent/desk.rs"]
mod desk;

use std::time::{Duration, Instant};

use desk::{Computer, ITEMS, Platform};
use ed25519_dalek::{Signature, SigningKey};
use sst_domain::consent::{Decision, FaultCode, verify_receipts};

const RECEIPTS: usize = 10_000;
/// Each was signed by a computer and countersigned by the platform.
const SIGNATURES: usize = 2 * RECEIPTS + 1;
const ROUNDS: usize = 5;
const TAMPERED: usize = 7_777;

fn main() {
    let mut platform = Platform::new();
    let mut computers = [Computer::new(1), Computer::new(2)];
    let states = [Decision::Given, Decision::Withdrawn, Decision::Refused];
    for at in 0..RECEIPTS {
        let computer = &mut computers[at % 2];
        computer.seen = platform.position();
        let record = computer.decide(ITEMS[at % 3], states[at / 2 % 3]);
        platform.receive(record);
    }
    let (file, keys) = (platform.file(), platform.pinned());
    let mut tampered = file.clone();
    tampered.receipts[TAMPERED - 1].signed.record.0[40] ^= 1;
    let (key, message) = (SigningKey::from_bytes(&[3; 32]), [7; 600]);
    let signature: Signature = ed25519_dalek::Signer::sign(&key, &message);
    let public = key.verifying_key();
    let (mut whole, mut found, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        whole.push(timed(|| drop(verify_receipts(&file, &keys).unwrap())));
        found.push(timed(|| {
            let fault = verify_receipts(&tampered, &keys).unwrap_err();
            assert_eq!(fault.number, TAMPERED as u64);
            assert_ne!(fault.code, FaultCode::TextOther);
        }));
        alone.push(timed(|| {
            for _ in 0..SIGNATURES {
                public.verify_strict(&message, &signature).unwrap();
            }
        }));
    }
    let (whole, found, alone) = (median(whole), median(found), median(alone));
    println!(
        "{RECEIPTS} receipts verified: {} ms (aim 1,000)",
        whole.as_millis()
    );
    println!(
        "  their {SIGNATURES} signatures alone: {} ms",
        alone.as_millis()
    );
    println!("  ratio: {:.2}", whole.as_secs_f64() / alone.as_secs_f64());
    println!(
        "a changed byte found at receipt {TAMPERED}: {} ms",
        found.as_millis()
    );
}

fn timed(work: impl FnOnce()) -> Duration {
    let since = Instant::now();
    work();
    since.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
