//! The profile: 我的 and 信息修正.

mod codes;
mod correction;
mod disagree;
mod form;
mod history;
mod online;
mod reveal;
mod view;

use std::sync::Arc;

use sst_domain::identity::FieldCode;
use sst_domain::profile::{
    Change, ChangeInput, EditRule, FieldProblem, UnitKey, UnitSpec, UnitValue, mask_unit,
    parse_change,
};
use uuid::Uuid;

pub use codes::{describe_codes, search_codes};
pub(crate) use correction::Seer as CorrectionsSeer;
use reveal::Admitted;
pub use reveal::Reveals;
pub(crate) use view::profile_view as shown;

use crate::account::OpenAccount;
use crate::clock::Clock;
use crate::error::ClientError;
use crate::event::{ClientEvent, Events};
use crate::store::{StoreError, Tx};
use crate::sync::planner::{Phase, Replica};
use crate::sync::{ServerLink, Wake};
use crate::view::{AccountView, FormView, ProfileView, ResolveChoice, RevealView};

/// The profile of one account. Cheap to make; what it changes is on the disk when a call returns.
pub struct Profile {
    account: Arc<OpenAccount>,
    link: Arc<dyn ServerLink>,
    wake: Wake,
    events: Events,
    clock: Arc<dyn Clock>,
}

