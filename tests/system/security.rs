use sst_core::{
    ActivityKindView, Client, LoginOutcomeView, LoginWay, RecoveryStepView, SessionLineView,
    SessionView,
};
use sst_domain::profile::UnitKey;

use crate::town::{JIA, Town, edit, eventually, is_pending, log_in, settled, unit};

const NEW: &str = "浑河边的银杏叶黄了";
const RIGHT: &str = "Ceshi-Jia-2026";

async fn sessions(client: &Client) -> Vec<SessionLineView> {
    client.security().sessions().await.unwrap().sessions
}

fn is_expired(client: &Client) -> bool {
    matches!(client.session().view(), SessionView::Expired(_))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_ended_elsewhere_is_told_at_once_and_no_edit_is_lost() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (home.signed_in().await, office.signed_in().await);
    let list = sessions(&home).await;
    assert_eq!(list.len(), 2);
    assert!(list.iter().all(|one| one.way == Some(LoginWay::Password)));
    let strange = list.iter().find(|one| !one.current).unwrap();
    assert_eq!(strange.name.as_deref(), Some("测试电脑"));

    // The other computer is in the middle of an edit that has not left it.
    let ended = home.security().end_session(&strange.id).await.unwrap();
    edit(
        &office,
        "birthday",
        serde_json::json!({"date": "1999-01-01"}),
    )
    .await;
    assert_eq!(ended.ended, 1);
    eventually("the other is told", || is_expired(&office)).await;
    assert!(is_pending(&office, "birthday"), "it is kept, sealed");
    assert_eq!(
        office.security().sessions().await.unwrap_err().code(),
        "session-ended"
    );

    let before = unit(&office, "birthday").rev;
    log_in(&office).await;
    settled(&office).await;
    assert!(
        unit(&office, "birthday").rev > before,
        "and sent after the next log-in"
    );
    // The same computer is no new device: its name is known again.
    let again = sessions(&office).await;
    let own = again.iter().find(|one| one.current).unwrap();
    assert_eq!(own.name.as_deref(), Some("测试电脑"));
    home.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reveal_is_in_the_list_and_not_me_ends_where_it_was_done() {
    let town = Town::found().await;
    let (home, thief) = (town.computer(), town.computer());
    let (home, thief) = (home.signed_in().await, thief.signed_in().await);
    let address = UnitKey::from("address");
    thief.profile().reveal(&address).await.unwrap();
    thief.profile().reveal(&address).await.unwrap();
    let mut found = Vec::new();
    for _ in 0..200 {
        let list = home.security().activity(None).await.unwrap();
        found = list.entries;
        found.retain(|entry| entry.kind == ActivityKindView::ValueRevealed);
        if !found.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let [entry] = found.as_slice() else {
        panic!("one reveal, told once, and not its prolongation: {found:?}")
    };
    assert_eq!(entry.unit, Some(address));
    assert!(!entry.current && entry.session_open);
    let disowned = home.security().disown(&entry.id).await.unwrap();
    assert!(disowned.session_ended && disowned.entry.disowned);
    eventually("the thief is out", || is_expired(&thief)).await;
    assert!(matches!(home.session().view(), SessionView::SignedIn(_)));
    home.close().await;
    thief.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_changed_and_the_others_leave() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (home.signed_in().await, office.signed_in().await);
    let security = home.security();
    assert!(security.password().await.unwrap().set);
    let set = |new: &str, current: Option<&str>| {
        let current = current.map(|current| current.to_owned().into());
        security.set_password(new.to_owned().into(), current, true)
    };
    let weak = set(JIA, Some(RIGHT)).await.unwrap_err().to_failure();
    assert_eq!(
        weak.fields[0].code.as_str(),
        "names_account",
        "without asking"
    );
    let weak = set("test-jia1", Some(RIGHT))
        .await
        .unwrap_err()
        .to_failure();
    assert_eq!(
        weak.fields[0].code.as_str(),
        "names_account",
        "the platform knows"
    );
    let bare = set(NEW, None).await.unwrap_err();
    assert_eq!(bare.code(), "current-password-needed");
    let changed = set(NEW, Some(RIGHT)).await.unwrap();
    assert_eq!(changed.ended, 1);
    eventually("the other is told", || is_expired(&office)).await;
    // A fresh code does instead of the present one.
    home.session().step_up_send_code().await.unwrap();
    let code = town.code(JIA);
    home.session().step_up_verify_code(&code).await.unwrap();
    assert_eq!(set(RIGHT, None).await.unwrap().ended, 0);
    log_in(&office).await;
    home.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_is_replaced_and_lets_its_person_in() {
    let town = Town::found().await;
    let (home, other) = (town.computer(), town.computer());
    let (home, other) = (home.agreed().await, other.signed_in().await);
    let session = home.session();
    assert!(session.options().await.unwrap().recovery);
    session.recover_send_code(JIA).await.unwrap();
    let early = session.recover_password(NEW.to_owned().into()).await;
    assert_eq!(early.unwrap_err().code(), "auth-session-invalid");
    let step = session.recover_verify_code(&town.code(JIA)).await.unwrap();
    assert_eq!(step, RecoveryStepView::NewPassword);
    let weak = session
        .recover_password("test-jia1".to_owned().into())
        .await;
    let weak = weak.unwrap_err().to_failure();
    assert_eq!(weak.fields[0].code.as_str(), "names_account");
    let outcome = session
        .recover_password(NEW.to_owned().into())
        .await
        .unwrap();
    assert!(matches!(outcome, LoginOutcomeView::SignedIn(_)));
    settled(&home).await;
    eventually("every other login has ended", || is_expired(&other)).await;

    // A number without an account gets its code like any other.
    let third = town.computer();
    let third = third.agreed().await;
    let session = third.session();
    session.recover_send_code("13800000088").await.unwrap();
    let code = town.code("13800000088");
    let step = session.recover_verify_code(&code).await.unwrap();
    assert_eq!(step, RecoveryStepView::RegistrationNeeded);
    home.close().await;
    other.close().await;
}
