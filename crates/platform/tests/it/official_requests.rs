//! Officials read and answer requests for corrections.

use serde_json::json;
use sqlx::Connection as _;
use sst_api::correction::CorrectionState;
use sst_api::history::HistoryPage;
use sst_api::path;
use sst_api::sync::Changes;
use sst_api::upload::MediaType;
use sst_domain::notice::NoticeKind;
use sst_domain::profile::Origin;
use sst_platform::{Answer, Data, Official};

use crate::corrections::{verified, verify, wish};
use crate::support::World;
use crate::support::attachment::jpeg;
use crate::support::binary::{run, run_ok, run_refused};

const PHONE: &str = "13800000011";

fn answer(accept: bool) -> Answer {
    Answer {
        accept,
        words: " 已核对户口本 ".into(),
    }
}

#[tokio::test]
async fn what_is_accepted_stands_and_is_told() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let attachment = citizen.client.attach().await;
    citizen.ask(wish(&[attachment])).await;
    let reference = citizen.request().await.reference;
    let before = citizen.snapshot().await;
    let official = world.platform.official();
    world.advance(60);
    let typed = format!(" {} ", reference.to_lowercase());
    let accepted = official.answer_request(&typed, answer(true)).await.unwrap();
    let changes: Changes = citizen.changes_since(Some(&before.next)).await.ok();
    assert_eq!(changes.corrections, std::slice::from_ref(&accepted));
    assert_eq!(accepted.state, CorrectionState::Accepted);
    assert_eq!(accepted.answer.as_deref(), Some("已核对户口本"));
    assert_eq!(accepted.updated_at, world.clock.now_text());
    assert_eq!(accepted.attachments.len(), 1);

    let [unit] = changes.units.as_slice() else {
        panic!("one unit")
    };
    assert!(unit.verified && unit.unit.as_str() == "name");
    assert_eq!(unit.value, accepted.value);
    let by = &unit.changed_by;
    assert_eq!(by.origin, Origin::Official { verified: true });
    assert!(by.ground.contains(&reference), "{}", by.ground);
    let own = by.reference.as_deref().unwrap();
    assert_ne!(own, reference, "the change has a reference of its own");
    let page: HistoryPage = citizen.client.get(path::HISTORY).await.ok();
    assert_eq!(page.entries[0].reference, own);
    assert_eq!(page.entries[0].after, accepted.value);

    let [notice] = changes.notices.as_slice() else {
        panic!("one notice")
    };
    assert_eq!(notice.kind, NoticeKind::Correction);
    assert_eq!(notice.title, "您的姓名更正申请已通过");
    assert!(notice.body.contains(&reference) && notice.body.contains("was accepted"));
    for hidden in ["测试市民", "户口本"] {
        assert!(!notice.body.contains(hidden), "{}", notice.body);
    }
    assert!(official.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn what_is_refused_changes_nothing_but_the_answer() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let (id, _) = citizen.ask(wish(&[])).await;
    let reference = citizen.request().await.reference;
    let before = citizen.snapshot().await;
    let official = world.platform.official();
    let taken = official.take_request(&reference).await.unwrap();
    assert_eq!(
        (taken.state, taken.answer),
        (CorrectionState::InReview, None)
    );
    let seen: Changes = citizen.changes_since(Some(&before.next)).await.ok();
    assert_eq!(seen.corrections[0].state, CorrectionState::InReview);
    assert!(seen.notices.is_empty(), "nobody is disturbed for it");
    let refused = official.answer_request(&reference, answer(false)).await;
    let refused = refused.unwrap();
    assert_eq!(refused.state, CorrectionState::Refused);
    let changes: Changes = citizen.changes_since(Some(&seen.next)).await.ok();
    assert_eq!(changes.corrections, [refused]);
    assert!(changes.units.is_empty());
    assert_eq!(changes.notices[0].title, "您的姓名更正申请未通过");
    assert!(changes.notices[0].body.contains("was not accepted"));
    let result = citizen.withdraw(id).await;
    assert_eq!(result["problem"]["code"], "request-closed");
    // It can be asked for again.
    assert_eq!(citizen.ask(wish(&[])).await.1["status"], "applied");
}

