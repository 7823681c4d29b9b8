//! The audit trail, and what must not be in any file or log.

use std::path::Path;

use serde_json::json;
use sqlx::Connection as _;
use sst_api::auth::{ChallengeReply, TokenReply};
use sst_platform::{Data, Official};

use crate::support::World;

const PHONE: &str = "13800000011";

#[tokio::test]
async fn the_trail_is_whole_until_somebody_changes_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut citizen = world.register(PHONE).await;
    citizen
        .push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    world.platform.stop().await;

    let official = Official::open(folder.path()).await.unwrap();
    let rows = official.verify_audit().await.unwrap().unwrap();
    assert!(rows >= 4, "account, session, device, edit");
    official.close().await;

    let file = folder.path().join("platform.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let changes = [
        ("UPDATE audit SET detail = 'sex' WHERE position = 4", Err(4)),
        (
            "UPDATE audit SET detail = 'name' WHERE position = 4",
            Ok(rows),
        ),
        ("DELETE FROM audit WHERE position = 2", Err(2)),
    ];
    for (statement, expected) in changes {
        let mut conn = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        sqlx::query(statement).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let official = Official::open(folder.path()).await.unwrap();
        assert_eq!(
            official.verify_audit().await.unwrap(),
            expected,
            "{statement}"
        );
        official.close().await;
    }
}

#[tokio::test]
async fn the_trail_holds_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut citizen = world.register(PHONE).await;
    citizen
        .push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    world.platform.stop().await;
    let file = folder.path().join("platform.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut conn = sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT action, detail FROM audit")
        .fetch_all(&mut conn)
        .await
        .unwrap();
    let trail = format!("{rows:?}");
    assert!(trail.contains("unit.edited") && trail.contains("name"));
    assert!(
        !trail.contains(PHONE) && !trail.contains("测试市民甲"),
        "{trail}"
    );
}

/// Who did what so far, oldest first.
async fn trail(folder: &Path) -> Vec<(String, String, Option<String>)> {
    let file = folder.join("platform.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut conn = sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap();
    let query = "SELECT actor, action, citizen_id FROM audit ORDER BY position";
    let rows = sqlx::query_as(query).fetch_all(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    rows
}

#[tokio::test]
async fn every_act_leaves_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let official = world.platform.official();
    let mut seen = 0;
    let mut new = async || {
        let rows = trail(folder.path()).await;
        let new = rows[seen..].to_vec();
        seen = rows.len();
        new
    };

    official.mark_restored().await.unwrap();
    let restored = ("official".to_owned(), "data.restored".to_owned(), None);
    assert_eq!(new().await, [restored]);

    let accounts = official.seed().await.unwrap().len();
    let rows = new().await;
    let seeded = |row: &&(String, String, Option<String>)| row.1 == "sample.seeded";
    let of_a_citizen = rows.iter().filter(seeded).filter(|row| row.2.is_some());
    assert_eq!(of_a_citizen.count(), accounts);
    assert_eq!(rows.iter().filter(seeded).count(), accounts + 1);

    world.register(PHONE).await;
    let mut client = world.client();
    let reply = world.log_in_until_code(&mut client, PHONE).await;
    let code = reply.ok::<ChallengeReply>().authorization_code;
    let tokens: TokenReply = client.redeem(&code).await.ok();
    new().await;
    for _ in 0..2 {
        client.redeem(&code).await.refused(400, "grant-invalid");
    }
    let ended = "session.ended_by_reuse".to_owned();
    let ended = ("citizen".to_owned(), ended, Some(tokens.sub));
    assert_eq!(new().await, [ended], "once");
}

#[tokio::test]
async fn no_secret_is_kept_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    world.platform.official().seed().await.unwrap();
    let citizen = world.register(PHONE).await;
    let secrets = [
        citizen.tokens.access_token.clone(),
        citizen.tokens.refresh_token.clone(),
        "Ceshi-Jia-2026".to_owned(),
    ];
    world.platform.stop().await;
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        assert!(secrets.iter().all(|secret| !holds(secret)));
        // The search itself works: the account name does lie there.
        seen += usize::from(holds("test-jia"));
    }
    assert!(seen > 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_data_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let world = World::with(|options| options.data = Data::Folder(folder.clone())).await;
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    world.platform.stop().await;
}