impl Profile {
    /// The profile of `account`. Edits wake the worker behind `wake`.
    pub fn new(
        account: Arc<OpenAccount>,
        link: Arc<dyn ServerLink>,
        wake: Wake,
        events: Events,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            account,
            link,
            wake,
            events,
            clock,
        }
    }

    /// The profile, masked.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn view(&self) -> Result<ProfileView, ClientError> {
        let account = Arc::clone(&self.account);
        self.account
            .store
            .run(move |_| profile_view(&account))
            .await
            .map_err(from_store)
    }

    /// The form of one unit, with what was typed before and not saved.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for a unit that this version does not know, [`ClientError::Store`].
    pub async fn form(&self, unit: &UnitKey) -> Result<FormView, ClientError> {
        let spec = known_unit(unit)?;
        let memory_only = self.account.is_memory_only();
        self.account
            .store
            .run(move |store| {
                store.read(|tx| {
                    let draft = tx.draft(&spec.unit_key())?;
                    Ok(form::form_view(spec, &tx.replica(), draft, memory_only))
                })
            })
            .await
    }

    /// Saves changes, all of them or none: they and what has to be sent are kept in one transaction.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] with everything that is wrong, [`ClientError::NotApplicable`] for a unit that
    /// is changed online only, [`ClientError::UnitVerified`], [`ClientError::Store`]; then nothing is saved.
    pub async fn edit(&self, changes: Vec<ChangeInput>) -> Result<ProfileView, ClientError> {
        let (today, now) = (self.clock.today_in_shenyang(), self.clock.now().to_string());
        self.change(move |tx, replica| {
            for change in parse_all(&changes, replica, today)? {
                replica.edit(change, &now, &mut new_id);
            }
            Ok(tx.remove_drafts(changes.iter().map(|change| &change.unit))?)
        })
        .await
    }

    /// Says what would be wrong with a change, without saving it.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn check(&self, change: ChangeInput) -> Result<Vec<FieldProblem>, ClientError> {
        let today = self.clock.today_in_shenyang();
        self.account
            .store
            .run(move |store| {
                store.read(|tx| {
                    let replica = tx.replica();
                    let parsed = parse_change(&change, replica.shown_value(&change.unit), today);
                    Ok(parsed.err().unwrap_or_default())
                })
            })
            .await
    }

    /// Takes back the last edit of a unit.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where it may have left this computer, [`ClientError::Store`].
    pub async fn undo(&self, unit: &UnitKey) -> Result<ProfileView, ClientError> {
        let unit = unit.clone();
        self.change(move |_, replica| applicable(replica.undo(&unit)))
            .await
    }

    /// One unit in clear, for a while. Nothing of it is logged.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for an unknown unit, [`ClientError::StepUpRequired`] for a second reveal
    /// without a recent authentication, [`ClientError::Store`].
    pub async fn reveal(&self, unit: &UnitKey) -> Result<RevealView, ClientError> {
        let spec = known_unit(unit)?;
        let recently = self.account.tokens.lately_authenticated();
        let now = self.clock.now();
        if !self.account.reveals().recalled() {
            let kept = self.account.store.run(|store| store.secret(reveal::KEPT));
            let kept = kept.await.map_err(from_store)?;
            self.account
                .reveals()
                .recall(kept.as_deref().map(Vec::as_slice));
        }
        let admitted = self.account.reveals().admit(unit, now, recently);
        let anew = match admitted {
            Some(admitted) => admitted == Admitted::Anew,
            None => return Err(ClientError::StepUpRequired),
        };
        let revealed = self.account.reveals().to_bytes();
        let key = unit.clone();
        let sides = move |tx: &mut Tx<'_>| {
            let mut replica = tx.replica();
            let clear = |value: Option<&UnitValue>| {
                value
                    .map(|value| view::revealed(spec, value))
                    .unwrap_or_default()
            };
            let row = replica.newest_row(&key);
            let parked = row.filter(|row| row.phase == Phase::Conflict);
            let refused = row.is_some_and(|row| matches!(row.phase, Phase::Rejected { .. }));
            let sides = (
                clear(replica.shown_value(&key)),
                parked.map(|row| clear(row.value())),
                refused.then(|| clear(replica.base_value(&key))),
            );
            if anew {
                replica.mark_revealed(&key, &now.to_string(), &mut new_id);
                tx.put_replica(replica)?;
            }
            Ok(sides)
        };
        let (fields, mine, stands) = self
            .account
            .store
            .run(move |store| {
                store.put_secret(reveal::KEPT, &revealed)?;
                store.write(sides)
            })
            .await
            .map_err(from_store)?;
        if anew {
            self.wake.edited();
        }
        let seconds = u32::try_from(reveal::REVEAL.as_secs()).unwrap_or_default();
        Ok(RevealView {
            key: unit.clone(),
            fields,
            mine,
            stands,
            seconds,
        })
    }

    /// Decides a conflict, with the platform's value of revision `rev` in view ([`crate::UnitView::rev`]).
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where the unit is not in conflict, or the platform has another value by now,
    /// [`ClientError::UnitVerified`] where only a request for correction can change it, [`ClientError::Store`].
    pub async fn resolve(
        &self,
        unit: &UnitKey,
        choice: ResolveChoice,
        rev: u64,
    ) -> Result<ProfileView, ClientError> {
        let (unit, now) = (unit.clone(), self.clock.now().to_string());
        self.change(move |_, replica| {
            // Nobody overrules, or takes, what they have not seen.
            applicable(replica.base_rev(&unit) == rev)?;
            match choice {
                ResolveChoice::Theirs => applicable(replica.keep_theirs(&unit)),
                ResolveChoice::Mine => {
                    refuse_unit(replica, &unit)?;
                    applicable(replica.keep_mine(&unit, &now, &mut new_id))
                }
            }
        })
        .await
    }

    /// Gives up an edit that the platform refused.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where it refused none, [`ClientError::Store`].
    pub async fn discard(&self, unit: &UnitKey) -> Result<ProfileView, ClientError> {
        let unit = unit.clone();
        self.change(move |_, replica| applicable(replica.keep_theirs(&unit)))
            .await
    }

    /// Keeps what was typed and not saved, sealed; saving the unit forgets it.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for an unknown unit, [`ClientError::Store`].
    pub async fn save_draft(&self, change: ChangeInput) -> Result<(), ClientError> {
        known_unit(&change.unit)?;
        let Some(draft) = form::draft(change) else {
            return Ok(());
        };
        self.account
            .store
            .run(move |store| store.write(|tx| tx.put_draft(draft)))
            .await
            .map_err(from_store)
    }

    /// Forgets what was typed and not saved.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn clear_draft(&self, unit: &UnitKey) -> Result<(), ClientError> {
        let unit = unit.clone();
        let clear = move |tx: &mut Tx<'_>| tx.remove_drafts([&unit]);
        self.account
            .store
            .run(move |store| store.write(clear))
            .await
            .map_err(from_store)
    }

    /// Changes the replica in one transaction, wakes the worker and answers with what the screen shows now.
    async fn change(
        &self,
        step: impl FnOnce(&mut Tx<'_>, &mut Replica) -> Result<(), ClientError> + Send + 'static,
    ) -> Result<ProfileView, ClientError> {
        let memory_only = self.account.is_memory_only();
        let work = move |tx: &mut Tx<'_>| {
            let mut replica = tx.replica();
            step(tx, &mut replica)?;
            let shown = view::profile_view(&replica, memory_only);
            tx.put_replica(replica)?;
            Ok::<_, ClientError>(shown)
        };
        let view = self
            .account
            .store
            .run(move |store| store.write(work))
            .await?;
        self.wake.edited();
        Ok(view)
    }

    fn tell(&self, view: &ProfileView) {
        // Nobody listening is no error.
        let _ = self.events.send(ClientEvent::Profile(view.clone()));
    }
}

