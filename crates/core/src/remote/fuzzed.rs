//! Answers that no platform gives, and what a window does not send.

use std::collections::BTreeSet;

use reqwest::{StatusCode, Url};
use serde::Deserialize;
use sst_api::auth::{OauthError, ServerMetadata, TokenReply};
use sst_api::sync::Changes;
use sst_domain::profile::{Change, UnitKey, UnitValue};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::discovery::Discovery;
use super::reply::Reply;
use crate::consent::DecisionInput;
use crate::fuzz_driver as driver;
use crate::profile::{describe_codes, search_codes};
use crate::sync::planner::{Arrival, Inbox, Replica};
use crate::view::{AppearanceView, CodeList, ContactChannel, ResolveChoice, UnsentChoice};

fn reply(status: StatusCode, body: &[u8]) -> Reply {
    let json = "application/json".parse().unwrap();
    Reply {
        status,
        headers: [(reqwest::header::CONTENT_TYPE, json)]
            .into_iter()
            .collect(),
        body: Zeroizing::new(body.to_vec()),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

/// Passwords and tokens go nowhere but to the configured platform, whatever it says of itself.
#[test]
fn discovery_documents() {
    let origin = Url::parse("https://platform.example").unwrap();
    driver::fuzz("discovery", |bytes| {
        let reply = reply(StatusCode::OK, bytes);
        let Ok(metadata) = reply.read::<ServerMetadata>() else {
            return false;
        };
        let Ok(found) = Discovery::check(metadata, &origin) else {
            return false;
        };
        let challenge = found.challenge.iter();
        for path in challenge.chain([&found.token, &found.revocation]) {
            let address = origin.join(path).unwrap();
            assert_eq!(address.origin(), origin.origin(), "{path}");
        }
        true
    });
}

#[test]
fn token_replies() {
    driver::fuzz("token-reply", |bytes| {
        // The same bytes as a refusal, from the platform and from something in between.
        for status in [400, 401, 429, 503] {
            let refusal = reply(StatusCode::from_u16(status).unwrap(), bytes);
            let _ = refusal.oauth::<OauthError>();
            let _ = (
                refusal.wants_nonce(),
                refusal.refuses_proof(),
                refusal.refuses_token(),
            );
            assert!(refusal.read::<TokenReply>().is_err());
            assert!(!refusal.failure().code().is_empty());
        }
        reply(StatusCode::OK, bytes).read::<TokenReply>().is_ok()
    });
}

/// What a platform says has changed: whatever it is, an edit that waits stays.
#[test]
fn changes() {
    let mine = Change {
        unit: UnitKey::from("address"),
        value: Some(UnitValue::from([("street", "测试街一号")])),
        base_rev: 0,
    };
    driver::fuzz("changes", |bytes| {
        let Ok(changes) = reply(StatusCode::OK, bytes).read::<Changes>() else {
            return false;
        };
        let mut replica = Replica::default();
        replica.edit(mine.clone(), "2026-11-24T00:00:00Z", &mut Uuid::now_v7);
        replica.absorb(&[], &changes, &mut Uuid::now_v7);
        replica.absorb(&[], &changes, &mut Uuid::now_v7);
        let mut inbox = Inbox::default();
        let arrival = Arrival {
            changes: &changes,
            read: &[],
            opened: &BTreeSet::new(),
            first: false,
        };
        arrival.enter(&mut inbox);
        let waits = replica
            .outbox
            .values()
            .any(|row| row.unit() == Some(&mine.unit));
        let holds = replica.base_value(&mine.unit) == mine.value.as_ref();
        assert!(waits || holds, "an edit is lost");
        true
    });
}

/// Arguments of commands, other than what a form holds.
#[derive(Deserialize)]
struct Arguments {
    decision: Option<DecisionInput>,
    appearance: Option<AppearanceView>,
    choice: Option<ResolveChoice>,
    unsent: Option<UnsentChoice>,
    channel: Option<ContactChannel>,
    list: CodeList,
    query: String,
    codes: Vec<String>,
}

#[test]
fn command_arguments() {
    driver::fuzz("arguments", |bytes| {
        let Ok(given) = serde_json::from_slice::<Arguments>(bytes) else {
            return false;
        };
        assert!(search_codes(given.list, &given.query).len() <= 50);
        assert!(describe_codes(given.list, &given.codes).len() <= given.codes.len());
        let appearance = given
            .appearance
            .map(|view| serde_json::to_string(&view).unwrap());
        let rest = (given.decision, given.choice, given.unsent, given.channel);
        drop((appearance, rest));
        true
    });
}
