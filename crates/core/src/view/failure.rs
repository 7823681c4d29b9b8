//! A failure as a screen is told of it.

use serde::Serialize;
use specta::Type;
use sst_domain::profile::FieldProblem;

/// What went wrong, by code. The screen has the words for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FailureView {
    /// Stable code; `docs/errors.md` lists all of them with cause and remedy.
    pub code: String,
    /// Whether the same thing may succeed later without anything being changed.
    pub retryable: bool,
    /// Every field that is wrong, together.
    pub fields: Vec<FieldProblem>,
    /// How often a code may still be tried.
    pub tries_left: Option<u32>,
    /// Seconds to wait before trying again.
    pub wait_seconds: Option<u32>,
    /// Names this failure in the diagnostics; holds nothing personal.
    pub correlation_id: String,
}
