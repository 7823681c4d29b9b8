use std::sync::Arc;

use sst_core::{Client, PolicySource};
use sst_domain::policy::{
    Language, PolicyBundle, PolicySidecar, PolicySigningKey, import, sample, sign,
};

use crate::town::{Town, agree, eventually, log_in, settled};

fn key() -> PolicySigningKey {
    PolicySigningKey::from_seed(&[9; 32])
}

/// The sample with one more sentence, as another operator's next version.
fn next_version(key: &PolicySigningKey) -> Vec<u8> {
    let packaged = sample(Language::ZhCn);
    let before = packaged.open().unwrap();
    let line = before.document.sections[0].title.clone();
    let text = packaged.text.replacen(&line, &format!("{line}（新）"), 2);
    let document = import(&text).unwrap();
    assert_ne!(document.text_hash, before.document.text_hash);
    let mut sidecar: PolicySidecar = serde_json::from_str(packaged.sidecar).unwrap();
    sidecar.version = "9.9".to_owned();
    sidecar.text_hash.clone_from(&document.text_hash);
    let bundle = PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z").unwrap();
    sign(&bundle, key).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_policy_is_noticed_after_the_log_in_and_shown_whole() {
    let town = Town::found().await;
    let computer = town.computer();
    let mut config = computer.config();
    config.policy_keys = vec![key().public()];
    let client = Client::open(config).unwrap();
    client.start();
    agree(&client).await;
    log_in(&client).await;
    settled(&client).await;
    assert!(
        !client.bootstrap().consent.newer_policy,
        "the platform has the same sample in force"
    );

    let official = town.platform().official();
    official
        .publish_policy(&next_version(&key()), &key().public())
        .await
        .unwrap();
    eventually("it is noticed", || client.bootstrap().consent.newer_policy).await;
    let shown = client.consent().policy("zh-CN").await.unwrap();
    assert_eq!(
        (shown.source, shown.sample),
        (PolicySource::Platform, false)
    );
    assert_eq!(shown.document.version, "9.9");
    agree(&client).await;
    assert!(
        !client.bootstrap().consent.newer_policy,
        "it has been answered"
    );
    let client = Arc::new(client);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_no_pinned_key_has_signed_is_not_believed() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let official = town.platform().official();
    official
        .publish_policy(&next_version(&key()), &key().public())
        .await
        .unwrap();
    let inbox = || {
        client.bootstrap().inbox.is_some_and(|inbox| {
            inbox
                .notices
                .iter()
                .any(|line| line.title.contains("隐私政策"))
        })
    };
    eventually("the notice about it is here", inbox).await;
    settled(&client).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(!client.bootstrap().consent.newer_policy);
    assert!(client.consent().policy("zh-CN").await.unwrap().sample);
}
