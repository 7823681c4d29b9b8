//! Logging in with the system browser (RFC 8252, RFC 9207).

use serde_json::Value;
use sst_api::auth::{CLIENT_ID, LoginMethod, TokenReply};
use sst_api::path;
use sst_api::security::SessionList;

use crate::support::citizen::{VERIFIER, pkce_challenge};
use crate::support::pages::{Browser, Page, REDIRECT, authorization, parameter};
use crate::support::reply::Reply;
use crate::support::{Client, World};

const PHONE: &str = "13800000021";

async fn redeem(client: &mut Client, code: &str, redirect_uri: Option<&str>) -> Reply {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT_ID),
        ("code", code),
        ("code_verifier", VERIFIER),
    ];
    form.extend(redirect_uri.map(|address| ("redirect_uri", address)));
    client.form(path::TOKEN, &form).await
}

/// The page after the person has said who they are.
async fn identified(world: &World, browser: &Browser, client: &Client) -> Page {
    let page = browser.authorize(&client.key.thumbprint()).await;
    browser.identify(world, &page, PHONE).await
}

#[tokio::test]
async fn a_person_logs_in_and_agrees() {
    let world = World::start().await;
    let known = world.register(PHONE).await;
    world.advance(61);
    let (browser, mut client) = (world.browser(), world.client());
    let page = identified(&world, &browser, &client).await;
    page.says("同意这次登录吗")
        .says("测试 &lt;b&gt;电脑&lt;/b&gt;");
    world.advance(100);
    let done = browser.step(&page, "approve", &[]).await;
    assert_eq!(done.status, 200);
    let back = done.leads_to();
    assert!(back.as_str().starts_with(&format!("{REDIRECT}?")), "{back}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("STATE-1"));
    let issuer = world.platform.url();
    assert_eq!(parameter(&back, "iss").as_deref(), Some(issuer));
    let code = parameter(&back, "code").unwrap();

    let tokens: TokenReply = redeem(&mut client, &code, Some(REDIRECT)).await.ok();
    assert_eq!(tokens.sub, known.tokens.sub);
    let now = u64::try_from(client.clock.now() / 1000).unwrap();
    assert_eq!(tokens.auth_time, now - 100, "when they said who they are");
    client.access_token = Some(tokens.access_token);
    let list: SessionList = client.get(path::SESSIONS).await.ok();
    let here = list.sessions.iter().find(|one| one.current).unwrap();
    assert_eq!(here.method, LoginMethod::Browser);
    // A page is answered once.
    let again = browser.step(&page, "approve", &[]).await;
    assert_eq!(again.status, 400);
    again.says("已经用过或放置太久");
}

#[tokio::test]
async fn a_code_is_good_for_its_key_its_address_and_one_time() {
    let world = World::start().await;
    world.register(PHONE).await;
    world.advance(61);
    let (browser, mut client, mut thief) = (world.browser(), world.client(), world.client());
    let page = identified(&world, &browser, &client).await;
    let back = browser.step(&page, "approve", &[]).await.leads_to();
    let code = parameter(&back, "code").unwrap();
    let stolen = redeem(&mut thief, &code, Some(REDIRECT)).await;
    stolen.refused(400, "grant-invalid");
    for elsewhere in [None, Some("http://127.0.0.1:50124/callback")] {
        let reply = redeem(&mut client, &code, elsewhere).await;
        reply.refused(400, "grant-invalid");
    }
    let tokens: TokenReply = redeem(&mut client, &code, Some(REDIRECT)).await.ok();
    let reused = redeem(&mut client, &code, Some(REDIRECT)).await;
    reused.refused(400, "grant-invalid");
    // What came of a code that came twice ends.
    let refreshed = client.refresh(&tokens.refresh_token).await;
    refreshed.refused(400, "session-ended");
}

#[tokio::test]
async fn a_person_who_does_not_agree_is_asked_no_name() {
    let world = World::start().await;
    let (browser, client) = (world.browser(), world.client());
    let page = browser.authorize(&client.key.thumbprint()).await;
    let back = browser.step(&page, "deny", &[]).await.leads_to();
    let error = parameter(&back, "error");
    assert_eq!(error.as_deref(), Some("access_denied"));
    assert_eq!(parameter(&back, "state").as_deref(), Some("STATE-1"));
    assert_eq!(parameter(&back, "code"), None);
}

#[tokio::test]
async fn by_password_and_by_opening_an_account() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let (browser, client) = (world.browser(), world.client());
    let page = browser.authorize(&client.key.thumbprint()).await;
    let fields = [("account", "test-jia"), ("password", "wrong")];
    let page = browser.step(&page, "give_password", &fields).await;
    page.says("<title>错误：").says("账号或密码不正确");
    let fields = [("account", "test-jia"), ("password", "Ceshi-Jia-2026")];
    let page = browser.step(&page, "give_password", &fields).await;
    page.says("同意这次登录吗");

    let page = browser.authorize(&client.key.thumbprint()).await;
    let page = browser.identify(&world, &page, "13800000029").await;
    page.says("这个号码还没有账号");
    let page = browser.step(&page, "register", &[]).await;
    page.says("同意这次登录吗");
    let back = browser.step(&page, "approve", &[]).await.leads_to();
    assert!(parameter(&back, "code").is_some());
}

