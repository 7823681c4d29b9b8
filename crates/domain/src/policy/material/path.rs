//! What is asked again after several versions.

use std::collections::BTreeSet;

use super::{Reason, ReasonCode, Reconsent, reconsent};
use crate::policy::bundle::PolicyBundle;
use crate::policy::sidecar::{Materiality, Purpose};

/// The versions from `answered` to `now`, oldest first, as the notes of change in them name each other; the two
/// alone where a version between them is not among `known`. All in one language.
pub fn versions_between<'a>(
    answered: &'a PolicyBundle,
    now: &'a PolicyBundle,
    known: &'a [PolicyBundle],
) -> Vec<&'a PolicyBundle> {
    let mut path = vec![now];
    let mut at = now;
    // A chain of notes that leads back to itself must not make this run for ever.
    for _ in 0..=known.len() {
        if is_same(at, answered) {
            break;
        }
        let Some(note) = &at.sidecar.change else {
            break;
        };
        let named = |version: &&PolicyBundle| {
            version.document.text_hash == note.from && version.document.version == note.from_version
        };
        let mut candidates = std::iter::once(answered).chain(known);
        let Some(before) = candidates.find(named) else {
            break;
        };
        path.push(before);
        at = before;
    }
    if !is_same(at, answered) {
        return vec![answered, now];
    }
    path.reverse();
    path
}

/// What is asked again of somebody who answered the first of `versions` and now meets the last. Each step counts
/// as its note says, so that a change of words that was told at its time is not asked about later; what a later
/// step took back is not asked about at all.
pub fn reconsent_over(versions: &[&PolicyBundle]) -> Option<Reconsent> {
    let (first, last) = (versions.first()?, versions.last()?);
    let net = reconsent(first, last);
    if versions.len() <= 2 {
        return Some(net);
    }
    let steps: Vec<Reconsent> = versions
        .windows(2)
        .filter_map(|step| Some(reconsent(step.first()?, step.last()?)))
        .collect();
    let touched: BTreeSet<&String> = steps.iter().flat_map(|step| &step.purposes).collect();
    let mut terms = net.terms && steps.iter().any(|step| step.terms);
    let mut purposes = net.purposes;
    purposes.retain(|purpose| touched.contains(purpose));
    // What an operator called material shows in no field, so it is not in the net of the steps either.
    let labelled = steps.iter().flat_map(|step| &step.reasons);
    let labelled = labelled.filter(|reason| reason.code == ReasonCode::LabelledMaterial);
    let labelled: Vec<Reason> = labelled.cloned().collect();
    let is_refusable = |id: &str| {
        let purpose = last.sidecar.purposes.iter().find(|own| own.id == id);
        purpose.is_some_and(Purpose::is_refusable)
    };
    for reason in &labelled {
        match &reason.purpose {
            Some(purpose) if is_refusable(purpose) => {
                purposes.insert(purpose.clone());
            }
            Some(_) | None => terms = true,
        }
    }
    let concerns = |reason: &Reason| match &reason.purpose {
        Some(purpose) if is_refusable(purpose) => purposes.contains(purpose),
        Some(_) | None => terms,
    };
    let mut reasons: Vec<Reason> = net.reasons.into_iter().filter(concerns).collect();
    reasons.extend(labelled);
    let asks = terms || !purposes.is_empty();
    Some(Reconsent {
        materiality: if asks {
            Materiality::Material
        } else {
            Materiality::Wording
        },
        terms,
        purposes,
        reasons,
    })
}

fn is_same(one: &PolicyBundle, other: &PolicyBundle) -> bool {
    one.document.text_hash == other.document.text_hash
        && one.document.version == other.document.version
}
