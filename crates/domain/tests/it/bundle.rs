//! The signed bundle.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sst_domain::consent::Control;
use sst_domain::policy::{
    BundleError, ChangeNote, LegalBasis, Materiality, PinnedKey, PolicyBundle, PolicySidecar,
    PolicySigningKey, Requirement, SidecarProblemCode as Code, SignedBundle, import, open_trusted,
    propose_sidecar, sign, verify,
};

const TEXT: &str = "测试平台隐私政策
一、使用
我们把信息用于以下目的：
⑴ 办理事项；
⑵ 发送消息；
⑶ 第三方SDK：
① 甲SDK 使用场景：地图定位。收集信息：位置信息。隐私政策：https://example.com/p 。
二、联系我们
您有权向我们查询：
电话：024-00000000
";

fn key() -> PolicySigningKey {
    PolicySigningKey::from_seed(&[1; 32])
}

fn bundle() -> PolicyBundle {
    let document = import(TEXT).unwrap();
    let sidecar = propose_sidecar(&document);
    PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z").unwrap()
}

fn open(file: &SignedBundle) -> Result<PolicyBundle, BundleError> {
    verify(&serde_json::to_vec(file).unwrap(), &[key().public()])
}

fn signed() -> SignedBundle {
    serde_json::from_slice(&sign(&bundle(), &key()).unwrap()).unwrap()
}

/// Signs other bytes the way a bundle is signed, with another implementation of nothing but the domain
/// tag: what is refused then is refused for its content.
fn signed_payload(payload: &[u8]) -> SignedBundle {
    use ed25519_dalek::Signer as _;
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let bytes = [b"shengshitong/policy-bundle/v1\0".as_slice(), payload].concat();
    SignedBundle {
        key_id: self::key().public().key_id(),
        payload: STANDARD.encode(payload),
        signature: STANDARD.encode(key.sign(&bytes).to_bytes()),
    }
}

#[test]
fn what_was_signed_opens() {
    assert_eq!(open(&signed()).unwrap(), bundle());
    assert_eq!(
        signed_payload(&serde_json::to_vec(&bundle()).unwrap()),
        signed()
    );
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let good = signed();
    let payload = STANDARD.decode(&good.payload).unwrap();
    for at in (0..payload.len()).step_by(31) {
        let mut bad = payload.clone();
        bad[at] ^= 1 << (at % 8);
        let file = SignedBundle {
            payload: STANDARD.encode(bad),
            ..good.clone()
        };
        assert!(
            matches!(open(&file), Err(BundleError::Signature)),
            "byte {at}"
        );
    }
    let signature = STANDARD.decode(&good.signature).unwrap();
    for at in 0..signature.len() {
        let mut bad = signature.clone();
        bad[at] ^= 1;
        let file = SignedBundle {
            signature: STANDARD.encode(bad),
            ..good.clone()
        };
        assert!(
            matches!(open(&file), Err(BundleError::Signature)),
            "byte {at}"
        );
    }
}

#[test]
fn a_bundle_that_is_trusted_for_its_place_is_checked_all_the_same() {
    let file = sign(&bundle(), &PolicySigningKey::from_seed(&[9; 32])).unwrap();
    assert_eq!(open_trusted(&file).unwrap(), bundle());
    let code = |file: &[u8]| open_trusted(file).unwrap_err().code();
    assert_eq!(code(b"{}"), "bundle_not_well_formed");
    let mut other = bundle();
    other.document.title.push('改');
    let other = signed_payload(&serde_json::to_vec(&other).unwrap());
    assert_eq!(
        code(&serde_json::to_vec(&other).unwrap()),
        "bundle_hash_mismatch"
    );
}

#[test]
fn another_key_is_refused_by_name_and_by_signature() {
    let other = PolicySigningKey::from_seed(&[2; 32]);
    let file = sign(&bundle(), &other).unwrap();
    assert!(matches!(
        verify(&file, &[key().public()]),
        Err(BundleError::UnknownKey)
    ));
    assert!(matches!(verify(&file, &[]), Err(BundleError::UnknownKey)));
    assert!(verify(&file, &[key().public(), other.public()]).is_ok());
    let mut forged: SignedBundle = serde_json::from_slice(&file).unwrap();
    forged.key_id = key().public().key_id();
    assert!(matches!(open(&forged), Err(BundleError::Signature)));
}

#[test]
fn a_signature_without_the_domain_tag_is_refused() {
    use ed25519_dalek::Signer as _;
    let good = signed();
    let payload = STANDARD.decode(&good.payload).unwrap();
    let bare = ed25519_dalek::SigningKey::from_bytes(&[1; 32]).sign(&payload);
    let file = SignedBundle {
        signature: STANDARD.encode(bare.to_bytes()),
        ..good
    };
    assert!(matches!(open(&file), Err(BundleError::Signature)));
}

