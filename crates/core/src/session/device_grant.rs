//! Logging in with another device (RFC 8628): the code is shown, the platform is asked about it at its own
//! pace, and a new code takes the place of one that has expired.

use std::sync::{Arc, Weak};
use std::time::Duration;

use reqwest::Url;
use sst_api::approval::DeviceAuthorizationReply;
use sst_api::auth::TokenReply;
use tokio::time::{Instant, sleep};
use zeroize::Zeroizing;

use super::outside::Turn;
use super::qr::qr;
use super::{Session, sign_in};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::remote::{Pending, Polled, ProofKey, RemoteError, page_of};
use crate::sync::backoff::{Backoff, random};
use crate::view::{DeviceCodeView, DeviceLoginView};

/// By how much the client slows down where it is asked to (RFC 8628, section 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// Longest time between two questions, whatever the platform asks for.
const SLOWEST: Duration = Duration::from_secs(60);
/// Longest time that a code is believed to be good.
const LONGEST_CODE: Duration = Duration::from_secs(30 * 60);
/// Longest wait after a failure: somebody stands before the screen.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Codes that are shown by themselves, one after the other, while nobody comes: about half an hour.
const CODES: u32 = 15;

impl Session<'_> {
    /// Shows a code for another device, and goes on by itself from there: what comes of it is said by events.
    /// Where it is shown already, nothing begins anew. Give it up with [`Session::cancel`].
    ///
    /// # Errors
    ///
    /// [`ClientError::WayNotOffered`], [`ClientError::Remote`].
    pub async fn device(&self) -> Result<DeviceLoginView, ClientError> {
        let permit = self.permit_to_log_in()?;
        let core = self.core;
        if let Some(view) = core.session.outside.device()
            && goes_on(&view)
        {
            return Ok(view);
        }
        if !core.auth.discover(&permit).await?.has_device() {
            return Err(ClientError::WayNotOffered);
        }
        let key = ProofKey::generate()?;
        let code = begin(core, &key).await?;
        let view = DeviceLoginView::Waiting(code.view());
        let turn = core.session.outside.begin_device(view.clone());
        let shown = Shown {
            core: Arc::downgrade(core),
            turn,
        };
        tokio::spawn(shown.run(key, code));
        Ok(view)
    }
}

/// Whether something still happens by itself.
fn goes_on(view: &DeviceLoginView) -> bool {
    match view {
        DeviceLoginView::Waiting(_)
        | DeviceLoginView::Opened(_)
        | DeviceLoginView::Approved
        | DeviceLoginView::Away { .. } => true,
        DeviceLoginView::Denied | DeviceLoginView::Expired | DeviceLoginView::Failed { .. } => {
            false
        }
    }
}

/// A code that the platform gave.
struct Code {
    device_code: Zeroizing<String>,
    shown: DeviceCodeView,
    interval: Duration,
    until: Instant,
}

impl Code {
    fn new(reply: DeviceAuthorizationReply, origin: &Url) -> Result<Self, RemoteError> {
        let address = page_of(origin, &reply.verification_uri)?;
        let scanned = match &reply.verification_uri_complete {
            Some(complete) => page_of(origin, complete)?,
            None => address.clone(),
        };
        let lives = Duration::from_secs(reply.expires_in.into()).min(LONGEST_CODE);
        Ok(Self {
            device_code: Zeroizing::new(reply.device_code),
            shown: DeviceCodeView {
                qr: qr(scanned.as_str())?,
                user_code: reply.user_code,
                address: address.to_string(),
                matching_number: reply.matching_number,
                expires_in: 0,
            },
            interval: Duration::from_secs(reply.interval.into()).clamp(secs(1), SLOWEST),
            until: Instant::now() + lives,
        })
    }

    fn view(&self) -> DeviceCodeView {
        let left = self.until.saturating_duration_since(Instant::now());
        let expires_in = u32::try_from(left.as_secs_f64().round() as u64).unwrap_or(u32::MAX);
        DeviceCodeView {
            expires_in,
            ..self.shown.clone()
        }
    }
}

/// What came of one code.
enum End {
    Agreed(TokenReply),
    Denied,
    Expired,
    Failed(ClientError),
}

/// The code on the screen.
struct Shown {
    core: Weak<Core>,
    turn: Turn,
}

impl Shown {
    async fn run(mut self, mut key: ProofKey, mut code: Code) {
        for _ in 0..CODES {
            match self.wait(&key, code).await {
                Some(End::Agreed(reply)) => return self.sign_in(key, reply).await,
                Some(End::Denied) => return self.tell(DeviceLoginView::Denied),
                Some(End::Failed(error)) => return self.fail(&error),
                Some(End::Expired) => {}
                // Given up.
                None => return,
            }
            match self.renew().await {
                Some(Ok(next)) => (key, code) = next,
                Some(Err(error)) => return self.fail(&error),
                None => return,
            }
            self.tell(DeviceLoginView::Waiting(code.view()));
        }
        self.tell(DeviceLoginView::Expired);
    }

