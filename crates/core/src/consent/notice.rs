//! What is shown before a decision, out of the policy in force.

use sst_domain::consent::{Answer, ClauseHash, ConsentNotice, NOTICE_SCHEMA, TERMS};

use super::policies::name_of;
use sst_domain::policy::{Language, LegalBasis, PolicyBundle, Purpose, Requirement};

/// The notice about the policy as a whole: what it says about each purpose stands in its text, whose hash is here.
pub(crate) fn terms(
    bundle: &PolicyBundle,
    language: Language,
    presentation: &str,
) -> ConsentNotice {
    ConsentNotice {
        schema: NOTICE_SCHEMA,
        policy: name_of(bundle),
        clauses: Vec::new(),
        item: TERMS.to_owned(),
        purpose: String::new(),
        title: bundle.document.title.clone(),
        basis: LegalBasis::Consent,
        optional: true,
        data: Vec::new(),
        sensitive: false,
        impact: String::new(),
        method: String::new(),
        recipients: Vec::new(),
        retention: String::new(),
        controller: bundle.sidecar.controller.clone(),
        withdrawal: "policy".to_owned(),
        choices: vec![Answer::Give, Answer::Refuse],
        preselected: None,
        effects: vec!["without-consent:browse-only".to_owned()],
        language,
        presentation: presentation.to_owned(),
    }
}

/// The notice about one item of a purpose.
pub(super) fn notice(
    bundle: &PolicyBundle,
    purpose: &Purpose,
    item: &str,
    language: Language,
    presentation: &str,
) -> ConsentNotice {
    let third_party = purpose.third_party.iter();
    ConsentNotice {
        schema: NOTICE_SCHEMA,
        policy: name_of(bundle),
        clauses: clauses(bundle, &purpose.clauses),
        item: item.to_owned(),
        purpose: purpose.id.clone(),
        title: purpose.title.clone(),
        basis: purpose.basis,
        optional: purpose.requirement == Requirement::Optional,
        data: purpose.data.clone(),
        sensitive: purpose.sensitive,
        impact: purpose.impact.clone(),
        method: purpose.method.clone(),
        recipients: third_party.chain(&purpose.recipients).cloned().collect(),
        retention: purpose.retention.clone(),
        controller: bundle.sidecar.controller.clone(),
        withdrawal: "privacy-centre/purposes".to_owned(),
        choices: vec![Answer::Give, Answer::Refuse],
        preselected: None,
        effects: vec![format!("off-without:{item}")],
        language,
        presentation: presentation.to_owned(),
    }
}

fn clauses(bundle: &PolicyBundle, ids: &[String]) -> Vec<ClauseHash> {
    let hash = |id: &String| {
        let hash = bundle.document.clause_hash(id)?;
        Some(ClauseHash {
            id: id.clone(),
            hash: hash.to_owned(),
        })
    };
    ids.iter().filter_map(hash).collect()
}
