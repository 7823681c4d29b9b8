//! The chain of one device key: each record names the hash of the one before it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::bytes::{Bytes, Hash};
use super::decision::{Actor, Channel, ConsentRecord, Decision, Form, RECORD_SCHEMA, Trigger};
use crate::consent::AgeBand;

/// Stands before a record when it is signed, so that the signature holds for nothing else.
const DOMAIN: &[u8] = b"shengshitong/consent-record/v1\0";

/// The secret key of a chain (Ed25519, RFC 8032). It never leaves the computer on which it was made.
pub struct ChainKey(SigningKey);

impl ChainKey {
    /// The key that belongs to 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, to be kept sealed. It is wiped when dropped.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The chain that it signs.
    pub fn chain(&self) -> Hash {
        Bytes(self.0.verifying_key().as_bytes().to_vec()).hash()
    }

    fn public(&self) -> String {
        STANDARD.encode(self.0.verifying_key().as_bytes())
    }

    fn sign(&self, record: &[u8]) -> Bytes {
        let signature = self.0.sign(&[DOMAIN, record].concat());
        Bytes(signature.to_bytes().to_vec())
    }
}

/// Content hidden.
impl fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChainKey(…)")
    }
}

/// A record as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRecord {
    /// A [`ConsentRecord`] as JSON, byte for byte.
    pub record: Bytes,
    /// Ed25519 over the domain tag and these bytes.
    pub signature: Bytes,
}

impl SignedRecord {
    /// What is in it. It says nothing about the signature.
    ///
    /// # Errors
    ///
    /// Where the bytes are no record.
    pub fn read(&self) -> Result<ConsentRecord, serde_json::Error> {
        serde_json::from_slice(&self.record.0)
    }

    /// Whether `key` signed these bytes.
    pub(crate) fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let Ok(signature) = Signature::from_slice(&self.signature.0) else {
            return false;
        };
        let signed = [DOMAIN, &self.record.0].concat();
        key.verify_strict(&signed, &signature).is_ok()
    }
}

/// Reads the key that the first record of a chain brings; none where it is not the one that the chain is named
/// after.
pub(crate) fn key_of(record: &ConsentRecord) -> Option<VerifyingKey> {
    let bytes = STANDARD.decode(record.key.as_ref()?).ok()?;
    if Bytes(bytes.clone()).hash() != record.chain {
        return None;
    }
    let key = VerifyingKey::from_bytes(&<[u8; 32]>::try_from(bytes).ok()?).ok()?;
    // With a key of small order a signature can hold for more than one record.
    (!key.is_weak()).then_some(key)
}

/// Where a chain stands. It is kept beside its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChainHead {
    /// Records so far.
    pub length: u64,
    /// Hash of the last one.
    pub last: Option<Hash>,
    /// For a chain without records: the end of the one that it goes on from.
    pub continues: Option<Hash>,
}

/// A decision that is about to be signed: what the chain itself does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the member of the same name of ConsentRecord"
)]
pub struct Draft {
    pub id: String,
    pub notice: Hash,
    pub item: String,
    pub state: Decision,
    pub form: Form,
    pub actor: Actor,
    pub age_band: Option<AgeBand>,
    pub trigger: Trigger,
    pub served_id: String,
    pub supersedes: Option<String>,
    pub at: String,
    pub channel: Channel,
    pub app: String,
    pub seen: u64,
}

impl ChainHead {
    /// Signs the next record. The head that comes back has to be stored in one step with it.
    ///
    /// # Errors
    ///
    /// What `serde_json` says; with these types that does not happen.
    pub fn sign(
        self,
        key: &ChainKey,
        draft: Draft,
    ) -> Result<(SignedRecord, Self), serde_json::Error> {
        let first = self.length == 0;
        let record = ConsentRecord {
            schema: RECORD_SCHEMA,
            id: draft.id,
            chain: key.chain(),
            seq: self.length + 1,
            prev: self.last,
            key: first.then(|| key.public()),
            continues: self.continues.filter(|_| first),
            notice: draft.notice,
            item: draft.item,
            state: draft.state,
            form: draft.form,
            actor: draft.actor,
            age_band: draft.age_band,
            trigger: draft.trigger,
            served_id: draft.served_id,
            supersedes: draft.supersedes,
            at: draft.at,
            channel: draft.channel,
            app: draft.app,
            seen: draft.seen,
        };
        let record = Bytes(serde_json::to_vec(&record)?);
        let head = Self {
            length: self.length + 1,
            last: Some(record.hash()),
            continues: self.continues,
        };
        let signature = key.sign(&record.0);
        Ok((SignedRecord { record, signature }, head))
    }
}
