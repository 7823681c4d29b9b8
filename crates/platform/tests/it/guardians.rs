//! Guardians of minors: a code of their own, and what it is good for.

use serde_json::{Value, json};
use sst_api::consent::Statement;
use sst_api::guardian::{GuardianChallengeReply, GuardianConsents};
use sst_api::path;
use sst_domain::consent::{
    Actor, AgeBand, Answer, Bytes, ChainHead, ChainKey, Channel, ConsentNotice, Countersigned,
    Decision, Draft, Form, NOTICE_SCHEMA, PolicyVersion, SignedRecord, Trigger,
};
use sst_domain::policy::{Language, LegalBasis};
use sst_platform::sms::Purpose;
use uuid::Uuid;

use crate::support::World;
use crate::support::citizen::Citizen;
use crate::support::reply::Reply;

const CHILD: &str = "13800000021";
const MOTHER: &str = "13800000022";
const FATHER: &str = "13800000023";

/// A guardian at some computer.
struct Guardian<'a> {
    world: &'a World,
    challenge: String,
}

async fn ask(world: &World, phone: &str, purpose: &str) -> Reply {
    let request = json!({ "phone": phone, "purpose": purpose });
    let path = path::GUARDIAN_CHALLENGES;
    world.client().post(path, &request).await
}

impl<'a> Guardian<'a> {
    async fn with(world: &'a World, phone: &str, purpose: &str) -> Self {
        let begun: GuardianChallengeReply = ask(world, phone, purpose).await.ok();
        let guardian = Self {
            world,
            challenge: begun.challenge,
        };
        let code = world.platform.last_code(phone).unwrap();
        let there = guardian.verify(&code).await;
        assert_eq!(there.json()["expires_in"], 600);
        guardian
    }

    async fn post(&self, path: &str, mut request: Value) -> Reply {
        request["challenge"] = json!(self.challenge);
        self.world.client().post(path, &request).await
    }

    async fn verify(&self, code: &str) -> Reply {
        self.post(path::GUARDIAN_VERIFY, json!({ "code": code }))
            .await
    }

    async fn confirm(&self, about: &Decided) -> Reply {
        self.post(path::GUARDIAN_CONFIRMATIONS, about.question())
            .await
    }

    async fn list(&self) -> GuardianConsents {
        let path = path::GUARDIAN_CONSENTS;
        self.post(path, json!({})).await.ok()
    }

    async fn withdraw(&self, withdraws: &str, decided: &Decided) -> Reply {
        let request = json!({
            "withdraws": withdraws,
            "record": decided.signed.record,
            "signature": decided.signed.signature,
            "notice": decided.notice,
        });
        self.post(path::GUARDIAN_WITHDRAWALS, request).await
    }
}

/// A decision, signed.
struct Decided {
    signed: SignedRecord,
    notice: Bytes,
}

/// One computer's chain.
struct Chain(ChainKey, ChainHead);

impl Chain {
    fn new(seed: u8) -> Self {
        Self(ChainKey::from_seed(&[seed; 32]), ChainHead::default())
    }

    fn sign(&mut self, change: impl FnOnce(&mut Draft)) -> Decided {
        let notice = notice("terms").to_bytes().unwrap();
        let mut draft = Draft {
            id: Uuid::now_v7().to_string(),
            notice: notice.hash(),
            item: "terms".to_owned(),
            state: Decision::Given,
            form: Form::Guardian,
            actor: Actor::Guardian,
            age_band: Some(AgeBand::Under14),
            trigger: Trigger::FirstRun,
            served_id: "shown-once".to_owned(),
            supersedes: None,
            at: "2026-11-28T06:00:00Z".to_owned(),
            channel: Channel::Desktop,
            app: "0.1.0".to_owned(),
            seen: 0,
        };
        change(&mut draft);
        let (signed, head) = self.1.sign(&self.0, draft).unwrap();
        self.1 = head;
        Decided { signed, notice }
    }
}

impl Decided {
    fn question(&self) -> Value {
        let record = self.signed.read().unwrap();
        json!({
            "record": record.id,
            "chain": record.chain,
            "notice": record.notice,
            "item": record.item,
            "state": record.state,
        })
    }

