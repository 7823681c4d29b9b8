//! Telling the platform what was decided where sync does not: after the policy as a whole was refused, while a batch
//! waits for the person, and where the platform's log and this computer's chain have come apart. And asking it where a
//! person stands who is new here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use sst_api::consent::{ConsentEntry, ConsentRequest, Statement};
use sst_api::problem::ProblemCode;
use sst_domain::consent::{ConsentRecord, Hash, LogEntry};
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::terms::PersonTerms;
use super::{sign, view};
use crate::OpenAccount;
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::remote::RemoteError;
use crate::store::{StoreError, Tx};
use crate::sync::planner::{Intent, Phase};

/// First wait after a failure; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// Longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Status of an answer to an address that the platform does not have.
const NOT_FOUND: u16 = 404;

/// Runs beside an open account: whatever there is to tell or to ask is tried at once, and again after failures.
pub(crate) async fn watch(core: Arc<Core>, account: Arc<OpenAccount>) {
    let mut events = core.events.subscribe();
    let mut told = view(&core);
    let mut wait = FIRST_WAIT;
    // Whether somebody agreed again elsewhere is asked once: sync, which would tell, is closed.
    let mut asked = false;
    loop {
        let tried = attend(&core, &account, &mut asked).await;
        let now = view(&core);
        if now != told {
            told = now.clone();
            core.tell(ClientEvent::Consent(now));
        }
        let again = match tried {
            Ok(()) => {
                wait = FIRST_WAIT;
                None
            }
            Err(error) => {
                tracing::info!(code = error.code(), "decisions were not delivered");
                let due = wait;
                wait = LONGEST_WAIT.min(wait * 2);
                Some(due)
            }
        };
        if !something_happens(&core, &mut events, again).await {
            return;
        }
    }
}

