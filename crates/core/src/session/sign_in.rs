//! From new tokens to an open account: where its keys are kept, and what of it is here already.

use std::sync::Arc;

use sst_api::auth::TokenReply;
use sst_vault::{Kek, Tier, Vault, VaultId};

use super::local::{Unopened, keeping_of, make_kept, open_kept};
use zeroize::Zeroizing;

use super::log_out::REVOKE_WITHIN;
use super::state::{Open, Phase, account_view};
use super::{Tokens, idle, removal};
use crate::OpenAccount;
use crate::client::Core;
use crate::consent::enter_what_was_decided;
use crate::device::DeviceError;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::notices::inbox_view;
use crate::profile::profile_view;
use crate::remote::ProofKey;
use crate::settings;
use crate::store::{CitizenStore, StorePlace};
use crate::view::{AccountView, KeepingTier, KeepingView, UnopenedWay};

/// Code of what was found unreadable, so that edits made here earlier and never sent are lost.
const KEPT_UNREADABLE: &str = "kept-unreadable";

/// Makes the person whose tokens have come the one who is logged in.
///
/// # Errors
///
/// [`ClientError::LoginCancelled`] where it is `wanted` no more, or somebody else has logged in meanwhile;
/// [`ClientError::OtherAccountUnsent`], and what a disk refuses.
pub(super) async fn sign_in(
    core: &Arc<Core>,
    key: ProofKey,
    reply: TokenReply,
    wanted: impl FnOnce() -> bool + Send,
) -> Result<AccountView, ClientError> {
    let _turn = core.session.turn.lock().await;
    if !wanted() || somebody_else_is_in(core, &reply) {
        revoke(core, key, &reply);
        return Err(ClientError::LoginCancelled);
    }
    let place = match leave_present(core, &key, &reply).await? {
        Some(same) => same,
        None => find_place(core, &reply.sub).await?,
    };
    let Place {
        store,
        local,
        unopened,
        keeping,
    } = place;
    // A fresh log-in may find the tokens of the session that was locked: they are not left behind.
    super::log_out::revoke_kept(core, &store, &reply.refresh_token).await;
    let auth = Arc::clone(&core.auth);
    let begun = store.clone();
    let tokens = begun
        .run(move |store| Tokens::begin(auth, store.clone(), key, &reply))
        .await?;
    match local {
        Some(id) => blocking(core, move |core| core.device.enter_account(&id)).await?,
        // At the next start nobody else's account opens by itself.
        None => blocking(core, move |core| core.device.leave_all_but(unopened)).await?,
    }
    let deciding = Arc::clone(core);
    let entered = store.run(move |store| enter_what_was_decided(&deciding.device, store));
    if let Err(error) = entered.await {
        // It is kept, and tried again with the next log-in.
        tracing::warn!(
            code = error.code(),
            "what was decided before was not entered"
        );
    }
    core.before_login.end();
    let account = Arc::new(OpenAccount::new(
        store,
        keeping,
        Arc::new(tokens),
        Arc::clone(&core.policies),
    ));
    let view = account_view(&account);
    core.session.set_forgotten(None);
    idle::used(core);
    enter(core, account, local, unopened);
    // Whatever else was under way outside the client is not waited for any more.
    core.session.outside.cancel();
    Ok(view)
}

/// Whether somebody else has a session that goes on: they logged in while this log-in was under way.
fn somebody_else_is_in(core: &Core, reply: &TokenReply) -> bool {
    let open = core.session.open().filter(|open| !open.expired);
    open.is_some_and(|open| *open.account.tokens.sub() != reply.sub)
}

/// Revokes the tokens of a log-in that comes to nothing, beside everything else.
fn revoke(core: &Arc<Core>, key: ProofKey, reply: &TokenReply) {
    let token = Zeroizing::new(reply.refresh_token.clone());
    let core = Arc::clone(core);
    tokio::spawn(async move {
        if let Ok(permit) = core.gate.rights() {
            let revoking = core.auth.revoke(&permit, &key, &token);
            let revoked = tokio::time::timeout(REVOKE_WITHIN, revoking).await;
            let revoked = matches!(revoked, Ok(Ok(())));
            tracing::info!(revoked, "tokens of a log-in that came to nothing");
        }
    });
}

/// The account is open: it syncs, and the screen hears of all that is its own.
pub(super) fn enter(
    core: &Arc<Core>,
    account: Arc<OpenAccount>,
    local: Option<VaultId>,
    unopened: Option<VaultId>,
) {
    let shown = [
        profile_view(&account).map(ClientEvent::Profile),
        inbox_view(&account).map(ClientEvent::Inbox),
    ];
    let open = Open {
        account,
        local,
        unopened,
        expired: false,
        worker: None,
        attendant: None,
    };
    core.session.enter(Phase::Open(open));
    super::tell(core);
    shown
        .into_iter()
        .flatten()
        .for_each(|event| core.tell(event));
    core.tell(ClientEvent::Sync(core.sync_view()));
    core.tell(ClientEvent::Settings(settings::view(core)));
    // Only now: what sync says must not come before what it changes.
    super::attend::attend(core);
    super::attend::sync_if_allowed(core);
    let core = Arc::clone(core);
    tokio::spawn(async move { crate::reports::take_note(&core).await });
}

