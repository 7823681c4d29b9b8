//! Policies travel as a signed bundle: `sst_domain::policy::SignedBundle`, byte for byte as it was signed.
//!
//! A version never changes once published; its `ETag` is the hash of its bytes. The reply to
//! [`crate::path::POLICY_CURRENT`] takes the language from the query, so that no cache can mix them up.

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Query of [`crate::path::POLICY_CURRENT`].
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CurrentPolicyQuery {
    /// `zh-CN` or `en`; a platform that lacks the language answers with `zh-CN`.
    #[serde(default = "chinese")]
    pub language: String,
}

fn chinese() -> String {
    "zh-CN".to_owned()
}