/// Waits for a decision, for the person to ask, or for the end of the wait after a failure. Says whether the client is still there.
async fn something_happens(
    core: &Core,
    events: &mut tokio::sync::broadcast::Receiver<ClientEvent>,
    again: Option<Duration>,
) -> bool {
    let pause = async {
        match again {
            Some(due) => tokio::time::sleep(due).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(pause);
    loop {
        tokio::select! {
            () = &mut pause => return true,
            () = core.ask_now.notified() => return true,
            event = events.recv() => match event {
                Ok(ClientEvent::Decided | ClientEvent::Consent(_)) | Err(RecvError::Lagged(_)) => return true,
                // Sync may have parked a record; after a failure of our own, that is no reason to try sooner.
                Ok(ClientEvent::Sync(_)) if again.is_none() => return true,
                Ok(_) => {}
                Err(RecvError::Closed) => return false,
            },
        }
    }
}

async fn attend(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
    asked: &mut bool,
) -> Result<(), ClientError> {
    let unknown = match account.terms.get() {
        PersonTerms::Learning => true,
        PersonTerms::Closed => !*asked,
        PersonTerms::Agreed | PersonTerms::Unasked => false,
    };
    if unknown && core.gate.account().is_ok() {
        learn(core, account).await?;
        *asked = true;
        crate::session::sync_if_allowed(core);
    }
    if account.terms.check().is_err() {
        // What is under way for somebody who went back on it elsewhere ends now.
        crate::session::stop_sync(core, account).await;
    }
    deliver(core, account).await
}

/// Asks the platform where the person stands of whom nothing is known here.
async fn learn(core: &Arc<Core>, account: &Arc<OpenAccount>) -> Result<(), ClientError> {
    let log = match core.remote(account).consents().await {
        Ok(log) => log,
        // A platform without a log of decisions: whoever is new here is asked.
        Err(RemoteError::Problem(problem)) if problem.status == NOT_FOUND => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let reading = Arc::clone(account);
    let learnt = account.store.run(move |store| {
        store.write(|tx| {
            let mut known = tx.consents()?;
            for entry in log {
                known.insert(position(&entry)?, entry);
            }
            tx.put_consents(known)
        })?;
        reading.read_grants()
    });
    learnt.await?;
    if account.terms.get() == PersonTerms::Learning {
        account.terms.set(PersonTerms::Unasked);
    }
    core.tell(ClientEvent::Decided);
    Ok(())
}

/// One decision that sync does not deliver.
struct Undelivered {
    id: Uuid,
    record: ConsentRecord,
    request: ConsentRequest,
}

/// Delivers what sync does not, in the order of its chains.
pub(super) async fn deliver(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
) -> Result<(), ClientError> {
    let _turn = account.delivering.lock().await;
    let closed = core.gate.account().is_err() || account.terms.check().is_err();
    let waiting = account
        .store
        .run(move |store| store.read(|tx| undelivered(tx, closed)))
        .await?;
    for Undelivered {
        id,
        record,
        request,
    } in waiting
    {
        match core.remote(account).enter_consent(&request).await {
            Ok(entry) if entry.record == request.record => enter(core, account, id, entry).await?,
            Ok(_) => return Err(RemoteError::NotTheContract.into()),
            Err(error) if error.is(ProblemCode::ConsentOrder) => {
                if !begin_anew(core, account, record).await? {
                    return Err(error.into());
                }
                // What was signed anew is sent with the next round, or by sync.
                crate::session::sync_if_allowed(core);
                break;
            }
            // It will not be taken later either, and holds up nothing behind it.
            Err(RemoteError::Problem(problem)) => {
                let code = problem.code.as_str().to_owned();
                // Of one that left with a batch nothing has changed: what is told anew would be tried anew, without end.
                if refuse(account, id, code).await? {
                    core.tell(ClientEvent::Decided);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn undelivered(tx: &Tx<'_>, closed: bool) -> Result<Vec<Undelivered>, StoreError> {
    let mut found = Vec::new();
    let replica = tx.replica();
    // A withdrawal does not wait for a person who has not looked at something else yet.
    let by_itself = closed || replica.holds_batch();
    let entered: BTreeSet<Hash> = tx
        .consents()?
        .values()
        .map(|entry| entry.record.hash())
        .collect();
    for row in replica.outbox.into_values() {
        let wanted = match &row.phase {
            Phase::Waiting | Phase::Frozen { .. } => by_itself,
            Phase::Rejected { code, .. } => *code == ProblemCode::ConsentOrder.as_str(),
            Phase::Conflict => false,
        };
        let Intent::Consent {
            signed,
            notice,
            guardian,
            ..
        } = row.intent
        else {
            continue;
        };
        let record = signed.read().map_err(|_| StoreError::Corrupt)?;
        // What lies parked of another chain cannot be signed anew, and would be refused for ever.
        let parked = matches!(row.phase, Phase::Rejected { .. });
        // One that left with a batch stays in the outbox until the batch is answered.
        let wanted = wanted && !entered.contains(&signed.record.hash());
        if wanted && (!parked || sign::is_ours(tx, &record)?) {
            let request = ConsentRequest {
                record: signed.record,
                signature: signed.signature,
                notice,
                guardian: guardian.map(Statement::from),
            };
            found.push(Undelivered {
                id: row.id,
                record,
                request,
            });
        }
    }
    in_order(&mut found);
    Ok(found)
}

/// Chains stay in the order in which they are; within one, records follow each other.
fn in_order(found: &mut [Undelivered]) {
    let mut places = BTreeMap::new();
    for row in found.iter() {
        let next = places.len();
        places.entry(row.record.chain).or_insert(next);
    }
    found.sort_by_key(|row| (places.get(&row.record.chain).copied(), row.record.seq));
}

async fn enter(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
    id: Uuid,
    entry: ConsentEntry,
) -> Result<(), ClientError> {
    let reading = Arc::clone(account);
    let entered = account.store.run(move |store| {
        store.write(|tx| {
            let mut log = tx.consents()?;
            log.insert(position(&entry)?, entry);
            tx.put_consents(log)?;
            let mut replica = tx.replica();
            replica.delivered(id);
            tx.put_replica(replica)
        })?;
        reading.read_grants()
    });
    entered.await?;
    core.tell(ClientEvent::Decided);
    Ok(())
}

/// The platform knows another continuation of this computer's chain: its file was put back from a backup. What
/// waits is signed anew in a chain of its own. Says whether it could be: not while an answer is still to come.
async fn begin_anew(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
    refused: ConsentRecord,
) -> Result<bool, ClientError> {
    let reading = Arc::clone(account);
    let begun = account.store.run(move |store| {
        let begun = store.write(|tx| sign::begin_anew(tx, refused.chain))?;
        reading.read_grants()?;
        Ok::<_, StoreError>(begun)
    });
    let begun = begun.await?;
    if begun {
        tracing::warn!("the chain of decisions was begun anew");
        core.tell(ClientEvent::Decided);
    }
    Ok(begun)
}

/// The platform has refused the record: it stands so, as one that sync delivered would. Says whether it does: one that
/// left with a batch is answered with the batch.
async fn refuse(account: &Arc<OpenAccount>, id: Uuid, code: String) -> Result<bool, ClientError> {
    let reading = Arc::clone(account);
    let refused = account.store.run(move |store| {
        let refused = store.write(|tx| {
            let mut replica = tx.replica();
            let refused = replica.refuse_decision(id, code);
            tx.put_replica(replica)?;
            Ok::<_, StoreError>(refused)
        })?;
        reading.read_grants()?;
        Ok::<_, StoreError>(refused)
    });
    Ok(refused.await?)
}

fn position(entry: &ConsentEntry) -> Result<u64, StoreError> {
    let logged: LogEntry = serde_json::from_slice(&entry.entry.statement.0)?;
    Ok(logged.position)
}
