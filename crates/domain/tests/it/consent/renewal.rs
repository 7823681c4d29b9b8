//! What has to be decided again after a policy has changed, by the purpose and by the version.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use proptest::prelude::*;
use sst_domain::consent::{
    Actor, ConsentNotice, Decision, Hash, Logged, ReceiptFile, SignedRecord, item_now, items_of,
    needs_renewal, standing, verify_receipts,
};
use sst_domain::policy::{
    ChangeNote, Language, Materiality, PolicyBundle, PolicySidecar, Purpose, import, reconsent,
    reconsent_over, sample, versions_between,
};

use super::desk::{Computer, Platform};

const SMS: &str = "notify-sms";
const STATISTICS: &str = "usage-statistics";

fn first() -> PolicyBundle {
    sample(Language::ZhCn).open().unwrap()
}

/// The version after `before`, with a note for this very step.
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
    let (number, _) = before.sidecar.version.split_once('.').unwrap();
    sidecar.version = format!("{}.0", number.parse::<u32>().unwrap() + 1);
    sidecar.text_hash.clone_from(&document.text_hash);
    sidecar.change = Some(ChangeNote {
        from: before.document.text_hash.clone(),
        from_version: before.document.version.clone(),
        label,
        summary: "见各条。".to_owned(),
        for_me: "见各条。".to_owned(),
    });
    edit(&mut sidecar);
    PolicyBundle::new(document, sidecar, "2026-11-24T00:00:00Z").unwrap()
}

fn purpose<'a>(sidecar: &'a mut PolicySidecar, id: &str) -> &'a mut Purpose {
    let mut purposes = sidecar.purposes.iter_mut();
    purposes.find(|purpose| purpose.id == id).unwrap()
}

fn reworded(before: &PolicyBundle) -> PolicyBundle {
    let words = ("数据分析和研究，用来", "数据分析与研究，用于");
    after(before, Materiality::Wording, words, |_| {})
}

fn with_recipient(before: &PolicyBundle) -> PolicyBundle {
    let words = ("数据分析与研究，用于", "数据分析与研究，为了");
    after(before, Materiality::Material, words, |sidecar| {
        let research = purpose(sidecar, "research");
        research.recipients.push("高校".to_owned());
    })
}

/// A notice as it is made for `item` under `policy`.
fn notice(policy: &PolicyBundle, item: &str) -> ConsentNotice {
    let purpose = item_now(policy, item).unwrap();
    let clauses: Vec<_> = purpose
        .clauses
        .iter()
        .map(|id| serde_json::json!({ "id": id, "hash": policy.document.clause_hash(id).unwrap() }))
        .collect();
    let recipients: Vec<_> = purpose
        .third_party
        .iter()
        .chain(&purpose.recipients)
        .collect();
    serde_json::from_value(serde_json::json!({
        "schema": 1,
        "policy": {
            "id": policy.document.id,
            "version": policy.document.version,
            "text_hash": policy.document.text_hash,
        },
        "clauses": clauses,
        "item": item,
        "purpose": purpose.id,
        "title": purpose.title,
        "basis": purpose.basis,
        "optional": true,
        "data": purpose.data,
        "sensitive": purpose.sensitive,
        "impact": purpose.impact,
        "method": purpose.method,
        "recipients": recipients,
        "retention": purpose.retention,
        "controller": policy.sidecar.controller,
        "withdrawal": "privacy-centre/purposes",
        "choices": ["give", "refuse"],
        "preselected": null,
        "effects": [],
        "language": "zh-CN",
        "presentation": "purposes",
    }))
    .unwrap()
}

#[test]
fn only_what_a_material_change_touches_is_asked_again() {
    let one = first();
    let two = after(
        &one,
        Materiality::Material,
        ("数据分析和研究，用来", "数据分析与研究，为了"),
        |sidecar| {
            purpose(sidecar, "research")
                .recipients
                .push("高校".to_owned())
        },
    );
    let asked = reconsent(&one, &two);
    assert!(needs_renewal(&notice(&one, STATISTICS), &two, Some(&asked)));
    assert!(!needs_renewal(&notice(&one, SMS), &two, Some(&asked)));
    assert!(!needs_renewal(&notice(&two, STATISTICS), &two, None));
}

