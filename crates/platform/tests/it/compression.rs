//! Long answers are compressed for who asks for it, and nothing else is.

use std::io::Read as _;

use flate2::read::GzDecoder;
use reqwest::{Method, Response};
use serde_json::Value;
use sst_api::path;
use sst_api::sync::Changes;

use crate::support::World;
use crate::support::reply::Reply;

/// Says what it takes, and unpacks nothing by itself.
fn taking(coding: &'static str) -> reqwest::Client {
    let coding = reqwest::header::HeaderValue::from_static(coding);
    let headers = [(reqwest::header::ACCEPT_ENCODING, coding)];
    let http = reqwest::Client::builder().no_proxy();
    let http = http.no_gzip().no_brotli().no_zstd();
    let http = http.default_headers(headers.into_iter().collect());
    http.build().unwrap()
}

fn unpack(reply: &Reply) -> Vec<u8> {
    let mut whole = Vec::new();
    let mut packed = GzDecoder::new(reply.body.as_slice());
    packed.read_to_end(&mut whole).unwrap();
    whole
}

#[tokio::test]
async fn a_snapshot_is_compressed_for_who_asks_and_is_the_same() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut citizen = world.log_in("13800000001").await;
    citizen.client.http = taking("identity");
    let plain = citizen.changes_since(None).await;
    assert!(plain.body.len() > 1024 && plain.ok::<Changes>().units.len() > 5);
    assert_eq!(plain.header("content-encoding"), "");

    citizen.client.http = taking("gzip, br, zstd");
    let packed = citizen.changes_since(None).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "accept-encoding");
    assert!(
        packed.body.len() * 2 < plain.body.len(),
        "{}",
        packed.body.len()
    );
    let unpacked: Value = serde_json::from_slice(&unpack(&packed)).unwrap();
    for member in ["epoch", "units", "notices", "last_seq"] {
        assert!(!unpacked[member].is_null(), "{member}");
        assert_eq!(unpacked[member], plain.json()[member], "{member}");
    }

    // Nothing new: a short answer goes as it is.
    let none = citizen.changes_since(unpacked["next"].as_str()).await;
    assert_eq!((none.status, none.header("content-encoding")), (200, ""));
    assert_eq!(none.header("vary"), "");
}

#[tokio::test]
async fn a_tag_stands_for_every_coding() {
    let world = World::start().await;
    let url = format!("{}{}", world.client().url, path::POLICY_CURRENT);
    let read = async |coding, tag: &str| {
        let asked = taking(coding).get(&url).header("If-None-Match", tag);
        Reply::read(asked.send().await.unwrap()).await
    };
    let [plain, packed] = [read("identity", "").await, read("gzip", "").await];
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(unpack(&packed), plain.body);
    assert_eq!(packed.header("etag"), plain.header("etag"));
    let held = read("gzip", packed.header("etag")).await;
    assert_eq!((held.status, held.body.len()), (304, 0));
}

#[tokio::test]
async fn a_stream_of_events_is_never_compressed() {
    let world = World::start().await;
    let mut citizen = world.register("13800000011").await;
    citizen.snapshot().await;
    let client = &mut citizen.client;
    client.http = taking("gzip, br, zstd");
    let jwt = client.key.sign(&client.proof(&Method::GET, path::EVENTS));
    let token = client.access_token.clone().unwrap();
    let asked = client.http.get(format!("{}{}", client.url, path::EVENTS));
    let asked = asked.header("DPoP", jwt);
    let asked = asked.header("Authorization", format!("DPoP {token}"));
    let stream: Response = asked.send().await.unwrap();
    let headers = stream.headers();
    assert_eq!(
        (stream.status().as_u16(), &headers["content-type"]),
        (200, &"text/event-stream".parse().unwrap())
    );
    assert!(headers.get("content-encoding").is_none() && headers.get("vary").is_none());
}
