//! Devices, sync, events.

use crate::device::{DeviceReply, DeviceRequest};
use crate::event::{EventData, WaitQuery, WaitReply};
use crate::path;
use crate::problem::Problem;
use crate::sync::{Changes, ChangesQuery, PushReply, PushRequest};

/// Registers this computer.
#[utoipa::path(
    post, path = path::DEVICES, tag = "sync",
    request_body = DeviceRequest,
    responses(
        (status = 201, body = DeviceReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn devices() {}

/// Sends what was edited. One transaction; every mutation gets a result that never changes.
#[utoipa::path(
    post, path = path::SYNC_PUSH, tag = "sync",
    request_body = PushRequest,
    responses(
        (status = 200, body = PushReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn push() {}

/// Fetches what has changed.
#[utoipa::path(
    get, path = path::SYNC_CHANGES, tag = "sync",
    params(ChangesQuery),
    responses(
        (status = 200, body = Changes),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn changes() {}

/// Says that something has changed, never what. The event's `id` is the citizen's revision.
#[utoipa::path(
    get, path = path::EVENTS, tag = "sync",
    params(("last-event-id" = Option<String>, Header, description = "The event after which to go on")),
    responses(
        (status = 200, body = EventData, content_type = "text/event-stream"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn events() {}

/// Answers as soon as something has changed, and after the time that was asked for without (capability `long_poll`). For
/// clients that no stream of events reaches.
#[utoipa::path(
    get, path = path::SYNC_WAIT, tag = "sync",
    params(WaitQuery),
    responses(
        (status = 200, body = WaitReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn wait_for_news() {}
