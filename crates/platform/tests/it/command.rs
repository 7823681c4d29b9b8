//! The commands of the binary, also beside a running server.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::Connection as _;
use sst_api::auth::{ChallengeReply, TokenReply};
use sst_api::event::EventKind;
use sst_api::path;
use sst_platform::Clock;

use crate::support::Client;
use crate::support::binary::{Server, run, run_ok, run_refused};

const PHONE: &str = "13800000001";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The first citizen of the sample, logged in at a server of its own process.
async fn log_in(server: &Server) -> Client {
    let mut client = Client::new(&server.url, Clock::System);
    let step = client.ask_code(PHONE).await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let reply = client
        .next_step(&session, ("sms_code", &server.last_code()))
        .await;
    client.enter(&reply).await;
    client
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_says_one_line_stops_when_asked_and_logs_nothing_personal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run_ok(&["--data", text(&data), "seed"]);
    let server = Server::start(&data, &["--log", "trace"]);
    let mut secrets = vec!["Ceshi-Jia-2026".to_owned(), "Ceshi-Wrong".to_owned()];
    let mut client = Client::new(&server.url, Clock::System);
    let step = client.ask_code(PHONE).await.json();
    let session = step["auth_session"].as_str().unwrap();
    secrets.extend([session.to_owned(), server.last_code()]);
    let reply = client
        .next_step(session, ("sms_code", &server.last_code()))
        .await;
    secrets.push(reply.ok::<ChallengeReply>().authorization_code);
    let tokens = client.enter(&reply).await;
    let renewed: TokenReply = {
        client.access_token = None;
        client.refresh(&tokens.refresh_token).await.ok()
    };
    client.access_token = Some(renewed.access_token.clone());
    for tokens in [tokens, renewed] {
        secrets.extend([tokens.access_token, tokens.refresh_token]);
    }
    // Requests that are refused are logged no better.
    let mut other = Client::new(&server.url, Clock::System);
    for (password, status) in [("Ceshi-Wrong", 400), ("Ceshi-Jia-2026", 200)] {
        let account = [("method", "password"), ("account", "test-jia")];
        let fields = [&account[..], &[("password", password)]].concat();
        let reply = other.first_step(&fields).await;
        assert_eq!(reply.status, status);
        if status == 200 {
            secrets.push(reply.ok::<ChallengeReply>().authorization_code);
        }
    }
    let malformed = format!("{}?device_id={PHONE}&limit=0", path::SYNC_CHANGES);
    client
        .get(&malformed)
        .await
        .refused(400, "malformed-request");
    let fields = json!({ "value": "refused@@example.com" });
    let begin = path::fill(path::CONTACT_CHANGES, &["email"]);
    client
        .post(&begin, &fields)
        .await
        .refused(422, "invalid-fields");
    let device = client.device().await;
    let body = json!({ "type": "profile.edit", "unit": "name", "value": { "name": "测试市民丙" }, "base": 0, "client_time": "t" });
    let mutation = json!({ "seq": 1, "id": uuid::Uuid::now_v7(), "body": body });
    let request = json!({ "device_id": device, "mutations": [mutation] });
    client.post(path::SYNC_PUSH, &request).await.ok::<Value>();
    client
        .post(&begin, &json!({ "value": "leak@example.com" }))
        .await
        .ok::<Value>();
    secrets.push(server.last_code());
    drop((client, other));
    let sent = std::fs::read_to_string(data.with_extension("codes")).unwrap();

    let (out, log) = server.stop();
    assert_eq!(out, "", "nothing after the first line");
    assert!(log.contains(path::SYNC_PUSH), "requests are logged: {log}");
    let refused = |line: &str| line.contains(path::CHALLENGE) && line.contains("400");
    assert!(log.lines().any(refused), "refusals too");
    assert_eq!(secrets.len(), 11);
    let personal = [PHONE, "测试市民", "leak", "refused", "test-jia"];
    let personal = personal
        .into_iter()
        .chain(secrets.iter().map(String::as_str));
    for personal in personal {
        assert!(!log.contains(personal), "{personal} is in the log");
    }
    // The search itself works: the file of the codes does hold what it is for.
    for sent_by_sms in [PHONE, "leak", &secrets[3], secrets.last().unwrap()] {
        assert!(sent.contains(sent_by_sms), "{sent_by_sms}");
    }
}

