//! Logging in with another device (RFC 8628, BCP 247).

use serde_json::json;
use sst_api::approval::DeviceAuthorizationReply;
use sst_api::auth::{LoginMethod, TokenReply};
use sst_api::path;
use sst_api::security::SessionList;

use crate::support::pages::{Browser, Page};
use crate::support::{Client, World};

const PHONE: &str = "13800000031";

async fn claim(browser: &Browser, user_code: &str) -> Page {
    browser.send("/device", &[("user_code", user_code)]).await
}

/// A terminal with its code, and a person who knows it and has an account.
async fn at_the_terminal() -> (World, Client, DeviceAuthorizationReply, Browser) {
    let world = World::start().await;
    world.register(PHONE).await;
    world.advance(61);
    let mut terminal = world.client();
    let code = terminal.begin_device().await;
    let browser = world.browser();
    (world, terminal, code, browser)
}

#[tokio::test]
async fn a_person_agrees_before_the_terminal() {
    let (world, mut terminal, code, browser) = at_the_terminal().await;
    assert!(code.expires_in <= 120 && code.interval == 5);
    let digits = code.user_code.replace('-', "");
    assert!(digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    terminal
        .poll(&code)
        .await
        .refused(400, "authorization-pending");

    // Looking at what a QR code leads to uses nothing up.
    let complete: reqwest::Url = code
        .verification_uri_complete
        .as_ref()
        .unwrap()
        .parse()
        .unwrap();
    let query = [("user_code", &*code.user_code)];
    for _ in 0..3 {
        browser
            .visit(complete.path(), &query)
            .await
            .says(&code.user_code);
    }
    let page = claim(&browser, &format!(" {digits} ")).await;
    page.says("服务大厅 3 号终端").says("都是骗局");
    world.advance(6);
    let pending = terminal.poll(&code).await;
    pending.refused(400, "authorization-pending");
    assert_eq!(pending.json()["expects"], "approval");
    assert_eq!(
        pending.json()["expires_in"],
        294,
        "the page may be answered for so long"
    );

    let page = browser.identify(&world, &page, PHONE).await;
    let number = code.matching_number.clone().unwrap();
    assert_eq!(page.numbers().len(), 3);
    assert!(page.numbers().contains(&number));
    let page = browser.step(&page, "approve", &[]).await;
    page.says("请先选出终端屏幕上显示的数字");
    let done = browser.step(&page, "approve", &[("number", &number)]).await;
    done.says("已同意登录").says("服务大厅 3 号终端");

    world.advance(6);
    let tokens: TokenReply = terminal.poll(&code).await.ok();
    assert_eq!(tokens.token_type, "DPoP");
    terminal.poll(&code).await.refused(400, "grant-invalid");
    terminal.access_token = Some(tokens.access_token);
    let device: serde_json::Value = terminal
        .post(
            path::DEVICES,
            &json!({ "name": "终端", "app_version": "0.1.0" }),
        )
        .await
        .ok();
    assert!(device["device_id"].is_string());
    let list: SessionList = terminal.get(path::SESSIONS).await.ok();
    let here = list.sessions.iter().find(|one| one.current).unwrap();
    assert_eq!(here.method, LoginMethod::Device);
}

#[tokio::test]
async fn the_wrong_number_ends_it() {
    let (world, mut terminal, code, browser) = at_the_terminal().await;
    let page = claim(&browser, &code.user_code).await;
    let page = browser.identify(&world, &page, PHONE).await;
    let right = code.matching_number.clone().unwrap();
    let wrong = page
        .numbers()
        .into_iter()
        .find(|number| *number != right)
        .unwrap();
    let done = browser.step(&page, "approve", &[("number", &wrong)]).await;
    done.says("数字不对，这次登录已作废");
    terminal
        .poll(&code)
        .await
        .refused(400, "authorization-denied");
    let again = browser.step(&page, "approve", &[("number", &right)]).await;
    assert_eq!(again.status, 400);
}

#[tokio::test]
async fn whoever_does_not_agree_says_so_without_a_name() {
    let (_world, mut terminal, code, browser) = at_the_terminal().await;
    let page = claim(&browser, &code.user_code).await;
    browser
        .step(&page, "deny", &[])
        .await
        .says("没有人因此登录");
    let reply = terminal.poll(&code).await;
    reply.refused(400, "authorization-denied");
    assert_eq!(reply.json()["error"], "access_denied");
}

#[tokio::test]
async fn a_code_is_used_once_and_within_two_minutes() {
    let (world, mut terminal, code, browser) = at_the_terminal().await;
    claim(&browser, &code.user_code).await.says("确认是您本人");
    claim(&browser, &code.user_code).await.says("已经用过了");

    let late = terminal.begin_device().await;
    world.advance(120);
    claim(&browser, &late.user_code).await.says("已过期");
    let reply = terminal.poll(&late).await;
    reply.refused(400, "device-code-expired");
    assert_eq!(reply.json()["error"], "expired_token");
    claim(&browser, "12345678").await.says("9 位数字");
}

#[tokio::test]
async fn an_agreement_waits_a_minute_and_a_page_five() {
    let (world, mut terminal, code, browser) = at_the_terminal().await;
    let page = claim(&browser, &code.user_code).await;
    let page = browser.identify(&world, &page, PHONE).await;
    let number = code.matching_number.clone().unwrap();
    browser.step(&page, "approve", &[("number", &number)]).await;
    world.advance(60);
    terminal
        .poll(&code)
        .await
        .refused(400, "device-code-expired");

    let code = terminal.begin_device().await;
    let page = claim(&browser, &code.user_code).await;
    world.advance(300);
    let page = browser.step(&page, "send_code", &[("phone", PHONE)]).await;
    assert_eq!(page.status, 400);
    terminal
        .poll(&code)
        .await
        .refused(400, "device-code-expired");
}

#[tokio::test]
async fn tokens_are_for_the_key_that_began() {
    let (world, mut terminal, code, browser) = at_the_terminal().await;
    let page = claim(&browser, &code.user_code).await;
    let page = browser.identify(&world, &page, PHONE).await;
    let number = code.matching_number.clone().unwrap();
    browser.step(&page, "approve", &[("number", &number)]).await;
    let mut thief = world.client();
    thief.poll(&code).await.refused(400, "grant-invalid");
    let _: TokenReply = terminal.poll(&code).await.ok();
}

#[tokio::test]
async fn a_terminal_that_asks_too_often_slows_down() {
    let (world, mut terminal, code, _browser) = at_the_terminal().await;
    terminal
        .poll(&code)
        .await
        .refused(400, "authorization-pending");
    world.advance(4);
    let reply = terminal.poll(&code).await;
    reply.refused(400, "slow-down");
    assert_eq!(reply.json()["error"], "slow_down");
    world.advance(6);
    terminal.poll(&code).await.refused(400, "slow-down");
    world.advance(15);
    terminal
        .poll(&code)
        .await
        .refused(400, "authorization-pending");
}

#[tokio::test]
async fn guessing_codes_ends_after_twenty_tries() {
    let (_world, _terminal, code, browser) = at_the_terminal().await;
    for guess in 0..20 {
        let guess = format!("{guess:09}");
        claim(&browser, &guess).await.says("没有终端显示这个登录码");
    }
    let locked = claim(&browser, &code.user_code).await;
    assert_eq!(locked.status, 429);
    locked.says("请求过于频繁");
}

#[tokio::test]
async fn the_form_of_another_site_claims_nothing() {
    let (_world, _terminal, code, browser) = at_the_terminal().await;
    let form = [("user_code", &*code.user_code)];
    let planted = browser.send_from("cross-site", "/device", &form).await;
    assert_eq!(planted.status, 400);
    claim(&browser, &code.user_code).await.says("确认是您本人");
}
