//! Minors and their guardians, on real computers against the real platform.

use sst_core::{
    Client, DecisionInput, Delivery, GuardianTask, ItemDecisionInput, ItemStanding, PersonTerms,
    PurposesView, ReceiptView, SessionView, UnsentChoice,
};
use sst_domain::consent::{
    Actor, AgeBand, Choice, Decision, FaultCode, GuardianWord, Reach, TERMS, Trigger,
    verify_receipts,
};

use crate::consents::{has_come_to, saved};
use crate::town::{Town, edit, eventually, is_pending, log_in_as, settled};

pub(crate) const CHILD: &str = "13900000031";
pub(crate) const MOTHER: &str = "13900000032";
const SMS: &str = "notify-sms";

/// The minor's own answer.
pub(crate) async fn answer(client: &Client, age_band: AgeBand) {
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = DecisionInput {
        choice: Choice::Agree,
        age_band: Some(age_band),
        text_hash,
        language: "zh-CN".to_owned(),
    };
    client.consent().decide(decision).await.unwrap();
}

/// The guardian comes, and gives the code.
async fn come(town: &Town, client: &Client, phone: &str, task: GuardianTask) {
    client.guardian().send_code(phone, task).await.unwrap();
    let code = town.code(phone);
    let there = client.guardian().verify_code(&code).await.unwrap();
    assert_eq!((there.task, there.seconds_left), (task, 600));
}

pub(crate) async fn agree(town: &Town, client: &Client, phone: &str) {
    come(town, client, phone, GuardianTask::Confirm).await;
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let agreed = client.guardian().agree(&text_hash).await.unwrap();
    assert_eq!(
        (agreed.reach, agreed.guardian),
        (Reach::Account, Some(GuardianWord::Confirmed))
    );
}

pub(crate) async fn log_in(town: &Town, client: &Client, phone: &str) {
    log_in_as(town, client, phone).await;
    settled(client).await;
}

pub(crate) async fn switch(
    client: &Client,
    item: &str,
    allow: bool,
) -> Result<PurposesView, &'static str> {
    let shown = client.consent().purposes("zh-CN").await.unwrap();
    let input = ItemDecisionInput {
        item: item.to_owned(),
        allow,
        by_guardian: true,
        text_hash: shown.text_hash,
        served_id: shown.served_id,
        trigger: Trigger::PrivacyCentre,
        presentation: "purposes".to_owned(),
        language: "zh-CN".to_owned(),
    };
    let decided = client.consent().decide_item(input).await;
    decided.map_err(|error| error.code())
}