#[tokio::test]
async fn officials_act_beside_a_running_server_and_streams_hear_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let accounts = run_ok(&["seed", "--data", text(&data)]);
    assert!(
        accounts.contains(PHONE) && accounts.contains("test-jia"),
        "{accounts}"
    );
    let server = Server::start(&data, &[]);
    let mut client = log_in(&server).await;
    let mut stream = client.events().await;

    run_ok(&[
        "official",
        "correct-unit",
        "--data",
        text(&data),
        "--phone",
        PHONE,
        "--unit",
        "address",
        "--set",
        "region=210106",
        "--set",
        "street=测试路9号",
        "--ground",
        "窗口核验",
        "--verified",
    ]);
    let heard = tokio::time::timeout(Duration::from_secs(2), stream.next()).await;
    assert_eq!(heard.unwrap().unwrap().kinds, [EventKind::Profile]);
    assert_eq!(
        stream.next().await.unwrap().kinds,
        [EventKind::Notices],
        "and is told why"
    );

    let official = [
        "official",
        "publish-notice",
        "--data",
        text(&data),
        "--title",
        "t",
        "--body",
        "b",
    ];
    run_ok(&[&official[..], &["--all"]].concat());
    assert_eq!(stream.next().await.unwrap().kinds, [EventKind::Notices]);

    let incident = folder.path().join("incident.json");
    std::fs::write(
        &incident,
        r#"{"what_happened":"a","measures":"b","advice":"c"}"#,
    )
    .unwrap();
    let lacking = [
        &official[..],
        &["--phone", PHONE, "--incident", text(&incident)],
    ]
    .concat();
    let refused = run_refused(&lacking);
    assert!(
        refused.contains("[incident-incomplete]") && refused.contains("remedies"),
        "{refused}"
    );
    std::fs::write(
        &incident,
        r#"{"what_happened":"a","measures":"b","advice":"c","remedies":"d"}"#,
    )
    .unwrap();
    run_ok(&lacking);
    assert_eq!(stream.next().await.unwrap().kinds, [EventKind::Notices]);
}

#[test]
fn a_correction_takes_lists_and_empties() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run_ok(&["seed", "--data", text(&data)]);
    let correct = [
        "official",
        "correct-unit",
        "--data",
        text(&data),
        "--phone",
        PHONE,
        "--ground",
        "测试",
    ];
    let set = [
        "--unit",
        "interests",
        "--set",
        "topics=health",
        "--set",
        "topics=culture",
    ];
    run_ok(&[&correct[..], &set].concat());
    run_ok(&[&correct[..], &["--unit", "interests", "--clear"]].concat());
    let wrong = run_refused(&[&correct[..], &["--unit", "sex", "--set", "sex=x"]].concat());
    assert!(
        wrong.contains("[invalid-fields]") && wrong.contains("sex.sex"),
        "{wrong}"
    );
    assert!(
        wrong.contains("right\n  sex.sex: unknown_option\n"),
        "a line each: {wrong}"
    );
    let wrong = run_refused(&[&correct[..], &["--unit", "shoes", "--clear"]].concat());
    assert!(
        wrong.contains("[no-such-unit]")
            && wrong.contains("unit: shoes;")
            && wrong.contains("address"),
        "{wrong}"
    );
    assert!(!wrong.contains("phone"), "an official does not correct it");
    // What a correction empties beside what it sets is said, by name alone.
    let street = ["--unit", "address", "--set", "region=210106"];
    let street = [&correct[..], &street, &["--set", "street=测试路9号"]].concat();
    run_ok(&[&street[..], &["--set", "postcode=110000"]].concat());
    let said = run_ok(&street);
    assert!(said.contains("are empty now: postcode\n"), "{said}");
    assert!(!said.contains("110000") && !run_ok(&street).contains("empty now"));
    run_refused(&[&correct[..], &["--unit", "sex", "--set", "male"]].concat());
    run_refused(&[&correct[..], &["--unit", "sex"]].concat());
}

