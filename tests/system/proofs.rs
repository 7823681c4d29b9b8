//! What a record and its notice prove of how a decision came about.

use sst_domain::consent::{Choice, ConsentNotice, Decision, Form, Receipt};

use crate::consents::{answer_terms, decide, saved, terms};
use crate::town::{Town, log_in, settled};

const IDENTITY: &str = "sensitive-identity";
const SMS: &str = "notify-sms";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_before_the_log_in_is_entered_by_the_first_log_in() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.open().await;
    answer_terms(&client, Choice::BrowseOnly).await;
    client.close().await;
    // Another process, in which the person agrees after all.
    let client = computer.open().await;
    answer_terms(&client, Choice::Agree).await;
    log_in(&client).await;
    settled(&client).await;
    assert_eq!(
        terms(&client).await,
        [(Decision::Given, true), (Decision::Refused, true)]
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_about_sensitive_data_is_separate_and_its_notice_says_what_they_mean() {
    let town = Town::found().await;
    let client = town.computer().signed_in().await;
    for item in [IDENTITY, SMS] {
        decide(&client, item, true).await;
    }
    settled(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    let read = |receipt: &Receipt| receipt.signed.read().unwrap();
    let mut records = file.receipts.iter().map(read);
    let mut form = |item: &str| records.find(|record| record.item == item).unwrap().form;
    assert_eq!(
        (form(IDENTITY), form(SMS)),
        (Form::Separate, Form::Explicit)
    );

    let notices = file.notices.iter();
    let mut notices = notices.map(|notice| serde_json::from_slice(&notice.0).unwrap());
    let shown: ConsentNotice = notices
        .find(|notice: &ConsentNotice| notice.item == IDENTITY)
        .unwrap();
    let policy = client.consent().policy("zh-CN").await.unwrap();
    let purposes = &policy.purposes;
    let purpose = purposes.iter().find(|one| one.id == shown.purpose).unwrap();
    assert!(shown.sensitive && !shown.impact.is_empty());
    assert_eq!(shown.impact, purpose.impact);
    client.close().await;
}