    /// Asks about a code until something has come of it; nothing where it is given up.
    async fn wait(&mut self, key: &ProofKey, mut code: Code) -> Option<End> {
        let (mut opened, mut away) = (false, false);
        let mut backoff = Backoff::default();
        let mut pause = code.interval;
        loop {
            let left = code.until.saturating_duration_since(Instant::now());
            self.pause(pause.min(left)).await?;
            if Instant::now() >= code.until {
                return Some(End::Expired);
            }
            let polled = self.poll(key, &code.device_code).await?;
            pause = code.interval;
            let pending = match polled {
                Ok(Polled::Agreed(reply)) => return Some(End::Agreed(reply)),
                Ok(Polled::Denied) => return Some(End::Denied),
                Ok(Polled::Expired) => return Some(End::Expired),
                Ok(Polled::Pending(pending)) => pending,
                Ok(Polled::SlowDown(pending)) => {
                    code.interval = (code.interval + SLOWER).min(SLOWEST);
                    pause = code.interval;
                    pending
                }
                Err(error) if error.retryable() => {
                    pause += backoff
                        .next(error.retry_after(), random())
                        .min(LONGEST_WAIT);
                    away = true;
                    let failure = ClientError::from(error).to_failure();
                    self.tell(DeviceLoginView::Away { failure });
                    continue;
                }
                Err(error) => return Some(End::Failed(error.into())),
            };
            backoff.reset();
            let Pending {
                opened: now_opened,
                expires_in,
            } = pending;
            if let Some(left) = expires_in {
                code.until = Instant::now() + Duration::from_secs(left.into()).min(LONGEST_CODE);
            }
            if away || now_opened != opened {
                (away, opened) = (false, now_opened);
                let shown = code.view();
                self.tell(if opened {
                    DeviceLoginView::Opened(shown)
                } else {
                    DeviceLoginView::Waiting(shown)
                });
            }
        }
    }

    /// A new code on a new key, as soon as the platform gives one.
    async fn renew(&mut self) -> Option<Result<(ProofKey, Code), ClientError>> {
        let mut backoff = Backoff::default();
        loop {
            let core = self.core.upgrade()?;
            let key = match ProofKey::generate() {
                Ok(key) => key,
                Err(error) => return Some(Err(error.into())),
            };
            let begun = tokio::select! {
                biased;
                () = self.turn.cancelled() => return None,
                begun = begin(&core, &key) => begun,
            };
            drop(core);
            match begun {
                Ok(code) => return Some(Ok((key, code))),
                Err(error) if error.retryable() => {
                    let failure = error.to_failure();
                    self.tell(DeviceLoginView::Away { failure });
                    let wait = backoff.next(None, random()).min(LONGEST_WAIT);
                    self.pause(wait.max(secs(1))).await?;
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }

    async fn poll(
        &mut self,
        key: &ProofKey,
        device_code: &str,
    ) -> Option<Result<Polled, RemoteError>> {
        let core = self.core.upgrade()?;
        let polled = async {
            let permit = core.gate.account()?;
            core.auth.poll_device(&permit, key, device_code).await
        };
        tokio::select! {
            biased;
            () = self.turn.cancelled() => None,
            polled = polled => Some(polled),
        }
    }

    async fn pause(&mut self, time: Duration) -> Option<()> {
        tokio::select! {
            biased;
            () = self.turn.cancelled() => None,
            () = sleep(time) => Some(()),
        }
    }

    async fn sign_in(self, key: ProofKey, reply: TokenReply) {
        self.tell(DeviceLoginView::Approved);
        let Some(core) = self.core.upgrade() else {
            return;
        };
        let wanted = || core.session.outside.is_under_way(&self.turn);
        match sign_in::sign_in(&core, key, reply, wanted).await {
            Ok(_) => core.session.outside.end(&self.turn),
            Err(error) => self.fail(&error),
        }
    }

    fn fail(&self, error: &ClientError) {
        let failure = error.to_failure();
        self.tell(DeviceLoginView::Failed { failure });
    }

    /// Shows how far it has come, unless it was given up.
    fn tell(&self, view: DeviceLoginView) {
        if let Some(core) = self.core.upgrade()
            && core.session.outside.show(&self.turn, view.clone())
        {
            core.tell(ClientEvent::DeviceLogin(view));
        }
    }
}

async fn begin(core: &Core, key: &ProofKey) -> Result<Code, ClientError> {
    let permit = core
        .gate
        .account()
        .map_err(|_| ClientError::ConsentNeeded)?;
    let name = &core.config.device_name;
    let reply = core.auth.begin_device(&permit, key, name).await?;
    Ok(Code::new(reply, core.http.origin())?)
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