#[test]
fn without_the_text_that_was_answered_the_notice_is_held_against_the_policy() {
    let one = first();
    let two = reworded(&one);
    // Nobody can say that it was wording only, so it counts.
    assert!(needs_renewal(&notice(&one, STATISTICS), &two, None));
    assert!(!needs_renewal(&notice(&one, SMS), &two, None));
    type Edit = fn(&mut ConsentNotice);
    let edits: [(&str, Edit); 8] = [
        ("data", |notice| notice.data.clear()),
        ("recipients", |notice| notice.recipients.clear()),
        ("retention", |notice| notice.retention.push('。')),
        ("method", |notice| notice.method.push('。')),
        ("controller", |notice| notice.controller.push('。')),
        ("policy", |notice| notice.policy.id.push('2')),
        ("sensitive", |notice| notice.sensitive = true),
        ("purpose", |notice| notice.purpose.push('2')),
    ];
    for (name, edit) in edits {
        let mut shown = notice(&one, SMS);
        edit(&mut shown);
        assert!(needs_renewal(&shown, &one, None), "{name}");
    }
}

#[test]
fn what_the_policy_no_longer_has_allows_nothing() {
    let one = first();
    let mut two = one.clone();
    purpose(&mut two.sidecar, "messages")
        .controls
        .retain(|control| control != SMS);
    let asked = reconsent(&one, &two);
    assert!(needs_renewal(&notice(&one, SMS), &two, Some(&asked)));
    assert!(needs_renewal(&notice(&one, SMS), &two, None));
}

#[test]
fn nothing_is_decided_about_services_that_are_not_built_in_nor_about_duties() {
    let policy = first();
    for purpose in &policy.sidecar.purposes {
        let none = !purpose.is_refusable() || purpose.third_party.is_some();
        assert_eq!(items_of(purpose).is_empty(), none, "{}", purpose.id);
    }
}

#[test]
fn a_change_of_words_that_was_told_is_not_asked_about_after_the_next_change() {
    let one = first();
    let two = reworded(&one);
    let words = ("按您选择的渠道发送消息", "按您选定的渠道发送消息");
    let three = after(&two, Materiality::Wording, words, |_| {});
    let known = [two.clone()];
    let path = versions_between(&one, &three, &known);
    assert_eq!(path.len(), 3);
    let asked = reconsent_over(&path).unwrap();
    assert_eq!(
        asked.materiality,
        Materiality::Wording,
        "{:?}",
        asked.reasons
    );
    // Without the version between, nobody can say so.
    let direct = versions_between(&one, &three, &[]);
    assert_eq!(direct.len(), 2);
    let asked = reconsent_over(&direct).unwrap();
    assert!(asked.purposes.contains("research"));
}

#[test]
fn a_material_step_is_asked_about_after_a_later_change_of_words_and_not_once_it_is_taken_back() {
    let one = first();
    let two = reworded(&one);
    let three = with_recipient(&two);
    let back = after(
        &three,
        Materiality::Wording,
        ("数据分析与研究，为了", "数据分析与研究，用来"),
        |sidecar| purpose(sidecar, "research").recipients.clear(),
    );
    let known = [two.clone(), three.clone()];
    let asked = reconsent_over(&versions_between(&one, &three, &known)).unwrap();
    assert_eq!(asked.materiality, Materiality::Material);
    assert!(asked.purposes.contains("research") && !asked.terms);

    let path = versions_between(&one, &back, &known);
    assert_eq!(path.len(), 4);
    let asked = reconsent_over(&path).unwrap();
    // The recipient is gone again; what is left are words, which the net counts without a label.
    let codes: Vec<_> = asked
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    assert!(!codes.contains(&"recipient_added"), "{codes:?}");
}

