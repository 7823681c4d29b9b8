use std::collections::BTreeSet;
use std::path::Path;

use sst_api::problem::ProblemCode;
use sst_api::{openapi, path};

#[test]
fn the_committed_document_is_the_generated_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let committed = std::fs::read_to_string(file).unwrap();
    assert!(
        committed == openapi::document_json().unwrap(),
        "docs/openapi.json is stale: cargo run -p sst-api --example write_openapi"
    );
}

#[test]
fn every_path_of_the_contract_is_documented() {
    let document = openapi::document();
    let documented: BTreeSet<&str> = document.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(documented, path::ALL.iter().copied().collect());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut found = 0;
    visit(&document, &mut |reference| {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
        found += 1;
    });
    assert!(found > 20, "the document should refer to its schemas");
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn enumerations_hold_what_travels() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let values = |name: &str| document["components"]["schemas"][name]["enum"].clone();
    let codes: Vec<_> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(values("ProblemCode"), serde_json::json!(codes));
    assert_eq!(
        values("LoginMethod"),
        serde_json::json!(["sms_code", "password", "browser", "device"])
    );
    assert_eq!(
        values("MediaType"),
        serde_json::json!(["image/jpeg", "image/png", "application/pdf"])
    );
    assert_eq!(
        values("CorrectionState"),
        serde_json::json!(["received", "in_review", "accepted", "refused", "withdrawn"])
    );
}

#[test]
fn a_part_of_an_attachment_is_bytes_and_no_list_of_numbers() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let body = &document["paths"][path::UPLOAD]["put"]["requestBody"];
    let schema = &body["content"]["application/octet-stream"]["schema"];
    assert_eq!(
        (&schema["type"], &schema["format"], &schema["items"]),
        (&"string".into(), &"binary".into(), &serde_json::Value::Null)
    );
}

fn visit(value: &serde_json::Value, on_reference: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                match value {
                    serde_json::Value::String(text) if name == "$ref" => on_reference(text),
                    value => visit(value, on_reference),
                }
            }
        }
        serde_json::Value::Array(values) => {
            for value in values {
                visit(value, on_reference);
            }
        }
        _ => {}
    }
}
