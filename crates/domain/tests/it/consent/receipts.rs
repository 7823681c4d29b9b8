//! Files of receipts: whole ones verify, and whatever was done to one is found at its place.

use sst_domain::consent::{Actor, Decision, Fault, FaultCode, ReceiptFile, verify_receipts};

use super::desk::{Computer, ITEMS, Platform};

/// Two computers of one person, and what they decided in turn.
fn log(length: usize) -> Platform {
    let mut platform = Platform::new();
    let mut computers = [Computer::new(1), Computer::new(2)];
    let states = [Decision::Given, Decision::Withdrawn, Decision::Refused];
    for at in 0..length {
        let computer = &mut computers[at % 2];
        computer.seen = platform.position();
        let record = computer.decide(ITEMS[at % 3], states[at / 2 % 3]);
        platform.receive(record);
    }
    platform
}

fn fault(file: &ReceiptFile, platform: &Platform) -> (u64, FaultCode) {
    let Fault { number, code, .. } = verify_receipts(file, &platform.pinned()).unwrap_err();
    (number, code)
}

#[test]
fn a_whole_file_is_complete_up_to_its_anchor() {
    let platform = log(20);
    let verified = verify_receipts(&platform.file(), &platform.pinned()).unwrap();
    assert_eq!(verified.countersigned, 20);
    assert_eq!(verified.waiting, 0);
    assert!(verified.anchored);
    let until = verified.complete_until.as_deref();
    assert_eq!(until, Some("2026-11-28T08:00:00Z"));
    assert_eq!(verified.texts_missing, [""; 0]);
}

#[test]
fn a_file_survives_json() {
    let platform = log(5);
    let json = serde_json::to_vec_pretty(&platform.file()).unwrap();
    let file: ReceiptFile = serde_json::from_slice(&json).unwrap();
    assert_eq!(file, platform.file());
    verify_receipts(&file, &platform.pinned()).unwrap();
}

#[test]
fn what_waits_is_told_apart_and_stands_at_the_end() {
    let mut platform = log(4);
    let mut third = Computer::new(3);
    let mut file = platform.file();
    let waiting = third.decide("terms", Decision::Given);
    platform.receive(waiting);
    let mut receipt = platform.log.pop().unwrap();
    receipt.entry = None;
    file.receipts.push(receipt.clone());
    let verified = verify_receipts(&file, &platform.pinned()).unwrap();
    assert_eq!((verified.countersigned, verified.waiting), (4, 1));

    file.receipts.swap(3, 4);
    assert_eq!(fault(&file, &platform), (5, FaultCode::WaitingFirst));
}

/// Every third byte of a record, of both signatures and of an entry.
#[test]
fn a_changed_byte_is_found_at_its_receipt() {
    const AT: usize = 3;
    let platform = log(5);
    let whole = platform.file();
    type Part = fn(&mut ReceiptFile) -> &mut Vec<u8>;
    let parts: [Part; 4] = [
        |file| &mut file.receipts[AT].signed.record.0,
        |file| &mut file.receipts[AT].signed.signature.0,
        |file| &mut file.receipts[AT].entry.as_mut().unwrap().statement.0,
        |file| &mut file.receipts[AT].entry.as_mut().unwrap().signature.0,
    ];
    let mut tried = 0;
    for part in parts {
        for at in (0..part(&mut whole.clone()).len()).step_by(3) {
            let mut file = whole.clone();
            part(&mut file)[at] ^= 1;
            assert_eq!(fault(&file, &platform).0, AT as u64 + 1, "byte {at}");
            tried += 1;
        }
    }
    assert!(tried > 250, "{tried}");
}

/// How long it takes is measured by `cargo xtask bench receipts`.
#[test]
fn a_changed_byte_among_ten_thousand_is_found_at_its_receipt() {
    const AT: usize = 7_777;
    let platform = log(10_000);
    let mut file = platform.file();
    let verified = verify_receipts(&file, &platform.pinned()).unwrap();
    assert_eq!(verified.countersigned, 10_000);
    file.receipts[AT - 1].signed.record.0[40] ^= 1;
    let fault = verify_receipts(&file, &platform.pinned()).unwrap_err();
    assert_eq!(fault.number, AT as u64);
}

#[test]
fn a_missing_receipt_is_found_where_the_next_one_stands() {
    let platform = log(12);
    let mut file = platform.file();
    file.receipts.remove(5);
    // The other computer's chain is whole; the log is not.
    assert_eq!(fault(&file, &platform), (6, FaultCode::EntryOrder));
    file.receipts.remove(5);
    assert_eq!(fault(&file, &platform), (6, FaultCode::RecordOrder));
}

#[test]
fn two_receipts_that_changed_places_are_found() {
    let platform = log(12);
    let mut file = platform.file();
    file.receipts.swap(5, 6);
    assert_eq!(fault(&file, &platform), (6, FaultCode::EntryOrder));
}

#[test]
fn without_the_last_receipts_a_file_does_not_pass_for_whole() {
    let platform = log(12);
    let mut file = platform.file();
    file.receipts.truncate(9);
    assert_eq!(fault(&file, &platform), (0, FaultCode::ReceiptsMissing));
    // With no anchor it cannot be known, and is not claimed.
    file.anchor = None;
    let verified = verify_receipts(&file, &platform.pinned()).unwrap();
    assert!(!verified.anchored);
    let until = verified.complete_until.as_deref();
    assert_eq!(until, Some("2026-11-28T07:00:09Z"));
    // An older anchor is none for what came later.
    let mut file = log(12).file();
    file.anchor = Some(log(9).anchor());
    let verified = verify_receipts(&file, &platform.pinned()).unwrap();
    assert!(!verified.anchored);
}

