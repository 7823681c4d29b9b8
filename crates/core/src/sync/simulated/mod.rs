//! A simulated platform, without a network, and a link to it that can be cut.

mod platform;
mod requests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::StreamExt;
use sst_api::contact::{
    Channel, ContactChangeReply, ContactChangeRequest, ContactVerifyRequest,
    IdentityDocumentRequest,
};
use sst_api::device::{DeviceReply, DeviceRequest};
use sst_api::event::{EventData, WaitQuery, WaitReply};
use sst_api::history::{HistoryPage, HistoryQuery};
use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest, UnitChange};
use sst_api::upload::{UploadRequest, UploadState};
use sst_domain::profile::{Origin, UnitKey, UnitValue};
use tokio::time::Instant;
use uuid::Uuid;

use super::link::{EventStream, Reply, ServerLink};
use crate::remote::{OfflineCause, RemoteError};

pub(crate) use platform::{Applied, Platform};

/// A link to the simulated platform, which can be cut.
#[derive(Clone)]
pub(crate) struct SimulatedLink {
    platform: Arc<Mutex<Platform>>,
    weather: Arc<Mutex<Weather>>,
}

/// How the link behaves.
#[derive(Clone, Default)]
pub(crate) struct Weather {
    /// Nothing gets through.
    pub(crate) cut: bool,
    /// Requests arrive, answers to pushes do not; so many more of them.
    pub(crate) lost_replies: u32,
    /// The same of parts of attachments.
    pub(crate) lost_parts: u32,
    /// Parts that are larger do not arrive in time.
    pub(crate) most_of_a_part: Option<usize>,
    /// No attachment can be announced: something before the platform does not know the way.
    pub(crate) no_uploads: bool,
    /// Whatever part comes, this is where it was to begin.
    pub(crate) expected: Option<u64>,
    /// Parts that were sent: where they began, and how long they were.
    pub(crate) parts: Vec<(u64, usize)>,
    /// The answer to every call, if there is one.
    pub(crate) failure: Option<RemoteError>,
    /// Calls of [`ServerLink::push`] that arrived.
    pub(crate) pushes: u32,
    /// Calls of [`ServerLink::changes`].
    pub(crate) fetches: u32,
    /// The next of them are refused so, the last one first.
    pub(crate) refused_fetches: Vec<ProblemCode>,
    /// No whole state ever comes to its end.
    pub(crate) no_second_page: bool,
    /// Event streams say one thing and end.
    pub(crate) short_streams: bool,
    /// Calls of [`ServerLink::events`] that arrived.
    pub(crate) streams: u32,
    /// No event ever comes, and none of these streams ends before 45 s.
    pub(crate) silent_streams: bool,
    /// Calls of [`ServerLink::wait_for_news`] that arrived.
    pub(crate) waits: u32,
    /// How those are answered.
    pub(crate) waiting: Waiting,
}

/// How a wait for news is answered.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// As the contract says.
    #[default]
    Honestly,
    /// Always at once, with news.
    Restlessly,
    /// Not at all: somebody cuts it after ten seconds.
    Cut,
    /// It is not offered.
    Never,
}

impl SimulatedLink {
    pub(crate) fn to(platform: Platform) -> Self {
        Self {
            platform: Arc::new(Mutex::new(platform)),
            weather: Arc::default(),
        }
    }

    pub(crate) fn platform(&self) -> MutexGuard<'_, Platform> {
        self.platform.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer<'a, T: Send + 'a>(
        &'a self,
        call: impl FnOnce(&mut Platform) -> Result<T, Problem> + Send + 'a,
    ) -> Reply<'a, T> {
        async move {
            tokio::task::yield_now().await;
            let weather = self.weather().clone();
            if weather.cut {
                return Err(RemoteError::Offline {
                    cause: OfflineCause::Refused,
                });
            }
            if let Some(failure) = weather.failure {
                return Err(failure);
            }
            call(&mut self.platform()).map_err(|problem| RemoteError::Problem(Box::new(problem)))
        }
        .boxed()
    }
}

impl ServerLink for SimulatedLink {
    fn register_device<'a>(&'a self, _: &'a DeviceRequest) -> Reply<'a, DeviceReply> {
        self.answer(|platform| {
            Ok(DeviceReply {
                device_id: platform.register(),
            })
        })
    }

    fn push<'a>(&'a self, request: &'a PushRequest) -> Reply<'a, PushReply> {
        async move {
            let reply = self
                .answer(|platform| platform.push(request).map(|(reply, _)| reply))
                .await?;
            let mut weather = self.weather();
            weather.pushes += 1;
            if weather.lost_replies > 0 {
                weather.lost_replies -= 1;
                return Err(RemoteError::Offline {
                    cause: OfflineCause::Lost,
                });
            }
            Ok(reply)
        }
        .boxed()
    }

    fn changes<'a>(&'a self, query: &'a ChangesQuery) -> Reply<'a, Changes> {
        self.weather().fetches += 1;
        self.answer(|platform| {
            let mut weather = self.weather();
            let cursor = query.since.as_deref().unwrap_or_default();
            if weather.no_second_page && cursor.ends_with(":s") {
                return Err(Problem::new(ProblemCode::CursorExpired));
            }
            match weather.refused_fetches.pop() {
                Some(code) => Err(Problem::new(code)),
                None => platform.changes(query),
            }
        })
    }

