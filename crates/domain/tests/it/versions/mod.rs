//! Edited versions of a policy, and what is asked again after each: of the sample, and of the operator's own text
//! where it lies beside the workspace.

mod table;

use std::path::Path;

use sst_domain::policy::{
    ChangeNote, Language, Materiality, PolicyBundle, PolicyDocument, PolicySidecar, Reconsent,
    check_change, diff, floor, import, propose_sidecar, reconsent, sample,
};

use table::{Asked, CASES, Case, Edit};

const ISSUED_AT: &str = "2026-11-24T00:00:00Z";

/// The first version, with the purposes that the importer proposes and the fields that it leaves to the operator.
fn first(text: &str) -> PolicyBundle {
    let document = import(text).unwrap();
    let mut sidecar = propose_sidecar(&document);
    sidecar.version = "1.0".to_owned();
    sidecar.controller = "测试市信息中心".to_owned();
    for purpose in &mut sidecar.purposes {
        purpose.method = "由您填写。".to_owned();
        purpose.retention = "一年。".to_owned();
    }
    PolicyBundle::new(document, sidecar, ISSUED_AT).unwrap()
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for (from, to) in edits {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn next(
    old: &PolicyBundle,
    text: &str,
    edit: fn(&mut PolicySidecar, &PolicyDocument),
    label: Option<Materiality>,
) -> PolicyBundle {
    let document = import(text).unwrap();
    let mut sidecar = old.sidecar.clone();
    sidecar.version = "1.1".to_owned();
    sidecar.text_hash.clone_from(&document.text_hash);
    edit(&mut sidecar, &document);
    sidecar.change = label.map(|label| ChangeNote {
        from: old.document.text_hash.clone(),
        from_version: old.document.version.clone(),
        label,
        summary: "见各条。".to_owned(),
        for_me: "见各条。".to_owned(),
    });
    PolicyBundle::new(document, sidecar, ISSUED_AT).unwrap()
}

#[track_caller]
fn assert_asks(answer: &Reconsent, (terms, purposes): Asked, name: &str) {
    let found: Vec<_> = answer.purposes.iter().map(String::as_str).collect();
    assert_eq!(
        (answer.terms, found.as_slice()),
        (terms, purposes),
        "{name}: {:#?}",
        answer.reasons
    );
    let asks = terms || !purposes.is_empty();
    assert_eq!(answer.materiality == Materiality::Material, asks, "{name}");
    assert_eq!(answer.reasons.is_empty(), !asks, "{name}");
}

/// Every case, without a label, with the mildest and with the strictest.
fn all_cases(text: &str, edits: fn(&Case) -> &'static [Edit]) {
    let old = first(text);
    for case in CASES {
        let text = edited(text, edits(case));
        let version = |label| next(&old, &text, case.sidecar, label);
        let name = case.name;
        assert_asks(&reconsent(&old, &version(None)), case.unlabelled, name);
        let wording = version(Some(Materiality::Wording));
        assert_asks(&reconsent(&old, &wording), case.wording, name);
        // What the mildest label leaves is the floor, and it may not be published under it.
        let asks = case.wording != (false, &[]);
        assert_eq!(check_change(&old, &wording).is_err(), asks, "{name}");
        let material = version(Some(Materiality::Material));
        let strictest = reconsent(&old, &material);
        assert_eq!(strictest.materiality, Materiality::Material, "{name}");
        assert!(check_change(&old, &material).is_ok(), "{name}");
        let codes = floor(&old, &material).reasons.into_iter();
        let codes: Vec<_> = codes.map(|reason| reason.code.as_str()).collect();
        for code in case.reasons {
            assert!(codes.contains(code), "{name}: {code} is not in {codes:?}");
        }
    }
}

#[test]
fn of_the_sample() {
    all_cases(sample(Language::ZhCn).text, |case| case.sample);
}

#[test]
fn of_the_operators_text() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/policy/privacy-policy.zh-CN.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("the operator's text is not here: not tested");
        return;
    };
    all_cases(&text, |case| case.official);
}

