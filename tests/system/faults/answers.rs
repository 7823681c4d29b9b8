//! Rows about answers that are not the platform's, or not whole.

use std::io::Write as _;

use sst_api::path;
use sst_tests::proxy::{Act, Proxy, Seen, answer, json};

use super::{ALWAYS, Scene, address as address_of, edits_sent};
use crate::town::{edit, eventually, log_in, settled, unit, value};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_09_an_answer_whose_coding_is_broken() {
    let scene = Scene::set().await;
    let broken = answer(
        200,
        "application/json",
        &[("content-encoding", "gzip")],
        b"\x1f\x8b\x08 no",
    );
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::AnswerInstead(broken));
    scene.edit("九号路9号").await;
    scene.is_offline("reply-broken").await;
    scene.waits().await;
    scene.town.proxy().clear();
    scene.arrives("九号路9号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_09_an_answer_that_unpacks_without_end() {
    let scene = Scene::set().await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..64 {
        packed.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = packed.finish().unwrap();
    let bomb = answer(
        200,
        "application/json",
        &[("content-encoding", "gzip")],
        &bomb,
    );
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::AnswerInstead(bomb));
    scene.edit("九号路9号").await;
    scene.is_paused("reply-too-large").await;
    scene.waits().await;
    scene.town.proxy().clear();
    scene.arrives("九号路9号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_14_a_log_in_page_of_the_network() {
    let scene = Scene::set().await;
    let page = "<html><title>上网认证</title>请登录</html>".as_bytes();
    let page = answer(200, "text/html; charset=utf-8", &[], page);
    scene.town.proxy().on("/", ALWAYS, Act::Answer(page));
    scene.edit("十四路14号").await;
    scene.is_offline("captive-portal").await;
    scene.waits().await;
    scene.town.proxy().clear();
    // The cursor is where it was: what others changed meanwhile comes, and nothing is fetched as a whole.
    scene
        .town
        .correct("sex", serde_json::json!({"sex": "unspecified"}), false)
        .await;
    let before = scene.town.proxy().seen(path::SYNC_CHANGES).len();
    scene.arrives("十四路14号").await;
    assert_eq!(value(&scene.client, "sex", "sex").await, "unspecified");
    let after = scene.town.proxy().seen(path::SYNC_CHANGES);
    // The one that fetches everything is the computer that looked.
    let whole = |seen: &&Seen| !seen.target.contains("since=");
    assert_eq!(after[before..].iter().filter(whole).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_15_a_redirect_to_another_host() {
    let scene = Scene::set().await;
    let elsewhere = Proxy::open().await.unwrap();
    let to = format!("{}{}", elsewhere.url(), path::SYNC_PUSH);
    let redirect = answer(307, "text/plain", &[("location", &to)], b"");
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::Answer(redirect));
    scene.edit("十五路15号").await;
    scene.is_offline("redirect-refused").await;
    scene.waits().await;
    scene.town.proxy().clear();
    scene.arrives("十五路15号").await;
    assert_eq!(elsewhere.connections(), 0, "nobody else was asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_20_an_answer_that_is_not_the_contract() {
    for body in [
        "{",
        "[]",
        r#"{"results":[]}"#,
        r#"{"results":7,"changes":{}}"#,
    ] {
        let scene = Scene::set().await;
        let strange = json(200, &[], body);
        let proxy = scene.town.proxy();
        proxy.on(path::SYNC_PUSH, ALWAYS, Act::AnswerInstead(strange));
        scene.edit("二十路20号").await;
        scene.is_paused("not-the-contract").await;
        scene.waits().await;
        scene.town.proxy().clear();
        scene.arrives("二十路20号").await;
    }
    // A fetch that cannot be read leaves what is shown as it was.
    let scene = Scene::set().await;
    let strange = json(200, &[], r#"{"epoch":"x","units":[{"unit":"name"}]}"#);
    scene
        .town
        .proxy()
        .on(path::SYNC_CHANGES, 1, Act::Answer(strange));
    let before = unit(&scene.client, "name");
    scene.client.sync_now();
    scene.is_paused("not-the-contract").await;
    assert_eq!(unit(&scene.client, "name"), before);
    scene.client.sync_now();
    settled(&scene.client).await;
}

/// A platform that is newer than this client gives a unit, a field and values that it does not know. They are kept, and
/// an edit beside them sends back what it does not touch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_21_what_a_newer_platform_says_is_kept() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    let whole = proxy.seen(path::SYNC_CHANGES)[0].answer.clone();
    let whole = String::from_utf8(whole).unwrap();
    let (_, body) = whole.split_once("\r\n\r\n").unwrap();
    let mut newer: serde_json::Value = serde_json::from_str(body).unwrap();
    newer["weather"] = "clear".into();
    let units = newer["units"].as_array_mut().unwrap();
    let address = units.iter_mut().find(|unit| unit["unit"] == "address");
    let address = address.unwrap();
    address["value"]["house_code"] = "H-77".into();
    address["since_when"] = "2031".into();
    address["changed_by"]["kind_of_origin"] = "oracle".into();
    let mut unheard = address.clone();
    unheard["unit"] = "favourite_bridge".into();
    unheard["value"] = serde_json::json!({"bridge": ["浑河", {"of": "太原街"}]});
    units.push(unheard);

    scene.client.close().await;
    let newer = json(200, &[], &newer.to_string());
    proxy.on(path::SYNC_CHANGES, 1, Act::Answer(newer));
    let computer = scene.town.computer();
    let client = computer.signed_in().await;
    edit(&client, "address", address_of("廿一路22号")).await;
    client.sync_now();
    let sent = || {
        let address = |edit: &serde_json::Value| edit["body"]["unit"] == "address";
        edits_sent(&scene).into_iter().find(address)
    };
    eventually("it was sent", || sent().is_some()).await;
    let value = sent().unwrap()["body"]["value"].clone();
    assert_eq!(value["house_code"], "H-77", "{value}");
    assert_eq!(value["street"], "廿一路22号");
}

/// The same answer twice, and one from before: neither brings anything back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_22_an_answer_from_before() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    proxy.on(path::SYNC_PUSH, 1, Act::Twice);
    scene.edit("廿二路1号").await;
    settled(&scene.client).await;
    assert_eq!(value(&scene.client, "address", "street").await, "廿二路1号");
    let first = proxy.seen(path::SYNC_PUSH).last().unwrap().answer.clone();
    scene.edit("廿二路2号").await;
    settled(&scene.client).await;
    // The answer to the first push, in place of that to the third.
    proxy.on(path::SYNC_PUSH, 1, Act::AnswerInstead(first.clone()));
    edit(
        &scene.client,
        "name",
        serde_json::json!({"name": "测试市民甲乙"}),
    )
    .await;
    scene.client.sync_now();
    eventually("it was answered with what was before", || {
        proxy
            .seen(path::SYNC_PUSH)
            .iter()
            .filter(|seen| seen.answer == first)
            .count()
            >= 2
    })
    .await;
    scene.client.sync_now();
    settled(&scene.client).await;
    assert_eq!(value(&scene.client, "address", "street").await, "廿二路2号");
    assert_eq!(value(&scene.client, "name", "name").await, "测试市民甲乙");
    assert_eq!(scene.client.sync_view().needs_you, 0);
}

/// An older copy of the platform answers a fetch: what it says is older than what is here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_22_an_older_copy_answers() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    let rev = unit(&scene.client, "address").rev;
    let address = address_of("旧路1号");
    scene.town.correct("address", address, false).await;
    eventually("it is here", || unit(&scene.client, "address").rev > rev).await;
    settled(&scene.client).await;
    let old = proxy
        .seen(path::SYNC_CHANGES)
        .into_iter()
        .rfind(|seen| String::from_utf8_lossy(&seen.answer).contains("旧路1号"))
        .unwrap();
    scene.edit("新路2号").await;
    settled(&scene.client).await;
    let taken = proxy.seen(path::SYNC_CHANGES).len();
    proxy.on(path::SYNC_CHANGES, 1, Act::Answer(old.answer));
    scene.client.sync_now();
    eventually("the old copy answered", || {
        proxy.seen(path::SYNC_CHANGES).len() > taken
    })
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(value(&scene.client, "address", "street").await, "新路2号");
    scene.client.sync_now();
    settled(&scene.client).await;
    assert_eq!(value(&scene.client, "address", "street").await, "新路2号");
    assert_eq!(scene.client.sync_view().needs_you, 0);
}

/// Somebody else's client is not asked for: a whole log-in over a wire that fails at each step in turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_08_a_log_in_that_is_cut_can_be_done_again() {
    let town = crate::town::Town::behind_proxy().await;
    let client = town.computer().agreed().await;
    for (path, bytes) in [
        (path::CHALLENGE, 0),
        (path::CHALLENGE, 80),
        (path::TOKEN, 0),
        (path::TOKEN, 80),
    ] {
        town.proxy().on(path, 2, Act::Cut(bytes));
        let password = "Ceshi-Jia-2026".to_owned().into();
        let refused = client.session().password("test-jia", password).await;
        assert!(refused.is_err(), "{path} {bytes}");
        town.proxy().clear();
    }
    log_in(&client).await;
    settled(&client).await;
}
