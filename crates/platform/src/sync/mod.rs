//! Sync: what citizens edited comes up, what has changed goes down.

pub(crate) mod apply;
pub(crate) mod changes;
mod cursor;
pub(crate) mod device;
mod equal;
pub(crate) mod events;
pub(crate) mod hub;
pub(crate) mod push;
pub(crate) mod wait;
