//! The first-run decision.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::record::PolicyVersion;

/// The answer to the policy at the first run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// 同意.
    Agree,
    /// 不同意, and browsing public information only.
    BrowseOnly,
}

/// The person's age, as far as the law makes a difference (PIPL 28 and 31; policy 5). Nothing finer is
/// asked, and it stays on this computer until a service needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AgeBand {
    /// Not yet 14: the data are sensitive besides.
    Under14,
    /// 14 to 17: a guardian agrees.
    From14To17,
    /// 18 or older.
    Adult,
}

/// A decision as it is kept: enough to say later what was answered to which text, in which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstRunDecision {
    /// The policy's identifier.
    pub policy_id: String,
    /// The policy's version.
    #[serde(default)]
    pub policy_version: String,
    /// Hash of the text that was shown (`PolicyDocument::text_hash`).
    pub text_hash: String,
    /// The answer.
    pub choice: Choice,
    /// The age band that was given; `None` where the question was not reached.
    pub age_band: Option<AgeBand>,
    /// For a minor: the person confirmed that a guardian agreed.
    #[serde(default)]
    pub guardian_agreed: bool,
    /// Language of the screen, `zh-CN` or `en`.
    pub language: String,
    /// When, RFC 3339 in UTC, by this computer's clock.
    pub at: String,
    /// What was said to a later version without agreeing to it; the answer above stays in force.
    #[serde(default)]
    pub later: Option<LaterPolicy>,
}

/// A later version of the policy that the person knows of and has not agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterPolicy {
    /// Which.
    pub version: PolicyVersion,
    /// What they said.
    pub answer: LaterAnswer,
}

/// What a person can say to a later version, without agreeing to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LaterAnswer {
    /// They know of it; it asks nothing of them as a whole.
    Noted,
    /// They do not accept it (their rights stay open: NDR 23).
    Declined,
}

impl FirstRunDecision {
    /// The version that was answered.
    pub fn answered(&self) -> PolicyVersion {
        PolicyVersion {
            id: self.policy_id.clone(),
            version: self.policy_version.clone(),
            text_hash: self.text_hash.clone(),
        }
    }

    /// How far this decision lets the client go.
    pub fn reach(&self) -> Reach {
        let needs_guardian = matches!(self.age_band, Some(AgeBand::Under14 | AgeBand::From14To17));
        match self.choice {
            Choice::Agree if needs_guardian && !self.guardian_agreed => Reach::PublicReads,
            Choice::Agree => Reach::Account,
            Choice::BrowseOnly => Reach::PublicReads,
        }
    }
}

/// How far the client may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// No network at all: nothing was decided yet.
    Nothing,
    /// Anonymous reads of public information.
    PublicReads,
    /// An account, and all that belongs to it.
    Account,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(choice: Choice, age_band: AgeBand, guardian_agreed: bool) -> FirstRunDecision {
        FirstRunDecision {
            policy_id: "sample".into(),
            policy_version: "1.0".into(),
            text_hash: "00".into(),
            choice,
            age_band: Some(age_band),
            guardian_agreed,
            language: "zh-CN".into(),
            at: "2026-11-23T00:00:00Z".into(),
            later: None,
        }
    }

    #[test]
    fn a_minor_needs_a_guardian() {
        let reach = |choice, age, guardian| decision(choice, age, guardian).reach();
        assert_eq!(reach(Choice::Agree, AgeBand::Adult, false), Reach::Account);
        for age in [AgeBand::Under14, AgeBand::From14To17] {
            assert_eq!(reach(Choice::Agree, age, false), Reach::PublicReads);
            assert_eq!(reach(Choice::Agree, age, true), Reach::Account);
        }
        assert_eq!(
            reach(Choice::BrowseOnly, AgeBand::Adult, true),
            Reach::PublicReads
        );
    }
}
