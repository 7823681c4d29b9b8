//! How long a heavy test runs and where its chance begins: short and fixed in `cargo test`, as the
//! environment says in `cargo xtask soak`.

use std::io::Write as _;

/// Where chance begins; printed, so that a failure can be had again.
const SEED: &str = "SST_SEED";

/// How often: what the variable says, or `usual`.
pub(crate) fn rounds(variable: &str, usual: u64) -> u64 {
    number(variable).unwrap_or(usual)
}

/// Chance that can be repeated.
pub(crate) fn chance(test: &str) -> fastrand::Rng {
    let seed = number(SEED).unwrap_or(1);
    // Past the test harness, which keeps what a passing test prints.
    let _ = writeln!(std::io::stderr(), "{test}: {SEED}={seed}");
    fastrand::Rng::with_seed(seed)
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a number"))
}
