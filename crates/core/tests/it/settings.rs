use sst_core::{Client, ItemDecisionInput, ItemStanding, TextSize};
use sst_domain::consent::{Choice, Trigger};

use crate::desk::{Desk, decide, start};
use crate::fake::Fake;

#[tokio::test]
async fn looks_chosen_before_the_decision_are_kept_with_it() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    let mut looks = client.settings().view().appearance;
    looks.elder = true;
    looks.text_size = TextSize::Largest;
    client.settings().update(looks.clone()).await.unwrap();
    assert_ne!(
        desk.open().settings().view().appearance,
        looks,
        "nothing is written yet"
    );
    decide(&client, Choice::BrowseOnly).await.unwrap();
    assert_eq!(desk.open().settings().view().appearance, looks);
    looks.language = "en".to_owned();
    client.settings().update(looks.clone()).await.unwrap();
    assert_eq!(desk.open().settings().view().appearance, looks);
}

#[tokio::test]
async fn a_language_that_the_client_does_not_speak_is_refused() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    let mut looks = client.settings().view().appearance;
    looks.language = "tlh".to_owned();
    assert_eq!(
        client.settings().update(looks).await.unwrap_err().code(),
        "setting-invalid"
    );
    assert_eq!(client.settings().view().appearance.language, "zh-CN");
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_kept_is_for_this_user_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::at("http://127.0.0.1:9");
    decide(&desk.open(), Choice::BrowseOnly).await.unwrap();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&desk.data()), 0o700);
    assert_eq!(mode(&desk.data().join("device.db")), 0o600);
}

async fn agree_to(client: &Client, item: &str) {
    let shown = client.consent().purposes("zh-CN").await.unwrap();
    let input = ItemDecisionInput {
        item: item.to_owned(),
        allow: true,
        by_guardian: false,
        text_hash: shown.text_hash,
        served_id: shown.served_id,
        trigger: Trigger::PrivacyCentre,
        presentation: "settings".to_owned(),
        language: "zh-CN".to_owned(),
    };
    client.consent().decide_item(input).await.unwrap();
}

/// A version that had a switch beside the consent left it off: nobody is alerted because of an update.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alerts_that_were_off_stay_off_until_the_person_decides_about_them() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    assert!(!client.settings().view().alerts_off);
    agree_to(&client, "notify-system").await;
    client.close().await;
    drop(client);
    let old = rusqlite::Connection::open(desk.data().join("device.db")).unwrap();
    old.execute_batch(
        r#"UPDATE setting SET value = CAST('{"toasts":false}' AS BLOB) WHERE name = 'appearance';
           ALTER TABLE cache DROP COLUMN tag; PRAGMA user_version = 3;"#,
    )
    .unwrap();
    drop(old);

    let client = desk.open();
    start(&client).await;
    assert!(client.settings().view().alerts_off);
    agree_to(&client, "notify-sms").await;
    let looks = client.settings().view().appearance;
    client.settings().update(looks).await.unwrap();
    assert!(client.settings().view().alerts_off, "it is not about them");
    agree_to(&client, "notify-system").await;
    assert!(!client.settings().view().alerts_off);
    let view = client.consent().purposes("zh-CN").await.unwrap();
    let mut items = view.purposes.iter().flat_map(|purpose| &purpose.items);
    let item = items.find(|item| item.item == "notify-system").unwrap();
    assert_eq!(item.standing, ItemStanding::Given);
    client.close().await;
    drop(client);
    assert!(!desk.open().settings().view().alerts_off);
}
