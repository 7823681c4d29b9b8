//! Calls on behalf of the person who is logged in.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use sst_api::contact::{
    Channel, ContactChangeReply, ContactChangeRequest, ContactVerifyRequest,
    IdentityDocumentRequest,
};
use sst_api::device::{DeviceReply, DeviceRequest};
use sst_api::event::{WaitQuery, WaitReply};
use sst_api::history::{HistoryPage, HistoryQuery};
use sst_api::path;
use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest, UnitChange};
use sst_api::upload::{PartQuery, UploadRequest, UploadState};
use uuid::Uuid;

use super::{Call, Http, RemoteError, Reply, sse};
use crate::consent::{AccountPermit, Gate, SessionPermit, Terms};
use crate::session::Tokens;
use crate::sync::{EventStream, Reply as Answer, ServerLink};

/// Most times that one call is sent, with another token or nonce each time.
const MOST_TRIES: u32 = 5;

/// The platform, on behalf of one person.
pub struct AccountRemote {
    http: Arc<Http>,
    tokens: Arc<Tokens>,
    gate: Arc<Gate>,
    terms: Terms,
}

impl AccountRemote {
    /// The platform behind `http`, for whom `tokens` belong to. Each call asks `gate` for its permit, and `terms`
    /// whether this very person has agreed.
    pub(crate) fn new(http: Arc<Http>, tokens: Arc<Tokens>, gate: Arc<Gate>, terms: Terms) -> Self {
        Self {
            http,
            tokens,
            gate,
            terms,
        }
    }

    fn permit(&self) -> Result<AccountPermit, RemoteError> {
        self.terms.check()?;
        self.gate.account()
    }

    /// The same for what nobody may be kept from.
    pub(super) async fn by_right<T: DeserializeOwned>(
        &self,
        call: Result<Call, RemoteError>,
    ) -> Result<T, RemoteError> {
        let (call, permit) = (call?, self.gate.rights()?);
        let sent = self.try_to_send(&permit, &call);
        self.tokens.unless_ended(sent).await?.read()
    }

    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        call: Result<Call, RemoteError>,
    ) -> Result<T, RemoteError> {
        self.send(&call?).await?.read()
    }

    /// Sends a call. A token that is good no more is renewed, by one call for all that wait. The session has
    /// ended once the platform refuses a token that is new and still the newest: one that is new and was
    /// overtaken by a renewal elsewhere in this client proves nothing.
    async fn send(&self, call: &Call) -> Result<Reply, RemoteError> {
        let permit = self.permit()?;
        self.tokens
            .unless_ended(self.try_to_send(&permit, call))
            .await
    }

    async fn try_to_send(
        &self,
        permit: &impl SessionPermit,
        call: &Call,
    ) -> Result<Reply, RemoteError> {
        let mut access = self.tokens.access(permit).await?;
        let mut renewed = false;
        for _ in 0..MOST_TRIES {
            let signer = self.tokens.signer(&access);
            let reply = signer.send(&self.http, permit, call).await?;
            if !reply.refuses_token() {
                return Ok(reply);
            }
            if renewed && self.tokens.is_newest(&access) {
                self.tokens.end();
                return Err(RemoteError::SignedOut);
            }
            access = self.tokens.renew(permit, access.version()).await?;
            renewed = true;
        }
        Err(overtaken())
    }

    async fn listen(&self, last: Option<&str>) -> Result<EventStream, RemoteError> {
        self.tokens.unless_ended(self.try_to_listen(last)).await
    }

    async fn try_to_listen(&self, last: Option<&str>) -> Result<EventStream, RemoteError> {
        let call = Call::get(path::EVENTS).stream(last);
        let permit = self.permit()?;
        let mut access = self.tokens.access(&permit).await?;
        let mut renewed = false;
        for _ in 0..MOST_TRIES {
            let signer = self.tokens.signer(&access);
            let ahead = self.http.ahead();
            let credentials = signer.credentials(&self.http, &call)?;
            let response = self.http.open(&permit, &call, &credentials).await?;
            let nonce = response.headers().get("dpop-nonce");
            signer
                .nonces
                .learn(nonce.and_then(|nonce| nonce.to_str().ok()));
            if response.status() == StatusCode::OK && is_stream(&response) {
                return Ok(sse::events(response, permit));
            }
            let reply = self.http.take(response).await?;
            if reply.refuses_token() {
                if renewed && self.tokens.is_newest(&access) {
                    self.tokens.end();
                    return Err(RemoteError::SignedOut);
                }
                access = self.tokens.renew(&permit, access.version()).await?;
                renewed = true;
            } else if reply.refuses_proof() && self.http.clock_moved(ahead) {
                // The proof bore the time of a clock that was wrong; the next one does not.
            } else if !reply.wants_nonce() {
                // An answer that says success and is no stream is not the contract.
                let refusal = reply.accept().err();
                return Err(refusal.unwrap_or(RemoteError::NotTheContract));
            }
        }
        Err(overtaken())
    }
}

