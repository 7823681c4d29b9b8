//! The façade, and what its small clients share.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, broadcast};

use crate::OpenAccount;
use crate::clock::{Clock, SystemClock};
use crate::config::ClientConfig;
use crate::consent::{BeforeLogin, Consent, Gate, Policies};
use crate::current::{CurrentInbox, CurrentProfile};
use crate::device::DeviceStore;
use crate::error::ClientError;
use crate::event::{ClientEvent, Events};
use crate::guardian::{Guardian, GuardianState};
use crate::notices::{Notices, inbox_view};
use crate::profile::{Profile, profile_view};
use crate::public::PublicInformation;
use crate::registry::Registry;
use crate::remote::{AccountRemote, AuthRemote, Http};
use crate::reports::{CrashWatch, Reports};
use crate::security::Security;
use crate::session::{Session, SessionState};
use crate::settings::Settings;
use crate::sync::{self, ServerLink, Wake};
use crate::view::{AppearanceView, BootstrapView, LockSettingsView, SyncStateView, SyncView};

/// Longest time that closing may take: nobody waits for a network or a keyring in order to leave.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// Events that a slow listener may lag behind before it loses the oldest.
const EVENTS_KEPT: usize = 256;

/// The client. Cheap to clone; all clones are the same client.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// Opens the client from what is kept for this computer. Asks neither keyring nor network, and writes
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`ClientError::Config`] for an address that is not acceptable, [`ClientError::Device`] where what
    /// is kept cannot be read.
    pub fn open(config: ClientConfig) -> Result<Self, ClientError> {
        Self::open_at(config, Arc::new(SystemClock))
    }

    /// The same, by another clock.
    ///
    /// # Errors
    ///
    /// As [`Client::open`].
    pub fn open_at(config: ClientConfig, clock: Arc<dyn Clock>) -> Result<Self, ClientError> {
        let origin = config.origin()?;
        let device = Arc::new(DeviceStore::open(&config.data_dir)?);
        let gate = Arc::new(Gate::new(device.reach()?));
        let http = Arc::new(Http::new(origin, Arc::clone(&clock)));
        let crash_watch =
            CrashWatch::new(&config.data_dir, &config.app_version, Arc::clone(&clock));
        let session = SessionState::at_start(&device, Arc::clone(http.sent()), crash_watch)?;
        let appearance = device.appearance()?.unwrap_or_default();
        let core = Core {
            auth: Arc::new(AuthRemote::new(Arc::clone(&http))),
            policies: Arc::new(Policies::new(
                config.policy_bundle.clone(),
                config.policy_keys.clone(),
                Arc::clone(&device),
            )),
            before_login: BeforeLogin::default(),
            guardian: GuardianState::default(),
            events: broadcast::Sender::new(EVENTS_KEPT),
            appearance: Mutex::new(appearance),
            lock: Mutex::new(device.lock_settings()?),
            ask_now: Notify::new(),
            alerts_off: AtomicBool::new(device.alerts_off()?),
            config,
            clock,
            device,
            gate,
            http,
            session,
        };
        Ok(Self {
            core: Arc::new(core),
        })
    }

    /// Everything that the first screen shows; what the keyring still has to open is said to be opening.
    pub fn bootstrap(&self) -> BootstrapView {
        let core = &self.core;
        let account = core.session.account();
        BootstrapView {
            consent: self.consent().view(),
            session: self.session().view(),
            profile: account
                .as_ref()
                .and_then(|account| profile_view(account).ok()),
            sync: core.sync_view(),
            inbox: account
                .as_ref()
                .and_then(|account| inbox_view(account).ok()),
            settings: self.settings().view(),
            lock_soon: crate::session::lock_soon(core),
            app_version: core.config.app_version.clone(),
        }
    }

    /// Starts what runs beside the screen, on the present tokio runtime: opens the account that was logged
    /// in, ends log-outs that were cut off, and syncs. Call it after the first paint; a second call, from a
    /// page that was loaded again, does nothing.
    pub fn start(&self) {
        crate::session::start(&self.core);
    }

    /// What happens from now on.
    pub fn subscribe(&self) -> Subscription {
        Subscription {
            events: self.core.events.subscribe(),
            missed: VecDeque::new(),
            core: Arc::downgrade(&self.core),
        }
    }

    /// The policy and the decision about it.
    pub fn consent(&self) -> Consent<'_> {
        Consent::new(&self.core)
    }

    /// The guardian of a minor.
    pub fn guardian(&self) -> Guardian<'_> {
        Guardian::new(&self.core)
    }

    /// Logging in and out.
    pub fn session(&self) -> Session<'_> {
        Session::new(&self.core)
    }

    /// The profile of whoever is logged in.
    pub fn profile(&self) -> CurrentProfile<'_> {
        CurrentProfile::new(&self.core)
    }

    /// The inbox of whoever is logged in.
    pub fn notices(&self) -> CurrentInbox<'_> {
        CurrentInbox::new(&self.core)
    }

    /// The safety of the account of whoever is logged in.
    pub fn security(&self) -> Security<'_> {
        Security::new(&self.core)
    }

    /// What anybody may read.
    pub fn public(&self) -> PublicInformation<'_> {
        PublicInformation::new(&self.core)
    }

    /// What is taken, kept and sent.
    pub fn registry(&self) -> Registry<'_> {
        Registry::new(&self.core)
    }

    /// Reports about the client itself.
    pub fn reports(&self) -> Reports<'_> {
        Reports::new(&self.core)
    }

    /// What a panic hook calls.
    pub fn crash_watch(&self) -> Arc<CrashWatch> {
        Arc::clone(self.core.session.crash_watch())
    }

    /// How the client looks and behaves on this computer.
    pub fn settings(&self) -> Settings<'_> {
        Settings::new(&self.core)
    }

    /// The state of sync.
    pub fn sync_view(&self) -> SyncView {
        self.core.sync_view()
    }

    /// Syncs now, without waiting for the end of it: what comes of it arrives as events. Where it is not known yet
    /// where the person stands, the platform is asked that first.
    pub fn sync_now(&self) -> SyncView {
        self.core.ask_now.notify_one();
        if let Some(worker) = self.core.session.worker() {
            worker.wake().now();
        }
        self.core.sync_view()
    }

    /// Somebody is back at the window, or the network is: what waits for a later try is tried soon. Called as often as
    /// it happens.
    pub fn woken(&self) {
        match self.core.session.worker() {
            Some(worker) => worker.wake().woken(),
            // Where the person stands may still have to be asked.
            None => self.core.ask_now.notify_one(),
        }
    }

    /// Sends what is held because it came with a copy of the store that was put back: the person has seen it.
    ///
    /// # Errors
    ///
    /// As [`Core::account`], and [`ClientError::Store`]; then it is held as before.
    pub async fn sync_send_held(&self) -> Result<SyncView, ClientError> {
        let account = self.core.account()?;
        let send = |tx: &mut crate::store::Tx<'_>| {
            let mut replica = tx.replica();
            replica.send_held();
            tx.put_replica(replica)
        };
        let sent = account.store.run(move |store| store.write(send)).await;
        sent?;
        let mut view = self.sync_now();
        if matches!(view.state, SyncStateView::Held { .. }) {
            // What the worker said last is no longer so, and what comes of it arrives as an event.
            view.state = SyncStateView::Working;
        }
        Ok(view)
    }

    /// How far this computer's clock is off, by the platform's; `None` below five minutes or before an
    /// answer. Proofs are corrected by it; the person should hear of it.
    pub fn clock_off_by(&self) -> Option<jiff::SignedDuration> {
        self.core.http.clock_off_by()
    }

    /// Stops what runs beside the screen, within two seconds.
    pub async fn close(&self) {
        let stop = crate::session::stop(&self.core);
        if tokio::time::timeout(CLOSE_WITHIN, stop).await.is_err() {
            tracing::warn!("closing took too long and was given up");
        }
    }
}