    fn mutation(&self, guardian: Option<&Statement>) -> Value {
        json!({
            "type": "consent.decide",
            "record": self.signed.record,
            "signature": self.signed.signature,
            "notice": self.notice,
            "guardian": guardian,
        })
    }
}

fn notice(item: &str) -> ConsentNotice {
    ConsentNotice {
        schema: NOTICE_SCHEMA,
        policy: PolicyVersion {
            id: "test".to_owned(),
            version: "1".to_owned(),
            text_hash: "00".to_owned(),
        },
        clauses: Vec::new(),
        item: item.to_owned(),
        purpose: String::new(),
        title: "测试政策".to_owned(),
        basis: LegalBasis::Consent,
        optional: true,
        data: Vec::new(),
        sensitive: false,
        impact: String::new(),
        method: String::new(),
        recipients: Vec::new(),
        retention: String::new(),
        controller: "测试单位".to_owned(),
        withdrawal: "policy".to_owned(),
        choices: vec![Answer::Give, Answer::Refuse],
        preselected: None,
        effects: Vec::new(),
        language: Language::ZhCn,
        presentation: "guardian".to_owned(),
    }
}

/// Sends one decision; gives its status and problem.
async fn send(
    citizen: &mut Citizen,
    decided: &Decided,
    guardian: Option<&Statement>,
) -> (String, Option<String>) {
    let mutation = citizen.mutation(decided.mutation(guardian));
    let reply = citizen.push(&[mutation]).await.json();
    let result = &reply["results"][0];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    (
        text(&result["status"]).unwrap(),
        text(&result["problem"]["code"]),
    )
}

fn rejected(code: &str) -> (String, Option<String>) {
    ("rejected".to_owned(), Some(code.to_owned()))
}

fn applied() -> (String, Option<String>) {
    ("applied".to_owned(), None)
}

#[tokio::test]
async fn a_guardian_s_decision_is_entered_with_their_confirmation_alone() {
    let world = World::start().await;
    let mut child = world.register(CHILD).await;
    let decided = Chain::new(1).sign(|_| {});
    assert_eq!(
        send(&mut child, &decided, None).await,
        rejected("guardian-unconfirmed")
    );

    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    let confirmed: Statement = mother.confirm(&decided).await.ok();
    // The statement names the guardian by something that only the platform can resolve.
    let words = String::from_utf8(confirmed.statement.0.clone()).unwrap();
    assert!(
        !words.contains(MOTHER) && words.contains("\"guardian\""),
        "{words}"
    );
    let other = Chain::new(2).sign(|_| {});
    assert_eq!(
        send(&mut child, &other, Some(&confirmed)).await,
        rejected("guardian-unconfirmed"),
        "it is about another record"
    );
    let mut changed = confirmed.clone();
    changed.statement.0[20] ^= 1;
    assert_eq!(
        send(&mut child, &decided, Some(&changed)).await,
        rejected("guardian-unconfirmed")
    );
    assert_eq!(
        send(&mut child, &decided, Some(&confirmed)).await,
        applied()
    );
    assert_eq!(send(&mut child, &decided, Some(&confirmed)).await.0, "noop");
    // It comes back with the confirmation beside it.
    let entry = child.snapshot().await.consents.pop().unwrap();
    let keys = [world.platform.receipt_key()];
    let beside = Countersigned::from(entry.guardian.unwrap());
    let beside = beside.open_guardian(&keys).unwrap();
    assert!(beside.covers(&decided.signed.read().unwrap()));

    // Nobody else's record is covered by it, in their own log neither.
    let mut stranger = world.register(FATHER).await;
    let theirs = Chain::new(3).sign(|draft| draft.id = beside.record);
    assert_eq!(
        send(&mut stranger, &theirs, Some(&confirmed)).await,
        rejected("guardian-unconfirmed")
    );
}

#[tokio::test]
async fn a_record_says_one_thing_about_who_decided() {
    let world = World::start().await;
    let mut child = world.register(CHILD).await;
    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    let mut chain = Chain::new(1);
    let as_person = chain.sign(|draft| draft.actor = Actor::Person);
    assert_eq!(
        send(&mut child, &as_person, None).await,
        rejected("consent-invalid")
    );
    let mut chain = Chain::new(2);
    let own = chain.sign(|draft| {
        draft.actor = Actor::Person;
        draft.form = Form::Explicit;
    });
    let confirmed: Statement = mother.confirm(&own).await.ok();
    assert_eq!(
        send(&mut child, &own, Some(&confirmed)).await,
        rejected("consent-invalid")
    );
    assert_eq!(send(&mut child, &own, None).await, applied());
}