/// Renewals overtook each other; it is tried again later.
fn overtaken() -> RemoteError {
    RemoteError::Busy {
        status: StatusCode::UNAUTHORIZED.as_u16(),
        problem: None,
        wait: None,
    }
}

fn is_stream(response: &reqwest::Response) -> bool {
    let kind = response.headers().get(reqwest::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/event-stream")
}

impl ServerLink for AccountRemote {
    fn begin_anew(&self) {
        self.http.forget_connections();
    }

    fn register_device<'a>(&'a self, request: &'a DeviceRequest) -> Answer<'a, DeviceReply> {
        self.read(Call::json(path::DEVICES, request)).boxed()
    }

    fn push<'a>(&'a self, request: &'a PushRequest) -> Answer<'a, PushReply> {
        self.read(Call::json(path::SYNC_PUSH, request)).boxed()
    }

    fn changes<'a>(&'a self, query: &'a ChangesQuery) -> Answer<'a, Changes> {
        self.read(Call::get(path::SYNC_CHANGES).query(query))
            .boxed()
    }

    fn events<'a>(&'a self, last: Option<&'a str>) -> Answer<'a, EventStream> {
        self.listen(last).boxed()
    }

    fn wait_for_news<'a>(&'a self, query: &'a WaitQuery) -> Answer<'a, WaitReply> {
        let call = Call::get(path::SYNC_WAIT).query(query);
        let wait = Duration::from_secs(query.wait.into());
        self.read(call.map(|call| call.after(wait))).boxed()
    }

    fn begin_contact_change<'a>(
        &'a self,
        channel: Channel,
        request: &'a ContactChangeRequest,
    ) -> Answer<'a, ContactChangeReply> {
        let path = path::fill(path::CONTACT_CHANGES, &[channel.as_str()]);
        self.read(Call::json(path, request)).boxed()
    }

    fn verify_contact_change<'a>(
        &'a self,
        channel: Channel,
        id: &'a str,
        request: &'a ContactVerifyRequest,
    ) -> Answer<'a, UnitChange> {
        let path = path::fill(path::CONTACT_VERIFY, &[channel.as_str(), id]);
        self.read(Call::json(path, request)).boxed()
    }

    fn replace_identity_document<'a>(
        &'a self,
        request: &'a IdentityDocumentRequest,
    ) -> Answer<'a, UnitChange> {
        self.read(Call::put(path::IDENTITY_DOCUMENT, request))
            .boxed()
    }

    fn begin_upload<'a>(&'a self, request: &'a UploadRequest) -> Answer<'a, UploadState> {
        self.read(Call::json(path::UPLOADS, request)).boxed()
    }

    fn send_part<'a>(&'a self, id: Uuid, offset: u64, part: &'a [u8]) -> Answer<'a, UploadState> {
        let call = Call::put_bytes(upload(id), part).query(&PartQuery { offset });
        self.read(call).boxed()
    }

    fn discard_upload(&self, id: Uuid) -> Answer<'_, ()> {
        async move { self.send(&Call::delete(upload(id))).await?.done() }.boxed()
    }

    fn history<'a>(&'a self, query: &'a HistoryQuery) -> Answer<'a, HistoryPage> {
        self.read(Call::get(path::HISTORY).query(query)).boxed()
    }
}

fn upload(id: Uuid) -> String {
    path::fill(path::UPLOAD, &[&id.to_string()])
}
