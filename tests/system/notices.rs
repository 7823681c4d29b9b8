use sst_core::ClientEvent;
use sst_platform::NoticeDraft;

use crate::consents::decide;
use crate::town::{JIA, Town, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_arrives_by_itself_and_is_read_everywhere_once() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (home.signed_in().await, office.signed_in().await);
    let unread =
        |client: &sst_core::Client| client.bootstrap().inbox.map_or(0, |inbox| inbox.unread);
    let before = unread(&home);
    assert_eq!(unread(&office), before);
    // Without it nothing is announced.
    decide(&home, "notify-system", true).await;
    let mut events = home.subscribe();
    let draft = NoticeDraft {
        title: "测试通知".to_owned(),
        body: "第一段\n\n第二段".to_owned(),
        incident: None,
    };
    town.platform()
        .official()
        .publish_notice(Some(JIA), draft)
        .await
        .unwrap();
    eventually("both have it", || {
        unread(&home) == before + 1 && unread(&office) == before + 1
    })
    .await;
    let arrived = async {
        loop {
            match events.recv().await {
                Some(ClientEvent::NoticesArrived { count }) => return count,
                Some(_) => {}
                None => panic!("the client is gone"),
            }
        }
    };
    let arrived = tokio::time::timeout(std::time::Duration::from_secs(5), arrived).await;
    assert_eq!(arrived, Ok(1));

    let inbox = home.notices().inbox().await.unwrap();
    let line = inbox
        .notices
        .iter()
        .find(|line| line.title == "测试通知")
        .unwrap();
    let opened = home.notices().open(&line.id).await.unwrap();
    assert_eq!(opened.paragraphs, ["第一段", "第二段"]);
    assert!(opened.line.read);
    eventually("the other knows that it was read", || {
        unread(&office) == before
    })
    .await;
}
