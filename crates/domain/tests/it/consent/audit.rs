//! What an auditor's bundle adds to receipts: policies, registry and keys, each checked as far as it can be.

use sst_domain::consent::{
    Actor, AuditPart, Bytes, ClauseHash, Decision, Fault, FaultCode, KnownKeys, PolicySignature,
    PolicyVersion, ReceiptFile, verify_audit, verify_receipts,
};
use sst_domain::policy::{Language, PolicyBundle, PolicySigningKey, sample, sign};

use super::desk::{Computer, Platform, notice};

fn operator() -> PolicySigningKey {
    PolicySigningKey::from_seed(&[77; 32])
}

fn policy() -> PolicyBundle {
    sample(Language::ZhCn).open().unwrap()
}

/// One decision about one clause of the sample's text, signed by an operator; `clause` is the hash that its notice says.
fn bundle(clause: Option<&str>) -> ReceiptFile {
    let policy = policy();
    let document = &policy.document;
    let id = policy.sidecar.purposes[0].clauses[0].clone();
    let hash = clause.or(document.clause_hash(&id)).unwrap().to_owned();
    let mut shown = notice("notify-sms");
    shown.policy = PolicyVersion {
        id: document.id.clone(),
        version: document.version.clone(),
        text_hash: document.text_hash.clone(),
    };
    shown.clauses = vec![ClauseHash { id, hash }];
    let mut platform = Platform::new();
    platform.receive(Computer::new(1).decide_on(&shown, Decision::Given, Actor::Person));
    let mut file = platform.file();
    file.notices = vec![shown.to_bytes().unwrap()];
    file.texts = vec![document.render()];
    file.audit = Some(AuditPart {
        program: "shengshitong 0.1.0".to_owned(),
        made_at: "2026-11-28T09:00:00Z".to_owned(),
        verifier: "shengshitong receipt verify FILE".to_owned(),
        policies: vec![Bytes(sign(&policy, &operator()).unwrap())],
        registry: Bytes(b"{}".to_vec()),
        keys: KnownKeys {
            receipts: vec![platform.pinned()[0].to_line()],
            policies: vec![operator().public().to_line()],
        },
    });
    verify_receipts(&file, &platform.pinned()).unwrap();
    file
}

fn fault(file: &ReceiptFile) -> FaultCode {
    let Fault { number, code, .. } = verify_audit(file, &[operator().public()]).unwrap_err();
    assert_eq!(number, 0);
    code
}

#[test]
fn a_policy_is_believed_for_a_trusted_key_and_never_for_that_of_the_file() {
    let file = bundle(None);
    let json = serde_json::to_vec(&file).unwrap();
    assert_eq!(serde_json::from_slice::<ReceiptFile>(&json).unwrap(), file);
    let found = |keys: &[_]| verify_audit(&file, keys).unwrap().unwrap();
    let trusted = found(&[operator().public()]);
    assert_eq!(trusted.policies[0].signature, PolicySignature::Trusted);
    assert_eq!(trusted.policies[0].notices, 1);
    assert_eq!(trusted.policies_missing, []);
    assert_eq!(trusted.registry, Bytes(b"{}".to_vec()).hash());
    let nobody = found(&[]);
    assert_eq!(nobody.policies[0].signature, PolicySignature::KeyUnknown);

    let mut of_the_sample = file.clone();
    let part = of_the_sample.audit.as_mut().unwrap();
    part.policies = vec![Bytes(sample(Language::ZhCn).bundle.to_vec())];
    let found = verify_audit(&of_the_sample, &[]).unwrap().unwrap();
    assert_eq!(found.policies[0].signature, PolicySignature::Sample);

    let mut receipts_alone = file;
    receipts_alone.audit = None;
    assert_eq!(verify_audit(&receipts_alone, &[]), Ok(None));
}

#[test]
fn a_policy_that_is_not_there_is_named() {
    let mut file = bundle(None);
    file.audit.as_mut().unwrap().policies.clear();
    let found = verify_audit(&file, &[]).unwrap().unwrap();
    let document = policy().document;
    assert_eq!(found.policies_missing[0].text_hash, document.text_hash);
}

#[test]
fn what_does_not_fit_is_found() {
    let other = bundle(Some(&"0".repeat(64)));
    assert_eq!(fault(&other), FaultCode::ClauseOther);

    let with = |change: fn(&mut AuditPart)| {
        let mut file = bundle(None);
        change(file.audit.as_mut().unwrap());
        fault(&file)
    };
    let unreadable = with(|part| part.policies[0] = Bytes(b"{}".to_vec()));
    assert_eq!(unreadable, FaultCode::PolicyUnreadable);
    let no_key = with(|part| part.keys.receipts.push("ed25519:AAAA".to_owned()));
    assert_eq!(no_key, FaultCode::KeysUnreadable);
    let resigned = with(|part| {
        let mut policy = policy();
        policy.issued_at = "2020-01-01T00:00:00Z".to_owned();
        let other: serde_json::Value =
            serde_json::from_slice(&sign(&policy, &operator()).unwrap()).unwrap();
        let mut own: serde_json::Value = serde_json::from_slice(&part.policies[0].0).unwrap();
        own["payload"] = other["payload"].clone();
        part.policies[0] = Bytes(serde_json::to_vec(&own).unwrap());
    });
    assert_eq!(resigned, FaultCode::PolicySignature);
}
