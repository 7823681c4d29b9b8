//! The signed bundle.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sst_domain::policy::{
    BundleError, LegalBasis, PinnedKey, PolicyBundle, PolicySidecar, PolicySigningKey, Requirement,
    SidecarProblemCode as Code, SignedBundle, import, propose_sidecar, sign, verify,
};

const TEXT: &str = "测试平台隐私政策
一、使用
我们把信息用于以下目的：
⑴ 办理事项；
⑵ 发送消息；
⑶ 第三方SDK：
① 甲SDK 使用场景：地图定位。收集信息：位置信息。隐私政策：https://example.com/p 。
二、联系我们
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
    let edits: [(Edit, Code); 14] = [
        (|s| s.text_hash = "00".into(), Code::OtherText),
        (|s| s.policy_id = "Bad Id".into(), Code::BadPolicyId),
        (|s| s.version = "../1".into(), Code::BadVersion),
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
    ];
    assert_eq!(edits.len(), Code::ALL.len(), "a code has no test");
    for (edit, expected) in edits {
        let mut sidecar = propose_sidecar(&document);
        assert_eq!(sidecar.check(&document), []);
        edit(&mut sidecar);
        let codes: Vec<_> = sidecar
            .check(&document)
            .into_iter()
            .map(|problem| problem.code)
            .collect();
        assert!(codes.contains(&expected), "{expected:?}: {codes:?}");
        assert_eq!(serde_json::to_value(expected).unwrap(), expected.as_str());
    }
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
