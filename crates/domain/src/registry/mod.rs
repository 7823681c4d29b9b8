//! The registry of what is taken, kept or sent.
//!
//! Every kind of data about a person stands here once, with where it is taken, where it is kept and on what
//! ground. The fields of the contract name these kinds (`sst_api::registry`), the client sends no field that
//! names none, and the two lists that a person is shown (工信部 "双清单"; NDR 21) are made from them.

mod kind;
mod not_taken;
mod words;

pub use kind::{DataKind, Entry, Kept, Scene, Source};
pub use not_taken::{NOT_BUILT_IN, NOT_TAKEN, NotTaken};
pub use words::{kinds_used_by, named_in};
