//! One person at one computer.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sst_api::auth::TokenReply;
use sst_api::device::DeviceRequest;
use sst_domain::profile::{ChangeInput, RawFields, RawValue, UnitKey, UnitValue};
use sst_vault::{Kek, Vault};
use tokio::sync::{broadcast, mpsc};

use crate::account::OpenAccount;
use crate::clock::{Clock, ManualClock};
use crate::consent::Policies;
use crate::device::DeviceStore;
use crate::error::ClientError;
use crate::event::{ClientEvent, Events};
use crate::notices::Notices;
use crate::profile::Profile;
use crate::remote::{AuthRemote, Http, ProofKey};
use crate::session::Tokens;
use crate::store::{CitizenStore, StorePlace};
use crate::sync::simulated::{Platform, SimulatedLink};
use crate::sync::{News, ServerLink, Worker, WorkerParts};
use crate::view::{KeepingTier, KeepingView, ProfileView, SyncStateView, UnitStateView, UnitView};

/// Eighty minutes after the authentication of [`tokens`].
pub(super) const NOW: &str = "2026-11-24T01:20:00Z";

pub(super) struct Desk {
    pub(super) link: SimulatedLink,
    pub(super) clock: Arc<ManualClock>,
    pub(super) account: Arc<OpenAccount>,
    pub(super) profile: Profile,
    pub(super) notices: Notices,
    pub(super) worker: Worker,
    pub(super) events: broadcast::Receiver<ClientEvent>,
    pub(super) news: mpsc::UnboundedReceiver<News>,
}

impl Desk {
    /// A person whose edits leave at once.
    pub(super) fn new(platform: Platform) -> Self {
        Self::with(
            SimulatedLink::to(platform),
            KeepingTier::Keyring,
            Duration::ZERO,
        )
    }

    pub(super) fn with(link: SimulatedLink, tier: KeepingTier, grace: Duration) -> Self {
        let vault_tier = tier.vault_tier();
        let (vault, header) = Vault::create(&Kek::generate().unwrap(), vault_tier).unwrap();
        let store = CitizenStore::create(StorePlace::Memory, Arc::new(vault), &header).unwrap();
        Self::on(store, tier, link, grace)
    }

    /// A person whose things are kept in this store.
    pub(super) fn on(
        store: CitizenStore,
        tier: KeepingTier,
        link: SimulatedLink,
        grace: Duration,
    ) -> Self {
        let clock = Arc::new(ManualClock::at(NOW.parse().unwrap()));
        let keeping = KeepingView {
            tier,
            reason: None,
            unopened: None,
        };
        let tokens = tokens(store.clone(), Arc::clone(&clock) as Arc<dyn Clock>);
        let account = Arc::new(OpenAccount::new(
            store,
            keeping,
            Arc::new(tokens),
            policies(),
        ));
        Self::at(account, link, clock, grace)
    }

    /// The same account after the client was closed and opened again.
    pub(super) async fn reopened(self) -> Self {
        self.worker.stop().await;
        Self::at(self.account, self.link, self.clock, Duration::ZERO)
    }

    fn at(
        account: Arc<OpenAccount>,
        link: SimulatedLink,
        clock: Arc<ManualClock>,
        grace: Duration,
    ) -> Self {
        let (events, received) = broadcast::channel(1024);
        let (news, heard) = mpsc::unbounded_channel();
        let shared_link: Arc<dyn ServerLink> = Arc::new(link.clone());
        let shared_clock: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let parts = WorkerParts {
            account: Arc::clone(&account),
            link: Arc::clone(&shared_link),
            events: Events::clone(&events),
            clock: Arc::clone(&shared_clock),
            device: DeviceRequest {
                name: "测试桌面".into(),
                app_version: "0".into(),
            },
            news,
        };
        let worker = Worker::spawn_with_grace(parts, grace);
        let profile = Profile::new(
            Arc::clone(&account),
            shared_link,
            worker.wake(),
            events.clone(),
            Arc::clone(&shared_clock),
        );
        let notices = Notices::new(Arc::clone(&account), worker.wake(), events, shared_clock);
        Self {
            link,
            clock,
            account,
            profile,
            notices,
            worker,
            events: received,
            news: heard,
        }
    }

