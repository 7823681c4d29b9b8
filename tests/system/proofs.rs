//! What a record and its notice prove of how a decision came about.

use sst_domain::consent::{ConsentNotice, Form, Receipt};

use crate::consents::{decide, saved};
use crate::town::{Town, settled};

const IDENTITY: &str = "sensitive-identity";
const SMS: &str = "notify-sms";

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
