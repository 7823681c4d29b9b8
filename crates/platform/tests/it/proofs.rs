//! DPoP: everything that may be wrong with a proof or a token.

use reqwest::Method;
use serde_json::json;
use sst_api::path;

use crate::support::citizen::Citizen;
use crate::support::key::{Key, Proof};
use crate::support::reply::Reply;
use crate::support::{Body, World};

const PHONE: &str = "13800000011";

/// Asks for changes with a proof that `spoil` had its way with.
async fn ask(citizen: &mut Citizen, spoil: impl FnOnce(&mut Proof)) -> Reply {
    let path = format!("{}?device_id={}", path::SYNC_CHANGES, citizen.device);
    let mut proof = citizen.client.proof(&Method::GET, &path);
    spoil(&mut proof);
    let jwt = citizen.client.key.sign(&proof);
    citizen
        .client
        .send_with(Method::GET, &path, &Body::Nothing, &jwt)
        .await
}

#[tokio::test]
async fn an_unspoilt_proof_passes_once() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let path = format!("{}?device_id={}", path::SYNC_CHANGES, citizen.device);
    let jwt = citizen
        .client
        .key
        .sign(&citizen.client.proof(&Method::GET, &path));
    let first = citizen
        .client
        .send_with(Method::GET, &path, &Body::Nothing, &jwt)
        .await;
    assert_eq!(first.status, 200);
    assert!(!first.header("dpop-nonce").is_empty());
    assert_eq!(first.header("cache-control"), "no-store");
    let again = citizen
        .client
        .send_with(Method::GET, &path, &Body::Nothing, &jwt)
        .await;
    let challenge = again
        .refused(401, "proof-replayed")
        .header("www-authenticate")
        .to_owned();
    assert!(challenge.contains("invalid_dpop_proof"), "{challenge}");
}

#[tokio::test]
async fn a_replayed_proof_stays_refused_as_long_as_its_nonce_lives() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let path = format!("{}?device_id={}", path::SYNC_CHANGES, citizen.device);
    let jwt = citizen
        .client
        .key
        .sign(&citizen.client.proof(&Method::GET, &path));
    for (wait, code) in [
        (0, ""),
        (150, "proof-replayed"),
        (149, "proof-replayed"),
        (2, "nonce-required"),
    ] {
        world.advance(wait);
        let reply = citizen
            .client
            .send_with(Method::GET, &path, &Body::Nothing, &jwt)
            .await;
        assert_eq!(reply.code(), code, "after {wait} s more");
    }
}

#[tokio::test]
async fn a_spoilt_proof_is_refused() {
    type Spoil = fn(&mut Proof);
    let spoils: [(&str, Spoil); 11] = [
        ("another method", |proof| proof.set("htm", "POST")),
        ("another path", |proof| {
            proof.set("htu", "http://127.0.0.1/v1/sync/changes")
        }),
        ("a number for an identifier", |proof| proof.set("jti", 7)),
        ("an empty identifier", |proof| proof.set("jti", "")),
        ("an endless identifier", |proof| {
            proof.set("jti", "j".repeat(200))
        }),
        ("another token", |proof| proof.set_access_token("another")),
        ("no token", |proof| drop(proof.claims.remove("ath"))),
        ("no time", |proof| drop(proof.claims.remove("iat"))),
        ("another type", |proof| {
            drop(proof.header.insert("typ".into(), "jwt".into()))
        }),
        ("no signature", |proof| {
            drop(proof.header.insert("alg".into(), "none".into()))
        }),
        ("a symmetric key", |proof| {
            proof
                .header
                .insert("jwk".into(), json!({ "kty": "oct", "k": "AAAA" }));
        }),
    ];
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    for (what, spoil) in spoils {
        let reply = ask(&mut citizen, spoil).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (401, "proof-invalid"),
            "{what}"
        );
    }
    assert_eq!(
        ask(&mut citizen, |_| {}).await.status,
        200,
        "the session is none the worse"
    );
}

#[tokio::test]
async fn a_private_key_in_a_proof_is_refused() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let jwk = citizen.client.key.jwk();
    let mut private = jwk.clone();
    private["d"] = "AA".into();
    // The signature holds either way: only the private member is wrong.
    for (jwk, status, code) in [(jwk, 200, ""), (private, 401, "proof-invalid")] {
        let reply = ask(&mut citizen, |proof| {
            proof.header.insert("jwk".into(), jwk);
        });
        reply.await.refused(status, code);
    }
}

