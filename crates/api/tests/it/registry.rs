//! The registry and the contract's types name the same fields: nothing is sent undeclared, and nothing is declared
//! that does not exist.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sst_api::openapi;
use sst_api::registry::{COMMON_HEADERS, Holds, INEVITABLE, Operation, Place, find, operations};
use sst_domain::profile::unit_spec;
use sst_domain::registry::{DataKind, Kept, Source};

type Fields = BTreeSet<(Place, String)>;

/// What the OpenAPI document says that each request may hold.
#[expect(clippy::unwrap_used, reason = "only tests call this")]
fn documented(document: &Value) -> BTreeMap<(String, String), Fields> {
    let mut found = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let mut fields = Fields::new();
            for parameter in members(&operation["parameters"]) {
                let place = match parameter["in"].as_str().unwrap() {
                    "path" => Place::Path,
                    "query" => Place::Query,
                    "header" => Place::Header,
                    other => panic!("no such place in the contract: {other}"),
                };
                fields.insert((place, parameter["name"].as_str().unwrap().to_owned()));
            }
            for scheme in members(&operation["security"]).flat_map(|one| one.as_object().unwrap()) {
                let scheme = &document["components"]["securitySchemes"][scheme.0];
                let header = scheme["name"].as_str().unwrap().to_lowercase();
                fields.insert((Place::Header, header));
            }
            if let Some(content) = operation["requestBody"]["content"].as_object() {
                for media in content.values() {
                    body(document, &media["schema"], String::new(), &mut fields);
                }
            }
            found.insert((method.to_uppercase(), path.clone()), fields);
        }
    }
    found
}

fn members(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Every leaf of a schema. A unit's value is one: its fields are the unit's own.
#[expect(clippy::unwrap_used, reason = "only tests call this")]
fn body(document: &Value, schema: &Value, at: String, fields: &mut Fields) {
    if let Some(reference) = schema["$ref"].as_str() {
        if reference.ends_with("/UnitValue") {
            fields.insert((Place::Body, at));
        } else {
            let target = document.pointer(&reference[1..]).unwrap();
            body(document, target, at, fields);
        }
        return;
    }
    let variants = ["oneOf", "anyOf", "allOf"].map(|word| members(&schema[word]));
    let mut variants = variants
        .into_iter()
        .flatten()
        .filter(|one| one["type"] != "null")
        .peekable();
    let types = &schema["type"];
    let is = |name: &str| types == name || members(types).any(|one| one == name);
    if variants.peek().is_some() {
        variants.for_each(|one| body(document, one, at.clone(), fields));
    } else if is("object") {
        for (name, property) in schema["properties"].as_object().unwrap() {
            body(document, property, format!("{at}/{name}"), fields);
        }
    } else if is("array")
        && (schema["items"]["$ref"].is_string() || schema["items"]["type"] == "object")
    {
        body(document, &schema["items"], format!("{at}/*"), fields);
    } else {
        fields.insert((Place::Body, at));
    }
}

#[test]
fn every_field_of_every_request_is_declared_and_no_other() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let documented = documented(&document);
    let declared: BTreeMap<(String, String), Fields> = operations()
        .map(|operation| {
            let fields = operation.fields();
            let fields = fields.map(|field| (field.place, field.name.to_owned()));
            let named = (operation.method.to_owned(), operation.path.to_owned());
            (named, fields.collect())
        })
        .collect();
    for (operation, fields) in &documented {
        let none = Fields::new();
        let declared = declared.get(operation).unwrap_or(&none);
        let missing: Vec<_> = fields.difference(declared).collect();
        let invented: Vec<_> = declared.difference(fields).collect();
        assert!(
            missing.is_empty() && invented.is_empty(),
            "{operation:?}: not declared {missing:?}, declared without being there {invented:?}"
        );
    }
    assert_eq!(
        declared.keys().collect::<Vec<_>>(),
        documented.keys().collect::<Vec<_>>()
    );
    for operation in operations() {
        let described = &document["paths"][operation.path][operation.method.to_lowercase()];
        assert_eq!(described["operationId"], operation.code);
    }
    let push = &documented[&("POST".into(), "/v1/sync/push".into())];
    assert!(push.contains(&(Place::Body, "/mutations/*/body/value".into())));
    assert!(push.contains(&(Place::Header, "dpop".into())));
}

