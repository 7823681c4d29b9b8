use crate::desk::Desk;
use crate::fake::Fake;

/// The small platform has no capabilities at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_without_it_is_not_asked() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    let security = client.security();
    let codes = [
        security.sessions().await.unwrap_err().code(),
        security.end_other_sessions().await.unwrap_err().code(),
        security.activity(None).await.unwrap_err().code(),
        security.disown("x").await.unwrap_err().code(),
        security.password().await.unwrap_err().code(),
    ];
    assert_eq!(codes, ["not-offered"; 5]);
    for path in [
        "/v1/sessions",
        "/v1/sessions/end-others",
        "/v1/activity",
        "/v1/password",
    ] {
        assert!(fake.seen(path).is_empty(), "{path}");
    }
    // Nobody fills in a request for correction that the platform does not take.
    let form = client.profile().correction_form(&"name".into()).await;
    assert_eq!(form.unwrap_err().code(), "not-offered");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_asked_before_somebody_is_logged_in() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    assert!(!client.session().options().await.unwrap().recovery);
    let refused = client.security().sessions().await.unwrap_err();
    assert_eq!(refused.code(), "signed-out");
    let session = client.session();
    let new = "浑河边的银杏叶黄了".to_owned().into();
    let nothing = session.recover_password(new).await.unwrap_err();
    assert_eq!(nothing.code(), "nothing-under-way");
    client.close().await;
}
