//! Account and password, and stepping up.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use sst_api::path;

use crate::support::{Client, World};

const RIGHT: &str = "Ceshi-Jia-2026";

async fn try_password(
    client: &mut Client,
    account: &str,
    password: &str,
) -> crate::support::reply::Reply {
    let fields = [
        ("method", "password"),
        ("account", account),
        ("password", password),
    ];
    client.first_step(&fields).await
}

#[tokio::test]
async fn account_name_and_phone_number_both_log_in() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    for account in ["test-jia", "13800000001"] {
        let mut client = world.client();
        let reply = try_password(&mut client, account, RIGHT).await;
        client.enter(&reply).await;
        client.device().await;
    }
}

#[tokio::test]
async fn unknown_accounts_and_wrong_passwords_look_alike() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    world.register("13800000011").await;
    let mut client = world.client();
    let mut answers = Vec::new();
    // The last one has an account but no password.
    for account in ["test-jia", "nobody", "13800000099", "13800000011"] {
        let reply = try_password(&mut client, account, "wrong").await;
        reply.refused(400, "password-wrong");
        answers.push(reply.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test]
async fn an_unknown_account_costs_as_much_time() {
    let world = World::with(|options| options.limits.password_tries = 1_000).await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    let mut best = [Duration::MAX; 2];
    for _ in 0..5 {
        for (best, account) in best.iter_mut().zip(["test-jia", "nobody"]) {
            let began = Instant::now();
            try_password(&mut client, account, "wrong")
                .await
                .refused(400, "password-wrong");
            *best = began.elapsed().min(*best);
        }
    }
    let [known, unknown] = best;
    assert!(unknown * 2 > known, "known {known:?}, unknown {unknown:?}");
}

#[tokio::test]
async fn five_wrong_passwords_close_an_account_for_a_quarter_of_an_hour() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    for _ in 0..5 {
        try_password(&mut client, "test-jia", "wrong")
            .await
            .refused(400, "password-wrong");
    }
    let locked = try_password(&mut client, "test-jia", RIGHT).await;
    assert_eq!(
        locked.refused(429, "password-locked").header("retry-after"),
        "900"
    );
    try_password(&mut client, "test-yi", "Ceshi-Yi-2026")
        .await
        .ok::<serde_json::Value>();
    world.advance(15 * 60 + 1);
    try_password(&mut client, "test-jia", RIGHT)
        .await
        .ok::<serde_json::Value>();
}

#[tokio::test]
async fn two_names_of_an_account_give_no_more_tries_than_one() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    let names = ["test-jia", "13800000001"];
    for name in names.iter().cycle().take(5) {
        try_password(&mut client, name, "wrong")
            .await
            .refused(400, "password-wrong");
    }
    for name in names {
        try_password(&mut client, name, RIGHT)
            .await
            .refused(400, "password-wrong");
    }
    world.advance(15 * 60 + 1);
    for name in names {
        try_password(&mut client, name, RIGHT)
            .await
            .ok::<serde_json::Value>();
    }
}

#[tokio::test]
async fn a_closed_account_tells_nobody_which_phone_number_is_its_own() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    for _ in 0..5 {
        try_password(&mut client, "test-jia", "wrong").await;
    }
    try_password(&mut client, "test-jia", "wrong")
        .await
        .refused(429, "password-locked");
    // Its own number, that of another account, and one that has none: tried over and over, all look alike.
    let mut answers = Vec::new();
    for guess in ["13800000001", "13800000002", "13800000099"] {
        let mut told = Vec::new();
        for _ in 0..7 {
            let reply = try_password(&mut client, guess, "wrong").await;
            told.push((reply.status, reply.body));
        }
        assert_eq!((told[4].0, told[5].0), (400, 429));
        answers.push(told);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test]
async fn a_closed_account_costs_as_much_time_by_its_other_name() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    for _ in 0..5 {
        try_password(&mut client, "test-jia", "wrong").await;
    }
    let mut best = [Duration::MAX; 2];
    for _ in 0..5 {
        for (best, account) in best.iter_mut().zip(["13800000001", "13800000099"]) {
            let began = Instant::now();
            try_password(&mut client, account, "wrong")
                .await
                .refused(400, "password-wrong");
            *best = began.elapsed().min(*best);
        }
    }
    let [closed, unknown] = best;
    assert!(
        closed * 2 > unknown && unknown * 2 > closed,
        "closed {closed:?}, unknown {unknown:?}"
    );
}

