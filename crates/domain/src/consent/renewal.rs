//! What there is to decide about under a policy, and what has to be decided again after it has changed.

use std::collections::BTreeSet;

use super::record::ConsentNotice;
use crate::policy::{PolicyBundle, Purpose, Reconsent};

/// What there is to decide about a purpose: each switch of the client that hangs on it, or else the purpose
/// itself. Nothing where it is not for the person to decide, and nothing for the services of others: this client
/// has none of them built in, so there is nothing to agree to on it.
pub fn items_of(purpose: &Purpose) -> Vec<String> {
    if !purpose.is_refusable() || purpose.third_party.is_some() {
        return Vec::new();
    }
    if purpose.controls.is_empty() {
        return vec![purpose.id.clone()];
    }
    purpose.controls.clone()
}

/// The purpose to which an item belongs under this policy; none where it is nothing to decide about in it.
pub fn item_now<'a>(policy: &'a PolicyBundle, item: &str) -> Option<&'a Purpose> {
    let has = |purpose: &&Purpose| items_of(purpose).iter().any(|own| own == item);
    policy.sidecar.purposes.iter().find(has)
}

/// Whether what was agreed to on `notice` has to be agreed to again under `policy` before it counts (PIPL 14).
///
/// `asked` is what the change between the two policies asks again, in the language of the notice; without it,
/// because the text that was answered is not at hand, the notice itself is held against the policy, and whatever
/// differs counts.
pub fn needs_renewal(
    notice: &ConsentNotice,
    policy: &PolicyBundle,
    asked: Option<&Reconsent>,
) -> bool {
    let Some(purpose) = item_now(policy, &notice.item) else {
        return true;
    };
    if purpose.id != notice.purpose {
        return true;
    }
    match asked {
        Some(asked) => asked.purposes.contains(&purpose.id),
        None => !says_the_same(notice, policy, purpose),
    }
}

fn says_the_same(notice: &ConsentNotice, policy: &PolicyBundle, purpose: &Purpose) -> bool {
    let clause = |id: &String| policy.document.clause_hash(id);
    let clauses: BTreeSet<&str> = purpose.clauses.iter().filter_map(clause).collect();
    let shown: BTreeSet<&str> = notice
        .clauses
        .iter()
        .map(|clause| clause.hash.as_str())
        .collect();
    let third_party = purpose.third_party.iter();
    let recipients: BTreeSet<&String> = third_party.chain(&purpose.recipients).collect();
    clauses == shown
        && recipients == notice.recipients.iter().collect()
        && purpose.data.iter().collect::<BTreeSet<_>>() == notice.data.iter().collect()
        && (&purpose.title, &purpose.impact) == (&notice.title, &notice.impact)
        && (&purpose.method, &purpose.retention) == (&notice.method, &notice.retention)
        && purpose.sensitive == notice.sensitive
        && policy.sidecar.controller == notice.controller
        && policy.document.id == notice.policy.id
        // A notice does not say it, so it cannot be known to have been so before.
        && !purpose.automated
}
