//! The table of units.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::registry::DataKind;

/// Every unit that this version knows, in the order in which a screen shows them.
///
/// Source: policy 1.1 (the data named there) and policy 4.2 (basic, contact and identity data).
pub const UNITS: &[UnitSpec] = &[
    UnitSpec {
        key: "name",
        data: DataKind::Name,
        group: UnitGroup::Basic,
        fields: &[required("name", FieldKind::PersonName)],
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::Official,
        sensitive: false,
    },
    UnitSpec {
        key: "sex",
        data: DataKind::Sex,
        group: UnitGroup::Basic,
        fields: &[required(
            "sex",
            FieldKind::Choice(&["male", "female", "unspecified"]),
        )],
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::Official,
        sensitive: false,
    },
    UnitSpec {
        key: "birthday",
        data: DataKind::BirthDate,
        group: UnitGroup::Basic,
        fields: &[required("date", FieldKind::PastDate)],
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::Official,
        sensitive: false,
    },
    UnitSpec {
        key: "nationality",
        data: DataKind::Nationality,
        group: UnitGroup::Basic,
        fields: &[required("country", FieldKind::Country)],
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::Official,
        sensitive: false,
    },
    UnitSpec {
        key: "phone",
        data: DataKind::Phone,
        group: UnitGroup::Contact,
        fields: &[required("number", FieldKind::Phone)],
        edit: EditRule::Online,
        step_up: true,
        proof: Proof::Code,
        sensitive: false,
    },
    UnitSpec {
        key: "email",
        data: DataKind::Email,
        group: UnitGroup::Contact,
        fields: &[required("address", FieldKind::Email)],
        edit: EditRule::Online,
        step_up: false,
        proof: Proof::Code,
        sensitive: false,
    },
    UnitSpec {
        key: "address",
        data: DataKind::Address,
        group: UnitGroup::Contact,
        fields: &[
            required("region", FieldKind::Region),
            required("street", FieldKind::Text { max_chars: 120 }),
            optional("postcode", FieldKind::Postcode),
        ],
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::None,
        sensitive: false,
    },
    UnitSpec {
        key: "id_document",
        data: DataKind::IdentityDocument,
        group: UnitGroup::Identity,
        fields: &[
            required("kind", FieldKind::DocumentKind),
            required("number", FieldKind::DocumentNumber),
            optional("valid_until", FieldKind::Date),
        ],
        edit: EditRule::Online,
        step_up: true,
        proof: Proof::Official,
        sensitive: true,
    },
    UnitSpec {
        key: "customer_code",
        data: DataKind::CustomerCode,
        group: UnitGroup::Identity,
        fields: &[required("code", FieldKind::Text { max_chars: 32 })],
        edit: EditRule::ReadOnly,
        step_up: false,
        proof: Proof::Platform,
        sensitive: false,
    },
    UnitSpec {
        key: "interests",
        data: DataKind::Interests,
        group: UnitGroup::Basic,
        fields: &[
            optional("services", FieldKind::Choices(INTEREST_SERVICES)),
            optional("topics", FieldKind::Choices(INTEREST_TOPICS)),
        ],
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::None,
        sensitive: false,
    },
    preference("language", LANGUAGE),
    preference("presentation", MODE),
];

/// Services that a person can wish for (policy 1.1, "所希望提供的服务").
const INTEREST_SERVICES: &[&str] = &[
    "social_security",
    "medical_insurance",
    "housing_fund",
    "transport",
    "education",
    "elder_care",
    "credit_report",
    "business",
];

/// Topics that a person can follow (policy 1.1, "喜好信息").
const INTEREST_TOPICS: &[&str] = &[
    "policy_news",
    "service_guides",
    "city_life",
    "health",
    "employment",
    "culture",
];

/// What one unit is and what may be done with it.
#[derive(Debug)]
pub struct UnitSpec {
    /// Name on the wire and in the store.
    pub key: &'static str,
    /// The kind of data that it holds.
    pub data: DataKind,
    /// The part of 信息修正 it belongs to.
    pub group: UnitGroup,
    /// Its fields, in the order in which a form asks for them.
    pub fields: &'static [FieldSpec],
    /// Whether and how a person may change it.
    pub edit: EditRule,
    /// Whether a change needs an authentication no older than five minutes (RFC 9470).
    pub step_up: bool,
    /// What makes its value certain.
    pub proof: Proof,
    /// Sensitive personal information in the sense of PIPL 28.
    pub sensitive: bool,
}

