//! The two lists, what left this computer, and that nothing of what only the mobile app takes is taken here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sst_core::{Client, Holding, SentLineView, SentView, UnsentChoice};
use sst_domain::consent::Choice;
use sst_domain::policy::LegalBasis;
use sst_domain::registry::{DataKind, NOT_BUILT_IN, NOT_TAKEN, NotTaken};

use crate::desk::{Desk, Mood, decide, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

const JSON: (&str, &str) = ("content-type", "application/json");

fn lines(view: &SentView) -> Vec<&SentLineView> {
    view.days.iter().flat_map(|day| &day.lines).collect()
}

fn operations(view: &SentView) -> BTreeSet<&str> {
    lines(view)
        .iter()
        .map(|line| line.operation.as_str())
        .collect()
}

#[tokio::test]
async fn every_purpose_of_the_policy_is_in_the_list_and_is_refusable_or_says_why_not() {
    let client = Desk::at("http://127.0.0.1:9").open();
    for language in ["zh-CN", "en"] {
        let list = client.registry().collected(language).await.unwrap();
        // Policy 1.3 ⑴–⑺; ⑻ is the mobile app's services.
        for number in 1..=7 {
            let clause = format!("s1.c3.i{number}");
            let claims = |one: &&sst_core::CollectedPurposeView| one.clauses.contains(&clause);
            assert!(list.purposes.iter().any(|one| claims(&one)), "{clause}");
        }
        for purpose in &list.purposes {
            assert_eq!(
                purpose.refusable,
                purpose.necessity.is_empty(),
                "{}",
                purpose.id
            );
            assert_eq!(purpose.refusable, purpose.basis == LegalBasis::Consent);
            assert!(!purpose.kinds.is_empty() || !purpose.others.is_empty());
        }
        assert!(
            !list
                .purposes
                .iter()
                .any(|one| one.id.starts_with("service-"))
        );
        let kinds: Vec<_> = list.kinds.iter().map(|view| view.kind).collect();
        assert_eq!(kinds, DataKind::ALL);
        let uses = |kind: DataKind| {
            let view = list.kinds.iter().find(|view| view.kind == kind).unwrap();
            view.purposes.clone()
        };
        assert_eq!(uses(DataKind::IdentityDocument), ["identity-check"]);
        assert_eq!(uses(DataKind::Phone), ["provide-service", "messages"]);
        assert_eq!(
            uses(DataKind::NetworkAddress),
            ["fraud-prevention", "legal-duty"]
        );
        assert_eq!(list.closed.as_deref(), Some("signed-out"));
    }
}

#[tokio::test]
async fn what_is_held_is_said_without_a_value() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    let held = async |kind: DataKind| {
        let list = client.registry().collected("zh-CN").await.unwrap();
        let json = serde_json::to_string(&list).unwrap();
        assert!(!json.contains("测试路"));
        list.kinds
            .iter()
            .find(|view| view.kind == kind)
            .unwrap()
            .held
    };
    assert_eq!(held(DataKind::Address).await, Some(Holding::HasNot));
    fake.tell(|told| told.hang_at = Some("/v1/sync/push"));
    edit_street(&client).await;
    assert_eq!(held(DataKind::Address).await, Some(Holding::Waits));
    assert_eq!(held(DataKind::AgeBand).await, Some(Holding::Has));
    assert_eq!(held(DataKind::SessionCredential).await, Some(Holding::Has));
    assert_eq!(held(DataKind::Password).await, None);
}

#[tokio::test]
async fn the_client_itself_shares_with_the_platform_only() {
    let client = Desk::at("http://127.0.0.1:9").open();
    let list = client.registry().shared("zh-CN").await.unwrap();
    assert_eq!(list.host, "127.0.0.1:9");
    let ids: Vec<_> = list.purposes.iter().map(|one| one.id.as_str()).collect();
    let expected = [
        "provide-service",
        "identity-check",
        "messages",
        "legal-duty",
        "publication",
    ];
    assert_eq!(ids, expected);
    for purpose in &list.purposes {
        assert!(!purpose.recipients.is_empty() && !purpose.method.is_empty());
    }
    let services: Vec<_> = list.services.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        services,
        [
            "MobTech SDK",
            "小鱼易连SDK",
            "百度统计SDK",
            "高德地图定位SDK"
        ]
    );
}

#[tokio::test]
async fn before_a_log_in_it_is_shown_and_not_kept() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.open();
    assert!(client.registry().sent().await.days.is_empty());
    decide(&client, Choice::BrowseOnly).await.unwrap();
    fake.answer("/v1/public/halls", 200, &[JSON], r#"{"halls":[]}"#);
    for _ in 0..3 {
        client.public().halls().await.unwrap();
    }
    let view = client.registry().sent().await;
    assert!(!view.signed_in && view.trouble.is_none());
    let halls = lines(&view);
    let halls = halls.iter().find(|line| line.operation == "halls").unwrap();
    assert_eq!(
        (halls.count, halls.kinds.len(), halls.before_login),
        (3, 0, true)
    );
    assert_eq!(format!("http://{}", halls.host), fake.url);
    assert!(desk.open().registry().sent().await.days.is_empty());
}

