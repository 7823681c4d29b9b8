//! The command `shengshitong receipt verify`, as whoever has a file runs it: the built program, its exit code and what it
//! says.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something does not work, and shares its desk with others"
)]

#[path = "../../crates/domain/tests/it/consent/desk.rs"]
mod desk;

use std::path::{Path, PathBuf};
use std::process::Command;

use desk::{Computer, ITEMS, Platform};
use sst_domain::consent::{AuditPart, Bytes, Decision, KnownKeys, ReceiptFile};
use sst_domain::policy::{Language, PolicySigningKey, sample, sign};
use tempfile::TempDir;

/// A folder with a file of receipts in it, and where nothing else is configured.
struct Desk {
    folder: TempDir,
    platform: Platform,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            platform: log(1),
        }
    }

    fn key(&self) -> String {
        self.platform.pinned()[0].to_line()
    }

    fn write(&self, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join("receipts.json");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn file(&self, file: &ReceiptFile) -> PathBuf {
        self.write(serde_json::to_vec_pretty(file).unwrap())
    }

    /// Runs the program with no configuration of this machine, or with `config`.
    fn run(&self, arguments: &[&str], config: Option<&str>) -> (i32, String) {
        let path = self.folder.path().join("config.json");
        let none = r#"{"platform_url": "https://localhost"}"#;
        std::fs::write(&path, config.unwrap_or(none)).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_shengshitong"));
        // No display: what would open a window fails.
        program.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        program.env("SST_CONFIG", &path).arg("receipt");
        let output = program.args(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), said)
    }

    fn verify(&self, file: &Path) -> (i32, String) {
        self.run(
            &["verify", file.to_str().unwrap(), "--key", &self.key()],
            None,
        )
    }
}

/// What one computer decided in turn, countersigned.
fn log(computer: u8) -> Platform {
    let mut platform = Platform::new();
    let mut computer = Computer::new(computer);
    let states = [Decision::Given, Decision::Withdrawn, Decision::Refused];
    for at in 0..6 {
        computer.seen = platform.position();
        platform.receive(computer.decide(ITEMS[at % 3], states[at % 3]));
    }
    platform
}

/// The code of each line.
fn codes(said: &str) -> Vec<&str> {
    let lines = said.lines();
    let codes = lines.filter_map(|line| Some(line.strip_prefix('[')?.split_once(']')?.0));
    codes.collect()
}

#[test]
fn a_whole_file_is_said_to_be_and_until_when() {
    let desk = Desk::new();
    let file = desk.file(&desk.platform.file());
    let (code, said) = desk.verify(&file);
    assert_eq!(code, 0, "{said}");
    assert_eq!(codes(&said), ["whole", "receipts"]);
    assert!(said.contains("完整，截至 2026-11-28T08:00:00Z 没有缺失"));
    assert!(said.contains("whole, nothing is missing up to 2026-11-28T08:00:00Z"));
    assert!(said.contains("countersigned: 6  等待签收 waiting: 0"));

    // The same with the key of the machine's configuration, or out of a file.
    let config = format!(
        r#"{{"platform_url": "https://localhost", "receipt_keys": ["{}"]}}"#,
        desk.key()
    );
    let path = file.to_str().unwrap();
    assert_eq!(
        desk.run(&["verify", path], Some(&config)),
        (code, said.clone())
    );
    let key = desk.folder.path().join("platform.pub");
    std::fs::write(&key, desk.key()).unwrap();
    let key = key.to_str().unwrap();
    assert_eq!(
        desk.run(&["verify", "--key", key, path], None),
        (code, said)
    );
}

#[test]
fn without_a_later_anchor_a_file_is_complete_only_up_to_its_last_entry() {
    let desk = Desk::new();
    let mut file = desk.platform.file();
    file.receipts.truncate(4);
    file.anchor = None;
    let (code, said) = desk.verify(&desk.file(&file));
    assert_eq!(code, 0, "{said}");
    assert_eq!(codes(&said), ["no-later-anchor", "receipts"]);
    assert!(said.contains("只能确认到 2026-11-28T07:00:04Z 为止"));
    assert!(said.contains("complete only up to 2026-11-28T07:00:04Z"));
    // With the anchor that was there, what is missing is missed.
    file.anchor = desk.platform.file().anchor;
    let (code, said) = desk.verify(&desk.file(&file));
    assert_eq!((code, codes(&said)), (1, vec!["receipts-missing"]));
    assert!(said.contains("整个文件对不上：平台上的记录比这里多 / "));
    assert!(said.contains("the file as a whole does not hold: The platform has more"));
}

