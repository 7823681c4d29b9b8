//! `sst-platform`: the reference platform's binary.

fn main() {}
