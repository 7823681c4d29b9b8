//! The one boundary to the platform that belongs to a person. Tests put a simulated platform here.

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sst_api::contact::{
    Channel, ContactChangeReply, ContactChangeRequest, ContactVerifyRequest,
    IdentityDocumentRequest,
};
use sst_api::device::{DeviceReply, DeviceRequest};
use sst_api::event::{EventData, WaitQuery, WaitReply};
use sst_api::history::{HistoryPage, HistoryQuery};
use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest, UnitChange};
use sst_api::upload::{UploadRequest, UploadState};
use uuid::Uuid;

use crate::remote::RemoteError;

/// What the platform answers, some time later.
pub type Reply<'a, T> = BoxFuture<'a, Result<T, RemoteError>>;

/// Events as they come; the first error ends them.
pub type EventStream = BoxStream<'static, Result<EventData, RemoteError>>;

/// A logged-in person's calls to the platform. Every call fails in the ways that [`RemoteError`] names.
pub trait ServerLink: Send + Sync {
    /// What connections there are may be dead: the next call makes its own.
    fn begin_anew(&self) {}

    /// Registers this computer (`POST /v1/devices`).
    fn register_device<'a>(&'a self, request: &'a DeviceRequest) -> Reply<'a, DeviceReply>;

    /// Sends mutations (`POST /v1/sync/push`).
    fn push<'a>(&'a self, request: &'a PushRequest) -> Reply<'a, PushReply>;

    /// Fetches what has changed (`GET /v1/sync/changes`).
    fn changes<'a>(&'a self, query: &'a ChangesQuery) -> Reply<'a, Changes>;

    /// Listens for "something has changed" (`GET /v1/events`), from the event with the id `last` on. A
    /// stream that stays silent for 45 s, heartbeats included, ends with an error.
    fn events<'a>(&'a self, last: Option<&'a str>) -> Reply<'a, EventStream>;

    /// Waits for news, in the time of the query, where no stream is to be had (`GET /v1/sync/wait`).
    fn wait_for_news<'a>(&'a self, query: &'a WaitQuery) -> Reply<'a, WaitReply>;

    /// Sends a code to a new phone number or e-mail address.
    fn begin_contact_change<'a>(
        &'a self,
        channel: Channel,
        request: &'a ContactChangeRequest,
    ) -> Reply<'a, ContactChangeReply>;

    /// Finishes that change with the code.
    fn verify_contact_change<'a>(
        &'a self,
        channel: Channel,
        id: &'a str,
        request: &'a ContactVerifyRequest,
    ) -> Reply<'a, UnitChange>;

    /// Replaces the identity document.
    fn replace_identity_document<'a>(
        &'a self,
        request: &'a IdentityDocumentRequest,
    ) -> Reply<'a, UnitChange>;

    /// Announces an attachment; says how far it has come (`POST /v1/uploads`).
    fn begin_upload<'a>(&'a self, request: &'a UploadRequest) -> Reply<'a, UploadState>;

    /// Sends a part of one (`PUT /v1/uploads/{id}`).
    fn send_part<'a>(&'a self, id: Uuid, offset: u64, part: &'a [u8]) -> Reply<'a, UploadState>;

    /// Gives one up (`DELETE /v1/uploads/{id}`).
    fn discard_upload(&self, id: Uuid) -> Reply<'_, ()>;

    /// How the units became what they are (`GET /v1/profile/history`).
    fn history<'a>(&'a self, query: &'a HistoryQuery) -> Reply<'a, HistoryPage>;
}
