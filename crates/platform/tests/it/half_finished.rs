//! A login that a thief has begun with what they stole, and not finished, ends with the person's remedy:
//! ending all other sessions, another password, or a forgotten one replaced.

use futures_util::future::join_all;
use serde_json::json;
use sst_api::approval::DeviceAuthorizationReply;
use sst_api::auth::{ChallengeReply, TokenReply};
use sst_api::path;
use sst_api::security::{PasswordReply, SessionList, SessionsEnded};

use crate::support::citizen::Citizen;
use crate::support::pages::{Browser, Page};
use crate::support::reply::Reply;
use crate::support::{Body, Client, World};

const JIA: &str = "13800000001";
const YI: &str = "13800000002";
const STOLEN: &str = "Ceshi-Jia-2026";
const NEW: &str = "浑河边的银杏叶黄了";

/// What the person does against the thief.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Remedy {
    EndOthers,
    Change { end_others: bool },
    Recover,
}

const REMEDIES: [Remedy; 4] = [
    Remedy::EndOthers,
    Remedy::Change { end_others: false },
    Remedy::Change { end_others: true },
    Remedy::Recover,
];

/// The person, with everything ready for one remedy.
struct Person {
    citizen: Citizen,
    remedy: Remedy,
    /// For a recovery: the step that takes the new password.
    recovery: Option<String>,
}

impl Person {
    async fn ready(world: &World, remedy: Remedy) -> Self {
        world.platform.official().seed().await.unwrap();
        let mut citizen = world.log_in(JIA).await;
        let recovery = match remedy {
            Remedy::Recover => {
                world.advance(61);
                citizen.client = world.client();
                Some(recovery(world, &mut citizen.client).await)
            }
            _ => None,
        };
        Self {
            citizen,
            remedy,
            recovery,
        }
    }

    /// Does it. Afterwards nobody is logged in but the person.
    async fn act(&mut self) {
        let client = &mut self.citizen.client;
        match self.remedy {
            Remedy::EndOthers => end_others(client).await,
            Remedy::Change { end_others } => {
                let change = json!({ "new_password": NEW, "end_others": end_others });
                let _: PasswordReply = client.put(path::PASSWORD, &change).await.ok();
            }
            Remedy::Recover => {
                let recovery = self.recovery.take().unwrap();
                let reply = client.next_step(&recovery, ("new_password", NEW)).await;
                client.enter(&reply).await;
            }
        }
    }

    async fn is_alone(&mut self) {
        let list: SessionList = self.citizen.client.get(path::SESSIONS).await.ok();
        assert_eq!(list.sessions.len(), 1, "{:?}: {list:?}", self.remedy);
        assert!(list.sessions[0].current);
    }
}

async fn end_others(client: &mut Client) {
    let method = reqwest::Method::POST;
    let reply = client
        .send(method, path::SESSIONS_END_OTHERS, Body::Nothing)
        .await;
    let _: SessionsEnded = reply.ok();
}

/// A forgotten password, up to the right code.
async fn recovery(world: &World, client: &mut Client) -> String {
    let fields = [("method", "sms_code"), ("phone", JIA), ("recover", "true")];
    let step = client.first_step(&fields).await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let code = world.platform.last_code(JIA).unwrap();
    let step = client.next_step(&session, ("sms_code", &code)).await;
    assert_eq!(step.json()["expects"], "new_password");
    session
}

/// Says with the stolen password that they are the person.
async fn pretend(browser: &Browser, page: &Page) -> Page {
    let fields = [("account", "test-jia"), ("password", STOLEN)];
    let page = browser.step(page, "give_password", &fields).await;
    page.says("同意这次登录吗");
    page
}

/// A thief at a terminal of theirs, who has shown their stolen password on another device.
async fn thief_at_terminal(world: &World) -> (Client, DeviceAuthorizationReply, Browser, Page) {
    let mut terminal = world.client();
    let code = terminal.begin_device().await;
    let browser = world.browser();
    let form = [("user_code", &*code.user_code)];
    let page = browser.send("/device", &form).await;
    let page = pretend(&browser, &page).await;
    (terminal, code, browser, page)
}

#[tokio::test]
async fn the_page_of_a_browser_ends_with_the_remedy() {
    for remedy in REMEDIES {
        let world = World::start().await;
        let mut person = Person::ready(&world, remedy).await;
        let (browser, thief) = (world.browser(), world.client());
        let page = browser.authorize(&thief.key.thumbprint()).await;
        let page = pretend(&browser, &page).await;
        person.act().await;
        let late = browser.step(&page, "approve", &[]).await;
        assert_eq!(late.status, 400, "{remedy:?}: {}", late.html);
        late.says("没有人因此登录");
        person.is_alone().await;
    }
}

