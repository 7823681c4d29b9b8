//! The vault as its callers see it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test says where"
)]

mod codes;
mod defects;
mod fuzzed;
mod golden;
mod guarded;
#[cfg(target_os = "linux")]
mod memory_wiped;
#[cfg(target_os = "linux")]
mod needle;
mod rekey;
mod round_trip;
mod tampering;

#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

/// Bytes of a text of hex digits; `-` stands for none.
fn unhex(text: &str) -> Vec<u8> {
    let digits = if text == "-" { "" } else { text };
    assert!(digits.len().is_multiple_of(2), "an odd number of digits");
    (0..digits.len())
        .step_by(2)
        .map(|start| u8::from_str_radix(&digits[start..start + 2], 16).unwrap())
        .collect()
}
