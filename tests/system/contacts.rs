use serde_json::json;
use sst_core::ContactChannel;

use crate::consents::decide;
use crate::town::{JIA, Town, eventually, settled, unit, value};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_email_address_changes_when_its_code_comes_back() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let new = "test-new@example.com";
    let profile = client.profile();
    let none = profile
        .contact_change_verify(ContactChannel::Email, "123456")
        .await
        .unwrap_err();
    assert_eq!(none.code(), "nothing-under-way");
    profile
        .contact_change_start(ContactChannel::Email, new)
        .await
        .unwrap();
    assert_eq!(
        value(&client, "email", "address").await,
        "test-jia@example.com"
    );
    profile
        .contact_change_verify(ContactChannel::Email, &town.code(new))
        .await
        .unwrap();
    assert_eq!(value(&client, "email", "address").await, new);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_somebody_else_has_is_refused_and_the_old_one_stands() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let profile = client.profile();
    let started = profile
        .contact_change_start(ContactChannel::Phone, "13800000002")
        .await;
    let code = match started {
        Err(error) => error.code(),
        Ok(_) => {
            let code = town.code("13800000002");
            profile
                .contact_change_verify(ContactChannel::Phone, &code)
                .await
                .unwrap_err()
                .code()
        }
    };
    assert_eq!(code, "contact-taken");
    assert_eq!(value(&client, "phone", "number").await, JIA);

    profile
        .contact_change_start(ContactChannel::Phone, "13800000088")
        .await
        .unwrap();
    profile
        .contact_change_verify(ContactChannel::Phone, &town.code("13800000088"))
        .await
        .unwrap();
    eventually("the account shows it", || match client.session().view() {
        sst_core::SessionView::SignedIn(account) => account.phone.as_deref() == Some("138****0088"),
        _ => false,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_identity_document_is_replaced_online_only() {
    let mut town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    decide(&client, "sensitive-identity", true).await;
    let change = |number: &str, rev: u64| {
        let fields = json!({"kind": "resident_id", "number": number});
        let input = json!({"unit": "id_document", "fields": fields, "base_rev": rev});
        serde_json::from_value(input).unwrap()
    };
    let rev = unit(&client, "id_document").rev;
    client
        .profile()
        .document_change(change("11010519491231002x", rev))
        .await
        .unwrap();
    settled(&client).await;
    assert_eq!(
        value(&client, "id_document", "number").await,
        "11010519491231002X"
    );
    let stale = client
        .profile()
        .document_change(change("210102200002290018", rev))
        .await
        .unwrap_err();
    assert_eq!(stale.code(), "revision-stale");
    town.stop_platform().await;
    let now = unit(&client, "id_document").rev;
    assert_eq!(
        client
            .profile()
            .document_change(change("210102200002290018", now))
            .await
            .unwrap_err()
            .code(),
        "offline"
    );
}