#[test]
fn every_malformed_file_gives_its_code() {
    let good = signed();
    let code = |file: &SignedBundle| open(file).unwrap_err().code();
    assert_eq!(
        verify(b"", &[key().public()]).unwrap_err().code(),
        "bundle_not_well_formed"
    );
    assert_eq!(
        verify(b"{}", &[key().public()]).unwrap_err().code(),
        "bundle_not_well_formed"
    );
    let large = vec![b' '; 17 * 1024 * 1024];
    assert_eq!(
        verify(&large, &[key().public()]).unwrap_err().code(),
        "bundle_too_large"
    );
    for (payload, signature) in [
        ("?", good.signature.as_str()),
        (&good.payload, "?"),
        (&good.payload, "AAAA"),
    ] {
        let file = SignedBundle {
            payload: payload.into(),
            signature: signature.into(),
            ..good.clone()
        };
        assert_eq!(code(&file), "bundle_badly_encoded");
    }
    assert_eq!(code(&signed_payload(b"not json")), "bundle_not_well_formed");
}

#[test]
fn content_that_contradicts_itself_is_refused_even_if_signed() {
    let code = |edit: fn(&mut PolicyBundle)| {
        let mut bundle = bundle();
        edit(&mut bundle);
        assert!(
            sign(&bundle, &key()).is_err(),
            "it must not be signed either"
        );
        open(&signed_payload(&serde_json::to_vec(&bundle).unwrap()))
            .unwrap_err()
            .code()
    };
    assert_eq!(code(|bundle| bundle.schema = 2), "bundle_schema_unknown");
    assert_eq!(
        code(|bundle| bundle.document.version = "9".into()),
        "bundle_identity_mismatch"
    );
    assert_eq!(
        code(|bundle| bundle.document.title.push('改')),
        "bundle_hash_mismatch"
    );
    assert_eq!(
        code(|bundle| bundle.document.sections[0].hash.clear()),
        "bundle_hash_mismatch"
    );
    assert_eq!(
        code(|bundle| bundle.sidecar.text_hash.clear()),
        "bundle_sidecar_mismatch"
    );
}

#[test]
fn every_broken_sidecar_gives_its_code() {
    let document = import(TEXT).unwrap();
    type Edit = fn(&mut PolicySidecar);
    let edits: [(Edit, Code); 27] = [
        (|s| s.text_hash = "00".into(), Code::OtherText),
        (|s| s.policy_id = "Bad Id".into(), Code::BadPolicyId),
        (|s| s.version = "../1".into(), Code::BadVersion),
        (|s| s.controller = " ".into(), Code::ControllerMissing),
        (|s| s.purposes.clear(), Code::PurposesMissing),
        (|s| s.purposes[0].id = "Zweck 1".into(), Code::BadPurposeId),
        (
            |s| s.purposes[1].id = s.purposes[0].id.clone(),
            Code::DuplicatePurpose,
        ),
        (|s| s.purposes[0].title = " ".into(), Code::TitleMissing),
        (|s| s.purposes[0].clauses.clear(), Code::ClausesMissing),
        (
            |s| s.purposes[0].clauses.push("s9".into()),
            Code::UnknownClause,
        ),
        (
            |s| s.purposes[0].requirement = Requirement::Optional,
            Code::SwitchWithoutConsent,
        ),
        (
            |s| s.purposes[1].requirement = Requirement::Required,
            Code::ConsentWithoutSwitch,
        ),
        (|s| s.purposes[2].impact.clear(), Code::ImpactMissing),
        (
            |s| s.purposes[2].third_party = Some("乙SDK".into()),
            Code::UnknownThirdParty,
        ),
        (
            |s| s.purposes[2].basis = LegalBasis::Contract,
            Code::ThirdPartyWithoutConsent,
        ),
        (
            |s| s.purposes[2].third_party = None,
            Code::UnclaimedThirdParty,
        ),
        (
            |s| s.purposes[1].controls.push("notify-fax".into()),
            Code::UnknownControl,
        ),
        (
            |s| s.purposes[2].controls.push("notify-in-app".into()),
            Code::ControlClaimedTwice,
        ),
        (
            |s| s.purposes[0].controls.push("crash-reports".into()),
            Code::ControlWithoutConsent,
        ),
        (|s| s.rights[0].id = "Recht 1".into(), Code::BadRightId),
        (|s| s.rights.push(s.rights[0].clone()), Code::DuplicateRight),
        (|s| s.rights[0].title = " ".into(), Code::RightTitleMissing),
        (|s| s.rights[0].clauses.clear(), Code::RightClausesMissing),
        (
            |s| s.rights[0].clauses.push("s9".into()),
            Code::RightUnknownClause,
        ),
        (|s| note(s).from = "1.0".into(), Code::BadChangeFrom),
        (|s| note(s).summary = " ".into(), Code::ChangeSummaryMissing),
        (|s| note(s).for_me.clear(), Code::ChangeForMeMissing),
    ];
    assert_eq!(edits.len(), Code::ALL.len(), "a code has no test");
    for (edit, expected) in edits {
        let mut sidecar = propose_sidecar(&document);
        sidecar.change = Some(material_note());
        sidecar.controller = "某市信息中心".into();
        let problems = |sidecar: &PolicySidecar| {
            let unfinished = sidecar.unfinished();
            [sidecar.check(&document), unfinished].concat()
        };
        assert_eq!(problems(&sidecar), []);
        edit(&mut sidecar);
        let codes: Vec<_> = problems(&sidecar)
            .into_iter()
            .map(|problem| problem.code)
            .collect();
        assert!(codes.contains(&expected), "{expected:?}: {codes:?}");
        assert_eq!(serde_json::to_value(expected).unwrap(), expected.as_str());
    }
}