#[test]
fn the_document_carries_the_kinds() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let push = &document["paths"]["/v1/sync/push"]["post"]["x-data-kinds"];
    assert_eq!(
        push["body"]["/device_id"],
        serde_json::json!(["device-number"])
    );
    assert_eq!(push["body"]["/cursor"], serde_json::json!([]));
    assert_eq!(push["body"]["/mutations/*/body/value"], "unit:unit");
    let part = &document["paths"]["/v1/uploads/{id}"]["put"]["x-data-kinds"];
    assert_eq!(part["body"][""], serde_json::json!(["attachment"]));
    let kinds = document["x-data-kinds"].as_object().unwrap();
    assert_eq!(kinds.len(), DataKind::ALL.len());
    assert_eq!(kinds["identity-document"]["sensitive"], true);
}

#[test]
fn a_field_is_declared_once_and_leads_to_what_it_names() {
    for operation in operations() {
        let mut seen = BTreeSet::new();
        for field in operation.fields() {
            assert!(seen.insert((field.place, field.name)), "{field:?} twice");
            match field.holds {
                Holds::Unit(unit) => assert!(unit_spec(unit).is_some()),
                Holds::UnitNamedIn(name) => {
                    let beside = field.name.rsplit_once('/').unwrap().0;
                    let member = operation.field(Place::Body, &format!("{beside}/{name}"));
                    let parameter = operation.field(Place::Path, name);
                    assert!(member.or(parameter).is_some(), "{field:?}");
                }
                Holds::Protocol | Holds::Kind(_) | Holds::Kinds(_) => {}
            }
            if field.place == Place::Header {
                assert!(!COMMON_HEADERS.contains(&field.name));
            }
        }
    }
}

#[test]
fn a_path_belongs_to_one_operation() {
    for operation in operations() {
        let filled = sst_api::path::fill(operation.path, &["one", "two"]);
        assert_eq!(find(operation.method, &filled), Some(operation));
        let others = operations().filter(|other| {
            *other != operation && other.method == operation.method && matches(other, &filled)
        });
        assert_eq!(others.count(), 0, "{filled}");
    }
    for path in [
        "/v1/public/articles/",
        "/v1/public/articles/a/b",
        "/v1/nothing",
        "",
        "/",
    ] {
        assert_eq!(find("GET", path), None, "{path}");
    }
    assert_eq!(find("DELETE", "/v1/sessions"), None);
}

fn matches(operation: &Operation, path: &str) -> bool {
    operation.parameters(path).is_some()
}

#[test]
fn where_a_kind_is_kept_agrees_with_what_is_sent() {
    let mut sent: BTreeSet<DataKind> = INEVITABLE.iter().copied().collect();
    for field in operations().flat_map(Operation::fields) {
        match field.holds {
            Holds::Kind(kind) => drop(sent.insert(kind)),
            Holds::Kinds(kinds) => sent.extend(kinds),
            Holds::Protocol | Holds::Unit(_) | Holds::UnitNamedIn(_) => {}
        }
    }
    for kind in DataKind::ALL {
        let entry = kind.entry();
        let leaves = sent.contains(kind) || kind.units().next().is_some();
        match entry.kept {
            Kept::ThisComputer => assert!(!leaves, "{kind:?} is said to stay here"),
            Kept::Platform => assert!(leaves, "{kind:?} never leaves"),
            Kept::Both => assert!(leaves || entry.source == Source::Platform, "{kind:?}"),
            Kept::Nowhere => {}
        }
    }
}