/// The profile as it stands; blocks on the disk.
///
/// # Errors
///
/// Any [`StoreError`].
pub fn profile_view(account: &OpenAccount) -> Result<ProfileView, StoreError> {
    account
        .store
        .read(|tx| Ok(view::profile_view(&tx.replica(), account.is_memory_only())))
}

/// Who is logged in, masked; blocks on the disk.
///
/// # Errors
///
/// Any [`StoreError`].
pub fn account_view(account: &OpenAccount) -> Result<AccountView, StoreError> {
    account.store.read(|tx| {
        let replica = tx.replica();
        let masked = |unit: &'static str| {
            let key = UnitKey::from(unit);
            let fields = mask_unit(key.spec()?, replica.shown_value(&key)?);
            fields.into_iter().next()?.text.into_iter().next()
        };
        Ok(AccountView {
            name: masked("name"),
            phone: masked("phone"),
            keeping: account.keeping(),
        })
    })
}

/// Parses every change, with everything that is wrong with any of them.
fn parse_all(
    inputs: &[ChangeInput],
    replica: &Replica,
    today: jiff::civil::Date,
) -> Result<Vec<Change>, ClientError> {
    let (mut changes, mut problems) = (Vec::new(), Vec::new());
    for input in inputs {
        match parse_change(input, replica.shown_value(&input.unit), today) {
            Ok(change) => changes.push(change),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(ClientError::Fields(problems));
    }
    for change in &changes {
        if known_unit(&change.unit)?.edit != EditRule::Offline {
            return Err(ClientError::NotApplicable);
        }
        refuse_unit(replica, &change.unit)?;
    }
    Ok(changes)
}

fn known_unit(unit: &UnitKey) -> Result<&'static UnitSpec, ClientError> {
    let unknown = || FieldProblem {
        unit: unit.clone(),
        field: String::new(),
        code: FieldCode::UnknownUnit,
    };
    unit.spec()
        .ok_or_else(|| ClientError::Fields(vec![unknown()]))
}

/// A value that an official has verified changes by a request for correction only.
fn refuse_unit(replica: &Replica, unit: &UnitKey) -> Result<(), ClientError> {
    match replica.units.get(unit) {
        Some(base) if base.verified => Err(ClientError::UnitVerified),
        _ => Ok(()),
    }
}

fn applicable(done: bool) -> Result<(), ClientError> {
    if done {
        Ok(())
    } else {
        Err(ClientError::NotApplicable)
    }
}

/// Identifiers of mutations sort by the time they were made (RFC 9562, version 7).
fn new_id() -> Uuid {
    Uuid::now_v7()
}

fn from_store(error: StoreError) -> ClientError {
    error.into()
}
