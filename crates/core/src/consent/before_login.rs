//! Decisions while nobody is logged in: signed at once, with a key that lives as long as this process and is never
//! written. The next process goes on from where its chain ended, with a key of its own.

use std::sync::{Mutex, PoisonError};

use sst_domain::consent::{Bytes, ChainHead, ChainKey, Draft};
use uuid::Uuid;

use crate::device::{DeviceStore, SignedBefore};
use crate::error::ClientError;
use crate::store::{CitizenStore, StoreError};
use crate::sync::planner::Intent;

/// The chain of this process, once something was decided.
#[derive(Debug, Default)]
pub(crate) struct BeforeLogin(Mutex<Option<(ChainKey, ChainHead)>>);

impl BeforeLogin {
    /// Signs `draft`, and has `keep` write it: the chain goes on only from what was written.
    pub(super) fn sign(
        &self,
        device: &DeviceStore,
        draft: Draft,
        notice: Bytes,
        keep: impl FnOnce(&SignedBefore) -> Result<(), ClientError>,
    ) -> Result<(), ClientError> {
        let mut chain = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, head) = match chain.take() {
            Some(chain) => chain,
            None => new_chain(device)?,
        };
        let signed = head.sign(&key, draft);
        let (signed, next) = signed.map_err(|_| ClientError::Internal)?;
        let kept = keep(&SignedBefore {
            signed,
            notice,
            guardian: None,
        });
        *chain = Some((key, if kept.is_ok() { next } else { head }));
        kept
    }

    /// Somebody has logged in, and the chain is theirs: what is decided after their log-out begins another.
    pub(crate) fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn new_chain(device: &DeviceStore) -> Result<(ChainKey, ChainHead), ClientError> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| StoreError::Randomness)?;
    let head = ChainHead {
        continues: device.last_before_login()?,
        ..ChainHead::default()
    };
    Ok((ChainKey::from_seed(&seed), head))
}

/// What was decided before this log-in becomes this person's: it goes into their outbox as it was signed. Cut off
/// in between, it is done once more at the next log-in, and the platform enters each record once.
pub(crate) fn enter_what_was_decided(
    device: &DeviceStore,
    store: &CitizenStore,
) -> Result<(), ClientError> {
    let waiting = device.signed_before_login()?;
    let Some((last, _)) = waiting.last() else {
        return Ok(());
    };
    let last = *last;
    store.write(|tx| {
        let mut replica = tx.replica();
        for (_, before) in waiting {
            let SignedBefore {
                signed,
                notice,
                guardian,
            } = before;
            let record = signed.read().map_err(|_| StoreError::Corrupt)?;
            let id = Uuid::parse_str(&record.id).map_err(|_| StoreError::Corrupt)?;
            let intent = Intent::Consent {
                signed,
                notice,
                guardian,
                before_login: true,
            };
            replica.decide(id, intent, &record.at);
        }
        tx.put_replica(replica)
    })?;
    Ok(device.entered_up_to(last)?)
}
