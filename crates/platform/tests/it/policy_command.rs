//! The operator's way with a policy by commands: from a text to a signed bundle, and what is refused on it.

use std::path::Path;

use serde_json::Value;

use crate::support::binary::{run, run_ok, run_refused};

/// Fills in what no text says safely.
fn finish(sidecar: &str) {
    let mut purposes: Value =
        serde_json::from_str(&std::fs::read_to_string(sidecar).unwrap()).unwrap();
    purposes["controller"] = "测试市信息中心".into();
    std::fs::write(sidecar, purposes.to_string()).unwrap();
}

#[test]
fn a_policy_goes_from_a_text_to_a_signed_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let text = sst_domain::policy::sample(sst_domain::policy::Language::ZhCn).text;
    std::fs::write(at("policy.txt"), text).unwrap();
    let json = run_ok(&[
        "policy",
        "import",
        &at("policy.txt"),
        "--json",
        "--sidecar",
        &at("uses.json"),
    ]);
    finish(&at("uses.json"));
    let outline = run_ok(&["policy", "import", &at("policy.txt")]);
    for line in ["  s1  一、", "      s1.c3.i1  ⑴"] {
        assert!(outline.contains(line), "what purposes name: {outline}");
    }
    let document: sst_domain::policy::PolicyDocument = serde_json::from_str(&json).unwrap();
    assert!(document.sections.len() >= 8 && document.hashes_hold());

    let public = run_ok(&["policy", "keygen", &at("key")]);
    assert_eq!(std::fs::read_to_string(at("key.pub")).unwrap(), public);
    run_refused(&["policy", "keygen", &at("key")]);
    let publish_to = |out: &str| -> Vec<String> {
        let [data, text, sidecar, key] = ["data", "policy.txt", "uses.json", "key"].map(at);
        let line = ["policy", "publish", "--data", &data, "--text", &text];
        let rest = ["--sidecar", &sidecar, "--key", &key, "--bundle-out", out];
        [line, rest]
            .concat()
            .into_iter()
            .map(String::from)
            .collect()
    };
    // Where the bundle cannot be written, nothing is served: the version is still to be had.
    std::fs::create_dir(at("folder")).unwrap();
    for nowhere in [at("missing/bundle.json"), at("folder")] {
        let refused = run_refused(&publish_to(&nowhere));
        assert!(refused.contains("[file-unwritable]"), "{refused}");
    }
    std::fs::write(at("bundle.json"), "an older one").unwrap();
    let publish = publish_to(&at("bundle.json"));
    run_ok(&publish);
    let key = sst_domain::policy::PinnedKey::parse(&public).unwrap();
    let bundle = std::fs::read(at("bundle.json")).unwrap();
    let opened = sst_domain::policy::verify(&bundle, &[key]).unwrap();
    assert_eq!(opened.document.text_hash, document.text_hash);
    assert!(run_refused(&publish).contains("[policy-version-taken]"));
    assert_eq!(std::fs::read(at("bundle.json")).unwrap(), bundle);
    let left = std::fs::read_dir(folder.path()).unwrap();
    let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(
        !names.into_iter().any(|name| name.starts_with('.')),
        "nothing is left beside it"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name| std::fs::metadata(at(name)).unwrap().permissions().mode();
        assert_eq!(mode("bundle.json"), mode("policy.txt"), "as any other file");
    }
}

#[test]
fn purposes_that_nobody_edited_are_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("policy.txt"), "政策\n\n一、甲\n内容。\n").unwrap();
    let imported = run(&[
        "policy",
        "import",
        &at("policy.txt"),
        "--sidecar",
        &at("uses.json"),
    ]);
    let said = String::from_utf8(imported.stderr).unwrap();
    assert!(imported.status.success());
    run_ok(&["policy", "keygen", &at("key")]);
    let [data, text, sidecar, key, out] =
        ["data", "policy.txt", "uses.json", "key", "bundle.json"].map(at);
    let line = ["policy", "publish", "--data", &data, "--text", &text];
    let rest = ["--sidecar", &sidecar, "--key", &key, "--bundle-out", &out];
    let publish = [line, rest].concat();
    let refused = run_refused(&publish);
    for said in [&said, &refused] {
        assert!(said.contains("[controller_missing] 没有写"), "{said}");
        assert!(said.contains("[purposes_missing] 没有任何"), "{said}");
    }
    assert!(refused.contains("[bundle_sidecar_mismatch]"), "{refused}");
    let sign_only = [&publish[..], &["--sign-only"]].concat();
    assert!(run_refused(&sign_only).contains("[purposes_missing]"));
    for left in [&data, &out] {
        assert!(!Path::new(left).exists(), "nothing was signed or served");
    }
    // What is named is all that is missing.
    finish(&sidecar);
    let refused = run_refused(&publish);
    assert!(!refused.contains("[controller_missing]"), "{refused}");
    assert!(refused.contains("[purposes_missing]"), "{refused}");
}

