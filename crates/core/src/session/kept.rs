//! A session as it is sealed: tokens and key in one record, so that none is ever there without the others.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sst_api::auth::TokenReply;
use zeroize::Zeroizing;

use crate::remote::ProofKey;

/// Room for the record: growing would leave a copy of tokens in freed memory.
const ROOM: usize = 4096;

/// A session as it is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    key: Zeroizing<String>,
    pub(super) access_token: Zeroizing<String>,
    pub(super) refresh_token: Zeroizing<String>,
    /// By the platform's clock.
    pub(super) expires_at: Timestamp,
    pub(super) sub: Zeroizing<String>,
    /// Seconds since the epoch, by the platform's clock.
    pub(super) auth_time: u64,
}

impl Kept {
    /// The session that `reply`, which came at `now` by the platform's clock, begins or goes on with.
    pub(super) fn new(key: &ProofKey, reply: &TokenReply, now: Timestamp) -> Self {
        let life = SignedDuration::from_secs(reply.expires_in.into());
        Self {
            key: Zeroizing::new(STANDARD.encode(key.to_bytes())),
            access_token: Zeroizing::new(reply.access_token.clone()),
            refresh_token: Zeroizing::new(reply.refresh_token.clone()),
            expires_at: now.saturating_add(life).unwrap_or(now),
            sub: Zeroizing::new(reply.sub.clone()),
            auth_time: reply.auth_time,
        }
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
        // A vector takes whatever is written, and these members always serialise.
        let _ = serde_json::to_writer(&mut *bytes, self);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    pub(super) fn proof_key(&self) -> Option<ProofKey> {
        let bytes = Zeroizing::new(STANDARD.decode(self.key.as_bytes()).ok()?);
        ProofKey::from_bytes(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_survives_its_record() {
        let key = ProofKey::generate().unwrap();
        let reply = TokenReply {
            access_token: "access".into(),
            token_type: "DPoP".into(),
            expires_in: 600,
            refresh_token: "refresh".into(),
            sub: "citizen".into(),
            auth_time: 1,
        };
        let now = "2026-11-24T04:00:00Z".parse().unwrap();
        let kept = Kept::from_bytes(&Kept::new(&key, &reply, now).to_bytes()).unwrap();
        assert_eq!(kept.proof_key().unwrap().to_bytes(), key.to_bytes());
        assert_eq!(kept.expires_at.to_string(), "2026-11-24T04:10:00Z");
        assert_eq!(
            (&**kept.access_token, &**kept.refresh_token),
            ("access", "refresh")
        );
        assert!(Kept::from_bytes(b"{}").is_none());
    }
}