#[tokio::test]
async fn a_minor_cannot_be_their_own_guardian() {
    let world = World::start().await;
    let decided = Chain::new(1).sign(|_| {});
    let guardian = Guardian::with(&world, CHILD, "confirm").await;
    let confirmed: Statement = guardian.confirm(&decided).await.ok();
    let statement: Value = serde_json::from_slice(&confirmed.statement.0).unwrap();
    let name = statement["guardian"].as_str().unwrap().to_owned();

    // At the log-in, for who has shown that the number is theirs.
    world.advance(60);
    let mut client = world.client();
    let step = client.ask_code(CHILD).await.json();
    let auth_session = step["auth_session"].as_str().unwrap();
    let code = world.platform.last_code(CHILD).unwrap();
    let fields = [
        ("client_id", "shengshitong-desktop"),
        ("auth_session", auth_session),
        ("guardian", &name),
    ];
    let with = |code: &str| {
        let mut fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        fields.push(("sms_code".to_owned(), code.to_owned()));
        fields
    };
    let wrong = with("000000");
    let wrong: Vec<(&str, &str)> = wrong
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let told = client.form(path::CHALLENGE, &wrong).await.json();
    assert_eq!(told["code"], "code-wrong", "a stranger learns nothing");
    let right = with(&code);
    let right: Vec<(&str, &str)> = right
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let told = client.form(path::CHALLENGE, &right).await.json();
    assert_eq!(told["code"], "guardian-own-phone");
    assert_eq!(
        client.form(path::CHALLENGE, &right).await.json()["code"],
        "auth-session-invalid",
        "the log-in is over"
    );

    // A log-in that did not say so, by browser for one, ends at the record.
    world.advance(60);
    let mut child = world.register(CHILD).await;
    assert_eq!(
        send(&mut child, &decided, Some(&confirmed)).await,
        rejected("guardian-own-phone")
    );
}

#[tokio::test]
async fn a_code_is_good_for_what_the_message_said_and_for_a_while() {
    let world = World::start().await;
    let decided = Chain::new(1).sign(|_| {});
    let begun: GuardianChallengeReply = ask(&world, MOTHER, "confirm").await.ok();
    ask(&world, MOTHER, "confirm")
        .await
        .refused(429, "code-too-soon");
    let last = world.platform.messages().pop().unwrap();
    assert_eq!(last.purpose, Purpose::GuardianConfirm);
    let mother = Guardian {
        world: &world,
        challenge: begun.challenge,
    };
    mother
        .confirm(&decided)
        .await
        .refused(410, "guardian-session-ended");
    let told = mother.verify("000000").await;
    assert_eq!(
        (told.code().as_str(), &told.json()["tries_left"]),
        ("code-wrong", &json!(4))
    );
    for _ in 0..3 {
        mother.verify("000000").await.refused(400, "code-wrong");
    }
    mother.verify("000000").await.refused(400, "code-used-up");
    let code = world.platform.last_code(MOTHER).unwrap();
    mother.verify(&code).await.refused(400, "code-used-up");

    world.advance(60);
    let mother = Guardian::with(&world, MOTHER, "withdraw").await;
    let last = world.platform.messages().pop().unwrap();
    assert_eq!(last.purpose, Purpose::GuardianWithdraw);
    mother
        .confirm(&decided)
        .await
        .refused(410, "guardian-session-ended");
    world.advance(60);
    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    mother
        .post(path::GUARDIAN_CONSENTS, json!({}))
        .await
        .refused(410, "guardian-session-ended");
    world.advance(601);
    mother
        .confirm(&decided)
        .await
        .refused(410, "guardian-session-ended");

    let begun: GuardianChallengeReply = ask(&world, MOTHER, "confirm").await.ok();
    let mother = Guardian {
        world: &world,
        challenge: begun.challenge,
    };
    world.advance(301);
    let code = world.platform.last_code(MOTHER).unwrap();
    mother.verify(&code).await.refused(400, "code-expired");
}