#[tokio::test]
async fn a_request_is_answered_once_and_with_words() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let (id, _) = citizen.ask(wish(&[])).await;
    let reference = citizen.request().await.reference;
    let official = world.platform.official();
    let say = async |words: String| {
        let answer = Answer {
            accept: true,
            words,
        };
        official.answer_request(&reference, answer).await
    };
    for words in ["".to_owned(), " \n".to_owned(), "字".repeat(501)] {
        assert_eq!(say(words).await.unwrap_err().code(), "text-missing");
    }
    let unknown = official.answer_request("20260101-222222", answer(true));
    assert_eq!(unknown.await.unwrap_err().code(), "no-such-request");
    assert_eq!(citizen.request().await.state, CorrectionState::Received);
    assert_eq!(citizen.withdraw(id).await["status"], "applied");
    let closed = official.take_request(&reference).await;
    assert_eq!(closed.unwrap_err().code(), "request-closed");
    assert_eq!(say("好".into()).await.unwrap_err().code(), "request-closed");
    let unit = citizen.unit("name").await.unwrap();
    assert_eq!(unit.value.unwrap().text("name"), Some("测试市民甲"));

    citizen.ask(wish(&[])).await;
    let list = official.requests(Some(CorrectionState::Received)).await;
    let second = list.unwrap().remove(0).reference;
    let longest = Answer {
        accept: false,
        words: "字".repeat(500),
    };
    official.answer_request(&second, longest).await.unwrap();
    let again = official.answer_request(&second, answer(true)).await;
    assert_eq!(again.unwrap_err().code(), "request-closed");
}

