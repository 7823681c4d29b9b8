//! What an auditor needs besides receipts: the signed policies, the registry of what is collected, and the keys as
//! one computer knows them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bytes::{Bytes, Hash};
use super::notice::{ConsentNotice, PolicyVersion};
use super::receipts::ReceiptFile;
use super::verify::{Fault, FaultCode, whole};
use crate::policy::{
    BundleError, Language, PinnedKey, PolicyBundle, SignedBundle, open_trusted, sample, verify,
};

/// The part of a file of receipts that makes it an auditor's bundle. Nobody signs it as a whole: each piece is
/// proven, or not, by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPart {
    /// The program that wrote the file, and its version.
    pub program: String,
    /// When, RFC 3339 in UTC, by the computer's clock.
    pub made_at: String,
    /// What verifies the file, in words.
    pub verifier: String,
    /// The policies that the notices name and the one in force, as far as the computer had them: each a
    /// [`SignedBundle`] as JSON, byte for byte.
    pub policies: Vec<Bytes>,
    /// The registry of what is collected, as JSON, byte for byte.
    pub registry: Bytes,
    /// The keys, as the computer knows them. They prove nothing: who changes a file can change its keys.
    pub keys: KnownKeys,
}

/// Public keys as one computer knows them, each a line of a key file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKeys {
    /// Those by which it believes the platform's countersignatures.
    pub receipts: Vec<String>,
    /// Those by which it believes policies.
    pub policies: Vec<String>,
}

/// What the added part of an auditor's bundle shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditVerified {
    /// The policies, in the order of the file. Each is what its own hashes say.
    pub policies: Vec<PolicyFinding>,
    /// Versions that the notices name and that the file does not bring.
    pub policies_missing: Vec<PolicyVersion>,
    /// Hash of the registry. Nobody has signed it.
    pub registry: Hash,
}

/// One policy of an auditor's bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyFinding {
    /// Which one.
    pub policy: PolicyVersion,
    /// Language of its text.
    pub language: Language,
    /// [`PinnedKey::key_id`] of the key that it says has signed it.
    pub key_id: String,
    /// What the signature is worth.
    pub signature: PolicySignature,
    /// How many notices of the file name it. Each names clauses that it has, with the hashes that it has.
    pub notices: usize,
}

/// What the signature of a policy is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicySignature {
    /// One of the trusted keys has signed it.
    Trusted,
    /// The key of the sample has, with which everybody can sign.
    Sample,
    /// Another key has, so that nobody can say here who.
    KeyUnknown,
}

/// Verifies what a file brings for an auditor, against the trusted `keys` of policies; `None` where it brings nothing.
///
/// # Errors
///
/// [`Fault`] with number 0: the first thing that is not what it should be.
pub fn verify_audit(
    file: &ReceiptFile,
    keys: &[PinnedKey],
) -> Result<Option<AuditVerified>, Fault> {
    let Some(part) = &file.audit else {
        return Ok(None);
    };
    let known = part.keys.receipts.iter().chain(&part.keys.policies);
    if known.into_iter().any(|key| PinnedKey::parse(key).is_err()) {
        return Err(whole(FaultCode::KeysUnreadable));
    }
    let notices = file.notices.iter();
    let notices = notices.map(|bytes| serde_json::from_slice(&bytes.0));
    let notices: Vec<ConsentNotice> = notices
        .collect::<Result<_, _>>()
        .map_err(|_| whole(FaultCode::NoticeUnreadable))?;
    let policies = part.policies.iter();
    let policies = policies.map(|bytes| policy(bytes, keys, &notices).map_err(whole));
    let policies: Vec<PolicyFinding> = policies.collect::<Result<_, _>>()?;
    let mut missing: BTreeSet<PolicyVersion> =
        notices.into_iter().map(|notice| notice.policy).collect();
    for found in &policies {
        missing.remove(&found.policy);
    }
    Ok(Some(AuditVerified {
        policies,
        policies_missing: missing.into_iter().collect(),
        registry: part.registry.hash(),
    }))
}

fn policy(
    bytes: &Bytes,
    keys: &[PinnedKey],
    notices: &[ConsentNotice],
) -> Result<PolicyFinding, FaultCode> {
    let signed: SignedBundle =
        serde_json::from_slice(&bytes.0).map_err(|_| FaultCode::PolicyUnreadable)?;
    let (bundle, signature) = opened(bytes, &signed.key_id, keys)?;
    let document = &bundle.document;
    let policy = PolicyVersion {
        id: document.id.clone(),
        version: document.version.clone(),
        text_hash: document.text_hash.clone(),
    };
    let naming = notices.iter().filter(|notice| notice.policy == policy);
    let mut named = 0;
    for notice in naming {
        let shown = &notice.clauses;
        let has = |id: &str, hash: &str| document.clause_hash(id) == Some(hash);
        if !shown.iter().all(|clause| has(&clause.id, &clause.hash)) {
            return Err(FaultCode::ClauseOther);
        }
        named += 1;
    }
    Ok(PolicyFinding {
        policy,
        language: document.language,
        key_id: signed.key_id,
        signature,
        notices: named,
    })
}

/// The policy, and who has signed it. Where that cannot be said, its hashes hold nevertheless.
fn opened(
    bytes: &Bytes,
    key_id: &str,
    keys: &[PinnedKey],
) -> Result<(PolicyBundle, PolicySignature), FaultCode> {
    let sample = PinnedKey::parse(sample(Language::ZhCn).public_key);
    let sample = sample.ok().filter(|sample| sample.key_id() == key_id);
    let (opened, signature) = if let Some(sample) = sample {
        (verify(&bytes.0, &[sample]), PolicySignature::Sample)
    } else if keys.iter().any(|key| key.key_id() == key_id) {
        (verify(&bytes.0, keys), PolicySignature::Trusted)
    } else {
        (open_trusted(&bytes.0), PolicySignature::KeyUnknown)
    };
    // What is signed and contradicts itself is no better than what cannot be read.
    let bundle = opened.map_err(|error| match error {
        BundleError::Signature => FaultCode::PolicySignature,
        _ => FaultCode::PolicyUnreadable,
    })?;
    Ok((bundle, signature))
}
