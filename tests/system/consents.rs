use std::path::{Path, PathBuf};

use sst_api::disclosure::Ground;
use sst_core::{
    ChangeInput, Client, ConsentItemView, DecisionInput, Delivery, ItemDecisionInput, ItemStanding,
    KeySource, PersonTerms, ProofView, ReceiptContents, ReceiptsCheck, Screen, TrustedKeys,
    UnsentChoice, check_receipts,
};
use sst_domain::consent::{
    Actor, AgeBand, Choice, Decision, PolicySignature, Reach, ReceiptFile, TERMS, Trigger,
    verify_receipts,
};
use sst_platform::DisclosureDraft;

use crate::guardians;
use crate::town::{JIA, Town, edit, eventually, log_in, log_in_as, settled};

const SMS: &str = "notify-sms";

pub(crate) async fn item(client: &Client, item: &str) -> ConsentItemView {
    let view = client.consent().purposes("zh-CN").await.unwrap();
    let mut items = view.purposes.into_iter().flat_map(|purpose| purpose.items);
    items.find(|found| found.item == item).unwrap()
}

pub(crate) async fn decide(client: &Client, item: &str, allow: bool) {
    let shown = client.consent().purposes("zh-CN").await.unwrap();
    let input = ItemDecisionInput {
        item: item.to_owned(),
        allow,
        by_guardian: false,
        text_hash: shown.text_hash,
        served_id: shown.served_id,
        trigger: Trigger::PrivacyCentre,
        presentation: "purposes".to_owned(),
        language: "zh-CN".to_owned(),
    };
    client.consent().decide_item(input).await.unwrap();
}

