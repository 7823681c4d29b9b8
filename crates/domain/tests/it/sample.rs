//! The sample policy that comes with the package.

use sst_domain::consent::Control;
use sst_domain::policy::{
    Language, PolicyBundle, PolicySidecar, Purpose, Right, SamplePolicy, SignedBundle,
    import_with_warnings, sample,
};

use crate::visible;

const BOTH: [Language; 2] = [Language::ZhCn, Language::En];

fn sidecar(sample: &SamplePolicy) -> PolicySidecar {
    serde_json::from_str(sample.sidecar).unwrap()
}

#[test]
fn imports_whole_and_without_a_warning() {
    for sample in BOTH.map(sample) {
        let imported = import_with_warnings(sample.text).unwrap();
        assert_eq!(imported.warnings, [], "{:?}", sample.language);
        assert_eq!(visible(&imported.document.render()), visible(sample.text));
        assert_eq!(imported.document.language, sample.language);
        assert!(imported.document.hashes_hold());
    }
}

#[test]
fn has_the_structure_and_the_facts_of_an_operators_text() {
    for sample in BOTH.map(sample) {
        let document = sample.open().unwrap().document;
        assert_eq!((document.sections.len(), document.contents.len()), (8, 8));
        assert_eq!(document.third_parties.len(), 4);
        let data: Vec<_> = document
            .third_parties
            .iter()
            .map(|service| service.data.len())
            .collect();
        assert_eq!(data[..3], [11, 1, 3]);
        assert!(
            document
                .third_parties
                .iter()
                .all(|service| service.link.starts_with("https://"))
        );
        assert_eq!(document.contact.phones, ["024-86277299", "024-86271177"]);
        assert_eq!(document.contact.addresses.len(), 1);
        assert_eq!(
            document
                .effective_on
                .map(|date| date.to_string())
                .as_deref(),
            Some("2026-11-01")
        );
        assert_eq!(document.version, "2026.1");
    }
}

#[test]
fn says_first_that_it_is_a_sample() {
    for (sample, word) in BOTH.map(sample).iter().zip(["样例", "sample"]) {
        let document = sample.open().unwrap().document;
        assert!(document.title.contains(word));
        assert!(
            document
                .preamble
                .first()
                .is_some_and(|line| line.text.contains(word))
        );
    }
}

#[test]
fn both_languages_have_the_same_shape_and_the_same_purposes() {
    let [zh, en] = BOTH.map(|language| sample(language).open().unwrap());
    let facts = |purpose: &Purpose| {
        let Purpose {
            id,
            clauses,
            basis,
            requirement,
            data,
            sensitive,
            controls,
            ..
        } = purpose.clone();
        let data = data.len();
        (id, clauses, basis, requirement, data, (sensitive, controls))
    };
    let purposes = |bundle: &PolicyBundle| {
        bundle
            .sidecar
            .purposes
            .iter()
            .map(facts)
            .collect::<Vec<_>>()
    };
    assert_eq!(zh.document.id, en.document.id);
    let shape = |bundle: &PolicyBundle| {
        let services = bundle
            .document
            .third_parties
            .iter()
            .map(|service| service.clause.clone());
        services.collect::<Vec<_>>()
    };
    assert_eq!(shape(&zh), shape(&en));
    for (zh, en) in purposes(&zh).into_iter().zip(purposes(&en)) {
        // A list may name one thing in two words in the other language.
        assert_eq!(
            (zh.0, zh.1, zh.2, zh.3, zh.5),
            (en.0, en.1, en.2, en.3, en.5)
        );
    }
}

#[test]
fn the_bundle_is_what_text_and_sidecar_give() {
    for sample in BOTH.map(sample) {
        let opened = sample.open().unwrap();
        let document = import_with_warnings(sample.text).unwrap().document;
        let made = PolicyBundle::new(document, sidecar(&sample), &opened.issued_at).unwrap();
        assert_eq!(
            made, opened,
            "sign the sample again: cargo run -p sst-domain --example sign_sample"
        );
        let signed: SignedBundle = serde_json::from_slice(sample.bundle).unwrap();
        assert!(sample.public_key.contains("ed25519:") && signed.key_id.len() == 16);
    }
}

#[test]
fn accepting_it_is_never_a_separate_consent() {
    for sample in BOTH.map(sample) {
        let sidecar = sidecar(&sample);
        let separate: Vec<_> = sidecar
            .purposes
            .iter()
            .filter(|purpose| purpose.needs_separate_consent())
            .map(|purpose| purpose.id.clone())
            .collect();
        let services = ["push", "video-call", "usage-statistics", "map-location"];
        let services = services.map(|service| format!("service-{service}"));
        let own = ["identity-check", "find-halls", "publication"].map(str::to_owned);
        assert_eq!(separate, [&own[..], &services].concat());
    }
}

/// The seven purposes of policy 1.3 are all there, and whoever cannot refuse one is told why.
#[test]
fn every_purpose_can_be_refused_or_says_why_not() {
    for sample in BOTH.map(sample) {
        let sidecar = sidecar(&sample);
        for item in 1..=7 {
            let clause = format!("s1.c3.i{item}");
            assert!(sidecar.purposes_of(&clause).count() >= 1, "{clause}");
        }
        for purpose in &sidecar.purposes {
            let says_why = !purpose.necessity.is_empty();
            assert_ne!(purpose.is_refusable(), says_why, "{}", purpose.id);
            assert!(!purpose.method.is_empty(), "{}", purpose.id);
            assert!(!purpose.retention.is_empty(), "{}", purpose.id);
        }
    }
}

#[test]
fn every_switch_is_governed_by_a_purpose_of_the_platforms_own() {
    for sample in BOTH.map(sample) {
        let sidecar = sidecar(&sample);
        for control in Control::ALL {
            let purpose = sidecar.purpose_of(*control).unwrap();
            assert_eq!(purpose.third_party, None, "{control:?}");
            assert!(purpose.is_refusable(), "{control:?}");
        }
    }
}

#[test]
fn the_rights_are_those_of_the_text() {
    let [zh, en] = BOTH.map(|language| sidecar(&sample(language)).rights);
    let clauses = |rights: &[Right]| -> Vec<_> {
        let named = rights
            .iter()
            .map(|right| (right.id.clone(), right.clauses.clone()));
        named.collect()
    };
    assert_eq!(clauses(&zh), clauses(&en));
    for clause in ["s4.c1", "s4.c2", "s4.c3", "s3.c3", "s8"] {
        assert!(zh.iter().any(|right| right.clauses == [clause]), "{clause}");
    }
}