/// What happens, one event after the other.
pub struct Subscription {
    events: broadcast::Receiver<ClientEvent>,
    /// How things stand, in place of events that were lost.
    missed: VecDeque<ClientEvent>,
    core: Weak<Core>,
}

impl Subscription {
    /// The next event; `None` once the client is gone. A listener that was too slow is told how things stand
    /// instead of what it missed.
    pub async fn recv(&mut self) -> Option<ClientEvent> {
        loop {
            if let Some(event) = self.missed.pop_front() {
                return Some(event);
            }
            match self.events.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => self.missed = how_things_stand(self.core.upgrade()?),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

fn how_things_stand(core: Arc<Core>) -> VecDeque<ClientEvent> {
    let device_login = core.session.device_login().map(ClientEvent::DeviceLogin);
    let now = Client { core }.bootstrap();
    let all = [
        Some(ClientEvent::Consent(now.consent)),
        Some(ClientEvent::Decided),
        Some(ClientEvent::Session(now.session)),
        now.profile.map(ClientEvent::Profile),
        now.inbox.map(ClientEvent::Inbox),
        Some(ClientEvent::Sync(now.sync)),
        Some(ClientEvent::Settings(now.settings)),
        Some(ClientEvent::LockSoon(now.lock_soon)),
        device_login,
    ];
    all.into_iter().flatten().collect()
}

/// What the small clients share.
pub(crate) struct Core {
    pub(crate) config: ClientConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) device: Arc<DeviceStore>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) http: Arc<Http>,
    pub(crate) auth: Arc<AuthRemote>,
    pub(crate) session: SessionState,
    pub(crate) policies: Arc<Policies>,
    pub(crate) before_login: BeforeLogin,
    pub(crate) guardian: GuardianState,
    /// The person wants what goes on by itself to be tried now.
    pub(crate) ask_now: Notify,
    pub(crate) appearance: Mutex<AppearanceView>,
    /// When accounts lock by themselves, where the person has chosen.
    pub(crate) lock: Mutex<Option<LockSettingsView>>,
    /// Desktop alerts were switched off here by an earlier version, and not decided about since.
    pub(crate) alerts_off: AtomicBool,
}

impl Core {
    /// The account of the session, also of one that the platform has ended.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`], [`ClientError::Opening`], [`ClientError::Unavailable`].
    pub(crate) fn account(&self) -> Result<Arc<OpenAccount>, ClientError> {
        self.session.account_or_why()
    }

