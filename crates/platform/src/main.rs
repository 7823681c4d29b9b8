//! Reference platform.
fn main() {}
