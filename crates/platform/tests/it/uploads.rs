//! Attachments on their way: in parts, resumed, damaged, refused.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Connection as _;
use sst_api::path;
use sst_api::upload::{MAX_PART_BYTES, MAX_UPLOAD_BYTES, UploadState};
use sst_platform::{Data, Options};
use uuid::Uuid;

use crate::support::attachment::{announced, at, jpeg};
use crate::support::{Body, World};

const PHONE: &str = "13800000011";
const WEEK: u64 = 7 * 24 * 3600;

fn stands(id: Uuid, received: u64, complete: bool) -> UploadState {
    UploadState {
        id,
        received,
        complete,
    }
}

#[tokio::test]
async fn a_file_comes_in_parts_and_goes_on_where_it_stopped() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(1000));
    let begun: UploadState = home.announce(id, &file).await.ok();
    assert_eq!(begun, stands(id, 0, false));
    let state: UploadState = home.part(id, 0, &file[..400]).await.ok();
    assert_eq!(state, stands(id, 400, false));
    // The reply was lost: the same part again, or one too far on, says where to go on.
    for offset in [0, 399, 401, 1000, u64::MAX] {
        let reply = home.part(id, offset, &file[..400]).await;
        reply.refused(409, "upload-offset");
        assert_eq!(reply.json()["expected"], 400, "{offset}");
    }
    let again: UploadState = home.announce(id, &file).await.ok();
    let asked: UploadState = home.get(&at(id)).await.ok();
    assert_eq!((again, asked), (state, state));
    // Another computer of the same person can go on.
    let mut work = world.log_in(PHONE).await.client;
    let state: UploadState = work.part(id, 400, &file[400..999]).await.ok();
    assert_eq!(state, stands(id, 999, false));
    let whole: UploadState = home.part(id, 999, &file[999..]).await.ok();
    assert_eq!(whole, stands(id, 1000, true));
    let asked: UploadState = home.announce(id, &file).await.ok();
    assert_eq!(asked, whole);
    home.part(id, 1000, b"x")
        .await
        .refused(413, "upload-too-large");
    home.part(id, 0, &file).await.refused(409, "upload-offset");
}

#[tokio::test]
async fn a_known_upload_with_other_content_is_refused() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(300));
    client.announce(id, &file).await.ok::<UploadState>();
    let first = announced(id, "image/jpeg", &file);
    let changes = [
        ("media_type", json!("image/png")),
        ("size", json!(301)),
        ("sha256", json!("0".repeat(64))),
    ];
    for (member, value) in changes {
        let mut other = first.clone();
        other[member] = value;
        let reply = client.post(path::UPLOADS, &other).await;
        reply.refused(409, "upload-changed");
    }
    let mut shouted = first.clone();
    shouted["sha256"] = json!(first["sha256"].as_str().unwrap().to_uppercase());
    let same = client.post(path::UPLOADS, &shouted).await;
    same.ok::<UploadState>();
}

#[tokio::test]
async fn what_was_damaged_begins_anew() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(300));
    client.announce(id, &file).await.ok::<UploadState>();
    let mut damaged = file.clone();
    damaged[200] ^= 1;
    client
        .part(id, 0, &damaged[..150])
        .await
        .ok::<UploadState>();
    let reply = client.part(id, 150, &damaged[150..]).await;
    reply.refused(422, "upload-damaged");
    let state: UploadState = client.get(&at(id)).await.ok();
    assert_eq!(state, stands(id, 0, false));
    let whole: UploadState = client.part(id, 0, &file).await.ok();
    assert!(whole.complete);
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_is_not_kept() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let pdf = b"%PDF-1.7 and so on".as_slice();
    let png = b"\x89PNG\r\n\x1A\n and so on".as_slice();
    let photo = jpeg(40);
    let good = [
        ("application/pdf", pdf),
        ("image/png", png),
        ("image/jpeg", &photo),
    ];
    for (media_type, file) in good {
        let id = Uuid::now_v7();
        let announce = announced(id, media_type, file);
        client
            .post(path::UPLOADS, &announce)
            .await
            .ok::<UploadState>();
        assert!(client.part(id, 0, file).await.ok::<UploadState>().complete);
    }
    for (media_type, file) in [
        ("image/jpeg", pdf),
        ("image/png", photo.as_slice()),
        ("application/pdf", png),
        ("application/pdf", b"%".as_slice()),
    ] {
        let id = Uuid::now_v7();
        let announce = announced(id, media_type, file);
        client
            .post(path::UPLOADS, &announce)
            .await
            .ok::<UploadState>();
        client.part(id, 0, file).await.refused(422, "upload-type");
        client.get(&at(id)).await.refused(404, "not-found");
    }
}

