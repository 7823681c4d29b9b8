//! What is material, over versions that nobody wrote.

use proptest::prelude::*;
use sst_domain::policy::{
    ChangeNote, LegalBasis, Materiality, PolicyBundle, PolicySidecar, Purpose, Reconsent,
    Requirement, Right, floor, import, propose_sidecar, reconsent,
};

const LABELS: [Option<Materiality>; 3] = [
    None,
    Some(Materiality::Wording),
    Some(Materiality::Material),
];

fn word() -> impl Strategy<Value = String> {
    "[甲乙]?"
}

fn clauses() -> impl Strategy<Value = Vec<String>> {
    let clause = prop_oneof!["s[12]", "s[12]\\.c[1-3]", "s[12]\\.p1"];
    prop::collection::vec(clause, 1..3)
}

fn purpose() -> impl Strategy<Value = Purpose> {
    let fields = ("[abc]", clauses(), any::<[bool; 4]>());
    let words = (word(), word(), word(), word(), word());
    (fields, words).prop_map(
        |((id, clauses, flags), (data, method, retention, who, title))| {
            let [consent, others, sensitive, automated] = flags;
            Purpose {
                id,
                title,
                clauses,
                basis: if consent {
                    LegalBasis::Consent
                } else {
                    LegalBasis::Contract
                },
                requirement: if consent {
                    Requirement::Optional
                } else {
                    Requirement::Required
                },
                necessity: String::new(),
                data: vec![data],
                method,
                retention,
                third_party: others.then(|| who.clone()),
                recipients: vec![who],
                sensitive,
                impact: String::new(),
                automated,
                controls: Vec::new(),
            }
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    let clauses = || prop::collection::vec("[甲乙丙丁戊己]{1,8}。", 1..4);
    let list = |clauses: Vec<String>| -> String {
        let numbered = clauses.into_iter().enumerate();
        numbered
            .map(|(at, clause)| format!("{}、{clause}\n", at + 1))
            .collect()
    };
    (clauses(), clauses()).prop_map(move |(first, second)| {
        let (first, second) = (list(first), list(second));
        format!("测试平台隐私政策\n一、部分\n正文。\n{first}二、部分\n正文。\n{second}")
    })
}

/// A bundle that the operator may have signed; whether it fits itself does not matter here.
fn bundle() -> impl Strategy<Value = PolicyBundle> {
    let right = ("[rs]", clauses()).prop_map(|(id, clauses)| Right {
        id,
        title: String::new(),
        clauses,
    });
    let purposes = prop::collection::vec(purpose(), 0..4);
    let rights = prop::collection::vec(right, 0..3);
    (text(), purposes, rights, word()).prop_map(|(text, mut purposes, mut rights, controller)| {
        purposes.sort_by(|a, b| a.id.cmp(&b.id));
        purposes.dedup_by(|a, b| a.id == b.id);
        rights.sort_by(|a, b| a.id.cmp(&b.id));
        rights.dedup_by(|a, b| a.id == b.id);
        let document = import(&text).unwrap();
        let sidecar = PolicySidecar {
            policy_id: document.id.clone(),
            version: document.version.clone(),
            text_hash: document.text_hash.clone(),
            effective_on: None,
            updated_on: None,
            controller,
            purposes,
            rights,
            change: None,
        };
        PolicyBundle {
            schema: 1,
            document,
            sidecar,
            issued_at: String::new(),
        }
    })
}

/// A purpose of which nothing is said but where it stands.
fn named(of: usize, clauses: Vec<String>) -> Purpose {
    let json = serde_json::json!({
        "id": format!("p{of}"), "title": "", "clauses": clauses, "basis": "consent", "requirement": "optional",
    });
    serde_json::from_value(json).unwrap()
}

/// `new` with a note about the step from `old`.
fn labelled(old: &PolicyBundle, new: &PolicyBundle, label: Option<Materiality>) -> PolicyBundle {
    let mut new = new.clone();
    new.sidecar.change = label.map(|label| ChangeNote {
        from: old.document.text_hash.clone(),
        from_version: old.document.version.clone(),
        label,
        summary: String::new(),
        for_me: String::new(),
    });
    new
}

fn asks_no_less(more: &Reconsent, less: &Reconsent) -> bool {
    (more.terms || !less.terms)
        && more.purposes.is_superset(&less.purposes)
        && more.materiality >= less.materiality
}

proptest! {
    #[test]
    fn what_did_not_change_is_not_asked(bundle in bundle()) {
        for label in LABELS {
            let same = labelled(&bundle, &bundle, label);
            prop_assert_eq!(&floor(&same, &same).reasons, &vec![]);
            let answer = reconsent(&same, &same);
            prop_assert!(!answer.terms && answer.purposes.is_empty() && answer.reasons.is_empty());
            prop_assert_eq!(answer.materiality, Materiality::Wording);
        }
    }

    #[test]
    fn no_label_asks_less_than_the_floor(old in bundle(), new in bundle()) {
        let [none, wording, material] =
            LABELS.map(|label| reconsent(&old, &labelled(&old, &new, label)));
        prop_assert!(asks_no_less(&none, &wording), "{none:?} {wording:?}");
        prop_assert!(asks_no_less(&material, &none), "{material:?} {none:?}");
        let floor = floor(&old, &new);
        prop_assert_eq!(wording.materiality, floor.materiality());
        prop_assert_eq!(none.materiality, floor.under(None));
    }

    #[test]
    fn only_what_can_be_refused_is_asked_by_itself(old in bundle(), new in bundle()) {
        let answer = reconsent(&old, &new);
        for id in &answer.purposes {
            let purpose = new.sidecar.purposes.iter().find(|purpose| purpose.id == *id);
            prop_assert!(purpose.is_some_and(Purpose::is_refusable), "{id}");
        }
    }

    /// However clauses change places: their words are the same, and so are those whom they concern.
    #[test]
    fn moves_ask_nobody(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let words = ["甲一。", "乙二二。", "丙三三三。", "丁四四四四。", "戊五五五五五。", "己六六六六六六。"];
        let version = |order: &[usize]| {
            let list: String = order.iter().enumerate().map(|(at, of)| format!("{}、{}\n", at + 1, words[*of])).collect();
            let document = import(&format!("测试平台隐私政策\n一、部分\n{list}")).unwrap();
            let clause = |of: usize| {
                let place = order.iter().position(|at| *at == of).unwrap();
                vec![format!("s1.c{}", place + 1)]
            };
            let mut sidecar = propose_sidecar(&document);
            sidecar.rights = vec![Right { id: "r".to_owned(), title: String::new(), clauses: clause(0) }];
            sidecar.purposes = (1..6).map(|of| named(of, clause(of))).collect();
            PolicyBundle { schema: 1, document, sidecar, issued_at: String::new() }
        };
        let (old, new) = (version(&[0, 1, 2, 3, 4, 5]), version(&order));
        prop_assert_eq!(floor(&old, &new).reasons, vec![]);
        let answer = reconsent(&old, &new);
        prop_assert!(!answer.terms && answer.purposes.is_empty());
    }

    /// What a purpose promises is its fields: whoever changes one asks for that purpose, under any label.
    #[test]
    fn a_changed_field_is_heard_under_any_label(old in bundle(), at in any::<prop::sample::Index>(), which in 0..5) {
        prop_assume!(!old.sidecar.purposes.is_empty());
        let mut new = old.clone();
        let at = at.index(new.sidecar.purposes.len());
        let purpose = &mut new.sidecar.purposes[at];
        match which {
            0 => purpose.method.push('新'),
            1 => purpose.retention.push('新'),
            2 => purpose.data.push("新".to_owned()),
            3 => purpose.recipients.push("新".to_owned()),
            _ => purpose.third_party = Some("新".to_owned()),
        }
        let (id, refusable) = (purpose.id.clone(), purpose.is_refusable());
        for label in LABELS {
            let answer = reconsent(&old, &labelled(&old, &new, label));
            prop_assert_eq!(answer.purposes.contains(&id), refusable);
            prop_assert_eq!(answer.terms, !refusable);
        }
    }
}
