//! The registry as one document, for whoever has to hold it against another program's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sst_api::registry::{Field, Holds, Operation, operations};
use sst_domain::consent::Bytes;
use sst_domain::profile::UNITS;
use sst_domain::registry::{DataKind, NOT_TAKEN};

/// Each part by the codes of its entries.
type Document = BTreeMap<String, BTreeMap<String, Value>>;

/// The registry that is built into this program, as JSON: the kinds of data, the units of the profile, what is not
/// taken, and every field of every request.
pub(crate) fn built_in() -> Bytes {
    Bytes(json!(document()).to_string().into_bytes())
}

/// Where `registry` is another one than that of this program: each difference as `part/code`, in order. `None` where
/// it is no registry.
pub(crate) fn differences(registry: &Bytes) -> Option<Vec<String>> {
    let theirs: Document = serde_json::from_slice(&registry.0).ok()?;
    let ours = document();
    let mut found = Vec::new();
    let parts: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    for part in parts {
        let (ours, theirs) = (ours.get(part), theirs.get(part));
        let codes = ours.into_iter().chain(theirs).flat_map(BTreeMap::keys);
        for code in codes.collect::<BTreeSet<_>>() {
            let entry = |side: Option<&BTreeMap<String, Value>>| side?.get(code).cloned();
            if entry(ours) != entry(theirs) {
                found.push(format!("{part}/{code}"));
            }
        }
    }
    Some(found)
}

fn document() -> Document {
    let kinds = DataKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), self::kind(*kind)));
    let units = UNITS.iter().map(|unit| {
        let entry = json!({ "kind": unit.data, "sensitive": unit.sensitive });
        (unit.key, entry)
    });
    let not_taken = NOT_TAKEN
        .iter()
        .map(|one| (one.code, json!({ "traces": one.traces })));
    let operations = operations().map(|one| (one.code, operation(one)));
    let parts: [(&str, Vec<(&str, Value)>); 4] = [
        ("kinds", kinds.collect()),
        ("units", units.collect()),
        ("not_taken", not_taken.collect()),
        ("operations", operations.collect()),
    ];
    let owned = |(code, entry): (&str, Value)| (code.to_owned(), entry);
    let parts = parts.into_iter().map(|(part, entries)| {
        let entries = entries.into_iter().map(owned);
        (part.to_owned(), entries.collect())
    });
    parts.collect()
}

fn kind(kind: DataKind) -> Value {
    let entry = kind.entry();
    json!({
        "source": entry.source,
        "scene": entry.scene,
        "kept": entry.kept,
        "basis": entry.basis,
        "sensitive": kind.is_sensitive(),
    })
}

fn operation(operation: &Operation) -> Value {
    let fields: Vec<Value> = operation.fields().map(field).collect();
    json!({ "method": operation.method, "path": operation.path, "fields": fields })
}

fn field(field: &Field) -> Value {
    let holds = match field.holds {
        Holds::Protocol => json!([]),
        Holds::Kind(kind) => json!([kind]),
        Holds::Kinds(kinds) => json!(kinds),
        Holds::UnitNamedIn(field) => json!({ "unit_named_in": field }),
        Holds::Unit(unit) => json!({ "unit": unit }),
    };
    json!({ "place": field.place.as_str(), "name": field.name, "holds": holds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_held_against_this_program_s_by_its_codes() {
        let own = built_in();
        assert_eq!(differences(&own), Some(Vec::new()));
        let mut other: Document = serde_json::from_slice(&own.0).unwrap();
        other.get_mut("kinds").unwrap().remove("email");
        let phone = other.get_mut("kinds").unwrap().get_mut("phone").unwrap();
        phone["kept"] = json!("platform");
        let invented = BTreeMap::from([("imei".to_owned(), json!({}))]);
        other.insert("more".to_owned(), invented);
        let other = Bytes(serde_json::to_vec(&other).unwrap());
        let found = differences(&other).unwrap();
        assert_eq!(found, ["kinds/email", "kinds/phone", "more/imei"]);
        assert_eq!(differences(&Bytes(b"[]".to_vec())), None);
    }

    #[test]
    fn every_kind_unit_and_operation_is_in_it() {
        let document = document();
        let count = |part: &str| document[part].len();
        assert_eq!(count("kinds"), DataKind::ALL.len());
        assert_eq!(count("units"), UNITS.len());
        assert_eq!(count("not_taken"), NOT_TAKEN.len());
        assert_eq!(count("operations"), operations().count());
    }
}