#[test]
fn broken_policy_files_are_named_by_code_and_line_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let cases: [(&str, &[u8], &str); 8] = [
        (
            "utf-16",
            b"\xff\xfe\x3f\x65\x56\x7b\x0a\x00",
            "[utf16] 第 1 行",
        ),
        (
            "page",
            "\n<html><p>政策</p>\n<p>一、甲</p>\n".as_bytes(),
            "[not_plain_text] 第 2 行",
        ),
        ("empty", b" \n", "[empty]"),
        (
            "control",
            "政策\n\n一、甲\n内\u{7}容\n".as_bytes(),
            "[control_character] 第 4 行",
        ),
        (
            "gb18030",
            b"\xd5\xfe\xb2\xdf\n\n\xd2\xbb\xa1\xa2\xbc\xd7\n",
            "[broken_encoding] 第 1 行",
        ),
        ("prose", "政策\n\n没有编号。\n".as_bytes(), "[no_sections]"),
        (
            "skipped",
            "政策\n\n一、甲\n内容\n三、乙\n内容\n".as_bytes(),
            "[section_skipped] 第 5 行",
        ),
        (
            "empty section",
            "政策\n\n一、甲\n\n二、乙\n内容\n".as_bytes(),
            "[section_empty] 第 3 行",
        ),
    ];
    for (name, bytes, expected) in cases {
        std::fs::write(at(name), bytes).unwrap();
        let refused = run_refused(&["policy", "import", &at(name)]);
        assert!(
            refused.contains(expected) && refused.matches(" / ").count() > 1,
            "{name}: {refused}"
        );
        assert!(
            !refused.contains("第 0 行") && !refused.contains("line 0") && !refused.contains("()"),
            "{name}: {refused}"
        );
    }
}

#[test]
fn broken_purposes_and_keys_are_named_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let text = sst_domain::policy::sample(sst_domain::policy::Language::ZhCn).text;
    std::fs::write(at("policy.txt"), text).unwrap();
    run_ok(&[
        "policy",
        "import",
        &at("policy.txt"),
        "--sidecar",
        &at("uses.json"),
    ]);
    finish(&at("uses.json"));
    run_ok(&["policy", "keygen", &at("key")]);
    let good = std::fs::read_to_string(at("uses.json")).unwrap();
    let refusal = |uses: &str, key: &str| {
        std::fs::write(at("uses.json"), uses).unwrap();
        let data = at("data");
        run_refused(&[
            "policy",
            "publish",
            "--data",
            &data,
            "--text",
            &at("policy.txt"),
            "--sidecar",
            &at("uses.json"),
            "--key",
            &at(key),
            "--bundle-out",
            &at("bundle.json"),
        ])
    };
    assert!(refusal("{\n \"policy_id\": 7\n}", "key").contains("[sidecar-malformed] 第 2 行"));
    let mut uses: Value = serde_json::from_str(&good).unwrap();
    uses["text_hash"] = "00".into();
    uses["purposes"][0]["title"] = "".into();
    let refused = refusal(&uses.to_string(), "key");
    for code in [
        "[bundle_sidecar_mismatch]",
        "[other_text]",
        "[title_missing]",
    ] {
        assert!(refused.contains(code), "{refused}");
    }
    assert!(refusal(&good, "key.pub").contains("[policy-key-unreadable]"));
    assert!(
        !Path::new(&at("bundle.json")).exists(),
        "nothing was signed"
    );
}