#[tokio::test]
async fn many_wrong_passwords_at_once_are_no_more_than_one_after_the_other() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    client.revoke("for the nonce").await;
    let tries = (0..30).map(|_| {
        let mut client = client.clone();
        async move { try_password(&mut client, "test-jia", "wrong").await.code() }
    });
    let codes = join_all(tries).await;
    let count = |code| codes.iter().filter(|given| *given == code).count();
    assert_eq!(
        (count("password-wrong"), count("password-locked")),
        (5, 25),
        "{codes:?}"
    );
}

#[tokio::test]
async fn one_network_address_has_its_own_limit_whatever_the_account() {
    let world = World::with(|options| options.limits.password_tries_per_address = 3).await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    // A right password is not counted, however often; it does not forgive the wrong ones either.
    for _ in 0..4 {
        try_password(&mut client, "test-jia", RIGHT)
            .await
            .ok::<serde_json::Value>();
    }
    for account in ["nobody", "test-yi", "nobody else"] {
        try_password(&mut client, "test-jia", RIGHT)
            .await
            .ok::<serde_json::Value>();
        try_password(&mut client, account, "wrong")
            .await
            .refused(400, "password-wrong");
    }
    for (account, password) in [("test-jia", RIGHT), ("nobody", "wrong")] {
        let locked = try_password(&mut client, account, password).await;
        locked.refused(429, "password-locked");
        assert_eq!(locked.header("retry-after"), "900");
    }
    world.advance(15 * 60 + 1);
    try_password(&mut client, "test-jia", RIGHT)
        .await
        .ok::<serde_json::Value>();
}

#[tokio::test]
async fn names_that_nobody_has_are_counted_too() {
    let world = World::start().await;
    let mut client = world.client();
    for _ in 0..5 {
        try_password(&mut client, "nobody", "wrong")
            .await
            .refused(400, "password-wrong");
    }
    try_password(&mut client, "nobody", "wrong")
        .await
        .refused(429, "password-locked");
}

#[tokio::test]
async fn a_right_password_ends_the_count() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    for _ in 0..2 {
        for _ in 0..4 {
            try_password(&mut client, "test-jia", "wrong")
                .await
                .refused(400, "password-wrong");
        }
        try_password(&mut client, "test-jia", RIGHT)
            .await
            .ok::<serde_json::Value>();
    }
}

#[tokio::test]
async fn stepping_up_renews_the_authentication_of_the_same_session() {
    let world = World::start().await;
    let mut citizen = world.register("13800000011").await;
    world.advance(301);
    let request = json!({ "value": "13800000012" });
    let change = path::fill(path::CONTACT_CHANGES, &["phone"]);
    let refused = citizen.client.post(&change, &request).await;
    let challenge = refused
        .refused(401, "step-up-required")
        .header("www-authenticate")
        .to_owned();
    assert!(
        challenge.contains("insufficient_user_authentication"),
        "{challenge}"
    );

    let fields = [("method", "sms_code"), ("step_up", "true")];
    let step = citizen.client.first_step(&fields).await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let code = world.platform.last_code("13800000011").unwrap();
    let reply = citizen
        .client
        .next_step(&session, ("sms_code", &code))
        .await;
    let before = citizen.tokens.auth_time;
    let tokens = citizen.client.enter(&reply).await;
    assert_eq!(tokens.auth_time, before + 301);
    assert_eq!(citizen.client.post(&change, &request).await.status, 202);
    assert!(citizen.snapshot().await.notices.is_empty(), "no new device");

    // The refresh token from before stays good until the new one is used.
    let old = citizen.tokens.refresh_token.clone();
    citizen.client.access_token = None;
    citizen
        .client
        .refresh(&old)
        .await
        .ok::<sst_api::auth::TokenReply>();
}

#[tokio::test]
async fn stepping_up_by_password_asks_for_the_password_of_who_is_logged_in() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut citizen = world.log_in("13800000001").await;
    world.advance(400);
    let step = async |client: &mut Client, password| {
        client
            .first_step(&[
                ("method", "password"),
                ("step_up", "true"),
                ("password", password),
            ])
            .await
    };
    // The password of somebody else does not help.
    step(&mut citizen.client, "Ceshi-Yi-2026")
        .await
        .refused(400, "password-wrong");
    let reply = step(&mut citizen.client, RIGHT).await;
    let tokens = citizen.client.enter(&reply).await;
    assert_eq!(tokens.sub, citizen.tokens.sub);
}

#[tokio::test]
async fn stepping_up_needs_a_session() {
    let world = World::start().await;
    let fields = [("method", "sms_code"), ("step_up", "true")];
    world
        .client()
        .first_step(&fields)
        .await
        .refused(401, "token-missing");
}
