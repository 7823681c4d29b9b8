//! Whether a sidecar fits its document.

use std::collections::BTreeSet;

use super::{
    ChangeNote, LegalBasis, Materiality, PolicySidecar, Purpose, Requirement, Right,
    SidecarProblem, SidecarProblemCode as Code,
};
use crate::consent::Control;
use crate::policy::document::PolicyDocument;
use crate::policy::walk::pieces;

/// What is wrong, and the value that is.
type Found<'a> = Vec<(Code, &'a str)>;

impl PolicySidecar {
    /// Everything that is wrong with the sidecar beside `document`; empty where both fit.
    pub fn check(&self, document: &PolicyDocument) -> Vec<SidecarProblem> {
        let mut problems = Vec::new();
        let mut report = |of: &str, found: Found<'_>| {
            problems.extend(found.into_iter().map(|(code, value)| SidecarProblem {
                purpose: of.to_owned(),
                code,
                value: value.to_owned(),
            }));
        };
        report("", self.check_head(document));
        let ids: BTreeSet<&str> = pieces(document).iter().map(|piece| piece.id).collect();
        let mut seen = BTreeSet::new();
        let mut claimed = BTreeSet::new();
        for purpose in &self.purposes {
            if !seen.insert(purpose.id.as_str()) {
                report(&purpose.id, vec![(Code::DuplicatePurpose, &purpose.id)]);
            }
            report(&purpose.id, purpose.check(document, &ids));
            let mut twice = Vec::new();
            for code in &purpose.controls {
                if !claimed.insert(code.as_str()) {
                    twice.push((Code::ControlClaimedTwice, code.as_str()));
                }
            }
            report(&purpose.id, twice);
        }
        let mut seen = BTreeSet::new();
        for right in &self.rights {
            if !seen.insert(right.id.as_str()) {
                report(&right.id, vec![(Code::DuplicateRight, &right.id)]);
            }
            report(&right.id, right.check(&ids));
        }
        report("", self.unclaimed(document));
        report("", self.change.iter().flat_map(ChangeNote::check).collect());
        problems
    }

    /// What the sidecar still lacks before it may be published. [`Self::check`] lets it pass: a proposal fits its
    /// text without it, and no text says it safely.
    pub fn unfinished(&self) -> Vec<SidecarProblem> {
        let lacking = [
            (self.controller.trim().is_empty(), Code::ControllerMissing),
            (self.purposes.is_empty(), Code::PurposesMissing),
        ];
        let lacking = lacking.into_iter().filter(|(lacks, _)| *lacks);
        let problem = |(_, code)| SidecarProblem {
            purpose: String::new(),
            code,
            value: String::new(),
        };
        lacking.map(problem).collect()
    }

    fn check_head(&self, document: &PolicyDocument) -> Found<'_> {
        let mut problems = Vec::new();
        if self.text_hash != document.text_hash {
            problems.push((Code::OtherText, self.text_hash.as_str()));
        }
        if !is_name(&self.policy_id) {
            problems.push((Code::BadPolicyId, self.policy_id.as_str()));
        }
        if !is_version(&self.version) {
            problems.push((Code::BadVersion, self.version.as_str()));
        }
        problems
    }

    fn unclaimed<'a>(&self, document: &'a PolicyDocument) -> Found<'a> {
        let claimed = |name: &String| {
            self.purposes
                .iter()
                .any(|purpose| purpose.third_party.as_ref() == Some(name))
        };
        let services = document.third_parties.iter().map(|service| &service.name);
        services
            .filter(|name| !claimed(name))
            .map(|name| (Code::UnclaimedThirdParty, name.as_str()))
            .collect()
    }
}

impl Purpose {
    fn check<'a>(&'a self, document: &PolicyDocument, ids: &BTreeSet<&str>) -> Found<'a> {
        let mut problems = Vec::new();
        if !is_name(&self.id) {
            problems.push((Code::BadPurposeId, self.id.as_str()));
        }
        if self.title.trim().is_empty() {
            problems.push((Code::TitleMissing, ""));
        }
        if self.clauses.is_empty() {
            problems.push((Code::ClausesMissing, ""));
        }
        problems.extend(unknown(&self.clauses, ids).map(|id| (Code::UnknownClause, id)));
        match (self.basis, self.requirement) {
            (LegalBasis::Consent, Requirement::Required) => {
                problems.push((Code::ConsentWithoutSwitch, ""));
            }
            (LegalBasis::StatutoryDuty | LegalBasis::Contract, Requirement::Optional) => {
                problems.push((Code::SwitchWithoutConsent, ""));
            }
            (LegalBasis::Consent, Requirement::Optional)
            | (LegalBasis::StatutoryDuty | LegalBasis::Contract, Requirement::Required) => {}
        }
        if self.sensitive && self.impact.trim().is_empty() {
            problems.push((Code::ImpactMissing, ""));
        }
        if let Some(name) = &self.third_party {
            let is_named = |name: &String| {
                let mut services = document.third_parties.iter();
                services.any(|service| service.name == *name)
            };
            if !is_named(name) {
                problems.push((Code::UnknownThirdParty, name));
            }
            if self.basis != LegalBasis::Consent {
                problems.push((Code::ThirdPartyWithoutConsent, name));
            }
        }
        for code in &self.controls {
            match Control::parse(code) {
                None => problems.push((Code::UnknownControl, code)),
                Some(control)
                    if self.basis != LegalBasis::Consent && !control.may_be_required() =>
                {
                    problems.push((Code::ControlWithoutConsent, code));
                }
                Some(_) => {}
            }
        }
        problems
    }
}

impl Right {
    fn check<'a>(&'a self, ids: &BTreeSet<&str>) -> Found<'a> {
        let mut problems = Vec::new();
        if !is_name(&self.id) {
            problems.push((Code::BadRightId, self.id.as_str()));
        }
        if self.title.trim().is_empty() {
            problems.push((Code::RightTitleMissing, ""));
        }
        if self.clauses.is_empty() {
            problems.push((Code::RightClausesMissing, ""));
        }
        problems.extend(unknown(&self.clauses, ids).map(|id| (Code::RightUnknownClause, id)));
        problems
    }
}

impl ChangeNote {
    fn check(&self) -> Found<'_> {
        let mut problems = Vec::new();
        let hexadecimal = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if self.from.len() != 64 || !self.from.bytes().all(hexadecimal) {
            problems.push((Code::BadChangeFrom, self.from.as_str()));
        }
        if self.label == Materiality::Material {
            problems.extend(self.missing().into_iter().map(|code| (code, "")));
        }
        problems
    }

    /// What a material change has to say and this note does not.
    pub(in crate::policy) fn missing(&self) -> Vec<Code> {
        let parts = [
            (&self.summary, Code::ChangeSummaryMissing),
            (&self.for_me, Code::ChangeForMeMissing),
        ];
        let empty = parts.into_iter().filter(|(part, _)| part.trim().is_empty());
        empty.map(|(_, code)| code).collect()
    }
}

/// Clauses that the document does not have.
fn unknown<'a, 'i>(
    clauses: &'a [String],
    ids: &'i BTreeSet<&str>,
) -> impl Iterator<Item = &'a str> + use<'a, 'i> {
    let clauses = clauses.iter().map(String::as_str);
    clauses.filter(|id| id.is_empty() || !ids.contains(id))
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
