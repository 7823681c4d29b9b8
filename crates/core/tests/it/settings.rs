use sst_core::TextSize;
use sst_domain::consent::Choice;

use crate::desk::{Desk, decide};

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