/// Where an account lives on this computer.
struct Place {
    store: CitizenStore,
    local: Option<VaultId>,
    /// What the person keeps here and cannot be opened now.
    unopened: Option<VaultId>,
    keeping: KeepingView,
}

/// Ends what is left of the session before. The same person goes on where they were; anybody else begins
/// anew, unless edits that are held in memory only would be lost by it.
async fn leave_present(
    core: &Arc<Core>,
    key: &ProofKey,
    reply: &TokenReply,
) -> Result<Option<Place>, ClientError> {
    let Some(open) = core.session.open() else {
        return Ok(None);
    };
    let same = *open.account.tokens.sub() == reply.sub;
    let store = open.account.store.clone();
    if !same && open.local.is_none() && store.run(CitizenStore::unsent).await? > 0 {
        revoke(core, key.clone(), reply);
        return Err(ClientError::OtherAccountUnsent);
    }
    super::attend::dismiss(core).await;
    // What could not be opened beside a session in memory is tried again, if nothing is lost by it.
    let try_again = same && open.unopened.is_some() && store.run(CitizenStore::unsent).await? == 0;
    if same && !try_again {
        let keeping = open.account.keeping();
        return Ok(Some(Place {
            store,
            local: open.local,
            unopened: open.unopened,
            keeping,
        }));
    }
    store
        .run(|store| Tokens::forget(store).and_then(|()| store.close()))
        .await?;
    core.session.enter(Phase::SignedOut);
    // The screen forgets the one before it hears of the next.
    super::tell(core);
    Ok(None)
}

async fn find_place(core: &Arc<Core>, sub: &str) -> Result<Place, ClientError> {
    if core.config.custody.tier() == Tier::Memory {
        return in_memory(None, None);
    }
    let owned = sub.to_owned();
    let kept = blocking(core, move |core| core.device.account_of(&owned)).await?;
    let lost = match kept {
        None => false,
        Some(kept) => match open_kept(core, kept.id, None).await {
            Ok(store) => {
                let keeping = keeping_of(&store)?;
                return Ok(on_disk(store, kept.id, keeping));
            }
            // The person said, before logging in, that the PIN or passphrase is forgotten.
            Err(Unopened::Guarded(_)) if core.session.forgotten() == Some(kept.id) => {
                removal::remove(core, kept.id).await?;
                false
            }
            // There is nothing to read any more. What it held is on the platform, save what was not sent.
            Err(Unopened::Gone) => {
                removal::remove(core, kept.id).await?;
                true
            }
            Err(unopened) => {
                return in_memory(Some(unopened.code()), Some((kept.id, unopened.way())));
            }
        },
    };
    let reason = lost.then_some(KEPT_UNREADABLE);
    match make_kept(core, sub).await {
        Ok((store, id)) => Ok(on_disk(store, id, kept_by(Tier::Keyring, reason))),
        Err(error) => {
            let code = error.code();
            tracing::warn!(code, "this session is kept in memory only");
            in_memory(Some(code), None)
        }
    }
}

fn on_disk(store: CitizenStore, id: VaultId, keeping: KeepingView) -> Place {
    Place {
        store,
        local: Some(id),
        unopened: None,
        keeping,
    }
}

/// What is kept on the disk, guarded in this way.
pub(super) fn kept_by(tier: Tier, reason: Option<&str>) -> KeepingView {
    KeepingView {
        tier: tier.into(),
        reason: reason.map(str::to_owned),
        unopened: None,
    }
}

fn in_memory(
    reason: Option<&str>,
    unopened: Option<(VaultId, UnopenedWay)>,
) -> Result<Place, ClientError> {
    let (vault, header) = Vault::create(&Kek::generate()?, Tier::Memory)?;
    let store = CitizenStore::create(StorePlace::Memory, Arc::new(vault), &header)?;
    let reason = reason.map(str::to_owned);
    let keeping = KeepingView {
        tier: KeepingTier::Memory,
        reason,
        unopened: unopened.map(|(_, way)| way),
    };
    Ok(Place {
        store,
        local: None,
        unopened: unopened.map(|(id, _)| id),
        keeping,
    })
}

/// Runs `work` on a thread that may block on the disk.
pub(super) async fn blocking<T: Send + 'static>(
    core: &Arc<Core>,
    work: impl FnOnce(&Core) -> Result<T, DeviceError> + Send + 'static,
) -> Result<T, ClientError> {
    let core = Arc::clone(core);
    match tokio::task::spawn_blocking(move || work(&core)).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(ClientError::Internal),
    }
}
