//! What this client writes, read by a program that shares no code with it.

use std::path::Path;
use std::process::{Command, Output};

use sst_domain::consent::{AgeBand, ReceiptFile};

use crate::consents::{decide, saved};
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
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/system/verify_receipts.py");
    let mut python = Command::new(python());
    python.arg(script).arg(file).arg(key).output().unwrap()
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