pub(crate) async fn stands(client: &Client, item: &str, standing: ItemStanding) {
    for _ in 0..400 {
        if self::item(client, item).await.standing == standing {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{item} is {:?}", self::item(client, item).await);
}

pub(crate) async fn saved(client: &Client, folder: &Path) -> ReceiptFile {
    let path = saved_as(client, folder, ReceiptContents::Receipts).await;
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub(crate) async fn saved_as(client: &Client, folder: &Path, contents: ReceiptContents) -> PathBuf {
    let consent = client.consent();
    let saved = consent.save_receipts(folder.to_owned(), contents).await;
    saved.unwrap().path.into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_off_until_it_is_asked_for() {
    let town = Town::found().await;
    let client = town.computer().signed_in().await;
    let view = client.consent().purposes("zh-CN").await.unwrap();
    assert_eq!(view.closed, None);
    let items: Vec<_> = view
        .purposes
        .iter()
        .flat_map(|purpose| &purpose.items)
        .collect();
    assert!(items.len() >= 12, "{}", items.len());
    for item in items {
        assert_eq!(item.standing, ItemStanding::NotAsked, "{}", item.item);
    }
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_holds_at_once_outlives_the_process_and_is_countersigned() {
    let mut town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    town.stop_platform().await;
    decide(&client, SMS, true).await;
    let decided = item(&client, SMS).await;
    assert_eq!(decided.standing, ItemStanding::Given);
    assert_eq!(decided.delivery, Some(Delivery::Waiting));
    client.close().await;

    let client = computer.open().await;
    assert_eq!(item(&client, SMS).await.standing, ItemStanding::Given);
    decide(&client, SMS, false).await;
    assert_eq!(item(&client, SMS).await.standing, ItemStanding::Withdrawn);
    town.start_platform().await;
    client.sync_now();
    settled(&client).await;
    let decided = item(&client, SMS).await;
    assert_eq!(decided.standing, ItemStanding::Withdrawn);
    assert!(matches!(
        decided.delivery,
        Some(Delivery::Countersigned { position: 3 })
    ));
    let elsewhere = town.computer().signed_in().await;
    assert_eq!(
        item(&elsewhere, SMS).await.standing,
        ItemStanding::Withdrawn
    );
    client.close().await;
    elsewhere.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_before_the_log_in_is_proven_after_it() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.agreed().await;
    client.close().await;
    // Another process, in which the person logs in.
    let client = computer.open().await;
    log_in(&client).await;
    settled(&client).await;
    let view = client.consent().receipts().await.unwrap();
    assert!(
        matches!(
            view.proof,
            ProofView::Whole {
                complete_until: Some(_)
            }
        ),
        "{:?}",
        view.proof
    );
    let [terms] = view.receipts.as_slice() else {
        panic!("{:?}", view.receipts);
    };
    assert_eq!(
        (terms.item.as_str(), terms.decision),
        (TERMS, Decision::Given)
    );
    assert_eq!(
        (terms.trigger, terms.actor),
        (Trigger::FirstRun, Actor::Person)
    );
    // Logged in once more, it is not entered a second time.
    let again = town.computer().signed_in().await;
    eventually("both answers are there", || again.sync_view().waiting == 0).await;
    assert_eq!(again.consent().receipts().await.unwrap().receipts.len(), 2);
    client.close().await;
    again.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_on_one_computer_wins_over_an_agreement_on_another() {
    let mut town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (home.signed_in().await, office.signed_in().await);
    decide(&home, SMS, true).await;
    stands(&office, SMS, ItemStanding::Given).await;

    town.stop_platform().await;
    decide(&home, SMS, false).await;
    // Without knowing of it, the other one goes back and agrees anew.
    decide(&office, SMS, false).await;
    decide(&office, SMS, true).await;
    town.start_platform().await;
    home.sync_now();
    settled(&home).await;
    office.sync_now();
    settled(&office).await;
    for client in [&home, &office] {
        stands(client, SMS, ItemStanding::Withdrawn).await;
    }
    // Who has seen the withdrawal can agree again.
    decide(&office, SMS, true).await;
    stands(&home, SMS, ItemStanding::Given).await;
    home.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_nothing_is_missing_is_said_only_of_what_was_verified() {
    let town = Town::found().await;
    let folder = tempfile::tempdir().unwrap();
    let computers = [
        (town.computer(), true),
        (town.computer().without_keys(), false),
    ];
    for (computer, pinned) in computers {
        let client = computer.signed_in().await;
        decide(&client, SMS, pinned).await;
        guardians::entered(&client).await;
        let contents = ReceiptContents::Receipts;
        let consent = client.consent();
        let saved = consent.save_receipts(folder.path().to_owned(), contents);
        assert_eq!(saved.await.unwrap().anchored, pinned);
        client.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_receipts_is_whole_and_verifies_without_the_platform() {
    let mut town = Town::found().await;
    let key = town.platform().receipt_key();
    let client = town.computer().signed_in().await;
    for allow in [true, false, true] {
        decide(&client, SMS, allow).await;
    }
    guardians::entered(&client).await;
    settled(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    let verified = verify_receipts(&file, std::slice::from_ref(&key)).unwrap();
    assert_eq!((verified.countersigned, verified.waiting), (4, 0));
    assert!(verified.anchored && verified.texts_missing.is_empty());

    town.stop_platform().await;
    decide(&client, SMS, false).await;
    let file = saved(&client, folder.path()).await;
    let verified = verify_receipts(&file, &[key]).unwrap();
    assert_eq!((verified.countersigned, verified.waiting), (4, 1));
    assert!(
        !verified.anchored,
        "nobody could say that nothing is missing"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_auditor_s_bundle_holds_the_policies_the_registry_and_the_keys() {
    let town = Town::found().await;
    let key = town.platform().receipt_key();
    let client = town.computer().signed_in().await;
    decide(&client, SMS, true).await;
    guardians::entered(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let path = saved_as(&client, folder.path(), ReceiptContents::Audit).await;
    let trusted = KeySource::Trusted(TrustedKeys {
        receipts: vec![key.clone()],
        policies: Vec::new(),
    });
    let ReceiptsCheck::Whole(whole) = check_receipts(&path, &trusted).unwrap() else {
        panic!("it is whole");
    };
    assert!(whole.receipts.anchored && whole.receipts.texts_missing.is_empty());
    let audit = whole.audit.unwrap();
    // The sample in both languages; both decisions were made about the Chinese one.
    let policies = &audit.verified.policies;
    assert_eq!(policies.len(), 2);
    assert!(
        policies
            .iter()
            .all(|found| found.signature == PolicySignature::Sample)
    );
    let notices: Vec<usize> = policies.iter().map(|found| found.notices).collect();
    assert_eq!(notices.iter().sum::<usize>(), 2, "{policies:?}");
    assert_eq!(audit.verified.policies_missing, []);
    assert_eq!(audit.registry_differs, [""; 0]);
    let file: ReceiptFile = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let part = file.audit.unwrap();
    assert_eq!(part.keys.receipts, [key.to_line()]);
    assert_eq!(part.program, "shengshitong 0.0.0-test");

    // Who saves receipts alone gets those alone, in a file of another name.
    let alone = saved(&client, folder.path()).await;
    assert_eq!(alone.audit, None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    client.close().await;
}

/// The decisions about the policy as a whole in the log of whoever is logged in, newest first.
pub(crate) async fn terms(client: &Client) -> Vec<(Decision, bool)> {
    let receipts = client.consent().receipts().await.unwrap().receipts;
    receipts
        .iter()
        .filter(|receipt| receipt.item == TERMS)
        .map(|receipt| {
            let entered = matches!(receipt.delivery, Delivery::Countersigned { .. });
            (receipt.decision, entered)
        })
        .collect()
}

pub(crate) async fn answer_terms(client: &Client, choice: Choice) {
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = DecisionInput {
        choice,
        age_band: Some(AgeBand::Adult),
        text_hash,
        language: "zh-CN".to_owned(),
    };
    client.consent().decide(decision).await.unwrap();
}

pub(crate) async fn has_come_to(client: &Client, person: PersonTerms) {
    eventually("the person stands there", || {
        client.bootstrap().consent.person == Some(person)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_back_on_the_whole_policy_reaches_the_platform_and_every_computer() {
    let mut town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (client, other) = (home.signed_in().await, office.signed_in().await);
    answer_terms(&client, Choice::BrowseOnly).await;
    assert_eq!(terms(&client).await[0], (Decision::Withdrawn, true));
    has_come_to(&other, PersonTerms::Closed).await;
    let consent = other.bootstrap().consent;
    assert_eq!(consent.reach, Reach::PublicReads);
    assert!(
        other.bootstrap().profile.is_some(),
        "what is here can be read"
    );
    answer_terms(&client, Choice::Agree).await;
    settled(&client).await;
    // The other computer is closed to sync, so it hears of it only when somebody answers there.
    answer_terms(&other, Choice::Agree).await;
    settled(&other).await;
    assert_eq!(other.bootstrap().consent.reach, Reach::Account);

    // Without a network it waits, outlives the process, and is told by itself.
    town.stop_platform().await;
    answer_terms(&client, Choice::BrowseOnly).await;
    assert_eq!(terms(&client).await[0], (Decision::Withdrawn, false));
    client.close().await;
    let client = home.open().await;
    assert_eq!(client.bootstrap().consent.reach, Reach::PublicReads);
    town.start_platform().await;
    for _ in 0..800 {
        if terms(&client).await[0] == (Decision::Withdrawn, true) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(terms(&client).await[0], (Decision::Withdrawn, true));
    has_come_to(&other, PersonTerms::Closed).await;
    client.close().await;
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_logs_in_second_is_asked_on_their_own() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let first = client.bootstrap().consent;
    assert_eq!(first.person, Some(PersonTerms::Agreed));
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();

    log_in_as(&town, &client, "13800000077").await;
    has_come_to(&client, PersonTerms::Unasked).await;
    assert_eq!(client.bootstrap().consent.reach, Reach::PublicReads);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(terms(&client).await.is_empty());
    let sync = client.sync_view();
    assert_eq!(sync.last_contact, None, "nothing of theirs was fetched");

    // A refusal is entered, and leaves the computer's own answer as it was.
    answer_terms(&client, Choice::BrowseOnly).await;
    assert_eq!(terms(&client).await, [(Decision::Refused, true)]);
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    assert_eq!(client.bootstrap().consent.reach, Reach::Account);

    // At home with the first person nobody asks again.
    log_in(&client).await;
    settled(&client).await;
    assert_eq!(client.bootstrap().consent.person, Some(PersonTerms::Agreed));
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    log_in_as(&town, &client, "13800000077").await;
    has_come_to(&client, PersonTerms::Closed).await;
    answer_terms(&client, Choice::Agree).await;
    settled(&client).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_restored_platform_has_lost_is_sent_again() {
    let mut town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let backup = town.back_up().await;
    for allow in [true, false, true] {
        decide(&client, SMS, allow).await;
    }
    settled(&client).await;
    town.restore(&backup).await;
    client.sync_now();
    // What another computer is told of can only have come from the platform.
    let elsewhere = town.computer();
    let elsewhere = elsewhere.signed_in().await;
    stands(&elsewhere, SMS, ItemStanding::Given).await;
    settled(&client).await;
    let decided = item(&client, SMS).await;
    assert_eq!(decided.standing, ItemStanding::Given);
    let delivery = &decided.delivery;
    assert!(
        matches!(delivery, Some(Delivery::Countersigned { .. })),
        "{delivery:?}"
    );
    assert_eq!(entered(&client, SMS).await, 3);
    client.close().await;
    elsewhere.close().await;
}

/// How many decisions about an item the platform has countersigned.
async fn entered(client: &Client, item: &str) -> usize {
    let receipts = client.consent().receipts().await.unwrap().receipts;
    receipts
        .iter()
        .filter(|receipt| receipt.item == item)
        .filter(|receipt| matches!(receipt.delivery, Delivery::Countersigned { .. }))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_computer_put_back_from_a_backup_begins_a_new_chain() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    decide(&client, SMS, true).await;
    settled(&client).await;
    client.close().await;
    let backup = computer.back_up();
    let client = computer.open().await;
    decide(&client, SMS, false).await;
    settled(&client).await;
    client.close().await;
    computer.restore(&backup);

    let client = computer.open().await;
    decide(&client, "usage-statistics", true).await;
    for _ in 0..800 {
        let decided = item(&client, "usage-statistics").await;
        if matches!(decided.delivery, Some(Delivery::Countersigned { .. })) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let decided = item(&client, "usage-statistics").await;
    assert_eq!(decided.standing, ItemStanding::Given);
    assert!(
        matches!(decided.delivery, Some(Delivery::Countersigned { .. })),
        "{decided:?}"
    );
    assert_eq!(item(&client, SMS).await.standing, ItemStanding::Withdrawn);
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    verify_receipts(&file, &[town.platform().receipt_key()]).unwrap();
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_everything_refused_one_browses_and_corrects_and_nothing_else_leaves() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let view = client.consent().purposes("zh-CN").await.unwrap();
    let items: Vec<String> = view
        .purposes
        .iter()
        .flat_map(|purpose| purpose.items.iter().map(|item| item.item.clone()))
        .collect();
    for item in &items {
        decide(&client, item, false).await;
    }
    settled(&client).await;

    // One browses,
    client.public().articles().await.unwrap();
    client.public().halls().await.unwrap();
    // corrects,
    let street = serde_json::json!({ "region": "210104", "street": "测试路 9 号" });
    edit(&client, "address", street).await;
    settled(&client).await;
    // takes one's receipts along, and ends other sessions.
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    assert_eq!(file.receipts.len(), items.len() + 1);
    assert!(file.anchor.is_some());
    client.security().sessions().await.unwrap();
    client.registry().disclosed(None).await.unwrap();
    // What needs a consent does not happen.
    client.reports().opened(Screen::Home);
    client.crash_watch().failed_at("src-tauri/src/start.rs:1:1");
    let places = vec!["nodes/1.js:1:2".to_owned()];
    client.reports().page_failed(places).await.unwrap();
    assert_eq!(client.reports().view().await.unwrap().here, []);
    let document = serde_json::json!({
        "unit": "id_document",
        "fields": { "kind": "passport", "number": "E12345678" },
        "base_rev": 0,
    });
    let document: ChangeInput = serde_json::from_value(document).unwrap();
    let refused = client
        .profile()
        .document_change(document)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "item-consent-needed");

    // Everything that left is what these need, by name.
    let sent = client.registry().sent().await;
    let left: std::collections::BTreeSet<&str> = sent
        .days
        .iter()
        .flat_map(|day| day.lines.iter().map(|line| line.operation.as_str()))
        .collect();
    let allowed = [
        "articles",
        "authorize",
        "challenge",
        "changes",
        "consent_anchor",
        "contacts",
        "current_policy",
        "devices",
        "disclosures",
        "discovery",
        "events",
        "halls",
        "policy_version",
        "push",
        "sessions",
        "token",
    ];
    let others: Vec<_> = left.iter().filter(|name| !allowed.contains(name)).collect();
    assert_eq!(others, [&""; 0], "{left:?}");
    assert!(
        left.contains("push") && left.contains("articles"),
        "{left:?}"
    );

    // With the policy itself refused the decision is still told, and a session can be ended.
    answer_terms(&client, Choice::BrowseOnly).await;
    assert_eq!(terms(&client).await[0], (Decision::Withdrawn, true));
    client.public().articles().await.unwrap();
    assert_eq!(
        client.security().sessions().await.unwrap_err().code(),
        "consent-needed"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_platform_told_can_be_asked_whatever_was_decided() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    assert_eq!(client.registry().disclosed(None).await.unwrap().lines, []);
    let draft = DisclosureDraft {
        phone: JIA.to_owned(),
        on: None,
        recipient: "测试法院".to_owned(),
        ground: Ground::StatutoryDuty.as_str().to_owned(),
        reason: "测试依据".to_owned(),
        kinds: vec!["name".to_owned()],
        method: "测试方式".to_owned(),
    };
    let official = town.platform().official();
    official.record_disclosure(draft).await.unwrap();
    answer_terms(&client, Choice::BrowseOnly).await;
    has_come_to(&client, PersonTerms::Closed).await;
    let list = client.registry().disclosed(None).await.unwrap();
    assert_eq!(list.lines[0].recipient, "测试法院");
    assert!(list.lines.len() == 1 && !list.has_more);
    client.close().await;
}