#[tokio::test]
async fn the_limits_of_the_challenge_hold_on_the_page() {
    let world = World::start().await;
    let (browser, mut client) = (world.browser(), world.client());
    let page = browser.authorize(&client.key.thumbprint()).await;
    let page = browser.step(&page, "send_code", &[("phone", "138")]).await;
    page.says("手机号码不对");
    client.ask_code(PHONE).await;
    let page = browser.step(&page, "send_code", &[("phone", PHONE)]).await;
    page.says("刚刚已发送");
    world.advance(61);
    let mut page = browser.step(&page, "send_code", &[("phone", PHONE)]).await;
    let right = world.platform.last_code(PHONE).unwrap();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for left in [4, 3, 2, 1] {
        page = browser
            .step(&page, "give_code", &[("sms_code", wrong)])
            .await;
        page.says(&format!("还可以再试 {left} 次"));
    }
    page = browser
        .step(&page, "give_code", &[("sms_code", wrong)])
        .await;
    page.says("验证码输错次数过多");
    // A code that was sent for a page is no key to the endpoint, nor the other way round.
    world.advance(61);
    let page = browser.step(&page, "send_code", &[("phone", PHONE)]).await;
    let (session, code) = (
        page.hidden("auth_session"),
        world.platform.last_code(PHONE).unwrap(),
    );
    let reply = client.next_step(&session, ("sms_code", &code)).await;
    reply.refused(400, "auth-session-invalid");
}

#[tokio::test]
async fn a_browser_is_sent_nowhere_before_client_and_address_are_right() {
    let world = World::start().await;
    let browser = world.browser();
    let challenge = pkce_challenge();
    let good = authorization(&challenge, &challenge);
    let bad = [
        ("client_id", "another"),
        ("redirect_uri", "https://evil.example/callback"),
        ("redirect_uri", "http://127.0.0.1:50123/callback?x=1"),
        ("redirect_uri", "http://localhost:50123/callback"),
    ];
    for (name, value) in bad {
        let mut query = good.clone();
        query.retain(|(key, _)| *key != name);
        for query in [query.clone(), [query, vec![(name, value)]].concat()] {
            let page = browser.visit(path::AUTHORIZE, &query).await;
            assert_eq!((page.status, page.header("location")), (400, ""), "{name}");
            page.says("不能继续登录");
        }
    }
    let twice = [good.clone(), vec![("redirect_uri", REDIRECT)]].concat();
    assert_eq!(browser.visit(path::AUTHORIZE, &twice).await.status, 400);
}

#[tokio::test]
async fn what_else_is_wrong_is_told_to_the_client() {
    let world = World::start().await;
    let browser = world.browser();
    let challenge = pkce_challenge();
    let good = authorization(&challenge, &challenge);
    let bad = [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("dpop_jkt", "short", "invalid_request"),
        ("state", "", "invalid_request"),
    ];
    for (name, value, error) in bad {
        let mut query = good.clone();
        query.retain(|(key, _)| *key != name);
        query.push((name, value));
        let page = browser.visit(path::AUTHORIZE, &query).await;
        assert_eq!(page.status, 303, "{name}");
        let back: reqwest::Url = page.header("location").parse().unwrap();
        assert!(back.as_str().starts_with(REDIRECT));
        assert_eq!(parameter(&back, "error").as_deref(), Some(error), "{name}");
        let issuer = world.platform.url();
        assert_eq!(parameter(&back, "iss").as_deref(), Some(issuer));
    }
}

#[tokio::test]
async fn a_page_takes_forms_of_its_own_and_its_token_changes_with_its_person() {
    let world = World::start().await;
    world.register(PHONE).await;
    world.advance(61);
    let (browser, client) = (world.browser(), world.client());
    let before = browser.authorize(&client.key.thumbprint()).await;
    let form = [
        ("page", &*before.hidden("page")),
        ("step", "send_code"),
        ("phone", PHONE),
    ];
    let planted = browser
        .send_from("cross-site", "/oauth/approval", &form)
        .await;
    assert_eq!(planted.status, 400);
    let after = browser.identify(&world, &before, PHONE).await;
    assert_ne!(after.hidden("page"), before.hidden("page"));
    // Whoever had the token before does not get to decide.
    let stolen = browser.step(&before, "approve", &[]).await;
    assert_eq!(stolen.status, 400);
    world.advance(5 * 60);
    let late = browser.step(&after, "approve", &[]).await;
    assert_eq!(late.status, 400);
}

#[tokio::test]
async fn pages_hold_no_script_and_let_nothing_in() {
    let world = World::start().await;
    let (browser, client) = (world.browser(), world.client());
    let page = browser.authorize(&client.key.thumbprint()).await;
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(page.headers.get("set-cookie").is_none());
    assert!(!page.html.contains("<script"));
}

#[tokio::test]
async fn agreeing_leaves_a_row_in_the_trail() {
    let world = World::start().await;
    world.register(PHONE).await;
    world.advance(61);
    let rows = async || {
        let official = world.platform.official();
        official.verify_audit().await.unwrap().unwrap()
    };
    let before = rows().await;
    let (browser, client) = (world.browser(), world.client());
    let page = identified(&world, &browser, &client).await;
    browser.step(&page, "approve", &[]).await;
    assert_eq!(rows().await, before + 1);
    let discovery: Value = world.client().get(path::DISCOVERY).await.ok();
    assert_eq!(
        discovery["authorization_response_iss_parameter_supported"],
        true
    );
}
