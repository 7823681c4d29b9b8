//! To whom the platform gave what: entered by officials, read by the citizen alone, and never changed.

use sqlx::Connection as _;
use sst_api::disclosure::{DisclosureList, Ground};
use sst_api::path;
use sst_platform::{DisclosureDraft, OfficialError};

use crate::support::World;
use crate::support::binary::{run_ok, run_refused};

const PHONE: &str = "13800000011";

fn draft(recipient: &str) -> DisclosureDraft {
    DisclosureDraft {
        phone: PHONE.to_owned(),
        on: Some("2026-10-08".parse().unwrap()),
        recipient: recipient.to_owned(),
        ground: Ground::StatutoryDuty.as_str().to_owned(),
        reason: "民事诉讼法第七十条".to_owned(),
        kinds: vec!["phone".to_owned(), "name".to_owned(), "phone".to_owned()],
        method: "加密文件".to_owned(),
    }
}

#[tokio::test]
async fn a_citizen_reads_their_own_list_newest_first_and_in_pages() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mut other = world.register("13800000012").await;
    let official = world.platform.official();
    for recipient in ["甲法院", "乙法院", "丙法院"] {
        official.record_disclosure(draft(recipient)).await.unwrap();
    }
    let page = format!("{}?limit=2", path::DISCLOSURES);
    let list: DisclosureList = citizen.client.get(&page).await.ok();
    let names: Vec<_> = list
        .disclosures
        .iter()
        .map(|one| one.recipient.as_str())
        .collect();
    assert_eq!((names, list.has_more), (vec!["丙法院", "乙法院"], true));
    assert_eq!(list.disclosures[0].kinds, ["name", "phone"]);
    assert_eq!(list.disclosures[0].ground, Ground::StatutoryDuty);
    assert_eq!(list.disclosures[0].on, "2026-10-08");
    let next = format!("{page}&before={}", list.disclosures[1].id);
    let list: DisclosureList = citizen.client.get(&next).await.ok();
    assert_eq!(list.disclosures[0].recipient, "甲法院");
    assert!(!list.has_more && list.disclosures.len() == 1);
    let list: DisclosureList = other.client.get(path::DISCLOSURES).await.ok();
    assert!(list.disclosures.is_empty());
    let bad = format!("{}?limit=0", path::DISCLOSURES);
    citizen
        .client
        .get(&bad)
        .await
        .refused(400, "malformed-request");
    assert!(official.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn what_is_not_said_is_not_entered() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let official = world.platform.official();
    type Change = fn(&mut DisclosureDraft);
    let wrong: [(&str, Change); 10] = [
        ("day-to-come", |one| {
            one.on = Some("2199-01-01".parse().unwrap())
        }),
        ("no-such-citizen", |one| {
            one.phone = "13800000099".to_owned()
        }),
        ("text-missing", |one| one.recipient = "  ".to_owned()),
        ("text-missing", |one| one.recipient = "长".repeat(501)),
        ("text-missing", |one| one.method.clear()),
        ("ground-missing", |one| one.reason.clear()),
        ("ground-missing", |one| one.ground = " ".to_owned()),
        ("ground-unknown", |one| one.ground = "other".to_owned()),
        ("no-such-kind", |one| one.kinds.clear()),
        ("no-such-kind", |one| {
            one.kinds.push("fingerprint".to_owned())
        }),
    ];
    for (code, change) in wrong {
        let mut draft = draft("甲法院");
        change(&mut draft);
        let refused = official.record_disclosure(draft).await.unwrap_err();
        assert_eq!(OfficialError::code(&refused), code);
    }
    let list: DisclosureList = citizen.client.get(path::DISCLOSURES).await.ok();
    assert!(list.disclosures.is_empty());
}

#[tokio::test]
async fn the_commands_enter_and_print_and_no_row_is_changed_or_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    run_ok(&["--data", data, "seed"]);
    let enter = |kind: &'static str, ground: &'static str| {
        let mut command = vec!["--data", data, "official", "record-disclosure"];
        command.extend(["--phone", "13800000001", "--recipient", "甲法院"]);
        command.extend(["--on", "2026-10-08", "--reason", "依据", "--method", "文件"]);
        command.extend(["--kind", kind, "--ground", ground]);
        command
    };
    run_ok(&enter("name", "statutory_duty"));
    for (kind, ground, code) in [
        ("fingerprint", "contract", "no-such-kind"),
        ("name", "whim", "ground-unknown"),
    ] {
        assert!(run_refused(&enter(kind, ground)).contains(code), "{code}");
    }
    run_ok(&["--data", data, "official", "reports"]);

    let file = folder.path().join("platform.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let connected = sqlx::SqliteConnection::connect_with(&options).await;
    let mut conn = connected.unwrap();
    for statement in [
        "UPDATE disclosure SET recipient = '乙'",
        "DELETE FROM disclosure",
    ] {
        let refused = sqlx::query(statement).execute(&mut conn).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
    let count = sqlx::query_scalar("SELECT count(*) FROM disclosure");
    let count: i64 = count.fetch_one(&mut conn).await.unwrap();
    assert_eq!(count, 1);
    conn.close().await.unwrap();
}
