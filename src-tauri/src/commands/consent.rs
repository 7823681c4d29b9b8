//! The policy, and the answer to it.

use sst_core::{ConsentView, DecisionInput, PolicyView};

use super::{Desk, Reply, reply};

/// The policy in force, in `language` (`zh-CN` or `en`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_current(desk: Desk<'_>, language: String) -> Reply<PolicyView> {
    reply(desk.client()?.consent().policy(&language).await)
}

/// The answer to the policy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_decide(desk: Desk<'_>, decision: DecisionInput) -> Reply<ConsentView> {
    reply(desk.client()?.consent().decide(decision).await)
}