fn material_note() -> ChangeNote {
    ChangeNote {
        from: "0".repeat(64),
        from_version: "1.0".to_owned(),
        label: Materiality::Material,
        summary: "增加地图定位。".to_owned(),
        for_me: "使用地图时才需要您决定。".to_owned(),
    }
}

fn note(sidecar: &mut PolicySidecar) -> &mut ChangeNote {
    sidecar.change.as_mut().unwrap()
}

#[test]
fn the_inbox_may_hang_on_what_cannot_be_refused_and_nothing_else_may() {
    let document = import(TEXT).unwrap();
    for control in Control::ALL {
        let mut sidecar = propose_sidecar(&document);
        sidecar.purposes.iter_mut().for_each(|p| p.controls.clear());
        sidecar.purposes[0].controls = vec![control.as_str().to_owned()];
        let fits = sidecar.check(&document).is_empty();
        assert_eq!(fits, *control == Control::NotifyInApp, "{control:?}");
    }
}

#[test]
fn a_note_on_words_alone_may_be_short() {
    let document = import(TEXT).unwrap();
    let mut sidecar = propose_sidecar(&document);
    let note = ChangeNote {
        label: Materiality::Wording,
        summary: String::new(),
        for_me: String::new(),
        ..material_note()
    };
    sidecar.change = Some(note);
    assert_eq!(sidecar.check(&document), []);
}

/// A bundle of a version that knew neither rights nor switches nor notes on changes.
#[test]
fn a_bundle_without_the_newer_members_opens() {
    let mut json = serde_json::to_value(bundle()).unwrap();
    let sidecar = json["sidecar"].as_object_mut().unwrap();
    for newer in ["rights", "change"] {
        sidecar.remove(newer).unwrap();
    }
    for purpose in sidecar["purposes"].as_array_mut().unwrap() {
        let purpose = purpose.as_object_mut().unwrap();
        for newer in [
            "necessity",
            "method",
            "retention",
            "recipients",
            "automated",
            "controls",
        ] {
            purpose.remove(newer).unwrap();
        }
    }
    let opened = open(&signed_payload(json.to_string().as_bytes())).unwrap();
    assert_eq!(opened.document, bundle().document);
    assert_eq!(
        (opened.sidecar.rights, opened.sidecar.change),
        (vec![], None)
    );
}

#[test]
fn a_clause_leads_to_its_switches_and_a_switch_to_its_clauses() {
    let sidecar = propose_sidecar(&import(TEXT).unwrap());
    assert_eq!(sidecar.controls_of("s1.c2"), [Control::NotifyInApp]);
    assert_eq!(
        sidecar.controls_of("s1.c3.i1.p2"),
        [Control::HallLocation],
        "a clause stands for all below it"
    );
    assert_eq!(sidecar.controls_of("s1.c1"), []);
    assert_eq!(sidecar.clauses_of(Control::NotifyInApp), ["s1.c2"]);
    assert_eq!(sidecar.clauses_of(Control::VideoCall), [""; 0]);
    let governs = |control| {
        sidecar
            .purpose_of(control)
            .map(|purpose| purpose.id.as_str())
    };
    assert_eq!(governs(Control::HallLocation), Some("service-map-location"));
}

#[test]
fn a_purpose_covers_what_lies_below_its_clauses() {
    let sidecar = propose_sidecar(&import(TEXT).unwrap());
    let of = |clause: &str| {
        sidecar
            .purposes_of(clause)
            .map(|p| p.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("s1.c1"), ["provide-service"]);
    assert_eq!(of("s1.c3.i1.p2"), ["service-map-location"]);
    assert!(of("s1.c10").is_empty() && of("s2").is_empty());
}

#[test]
fn a_key_in_a_file_is_the_key() {
    let key = key();
    assert_eq!(
        PinnedKey::parse(&key.public().to_line()).unwrap(),
        key.public()
    );
    assert_eq!(
        PolicySigningKey::from_seed(&key.seed()).public(),
        key.public()
    );
}
