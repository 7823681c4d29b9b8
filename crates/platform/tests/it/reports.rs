//! Reports about the client itself: counted once, kept for a time, and nothing in them but what they may say.

use serde_json::{Value, json};
use sst_api::path;
use sst_platform::{Limits, UsageSum};
use uuid::Uuid;

use crate::support::World;
use crate::support::reply::Reply;

const DAY: u64 = 24 * 3600;

/// Sends as the client does: no token, no proof.
async fn send(world: &World, path: &str, report: &Value) -> Reply {
    let client = world.client();
    let request = client.http.post(format!("{}{path}", client.url));
    Reply::read(request.json(report).send().await.unwrap()).await
}

/// Sends a report that the platform takes.
async fn taken(world: &World, path: &str, report: &Value) -> Reply {
    let reply = send(world, path, report).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json(), json!({ "id": report["id"] }));
    reply
}

fn usage(opened: Value) -> Value {
    json!({
        "id": Uuid::new_v4().to_string(),
        "week": "2026-W40",
        "app": "0.1.0",
        "system": "linux",
        "opened": opened,
    })
}

fn crash(world: &World) -> Value {
    json!({
        "id": Uuid::new_v4().to_string(),
        "day": world.clock.today().to_string(),
        "app": "0.1.0",
        "system": "linux",
        "part": "page",
        "place": "nodes/12.B4UaLFoL.js:1:20311",
        "trail": ["chunks/a.js:1:2"],
    })
}

fn with(mut report: Value, pointer: &str, value: Value) -> Value {
    let (above, name) = pointer.rsplit_once('/').unwrap();
    report.pointer_mut(above).unwrap()[name] = value;
    report
}

async fn sums(world: &World) -> Vec<(String, i64)> {
    let sums = world.platform.official().usage_sums().await.unwrap();
    let line = |sum: UsageSum| (sum.screen, sum.opened);
    sums.into_iter().map(line).collect()
}

#[tokio::test]
async fn reports_of_use_become_sums_and_a_repeated_one_counts_once() {
    let world = World::start().await;
    let first = usage(json!({ "home": 3, "inbox": 2 }));
    for _ in 0..3 {
        let reply = taken(&world, path::USAGE_REPORTS, &first).await;
        for header in ["set-cookie", "dpop-nonce"] {
            assert!(reply.headers.get(header).is_none(), "{header}");
        }
    }
    let second = usage(json!({ "home": 4 }));
    taken(&world, path::USAGE_REPORTS, &second).await;
    assert_eq!(
        sums(&world).await,
        [("home".to_owned(), 7), ("inbox".to_owned(), 2)]
    );
}

#[tokio::test]
async fn a_report_of_a_failure_is_kept_for_ninety_days() {
    let world = World::start().await;
    let report = crash(&world);
    for _ in 0..2 {
        taken(&world, path::CRASH_REPORTS, &report).await;
    }
    let official = world.platform.official();
    let kept = official.crash_reports().await.unwrap();
    assert_eq!(serde_json::to_value(&kept).unwrap(), json!([report]));
    world.advance(90 * DAY);
    assert_eq!(official.crash_reports().await.unwrap().len(), 1);
    world.advance(DAY);
    assert!(official.crash_reports().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_a_report_may_not_say_is_refused() {
    let world = World::start().await;
    let this_week = sst_domain::report::week_of(world.clock.today());
    let wrong = [
        ("/week", json!(this_week)),
        ("/week", json!("last week")),
        ("/opened/home", json!(1001)),
        ("/opened", json!("all")),
        ("/id", json!("13800000011")),
        ("/app", json!("张三的电脑")),
        ("/system", json!("")),
    ];
    for (pointer, value) in wrong {
        let report = with(usage(json!({ "home": 1 })), pointer, value);
        let reply = send(&world, path::USAGE_REPORTS, &report).await;
        reply.refused(400, "malformed-request");
    }
    let tomorrow = world.clock.today().tomorrow().unwrap();
    let wrong = [
        ("/day", json!(tomorrow.to_string())),
        ("/place", json!("called with 张三")),
        ("/place", json!(format!("{}:1:1", "a".repeat(200)))),
        ("/trail", json!(["a.js:1:1", "张三"])),
        ("/trail", json!(vec!["a.js:1:1"; 21])),
        ("/part", json!("person")),
    ];
    for (pointer, value) in wrong {
        let report = with(crash(&world), pointer, value);
        let reply = send(&world, path::CRASH_REPORTS, &report).await;
        reply.refused(400, "malformed-request");
    }
    assert!(sums(&world).await.is_empty());
    let official = world.platform.official();
    assert!(official.crash_reports().await.unwrap().is_empty());
}

#[tokio::test]
async fn one_address_sends_only_so_many_in_an_hour() {
    let world = World::with(|options| {
        options.limits = Limits {
            reports_per_address: 2,
            ..Limits::default()
        };
    })
    .await;
    for _ in 0..2 {
        taken(&world, path::CRASH_REPORTS, &crash(&world)).await;
    }
    let third = crash(&world);
    let reply = send(&world, path::CRASH_REPORTS, &third).await;
    reply.refused(429, "too-many-requests");
    world.advance(3601);
    taken(&world, path::CRASH_REPORTS, &third).await;
}