#[test]
fn a_chain_that_was_signed_anew_does_not_pass() {
    // Somebody with a device key of their own: the platform has not countersigned these records.
    let platform = log(6);
    let mut forged = Platform::new();
    let mut computer = Computer::new(9);
    for _ in 0..6 {
        forged.receive(computer.decide("terms", Decision::Given));
    }
    let mut file = platform.file();
    for (receipt, forged) in file.receipts.iter_mut().zip(&forged.log) {
        receipt.signed = forged.signed.clone();
    }
    assert_eq!(fault(&file, &platform), (1, FaultCode::EntryRecord));

    // Somebody with a platform's key of their own.
    let mut forged = Platform::with_key(77);
    for _ in 0..6 {
        forged.receive(computer.decide("terms", Decision::Given));
    }
    let mut file = forged.file();
    file.receipts.remove(0);
    assert_eq!(fault(&forged.file(), &platform), (1, FaultCode::ChainBegin));
    let mut forged = Platform::with_key(77);
    forged.receive(Computer::new(9).decide("terms", Decision::Given));
    assert_eq!(fault(&forged.file(), &platform), (1, FaultCode::EntryKey));
}

#[test]
fn another_notice_and_another_text_do_not_pass() {
    let platform = log(6);
    let mut file = platform.file();
    file.notices.remove(1);
    assert_eq!(fault(&file, &platform), (2, FaultCode::NoticeMissing));

    let mut file = platform.file();
    let notice = String::from_utf8(file.notices[0].0.clone()).unwrap();
    file.notices[0].0 = notice.replace("电话", "一切").into_bytes();
    assert_eq!(fault(&file, &platform), (1, FaultCode::NoticeMissing));

    let mut file = platform.file();
    file.texts = vec!["另一份政策\n".to_owned()];
    assert_eq!(fault(&file, &platform), (0, FaultCode::TextOther));
    file.texts.clear();
    let verified = verify_receipts(&file, &platform.pinned()).unwrap();
    assert_eq!(verified.texts_missing.len(), 1);
}

#[test]
fn the_anchor_is_the_platforms_and_of_this_log() {
    let platform = log(6);
    let mut file = platform.file();
    file.anchor = Some(Platform::with_key(77).anchor());
    assert_eq!(fault(&file, &platform), (0, FaultCode::Anchor));

    let mut other = Platform::new();
    let mut computer = Computer::new(5);
    for _ in 0..6 {
        other.receive(computer.decide("terms", Decision::Given));
    }
    file.anchor = Some(other.anchor());
    assert_eq!(fault(&file, &platform), (0, FaultCode::AnchorLink));
}

#[test]
fn every_fault_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> =
        FaultCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), FaultCode::ALL.len());
    for code in FaultCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
    }
}

const LATER: &str = "2026-12-05T06:00:00Z";

#[test]
fn a_guardian_s_confirmation_is_of_one_record_and_of_one_platform() {
    let mut platform = Platform::new();
    let mut computer = Computer::new(1);
    let mut by_guardian = |item| computer.decide_as(item, Decision::Given, Actor::Guardian);
    platform.receive_confirmed(by_guardian("terms"), LATER);
    platform.receive_confirmed(by_guardian("notify-sms"), LATER);
    let file = platform.file();
    let verified = verify_receipts(&file, &platform.pinned()).unwrap();
    assert_eq!(verified.guardians_unconfirmed, 0);

    let mut changed = file.clone();
    changed.receipts[1].guardian.as_mut().unwrap().statement.0[40] ^= 1;
    assert_eq!(
        fault(&changed, &platform),
        (2, FaultCode::GuardianSignature)
    );
    // An entry is no confirmation, though the same key has signed it.
    let mut changed = file.clone();
    changed.receipts[1].guardian = file.receipts[1].entry.clone();
    assert_eq!(
        fault(&changed, &platform),
        (2, FaultCode::GuardianSignature)
    );
    let mut changed = file.clone();
    changed.receipts[1].guardian = file.receipts[0].guardian.clone();
    assert_eq!(fault(&changed, &platform), (2, FaultCode::GuardianOther));
    let mut changed = file;
    changed.receipts[0].guardian = None;
    let verified = verify_receipts(&changed, &platform.pinned()).unwrap();
    assert_eq!(verified.guardians_unconfirmed, 1, "as before confirmations");
}

#[test]
fn a_confirmation_does_not_make_a_person_a_guardian() {
    let mut platform = Platform::new();
    let own = Computer::new(1).decide("terms", Decision::Given);
    platform.receive_confirmed(own, LATER);
    assert_eq!(
        fault(&platform.file(), &platform),
        (1, FaultCode::GuardianOther)
    );
}

#[test]
fn a_confirmation_that_had_expired_is_found() {
    for (expires, holds) in [
        ("2026-11-28T07:00:01Z", true),
        ("2026-11-28T07:00:00Z", false),
    ] {
        let mut platform = Platform::new();
        let record = Computer::new(1).decide_as("terms", Decision::Given, Actor::Guardian);
        platform.receive_confirmed(record, expires);
        let verified = verify_receipts(&platform.file(), &platform.pinned());
        assert_eq!(verified.is_ok(), holds, "{expires}");
        if !holds {
            assert_eq!(
                fault(&platform.file(), &platform),
                (1, FaultCode::GuardianExpired)
            );
        }
    }
}