#[tokio::test]
async fn a_nonce_is_asked_for_and_its_age_minded() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let none = ask(&mut citizen, |proof| drop(proof.claims.remove("nonce"))).await;
    let challenge = none
        .refused(401, "nonce-required")
        .header("www-authenticate")
        .to_owned();
    assert!(challenge.contains("use_dpop_nonce"), "{challenge}");
    ask(&mut citizen, |proof| proof.set("nonce", "made.up"))
        .await
        .refused(401, "nonce-required");
    let old = citizen.client.nonce.clone();
    world.advance(301);
    ask(&mut citizen, |proof| proof.set("nonce", old))
        .await
        .refused(401, "nonce-required");
    assert_eq!(
        ask(&mut citizen, |_| {}).await.status,
        200,
        "the refusal brought a fresh one"
    );
}

#[tokio::test]
async fn the_oauth_endpoints_ask_for_a_nonce_with_400() {
    let world = World::start().await;
    let mut client = world.client();
    let jwt = client.key.sign(&client.proof(&Method::POST, path::TOKEN));
    let form = Body::Form(&[("grant_type", "refresh_token")]);
    let reply = client
        .send_with(Method::POST, path::TOKEN, &form, &jwt)
        .await;
    reply.refused(400, "nonce-required");
    assert_eq!(reply.json()["error"], "use_dpop_nonce");
    assert!(!reply.header("dpop-nonce").is_empty());
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let now = world.clock.now() / 1000;
    for off in [
        -301,
        302,
        -2 * 365 * 24 * 3600,
        2 * 365 * 24 * 3600,
        i64::MAX - now,
    ] {
        let reply = ask(&mut citizen, |proof| proof.set("iat", now + off)).await;
        reply.refused(401, "clock-skew");
    }
    assert_eq!(
        ask(&mut citizen, |proof| proof.set("iat", now - 290))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_stolen_token_is_worth_nothing_with_another_key() {
    let world = World::start().await;
    let citizen = world.register(PHONE).await;
    let mut thief = world.client();
    thief.access_token = citizen.client.access_token.clone();
    let path = format!("{}?device_id={}", path::SYNC_CHANGES, citizen.device);
    thief.get(&path).await.refused(401, "token-invalid");
}

#[tokio::test]
async fn tokens_are_missing_wrong_or_old() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let path = format!("{}?device_id={}", path::SYNC_CHANGES, citizen.device);
    let url = format!("{}{path}", citizen.client.url);
    let bare = citizen.client.http.get(&url).send().await.unwrap();
    Reply::read(bare).await.refused(401, "token-missing");
    let bearer = citizen
        .client
        .http
        .get(&url)
        .bearer_auth("x")
        .send()
        .await
        .unwrap();
    Reply::read(bearer).await.refused(401, "token-invalid");
    let unproven = citizen
        .client
        .http
        .get(&url)
        .header("Authorization", "DPoP x")
        .send()
        .await;
    Reply::read(unproven.unwrap())
        .await
        .refused(401, "proof-missing");

    let real = citizen.client.access_token.replace("made-up".to_owned());
    citizen
        .client
        .get(&path)
        .await
        .refused(401, "token-invalid");
    citizen.client.access_token = real;
    world.advance(599);
    assert_eq!(citizen.client.get(&path).await.status, 200);
    world.advance(1);
    citizen
        .client
        .get(&path)
        .await
        .refused(401, "token-expired");
}

#[tokio::test]
async fn two_proofs_are_no_proof() {
    let world = World::start().await;
    let citizen = world.register(PHONE).await;
    let jwt = Key::generate().sign(&citizen.client.proof(&Method::POST, path::TOKEN));
    let request = citizen
        .client
        .http
        .post(format!("{}{}", citizen.client.url, path::TOKEN));
    let reply = request
        .header("DPoP", &jwt)
        .header("DPoP", &jwt)
        .form(&[("a", "b")])
        .send()
        .await;
    Reply::read(reply.unwrap())
        .await
        .refused(400, "proof-invalid");
}
