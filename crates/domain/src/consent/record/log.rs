//! The platform's log: all records of one citizen in the order in which the platform received them, each
//! countersigned with its position.

use serde::{Deserialize, Serialize};

use super::bytes::{Bytes, Hash};
use super::guardian::GuardianConfirmation;
use crate::policy::{PinnedKey, PolicySigningKey};

/// The form of entries and anchors.
pub const LOG_SCHEMA: u32 = 1;

const ENTRY: &[u8] = b"shengshitong/consent-log-entry/v1\0";
const ANCHOR: &[u8] = b"shengshitong/consent-log-anchor/v1\0";
const GUARDIAN: &[u8] = b"shengshitong/guardian-confirmation/v1\0";

/// One entry: the platform's word that it had the record, when, and behind which other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// [`LOG_SCHEMA`].
    pub schema: u32,
    /// The citizen, by a name that only the platform can resolve. It destroys what resolves it when the account
    /// is cancelled; the chain can still be verified.
    pub subject: String,
    /// Its number in the citizen's log, from 1.
    pub position: u64,
    /// Hash of the entry before it; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Hash>,
    /// Hash of the record.
    pub record: Hash,
    /// When the platform had it, RFC 3339 in UTC, by its own clock.
    pub received_at: String,
}

/// How far the log reached at a moment: nothing stands behind this position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogAnchor {
    /// [`LOG_SCHEMA`].
    pub schema: u32,
    /// The citizen, as in the entries.
    pub subject: String,
    /// The last position; 0 for an empty log.
    pub position: u64,
    /// Hash of the last entry; none for an empty log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Hash>,
    /// The moment, RFC 3339 in UTC, by the platform's clock.
    pub at: String,
}

/// Exact bytes with the platform's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersigned {
    /// A [`LogEntry`], a [`LogAnchor`] or a [`GuardianConfirmation`] as JSON, byte for byte.
    pub statement: Bytes,
    /// Ed25519 over a domain tag and these bytes.
    pub signature: Bytes,
    /// [`PinnedKey::key_id`] of the key that signed.
    pub key_id: String,
}

impl Countersigned {
    /// Signs an entry.
    ///
    /// # Errors
    ///
    /// What `serde_json` says; with these types that does not happen.
    pub fn entry(entry: &LogEntry, key: &PolicySigningKey) -> Result<Self, serde_json::Error> {
        Self::sign(ENTRY, serde_json::to_vec(entry)?, key)
    }

    /// Signs an anchor.
    ///
    /// # Errors
    ///
    /// As [`Countersigned::entry`].
    pub fn anchor(anchor: &LogAnchor, key: &PolicySigningKey) -> Result<Self, serde_json::Error> {
        Self::sign(ANCHOR, serde_json::to_vec(anchor)?, key)
    }

    /// Signs a guardian's confirmation.
    ///
    /// # Errors
    ///
    /// As [`Countersigned::entry`].
    pub fn guardian(
        confirmation: &GuardianConfirmation,
        key: &PolicySigningKey,
    ) -> Result<Self, serde_json::Error> {
        Self::sign(GUARDIAN, serde_json::to_vec(confirmation)?, key)
    }

    fn sign(
        domain: &[u8],
        statement: Vec<u8>,
        key: &PolicySigningKey,
    ) -> Result<Self, serde_json::Error> {
        let signature = key.sign_bytes(&[domain, &statement].concat());
        Ok(Self {
            statement: Bytes(statement),
            signature: Bytes(signature.to_vec()),
            key_id: key.public().key_id(),
        })
    }

    /// Hash of the statement: what the next entry, and an anchor, name.
    pub fn hash(&self) -> Hash {
        self.statement.hash()
    }

    /// The entry, once one of `keys` has signed it.
    ///
    /// # Errors
    ///
    /// [`NotCountersigned`].
    pub fn open_entry(&self, keys: &[PinnedKey]) -> Result<LogEntry, NotCountersigned> {
        self.holds(ENTRY, keys)?;
        serde_json::from_slice(&self.statement.0).map_err(|_| NotCountersigned::Unreadable)
    }

    /// The anchor, once one of `keys` has signed it.
    ///
    /// # Errors
    ///
    /// [`NotCountersigned`].
    pub fn open_anchor(&self, keys: &[PinnedKey]) -> Result<LogAnchor, NotCountersigned> {
        self.holds(ANCHOR, keys)?;
        serde_json::from_slice(&self.statement.0).map_err(|_| NotCountersigned::Unreadable)
    }

    /// The guardian's confirmation, once one of `keys` has signed it.
    ///
    /// # Errors
    ///
    /// [`NotCountersigned`].
    pub fn open_guardian(
        &self,
        keys: &[PinnedKey],
    ) -> Result<GuardianConfirmation, NotCountersigned> {
        self.holds(GUARDIAN, keys)?;
        serde_json::from_slice(&self.statement.0).map_err(|_| NotCountersigned::Unreadable)
    }

    fn holds(&self, domain: &[u8], keys: &[PinnedKey]) -> Result<(), NotCountersigned> {
        let key = keys.iter().find(|key| key.key_id() == self.key_id);
        let key = key.ok_or(NotCountersigned::UnknownKey)?;
        let signature = <[u8; 64]>::try_from(self.signature.0.as_slice());
        let signature = signature.map_err(|_| NotCountersigned::Signature)?;
        if key.holds(&[domain, &self.statement.0].concat(), &signature) {
            Ok(())
        } else {
            Err(NotCountersigned::Signature)
        }
    }
}

/// Why a statement is not the platform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCountersigned {
    /// No pinned key has this id.
    #[error("the statement was signed with a key that is not pinned here")]
    UnknownKey,
    /// The signature does not hold.
    #[error("the statement's signature does not hold")]
    Signature,
    /// It is signed, and is not what it should be.
    #[error("the statement cannot be read")]
    Unreadable,
}