#[tokio::test]
async fn what_cannot_be_attached_is_refused_at_once() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let file = jpeg(300);
    let good = announced(Uuid::now_v7(), "image/jpeg", &file);
    let no_hash = "x".repeat(64);
    let cases = [
        ("media_type", json!("image/gif"), 422, "upload-type"),
        ("media_type", json!("other"), 422, "upload-type"),
        (
            "media_type",
            json!(["image/jpeg"]),
            400,
            "malformed-request",
        ),
        ("size", json!(0), 413, "upload-too-large"),
        ("size", json!(MAX_UPLOAD_BYTES + 1), 413, "upload-too-large"),
        ("size", json!(u64::MAX), 413, "upload-too-large"),
        ("size", json!(-1), 400, "malformed-request"),
        ("size", json!(1.5), 400, "malformed-request"),
        ("size", json!(2e19), 400, "malformed-request"),
        ("sha256", json!(""), 400, "malformed-request"),
        ("sha256", json!("00"), 400, "malformed-request"),
        ("sha256", json!(no_hash), 400, "malformed-request"),
        ("sha256", json!("十".repeat(64)), 400, "malformed-request"),
        ("id", json!("../../etc"), 400, "malformed-request"),
        ("id", json!(7), 400, "malformed-request"),
    ];
    for (member, value, status, code) in cases {
        let mut bad = good.clone();
        bad[member] = value;
        client.post(path::UPLOADS, &bad).await.refused(status, code);
    }
    let mut largest = good.clone();
    largest["size"] = json!(MAX_UPLOAD_BYTES);
    let state: UploadState = client.post(path::UPLOADS, &largest).await.ok();
    assert_eq!(state.received, 0);
}

#[tokio::test]
async fn a_part_has_its_bounds() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(MAX_PART_BYTES + 100));
    client.announce(id, &file).await.ok::<UploadState>();
    client
        .part(id, 0, b"")
        .await
        .refused(400, "malformed-request");
    client.part(id, 0, &file).await.refused(413, "too-large");
    let state: UploadState = client.part(id, 0, &file[..MAX_PART_BYTES]).await.ok();
    assert_eq!(state.received, MAX_PART_BYTES as u64);
    let past = [&file[MAX_PART_BYTES..], b"x"].concat();
    client
        .part(id, state.received, &past)
        .await
        .refused(413, "upload-too-large");
    let state: UploadState = client.get(&at(id)).await.ok();
    assert_eq!(state.received, MAX_PART_BYTES as u64, "nothing of it stays");
    let rest = &file[MAX_PART_BYTES..];
    let whole: UploadState = client.part(id, state.received, rest).await.ok();
    assert!(whole.complete);
}

#[tokio::test]
async fn hostile_addresses_and_types_are_refused() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(300));
    client.announce(id, &file).await.ok::<UploadState>();
    for offset in ["-1", "18446744073709551616", "0x0", "1.0", "", "zero"] {
        let path = format!("{}?offset={offset}", at(id));
        let reply = client.send(Method::PUT, &path, Body::Octets(&file)).await;
        reply.refused(400, "malformed-request");
    }
    let reply = client.send(Method::PUT, &at(id), Body::Octets(&file)).await;
    reply.refused(400, "malformed-request");
    let path = format!("{}?offset=0", at(id));
    let json = Body::Json("{}".into());
    let reply = client.send(Method::PUT, &path, json).await;
    reply.refused(415, "unsupported-media-type");
    for name in ["x", "..%2F..%2Fplatform.sqlite3", "%00", "'--"] {
        let path = path::UPLOAD.replace("{id}", name);
        client.get(&path).await.refused(404, "not-found");
    }
    let state: UploadState = client.get(&at(id)).await.ok();
    assert_eq!(state.received, 0);
}

