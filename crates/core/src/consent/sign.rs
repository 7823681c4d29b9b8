//! Signing a decision on this computer.

use serde::{Deserialize, Serialize};
use sst_domain::consent::{Bytes, ChainHead, ChainKey, Draft, SignedRecord};
use uuid::Uuid;
use zeroize::Zeroize;

use crate::store::{StoreError, Tx};
use crate::sync::planner::Intent;

/// Under this name the key of the chain and its end are kept among the secrets.
const CHAIN: &str = "consent-chain";

/// The key of the chain with its end, as they are kept.
#[derive(Serialize, Deserialize)]
struct KeptChain {
    seed: [u8; 32],
    head: ChainHead,
}

impl Drop for KeptChain {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}

/// Signs `draft` as the next record of this computer's chain, and puts it into the outbox: chain, record and
/// outbox in one transaction, which is the caller's.
pub(super) fn sign(
    tx: &mut Tx<'_>,
    draft: Draft,
    notice: Bytes,
) -> Result<SignedRecord, StoreError> {
    let mut chain = match tx.secret(CHAIN)? {
        Some(kept) => serde_json::from_slice(&kept)?,
        None => new_chain()?,
    };
    let id = Uuid::parse_str(&draft.id).map_err(|_| StoreError::Corrupt)?;
    let at = draft.at.clone();
    let key = ChainKey::from_seed(&chain.seed);
    let (signed, head) = chain.head.sign(&key, draft)?;
    chain.head = head;
    tx.put_secret(CHAIN, serde_json::to_vec(&chain)?)?;
    let mut replica = tx.replica();
    let intent = Intent::Consent {
        signed: signed.clone(),
        notice,
        before_login: false,
    };
    replica.decide(id, intent, &at);
    tx.put_replica(replica)?;
    Ok(signed)
}

fn new_chain() -> Result<KeptChain, StoreError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| StoreError::Randomness)?;
    Ok(KeptChain {
        seed,
        head: ChainHead::default(),
    })
}
