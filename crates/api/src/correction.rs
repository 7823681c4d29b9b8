//! Requests to correct what an official has verified (policy 4.2; capability `corrections`).

use std::fmt;

use serde::{Deserialize, Serialize};
use sst_domain::profile::{UnitKey, UnitValue};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::openapi::schema;
use crate::upload::MediaType;

/// Longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 500;
/// Most attachments of one request.
pub const MAX_ATTACHMENTS: usize = 3;

/// A request, and what became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CorrectionRequest {
    /// That of the mutation which asked.
    pub id: Uuid,
    /// What the person can name it by, at a counter or on the phone, such as `20261129-K7M4QX`.
    pub reference: String,
    /// The unit.
    #[schema(value_type = String)]
    pub unit: UnitKey,
    /// What it should be; `null` where it should be empty.
    #[schema(value_type = Option<schema::UnitValue>)]
    pub value: Option<UnitValue>,
    /// Why, in the person's words.
    pub reason: String,
    /// What shows it; none once it was withdrawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What became of it.
    pub state: CorrectionState,
    /// What the official says to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When it came, RFC 3339 in UTC.
    pub submitted_at: String,
    /// When something became of it last, RFC 3339 in UTC.
    pub updated_at: String,
}

/// Values and words hidden.
impl fmt::Debug for CorrectionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorrectionRequest")
            .field("id", &self.id)
            .field("unit", &self.unit)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// One attachment of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// That of its upload.
    pub id: Uuid,
    /// What it is.
    pub media_type: MediaType,
    /// Its size in bytes.
    pub size: u64,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionState {
    /// Nobody has looked at it yet.
    Received,
    /// An official is looking at it.
    InReview,
    /// The unit is now what was asked for.
    Accepted,
    /// The unit stays as it is; the answer says why.
    Refused,
    /// The person went back on it.
    Withdrawn,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

impl CorrectionState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Received,
        Self::InReview,
        Self::Accepted,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// Its name; `None` for what is none.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InReview => "in_review",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Other => "other",
        }
    }

    /// Whether it still waits for an answer.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::InReview)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_written_as_it_is_read() {
        for state in CorrectionState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(CorrectionState::parse(state.as_str()), Some(state));
        }
        let later: CorrectionState = serde_json::from_str("\"forwarded\"").unwrap();
        assert_eq!(later, CorrectionState::Other);
        assert_eq!(CorrectionState::parse("other"), None);
        let open = CorrectionState::ALL.into_iter().filter(|one| one.is_open());
        let open: Vec<_> = open.map(CorrectionState::as_str).collect();
        assert_eq!(open, ["received", "in_review"]);
    }
}
