//! What the fields of two sidecars say.

use std::collections::BTreeSet;

use super::Step;
use super::reason::{Reason, ReasonCode as Code};
use crate::policy::bundle::PolicyBundle;
use crate::policy::document::ThirdParty;
use crate::policy::hash::normalise;
use crate::policy::sidecar::{Purpose, Requirement};

impl Step<'_> {
    /// What the policy as a whole and its purposes differ in.
    pub(super) fn in_fields(&self) -> Vec<Reason> {
        let (old, new) = (&self.old.sidecar, &self.new.sidecar);
        let mut reasons = Vec::new();
        if old.policy_id != new.policy_id {
            reasons.push(Reason::new(Code::PolicyReplaced).value(&new.policy_id));
        }
        if differs(&old.controller, &new.controller) {
            reasons.push(Reason::new(Code::ControllerChanged).value(&new.controller));
        }
        for purpose in &new.purposes {
            match old.purposes.iter().find(|was| was.id == purpose.id) {
                None => reasons.push(Reason::new(Code::PurposeAdded).purpose(&purpose.id)),
                Some(was) => {
                    let found = self.in_purpose(was, purpose).into_iter();
                    reasons.extend(found.map(|reason| reason.purpose(&purpose.id)));
                }
            }
        }
        let gone = |was: &&Purpose| new.purposes.iter().all(|purpose| purpose.id != was.id);
        let gone = old.purposes.iter().filter(gone);
        reasons.extend(gone.map(|was| Reason::new(Code::PurposeRemoved).purpose(&was.id)));
        reasons
    }

    fn in_purpose(&self, was: &Purpose, is: &Purpose) -> Vec<Reason> {
        let required = |purpose: &Purpose| purpose.requirement == Requirement::Required;
        let flags = [
            (was.basis != is.basis, Code::BasisChanged),
            (!required(was) && required(is), Code::BecameRequired),
            (!was.sensitive && is.sensitive, Code::BecameSensitive),
            (!was.automated && is.automated, Code::BecameAutomated),
            (reworded(was, is), Code::PurposeReworded),
        ];
        let flags = flags.into_iter().filter(|(differs, _)| *differs);
        let mut reasons: Vec<Reason> = flags.map(|(_, code)| Reason::new(code)).collect();
        // A field that was empty counts as well: nobody agreed to what was not said.
        if differs(&was.method, &is.method) {
            reasons.push(Reason::new(Code::MethodChanged).value(&is.method));
        }
        if differs(&was.retention, &is.retention) {
            reasons.push(Reason::new(Code::RetentionChanged).value(&is.retention));
        }
        let added = |code| move |value| Reason::new(code).value(value);
        reasons.extend(more(&was.data, &is.data).map(added(Code::DataAdded)));
        reasons.extend(more(&was.recipients, &is.recipients).map(added(Code::RecipientAdded)));
        if let Some(name) = &is.third_party {
            let code = match &was.third_party {
                None => Some(Code::ThirdPartyAdded),
                Some(before) => {
                    let services = (service(self.old, before), service(self.new, name));
                    let other = differs(before, name) || third_party_differs(services);
                    other.then_some(Code::ThirdPartyChanged)
                }
            };
            reasons.extend(code.map(|code| Reason::new(code).value(name)));
        }
        reasons
    }
}

/// Whether a person reads other words about it. They may say the same, or another purpose under an old id.
fn reworded(was: &Purpose, is: &Purpose) -> bool {
    let words = |purpose: &Purpose| {
        let Purpose {
            title,
            impact,
            necessity,
            ..
        } = purpose;
        [title, impact, necessity].map(|words| normalise(words))
    };
    words(was) != words(is)
}

/// Whether a service of others belongs to another company, takes more, or is answered for elsewhere.
fn third_party_differs(services: (Option<&ThirdParty>, Option<&ThirdParty>)) -> bool {
    let (Some(was), Some(is)) = services else {
        // The name stayed and the text describes it on one side only, or on neither.
        return services.0.is_some() != services.1.is_some();
    };
    let company = |service: &ThirdParty| service.company.as_deref().map(normalise);
    company(was) != company(is)
        || more(&was.data, &is.data).next().is_some()
        || host(&was.link) != host(&is.link)
}

fn service<'a>(bundle: &'a PolicyBundle, name: &str) -> Option<&'a ThirdParty> {
    let mut services = bundle.document.third_parties.iter();
    services.find(|service| service.name == name)
}

/// The host of an address, in lower case; a page that only moved on its own host is the same.
fn host(link: &str) -> String {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest[..end].to_ascii_lowercase()
}

/// What is in `new` and not in `old`, white space aside.
fn more<'a>(old: &[String], new: &'a [String]) -> impl Iterator<Item = &'a str> {
    let old: BTreeSet<String> = old.iter().map(|value| normalise(value)).collect();
    let new = new.iter().map(String::as_str);
    new.filter(move |value| !old.contains(&normalise(value)))
}

fn differs(old: &str, new: &str) -> bool {
    normalise(old) != normalise(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_stands_between_scheme_and_path() {
        for link in [
            "https://Example.com/a?b",
            "example.com",
            "http://example.com?x",
        ] {
            assert_eq!(host(link), "example.com", "{link}");
        }
        assert_ne!(host("https://example.com"), host("https://example.org"));
        assert_eq!(host(""), "");
    }
}