#[tokio::test]
async fn nobody_reaches_what_is_somebody_elses() {
    let world = World::start().await;
    let mut owner = world.register(PHONE).await.client;
    let mut other = world.register("13800000012").await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(300));
    owner.announce(id, &file).await.ok::<UploadState>();
    other.get(&at(id)).await.refused(404, "not-found");
    other.part(id, 0, &file).await.refused(404, "not-found");
    assert_eq!(other.discard(id).await.status, 204);
    let state: UploadState = owner.get(&at(id)).await.ok();
    assert_eq!(state, stands(id, 0, false), "it is still there");
    // The same identifier is another upload with somebody else.
    other.announce(id, &jpeg(20)).await.ok::<UploadState>();
    assert!(owner.part(id, 0, &file).await.ok::<UploadState>().complete);
    let theirs: UploadState = other.get(&at(id)).await.ok();
    assert_eq!(theirs, stands(id, 0, false));
    let mut nobody = world.client();
    nobody.get(&at(id)).await.refused(401, "token-missing");
}

#[tokio::test]
async fn what_is_given_up_is_gone_with_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut client = world.register(PHONE).await.client;
    let id = client.attach().await;
    assert_eq!(parts(folder.path()).await, 1);
    assert_eq!(client.discard(id).await.status, 204);
    client.get(&at(id)).await.refused(404, "not-found");
    assert_eq!(parts(folder.path()).await, 0);
    assert_eq!(client.discard(id).await.status, 204, "it is gone already");
    client.announce(id, &jpeg(9)).await.ok::<UploadState>();
}

/// How many parts there are in a data folder.
async fn parts(data: &std::path::Path) -> i64 {
    let url = format!("sqlite:{}/platform.sqlite3", data.display());
    let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let query = sqlx::query_scalar("SELECT count(*) FROM upload_part");
    query.fetch_one(&mut conn).await.unwrap()
}

#[tokio::test]
async fn a_person_has_ten_that_belong_to_no_request_and_for_a_week() {
    let world = World::start().await;
    let mut client = world.register(PHONE).await.client;
    let file = jpeg(300);
    let first = Uuid::now_v7();
    client.announce(first, &file).await.ok::<UploadState>();
    world.advance(1);
    for _ in 1..10 {
        client
            .announce(Uuid::now_v7(), &file)
            .await
            .ok::<UploadState>();
    }
    let eleventh = Uuid::now_v7();
    client
        .announce(eleventh, &file)
        .await
        .refused(409, "too-many-uploads");
    client.announce(first, &file).await.ok::<UploadState>();
    // Somebody else is not held up by it.
    let mut other = world.register("13800000012").await.client;
    other.attach().await;
    let mut client = {
        world.advance(WEEK - 62 - 1);
        world.log_in(PHONE).await.client
    };
    client
        .announce(eleventh, &file)
        .await
        .refused(409, "too-many-uploads");
    world.advance(2);
    client.announce(eleventh, &file).await.ok::<UploadState>();
    client.get(&at(first)).await.refused(404, "not-found");
    client
        .announce(first, &file)
        .await
        .refused(409, "too-many-uploads");
}

#[tokio::test]
async fn a_platform_that_starts_removes_what_nobody_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data.clone()).await;
    world.register(PHONE).await.client.attach().await;
    let clock = world.clock.clone();
    let restart = async |clock: sst_platform::Clock| {
        let change = |options: &mut Options| {
            options.data = data.clone();
            options.clock = clock;
        };
        World::with(change).await
    };
    world.platform.stop().await;
    clock.advance(Duration::from_secs(WEEK - 3600));
    let world = restart(clock.clone()).await;
    world.platform.stop().await;
    assert_eq!(parts(folder.path()).await, 1);
    clock.advance(Duration::from_secs(2 * 3600));
    let world = restart(clock).await;
    world.platform.stop().await;
    assert_eq!(parts(folder.path()).await, 0);
}

#[tokio::test]
async fn two_computers_that_send_the_same_part_add_it_once() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await.client;
    let mut work = world.log_in(PHONE).await.client;
    let (id, file) = (Uuid::now_v7(), jpeg(600));
    home.announce(id, &file).await.ok::<UploadState>();
    // Both have a fresh nonce, so that neither has to come twice.
    work.get(&at(id)).await.ok::<UploadState>();
    let (one, two) = tokio::join!(
        home.part(id, 0, &file[..300]),
        work.part(id, 0, &file[..300])
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let rest: UploadState = home.part(id, 300, &file[300..]).await.ok();
    assert!(rest.complete);
    let _: Value = work.get(&at(id)).await.ok();
}
