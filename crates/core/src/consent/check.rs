//! Verifying a file of receipts, for whoever has one: no client has to be open for it.

use std::io::ErrorKind;
use std::path::Path;

use sst_domain::consent::{
    AuditVerified, Fault, FaultCode, KnownKeys, Receipt, ReceiptFile, Verified, verify_audit,
    verify_receipts,
};
use sst_domain::policy::PinnedKey;

use crate::config::TrustedKeys;
use crate::error::ClientError;
use crate::registry::differences;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What a file of receipts is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptsCheck {
    /// Every signature and every link holds.
    Whole(Box<WholeFile>),
    /// Something does not: the first of it.
    Broken(Fault),
    /// The platform has signed something in it, and none of its keys is trusted here: nothing can be said.
    KeyNotPinned,
}

/// A file in which everything holds that could be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeFile {
    /// What the receipts show.
    pub receipts: Verified,
    /// What the rest of an auditor's bundle shows; none in a file of receipts alone.
    pub audit: Option<WholeAudit>,
}

/// What an auditor's bundle shows besides its receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeAudit {
    /// Policies, and the registry's hash.
    pub verified: AuditVerified,
    /// The program that says to have written it.
    pub program: String,
    /// Where its registry is another one than that of this program, as `part/code`; empty where it is the same.
    pub registry_differs: Vec<String>,
}

/// By which keys a file is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// By these, which come from elsewhere than the file.
    Trusted(TrustedKeys),
    /// By those that the file itself brings. That shows only that the file agrees with itself.
    File,
}

/// Verifies the file at `path`. Asks nobody.
///
/// # Errors
///
/// [`ClientError::FileNotRead`] where it cannot be read or is no file of receipts.
pub fn check_receipts(path: &Path, keys: &KeySource) -> Result<ReceiptsCheck, ClientError> {
    let file = read(path)?;
    let keys = match keys {
        KeySource::Trusted(keys) => keys.clone(),
        KeySource::File => brought(&file),
    };
    let signed = |receipt: &Receipt| receipt.entry.is_some() || receipt.guardian.is_some();
    let signed = file.anchor.is_some() || file.receipts.iter().any(signed);
    if keys.receipts.is_empty() && signed {
        return Ok(ReceiptsCheck::KeyNotPinned);
    }
    Ok(match whole(&file, &keys) {
        Ok(whole) => ReceiptsCheck::Whole(Box::new(whole)),
        Err(fault) => ReceiptsCheck::Broken(fault),
    })
}

fn whole(file: &ReceiptFile, keys: &TrustedKeys) -> Result<WholeFile, Fault> {
    let receipts = verify_receipts(file, &keys.receipts)?;
    let verified = verify_audit(file, &keys.policies)?;
    let audit = match verified.zip(file.audit.as_ref()) {
        Some((verified, part)) => Some(WholeAudit {
            verified,
            program: part.program.clone(),
            registry_differs: differences(&part.registry).ok_or(Fault {
                number: 0,
                seq: None,
                code: FaultCode::RegistryUnreadable,
            })?,
        }),
        None => None,
    };
    Ok(WholeFile { receipts, audit })
}

fn read(path: &Path) -> Result<ReceiptFile, ClientError> {
    let unreadable = |error: std::io::Error| ClientError::FileNotRead(error.kind());
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(ClientError::FileNotRead(ErrorKind::FileTooLarge));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let file = serde_json::from_slice(&bytes);
    file.map_err(|_| ClientError::FileNotRead(ErrorKind::InvalidData))
}

/// The keys that a file brings, those that are none left out.
fn brought(file: &ReceiptFile) -> TrustedKeys {
    let parsed = |lines: &[String]| -> Vec<PinnedKey> {
        let keys = lines.iter().map(|line| PinnedKey::parse(line));
        keys.filter_map(Result::ok).collect()
    };
    let none = KnownKeys::default();
    let known = file.audit.as_ref().map_or(&none, |part| &part.keys);
    TrustedKeys {
        receipts: parsed(&known.receipts),
        policies: parsed(&known.policies),
    }
}