#[tokio::test]
async fn a_confirmation_runs_out() {
    let world = World::start().await;
    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    let decided = Chain::new(1).sign(|_| {});
    let confirmed: Statement = mother.confirm(&decided).await.ok();
    world.advance(7 * 24 * 3600 + 1);
    let mut child = world.register(CHILD).await;
    assert_eq!(
        send(&mut child, &decided, Some(&confirmed)).await,
        rejected("guardian-unconfirmed")
    );
}

#[tokio::test]
async fn a_guardian_sees_and_goes_back_on_what_they_confirmed_and_nothing_else() {
    let world = World::start().await;
    let mut child = world.register(CHILD).await;
    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    let decided = Chain::new(1).sign(|_| {});
    let confirmed: Statement = mother.confirm(&decided).await.ok();
    send(&mut child, &decided, Some(&confirmed)).await;

    world.advance(60);
    let father = Guardian::with(&world, FATHER, "withdraw").await;
    assert_eq!(father.list().await.consents, []);
    let mother = Guardian::with(&world, MOTHER, "withdraw").await;
    let [consent] = mother.list().await.consents.try_into().unwrap();
    let customer = child.text("customer_code", "code").await.unwrap();
    assert_eq!(
        (consent.item.as_str(), &consent.person),
        ("terms", &customer)
    );
    assert_eq!((consent.seen, &consent.notice), (1, &decided.notice));

    let of = consent.record.clone();
    let by = |change: fn(&mut Draft)| {
        Chain::new(9).sign(|draft| {
            draft.state = Decision::Withdrawn;
            draft.age_band = None;
            draft.supersedes = Some(of.clone());
            draft.seen = 1;
            change(draft);
        })
    };
    let withdrawal = by(|_| {});
    father
        .withdraw(&consent.record, &withdrawal)
        .await
        .refused(404, "not-found");
    let others: [fn(&mut Draft); 4] = [
        |draft| draft.state = Decision::Given,
        |draft| draft.actor = Actor::Person,
        |draft| draft.age_band = Some(AgeBand::Adult),
        |draft| draft.supersedes = None,
    ];
    for other in others {
        mother
            .withdraw(&consent.record, &by(other))
            .await
            .refused(422, "consent-invalid");
    }
    let left: GuardianConsents = mother.withdraw(&consent.record, &withdrawal).await.ok();
    assert_eq!(left.consents, []);
    // Sent once more, because the answer was lost.
    let left: GuardianConsents = mother.withdraw(&consent.record, &withdrawal).await.ok();
    assert_eq!(left.consents, []);
    let changes = child.snapshot().await;
    assert_eq!((changes.consents.len(), changes.notices.len()), (2, 1));
    let entry = changes.consents.last().unwrap();
    assert_eq!(entry.record, withdrawal.signed.record);
    assert!(entry.guardian.is_some());
}

/// It was confirmed at a computer that knew of nothing yet, and arrived after the withdrawal.
#[tokio::test]
async fn a_withdrawal_outlives_an_agreement_that_did_not_know_of_it() {
    let world = World::start().await;
    let mut child = world.register(CHILD).await;
    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    let agreed = Chain::new(1).sign(|_| {});
    let confirmed: Statement = mother.confirm(&agreed).await.ok();
    send(&mut child, &agreed, Some(&confirmed)).await;
    world.advance(61);
    let mother = Guardian::with(&world, MOTHER, "confirm").await;
    let late = Chain::new(2).sign(|_| {});
    let late_word: Statement = mother.confirm(&late).await.ok();

    world.advance(61);
    let mother = Guardian::with(&world, MOTHER, "withdraw").await;
    let [consent] = mother.list().await.consents.try_into().unwrap();
    let withdrawal = Chain::new(9).sign(|draft| {
        draft.state = Decision::Withdrawn;
        draft.age_band = None;
        draft.supersedes = Some(consent.record.clone());
        draft.seen = consent.seen;
    });
    let left: GuardianConsents = mother.withdraw(&consent.record, &withdrawal).await.ok();
    assert_eq!(left.consents, []);

    assert_eq!(send(&mut child, &late, Some(&late_word)).await, applied());
    assert_eq!(child.snapshot().await.consents.len(), 3, "it is in the log");
    assert_eq!(mother.list().await.consents, [], "and allows nothing");
}