    /// The platform, on behalf of this account. Its calls fail while the decision does not allow them.
    pub(crate) fn link(&self, account: &OpenAccount) -> Arc<dyn ServerLink> {
        Arc::new(self.remote(account))
    }

    /// The same, with the calls that never pass through sync.
    pub(crate) fn remote(&self, account: &OpenAccount) -> AccountRemote {
        let (http, tokens) = (Arc::clone(&self.http), Arc::clone(&account.tokens));
        AccountRemote::new(http, tokens, Arc::clone(&self.gate), account.terms.clone())
    }

    /// The profile of the account of the session.
    ///
    /// # Errors
    ///
    /// As [`Core::account`].
    pub(crate) fn profile(&self) -> Result<Profile, ClientError> {
        let account = self.account()?;
        let (link, clock) = (self.link(&account), Arc::clone(&self.clock));
        Ok(Profile::new(
            account,
            link,
            self.wake(),
            self.events.clone(),
            clock,
        ))
    }

    /// The inbox of the account of the session.
    ///
    /// # Errors
    ///
    /// As [`Core::account`].
    pub(crate) fn notices(&self) -> Result<Notices, ClientError> {
        let clock = Arc::clone(&self.clock);
        Ok(Notices::new(
            self.account()?,
            self.wake(),
            self.events.clone(),
            clock,
        ))
    }

    fn wake(&self) -> Wake {
        self.session
            .worker()
            .map(|worker| worker.wake())
            .unwrap_or_default()
    }

    /// The state of sync.
    pub(crate) fn sync_view(&self) -> SyncView {
        match self.session.worker() {
            Some(worker) => worker.view(),
            None => sync::view_without_worker(self.session.account().as_deref()),
        }
    }

    /// Tells whoever listens.
    pub(crate) fn tell(&self, event: ClientEvent) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }

    pub(crate) fn appearance(&self) -> AppearanceView {
        self.appearance
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
