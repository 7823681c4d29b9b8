//! What a person decided about the policy, and what that lets this client do.

mod control;
mod decision;

pub use control::Control;
pub use decision::{AgeBand, Choice, FirstRunDecision, Reach};