#[tokio::test]
async fn what_left_is_kept_with_the_account_and_without_a_value() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.security().sessions().await.ok();
    let view = client.registry().sent().await;
    assert!(view.signed_in && !view.memory_only && view.trouble.is_none());
    let challenge = lines(&view);
    let challenge = challenge
        .iter()
        .find(|line| line.operation == "challenge")
        .unwrap();
    let kinds: BTreeSet<_> = challenge.kinds.iter().map(String::as_str).collect();
    assert_eq!(
        kinds,
        ["account-name", "password", "session-credential"].into()
    );
    let json = serde_json::to_string(&view).unwrap();
    for value in ["citizen-1", "pass-测试-1", "测试路", "测试电脑"] {
        assert!(!json.contains(value), "{value}");
    }
    let before = operations(&view)
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    client.close().await;

    let client = desk.open();
    start(&client).await;
    let kept = client.registry().sent().await;
    let kept = operations(&kept);
    assert!(
        before
            .iter()
            .all(|operation| kept.contains(operation.as_str())),
        "{before:?} {kept:?}"
    );
}

#[tokio::test]
async fn nobody_sees_what_left_for_another() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.answer("/v1/password", 200, &[JSON], r#"{"set":true}"#);
    client.security().password().await.ok();
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    assert!(client.registry().sent().await.days.is_empty());
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in(&client).await.unwrap();
    let view = client.registry().sent().await;
    let challenge = lines(&view);
    let challenge = challenge
        .iter()
        .find(|line| line.operation == "challenge")
        .unwrap();
    assert_eq!(challenge.count, 1);
    assert!(!operations(&view).contains("revoke"));
}

#[tokio::test]
async fn what_never_found_the_platform_has_not_left() {
    let client = offline().await;
    assert!(client.public().halls().await.unwrap().offline);
    assert!(client.registry().sent().await.days.is_empty());
}

async fn offline() -> Client {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    decide(&client, Choice::BrowseOnly).await.unwrap();
    client
}

#[tokio::test]
async fn a_session_in_memory_says_that_its_log_goes_with_the_window() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.keyring
        .feel(Mood::Refusing(sst_core::Refusal::NoService));
    let client = desk.signed_in().await;
    let view = client.registry().sent().await;
    assert!(view.signed_in && view.memory_only);
    assert!(operations(&view).contains("token"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below the folders that the client is made of.
fn sources() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["crates/domain", "crates/api", "crates/vault", "crates/core"]
        .map(|crate_| root().join(crate_).join("src"))
        .into();
    folders.extend([root().join("src-tauri/src"), root().join("ui/src")]);
    let mut files: Vec<PathBuf> = ["domain", "api", "vault", "core"]
        .map(|crate_| root().join(format!("crates/{crate_}/Cargo.toml")))
        .into();
    files.extend([
        root().join("src-tauri/Cargo.toml"),
        root().join("ui/package.json"),
    ]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => files.push(path),
            }
        }
    }
    files
}

/// Names of calls and libraries are searched for, in the client's own code and in the list of all packages that it
/// is built with.
fn nothing_takes(items: &[NotTaken]) {
    let files = sources();
    assert!(files.len() > 300, "the sources were not found");
    let texts: Vec<_> = files
        .iter()
        .filter(|file| !file.ends_with("registry/not_taken.rs"))
        .filter_map(|file| Some((file, std::fs::read_to_string(file).ok()?.to_lowercase())))
        .collect();
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for item in items {
        assert!(!item.traces.is_empty());
        for trace in item.traces {
            for (file, text) in &texts {
                assert!(!text.contains(trace), "{trace} in {}", file.display());
            }
            for name in [trace.to_string(), trace.replace('_', "-")] {
                assert!(!lock.contains(&format!("name = \"{name}\"")), "{name}");
            }
        }
    }
}

/// Requirement 14: IMEI, MAC and the like are not read.
#[test]
fn nothing_in_the_code_takes_what_only_the_mobile_app_takes() {
    nothing_takes(NOT_TAKEN);
}

/// Whatever was agreed to, and whatever a platform says that it has open.
#[test]
fn no_code_here_finds_a_place_or_uses_a_camera() {
    nothing_takes(NOT_BUILT_IN);
}

#[test]
fn the_screen_names_what_is_not_taken() {
    let screen = root().join("ui/src/lib/features/privacy/NotCollectedScreen.svelte");
    let screen = std::fs::read_to_string(screen).unwrap();
    let headings = ["lead", "word", "still", "device", "place", "use"];
    let named: BTreeSet<&str> = screen
        .split("m.not_collected_")
        .skip(1)
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| !headings.contains(name))
        .collect();
    assert_eq!(named, NOT_TAKEN.iter().map(|item| item.code).collect());
}
