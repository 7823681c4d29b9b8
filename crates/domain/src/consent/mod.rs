//! What a person decided about the policy, and what that lets this client do.

mod decision;

pub use decision::{AgeBand, Choice, FirstRunDecision, Reach};
