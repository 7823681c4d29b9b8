//! What a screen asks with: choices that are the core's own, not the wire's.

use serde::Deserialize;
use specta::Type;

/// A channel whose value belongs to the person once a code has come back from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    /// The unit `phone`.
    Phone,
    /// The unit `email`.
    Email,
}

impl From<ContactChannel> for sst_api::contact::Channel {
    fn from(channel: ContactChannel) -> Self {
        match channel {
            ContactChannel::Phone => Self::Phone,
            ContactChannel::Email => Self::Email,
        }
    }
}

/// A list of codes with names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CodeList {
    /// Divisions (GB/T 2260).
    Region,
    /// Countries and regions (GB/T 2659).
    Country,
}

/// The person's answer to a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ResolveChoice {
    /// What they wanted stands and is sent again.
    Mine,
    /// What the platform holds stands.
    Theirs,
}
