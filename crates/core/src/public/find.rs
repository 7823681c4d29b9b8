//! Reading something once from the platform, and again from what was kept.

use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sst_api::problem::ProblemCode;

use super::PublicInformation;
use crate::device::{Cached, DeviceError, DeviceStore};
use crate::remote::{Answer, Call, PublicRemote, RemoteError};

/// Something read: now, or earlier.
pub(super) struct Found<T> {
    pub(super) value: T,
    /// When the platform last sent it, or said that it is still the same.
    pub(super) fetched_at: Timestamp,
    /// Whether it is what was kept, because the platform could not be asked.
    pub(super) offline: bool,
}

impl PublicInformation<'_> {
    /// Asks the platform, and where it cannot answer, what was kept. What is kept here is not sent again.
    pub(super) async fn find<T: DeserializeOwned>(
        &self,
        name: &str,
        call: Call,
    ) -> Result<Found<T>, RemoteError> {
        let permit = self.core.gate.public()?;
        let kept = self.kept::<T>(name).await;
        let tag = kept.as_ref().and_then(|(_, tag)| tag.clone());
        let call = call.unless(tag.clone());
        let asked = PublicRemote::new(&self.core.http, &permit)
            .read_unless_held(&call)
            .await;
        let asked = asked.and_then(|answer| match answer {
            Answer::New(bytes, tag) => Ok(Some((parse(&bytes)?, bytes, tag))),
            Answer::Unchanged => Ok(None),
        });
        let fetched_at = self.core.clock.now();
        let kept = kept.map(|(found, _)| found);
        match (asked, kept) {
            (Ok(Some((value, bytes, tag))), _) => {
                let body = bytes.to_vec();
                self.keep(
                    name,
                    Cached {
                        fetched_at,
                        body,
                        tag,
                    },
                )
                .await;
                Ok(fresh(value, fetched_at))
            }
            (Ok(None), Some(Found { value, .. })) => {
                self.renew(name, tag, fetched_at).await;
                Ok(fresh(value, fetched_at))
            }
            // It was not asked about anything.
            (Ok(None), None) => Err(RemoteError::NotTheContract),
            // What the platform says is no more is not shown either, nor later without a network.
            (Err(error), _) if error.is(ProblemCode::NotFound) => {
                self.forget(name).await;
                Err(error)
            }
            (Err(error), _) if error.problem().is_some() && !error.retryable() => Err(error),
            (Err(RemoteError::NotPermitted), _) => Err(RemoteError::NotPermitted),
            (Err(error), kept) => kept.ok_or(error),
        }
    }

    /// What was kept, where it can be read, and its tag.
    pub(super) async fn kept<T: DeserializeOwned>(
        &self,
        name: &str,
    ) -> Option<(Found<T>, Option<String>)> {
        let (core, name) = (Arc::clone(self.core), name.to_owned());
        let kept = tokio::task::spawn_blocking(move || core.device.cached(&name)).await;
        let mut kept = kept.ok()?.ok()??;
        let tag = kept.tag.take();
        Some((from_kept(kept)?, tag))
    }

    /// A copy that cannot be kept costs the next reader without a network, and nobody else.
    async fn keep(&self, name: &str, copy: Cached) {
        let name = name.to_owned();
        self.on_disk("a public copy was not kept", move |device| {
            device.keep(&name, &copy)
        })
        .await;
    }

    async fn renew(&self, name: &str, tag: Option<String>, fetched_at: Timestamp) {
        let Some(tag) = tag else { return };
        let name = name.to_owned();
        self.on_disk("the age of a public copy was not kept", move |device| {
            device.renew_copy(&name, &tag, fetched_at)
        })
        .await;
    }

    async fn forget(&self, name: &str) {
        let name = name.to_owned();
        self.on_disk("a public copy was not forgotten", move |device| {
            device.forget_copy(&name)
        })
        .await;
    }

    /// Changes what is kept; `failed` is what is logged where that fails.
    pub(super) async fn on_disk(
        &self,
        failed: &'static str,
        change: impl FnOnce(&DeviceStore) -> Result<(), DeviceError> + Send + 'static,
    ) {
        let core = Arc::clone(self.core);
        let changed = tokio::task::spawn_blocking(move || change(&core.device)).await;
        if let Ok(Err(error)) = changed {
            tracing::warn!(code = error.code(), failed);
        }
    }
}

fn fresh<T>(value: T, fetched_at: Timestamp) -> Found<T> {
    Found {
        value,
        fetched_at,
        offline: false,
    }
}

pub(super) fn from_kept<T: DeserializeOwned>(kept: Cached) -> Option<Found<T>> {
    Some(Found {
        value: parse(&kept.body).ok()?,
        fetched_at: kept.fetched_at,
        offline: true,
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RemoteError> {
    serde_json::from_slice(bytes).map_err(|_| RemoteError::NotTheContract)
}
