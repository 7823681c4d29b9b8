//! Calls on behalf of the person who is logged in.

use std::sync::Arc;

use futures_util::FutureExt as _;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use sst_api::contact::{
    Channel, ContactChangeReply, ContactChangeRequest, ContactVerifyRequest,
    IdentityDocumentRequest,
};
use sst_api::device::{DeviceReply, DeviceRequest};
use sst_api::path;
use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest, UnitChange};

use super::{Call, Http, RemoteError, Reply, sse};
use crate::consent::Gate;
use crate::session::Tokens;
use crate::sync::{EventStream, Reply as Answer, ServerLink};

/// The platform, on behalf of one person.
pub struct AccountRemote {
    http: Arc<Http>,
    tokens: Arc<Tokens>,
    gate: Arc<Gate>,
}

impl AccountRemote {
    /// The platform behind `http`, for whom `tokens` belong to. Each call asks `gate` for its permit.
    pub(crate) fn new(http: Arc<Http>, tokens: Arc<Tokens>, gate: Arc<Gate>) -> Self {
        Self { http, tokens, gate }
    }

    async fn read<T: DeserializeOwned>(
        &self,
        call: Result<Call, RemoteError>,
    ) -> Result<T, RemoteError> {
        self.send(&call?).await?.read()
    }

    /// Sends a call. A token that is good no more is renewed once, by one call for all that wait; if the
    /// new one is not taken either, the session has ended.
    async fn send(&self, call: &Call) -> Result<Reply, RemoteError> {
        let permit = self.gate.account()?;
        let access = self.tokens.access(&permit).await?;
        let reply = self
            .tokens
            .signer(&access)
            .send(&self.http, &permit, call)
            .await?;
        if !reply.refuses_token() {
            return Ok(reply);
        }
        let access = self.tokens.renew(&permit, access.version()).await?;
        let reply = self
            .tokens
            .signer(&access)
            .send(&self.http, &permit, call)
            .await?;
        if !reply.refuses_token() {
            return Ok(reply);
        }
        self.tokens.end();
        Err(RemoteError::SignedOut)
    }

    async fn listen(&self, last: Option<&str>) -> Result<EventStream, RemoteError> {
        let call = Call::get(path::EVENTS).stream(last);
        let permit = self.gate.account()?;
        let mut renewed = false;
        loop {
            let access = self.tokens.access(&permit).await?;
            let signer = self.tokens.signer(&access);
            let credentials = signer.credentials(&self.http, &call)?;
            let response = self.http.open(&permit, &call, &credentials).await?;
            let nonce = response
                .headers()
                .get("dpop-nonce")
                .and_then(|nonce| nonce.to_str().ok());
            signer.nonces.learn(nonce);
            if response.status() == StatusCode::OK && is_stream(&response) {
                return Ok(sse::events(response, permit));
            }
            let reply = self.http.take(response).await?;
            if renewed {
                return Err(self.refused(&reply));
            }
            renewed = true;
            if reply.refuses_token() {
                self.tokens.renew(&permit, access.version()).await?;
            } else if !reply.wants_nonce() {
                return Err(self.refused(&reply));
            }
        }
    }

    /// Why there is no stream. An answer that is none, though it says success, is not the contract.
    fn refused(&self, reply: &Reply) -> RemoteError {
        if reply.refuses_token() {
            self.tokens.end();
            return RemoteError::SignedOut;
        }
        reply.accept().err().unwrap_or(RemoteError::NotTheContract)
    }
}

fn is_stream(response: &reqwest::Response) -> bool {
    let kind = response.headers().get(reqwest::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/event-stream")
}

impl ServerLink for AccountRemote {
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
}
