//! The privacy policy: what is served, and how an operator publishes one.

pub(crate) mod sample;
pub(crate) mod serve;
