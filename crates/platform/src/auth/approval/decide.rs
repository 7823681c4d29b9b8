//! Agreeing, or not.

use axum::response::{IntoResponse as _, Response};
use sst_api::problem::ProblemCode;

use super::asked::Asked;
use super::page;
use super::refused::PageRefused;
use super::{Answer, Open};
use crate::auth::authorize::Back;
use crate::auth::{device_grant, grant};
use crate::store::device_authorization::{self, State};
use crate::store::login::Grant;
use crate::store::{WriteTx, approval, audit};

/// What the audit trail says.
const APPROVED: &str = "login.approved";
const DENIED: &str = "login.denied";
const MISMATCHED: &str = "login.number_mismatched";

/// What the way of a session from the browser is called: [`sst_api::auth::LoginMethod::Browser`].
const BROWSER: &str = "browser";

impl Open<'_> {
    /// The person agrees: with the number that the terminal shows, where a terminal asks.
    pub(super) async fn approve(
        &self,
        citizen_id: &str,
        answer: &Answer,
    ) -> Result<Response, PageRefused> {
        match &self.asked.device_hash {
            Some(device_hash) => self.approve_device(citizen_id, device_hash, answer).await,
            None => self.approve_browser(citizen_id).await,
        }
    }

    async fn approve_device(
        &self,
        citizen_id: &str,
        device_hash: &[u8],
        answer: &Answer,
    ) -> Result<Response, PageRefused> {
        let Some(number) = &answer.number else {
            let missing = "请先选出终端屏幕上显示的数字";
            return Ok(Asked::new(self.app, &answer.page, self.asked)
                .decide(Some(missing))
                .into_response());
        };
        let now = self.app.clock.now();
        let mut tx = self.answered().await?;
        let waiting = device_authorization::find(&mut tx, device_hash).await?;
        let waiting = waiting
            .filter(|waiting| waiting.state == State::Claimed && waiting.expires_at > now)
            .ok_or(ProblemCode::DeviceCodeExpired)?;
        if waiting.number != *number {
            // One try: who guesses stands before no terminal.
            device_authorization::advance(&mut tx, device_hash, State::Denied, now).await?;
            self.record(&mut tx, MISMATCHED, Some(citizen_id)).await?;
            tx.commit().await?;
            return Ok(page::number_mismatched().into_response());
        }
        let until = device_grant::approved_until(self.app);
        let who = (
            citizen_id,
            self.asked.opened_account,
            self.asked.auth_time.unwrap_or(now),
        );
        device_authorization::set_citizen(&mut tx, device_hash, who).await?;
        device_authorization::advance(&mut tx, device_hash, State::Approved, until).await?;
        self.record(&mut tx, APPROVED, Some(citizen_id)).await?;
        tx.commit().await?;
        Ok(page::device_approved(&self.asked.terminal).into_response())
    }

    async fn approve_browser(&self, citizen_id: &str) -> Result<Response, PageRefused> {
        let back = self.back()?;
        let (Some(jkt), Some(code_challenge)) = (&self.asked.jkt, &self.asked.code_challenge)
        else {
            return Err(ProblemCode::AuthSessionInvalid.into());
        };
        let mut tx = self.answered().await?;
        let grant = Grant {
            jkt: jkt.clone(),
            citizen_id: citizen_id.to_owned(),
            code_challenge: code_challenge.clone(),
            opened_account: self.asked.opened_account,
            session_id: None,
            used: false,
            step_up: false,
            method: BROWSER.to_owned(),
            redirect_uri: Some(back.redirect_uri.clone()),
            auth_time: self.asked.auth_time,
            expires_at: grant::expiry(self.app),
        };
        let code = grant::give(self.app, &mut tx, &grant).await?;
        self.record(&mut tx, APPROVED, Some(citizen_id)).await?;
        tx.commit().await?;
        let address = back.with(self.app, ("code", &code))?;
        Ok(page::browser_approved(&address).into_response())
    }

    /// The person does not agree, or it was not they who asked.
    pub(super) async fn deny(&self) -> Result<Response, PageRefused> {
        let mut tx = self.answered().await?;
        if let Some(device_hash) = &self.asked.device_hash {
            let now = self.app.clock.now();
            device_authorization::advance(&mut tx, device_hash, State::Denied, now).await?;
        }
        let citizen_id = self.asked.citizen_id.as_deref();
        self.record(&mut tx, DENIED, citizen_id).await?;
        tx.commit().await?;
        if self.asked.device_hash.is_some() {
            return Ok(page::device_denied().into_response());
        }
        let address = self.back()?.with(self.app, ("error", "access_denied"))?;
        Ok(page::browser_denied(&address).into_response())
    }

    /// Begins the transaction that ends the page: it is answered once.
    async fn answered(&self) -> Result<WriteTx, PageRefused> {
        let mut tx = self.app.store.write().await?;
        let still_there = approval::find(&mut tx, &self.hash).await?;
        still_there.ok_or(ProblemCode::AuthSessionInvalid)?;
        approval::remove(&mut tx, &self.hash).await?;
        Ok(tx)
    }

    fn back(&self) -> Result<Back, PageRefused> {
        let redirect_uri = self.asked.redirect_uri.clone();
        Ok(Back {
            redirect_uri: redirect_uri.ok_or(ProblemCode::AuthSessionInvalid)?,
            state: self.asked.client_state.clone().unwrap_or_default(),
        })
    }

    async fn record(
        &self,
        tx: &mut WriteTx,
        action: &'static str,
        citizen_id: Option<&str>,
    ) -> Result<(), PageRefused> {
        let detail = match self.asked.device_hash {
            Some(_) => "device",
            None => "browser",
        };
        let entry = audit::Entry {
            actor: "citizen",
            action,
            citizen_id,
            detail,
        };
        Ok(audit::record(tx, self.app.clock.now(), entry).await?)
    }
}
