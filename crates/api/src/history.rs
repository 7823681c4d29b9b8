//! How the units of a profile became what they are (policy 4.2; capability `corrections`).

use std::fmt;

use serde::{Deserialize, Serialize};
use sst_domain::profile::{ChangedBy, UnitKey, UnitValue};
use utoipa::{IntoParams, ToSchema};

use crate::openapi::schema;

/// Which part of the history.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// `next` of the part before; the newest changes where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// 1 to 100; 50 where absent.
    #[serde(default = "default_limit")]
    pub limit: u32,
}

const fn default_limit() -> u32 {
    50
}

/// Changes of the person's units, newest first. It is kept as long as the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryPage {
    /// The changes.
    pub entries: Vec<HistoryEntry>,
    /// `before` of the part that follows; absent where there are no older ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One change of one unit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// What the person can name it by, such as `20261129-K7M4QX`.
    pub reference: String,
    /// The unit.
    #[schema(value_type = String)]
    pub unit: UnitKey,
    /// What it was; `null` where it was empty.
    #[schema(value_type = Option<schema::UnitValue>)]
    pub before: Option<UnitValue>,
    /// What it became; `null` where it was emptied.
    #[schema(value_type = Option<schema::UnitValue>)]
    pub after: Option<UnitValue>,
    /// Who changed it, on what ground and when.
    #[schema(value_type = schema::ChangedBy)]
    pub changed_by: ChangedBy,
}

/// Values hidden.
impl fmt::Debug for HistoryEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryEntry")
            .field("reference", &self.reference)
            .field("unit", &self.unit)
            .finish_non_exhaustive()
    }
}
