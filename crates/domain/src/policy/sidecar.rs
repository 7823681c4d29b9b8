//! The purposes beside a text.
//!
//! A policy is prose; what a person decides about is a purpose. An importer proposes purposes
//! ([`super::propose_sidecar`]), the operator edits them, and both are signed together.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::document::PolicyDocument;
use super::walk::pieces;

/// The purposes of a policy, and what the text itself does not say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PolicySidecar {
    /// Identifier of the policy, the same for all its versions and languages.
    pub policy_id: String,
    /// The version; two texts of one policy in one language never share it.
    pub version: String,
    /// Hash of the text that the purposes were made for ([`PolicyDocument::text_hash`]).
    pub text_hash: String,
    /// The day from which the policy holds; wins over a day in the text.
    #[serde(default)]
    #[specta(type = Option<String>)]
    pub effective_on: Option<Date>,
    /// The day of the last change; wins over a day in the text.
    #[serde(default)]
    #[specta(type = Option<String>)]
    pub updated_on: Option<Date>,
    /// Who decides about the data (PIPL 17).
    #[serde(default)]
    pub controller: String,
    /// The purposes, in the order in which a screen shows them.
    pub purposes: Vec<Purpose>,
}

/// One purpose for which data are used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Purpose {
    /// Stable identifier, kebab-case; consent records name it.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// The clauses that describe it, by id; each stands for itself and all below it.
    pub clauses: Vec<String>,
    /// What makes the use lawful (PIPL 13).
    pub basis: LegalBasis,
    /// Whether the person can refuse it.
    pub requirement: Requirement,
    /// The kinds of data that it uses.
    #[serde(default)]
    pub data: Vec<String>,
    /// The service of others that receives them, by its name in the document.
    #[serde(default)]
    pub third_party: Option<String>,
    /// Whether sensitive personal information is among the data (PIPL 28).
    #[serde(default)]
    pub sensitive: bool,
    /// For sensitive data: why they are necessary and what that means for the person (PIPL 30).
    #[serde(default)]
    pub impact: String,
}

impl Purpose {
    /// Whether consent to it is a step of its own, never part of accepting the policy (PIPL 23, 29).
    pub fn needs_separate_consent(&self) -> bool {
        self.basis == LegalBasis::Consent && (self.sensitive || self.third_party.is_some())
    }
}

/// What makes a use of data lawful (PIPL 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// The person agrees, and can refuse and withdraw.
    Consent,
    /// The law demands it.
    StatutoryDuty,
    /// The service that the person asked for cannot be given without it.
    Contract,
}

/// Whether a purpose has a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// No switch: the service or the law needs it.
    Required,
    /// A switch, off until the person turns it on.
    Optional,
}

/// One thing that is wrong with a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SidecarProblem {
    /// Id of the purpose; empty where the sidecar as a whole is meant.
    pub purpose: String,
    /// What is wrong.
    pub code: SidecarProblemCode,
    /// The value that is wrong.
    pub value: String,
}

