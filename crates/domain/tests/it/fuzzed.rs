//! Policies and forms that nobody wrote.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sst_domain::policy::{
    Language, PinnedKey, PolicyBundle, SignedBundle, diff, import, import_file, marks,
    propose_sidecar, reconsent, sample, search, verify,
};
use sst_domain::profile::{ChangeInput, RawValue, UnitValue, mask_unit, parse_change};

#[path = "../../../../tests/fuzz/driver.rs"]
mod driver;

#[test]
fn policy_texts() {
    // A short one: a comparison takes as long as both are long.
    let good = driver::good("policy-text");
    let before = import(str::from_utf8(&good[0]).unwrap()).unwrap();
    driver::fuzz("policy-text", |bytes| {
        let Ok(imported) = import_file(bytes) else {
            return false;
        };
        let document = imported.document;
        assert!(document.hashes_hold());
        // What is not UTF-8 is refused, so that this is what was read.
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(
            super::visible(&document.render()),
            super::visible(&text),
            "nothing is left out, and nothing added"
        );
        for change in diff(&before, &document) {
            if let (Some(before), Some(after)) = (change.before, change.after) {
                let _ = marks(&before.text, &after.text);
            }
        }
        let _ = search(&document, "信息");
        // What the import takes, an operator can publish.
        let sidecar = propose_sidecar(&document);
        let _ = PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z");
        true
    });
}

/// The file as it is sent: nothing but the operator's own opens.
#[test]
fn signed_bundles() {
    let keys = [PinnedKey::parse(sample(Language::ZhCn).public_key).unwrap()];
    let good: Vec<_> = driver::good("policy-bundle")
        .iter()
        .map(|good| verify(good, &keys).unwrap())
        .collect();
    driver::fuzz("policy-bundle", |bytes| match verify(bytes, &keys) {
        Ok(bundle) => {
            assert!(good.contains(&bundle), "forged");
            true
        }
        Err(_) => false,
    });
}

/// What is inside, under a signature that holds.
#[test]
fn signed_payloads() {
    driver::fuzz("policy-payload", |bytes| {
        let (file, key) = signed(bytes);
        match verify(&file, &[key]) {
            Ok(bundle) => {
                assert!(bundle.document.hashes_hold());
                assert_eq!(diff(&bundle.document, &bundle.document), []);
                assert_eq!(reconsent(&bundle, &bundle).reasons, []);
                true
            }
            Err(_) => false,
        }
    });
}

/// Signs any bytes as a payload; `sign` would look into them first.
fn signed(payload: &[u8]) -> (Vec<u8>, PinnedKey) {
    use ed25519_dalek::Signer as _;
    let seed = [1; 32];
    let public = sst_domain::policy::PolicySigningKey::from_seed(&seed).public();
    let bytes = [b"shengshitong/policy-bundle/v1\0".as_slice(), payload].concat();
    let signature = ed25519_dalek::SigningKey::from_bytes(&seed).sign(&bytes);
    let file = SignedBundle {
        key_id: public.key_id(),
        payload: STANDARD.encode(payload),
        signature: STANDARD.encode(signature.to_bytes()),
    };
    (serde_json::to_vec(&file).unwrap(), public)
}

/// What a form hands over, as the window sends it.
#[test]
fn change_inputs() {
    let today = jiff::civil::date(2026, 11, 24);
    driver::fuzz("change-input", |bytes| {
        let Ok(inputs) = serde_json::from_slice::<Vec<ChangeInput>>(bytes) else {
            return false;
        };
        for input in &inputs {
            let current = input.fields.as_ref().map(as_they_stand);
            for current in [None, current.as_ref()] {
                let Ok(change) = parse_change(input, current, today) else {
                    continue;
                };
                let Some(value) = change.value else {
                    continue;
                };
                assert!(!value.is_empty());
                // It is sealed and sent as JSON, and comes back the same.
                let json = serde_json::to_string(&value).unwrap();
                assert_eq!(serde_json::from_str::<UnitValue>(&json).unwrap(), value);
                let _ = mask_unit(input.unit.spec().unwrap(), &value);
            }
        }
        true
    });
}

/// The fields as typed, taken for the value that the platform holds.
fn as_they_stand(fields: &BTreeMap<String, RawValue>) -> UnitValue {
    let mut value = UnitValue::default();
    for (name, typed) in fields {
        if let RawValue::Text(text) = typed {
            value.insert(name, sst_domain::profile::FieldValue::Text(text.clone()));
        }
    }
    value
}
