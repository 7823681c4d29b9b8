//! Signing a decision on this computer.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sst_domain::consent::{
    Bytes, ChainHead, ChainKey, ConsentRecord, Countersigned, Draft, Hash, SignedRecord,
};
use uuid::Uuid;
use zeroize::Zeroize;

use super::by_guardian::Confirmed;
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
    let mut chain = chain(tx)?;
    let (id, at) = (draft.id.clone(), draft.at.clone());
    let key = ChainKey::from_seed(&chain.seed);
    let (signed, head) = chain.head.sign(&key, draft)?;
    chain.head = head;
    tx.put_secret(CHAIN, serde_json::to_vec(&chain)?)?;
    put(tx, &id, &at, signed, notice, None)
}

/// Signs what a guardian who is there decided, with a key of theirs, and puts it into the outbox. Their chain goes on
/// from this computer's: it knows what that one knows.
pub(crate) fn sign_confirmed(
    tx: &mut Tx<'_>,
    draft: Draft,
    notice: Bytes,
    confirmed: &Confirmed,
) -> Result<SignedRecord, StoreError> {
    let head = chain(tx)?.head;
    let (id, at) = (draft.id.clone(), draft.at.clone());
    let signed = confirmed.sign(head.last.or(head.continues), draft)?;
    let guardian = Some(confirmed.statement.clone());
    put(tx, &id, &at, signed, notice, guardian)
}

fn put(
    tx: &mut Tx<'_>,
    id: &str,
    at: &str,
    signed: SignedRecord,
    notice: Bytes,
    guardian: Option<Countersigned>,
) -> Result<SignedRecord, StoreError> {
    let id = Uuid::parse_str(id).map_err(|_| StoreError::Corrupt)?;
    let mut replica = tx.replica();
    let intent = Intent::Consent {
        signed: signed.clone(),
        notice,
        guardian,
        before_login: false,
    };
    replica.decide(id, intent, at);
    tx.put_replica(replica)?;
    Ok(signed)
}

/// Whether a record belongs to the chain of this computer.
pub(super) fn is_ours(tx: &Tx<'_>, record: &ConsentRecord) -> Result<bool, StoreError> {
    let Some(kept) = tx.secret(CHAIN)? else {
        return Ok(false);
    };
    let chain: KeptChain = serde_json::from_slice(&kept)?;
    Ok(ChainKey::from_seed(&chain.seed).chain() == record.chain)
}

/// Signs what waits of `chain` anew, in a chain of its own: it knows of no more than it had seen of the log. Says
/// whether anything was signed: nothing is while it is not known of one of them whether the platform has it.
pub(super) fn begin_anew(tx: &mut Tx<'_>, chain: Hash) -> Result<bool, StoreError> {
    let mut replica = tx.replica();
    let entered: BTreeSet<Hash> = tx
        .consents()?
        .values()
        .map(|entry| entry.record.hash())
        .collect();
    let mut waiting = Vec::new();
    for row in replica.outbox.values() {
        let Intent::Consent { signed, notice, .. } = &row.intent else {
            continue;
        };
        let record = signed.read().map_err(|_| StoreError::Corrupt)?;
        if record.chain != chain {
            continue;
        }
        if row.is_frozen() {
            if entered.contains(&signed.record.hash()) {
                continue;
            }
            return Ok(false);
        }
        waiting.push((row.position, record, notice.clone()));
    }
    waiting.sort_by_key(|(_, record, _)| record.seq);
    for (position, _, _) in &waiting {
        replica.outbox.remove(position);
    }
    tx.put_replica(replica)?;
    let begun = new_chain(None)?;
    tx.put_secret(CHAIN, serde_json::to_vec(&begun)?)?;
    for (_, record, notice) in waiting {
        sign(tx, again(record), notice)?;
    }
    Ok(true)
}

/// The same decision, under a name of its own.
fn again(record: ConsentRecord) -> Draft {
    Draft {
        id: Uuid::now_v7().to_string(),
        notice: record.notice,
        item: record.item,
        state: record.state,
        form: record.form,
        actor: record.actor,
        age_band: record.age_band,
        trigger: record.trigger,
        served_id: record.served_id,
        supersedes: record.supersedes,
        at: record.at,
        channel: record.channel,
        app: record.app,
        seen: record.seen,
    }
}

fn chain(tx: &Tx<'_>) -> Result<KeptChain, StoreError> {
    match tx.secret(CHAIN)? {
        Some(kept) => Ok(serde_json::from_slice(&kept)?),
        None => new_chain(before_login(tx)),
    }
}

/// The end of the chain that was written before the log-in: who logged in knows what they decided then.
fn before_login(tx: &Tx<'_>) -> Option<Hash> {
    let outbox = tx.replica().outbox;
    let mut last_first = outbox.into_values().rev();
    last_first.find_map(|row| match row.intent {
        Intent::Consent {
            signed,
            before_login: true,
            ..
        } => Some(signed.record.hash()),
        _ => None,
    })
}

fn new_chain(continues: Option<Hash>) -> Result<KeptChain, StoreError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| StoreError::Randomness)?;
    Ok(KeptChain {
        seed,
        head: ChainHead {
            continues,
            ..ChainHead::default()
        },
    })
}
