//! What an auditor needs besides receipts, out of what this computer has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sst_domain::consent::{AuditPart, Bytes, KnownKeys, PolicyVersion};
use sst_domain::policy::{Language, PinnedKey};

use super::compare::{answered, version};
use crate::client::Core;
use crate::registry::built_in;

/// What verifies the file; the form stands in `docs/consent-records.md`.
const VERIFIER: &str = "shengshitong receipt verify FILE --key KEY [--policy-key KEY]; \
                        form: docs/consent-records.md; \
                        another verifier: tests/system/verify_receipts.py";

/// Fetches the policies that decisions rest on and that are not at hand. One that cannot be had is missing in the
/// bundle, and whoever verifies it is told so.
pub(super) async fn fetch_policies(core: &Arc<Core>) {
    for language in [Language::ZhCn, Language::En] {
        for name in answered(core, language) {
            if let Err(error) = version(core, &name, language).await {
                tracing::info!(code = error.code(), "a policy is missing in the bundle");
            }
        }
    }
}

/// The added part: the policies of these names and those in force, as far as they are at hand, the registry that is
/// built in, and the keys of the machine's configuration. Blocks on the disk.
pub(super) fn part(core: &Core, named: &BTreeSet<PolicyVersion>) -> AuditPart {
    let in_force = [Language::ZhCn, Language::En].map(|language| core.policies.in_force(language));
    let at_hand = named.iter().filter_map(|name| core.policies.version(name));
    let policies: BTreeMap<PolicyVersion, Bytes> = at_hand
        .chain(in_force.into_iter().filter_map(Result::ok))
        .map(|version| (version.name(), Bytes(version.signed().to_vec())))
        .collect();
    let lines = |keys: &[PinnedKey]| keys.iter().map(PinnedKey::to_line).collect();
    AuditPart {
        program: format!("shengshitong {}", core.config.app_version),
        made_at: core.clock.now().to_string(),
        verifier: VERIFIER.to_owned(),
        policies: policies.into_values().collect(),
        registry: built_in(),
        keys: KnownKeys {
            receipts: lines(&core.config.receipt_keys),
            policies: lines(&core.config.policy_keys),
        },
    }
}