#[tokio::test]
async fn officials_see_what_they_decide_about_and_leave_a_trail() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut first = verified(&world, PHONE).await;
    let attachments = [first.client.attach().await, first.client.attach().await];
    first.ask(wish(&attachments)).await;
    world.advance(1);
    let mut second = verified(&world, "13800000012").await;
    second.ask(wish(&[])).await;
    let (one, two) = (first.request().await, second.request().await);

    let official = world.platform.official();
    assert_eq!(
        official.requests(None).await.unwrap(),
        [one.clone(), two.clone()]
    );
    official.take_request(&two.reference).await.unwrap();
    let received = official.requests(Some(CorrectionState::Received)).await;
    assert_eq!(received.unwrap(), std::slice::from_ref(&one));
    let in_review = official.requests(Some(CorrectionState::InReview)).await;
    assert_eq!(in_review.unwrap()[0].reference, two.reference);
    let shown = official.request(&one.reference).await.unwrap();
    assert_eq!((shown.phone.as_str(), &shown.request), (PHONE, &one));
    assert_eq!(shown.current.unwrap().text("name"), Some("测试市民甲"));
    let read = official.request_attachment(&one.reference, 2).await;
    assert_eq!(read.unwrap(), (MediaType::Jpeg, jpeg(300)));
    for (reference, number) in [(&one, 0), (&one, 3), (&two, 1), (&one, usize::MAX)] {
        let none = official.request_attachment(&reference.reference, number);
        assert_eq!(none.await.unwrap_err().code(), "no-such-attachment");
    }
    let unknown = official.request("x").await.unwrap_err();
    assert_eq!(unknown.code(), "no-such-request");
    official
        .answer_request(&one.reference, answer(true))
        .await
        .unwrap();
    official
        .answer_request(&two.reference, answer(false))
        .await
        .unwrap();

    let (third, _) = first.ask(wish(&[])).await;
    first.withdraw(third).await;
    let three = first.snapshot().await.corrections.remove(1).reference;

    let url = format!("sqlite:{}/platform.sqlite3", folder.path().display());
    let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let listed = "SELECT min(position) FROM audit WHERE action = 'corrections.listed'";
    let listed: i64 = sqlx::query_scalar(listed)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    let query = "SELECT actor, action, detail, citizen_id IS NOT NULL FROM audit \
                 WHERE action LIKE '%correction%' OR action LIKE 'attachment%' \
                 OR (action = 'unit.corrected' AND position > ?) ORDER BY position";
    let trail: Vec<(String, String, String, bool)> = sqlx::query_as(query)
        .bind(listed)
        .fetch_all(&mut conn)
        .await
        .unwrap();
    let trail: Vec<_> = trail
        .iter()
        .map(|(actor, action, detail, whose)| {
            (actor.as_str(), action.as_str(), detail.as_str(), *whose)
        })
        .collect();
    let (a, b) = (one.reference.as_str(), two.reference.as_str());
    let attachment = format!("{a} 2");
    let expected = [
        ("citizen", "correction.requested", a, true),
        ("citizen", "correction.requested", b, true),
        ("official", "corrections.listed", "all", false),
        ("official", "correction.taken", b, true),
        ("official", "corrections.listed", "received", false),
        ("official", "corrections.listed", "in_review", false),
        ("official", "correction.read", a, true),
        ("official", "attachment.read", attachment.as_str(), true),
        ("official", "unit.corrected", "name", true),
        ("official", "correction.accepted", a, true),
        ("official", "correction.refused", b, true),
        ("citizen", "correction.requested", three.as_str(), true),
        ("citizen", "correction.withdrawn", three.as_str(), true),
    ];
    assert_eq!(trail, expected);
    assert!(official.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn the_commands_do_the_same_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut citizen = verified(&world, PHONE).await;
    let attachment = citizen.client.attach().await;
    citizen.ask(wish(&[attachment])).await;
    verify(&world, PHONE, "sex", "sex", "male").await;
    citizen
        .ask(json!({
            "type": "profile.correction_request", "unit": "sex", "value": null,
            "reason": "填错了", "attachments": [],
        }))
        .await;
    let requests = citizen.snapshot().await.corrections;
    let (name, sex) = (&requests[0].reference, &requests[1].reference);
    let data = folder.path().to_str().unwrap();
    let official = |arguments: &[&str]| {
        let start = ["--data", data, "official", "requests"];
        [&start[..], arguments]
            .concat()
            .iter()
            .map(|one| (*one).to_owned())
            .collect::<Vec<_>>()
    };

    let list = run_ok(&official(&["list", "--state", "received"]));
    assert_eq!(list.lines().count(), 2);
    let line = list
        .lines()
        .find(|line| line.starts_with(name.as_str()))
        .unwrap();
    let cells: Vec<_> = line.split('\t').collect();
    let at = requests[0].submitted_at.as_str();
    assert_eq!(cells, [name, "received", "name", at, "1"]);
    assert!(!list.contains("测试市民") && !list.contains("户口本"));
    assert!(
        !run(&official(&["list", "--state", "lost"]))
            .status
            .success()
    );

    let shown = run_ok(&official(&["show", name]));
    for part in [
        PHONE,
        "测试市民甲",
        "测试市民乙",
        "户口本上是这个字",
        "image/jpeg, 300",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let empty = run_ok(&official(&["show", sex]));
    assert!(empty.contains("asked for: null"), "{empty}");

    let out = folder.path().join("proof.jpg");
    let out_text = out.to_str().unwrap();
    run_ok(&official(&["attachment", name, "1", "--out", out_text]));
    assert_eq!(std::fs::read(&out).unwrap(), jpeg(300));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&out).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it shows somebody's document");
    }
    let again = run_refused(&official(&["attachment", name, "1", "--out", out_text]));
    assert!(again.contains("[file-exists]"), "{again}");
    let none = run_refused(&official(&["attachment", name, "2", "--out", out_text]));
    assert!(none.contains("[no-such-attachment]"), "{none}");

    let taken = run_ok(&official(&["take", name]));
    assert!(taken.contains("\tin_review\t"), "{taken}");
    let both = ["answer", name, "--accept", "--refuse", "--words", "x"];
    assert!(!run(&official(&both)).status.success());
    let neither = ["answer", name, "--words", "x"];
    assert!(!run(&official(&neither)).status.success());
    let accepted = run_ok(&official(&[
        "answer",
        name,
        "--accept",
        "--words",
        "已核对",
    ]));
    assert!(accepted.contains("\taccepted\t"), "{accepted}");
    let refused = run_ok(&official(&[
        "answer",
        sex,
        "--refuse",
        "--words",
        "请到窗口",
    ]));
    assert!(refused.contains("\trefused\t"), "{refused}");
    let shown = run_ok(&official(&["show", sex]));
    assert!(shown.contains("请到窗口"), "{shown}");
    let closed = run_refused(&official(&["answer", name, "--refuse", "--words", "x"]));
    assert!(closed.contains("[request-closed]"), "{closed}");
    let unknown = run_refused(&official(&["take", "20260101-222222"]));
    assert!(unknown.contains("[no-such-request]"), "{unknown}");

    let unit = citizen.unit("name").await.unwrap();
    assert_eq!(unit.value.unwrap().text("name"), Some("测试市民乙"));
    let official = Official::open(folder.path()).await.unwrap();
    assert!(official.verify_audit().await.unwrap().is_ok());
}