#[tokio::test]
async fn the_page_of_a_terminal_ends_with_the_remedy() {
    for remedy in REMEDIES {
        let world = World::start().await;
        let mut person = Person::ready(&world, remedy).await;
        let (mut terminal, code, browser, page) = thief_at_terminal(&world).await;
        person.act().await;
        let number = code.matching_number.clone().unwrap();
        let late = browser.step(&page, "approve", &[("number", &number)]).await;
        assert_eq!(late.status, 400, "{remedy:?}: {}", late.html);
        let told = terminal.poll(&code).await;
        told.refused(400, "authorization-denied");
        person.is_alone().await;
    }
}

#[tokio::test]
async fn an_agreement_that_no_terminal_has_taken_up_ends_with_the_remedy() {
    for remedy in REMEDIES {
        let world = World::start().await;
        let mut person = Person::ready(&world, remedy).await;
        let (mut terminal, code, browser, page) = thief_at_terminal(&world).await;
        let number = code.matching_number.clone().unwrap();
        let done = browser.step(&page, "approve", &[("number", &number)]).await;
        done.says("已同意登录");
        person.act().await;
        let told = terminal.poll(&code).await;
        told.refused(400, "authorization-denied");
        person.is_alone().await;
    }
}

#[tokio::test]
async fn an_authorization_code_that_nobody_has_redeemed_ends_with_the_remedy() {
    for remedy in REMEDIES {
        let world = World::start().await;
        let mut person = Person::ready(&world, remedy).await;
        let mut thief = world.client();
        let code: ChallengeReply = by_password(&mut thief).await.ok();
        person.act().await;
        let late = thief.redeem(&code.authorization_code).await;
        late.refused(400, "grant-invalid");
        person.is_alone().await;
    }
}

#[tokio::test]
async fn a_code_by_sms_that_nobody_has_given_back_ends_with_the_remedy() {
    for remedy in REMEDIES {
        let world = World::start().await;
        let mut person = Person::ready(&world, remedy).await;
        world.advance(61);
        let (mut thief, mut forger) = (world.client(), world.client());
        let step = thief.ask_code(JIA).await;
        let session = step.json()["auth_session"].as_str().unwrap().to_owned();
        // The person has read it to a caller.
        let code = world.platform.last_code(JIA).unwrap();
        world.advance(61);
        let recovery = recovery(&world, &mut forger).await;
        person.act().await;
        let late = thief.next_step(&session, ("sms_code", &code)).await;
        late.refused(400, "auth-session-invalid");
        let late = forger
            .next_step(&recovery, ("new_password", "不是本人"))
            .await;
        late.refused(400, "auth-session-invalid");
        person.is_alone().await;
    }
}

/// However close a login comes to the change: what the old password has begun ends in no session.
#[tokio::test]
async fn no_login_slips_in_between_the_look_at_the_password_and_the_change() {
    let remedy = Remedy::Change { end_others: true };
    let world = World::with(|options| {
        options.limits.password_tries = 1_000;
        options.limits.password_tries_per_address = 1_000;
    })
    .await;
    let mut person = Person::ready(&world, remedy).await;
    let thieves = (0..12).map(|_| {
        let mut thief = world.client();
        async move { (by_password(&mut thief).await, thief) }
    });
    let (replies, ()) = tokio::join!(join_all(thieves), person.act());
    for (reply, mut thief) in replies {
        if reply.status == 200 {
            let code: ChallengeReply = reply.ok();
            let late = thief.redeem(&code.authorization_code).await;
            late.refused(400, "grant-invalid");
        } else {
            reply.refused(400, "password-wrong");
        }
    }
    person.is_alone().await;
}

#[tokio::test]
async fn the_person_s_own_step_up_goes_on() {
    let world = World::start().await;
    let mut person = Person::ready(&world, Remedy::EndOthers).await;
    world.advance(61);
    let client = &mut person.citizen.client;
    let fields = [("method", "sms_code"), ("step_up", "true")];
    let step = client.first_step(&fields).await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    end_others(client).await;
    let code = world.platform.last_code(JIA).unwrap();
    let proved = client.next_step(&session, ("sms_code", &code)).await;
    end_others(client).await;
    client.enter(&proved).await;
    person.is_alone().await;
}

#[tokio::test]
async fn logins_of_others_go_on() {
    for remedy in REMEDIES {
        let world = World::start().await;
        let mut person = Person::ready(&world, remedy).await;
        world.advance(61);
        let (mut terminal, browser) = (world.client(), world.browser());
        let code = terminal.begin_device().await;
        let form = [("user_code", &*code.user_code)];
        let page = browser.send("/device", &form).await;
        let page = browser.identify(&world, &page, YI).await;
        person.act().await;
        let number = code.matching_number.clone().unwrap();
        let done = browser.step(&page, "approve", &[("number", &number)]).await;
        done.says("已同意登录");
        let _: TokenReply = terminal.poll(&code).await.ok();
    }
}

async fn by_password(client: &mut Client) -> Reply {
    let fields = [
        ("method", "password"),
        ("account", "test-jia"),
        ("password", STOLEN),
    ];
    client.first_step(&fields).await
}