#[test]
fn a_change_that_was_taken_back_word_for_word_is_not_asked_about() {
    let one = first();
    let words = ("数据分析和研究，用来", "数据分析与研究，用于");
    let two = after(&one, Materiality::Material, words, |_| {});
    let back = ("数据分析与研究，用于", "数据分析和研究，用来");
    let three = after(&two, Materiality::Wording, back, |_| {});
    let known = [two.clone()];
    let asked = reconsent_over(&versions_between(&one, &three, &known)).unwrap();
    assert_eq!(
        asked.materiality,
        Materiality::Wording,
        "{:?}",
        asked.reasons
    );
}

#[test]
fn notes_that_lead_in_a_circle_end() {
    let one = first();
    let mut two = reworded(&one);
    let mut three = with_recipient(&two);
    let note = |of: &PolicyBundle| ChangeNote {
        from: of.document.text_hash.clone(),
        from_version: of.document.version.clone(),
        label: Materiality::Wording,
        summary: String::new(),
        for_me: String::new(),
    };
    two.sidecar.change = Some(note(&three));
    three.sidecar.change = Some(note(&two));
    let known = [two.clone(), three.clone()];
    assert_eq!(versions_between(&one, &three, &known).len(), 2);
}

/// A version, and the purpose that it touches more than in words.
type Version = (PolicyBundle, Option<&'static str>);

/// Versions that follow each other.
fn versions() -> &'static [Version] {
    static VERSIONS: OnceLock<Vec<Version>> = OnceLock::new();
    VERSIONS.get_or_init(|| {
        let words = [
            ("数据分析和研究，用来", "数据分析与研究，用来"),
            ("数据分析与研究，用来", "数据分析与研究，用于"),
            ("按您选择的渠道发送消息", "按您选定的渠道发送消息"),
            ("按您选定的渠道发送消息", "按您选中的渠道发送消息"),
            ("数据分析与研究，用于", "数据分析与研究，为了"),
        ];
        let touched = [None, Some("research"), None, Some("messages"), None];
        let mut versions = vec![(first(), None)];
        for (at, (words, touched)) in words.into_iter().zip(touched).enumerate() {
            let before = &versions[at].0;
            let label = touched.map_or(Materiality::Wording, |_| Materiality::Material);
            let next = after(before, label, words, |sidecar| {
                if let Some(id) = touched {
                    purpose(sidecar, id)
                        .recipients
                        .push(format!("第{at}个接收方"));
                }
            });
            versions.push((next, touched));
        }
        versions
    })
}

/// Whether `notice` of version `from` has to be renewed under version `to`, as a client works it out.
fn asks_again(item: &str, from: usize, to: usize) -> bool {
    type Known = HashMap<(String, usize, usize), bool>;
    static KNOWN: OnceLock<std::sync::Mutex<Known>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Default::default).lock().unwrap();
    *known.entry((item.to_owned(), from, to)).or_insert_with(|| {
        let all: Vec<PolicyBundle> = versions()
            .iter()
            .map(|(bundle, _)| bundle.clone())
            .collect();
        let path = versions_between(&all[from], &all[to], &all);
        let asked = reconsent_over(&path);
        needs_renewal(&notice(&all[from], item), &all[to], asked.as_ref())
    })
}

/// One computer of the person, and what it has of the log and of the policy.
struct Office {
    computer: Computer,
    waiting: Vec<SignedRecord>,
    read: usize,
    version: usize,
}

impl Office {
    fn new(number: u8) -> Self {
        Self {
            computer: Computer::new(number),
            waiting: Vec::new(),
            read: 0,
            version: 0,
        }
    }

    fn sync(&mut self, platform: &mut Platform, published: usize) {
        for record in self.waiting.drain(..) {
            platform.receive(record);
        }
        self.read = platform.log.len();
        self.computer.seen = platform.position();
        self.version = published;
    }

