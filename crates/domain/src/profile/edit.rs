//! An edit, and where a value came from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{RawFields, UnitKey, UnitValue};

/// One unit as a form hands it over: what the person typed, and the revision that the form was read at.
#[derive(Clone, Deserialize, Type)]
pub struct ChangeInput {
    /// The unit.
    pub unit: UnitKey,
    /// What was typed, by field; `None` empties the unit.
    pub fields: Option<RawFields>,
    /// Revision of the unit that the person saw.
    #[specta(type = u32)]
    pub base_rev: u64,
}

/// One unit of an edit, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The unit.
    pub unit: UnitKey,
    /// The new value; `None` empties the unit.
    pub value: Option<UnitValue>,
    /// Revision of the unit that the person saw.
    pub base_rev: u64,
}

/// Who gave a value its present form, on what ground and when (policy 1.1 ⑷).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChangedBy {
    /// Who.
    pub origin: Origin,
    /// On what ground, in words for the person; empty where the person changed it.
    #[serde(default)]
    pub ground: String,
    /// When, RFC 3339.
    pub at: String,
    /// What the person can name the change by, at a counter or on the phone: `20261129-K7M4QX`, the day in Shenyang and
    /// six letters and digits without look-alikes. Absent for a change that an older platform made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    #[specta(skip)]
    pub unknown: BTreeMap<String, serde_json::Value>,
}

/// Who gave a value its present form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// The person, on the device with this identifier.
    Device {
        /// The device's identifier on the platform.
        device_id: String,
    },
    /// An official of the platform, who has verified it or not.
    Official {
        /// Whether the value counts as verified from now on.
        verified: bool,
    },
    /// The platform itself, at registration.
    Platform,
    /// A named third party.
    ThirdParty {
        /// Its name.
        name: String,
    },
}
