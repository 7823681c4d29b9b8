//! Refreshing, revoking, and what becomes of lost replies.

use sst_api::auth::TokenReply;

use crate::support::{Client, World};

const PHONE: &str = "13800000011";

/// A computer that is logged in, without an access token in its proofs, and its refresh token.
async fn session(world: &World) -> (Client, String) {
    let mut citizen = world.register(PHONE).await;
    citizen.client.access_token = None;
    (citizen.client, citizen.tokens.refresh_token)
}

async fn refresh(client: &mut Client, token: &str) -> String {
    client.refresh(token).await.ok::<TokenReply>().refresh_token
}

#[tokio::test]
async fn tokens_rotate() {
    let world = World::start().await;
    let (mut client, first) = session(&world).await;
    let second = refresh(&mut client, &first).await;
    let third = refresh(&mut client, &second).await;
    assert!(first != second && second != third);
}

#[tokio::test]
async fn a_lost_reply_logs_nobody_out_even_after_a_night() {
    let world = World::start().await;
    let (mut client, first) = session(&world).await;
    let lost = refresh(&mut client, &first).await;
    world.advance(12 * 3600);
    let second = refresh(&mut client, &first).await;
    refresh(&mut client, &second).await;
    // The one that was lost and then found is dead.
    client.refresh(&lost).await.refused(400, "session-ended");
}

#[tokio::test]
async fn a_thousand_lost_replies_log_nobody_out() {
    let world = World::start().await;
    let (mut client, mut token) = session(&world).await;
    for _ in 0..100 {
        for _ in 0..9 {
            refresh(&mut client, &token).await;
        }
        token = refresh(&mut client, &token).await;
    }
    refresh(&mut client, &token).await;
}

#[tokio::test]
async fn an_old_token_that_comes_again_ends_the_session() {
    let world = World::start().await;
    let (mut client, first) = session(&world).await;
    let second = refresh(&mut client, &first).await;
    let third = refresh(&mut client, &second).await;
    client.refresh(&first).await.refused(400, "session-ended");
    client.refresh(&third).await.refused(400, "session-ended");
}

#[tokio::test]
async fn another_key_gets_nothing_and_ends_nothing() {
    let world = World::start().await;
    let (mut client, first) = session(&world).await;
    world
        .client()
        .refresh(&first)
        .await
        .refused(400, "grant-invalid");
    refresh(&mut client, &first).await;
}

#[tokio::test]
async fn a_session_that_rested_sixty_days_is_over() {
    let world = World::start().await;
    let (mut client, first) = session(&world).await;
    world.advance(59 * 24 * 3600);
    let second = refresh(&mut client, &first).await;
    world.advance(60 * 24 * 3600);
    client.refresh(&second).await.refused(400, "session-ended");
}

#[tokio::test]
async fn refreshing_does_not_count_as_authenticating() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    citizen.client.access_token = None;
    world.advance(100);
    let reply: TokenReply = citizen
        .client
        .refresh(&citizen.tokens.refresh_token)
        .await
        .ok();
    assert_eq!(reply.auth_time, citizen.tokens.auth_time);
}

#[tokio::test]
async fn revoking_ends_the_session_and_its_tokens() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let access = citizen.client.access_token.take();
    let refresh = citizen.tokens.refresh_token.clone();

    // Neither a token that nobody knows nor somebody else's key ends anything, and neither is told.
    assert_eq!(citizen.client.revoke("unknown").await.status, 200);
    assert_eq!(world.client().revoke(&refresh).await.status, 200);
    let refresh = citizen
        .client
        .refresh(&refresh)
        .await
        .ok::<TokenReply>()
        .refresh_token;

    assert_eq!(citizen.client.revoke(&refresh).await.status, 200);
    assert_eq!(
        citizen.client.revoke(&refresh).await.status,
        200,
        "twice is once"
    );
    citizen
        .client
        .refresh(&refresh)
        .await
        .refused(400, "session-ended");
    citizen.client.access_token = access;
    citizen
        .changes_since(None)
        .await
        .refused(401, "token-invalid");
}
