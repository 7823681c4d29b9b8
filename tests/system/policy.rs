use sha2::{Digest as _, Sha256};
use sst_core::{
    ChangeAnswer, ChangeAnswerInput, Client, DecisionInput, ItemStanding, NewerPolicyView,
    PersonTerms, PolicySource, UnsentChoice,
};
use sst_domain::consent::{AgeBand, Choice, Decision, LaterAnswer, Reach, TERMS};
use sst_domain::policy::{
    ChangeKind, ChangeNote, Language, Materiality, PolicyBundle, PolicySidecar, PolicySigningKey,
    Purpose, ReasonCode, import, sample, sign,
};

use crate::consents::{answer_terms, decide, has_come_to, item, stands, terms};
use crate::town::{Computer, Town, agree, eventually, log_in, log_in_as, settled};

const SMS: &str = "notify-sms";
const STATISTICS: &str = "usage-statistics";

fn key() -> PolicySigningKey {
    PolicySigningKey::from_seed(&[9; 32])
}

/// The version after `before`, in the same language.
fn after(
    before: &PolicyBundle,
    label: Materiality,
    (from, to): (&str, &str),
    edit: impl FnOnce(&mut PolicySidecar),
) -> PolicyBundle {
    let text = before.document.render();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    let document = import(&text.replacen(from, to, 1)).unwrap();
    let mut sidecar = before.sidecar.clone();
    sidecar.version = format!("{}.1", before.sidecar.version);
    sidecar.text_hash.clone_from(&document.text_hash);
    sidecar.change = Some(ChangeNote {
        from: before.document.text_hash.clone(),
        from_version: before.document.version.clone(),
        label,
        summary: "统计的用法有变化。".to_owned(),
        for_me: "同意过的要重新选择。".to_owned(),
    });
    edit(&mut sidecar);
    PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z").unwrap()
}

fn first() -> PolicyBundle {
    sample(Language::ZhCn).open().unwrap()
}

fn research(sidecar: &mut PolicySidecar) -> &mut Purpose {
    let mut purposes = sidecar.purposes.iter_mut();
    purposes.find(|purpose| purpose.id == "research").unwrap()
}

/// Words only.
fn reworded(before: &PolicyBundle) -> PolicyBundle {
    let words = ("数据分析和研究，用来", "数据分析与研究，用于");
    after(before, Materiality::Wording, words, |_| {})
}

/// One purpose has another recipient.
fn with_recipient(before: &PolicyBundle) -> PolicyBundle {
    let words = ("数据分析和研究，用来", "数据分析和研究，为了");
    after(before, Materiality::Material, words, |sidecar| {
        research(sidecar).recipients.push("高校".to_owned());
    })
}

/// Somebody else decides about the data.
fn with_controller(before: &PolicyBundle) -> PolicyBundle {
    let words = ("数据分析和研究，用来", "数据分析和研究，以便");
    after(before, Materiality::Material, words, |sidecar| {
        sidecar.controller = "另一个机构".to_owned();
    })
}

async fn publish(town: &Town, bundle: &PolicyBundle) {
    let bytes = sign(bundle, &key()).unwrap();
    let official = town.platform().official();
    official
        .publish_policy(&bytes, &key().public())
        .await
        .unwrap();
}

/// A client that believes the operator's key.
fn trusting(computer: &Computer) -> Client {
    let mut config = computer.config();
    config.policy_keys = vec![key().public()];
    let client = Client::open(config).unwrap();
    client.start();
    client
}

async fn signed_in(computer: &Computer) -> Client {
    let client = trusting(computer);
    agree(&client).await;
    log_in(&client).await;
    settled(&client).await;
    client
}

async fn newer(client: &Client, version: &str) -> NewerPolicyView {
    let here = || newer_now(client).is_some_and(|newer| newer.version.version == version);
    eventually("the newer policy is noticed", here).await;
    newer_now(client).unwrap()
}

fn newer_now(client: &Client) -> Option<NewerPolicyView> {
    client.bootstrap().consent.newer_policy
}

async fn answer(client: &Client, answer: ChangeAnswer) -> Result<(), &'static str> {
    let version = newer_now(client).unwrap().version;
    let input = ChangeAnswerInput {
        answer,
        version,
        by_guardian: false,
    };
    let answered = client.consent().answer_change(input).await;
    answered.map(drop).map_err(|error| error.code())
}

