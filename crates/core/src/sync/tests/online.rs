//! What is changed while the platform answers, and never waits in the outbox.

use sst_domain::consent::Control;

use super::desk::{Desk, change, is_synced, unit};
use crate::error::ClientError;
use crate::sync::simulated::Platform;
use crate::view::{ContactChannel, UnitStateView};

#[tokio::test]
async fn a_new_address_stands_once_its_code_comes_back() {
    let desk = Desk::new(Platform::new());
    let early = desk
        .profile
        .contact_change_verify(ContactChannel::Email, "123456")
        .await;
    assert!(matches!(early, Err(ClientError::NothingUnderWay)));
    let wrong = desk
        .profile
        .contact_change_start(ContactChannel::Email, "没有这种地址")
        .await;
    assert!(matches!(wrong, Err(ClientError::Fields(_))));

    let sent = desk
        .profile
        .contact_change_start(ContactChannel::Email, "ceshi@example.com")
        .await
        .unwrap();
    assert_eq!((sent.resend_after, sent.expires_in), (60, 300));
    assert_eq!(desk.unit("email").await.state, UnitStateView::Empty);
    let wrong = desk
        .profile
        .contact_change_verify(ContactChannel::Email, "000000")
        .await;
    assert_eq!(wrong.err().unwrap().code(), "code-wrong");
    let view = desk
        .profile
        .contact_change_verify(ContactChannel::Email, " 123456 ")
        .await
        .unwrap();
    assert!(is_synced(&unit(&view, "email").state));
    let again = desk
        .profile
        .contact_change_verify(ContactChannel::Email, "123456")
        .await;
    assert!(matches!(again, Err(ClientError::NothingUnderWay)));
}

#[tokio::test]
async fn phone_and_document_need_a_recent_authentication() {
    let desk = Desk::new(Platform::new());
    let phone = desk
        .profile
        .contact_change_start(ContactChannel::Phone, "13800000099")
        .await;
    assert!(matches!(phone, Err(ClientError::StepUpRequired)));
    let document = change(
        "id_document",
        &[("kind", "passport"), ("number", "E12345678")],
        0,
    );
    // The number of a document is sensitive: a consent of its own comes before everything else.
    let without = desk.profile.document_change(document.clone()).await;
    assert!(matches!(without, Err(ClientError::ItemConsentNeeded)));
    desk.account.grants.set([Control::SensitiveIdentity].into());
    let refused = desk.profile.document_change(document.clone()).await;
    assert!(
        matches!(refused, Err(ClientError::StepUpRequired)),
        "{refused:?}"
    );

    // Setting the computer's clock back to the authentication is none.
    desk.clock.advance(jiff::SignedDuration::from_mins(-78));
    let again = desk.profile.document_change(document.clone()).await;
    assert!(matches!(again, Err(ClientError::StepUpRequired)));
    desk.account.tokens.authenticate();
    desk.profile
        .contact_change_start(ContactChannel::Phone, "13800000099")
        .await
        .unwrap();
    let view = desk.profile.document_change(document).await.unwrap();
    assert!(is_synced(&unit(&view, "id_document").state));
    assert_eq!(desk.account.store.unsent().unwrap(), 0);
    let other = desk
        .profile
        .document_change(change("name", &[("name", "测试市民甲")], 0))
        .await;
    assert!(matches!(other, Err(ClientError::NotApplicable)));
}