#[test]
fn a_flipped_byte_is_named_by_its_seq() {
    let desk = Desk::new();
    let mut file = desk.platform.file();
    // Within the record's time, so that the record can still be read.
    let record = &mut file.receipts[3].signed.record.0;
    let text = String::from_utf8(record.clone()).unwrap();
    let at = text.find("2026-11-28T06").unwrap();
    record[at + 3] ^= 1;
    let (code, said) = desk.verify(&desk.file(&file));
    assert_eq!((code, codes(&said)), (1, vec!["record-signature"]));
    assert!(
        said.contains("第 4 条不对（链内序号 4）：这台电脑的签名和内容不符"),
        "{said}"
    );
    assert!(said.contains("receipt 4 does not hold (seq 4 in its chain): The computer's"));
}

#[test]
fn a_chain_signed_again_with_another_key_does_not_pass() {
    let desk = Desk::new();
    // All of it by another computer, below what the platform has countersigned.
    let mut file = desk.platform.file();
    for (receipt, forged) in file.receipts.iter_mut().zip(log(2).log) {
        receipt.signed = forged.signed;
    }
    let (code, said) = desk.verify(&desk.file(&file));
    assert_eq!((code, codes(&said)), (1, vec!["entry-record"]));
    assert!(said.contains("(seq 1 in its chain)"), "{said}");
    // The platform's part forged with it is by a key that nobody has pinned.
    let mut forger = Platform::with_key(9);
    for receipt in log(2).log {
        forger.receive(receipt.signed);
    }
    let (code, said) = desk.verify(&desk.file(&forger.file()));
    assert_eq!((code, codes(&said)), (1, vec!["entry-key"]));
    // One record in the middle, in the name of the old chain.
    let mut file = desk.platform.file();
    file.receipts[2].signed.signature = log(2).log[2].signed.signature.clone();
    let (code, said) = desk.verify(&desk.file(&file));
    assert_eq!((code, codes(&said)), (1, vec!["record-signature"]));
    assert!(said.contains("(seq 3 in its chain)"), "{said}");
}

#[test]
fn another_text_is_found_by_its_hash() {
    let desk = Desk::new();
    let mut file = desk.platform.file();
    file.texts[0] = file.texts[0].replace("测试", "别的");
    let (code, said) = desk.verify(&desk.file(&file));
    assert_eq!((code, codes(&said)), (1, vec!["text-other"]));
}

#[test]
fn with_a_wrong_key_or_none_nothing_is_called_whole() {
    let desk = Desk::new();
    let path = desk.file(&desk.platform.file());
    let path = path.to_str().unwrap();
    let other = Platform::with_key(9).pinned()[0].to_line();
    let (code, said) = desk.run(&["verify", path, "--key", &other], None);
    assert_eq!((code, codes(&said)), (1, vec!["entry-key"]));
    let (code, said) = desk.run(&["verify", path], None);
    assert_eq!((code, codes(&said)), (2, vec!["key-not-pinned"]));
    assert!(said.contains("没有核对") && said.contains("not verified"));
    let (code, said) = desk.run(&["verify", path, "--key", "ed25519:AAAA"], None);
    assert_eq!((code, codes(&said)), (2, vec!["receipt-key-invalid"]));
    assert!(
        said.contains("`--key` 给的不是公钥") && said.contains("ed25519:AAAA"),
        "{said}"
    );
    let wrong = ["verify", path, "--key", &other, "--policy-key", "xx"];
    let (code, said) = desk.run(&wrong, None);
    assert_eq!((code, codes(&said)), (2, vec!["policy-key-invalid"]));
    // That of the machine is another matter.
    let config = r#"{"platform_url": "https://localhost", "receipt_keys": ["xx"]}"#;
    let (code, said) = desk.run(&["verify", path], Some(config));
    assert_eq!((code, codes(&said)), (2, vec!["config-policy-key"]));
    assert!(said.contains("配置文件里有公钥不对"), "{said}");
}