#[test]
fn each_changed_clause_is_shown_once() {
    let text = sample(Language::ZhCn).text;
    let old = first(text);
    for case in CASES {
        let new = import(&edited(text, case.sample)).unwrap();
        let changes = diff(&old.document, &new);
        for side in [
            changes
                .iter()
                .filter_map(|change| change.before.as_ref())
                .collect::<Vec<_>>(),
            changes
                .iter()
                .filter_map(|change| change.after.as_ref())
                .collect(),
        ] {
            let mut ids: Vec<_> = side.iter().map(|line| &line.id).collect();
            let shown = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), shown, "{}", case.name);
        }
    }
}

/// Every version says another version and day of itself: nobody is asked for that.
#[test]
fn another_version_and_day_ask_nobody() {
    let text = sample(Language::ZhCn).text;
    let dates = (
        "版本：2026.1　生效日期：2026年11月1日",
        "版本：2026.2　生效日期：2027年1月15日",
    );
    let old = first(text);
    let new = next(&old, &edited(text, &[dates]), |_, _| {}, None);
    assert_eq!(
        diff(&old.document, &new.document).len(),
        1,
        "it is shown all the same"
    );
    assert_asks(&reconsent(&old, &new), (false, &[]), "dates");
}

#[test]
fn a_label_without_a_reason_asks_for_what_moved_or_for_the_whole() {
    let text = sample(Language::ZhCn).text;
    let old = first(text);
    let same = next(&old, text, |_, _| {}, Some(Materiality::Material));
    assert_asks(&reconsent(&old, &same), (true, &[]), "the same text");
    let swapped = CASES
        .iter()
        .find(|case| case.name == "purposes change places")
        .unwrap();
    let text = edited(text, swapped.sample);
    let moved = next(&old, &text, swapped.sidecar, Some(Materiality::Material));
    let answer = reconsent(&old, &moved);
    assert!(!answer.terms && answer.purposes.len() == 1, "{answer:?}");
}

#[test]
fn a_note_about_another_step_is_not_heard() {
    let text = sample(Language::ZhCn).text;
    let case = &CASES[0];
    let old = first(text);
    let mut new = next(
        &old,
        &edited(text, case.sample),
        case.sidecar,
        Some(Materiality::Wording),
    );
    assert_asks(&reconsent(&old, &new), case.wording, "heard");
    new.sidecar.change.as_mut().unwrap().from = "0".repeat(64);
    assert_asks(&reconsent(&old, &new), case.unlabelled, "not heard");
    assert_eq!(
        check_change(&old, &new).unwrap_err().code(),
        "change_note_of_other_text"
    );
}

#[test]
fn another_policy_is_asked_from_the_beginning() {
    let old = first(sample(Language::ZhCn).text);
    let mut new = old.clone();
    new.sidecar.policy_id = "other".to_owned();
    new.document.id = "other".to_owned();
    let answer = reconsent(&old, &new);
    let refusable = new
        .sidecar
        .purposes
        .iter()
        .filter(|purpose| purpose.is_refusable());
    assert!(answer.terms && answer.purposes.len() == refusable.count());
}

#[test]
fn a_version_says_what_it_changes_before_it_takes_a_place() {
    let text = sample(Language::ZhCn).text;
    let old = first(text);
    let code = |new: &PolicyBundle| {
        check_change(&old, new)
            .map_err(|problem| problem.code())
            .map(|_| ())
    };
    assert_eq!(code(&old), Ok(()), "the same");
    assert_eq!(
        code(&next(&old, text, |_, _| {}, None)),
        Ok(()),
        "only another version"
    );
    let wording = &CASES[0];
    let worded = edited(text, wording.sample);
    assert_eq!(
        code(&next(&old, &worded, wording.sidecar, None)),
        Err("change_note_missing")
    );
    let retention: fn(&mut PolicySidecar, &PolicyDocument) =
        |sidecar, _| sidecar.purposes[1].retention = "三年。".to_owned();
    assert_eq!(
        code(&next(&old, text, retention, None)),
        Err("change_note_missing")
    );
    let mut new = next(&old, text, retention, Some(Materiality::Wording));
    assert_eq!(code(&new), Err("change_label_too_low"));
    let note = new.sidecar.change.as_mut().unwrap();
    (note.label, note.for_me) = (Materiality::Material, String::new());
    assert_eq!(code(&new), Err("change_note_incomplete"));
}
