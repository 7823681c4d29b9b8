//! Shapes of the domain's values as the OpenAPI document shows them.
//!
//! `sst-domain` knows nothing of OpenAPI, so its shapes are described here once more. The tests below send
//! real domain values through these types, so that the two cannot drift apart unnoticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What one unit holds: a value for each field. Fields that a reader does not know are kept and sent back
/// whole.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct UnitValue(pub BTreeMap<String, FieldValue>);

/// The value of one field.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// One value, in its canonical form.
    Text(String),
    /// Several values, in the order in which the person gave them.
    List(Vec<String>),
    /// A form that only a newer platform knows.
    Other(serde_json::Value),
}

/// Who gave a value its present form, on what ground and when.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ChangedBy {
    /// Who.
    pub origin: Origin,
    /// On what ground, in words for the person; empty where the person changed it.
    #[serde(default)]
    pub ground: String,
    /// When, RFC 3339.
    pub at: String,
    /// What the person can name the change by, such as `20261129-K7M4QX`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Who gave a value its present form.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// The person, on the device with this identifier.
    Device {
        /// The device's identifier on the platform.
        device_id: String,
    },
    /// An official of the platform.
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

/// One message in the inbox.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// Identifier, unique for this citizen.
    pub id: String,
    /// What it is about: `incident`, `account`, `correction`, `policy`, `announcement`, or a kind of a newer
    /// platform.
    pub kind: String,
    /// One line.
    pub title: String,
    /// The text, in paragraphs.
    pub body: String,
    /// The four parts of an incident notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentParts>,
    /// When it was sent, RFC 3339 in UTC.
    pub at: String,
    /// Whether the person has opened it.
    #[serde(default)]
    pub read: bool,
}

/// What an incident notice must say (PIPL 57; policy 3.2).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct IncidentParts {
    /// What happened, and what it may mean.
    pub what_happened: String,
    /// What the platform has done or will do.
    pub measures: String,
    /// What the person can do.
    pub advice: String,
    /// What the platform offers as a remedy.
    pub remedies: String,
}

/// What is wrong with one field.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The unit.
    pub unit: String,
    /// The field; empty where the unit as a whole is wrong.
    pub field: String,
    /// What is wrong, such as `required`, `too_long`, `masked_value`.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use sst_domain::identity::FieldCode;
    use sst_domain::{notice, profile};

    use super::*;

    /// The shape takes a value of the domain and gives back the very same JSON.
    fn assert_same_shape<Shape: Serialize + DeserializeOwned>(domain: &impl Serialize) {
        let json = serde_json::to_value(domain).unwrap();
        let shape: Shape = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(shape).unwrap(), json);
    }

    #[test]
    fn units_have_the_shape_that_is_described() {
        let mut value = profile::UnitValue::from([("street", "测试路1号")]);
        value.insert("topics", profile::FieldValue::List(vec!["health".into()]));
        value.insert("later", profile::FieldValue::Unknown(Value::from(1)));
        assert_same_shape::<UnitValue>(&value);
    }

    #[test]
    fn every_origin_has_the_shape_that_is_described() {
        let origins = [
            profile::Origin::Device {
                device_id: "d".into(),
            },
            profile::Origin::Official { verified: true },
            profile::Origin::Platform,
            profile::Origin::ThirdParty {
                name: "测试机构".into(),
            },
        ];
        for origin in origins {
            let at = "2026-11-23T00:00:00Z".to_owned();
            let changed_by = profile::ChangedBy {
                origin,
                ground: "g".into(),
                at,
                reference: Some("20261129-K7M4QX".into()),
                unknown: BTreeMap::new(),
            };
            assert_same_shape::<ChangedBy>(&changed_by);
        }
    }

    #[test]
    fn notices_have_the_shape_that_is_described() {
        let parts = notice::IncidentParts {
            what_happened: "a".into(),
            measures: "b".into(),
            advice: "c".into(),
            remedies: "d".into(),
        };
        for incident in [None, Some(parts)] {
            assert_same_shape::<Notice>(&notice::Notice {
                id: "n".into(),
                kind: notice::NoticeKind::Incident,
                title: "t".into(),
                body: "b".into(),
                incident,
                at: "2026-11-23T00:00:00Z".into(),
                read: false,
            });
        }
    }

    #[test]
    fn field_problems_have_the_shape_that_is_described() {
        assert_same_shape::<FieldProblem>(&profile::FieldProblem {
            unit: "name".into(),
            field: "name".into(),
            code: FieldCode::Required,
        });
    }
}