#[test]
fn what_is_no_file_of_receipts_is_not_verified() {
    let desk = Desk::new();
    let absent = desk.folder.path().join("absent.json");
    let (code, said) = desk.verify(&absent);
    assert_eq!((code, codes(&said)), (2, vec!["file-missing"]));
    assert!(said.contains("没有核对：没有这个文件 / not verified: There is no such file"));
    assert!(said.contains("absent.json"), "{said}");
    let whole = serde_json::to_string(&desk.platform.file()).unwrap();
    let cut = &whole[..whole.len() / 2];
    for other in ["not JSON", "{}", "[]", "", cut] {
        let (code, said) = desk.verify(&desk.write(other));
        assert_eq!((code, codes(&said)), (2, vec!["not-receipts"]), "{other:?}");
        assert!(said.contains("不是同意回执的文件，或者不完整"), "{said}");
    }
    let (code, said) = desk.verify(desk.folder.path());
    assert_eq!((code, codes(&said)), (2, vec!["file-unreadable"]));
    for help in [&["--help"][..], &["-h"], &["verify", "--help"]] {
        let (code, said) = desk.run(help, None);
        assert_eq!(code, 0, "{help:?}");
        assert!(said.contains("--policy-key"), "{said}");
    }
    // A command line that is not understood.
    for wrong in [&[][..], &["look"], &["verify"], &["verify", "a", "b"]] {
        let (code, said) = desk.run(wrong, None);
        assert_eq!(code, 2, "{wrong:?}");
        assert!(said.contains("用法 / usage"), "{said}");
    }
}

#[test]
fn an_auditor_s_bundle_says_what_each_part_is_worth() {
    let desk = Desk::new();
    let operator = PolicySigningKey::from_seed(&[77; 32]);
    let policy = sample(Language::ZhCn).open().unwrap();
    let mut file = desk.platform.file();
    file.audit = Some(AuditPart {
        program: "shengshitong 0.0.0\u{1b}[31m".to_owned(),
        made_at: "2026-11-28T09:00:00Z".to_owned(),
        verifier: "shengshitong receipt verify".to_owned(),
        policies: vec![Bytes(sign(&policy, &operator).unwrap())],
        registry: Bytes(br#"{"kinds": {"imei": {}}}"#.to_vec()),
        keys: KnownKeys {
            receipts: vec![desk.key()],
            policies: vec![operator.public().to_line()],
        },
    });
    let path = desk.file(&file);
    let (code, said) = desk.verify(&path);
    assert_eq!(code, 0, "{said}");
    let expected = [
        "whole",
        "receipts",
        "audit",
        "policy-key-unknown",
        "policy-missing",
        "registry-differs",
        "keys-in-file",
    ];
    assert_eq!(codes(&said), expected, "{said}");
    assert!(said.contains("kinds/imei") || said.contains("…"), "{said}");
    assert!(!said.contains('\u{1b}'), "nothing steers the terminal");

    let path = path.to_str().unwrap();
    let (key, policy_key) = (desk.key(), operator.public().to_line());
    let with_both = ["verify", path, "--key", &key, "--policy-key", &policy_key];
    let (code, said) = desk.run(&with_both, None);
    assert_eq!((code, codes(&said)[3]), (0, "policy-signed"), "{said}");

    // The keys of the file itself are used where somebody asks for it, and then it is said.
    let (code, said) = desk.run(&["verify", path, "--keys-of-file"], None);
    assert_eq!(code, 0, "{said}");
    assert_eq!(codes(&said)[..2], ["keys-of-file", "whole"]);
    assert!(said.contains("who signed is not shown"));
    let (code, said) = desk.run(&["verify", path], None);
    assert_eq!((code, codes(&said)), (2, vec!["key-not-pinned"]));

    // A policy that was changed after it was signed.
    let part = file.audit.as_mut().unwrap();
    let signed = String::from_utf8(part.policies[0].0.clone()).unwrap();
    let mut changed: serde_json::Value = serde_json::from_str(&signed).unwrap();
    let own = sign(&policy, &PolicySigningKey::from_seed(&[78; 32])).unwrap();
    let own: serde_json::Value = serde_json::from_slice(&own).unwrap();
    changed["signature"] = own["signature"].clone();
    part.policies[0] = Bytes(serde_json::to_vec(&changed).unwrap());
    desk.file(&file);
    let (code, said) = desk.run(&with_both, None);
    assert_eq!((code, codes(&said)), (1, vec!["policy-signature"]));
}
