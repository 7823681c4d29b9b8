//! Which kinds of data the request of each operation holds, as an extension of the document.

use std::collections::BTreeMap;

use serde_json::Value;
use sst_domain::profile::unit_spec;
use sst_domain::registry::DataKind;
use utoipa::Modify;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation as Described, PathItem};

use crate::registry::{Holds, Operation, operations};

/// Name of the extension.
const NAME: &str = "x-data-kinds";

/// `x-data-kinds` at the top lists the kinds; in an operation it says by place and field what the field holds: a
/// list of kinds, empty for what only the protocol needs, or for a unit of the profile the field that names it.
pub(super) struct DataKinds;

impl Modify for DataKinds {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let kinds = DataKind::ALL.iter().map(|kind| {
            let said = BTreeMap::from([
                ("kept", serde_json::to_value(kind.entry().kept)),
                ("sensitive", serde_json::to_value(kind.is_sensitive())),
                ("source", serde_json::to_value(kind.entry().source)),
            ]);
            let said = said
                .into_iter()
                .map(|(name, value)| (name, value.unwrap_or_default()));
            (kind.as_str(), said.collect())
        });
        let kinds: BTreeMap<&str, BTreeMap<&str, Value>> = kinds.collect();
        document.extensions = Some(extension(&kinds));
        for operation in operations() {
            let item = document.paths.paths.get_mut(operation.path);
            if let Some(described) = item.and_then(|item| described(item, operation.method)) {
                described.extensions = Some(extension(&fields(operation)));
            }
        }
    }
}

fn described<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Described> {
    match method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

fn fields(operation: &Operation) -> BTreeMap<&'static str, BTreeMap<&'static str, Value>> {
    let mut places: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for field in operation.fields() {
        let place = places.entry(field.place.as_str()).or_default();
        place.insert(field.name, held(field.holds));
    }
    places
}

fn held(holds: Holds) -> Value {
    let codes = |kinds: &[DataKind]| kinds.iter().map(|kind| kind.as_str()).collect();
    match holds {
        Holds::Protocol => codes(&[]),
        Holds::Kind(kind) => codes(&[kind]),
        Holds::Kinds(kinds) => codes(kinds),
        Holds::UnitNamedIn(field) => Value::from(format!("unit:{field}")),
        Holds::Unit(unit) => codes(&unit_spec(unit).map_or(Vec::new(), |spec| vec![spec.data])),
    }
}

fn extension(value: &impl serde::Serialize) -> Extensions {
    let value = serde_json::to_value(value).unwrap_or_default();
    Extensions::from_iter([(NAME, value)])
}
