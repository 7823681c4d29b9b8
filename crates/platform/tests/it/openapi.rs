//! The published document and the platform agree on what there is.

use std::collections::BTreeSet;

use reqwest::Method;
use sst_api::openapi;

use crate::support::{Body, World};

/// Method and path of every operation of the document.
fn documented() -> BTreeSet<(String, String)> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .keys()
            .map(|method| (method.to_uppercase(), path.clone()))
    });
    operations.collect()
}

#[test]
fn what_is_served_is_documented_and_what_is_documented_is_served() {
    let served: BTreeSet<_> = sst_platform::served()
        .into_iter()
        .map(|(method, path)| (method.to_string(), path.to_owned()))
        .collect();
    assert_eq!(served, documented());
}

#[tokio::test]
async fn every_documented_operation_answers_and_no_other_method_does() {
    let world = World::start().await;
    let mut client = world.client();
    let documented = documented();
    let paths: BTreeSet<&String> = documented.iter().map(|(_, path)| path).collect();
    for path in paths {
        let address = path.replace(['{', '}'], "");
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ] {
            let reply = client.send(method.clone(), &address, Body::Nothing).await;
            let known = documented.contains(&(method.to_string(), path.clone()));
            let refused = ["unknown-path", "method-not-allowed"].contains(&reply.code().as_str());
            assert_eq!(known, !refused, "{method} {path}: {}", reply.code());
            if !known {
                reply.refused(405, "method-not-allowed");
                assert_eq!(reply.header("content-type"), "application/problem+json");
            }
        }
    }
}