    /// What is allowed here now.
    fn allowed(&self, platform: &Platform, shown: &BTreeMap<Hash, usize>) -> BTreeSet<String> {
        let logged = platform.log[..self.read]
            .iter()
            .map(|receipt| &receipt.signed);
        let mut seen = BTreeSet::new();
        let records: Vec<_> = (1..)
            .map(Some)
            .zip(logged)
            .chain(self.waiting.iter().map(|signed| (None, signed)))
            .map(|(position, signed)| (signed.read().unwrap(), signed.record.hash(), position))
            .filter(|(_, hash, _)| seen.insert(*hash))
            .collect();
        let standing = standing(records.iter().map(|(record, hash, position)| Logged {
            record,
            hash: *hash,
            position: *position,
        }));
        let holds = |(item, standing): (String, sst_domain::consent::Standing)| {
            let from = shown[&standing.notice];
            // A text that is newer than the one in force here is asked about by nobody.
            let again = from < self.version && asks_again(&item, from, self.version);
            (standing.allows() && !again).then_some(item)
        };
        standing.into_iter().filter_map(holds).collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Decide(usize, usize, usize),
    Sync(usize),
    Publish,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3usize, 0..2usize, 0..3usize).prop_map(|(a, b, c)| Step::Decide(a, b, c)),
        3 => (0..3usize).prop_map(Step::Sync),
        1 => Just(Step::Publish),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Any sequence of decisions, publications and of being offline, on three computers.
    #[test]
    fn every_computer_ends_at_the_same_answer_whatever_was_published_meanwhile(
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        const STATES: [Decision; 3] = [Decision::Given, Decision::Refused, Decision::Withdrawn];
        let last = versions().len() - 1;
        let mut platform = Platform::new();
        let mut offices: Vec<Office> = (1..=3).map(Office::new).collect();
        let (mut published, mut shown, mut notices) = (0, BTreeMap::new(), BTreeMap::new());
        for step in steps.iter().copied().chain((0..3).chain(0..3).map(Step::Sync)) {
            match step {
                Step::Publish => published = last.min(published + 1),
                Step::Sync(who) => offices[who].sync(&mut platform, published),
                Step::Decide(who, item, state) => {
                    let (item, state) = ([SMS, STATISTICS][item], STATES[state]);
                    let office = &mut offices[who];
                    let notice = notice(&versions()[office.version].0, item);
                    let bytes = notice.to_bytes().unwrap();
                    shown.insert(bytes.hash(), office.version);
                    notices.insert(bytes.hash(), bytes);
                    office.waiting.push(office.computer.decide_on(&notice, state, Actor::Person));
                    if state != Decision::Given {
                        prop_assert!(!office.allowed(&platform, &shown).contains(item));
                    }
                }
            }
        }
        let ends: Vec<_> = offices.iter().map(|office| office.allowed(&platform, &shown)).collect();
        prop_assert_eq!(&ends[0], &ends[1]);
        prop_assert_eq!(&ends[1], &ends[2]);
        // What is allowed was agreed to under a version since which nothing touched its purpose.
        for item in &ends[0] {
            let purpose = if item == SMS { "messages" } else { "research" };
            let touched = versions().iter().rposition(|(_, touched)| *touched == Some(purpose));
            let touched = touched.filter(|touched| *touched <= published).unwrap_or(0);
            let log = platform.log.iter().map(|receipt| receipt.signed.read().unwrap());
            let agreed = log.filter(|record| record.item == *item && record.state == Decision::Given);
            prop_assert!(agreed.map(|record| shown[&record.notice]).any(|version| version >= touched));
        }
        let named: BTreeSet<usize> = shown.values().copied().collect();
        let texts = named.iter().map(|at| versions()[*at].0.document.render()).collect();
        let file = ReceiptFile {
            notices: notices.into_values().collect(),
            texts,
            ..platform.file()
        };
        verify_receipts(&file, &platform.pinned()).unwrap();
    }
}

#[test]
fn what_is_asked_again_is_what_some_step_touched() {
    let all = versions();
    for from in 0..all.len() {
        for to in from..all.len() {
            for (item, purpose) in [(SMS, "messages"), (STATISTICS, "research")] {
                let touched = all[from + 1..=to]
                    .iter()
                    .any(|(_, touched)| *touched == Some(purpose));
                assert_eq!(
                    asks_again(item, from, to),
                    touched,
                    "{item} from {from} to {to}"
                );
            }
        }
    }
}