impl UnitSpec {
    /// The unit's key.
    pub fn unit_key(&self) -> UnitKey {
        UnitKey(Cow::Borrowed(self.key))
    }

    /// The description of the field called `name`, if the unit has it.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// What one field of a unit is.
#[derive(Debug)]
pub struct FieldSpec {
    /// Name on the wire and in the store.
    pub name: &'static str,
    /// Which rule its value obeys.
    pub kind: FieldKind,
    /// Whether the unit is incomplete without it.
    pub required: bool,
}

/// The rule that a field's value obeys.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// A person's name, see [`crate::identity`].
    PersonName,
    /// One of a fixed list of codes.
    Choice(&'static [&'static str]),
    /// Any number of a fixed list of codes.
    Choices(&'static [&'static str]),
    /// A calendar date, `YYYY-MM-DD`, not after today.
    PastDate,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// A country or region by ISO 3166-1 alpha-3 (GB/T 2659).
    Country,
    /// A kind of identity document.
    DocumentKind,
    /// The number of an identity document; which rule applies is said by the unit's `kind` field.
    DocumentNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// An administrative division by its six-digit code (GB/T 2260).
    Region,
    /// A six-digit postcode.
    Postcode,
    /// Free text of one line.
    Text {
        /// Longest allowed length in characters.
        max_chars: usize,
    },
}

/// The part of 信息修正 that a unit belongs to (policy 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UnitGroup {
    /// 基本信息.
    Basic,
    /// 联系方式.
    Contact,
    /// 身份认证.
    Identity,
    /// 设置: language and presentation.
    Preference,
}

/// Whether and how a person may change a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EditRule {
    /// Also without a network: the change waits in the outbox.
    Offline,
    /// Only with a network, never in the outbox.
    Online,
    /// Not at all.
    ReadOnly,
}

/// What makes a unit's value certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Nothing: it is the person's own word.
    None,
    /// An official, once verified; then only a correction request can change it.
    Official,
    /// A code sent to the new value.
    Code,
    /// The platform, which assigns it.
    Platform,
}

/// The name of a unit. A platform newer than this client may send one that is not in [`UNITS`]: it is
/// kept, and simply not shown. So may another version of this client have left an edit of one: it stays, and
/// is not sent.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
#[specta(transparent)]
pub struct UnitKey(#[specta(type = String)] Cow<'static, str>);

impl UnitKey {
    /// The key as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What this version knows of the unit; `None` for a unit of a newer platform.
    pub fn spec(&self) -> Option<&'static UnitSpec> {
        unit_spec(&self.0)
    }
}

impl From<String> for UnitKey {
    fn from(key: String) -> Self {
        Self(Cow::Owned(key))
    }
}

impl From<&'static str> for UnitKey {
    fn from(key: &'static str) -> Self {
        Self(Cow::Borrowed(key))
    }
}

impl fmt::Display for UnitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UnitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The description of the unit called `key`, if this version knows it.
pub fn unit_spec(key: &str) -> Option<&'static UnitSpec> {
    UNITS.iter().find(|spec| spec.key == key)
}

const fn required(name: &'static str, kind: FieldKind) -> FieldSpec {
    FieldSpec {
        name,
        kind,
        required: true,
    }
}

const fn optional(name: &'static str, kind: FieldKind) -> FieldSpec {
    FieldSpec {
        name,
        kind,
        required: false,
    }
}

const fn preference(key: &'static str, fields: &'static [FieldSpec]) -> UnitSpec {
    UnitSpec {
        key,
        data: DataKind::Preference,
        group: UnitGroup::Preference,
        fields,
        edit: EditRule::Offline,
        step_up: false,
        proof: Proof::None,
        sensitive: false,
    }
}

const LANGUAGE: &[FieldSpec] = &[required("language", FieldKind::Choice(&["zh-CN", "en"]))];
const MODE: &[FieldSpec] = &[required("mode", FieldKind::Choice(&["standard", "elder"]))];
