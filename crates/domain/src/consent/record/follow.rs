//! The next record of a chain, for whoever verifies.

use ed25519_dalek::VerifyingKey;

use super::bytes::Hash;
use super::chain::{SignedRecord, key_of};
use super::decision::{ConsentRecord, RECORD_SCHEMA};
use super::verify::FaultCode;

/// The end of a chain that was verified so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnd {
    key: VerifyingKey,
    length: u64,
    last: Hash,
}

impl ChainEnd {
    /// The end of a chain as it was stored; none where the key is no usable one.
    pub fn stored(key: &[u8; 32], length: u64, last: Hash) -> Option<Self> {
        let key = VerifyingKey::from_bytes(key)
            .ok()
            .filter(|key| !key.is_weak())?;
        Some(Self { key, length, last })
    }

    /// The public key of the computer.
    pub fn key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Records so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Hash of the last one.
    pub fn last(&self) -> Hash {
        self.last
    }

    /// Takes `signed` as the record after `end`, or as the first where there is none.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn follow(
        end: Option<&Self>,
        signed: &SignedRecord,
    ) -> Result<(ConsentRecord, Self), FaultCode> {
        let record = signed.read().map_err(|_| FaultCode::RecordUnreadable)?;
        if record.schema != RECORD_SCHEMA {
            return Err(FaultCode::RecordUnreadable);
        }
        let key = match end {
            Some(end) => end.key,
            None if record.seq != 1 => return Err(FaultCode::ChainBegin),
            None => key_of(&record).ok_or(FaultCode::ChainKey)?,
        };
        if !signed.is_signed_by(&key) {
            return Err(FaultCode::RecordSignature);
        }
        let length = end.map_or(0, |end| end.length) + 1;
        if record.seq != length {
            return Err(FaultCode::RecordOrder);
        }
        if record.prev != end.map(|end| end.last) {
            return Err(FaultCode::RecordLink);
        }
        let last = signed.record.hash();
        Ok((record, Self { key, length, last }))
    }
}