    pub(super) async fn edit_street(&self, street: &str) -> Result<ProfileView, ClientError> {
        self.profile.edit(vec![self.street(street).await]).await
    }

    /// The form of the address, read now and filled in.
    pub(super) async fn street(&self, street: &str) -> ChangeInput {
        let rev = self.unit("address").await.rev;
        change("address", &[("region", "210102"), ("street", street)], rev)
    }

    pub(super) async fn unit(&self, key: &'static str) -> UnitView {
        unit(&self.profile.view().await.unwrap(), key)
    }

    /// Waits until the unit is in a state that `is` likes.
    pub(super) async fn until(
        &self,
        key: &'static str,
        is: fn(&UnitStateView) -> bool,
    ) -> UnitView {
        for _ in 0..2000 {
            let unit = self.unit(key).await;
            if is(&unit.state) {
                return unit;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{key} stays {:?}", self.unit(key).await.state);
    }

    /// Waits until sync says this of itself: an edit wakes the worker beside a flush.
    pub(super) async fn until_state(&self, wanted: &SyncStateView) {
        for _ in 0..2000 {
            if self.worker.view().state == *wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("sync stays {:?}", self.worker.view().state);
    }

    /// Events that have come so far.
    pub(super) fn told(&mut self) -> Vec<ClientEvent> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }
}

pub(super) fn unit(view: &ProfileView, key: &'static str) -> UnitView {
    let key = UnitKey::from(key);
    view.units
        .iter()
        .find(|unit| unit.key == key)
        .unwrap()
        .clone()
}

pub(super) fn change(unit: &'static str, fields: &[(&str, &str)], base_rev: u64) -> ChangeInput {
    let typed =
        |(name, text): &(&str, &str)| ((*name).to_owned(), RawValue::Text((*text).to_owned()));
    let fields: RawFields = fields.iter().map(typed).collect();
    ChangeInput {
        unit: UnitKey::from(unit),
        fields: Some(fields),
        base_rev,
    }
}

pub(super) fn is_synced(state: &UnitStateView) -> bool {
    *state == UnitStateView::Synced
}

pub(super) fn is_conflict(state: &UnitStateView) -> bool {
    matches!(state, UnitStateView::Conflict(_))
}

pub(super) fn is_rejected(state: &UnitStateView) -> bool {
    matches!(state, UnitStateView::Rejected { .. })
}

pub(super) fn is_pending(state: &UnitStateView) -> bool {
    matches!(state, UnitStateView::Pending { .. })
}

/// A platform that has an address.
pub(super) fn with_address() -> Platform {
    let mut platform = Platform::new();
    let old = UnitValue::from([("region", "210102"), ("street", "旧测试街一号")]);
    platform.correct(&UnitKey::from("address"), Some(old), false);
    platform
}

/// The sample of the package, on a computer on which nothing is kept.
fn policies() -> Arc<Policies> {
    let folder = tempfile::tempdir().unwrap();
    let device = DeviceStore::open(folder.path()).unwrap();
    Arc::new(Policies::new(None, Vec::new(), Arc::new(device)))
}

/// Tokens of somebody who authenticated at midnight.
fn tokens(store: CitizenStore, clock: Arc<dyn Clock>) -> Tokens {
    let origin = "http://127.0.0.1:9".parse().unwrap();
    let auth = Arc::new(AuthRemote::new(Arc::new(Http::new(origin, clock))));
    let midnight: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
    let reply = TokenReply {
        access_token: "测试".into(),
        token_type: "DPoP".into(),
        expires_in: 600,
        refresh_token: "测试".into(),
        sub: "测试市民甲".into(),
        auth_time: u64::try_from(midnight.as_second()).unwrap(),
    };
    Tokens::begin(auth, store, ProofKey::generate().unwrap(), &reply).unwrap()
}