#[test]
fn plain_http_stays_on_this_computer() {
    let folder = tempfile::tempdir().unwrap();
    let refused = run_refused(&[
        "serve",
        "--listen",
        "0.0.0.0:0",
        "--data",
        text(folder.path()),
    ]);
    assert!(refused.contains("--behind-tls-proxy"), "{refused}");
    assert!(refused.contains("[plain-http-refused]"), "{refused}");
    // The proxy's origin has to be named: proofs are bound to it.
    run_refused(&["serve", "--listen", "0.0.0.0:0", "--behind-tls-proxy"]);
}

#[test]
fn files_that_cannot_be_read_or_written_are_named_by_code_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sample = sst_domain::policy::sample(sst_domain::policy::Language::ZhCn);
    std::fs::write(at("policy.txt"), sample.text).unwrap();
    std::fs::write(at("uses.json"), sample.sidecar).unwrap();
    std::fs::write(at("number.json"), "7").unwrap();
    std::fs::write(at("half.json"), "{\n\"id\": ").unwrap();
    std::fs::write(at("binary"), [0xff, 0xfe]).unwrap();
    run_ok(&["policy", "keygen", &at("key")]);
    let data = at("data");
    let publish = |text: &str, sidecar: &str, key: &str, out: &str| {
        let line = ["policy", "publish", "--sign-only", "--data", &data];
        let files = ["--text", &at(text), "--sidecar", &at(sidecar)];
        let rest = ["--key", &at(key), "--bundle-out", &at(out)];
        run_refused(&[&line[..], &files, &rest].concat())
    };
    let article =
        |file: &str| run_refused(&["official", "publish-article", "--data", &data, &at(file)]);
    let incident = |file: &str| {
        let line = ["official", "publish-notice", "--data", &data, "--all"];
        let rest = ["--title", "t", "--body", "b", "--incident", &at(file)];
        run_refused(&[&line[..], &rest].concat())
    };
    let import = |file: &str| run_refused(&["policy", "import", &at(file)]);
    let propose = |out: &str| {
        let sidecar = at(out);
        let line = ["policy", "import", "--json", "--sidecar", &sidecar];
        let output = run(&[&line[..], &[&at("policy.txt")]].concat());
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let keygen = |out: &str| run_refused(&["policy", "keygen", &at(out)]);
    let set = || {
        let line = [
            "official",
            "correct-unit",
            "--data",
            &data,
            "--phone",
            PHONE,
        ];
        let rest = ["--unit", "sex", "--ground", "g", "--set", "male"];
        run_refused(&[&line[..], &rest].concat())
    };
    let serve = |data: &str, more: &[&str]| {
        let line = ["serve", "--listen", "127.0.0.1:0", "--data", data];
        run_refused(&[&line[..], more].concat())
    };
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = occupied.local_addr().unwrap().to_string();
    let cases = [
        ("[file-unreadable]", import("missing")),
        ("[file-unreadable]", import("data/../..")),
        (
            "[file-unreadable]",
            publish("missing", "uses.json", "key", "out"),
        ),
        (
            "[file-unreadable]",
            publish("policy.txt", "missing", "key", "out"),
        ),
        (
            "[file-unreadable]",
            publish("policy.txt", "binary", "key", "out"),
        ),
        (
            "[file-unreadable]",
            publish("policy.txt", "uses.json", "missing", "out"),
        ),
        (
            "[sidecar-malformed]",
            publish("policy.txt", "number.json", "key", "out"),
        ),
        (
            "[policy-key-unreadable]",
            publish("policy.txt", "uses.json", "policy.txt", "out"),
        ),
        (
            "[file-unwritable]",
            publish("policy.txt", "uses.json", "key", "none/out"),
        ),
        ("[file-unwritable]", propose("none/out")),
        ("[file-exists]", propose("uses.json")),
        ("[file-unwritable]", keygen("none/key")),
        ("[file-exists]", keygen("key")),
        ("[file-unreadable]", article("missing")),
        ("[article-malformed]", article("number.json")),
        ("[article-malformed] 第 2 行", article("half.json")),
        ("[file-unreadable]", incident("missing")),
        ("[incident-malformed]", incident("number.json")),
        ("[incident-malformed] 第 2 行", incident("half.json")),
        ("[set-malformed]", set()),
        (
            "[log-level-unknown]",
            serve(&data, &["--log", "sst=loudest"]),
        ),
        ("[log-level-unknown]", serve(&data, &["--log", "foo"])),
        ("[log-level-unknown]", serve(&data, &["--log", ""])),
        ("[data-folder]", serve(&at("policy.txt"), &[])),
        (
            "[address-unavailable]",
            run_refused(&["serve", "--data", &data, "--listen", &address]),
        ),
    ];
    for (code, said) in cases {
        assert!(said.contains(code), "{code}: {said}");
        let chinese = said
            .chars()
            .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        // The first two are 错误.
        assert!(
            chinese.count() > 6 && said.matches(" / ").count() > 1,
            "{said}"
        );
    }
}

