//! What this client writes, read by a program that shares no code with it.

mod identity_numbers;

use std::path::Path;
use std::process::{Command, Output};

use sst_core::ReceiptContents;
use sst_domain::consent::{AgeBand, AuditPart, ReceiptFile};
use sst_domain::policy::{Language, PinnedKey, sample};
use sst_domain::registry::DataKind;

use crate::consents::{decide, saved, saved_as};
use crate::guardians;
use crate::town::{Town, settled};

/// Debian's, with the package that the set-up installs; elsewhere whichever there is.
fn python() -> &'static str {
    let system = "/usr/bin/python3";
    if Path::new(system).exists() {
        system
    } else {
        "python3"
    }
}

fn verify(file: &Path, key: &str) -> Output {
    verify_with(file, &[key])
}

fn verify_with(file: &Path, keys: &[&str]) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/system/verify_receipts.py");
    let mut python = Command::new(python());
    python.arg(script).arg(file).args(keys).output().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Python with cryptography: cargo xtask test"]
async fn receipts_verify_in_another_language() {
    let town = Town::found().await;
    let key = town.platform().receipt_key().to_line();
    let client = town.computer().signed_in().await;
    for allow in [true, false, true] {
        decide(&client, "notify-sms", allow).await;
    }
    settled(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    let path = folder.path().join("receipts.json");
    let write = |file: &ReceiptFile| {
        std::fs::write(&path, serde_json::to_vec(file).unwrap()).unwrap();
    };
    write(&file);
    let output = verify(&path, &key);
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        said.trim(),
        "whole: 4, anchored: True, guardians unconfirmed: 0",
        "{failed}"
    );

    // And it is not one that says so of everything.
    let mut changed = file.clone();
    let record = String::from_utf8(changed.receipts[2].signed.record.0.clone()).unwrap();
    changed.receipts[2].signed.record.0 = record.replace("withdrawn", "given").into_bytes();
    write(&changed);
    let output = verify(&path, &key);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(failed.trim(), "receipt 3: record-signature");

    let mut cut = file;
    cut.receipts.pop();
    write(&cut);
    let failed = String::from_utf8(verify(&path, &key).stderr).unwrap();
    assert_eq!(failed.trim(), "anchor: receipts-missing");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Python with cryptography: cargo xtask test"]
async fn a_guardian_s_confirmation_verifies_in_another_language() {
    let town = Town::found().await;
    let key = town.platform().receipt_key().to_line();
    let client = town.computer().open().await;
    guardians::answer(&client, AgeBand::Under14).await;
    guardians::agree(&town, &client, guardians::MOTHER).await;
    guardians::log_in(&town, &client, guardians::CHILD).await;
    guardians::switch(&client, "notify-sms", true)
        .await
        .unwrap();
    guardians::entered(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    let path = folder.path().join("receipts.json");
    let said = |change: fn(&mut ReceiptFile)| {
        let mut file = file.clone();
        change(&mut file);
        std::fs::write(&path, serde_json::to_vec(&file).unwrap()).unwrap();
        let output = verify(&path, &key);
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8(said).unwrap().trim().to_owned()
    };
    assert_eq!(
        said(|_| {}),
        "whole: 3, anchored: True, guardians unconfirmed: 0"
    );
    assert_eq!(
        said(|file| file.receipts[1].guardian = None),
        "whole: 3, anchored: True, guardians unconfirmed: 1"
    );
    assert_eq!(
        said(|file| file.receipts[1].guardian = file.receipts[2].guardian.clone()),
        "receipt 2: guardian-other"
    );
    let damage = |file: &mut ReceiptFile| {
        file.receipts[1].guardian.as_mut().unwrap().statement.0[30] ^= 1;
    };
    assert_eq!(said(damage), "receipt 2: guardian-signature");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Python with cryptography: cargo xtask test"]
async fn an_auditor_s_bundle_verifies_in_another_language() {
    let town = Town::found().await;
    let key = town.platform().receipt_key().to_line();
    let client = town.computer().signed_in().await;
    decide(&client, "notify-sms", true).await;
    settled(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let path = saved_as(&client, folder.path(), ReceiptContents::Audit).await;
    let file: ReceiptFile = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let part = file.audit.clone().unwrap();
    let sample = PinnedKey::parse(sample(Language::ZhCn).public_key).unwrap();
    let said = |keys: &[&str], change: fn(&mut AuditPart)| {
        let mut file = file.clone();
        change(file.audit.as_mut().unwrap());
        std::fs::write(&path, serde_json::to_vec(&file).unwrap()).unwrap();
        let output = verify_with(&path, keys);
        let said = [output.stdout, output.stderr].concat();
        let lines = String::from_utf8(said).unwrap();
        lines.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let sample = sample.to_line();
    let (whole, both) = (said(&[&key], |_| {}), said(&[&key, &sample], |_| {}));
    let policies = "policies signed: 0, not verified: 2, missing: 0";
    assert_eq!(whole[1], policies, "{whole:?}");
    let hash = part.registry.hash();
    let registry = format!("registry: {hash}, kinds: {}", DataKind::ALL.len());
    assert_eq!(whole[2], registry);
    assert_eq!(both[1], "policies signed: 2, not verified: 0, missing: 0");
    // And it is not one that says so of everything.
    let missing = said(&[&key], |part| part.policies.clear());
    assert_eq!(
        missing[1],
        "policies signed: 0, not verified: 0, missing: 1"
    );
    let damaged = said(&[&key, &sample], |part| {
        let policy = String::from_utf8(part.policies[0].0.clone()).unwrap();
        let (before, signature) = policy.split_once("\"signature\": \"").unwrap();
        let other = if signature.starts_with('A') { 'B' } else { 'A' };
        let changed = format!("{before}\"signature\": \"{other}{}", &signature[1..]);
        part.policies[0].0 = changed.into_bytes();
    });
    assert_eq!(damaged.last().unwrap(), "policy 1: policy-signature");
    client.close().await;
}
