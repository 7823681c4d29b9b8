//! Guardians of minors, and coming of age.

use serde::{Deserialize, Serialize};
use specta::Type;
use sst_domain::consent::AgeBand;

/// What a guardian is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GuardianTask {
    /// Agree for a minor, on the minor's computer.
    Confirm,
    /// Look at what they agreed to, and go back on it; on any computer.
    Withdraw,
}

/// A guardian whose code came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct GuardianPresentView {
    /// What they may do.
    pub task: GuardianTask,
    /// For how many seconds, until another code is needed.
    pub seconds_left: u32,
}

/// One thing that the guardian agreed to and that still stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct GuardianConsentView {
    /// Names it in a withdrawal.
    pub record: String,
    /// For whom: the masked name, or the customer code.
    pub person: String,
    /// What was agreed to.
    pub item: String,
    /// What the guardian was shown as its title.
    pub title: String,
    /// Since when, RFC 3339 in UTC, by the platform's clock.
    pub since: String,
}

/// What coming of age means for the person whose computer this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ComingOfAgeView {
    /// Whether the person has said that they are not of age.
    pub minor: bool,
    /// What the date of birth in the profile says; `None` where there is none here.
    pub by_birthday: Option<AgeBand>,
    /// What a guardian has agreed to and what ends with it: each is asked anew.
    pub ends: Vec<String>,
}
