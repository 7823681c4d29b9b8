//! What a citizen does, step by step.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sst_api::approval::DeviceAuthorizationReply;
use sst_api::auth::{CLIENT_ID, ChallengeReply, DEVICE_CODE, TokenReply};
use sst_api::path;
use sst_api::sync::{Changes, PushReply, UnitChange};
use uuid::Uuid;

use super::reply::Reply;
use super::{Client, World};

pub(crate) const VERIFIER: &str = "a-verifier-of-43-characters-at-the-very-least";

pub(crate) fn pkce_challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

impl Client {
    /// First step of phone and code.
    pub(crate) async fn ask_code(&mut self, phone: &str) -> Reply {
        self.first_step(&[("method", "sms_code"), ("phone", phone)])
            .await
    }

    /// First step of any way.
    pub(crate) async fn first_step(&mut self, fields: &[(&str, &str)]) -> Reply {
        let challenge = pkce_challenge();
        let mut form = vec![
            ("client_id", CLIENT_ID),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        form.extend_from_slice(fields);
        self.form(path::CHALLENGE, &form).await
    }

    /// A later step.
    pub(crate) async fn next_step(&mut self, auth_session: &str, field: (&str, &str)) -> Reply {
        let form = [
            ("client_id", CLIENT_ID),
            ("auth_session", auth_session),
            field,
        ];
        self.form(path::CHALLENGE, &form).await
    }

    pub(crate) async fn redeem(&mut self, authorization_code: &str) -> Reply {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", authorization_code),
            ("code_verifier", VERIFIER),
        ];
        self.form(path::TOKEN, &form).await
    }

    pub(crate) async fn refresh(&mut self, refresh_token: &str) -> Reply {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT_ID),
            ("refresh_token", refresh_token),
        ];
        self.form(path::TOKEN, &form).await
    }

    pub(crate) async fn revoke(&mut self, token: &str) -> Reply {
        self.form(path::REVOKE, &[("client_id", CLIENT_ID), ("token", token)])
            .await
    }

    /// The authorization code is redeemed, and the access token used from now on.
    pub(crate) async fn enter(&mut self, reply: &Reply) -> TokenReply {
        let code = reply.ok::<ChallengeReply>().authorization_code;
        // The endpoint takes no access token, and a proof that speaks of one would not fit.
        self.access_token = None;
        let tokens: TokenReply = self.redeem(&code).await.ok();
        self.access_token = Some(tokens.access_token.clone());
        tokens
    }

    /// A terminal begins to wait for its person.
    pub(crate) async fn begin_device(&mut self) -> DeviceAuthorizationReply {
        let form = [
            ("client_id", CLIENT_ID),
            ("terminal_name", "服务大厅 3 号终端"),
        ];
        self.form(path::DEVICE_AUTHORIZATION, &form).await.ok()
    }

    /// It asks what the person has decided.
    pub(crate) async fn poll(&mut self, code: &DeviceAuthorizationReply) -> Reply {
        let form = [
            ("grant_type", DEVICE_CODE),
            ("client_id", CLIENT_ID),
            ("device_code", &code.device_code),
        ];
        self.form(path::TOKEN, &form).await
    }

    pub(crate) async fn device(&mut self) -> String {
        let request = json!({ "name": "测试电脑", "app_version": "0.1.0" });
        let reply: Value = self.post(path::DEVICES, &request).await.ok();
        reply["device_id"].as_str().unwrap().to_owned()
    }
}

/// A citizen at a computer, logged in.
pub(crate) struct Citizen {
    pub(crate) client: Client,
    pub(crate) tokens: TokenReply,
    pub(crate) device: String,
    seq: u64,
}

impl World {
    /// Opens an account by phone and code.
    pub(crate) async fn register(&self, phone: &str) -> Citizen {
        let mut client = self.client();
        let step = client.ask_code(phone).await;
        let session = step.json()["auth_session"].as_str().unwrap().to_owned();
        let code = self.platform.last_code(phone).unwrap();
        let step = client.next_step(&session, ("sms_code", &code)).await;
        assert_eq!(step.json()["expects"], "registration");
        let reply = client.next_step(&session, ("register", "true")).await;
        self.seat(client, &reply).await
    }

    /// Logs in by phone and code on another computer.
    pub(crate) async fn log_in(&self, phone: &str) -> Citizen {
        let mut client = self.client();
        let reply = self.log_in_until_code(&mut client, phone).await;
        self.seat(client, &reply).await
    }

    /// The same up to the authorization code. Waits until a code may be sent again.
    pub(crate) async fn log_in_until_code(&self, client: &mut Client, phone: &str) -> Reply {
        self.advance(61);
        let step = client.ask_code(phone).await;
        let session = step.json()["auth_session"].as_str().unwrap().to_owned();
        let code = self.platform.last_code(phone).unwrap();
        client.next_step(&session, ("sms_code", &code)).await
    }

    async fn seat(&self, mut client: Client, reply: &Reply) -> Citizen {
        let tokens = client.enter(reply).await;
        let device = client.device().await;
        Citizen {
            client,
            tokens,
            device,
            seq: 0,
        }
    }
}

impl Citizen {
    /// A mutation with the next number.
    pub(crate) fn mutation(&mut self, body: Value) -> Value {
        self.seq += 1;
        json!({ "seq": self.seq, "id": Uuid::now_v7(), "body": body })
    }

    pub(crate) fn edit(&mut self, unit: &str, value: Value, base: u64) -> Value {
        let time = "2026-11-23T08:00:00Z";
        let edit = json!({ "type": "profile.edit", "unit": unit, "value": value, "base": base, "client_time": time });
        self.mutation(edit)
    }

    /// Sends mutations as they are.
    pub(crate) async fn push(&mut self, mutations: &[Value]) -> Reply {
        let request = json!({ "device_id": self.device, "mutations": mutations });
        self.client.post(path::SYNC_PUSH, &request).await
    }

    /// Edits one unit; gives what became of it.
    pub(crate) async fn push_edit(&mut self, unit: &str, value: Value, base: u64) -> Value {
        let mutation = self.edit(unit, value, base);
        let reply = self.push(&[mutation]).await;
        let _: PushReply = reply.ok();
        reply.json()["results"][0].clone()
    }

    pub(crate) async fn changes_since(&mut self, since: Option<&str>) -> Reply {
        let since = since
            .map(|since| format!("&since={since}"))
            .unwrap_or_default();
        let path = format!("{}?device_id={}{since}", path::SYNC_CHANGES, self.device);
        self.client.get(&path).await
    }

    /// Everything.
    pub(crate) async fn snapshot(&mut self) -> Changes {
        self.changes_since(None).await.ok()
    }

    pub(crate) async fn unit(&mut self, key: &str) -> Option<UnitChange> {
        self.snapshot()
            .await
            .units
            .into_iter()
            .find(|unit| unit.unit.as_str() == key)
    }

    pub(crate) async fn text(&mut self, key: &str, field: &str) -> Option<String> {
        let value = self.unit(key).await?.value?;
        value.text(field).map(ToOwned::to_owned)
    }
}