#[test]
fn data_that_are_none_are_named_by_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(
        data.join("platform.sqlite3"),
        "not a database, and long enough to see it",
    )
    .unwrap();
    for command in ["seed", "verify-audit"] {
        let said = run_refused(&[command, "--data", text(&data)]);
        assert!(said.contains("[internal] 数据库出错 / "), "{said}");
    }
}

#[test]
fn only_what_has_to_makes_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let phone = ["--phone", PHONE];
    let correct = ["official", "correct-unit", "--unit", "sex", "--clear"];
    let correct = [&correct[..], &phone, &["--ground", "g"]].concat();
    let notice = ["official", "publish-notice", "--all", "--title", "t"];
    let notice = [&notice[..], &["--body", "b"]].concat();
    for command in [
        &["receipt-key"][..],
        &["verify-audit"],
        &["official", "reports"],
        &["official", "mark-restored"],
        &correct,
        &notice,
    ] {
        let said = run_refused(&[command, &["--data", text(&data)]].concat());
        assert!(said.contains("[data-missing] 这里没有"), "{said}");
        assert!(said.contains(text(&data)), "{said}");
        assert!(!data.exists(), "{command:?}");
        // A folder without the platform's data is no better.
        let said = run_refused(&[command, &["--data", text(folder.path())]].concat());
        assert!(said.contains("[data-missing]"), "{said}");
    }
    run_ok(&["seed", "--data", text(&data)]);
    let key = run_ok(&["receipt-key", "--data", text(&data)]);
    sst_domain::policy::PinnedKey::parse(&key).unwrap();
    assert_eq!(run_ok(&["receipt-key", "--data", text(&data)]), key);
}

#[tokio::test]
async fn the_audit_trail_can_be_checked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run_ok(&["seed", "--data", text(&data)]);
    let file = data.join("platform.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut conn = sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap();
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM audit")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert!(rows >= 2, "an account each");
    let whole = format!("审计记录完整 / the audit trail is whole: {rows}\n");
    assert_eq!(run_ok(&["verify-audit", "--data", text(&data)]), whole);
    let statement = "UPDATE audit SET actor = 'nobody' WHERE position = 2";
    sqlx::query(statement).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let refused = run_refused(&["verify-audit", "--data", text(&data)]);
    assert!(
        refused.contains("[audit-broken]") && refused.contains("第 2 行"),
        "{refused}"
    );
}