/// Declares the codes once: variant, name on the wire, and the list of all.
macro_rules! sidecar_codes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// What is wrong with a sidecar.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum SidecarProblemCode {
            $($(#[$doc])* $variant,)+
        }

        impl SidecarProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

sidecar_codes! {
    /// The sidecar was made for another text.
    OtherText => "other_text",
    /// The policy has no identifier, or one that is no name: lower-case letters, digits, hyphens.
    BadPolicyId => "bad_policy_id",
    /// The policy has no version, or one with characters outside letters, digits, dot and hyphen.
    BadVersion => "bad_version",
    /// The purpose's identifier is not a name: lower-case letters, digits, hyphens.
    BadPurposeId => "bad_purpose_id",
    /// Two purposes have one identifier.
    DuplicatePurpose => "duplicate_purpose",
    /// The purpose has no title.
    TitleMissing => "title_missing",
    /// The purpose names no clause.
    ClausesMissing => "clauses_missing",
    /// The document has no such clause.
    UnknownClause => "unknown_clause",
    /// A purpose that rests on law or contract has a switch (PIPL 13).
    SwitchWithoutConsent => "switch_without_consent",
    /// A purpose that rests on consent has no switch: consent that cannot be refused is none (PIPL 14).
    ConsentWithoutSwitch => "consent_without_switch",
    /// Sensitive data without saying why and what it means (PIPL 30).
    ImpactMissing => "impact_missing",
    /// The document names no such service of others.
    UnknownThirdParty => "unknown_third_party",
    /// Data go to others without the person's consent (PIPL 23).
    ThirdPartyWithoutConsent => "third_party_without_consent",
    /// A service of others that the document names belongs to no purpose.
    UnclaimedThirdParty => "unclaimed_third_party",
}

impl PolicySidecar {
    /// Everything that is wrong with the sidecar beside `document`; empty where both fit.
    pub fn check(&self, document: &PolicyDocument) -> Vec<SidecarProblem> {
        let mut problems = Vec::new();
        let mut report = |purpose: &str, code, value: &str| {
            let (purpose, value) = (purpose.to_owned(), value.to_owned());
            problems.push(SidecarProblem {
                purpose,
                code,
                value,
            });
        };
        if self.text_hash != document.text_hash {
            report("", SidecarProblemCode::OtherText, &self.text_hash);
        }
        if !is_name(&self.policy_id) {
            report("", SidecarProblemCode::BadPolicyId, &self.policy_id);
        }
        if !is_version(&self.version) {
            report("", SidecarProblemCode::BadVersion, &self.version);
        }
        let ids: BTreeSet<&str> = pieces(document).iter().map(|piece| piece.id).collect();
        let mut seen = BTreeSet::new();
        for purpose in &self.purposes {
            if !seen.insert(purpose.id.as_str()) {
                report(
                    &purpose.id,
                    SidecarProblemCode::DuplicatePurpose,
                    &purpose.id,
                );
            }
            for (code, value) in purpose.check(document, &ids) {
                report(&purpose.id, code, value);
            }
        }
        for third_party in &document.third_parties {
            let claimed =
                |purpose: &&Purpose| purpose.third_party.as_ref() == Some(&third_party.name);
            if !self.purposes.iter().any(|purpose| claimed(&purpose)) {
                report(
                    "",
                    SidecarProblemCode::UnclaimedThirdParty,
                    &third_party.name,
                );
            }
        }
        problems
    }

    /// The purposes that a clause belongs to: those that name it or one above it. A changed clause that
    /// belongs to none counts as material.
    pub fn purposes_of<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a Purpose> {
        let covers = move |id: &String| {
            clause
                .strip_prefix(id.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.purposes
            .iter()
            .filter(move |purpose| purpose.clauses.iter().any(covers))
    }
}

impl Purpose {
    fn check<'a>(
        &'a self,
        document: &PolicyDocument,
        ids: &BTreeSet<&str>,
    ) -> Vec<(SidecarProblemCode, &'a str)> {
        let mut problems = Vec::new();
        if !is_name(&self.id) {
            problems.push((SidecarProblemCode::BadPurposeId, self.id.as_str()));
        }
        if self.title.trim().is_empty() {
            problems.push((SidecarProblemCode::TitleMissing, ""));
        }
        if self.clauses.is_empty() {
            problems.push((SidecarProblemCode::ClausesMissing, ""));
        }
        let unknown = self
            .clauses
            .iter()
            .filter(|id| id.is_empty() || !ids.contains(id.as_str()));
        problems.extend(unknown.map(|id| (SidecarProblemCode::UnknownClause, id.as_str())));
        match (self.basis, self.requirement) {
            (LegalBasis::Consent, Requirement::Required) => {
                problems.push((SidecarProblemCode::ConsentWithoutSwitch, ""));
            }
            (LegalBasis::StatutoryDuty | LegalBasis::Contract, Requirement::Optional) => {
                problems.push((SidecarProblemCode::SwitchWithoutConsent, ""));
            }
            (LegalBasis::Consent, Requirement::Optional)
            | (LegalBasis::StatutoryDuty | LegalBasis::Contract, Requirement::Required) => {}
        }
        if self.sensitive && self.impact.trim().is_empty() {
            problems.push((SidecarProblemCode::ImpactMissing, ""));
        }
        if let Some(name) = &self.third_party {
            if !document
                .third_parties
                .iter()
                .any(|third_party| third_party.name == *name)
            {
                problems.push((SidecarProblemCode::UnknownThirdParty, name));
            }
            if self.basis != LegalBasis::Consent {
                problems.push((SidecarProblemCode::ThirdPartyWithoutConsent, name));
            }
        }
        problems
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-')
}

/// Versions become part of addresses and file names, so that no slash or white space may stand in them.
fn is_version(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('.')
}