/// What was agreed to on another computer has come here.
async fn agreed_to(client: &Client, version: &str) {
    for _ in 0..400 {
        let answered = client.consent().policy_history().await.unwrap().versions;
        if answered.iter().any(|one| one.version.version == version) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the other computer has not heard of it");
}

async fn standing(client: &Client, name: &str) -> ItemStanding {
    item(client, name).await.standing
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_words_is_told_and_asks_nothing() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = signed_in(&computer).await;
    assert_eq!(newer_now(&client), None, "the platform has the same sample");
    decide(&client, STATISTICS, true).await;
    settled(&client).await;

    let two = reworded(&first());
    publish(&town, &two).await;
    let news = newer(&client, &two.document.version).await;
    assert_eq!(
        (news.materiality, news.terms),
        (Materiality::Wording, false)
    );
    assert_eq!((news.items, news.answer), (0, None));
    assert_eq!(standing(&client, STATISTICS).await, ItemStanding::Given);
    let shown = client.consent().policy("zh-CN").await.unwrap();
    assert_eq!(
        (shown.source, shown.sample),
        (PolicySource::Platform, false)
    );
    assert_eq!(shown.document, two.document);

    assert_eq!(
        answer(&client, ChangeAnswer::Decline).await,
        Err("not-applicable")
    );
    answer(&client, ChangeAnswer::Noted).await.unwrap();
    let news = newer_now(&client).unwrap();
    assert_eq!(news.answer, Some(LaterAnswer::Noted));
    client.close().await;
    let client = trusting(&computer);
    let news = newer(&client, &two.document.version).await;
    assert_eq!(
        news.answer,
        Some(LaterAnswer::Noted),
        "after a restart, too"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_material_change_asks_again_for_what_it_touches_and_nothing_else() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (signed_in(&home).await, signed_in(&office).await);
    for item in [STATISTICS, SMS] {
        decide(&home, item, true).await;
    }
    settled(&home).await;

    let two = with_recipient(&first());
    publish(&town, &two).await;
    for client in [&home, &office] {
        let news = newer(client, &two.document.version).await;
        assert_eq!(
            (news.materiality, news.terms),
            (Materiality::Material, false)
        );
        assert_eq!(standing(client, STATISTICS).await, ItemStanding::AskedAgain);
        assert_eq!(standing(client, SMS).await, ItemStanding::Given);
    }
    eventually("both count it", || {
        [&home, &office]
            .iter()
            .all(|client| newer_now(client).is_some_and(|news| news.items == 1))
    })
    .await;

    let change = home
        .consent()
        .policy_change(None, None, "zh-CN")
        .await
        .unwrap();
    assert_eq!(change.from.version.text_hash, first().document.text_hash);
    assert_eq!(change.to.version.text_hash, two.document.text_hash);
    let touched: Vec<_> = change
        .purposes
        .iter()
        .map(|purpose| purpose.id.as_str())
        .collect();
    // They share the clause whose words changed.
    assert_eq!(touched, ["research", "crash-reports"]);
    assert_eq!(change.notes[0].summary, "统计的用法有变化。");
    let [clause] = change.clauses.as_slice() else {
        panic!("{:?}", change.clauses);
    };
    assert_eq!(clause.kind, ChangeKind::Changed);
    assert!(clause.marks.len() > 1);

    // Decided on one computer, it is decided on the other.
    decide(&home, STATISTICS, true).await;
    settled(&home).await;
    for client in [&home, &office] {
        stands(client, STATISTICS, ItemStanding::Given).await;
    }
    home.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_says_in_sum_and_by_clause_what_it_is_and_means_and_both_texts_can_be_read() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = signed_in(&computer).await;
    let two = with_recipient(&first());
    publish(&town, &two).await;
    newer(&client, &two.document.version).await;
    let consent = client.consent();
    let change = consent.policy_change(None, None, "zh-CN").await.unwrap();
    let [note] = change.notes.as_slice() else {
        panic!("{:?}", change.notes);
    };
    let said = two.sidecar.change.clone().unwrap();
    assert_eq!((&note.summary, &note.for_me), (&said.summary, &said.for_me));
    let [clause] = change.clauses.as_slice() else {
        panic!("{:?}", change.clauses);
    };
    let (before, after) = (&clause.before, &clause.after);
    let (before, after) = (before.as_ref().unwrap(), after.as_ref().unwrap());
    assert!(before.text.contains("数据分析和研究，用来"), "{before:?}");
    assert!(after.text.contains("数据分析和研究，为了"), "{after:?}");
    for (line, version) in [(change.from, first()), (change.to, two)] {
        let whole = consent.policy_at(line.version, "zh-CN").await.unwrap();
        assert_eq!(whole.document, version.document);
    }
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_accept_new_terms_keeps_the_old_ones_and_every_right() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = signed_in(&computer).await;
    let two = with_controller(&first());
    publish(&town, &two).await;
    let news = newer(&client, &two.document.version).await;
    assert!(news.terms);
    assert_eq!(
        answer(&client, ChangeAnswer::Noted).await,
        Err("not-applicable")
    );
    answer(&client, ChangeAnswer::Decline).await.unwrap();
    let consent = client.bootstrap().consent;
    assert_eq!(consent.reach, Reach::Account);
    assert_eq!(
        consent.newer_policy.unwrap().answer,
        Some(LaterAnswer::Declined)
    );
    settled(&client).await;
    let receipts = client.consent().receipts().await.unwrap().receipts;
    let newest = &receipts[0];
    assert_eq!(
        (newest.item.as_str(), newest.decision),
        (TERMS, Decision::Refused)
    );
    assert_eq!(newest.policy_version, two.document.version);

    // The other computer of the same person does not ask once more.
    let elsewhere = town.computer();
    let elsewhere = trusting(&elsewhere);
    agree(&elsewhere).await;
    log_in(&elsewhere).await;
    settled(&elsewhere).await;
    let history = elsewhere.consent().policy_history().await.unwrap();
    assert!(history.versions.len() >= 2, "{history:?}");

    // Refusing the policy as a whole after that is another thing, and closes every computer.
    refuse_everything(&client).await;
    eventually("it is closed elsewhere, too", || {
        elsewhere.bootstrap().consent.person == Some(PersonTerms::Closed)
    })
    .await;
    agree(&client).await;
    assert_eq!(newer_now(&client), None);
    client.close().await;
    elsewhere.close().await;
}

async fn refuse_everything(client: &Client) {
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = DecisionInput {
        choice: Choice::BrowseOnly,
        age_band: Some(AgeBand::Adult),
        text_hash,
        language: "zh-CN".to_owned(),
    };
    client.consent().decide(decision).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_declined_new_terms_can_accept_them_later() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = signed_in(&computer).await;
    let two = with_controller(&first());
    publish(&town, &two).await;
    newer(&client, &two.document.version).await;
    answer(&client, ChangeAnswer::Decline).await.unwrap();
    answer(&client, ChangeAnswer::Accept).await.unwrap();
    assert_eq!(newer_now(&client), None);
    let history = client.consent().policy_history().await.unwrap().versions;
    let in_force: Vec<_> = history
        .iter()
        .map(|line| (line.in_force, line.decision))
        .collect();
    assert!(
        in_force.contains(&(true, Some(Decision::Given))),
        "{history:?}"
    );
    assert!(history.iter().all(|line| line.at_hand));
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn purposes_and_rights_that_are_gone_are_called_by_their_names() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = signed_in(&computer).await;
    let words = ("数据分析和研究，用来", "数据分析和研究，以此");
    let two = after(&first(), Materiality::Material, words, |sidecar| {
        sidecar.purposes.retain(|one| one.id != "find-halls");
        sidecar.rights.retain(|one| one.id != "object");
    });
    publish(&town, &two).await;
    newer(&client, &two.document.version).await;
    let change = client.consent().policy_change(None, None, "zh-CN").await;
    let change = change.unwrap();
    let gone = change.purposes.iter().find(|one| one.id == "find-halls");
    let gone = gone.unwrap();
    assert_eq!(gone.title, "在桌面端查找附近的办事大厅");
    assert_eq!(gone.reasons[0].code, ReasonCode::PurposeRemoved);
    assert!(gone.items.is_empty());
    let right = change.reasons.iter();
    let right = right.filter(|one| one.code == ReasonCode::RightRemoved);
    let titles: Vec<_> = right.map(|one| one.value.as_str()).collect();
    assert_eq!(titles, ["查看对账号的处理并提出异议"]);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_logs_in_is_told_of_what_changed_since_their_own_answer() {
    let town = Town::found().await;
    let mine = town.computer();
    let client = signed_in(&mine).await;
    client.close().await;
    let two = with_controller(&first());
    publish(&town, &two).await;

    // Somebody else answers the new one on another computer.
    let shared = town.computer();
    let client = trusting(&shared);
    agree(&client).await;
    log_in_as(&town, &client, "13800000077").await;
    newer(&client, &two.document.version).await;
    answer(&client, ChangeAnswer::Accept).await.unwrap();
    settled(&client).await;
    assert_eq!(newer_now(&client), None);
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    assert_eq!(newer_now(&client), None);

    log_in(&client).await;
    settled(&client).await;
    let news = newer(&client, &two.document.version).await;
    assert!(news.terms);
    let change = client.consent().policy_change(None, None, "zh-CN").await;
    assert_eq!(
        change.unwrap().from.version.version,
        first().document.version
    );
    let history = client.consent().policy_history().await.unwrap();
    let answered: Vec<_> = history
        .versions
        .iter()
        .map(|one| &one.version.version)
        .collect();
    assert_eq!(answered, [&first().document.version]);

    // What was said once is not recorded again.
    answer(&client, ChangeAnswer::Decline).await.unwrap();
    let log = terms(&client).await.len();
    answer(&client, ChangeAnswer::Decline).await.unwrap();
    assert_eq!(terms(&client).await.len(), log);
    answer(&client, ChangeAnswer::Accept).await.unwrap();
    assert_eq!(newer_now(&client), None);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_person_declined_another_at_the_same_computer_can_still_answer() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = signed_in(&computer).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    log_in_as(&town, &client, "13800000077").await;
    has_come_to(&client, PersonTerms::Unasked).await;
    answer_terms(&client, Choice::Agree).await;
    settled(&client).await;
    let two = with_controller(&first());
    publish(&town, &two).await;
    newer(&client, &two.document.version).await;
    answer(&client, ChangeAnswer::Decline).await.unwrap();
    client.session().log_out(UnsentChoice::Keep).await.unwrap();

    log_in(&client).await;
    settled(&client).await;
    let news = newer(&client, &two.document.version).await;
    assert_eq!(news.answer, None);
    let before = terms(&client).await.len();
    answer(&client, ChangeAnswer::Decline).await.unwrap();
    assert_eq!(terms(&client).await.len(), before + 1);
    assert_eq!(
        newer_now(&client).unwrap().answer,
        Some(LaterAnswer::Declined)
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_words_is_noted_by_who_agreed_to_the_version_before_elsewhere() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (client, other) = (signed_in(&home).await, signed_in(&office).await);
    let two = with_controller(&first());
    publish(&town, &two).await;
    newer(&client, &two.document.version).await;
    answer(&client, ChangeAnswer::Accept).await.unwrap();
    settled(&client).await;
    agreed_to(&other, &two.document.version).await;
    let words = ("数据分析和研究，以便", "数据分析与研究，以便");
    let three = after(&two, Materiality::Wording, words, |_| {});
    publish(&town, &three).await;
    newer(&other, &three.document.version).await;
    answer(&other, ChangeAnswer::Noted).await.unwrap();
    assert_eq!(newer_now(&other).unwrap().answer, Some(LaterAnswer::Noted));
    client.close().await;
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_computer_that_missed_a_version_asks_as_one_that_did_not() {
    let mut town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let client = signed_in(&home).await;
    decide(&client, STATISTICS, true).await;
    settled(&client).await;
    let absent = signed_in(&office).await;
    absent.close().await;

    let two = reworded(&first());
    publish(&town, &two).await;
    newer(&client, &two.document.version).await;
    let words = ("按您选择的渠道发送消息", "按您选定的渠道发送消息");
    let three = after(&two, Materiality::Wording, words, |_| {});
    publish(&town, &three).await;
    let absent = trusting(&office);
    for client in [&client, &absent] {
        newer(client, &three.document.version).await;
        // Until the versions between have been fetched, it is asked again.
        stands(client, STATISTICS, ItemStanding::Given).await;
        let change = client
            .consent()
            .policy_change(None, None, "zh-CN")
            .await
            .unwrap();
        assert_eq!(change.notes.len(), 2);
        assert_eq!(change.clauses.len(), 2);
    }
    // Each version can be read and taken along.
    let folder = tempfile::tempdir().unwrap();
    let history = client.consent().policy_history().await.unwrap().versions;
    let name = history.last().unwrap().version.clone();
    let saved = client
        .consent()
        .save_policy(folder.path().to_owned(), Some(name.clone()), "zh-CN")
        .await
        .unwrap();
    let text = std::fs::read(&saved.path).unwrap();
    let digest = Sha256::digest(&text);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((&digest, &saved.sha256), (&name.text_hash, &name.text_hash));
    town.stop_platform().await;
    let known = client.consent().policy_at(name, "zh-CN").await.unwrap();
    assert_eq!(known.document, first().document);
    client.close().await;
    absent.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_no_pinned_key_has_signed_is_not_believed() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    publish(&town, &with_recipient(&first())).await;
    let inbox = || {
        client.bootstrap().inbox.is_some_and(|inbox| {
            inbox
                .notices
                .iter()
                .any(|line| line.title.contains("隐私政策"))
        })
    };
    eventually("the notice about it is here", inbox).await;
    settled(&client).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(newer_now(&client), None);
    assert!(client.consent().policy("zh-CN").await.unwrap().sample);
    client.close().await;
}
