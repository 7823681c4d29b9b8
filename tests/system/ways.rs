//! The two ways to log in that leave the client: the browser, and another device.

mod chromium;
mod person;

use std::sync::{Arc, Mutex};

use sst_core::{Client, DeviceCodeView, DeviceLoginView, LoginOutcomeView, LoginWay, SessionView};

use crate::town::{Town, eventually, settled};
use person::Person;

/// Where the system browser was sent.
#[derive(Clone, Default)]
pub(crate) struct Opened(Arc<Mutex<Option<String>>>);

impl Opened {
    pub(crate) fn open(&self, address: &sst_core::BrowserAddress) -> bool {
        *self.0.lock().unwrap() = Some(address.as_str().to_owned());
        true
    }

    pub(crate) async fn address(&self) -> String {
        eventually("the browser is opened", || self.0.lock().unwrap().is_some()).await;
        self.0.lock().unwrap().take().unwrap()
    }
}

/// What another device is shown, as soon as it is shown.
pub(crate) async fn shown(client: &Client) -> DeviceCodeView {
    match client.session().device().await.unwrap() {
        DeviceLoginView::Waiting(code) => code,
        other => panic!("{other:?}"),
    }
}

async fn signed_in(client: &Client) {
    eventually("somebody is logged in", || {
        matches!(client.session().view(), SessionView::SignedIn(_))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ways_are_those_of_the_platform() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let options = client.session().options().await.unwrap();
    let ways = [
        LoginWay::SmsCode,
        LoginWay::Password,
        LoginWay::Device,
        LoginWay::Browser,
    ];
    assert_eq!(options.ways, ways);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_goes_out_before_the_choice() {
    let town = Town::found().await;
    let client = town.computer().open().await;
    let session = client.session();
    let refused = session.browser(|_| panic!("opened")).await.unwrap_err();
    assert_eq!(refused.code(), "consent-needed");
    assert_eq!(session.device().await.unwrap_err().code(), "consent-needed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_the_browser() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let session = client.session();
    let opened = Opened::default();
    let person = async {
        let address = opened.address().await;
        // What does not belong to the login does not end the waiting.
        let back = person::redirect_uri(&address);
        for (foreign, status) in [
            ("/favicon.ico", 404),
            ("/callback", 400),
            ("/callback?code=x&state=wrong", 400),
            (
                "/callback?code=x&state=wrong&iss=https%3A%2F%2Fevil.example",
                400,
            ),
        ] {
            let answer = reqwest::get(back.join(foreign).unwrap()).await.unwrap();
            assert_eq!(answer.status(), status, "{foreign}");
        }
        Person::new().agree_in_browser(&address).await
    };
    let (outcome, page) = tokio::join!(session.browser(|address| opened.open(address)), person);
    assert!(matches!(outcome.unwrap(), LoginOutcomeView::SignedIn(_)));
    assert!(page.contains("可以回到盛事通了"), "{page}");
    settled(&client).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_is_closed_after_one_answer_and_another_issuer_opens_nothing() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let session = client.session();
    let opened = Opened::default();
    let person = async {
        let address = opened.address().await;
        let person = Person::new();
        let back = person.denied_in_browser(&address).await;
        let elsewhere = back.as_str().replace("iss=http", "iss=https");
        let mixed_up = reqwest::get(elsewhere).await.unwrap();
        assert_eq!(mixed_up.status(), 400);
        let page = reqwest::get(back.clone()).await.unwrap();
        assert!(page.text().await.unwrap().contains("没有登录"));
        back
    };
    let (outcome, back) = tokio::join!(session.browser(|address| opened.open(address)), person);
    assert_eq!(outcome.unwrap_err().code(), "authorization-denied");
    reqwest::get(back).await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_to_the_browser_is_given_up_or_begun_anew() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let session = client.session();
    assert_eq!(
        session.browser(|_| false).await.unwrap_err().code(),
        "browser-not-opened"
    );
    assert_eq!(
        session.browser_again(|_| true).unwrap_err().code(),
        "nothing-under-way"
    );
    let (first, second) = (Opened::default(), Opened::default());
    let meanwhile = async {
        let address = first.address().await;
        session.browser_again(|again| first.open(again)).unwrap();
        assert_eq!(first.address().await, address, "the same page once more");
        let next = async {
            second.address().await;
            session.cancel();
        };
        tokio::join!(session.browser(|address| second.open(address)), next).0
    };
    let (one, two) = tokio::join!(session.browser(|address| first.open(address)), meanwhile);
    for ended in [one, two] {
        assert_eq!(ended.unwrap_err().code(), "login-cancelled");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_another_device() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let mut events = client.subscribe();
    let code = shown(&client).await;
    assert!(code.expires_in <= 120 && code.qr.size >= 21);
    let again = shown(&client).await;
    assert_eq!(again.user_code, code.user_code, "one code at a time");
    let person = Person::new();
    person.agree_with_device(&code).await;
    signed_in(&client).await;
    settled(&client).await;
    let mut turns = Vec::new();
    while let Ok(Some(event)) =
        tokio::time::timeout(std::time::Duration::from_millis(50), events.recv()).await
    {
        if let sst_core::ClientEvent::DeviceLogin(view) = event {
            turns.push(view);
        }
    }
    assert_eq!(turns.last(), Some(&DeviceLoginView::Approved));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_hears_that_nobody_agreed_and_begins_anew() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let mut events = client.subscribe();
    let code = shown(&client).await;
    Person::new().choose_the_wrong_number(&code).await;
    loop {
        let event = events.recv().await.unwrap();
        if matches!(
            event,
            sst_core::ClientEvent::DeviceLogin(DeviceLoginView::Denied)
        ) {
            break;
        }
    }
    let next = shown(&client).await;
    assert_ne!(next.user_code, code.user_code);
    client.session().cancel();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_that_goes_away_is_asked_again_by_itself() {
    let mut town = Town::found().await;
    let client = town.computer().agreed().await;
    let mut events = client.subscribe();
    let code = shown(&client).await;
    town.stop_platform().await;
    let mut next = async || loop {
        if let sst_core::ClientEvent::DeviceLogin(view) = events.recv().await.unwrap() {
            break view;
        }
    };
    assert!(matches!(next().await, DeviceLoginView::Away { .. }));
    town.start_platform().await;
    let back = loop {
        match next().await {
            DeviceLoginView::Away { .. } => {}
            view => break view,
        }
    };
    // The code is on the platform's disk: it is still the same.
    assert!(matches!(back, DeviceLoginView::Waiting(now) if now.user_code == code.user_code));
    client.session().cancel();
}