/// Every decision is in the platform's log.
pub(crate) async fn entered(client: &Client) {
    for _ in 0..400 {
        let receipts = client.consent().receipts().await.unwrap().receipts;
        let waits = |receipt: &ReceiptView| receipt.delivery == Delivery::Waiting;
        if !receipts.iter().any(waits) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("a decision still waits");
}

async fn standing(client: &Client, item: &str) -> ItemStanding {
    let view = client.consent().purposes("zh-CN").await.unwrap();
    let mut items = view.purposes.into_iter().flat_map(|purpose| purpose.items);
    items.find(|found| found.item == item).unwrap().standing
}

fn closed(client: &Client, word: GuardianWord) -> bool {
    let consent = client.bootstrap().consent;
    (consent.reach, consent.guardian) == (Reach::PublicReads, Some(word))
}

/// The window's language was changed after the minor answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guardian_agrees_to_the_same_version_in_another_language() {
    let town = Town::found().await;
    let client = town.computer().open().await;
    answer(&client, AgeBand::From14To17).await;
    come(&town, &client, MOTHER, GuardianTask::Confirm).await;
    let guardian = client.guardian();
    let refused = guardian.agree(&"0".repeat(64)).await;
    assert_eq!(refused.unwrap_err().code(), "policy-text-changed");
    let english = client.consent().policy("en").await.unwrap();
    let agreed = guardian.agree(&english.text_hash).await.unwrap();
    assert_eq!(agreed.reach, Reach::Account);
    log_in(&town, &client, CHILD).await;
    let receipts = client.consent().receipts().await.unwrap().receipts;
    let of_guardian = receipts.iter().find(|one| one.actor == Actor::Guardian);
    assert_eq!(of_guardian.unwrap().title, english.document.title);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_minor_gets_an_account_with_the_guardian_s_code_and_not_without() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.open().await;
    let guardian = client.guardian();
    let refused = guardian.send_code(MOTHER, GuardianTask::Confirm).await;
    assert_eq!(refused.unwrap_err().code(), "consent-needed");

    answer(&client, AgeBand::Under14).await;
    assert!(closed(&client, GuardianWord::Missing));
    let refused = client.session().send_code(CHILD).await;
    assert_eq!(refused.unwrap_err().code(), "consent-needed");
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let refused = guardian.agree(&text_hash).await;
    assert_eq!(refused.unwrap_err().code(), "guardian-needed");
    guardian
        .send_code(MOTHER, GuardianTask::Confirm)
        .await
        .unwrap();
    let refused = guardian.agree(&text_hash).await;
    assert_eq!(refused.unwrap_err().code(), "guardian-needed");
    let wrong = if town.code(MOTHER) == "123456" {
        "654321"
    } else {
        "123456"
    };
    let refused = guardian.verify_code(wrong).await.unwrap_err().to_failure();
    assert_eq!(
        (refused.code.as_str(), refused.tries_left),
        ("code-wrong", Some(4))
    );
    // A code for something else opens nothing either.
    come(&town, &client, MOTHER, GuardianTask::Withdraw).await;
    let refused = guardian.agree(&text_hash).await;
    assert_eq!(refused.unwrap_err().code(), "guardian-needed");
    assert!(closed(&client, GuardianWord::Missing));
    client.close().await;

    // Another process goes on from there.
    let client = computer.open().await;
    assert!(closed(&client, GuardianWord::Missing));
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;
    let receipts = client.consent().receipts().await.unwrap().receipts;
    let actors: Vec<Actor> = receipts.iter().map(|receipt| receipt.actor).collect();
    assert_eq!(actors, [Actor::Guardian, Actor::Person]);
    assert!(receipts.iter().all(|receipt| receipt.item == TERMS));
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_their_own_guardian() {
    let town = Town::found().await;
    let client = town.computer().open().await;
    answer(&client, AgeBand::From14To17).await;
    agree(&town, &client, CHILD).await;
    client.session().send_code(CHILD).await.unwrap();
    let refused = client.session().verify_code(&town.code(CHILD)).await;
    assert_eq!(refused.unwrap_err().code(), "guardian-own-phone");
    assert_eq!(client.session().view(), SessionView::SignedOut);
    assert!(closed(&client, GuardianWord::OwnPhone));

    // With the guardian's own phone it goes on.
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;
    entered(&client).await;
    let receipts = client.consent().receipts().await.unwrap().receipts;
    assert_eq!(receipts.len(), 2, "{receipts:?}");
    assert_eq!(receipts[0].actor, Actor::Guardian);
    let own = client
        .guardian()
        .send_code(CHILD, GuardianTask::Confirm)
        .await;
    assert_eq!(own.unwrap_err().code(), "guardian-own-phone");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_guardian_withdraws_elsewhere_closes_the_minor_s_computer() {
    let town = Town::found().await;
    let (at_home, at_work) = (town.computer(), town.computer());
    let client = at_home.open().await;
    answer(&client, AgeBand::From14To17).await;
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;

    // The guardian's computer has no account, and its own policy is answered with browsing only.
    let office = at_work.open().await;
    let text_hash = office.consent().policy("zh-CN").await.unwrap().text_hash;
    let browse = DecisionInput {
        choice: Choice::BrowseOnly,
        age_band: None,
        text_hash,
        language: "zh-CN".to_owned(),
    };
    office.consent().decide(browse).await.unwrap();
    come(&town, &office, MOTHER, GuardianTask::Withdraw).await;
    let [terms] = office
        .guardian()
        .consents()
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(terms.item, TERMS);
    assert!(terms.person.starts_with("SST-"), "{}", terms.person);
    let refused = office.guardian().withdraw("another").await;
    assert_eq!(refused.unwrap_err().code(), "not-found");
    let left = office.guardian().withdraw(&terms.record).await.unwrap();
    assert_eq!(left, []);

    eventually("the gate is closed", || {
        closed(&client, GuardianWord::Withdrawn)
    })
    .await;
    client.close().await;
    let client = at_home.open().await;
    assert!(closed(&client, GuardianWord::Withdrawn));
    let receipts = client.consent().receipts().await.unwrap();
    let last = &receipts.receipts[0];
    assert_eq!(
        (last.actor, last.decision),
        (Actor::Guardian, Decision::Withdrawn)
    );

    // The guardian has seen it, so they can agree again.
    agree(&town, &client, MOTHER).await;
    settled(&client).await;
    assert_eq!(client.bootstrap().consent.reach, Reach::Account);
    client.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_computer_does_not_get_around_a_withdrawal() {
    let town = Town::found().await;
    let first = town.computer().open().await;
    answer(&first, AgeBand::From14To17).await;
    agree(&town, &first, MOTHER).await;
    log_in(&town, &first, CHILD).await;
    // Agreed to on a second computer, before anybody withdraws, and used there only afterwards.
    let second = town.computer().open().await;
    answer(&second, AgeBand::From14To17).await;
    agree(&town, &second, MOTHER).await;

    come(&town, &first, MOTHER, GuardianTask::Withdraw).await;
    let listed = first.guardian().consents().await.unwrap();
    first.guardian().withdraw(&listed[0].record).await.unwrap();
    eventually("the gate is closed", || {
        closed(&first, GuardianWord::Withdrawn)
    })
    .await;

    let session = second.session();
    session.send_code(CHILD).await.unwrap();
    session.verify_code(&town.code(CHILD)).await.unwrap();
    eventually("the gate is closed", || {
        closed(&second, GuardianWord::Withdrawn)
    })
    .await;
    first.close().await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn single_things_are_agreed_to_by_the_guardian_who_is_there_and_ended_by_anybody() {
    let town = Town::found().await;
    let client = town.computer().open().await;
    answer(&client, AgeBand::Under14).await;
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;
    client.guardian().leave();
    assert_eq!(switch(&client, SMS, true).await, Err("guardian-needed"));
    come(&town, &client, MOTHER, GuardianTask::Confirm).await;
    switch(&client, SMS, true).await.unwrap();
    entered(&client).await;
    let receipts = client.consent().receipts().await.unwrap().receipts;
    assert_eq!(
        (receipts[0].item.as_str(), receipts[0].actor),
        (SMS, Actor::Guardian)
    );
    client.guardian().leave();
    switch(&client, SMS, false).await.unwrap();
    assert_eq!(standing(&client, SMS).await, ItemStanding::Withdrawn);
    let receipts = client.consent().receipts().await.unwrap().receipts;
    assert_eq!(receipts[0].actor, Actor::Person);

    // What the guardian goes back on elsewhere, one thing of several.
    come(&town, &client, MOTHER, GuardianTask::Confirm).await;
    switch(&client, SMS, true).await.unwrap();
    entered(&client).await;
    let office = town.computer().agreed().await;
    come(&town, &office, MOTHER, GuardianTask::Withdraw).await;
    let listed = office.guardian().consents().await.unwrap();
    let items: Vec<&str> = listed.iter().map(|one| one.item.as_str()).collect();
    assert_eq!(items, [SMS, TERMS]);
    let left = office.guardian().withdraw(&listed[0].record).await.unwrap();
    assert_eq!(left.len(), 1);
    for _ in 0..400 {
        if standing(&client, SMS).await == ItemStanding::Withdrawn {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(standing(&client, SMS).await, ItemStanding::Withdrawn);
    assert_eq!(client.bootstrap().consent.reach, Reach::Account);
    client.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_eighteen_everything_is_the_person_s_own_to_confirm() {
    let town = Town::found().await;
    let client = town.computer().open().await;
    answer(&client, AgeBand::From14To17).await;
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;
    switch(&client, SMS, true).await.unwrap();
    entered(&client).await;
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;

    // A guardian who has confirmed is not got rid of by another age.
    let consent = client.consent();
    let anew = consent.decide(DecisionInput {
        choice: Choice::Agree,
        age_band: Some(AgeBand::Adult),
        text_hash: text_hash.clone(),
        language: "zh-CN".to_owned(),
    });
    assert_eq!(anew.await.unwrap_err().code(), "guardian-confirmed");

    // The profile says otherwise.
    let date = "2012-02-29";
    edit(&client, "birthday", serde_json::json!({ "date": date })).await;
    let asked = client.consent().coming_of_age().await.unwrap();
    assert_eq!(
        (asked.minor, asked.by_birthday),
        (true, Some(AgeBand::From14To17))
    );
    assert_eq!(asked.ends, [SMS, TERMS]);
    let refused = client.consent().come_of_age(&text_hash, "zh-CN").await;
    assert_eq!(refused.unwrap_err().code(), "not-of-age");

    edit(
        &client,
        "birthday",
        serde_json::json!({ "date": "2000-02-29" }),
    )
    .await;
    let own = client.consent().come_of_age(&text_hash, "zh-CN").await;
    let own = own.unwrap();
    assert_eq!((own.reach, own.guardian), (Reach::Account, None));
    entered(&client).await;
    assert_eq!(standing(&client, SMS).await, ItemStanding::Lapsed);
    let receipts = client.consent().receipts().await.unwrap().receipts;
    assert_eq!(
        (receipts[0].actor, receipts[0].trigger),
        (Actor::Person, Trigger::ComingOfAge)
    );
    let again = client.consent().come_of_age(&text_hash, "zh-CN").await;
    assert_eq!(again.unwrap_err().code(), "not-applicable");
    // What has ended is not for the guardian to go back on any more.
    come(&town, &client, MOTHER, GuardianTask::Withdraw).await;
    assert_eq!(client.guardian().consents().await.unwrap(), []);
    switch(&client, SMS, true).await.unwrap();
    assert_eq!(standing(&client, SMS).await, ItemStanding::Given);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_birthday_alone_ends_the_guardian_s_word_at_the_next_start() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.open().await;
    answer(&client, AgeBand::From14To17).await;
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;
    entered(&client).await;
    edit(
        &client,
        "birthday",
        serde_json::json!({ "date": "2000-02-29" }),
    )
    .await;
    // What is heard of decisions meanwhile may end it sooner, and sync with it.
    eventually("the platform has the date", || {
        !is_pending(&client, "birthday")
    })
    .await;
    client.close().await;
    let client = computer.open().await;
    eventually("the person is asked", || {
        closed(&client, GuardianWord::Lapsed)
    })
    .await;
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let own = client.consent().come_of_age(&text_hash, "zh-CN").await;
    assert_eq!(own.unwrap().reach, Reach::Account);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_carries_the_confirmation_and_a_changed_one_is_found() {
    let town = Town::found().await;
    let key = [town.platform().receipt_key()];
    let client = town.computer().open().await;
    answer(&client, AgeBand::Under14).await;
    agree(&town, &client, MOTHER).await;
    log_in(&town, &client, CHILD).await;
    switch(&client, SMS, true).await.unwrap();
    entered(&client).await;
    let folder = tempfile::tempdir().unwrap();
    let file = saved(&client, folder.path()).await;
    let text = serde_json::to_string(&file).unwrap();
    assert!(!text.contains(MOTHER), "the number stands nowhere");
    let verified = verify_receipts(&file, &key).unwrap();
    assert_eq!(
        (verified.countersigned, verified.guardians_unconfirmed),
        (3, 0)
    );

    let fault = |file| verify_receipts(file, &key).unwrap_err();
    let mut changed = file.clone();
    changed.receipts[1].guardian.as_mut().unwrap().statement.0[30] ^= 1;
    assert_eq!(
        (fault(&changed).number, fault(&changed).code),
        (2, FaultCode::GuardianSignature)
    );
    let mut changed = file.clone();
    changed.receipts[1].guardian = file.receipts[2].guardian.clone();
    assert_eq!(
        (fault(&changed).number, fault(&changed).code),
        (2, FaultCode::GuardianOther)
    );
    // Without it the file is whole, and says that nobody vouches for the guardian.
    let mut older = file;
    older.receipts[1].guardian = None;
    let verified = verify_receipts(&older, &key).unwrap();
    assert_eq!(verified.guardians_unconfirmed, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_minor_who_logs_in_where_somebody_of_age_was_before_needs_their_own_guardian() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();

    log_in_as(&town, &client, CHILD).await;
    has_come_to(&client, PersonTerms::Unasked).await;
    answer(&client, AgeBand::From14To17).await;
    assert!(closed(&client, GuardianWord::Missing));
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(client.sync_view().last_contact, None, "nothing was fetched");
    agree(&town, &client, MOTHER).await;
    has_come_to(&client, PersonTerms::Agreed).await;
    settled(&client).await;
    entered(&client).await;
    let receipts = client.consent().receipts().await.unwrap().receipts;
    let own = receipts.iter().filter(|receipt| receipt.item == TERMS);
    let own: Vec<_> = own.map(|one| (one.actor, one.decision)).collect();
    assert_eq!(own.first(), Some(&(Actor::Guardian, Decision::Given)));
    client.close().await;
}
