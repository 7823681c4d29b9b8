//! The first-run decision.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::age::AgeBand;
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

/// Where a minor's guardian stands with the policy, as this computer knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GuardianWord {
    /// No guardian has confirmed it, or not so that the platform took it.
    #[default]
    Missing,
    /// A guardian has confirmed it, with a code of their own.
    Confirmed,
    /// The guardian's phone is the one that logs in: nobody is their own guardian.
    OwnPhone,
    /// The guardian has gone back on it.
    Withdrawn,
    /// The person has come of age, and has not confirmed it themselves yet.
    Lapsed,
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
    /// For a minor: the guardian's word. A tick of an earlier version counts for none.
    #[serde(default)]
    pub guardian: GuardianWord,
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
        match self.choice {
            Choice::Agree if !self.is_minor() => Reach::Account,
            Choice::Agree if self.guardian == GuardianWord::Confirmed => Reach::Account,
            Choice::Agree | Choice::BrowseOnly => Reach::PublicReads,
        }
    }

    /// Whether the person has said that they are not of age.
    pub fn is_minor(&self) -> bool {
        self.age_band.is_some_and(AgeBand::is_minor)
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

    fn decision(choice: Choice, age_band: AgeBand, guardian: GuardianWord) -> FirstRunDecision {
        FirstRunDecision {
            policy_id: "sample".into(),
            policy_version: "1.0".into(),
            text_hash: "00".into(),
            choice,
            age_band: Some(age_band),
            guardian,
            language: "zh-CN".into(),
            at: "2026-11-23T00:00:00Z".into(),
            later: None,
        }
    }

    #[test]
    fn a_minor_needs_a_guardian() {
        let reach = |choice, age, guardian| decision(choice, age, guardian).reach();
        let (missing, confirmed) = (GuardianWord::Missing, GuardianWord::Confirmed);
        assert_eq!(
            reach(Choice::Agree, AgeBand::Adult, missing),
            Reach::Account
        );
        for age in [AgeBand::Under14, AgeBand::From14To17] {
            for none in [missing, GuardianWord::Withdrawn, GuardianWord::Lapsed] {
                assert_eq!(reach(Choice::Agree, age, none), Reach::PublicReads);
            }
            assert_eq!(reach(Choice::Agree, age, confirmed), Reach::Account);
            assert_eq!(
                reach(Choice::BrowseOnly, age, confirmed),
                Reach::PublicReads
            );
        }
    }

    #[test]
    fn a_tick_of_an_earlier_version_is_no_guardian_s_word() {
        let kept = r#"{"policy_id":"sample","text_hash":"00","choice":"agree","age_band":"under14",
            "guardian_agreed":true,"language":"zh-CN","at":"2026-11-23T00:00:00Z"}"#;
        let kept: FirstRunDecision = serde_json::from_str(kept).unwrap();
        assert_eq!(
            (kept.guardian, kept.reach()),
            (GuardianWord::Missing, Reach::PublicReads)
        );
    }
}