    fn wait_for_news<'a>(&'a self, query: &'a WaitQuery) -> Reply<'a, WaitReply> {
        async move {
            let waiting = {
                let mut weather = self.weather();
                weather.waits += 1;
                weather.waiting
            };
            let until = Instant::now() + Duration::from_secs(query.wait.into());
            let now = |platform: &Platform, spread: u32| WaitReply {
                next: format!("{}:{}:{spread}", platform.epoch, platform.rev),
                kinds: Vec::new(),
            };
            match waiting {
                Waiting::Never => {
                    let problem = Problem::new(ProblemCode::UnknownPath);
                    return Err(RemoteError::Problem(Box::new(problem)));
                }
                Waiting::Cut if query.wait > 10 => {
                    tokio::time::sleep(Duration::from_secs(10)).await;
                    return Err(RemoteError::Offline {
                        cause: OfflineCause::Lost,
                    });
                }
                Waiting::Restlessly => {
                    let spread = self.weather().waits;
                    return self.answer(move |platform| Ok(now(platform, spread))).await;
                }
                Waiting::Honestly | Waiting::Cut => {}
            }
            loop {
                let reply = self.answer(move |platform| Ok(now(platform, 0))).await?;
                if query.since.as_ref() != Some(&reply.next) || Instant::now() >= until {
                    return Ok(reply);
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        .boxed()
    }

    fn events<'a>(&'a self, _: Option<&'a str>) -> Reply<'a, EventStream> {
        let (short, silent) = {
            let mut weather = self.weather();
            weather.streams += 1;
            (weather.short_streams, weather.silent_streams)
        };
        self.answer(move |_| {
            let event = EventData {
                rev: 1,
                kinds: Vec::new(),
            };
            Ok(if short {
                futures_util::stream::once(async { Ok(event) }).boxed()
            } else if silent {
                let given_up = async {
                    tokio::time::sleep(Duration::from_secs(45)).await;
                    Err(RemoteError::TimedOut)
                };
                futures_util::stream::once(given_up).boxed()
            } else {
                futures_util::stream::pending().boxed()
            })
        })
    }

    fn begin_contact_change<'a>(
        &'a self,
        _: Channel,
        _: &'a ContactChangeRequest,
    ) -> Reply<'a, ContactChangeReply> {
        self.answer(|_| {
            Ok(ContactChangeReply {
                id: "change-1".to_owned(),
                resend_after: 60,
                expires_in: 300,
            })
        })
    }

    fn verify_contact_change<'a>(
        &'a self,
        channel: Channel,
        _: &'a str,
        request: &'a ContactVerifyRequest,
    ) -> Reply<'a, UnitChange> {
        self.answer(move |platform| {
            if request.code != "123456" {
                return Err(Problem::new(ProblemCode::CodeWrong));
            }
            let (unit, value) = match channel {
                Channel::Phone => ("phone", UnitValue::from([("number", "13800000099")])),
                Channel::Email => ("email", UnitValue::from([("address", "ceshi@example.com")])),
            };
            let unit = UnitKey::from(unit);
            platform.put(&unit, Some(value), false, Origin::Platform);
            Ok(platform.units[&unit].clone())
        })
    }

    fn replace_identity_document<'a>(
        &'a self,
        request: &'a IdentityDocumentRequest,
    ) -> Reply<'a, UnitChange> {
        self.answer(move |platform| {
            let unit = UnitKey::from("id_document");
            platform.put(&unit, Some(request.value.clone()), false, Origin::Platform);
            Ok(platform.units[&unit].clone())
        })
    }

    fn begin_upload<'a>(&'a self, request: &'a UploadRequest) -> Reply<'a, UploadState> {
        self.answer(|platform| match self.weather().no_uploads {
            true => Err(Problem::new(ProblemCode::NotFound)),
            false => platform.requests.begin(request),
        })
    }

    fn send_part<'a>(&'a self, id: Uuid, offset: u64, part: &'a [u8]) -> Reply<'a, UploadState> {
        async move {
            {
                let mut weather = self.weather();
                weather.parts.push((offset, part.len()));
                if weather.most_of_a_part.is_some_and(|most| part.len() > most) {
                    return Err(RemoteError::TimedOut);
                }
            }
            let state = self
                .answer(|platform| match self.weather().expected {
                    None => platform.requests.part(id, offset, part),
                    expected => Err(Problem {
                        expected,
                        ..Problem::new(ProblemCode::UploadOffset)
                    }),
                })
                .await?;
            let mut weather = self.weather();
            if weather.lost_parts > 0 {
                weather.lost_parts -= 1;
                return Err(RemoteError::Offline {
                    cause: OfflineCause::Lost,
                });
            }
            Ok(state)
        }
        .boxed()
    }

    fn discard_upload(&self, id: Uuid) -> Reply<'_, ()> {
        self.answer(move |platform| {
            platform.requests.discard(id);
            Ok(())
        })
    }

    fn history<'a>(&'a self, _: &'a HistoryQuery) -> Reply<'a, HistoryPage> {
        self.answer(|_| Err(Problem::new(ProblemCode::NotOffered)))
    }
}
