//! The tokens of a session: written down before they are used, renewed once for all who wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use jiff::{SignedDuration, Timestamp};
use sst_api::auth::{CLIENT_ID, STEP_UP_MAX_AGE, TokenReply, TokenRequest};
use sst_api::problem::ProblemCode;
use tokio::sync::watch;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::kept::Kept;
use crate::consent::{AccountPermit, Permit, SessionPermit};
use crate::remote::{AuthRemote, Nonces, ProofKey, RemoteError, Signer};
use crate::store::{CitizenStore, StoreError};

/// An access token with less life left than this is renewed before it is used.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_secs(30);
/// Name of the one sealed record in which a session is kept.
const SECRET: &str = "session";

/// The tokens of a session, and the key that they are bound to.
pub struct Tokens {
    auth: Arc<AuthRemote>,
    store: CitizenStore,
    key: ProofKey,
    nonces: Nonces,
    current: RwLock<Arc<Access>>,
    flight: Mutex<Option<Flight>>,
    /// One exchange at a time: a step-up does not cross a renewal.
    turn: tokio::sync::Mutex<()>,
    ended: watch::Sender<bool>,
    /// When tokens of an authentication last came, in this process, and how old it was then.
    authenticated: Mutex<Option<(Instant, Duration)>>,
}

type Flight = Shared<BoxFuture<'static, Result<Arc<Access>, RemoteError>>>;

/// The tokens that are good now.
pub(crate) struct Access {
    version: u64,
    kept: Kept,
}

impl Access {
    /// Counts up with every renewal.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }
}

impl Tokens {
    /// The tokens of a new session, written down.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then nothing was begun.
    pub(crate) fn begin(
        auth: Arc<AuthRemote>,
        store: CitizenStore,
        key: ProofKey,
        reply: &TokenReply,
    ) -> Result<Self, StoreError> {
        let kept = Kept::new(&key, reply, auth.http().platform_now());
        store.put_secret(SECRET, &kept.to_bytes())?;
        let tokens = Self::assemble(auth, store, key, kept);
        tokens.has_authenticated();
        Ok(tokens)
    }

    /// The tokens that were written down; `None` where there are none that can be understood.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub(crate) fn resume(
        auth: Arc<AuthRemote>,
        store: CitizenStore,
    ) -> Result<Option<Self>, StoreError> {
        let kept = store
            .secret(SECRET)?
            .and_then(|bytes| Kept::from_bytes(&bytes));
        let key = kept.as_ref().and_then(Kept::proof_key);
        let tokens = kept
            .zip(key)
            .map(|(kept, key)| Self::assemble(auth, store, key, kept));
        Ok(tokens)
    }

    /// Forgets what is written down in `store`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub(crate) fn forget(store: &CitizenStore) -> Result<(), StoreError> {
        store.delete_secret(SECRET)
    }

    fn assemble(auth: Arc<AuthRemote>, store: CitizenStore, key: ProofKey, kept: Kept) -> Self {
        Self {
            auth,
            store,
            key,
            nonces: Nonces::default(),
            current: RwLock::new(Arc::new(Access { version: 0, kept })),
            flight: Mutex::new(None),
            turn: tokio::sync::Mutex::new(()),
            ended: watch::Sender::new(false),
            authenticated: Mutex::new(None),
        }
    }

    /// The same session, written down in another store of the same person; here it ends.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then it goes on here.
    pub(crate) async fn move_to(&self, store: CitizenStore) -> Result<Self, StoreError> {
        // A renewal that is under way comes first.
        let _turn = self.turn.lock().await;
        let bytes = self.current().kept.to_bytes();
        let kept = Kept::from_bytes(&bytes).ok_or(StoreError::Corrupt)?;
        let key = kept.proof_key().ok_or(StoreError::Corrupt)?;
        let ended = self.ended.subscribe();
        let keep = move |store: &CitizenStore| {
            if *ended.borrow() {
                return Err(StoreError::Closed);
            }
            store.put_secret(SECRET, &bytes)
        };
        store.run(keep).await?;
        let moved = Self::assemble(Arc::clone(&self.auth), store, key, kept);
        *lock(&moved.authenticated) = *lock(&self.authenticated);
        self.end();
        Ok(moved)
    }

    /// Carries out a call of this session, and gives it up as soon as the session ends: nothing of a session
    /// that is locked or logged out goes on, or stays in memory.
    ///
    /// # Errors
    ///
    /// [`RemoteError::SignedOut`], and what `work` fails with.
    pub(crate) async fn unless_ended<T>(
        &self,
        work: impl Future<Output = Result<T, RemoteError>>,
    ) -> Result<T, RemoteError> {
        let mut ended = self.ended.subscribe();
        tokio::select! {
            biased;
            _ = ended.wait_for(|ended| *ended) => Err(RemoteError::SignedOut),
            done = work => done,
        }
    }

    /// Tokens that are good, renewed if they soon would not be.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; [`RemoteError::SignedOut`] once the session has ended.
    pub(crate) async fn access(
        self: &Arc<Self>,
        permit: &impl SessionPermit,
    ) -> Result<Arc<Access>, RemoteError> {
        if *self.ended.borrow() {
            return Err(RemoteError::SignedOut);
        }
        let access = self.current();
        let left = access.kept.expires_at.duration_since(self.platform_now());
        if left > RENEW_BEFORE {
            return Ok(access);
        }
        match self.renew(permit, access.version).await {
            // It could not be renewed just now, and it is still good.
            Err(error) if error.retryable() && left.is_positive() => Ok(access),
            renewed => renewed,
        }
    }

    /// New tokens in place of those of `version`; the present ones, where they are newer already. All who
    /// ask at the same time wait for one exchange and get its outcome, failures too. An exchange that was
    /// begun is finished even if nobody waits any more.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; [`RemoteError::SignedOut`] where the platform has ended the session.
    pub(crate) async fn renew(
        self: &Arc<Self>,
        permit: &impl SessionPermit,
        version: u64,
    ) -> Result<Arc<Access>, RemoteError> {
        let flight = {
            let mut slot = lock(&self.flight);
            if *self.ended.borrow() {
                return Err(RemoteError::SignedOut);
            }
            let current = self.current();
            if current.version > version {
                return Ok(current);
            }
            slot.get_or_insert_with(|| Arc::clone(self).take_off(permit.clone(), version))
                .clone()
        };
        flight.await
    }

    fn take_off(self: Arc<Self>, permit: impl SessionPermit, version: u64) -> Flight {
        let task = tokio::spawn(async move {
            let exchange = self.exchange_refresh_token(&permit, version);
            let outcome = self.unless_ended(exchange).await;
            *lock(&self.flight) = None;
            outcome
        });
        async move { task.await.unwrap_or(Err(RemoteError::TimedOut)) }
            .boxed()
            .shared()
    }

    async fn exchange_refresh_token(
        &self,
        permit: &impl SessionPermit,
        version: u64,
    ) -> Result<Arc<Access>, RemoteError> {
        let _turn = self.turn.lock().await;
        let current = self.current();
        if current.version > version {
            return Ok(current);
        }
        let request = TokenRequest::RefreshToken {
            client_id: CLIENT_ID.to_owned(),
            refresh_token: current.kept.refresh_token.to_string(),
        };
        match self.auth.tokens(permit, &self.key, &request).await {
            Ok(reply) => self.adopt(&reply).await,
            Err(error) if ends_session(&error) => {
                self.end();
                Err(RemoteError::SignedOut)
            }
            Err(error) => Err(error),
        }
    }

    /// Takes over the tokens of a fresh authentication of the same person.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; [`RemoteError::NotTheContract`] for tokens of another citizen.
    pub(crate) async fn step_up(
        &self,
        permit: &AccountPermit,
        request: &TokenRequest,
    ) -> Result<(), RemoteError> {
        let _turn = self.turn.lock().await;
        let tokens = self.auth.tokens(permit, &self.key, request);
        let reply = self.unless_ended(tokens).await?;
        self.adopt(&reply).await?;
        self.has_authenticated();
        Ok(())
    }

    /// Writes new tokens down, and only then uses them: the old ones are good until their successor is
    /// first used, so a crash in between costs nothing.
    async fn adopt(&self, reply: &TokenReply) -> Result<Arc<Access>, RemoteError> {
        let current = self.current();
        if reply.sub != *current.kept.sub {
            return Err(RemoteError::NotTheContract);
        }
        let kept = Kept::new(&self.key, reply, self.platform_now());
        let bytes = kept.to_bytes();
        let ended = self.ended.subscribe();
        let keep = move |store: &CitizenStore| {
            // Somebody has logged out meanwhile: nothing of the session comes back.
            if *ended.borrow() {
                return Err(StoreError::Closed);
            }
            store.put_secret(SECRET, &bytes)
        };
        let written = self.store.run(keep).await;
        written.map_err(|error: StoreError| RemoteError::NotKept { code: error.code() })?;
        let access = Arc::new(Access {
            version: current.version + 1,
            kept,
        });
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&access);
        Ok(access)
    }

    /// Signs calls with these tokens.
    pub(crate) fn signer<'a>(&'a self, access: &'a Access) -> Signer<'a> {
        let token = Some(access.kept.access_token.as_str());
        Signer {
            key: &self.key,
            nonces: &self.nonces,
            token,
        }
    }

    /// Whether no newer tokens have come since.
    pub(crate) fn is_newest(&self, access: &Access) -> bool {
        self.current().version == access.version
    }

    /// The session has ended: what was edited is kept, and every call fails until the next log-in.
    pub(crate) fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Tells when the session ends.
    pub(crate) fn watch_end(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }

    /// Revokes the session on the platform.
    ///
    /// # Errors
    ///
    /// [`RemoteError`].
    pub(crate) async fn revoke(&self, permit: &impl Permit) -> Result<(), RemoteError> {
        self.auth
            .revoke(permit, &self.key, &self.refresh_token())
            .await
    }

    /// The refresh token.
    pub(crate) fn refresh_token(&self) -> Zeroizing<String> {
        Zeroizing::new(self.current().kept.refresh_token.to_string())
    }

    /// Whether this is the refresh token.
    pub(crate) fn has_refresh_token(&self, token: &str) -> bool {
        self.current().kept.refresh_token.as_str() == token
    }

    /// The citizen: the platform's opaque identifier.
    pub(crate) fn sub(&self) -> Zeroizing<String> {
        self.current().kept.sub.clone()
    }

    /// What the platform's clock shows now, as far as is known.
    pub fn platform_now(&self) -> Timestamp {
        self.auth.http().platform_now()
    }

    /// Whether the person authenticated within the last [`STEP_UP_MAX_AGE`] seconds: by the platform's clock
    /// until its answer came, and since then by one that nobody can set, as whoever sits at the computer can
    /// set its own. After a new start nobody has.
    pub fn freshly_authenticated(&self) -> bool {
        let limit = Duration::from_secs(STEP_UP_MAX_AGE);
        lock(&self.authenticated).is_some_and(|(since, age)| since.elapsed() + age <= limit)
    }

    /// Whether the person authenticated within the last [`STEP_UP_MAX_AGE`] seconds by the platform's clock,
    /// as far as this computer knows it; a new start changes nothing. Enough for showing one more value, not
    /// for taking away what guards the account.
    pub fn lately_authenticated(&self) -> bool {
        self.authentication_age()
            .is_some_and(|age| age.as_secs() <= STEP_UP_MAX_AGE)
    }

    /// As if the person had authenticated just now.
    #[cfg(test)]
    pub(crate) fn authenticate(&self) {
        *lock(&self.authenticated) = Some((Instant::now(), Duration::ZERO));
    }

    /// The present tokens have come with an authentication, just now.
    fn has_authenticated(&self) {
        let age = self.authentication_age();
        *lock(&self.authenticated) = age.map(|age| (Instant::now(), age));
    }

    /// How long ago the person authenticated, by the platform's clock, as far as this computer knows it.
    fn authentication_age(&self) -> Option<Duration> {
        let seconds = i64::try_from(self.current().kept.auth_time).ok()?;
        let at = Timestamp::from_second(seconds).ok()?;
        Some(self.platform_now().duration_since(at).unsigned_abs())
    }

    fn current(&self) -> Arc<Access> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The key, for a challenge within this session.
    pub(crate) fn key(&self) -> &ProofKey {
        &self.key
    }
}

impl Access {
    /// The access token, for a challenge within this session.
    pub(crate) fn token(&self) -> &str {
        &self.kept.access_token
    }
}

/// Only the platform's own word ends a session; a lost reply, a busy platform or a broken network do not.
fn ends_session(error: &RemoteError) -> bool {
    use ProblemCode::{GrantInvalid, SessionEnded, TokenInvalid};
    matches!(error, RemoteError::Problem(_))
        && [GrantInvalid, SessionEnded, TokenInvalid]
            .iter()
            .any(|code| error.is(*code))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
