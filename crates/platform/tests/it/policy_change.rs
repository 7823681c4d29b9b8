//! A version of the policy says what it changes, and no less.

use std::path::Path;

use sst_domain::policy::{
    ChangeNote, Language, Materiality, PolicyBundle, PolicySidecar, PolicySigningKey, Purpose,
    import, propose_sidecar, sample, sign,
};
use sst_platform::OfficialError;

use crate::support::World;
use crate::support::binary::{run_ok, run_refused};

const KEY: [u8; 32] = [7; 32];

/// A version of the sample.
fn version(language: Language, edits: &[(&str, &str)], version: &str) -> PolicyBundle {
    let mut text = sample(language).text.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let document = import(&text).unwrap();
    let mut sidecar = propose_sidecar(&document);
    sidecar.policy_id = "test-policy".to_owned();
    sidecar.version = version.to_owned();
    PolicyBundle::new(document, sidecar, "2026-11-23T00:00:00Z").unwrap()
}

fn labelled(mut bundle: PolicyBundle, from: &PolicyBundle, label: Materiality) -> PolicyBundle {
    bundle.sidecar.change = Some(ChangeNote {
        from: from.document.text_hash.clone(),
        from_version: from.document.version.clone(),
        label,
        summary: "研究一条改了措辞。".to_owned(),
        for_me: "没有影响。".to_owned(),
    });
    bundle
}

async fn publish(world: &World, bundle: &PolicyBundle) -> Result<(), OfficialError> {
    let key = PolicySigningKey::from_seed(&KEY);
    let bytes = sign(bundle, &key).unwrap();
    let official = world.platform.official();
    official.publish_policy(&bytes, &key.public()).await?;
    Ok(())
}

/// A word of a clause that belongs to a purpose.
const WORDING: (&str, &str) = ("数据分析和研究", "数据分析与研究");
/// A word of a clause that belongs to nothing.
const UNCLAIMED: (&str, &str) = ("存储采用AES-256或更强的算法", "存储须加密");

#[tokio::test]
async fn the_next_version_needs_a_note_and_an_honest_label() {
    let world = World::start().await;
    let mut citizen = world.register("13800000011").await;
    let first = version(Language::ZhCn, &[], "1.0");
    publish(&world, &first).await.unwrap();
    publish(&world, &version(Language::ZhCn, &[], "1.1"))
        .await
        .unwrap();

    let worded = || version(Language::ZhCn, &[WORDING], "1.2");
    let code = async |bundle: PolicyBundle| publish(&world, &bundle).await.unwrap_err().code();
    assert_eq!(code(worded()).await, "change_note_missing");
    let other = version(Language::ZhCn, &[UNCLAIMED], "0");
    let of_other = labelled(worded(), &other, Materiality::Wording);
    assert_eq!(code(of_other).await, "change_note_of_other_text");
    let belittled = version(Language::ZhCn, &[UNCLAIMED], "1.2");
    let belittled = labelled(belittled, &first, Materiality::Wording);
    assert_eq!(code(belittled).await, "change_label_too_low");

    let good = labelled(worded(), &first, Materiality::Wording);
    publish(&world, &good).await.unwrap();
    let told = citizen.snapshot().await.notices;
    assert_eq!(told.len(), 3, "what was refused was told to nobody");
    let body = &told
        .iter()
        .find(|notice| notice.body.contains("1.2"))
        .unwrap()
        .body;
    assert!(
        body.contains("研究一条改了措辞。") && body.contains("没有影响。"),
        "{body}"
    );
}

#[tokio::test]
async fn each_language_is_compared_with_itself() {
    let world = World::start().await;
    let english = |edits: &[(&str, &str)], of| version(Language::En, edits, of);
    let first = [version(Language::ZhCn, &[], "1.0"), english(&[], "1.0")];
    for bundle in &first {
        publish(&world, bundle).await.unwrap();
    }
    let second = labelled(
        version(Language::ZhCn, &[WORDING], "1.1"),
        &first[0],
        Materiality::Wording,
    );
    publish(&world, &second).await.unwrap();
    let edit = (
        "analysis and research that improve",
        "analyses and research to improve",
    );
    let translated = || english(&[edit], "1.1");
    let refused = publish(&world, &translated()).await.unwrap_err();
    assert_eq!(refused.code(), "change_note_missing");
    let good = labelled(translated(), &first[1], Materiality::Wording);
    publish(&world, &good).await.unwrap();
    // An older version in a language that comes late is the first of it.
    let late = version(Language::ZhCn, &[], "2.0");
    let late = labelled(late, &second, Materiality::Material);
    publish(&world, &late).await.unwrap();
}

/// The operator's way: compare, fill in what is printed, publish.
#[test]
fn the_commands_lead_from_a_change_to_its_publication() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let data = at("data");
    let sidecar_of = |text: &str, version: &str| -> PolicySidecar {
        let mut sidecar = propose_sidecar(&import(text).unwrap());
        sidecar.version = version.to_owned();
        sidecar.controller = "测试市信息中心".to_owned();
        sidecar
    };
    let write = |name: &str, text: &str, sidecar: &PolicySidecar| {
        std::fs::write(at(&format!("{name}.txt")), text).unwrap();
        let json = serde_json::to_string(sidecar).unwrap();
        std::fs::write(at(&format!("{name}.json")), json).unwrap();
    };
    let old = sample(Language::ZhCn).text;
    let new = old
        .replacen(WORDING.0, WORDING.1, 1)
        .replacen(UNCLAIMED.0, UNCLAIMED.1, 1);
    write("old", old, &sidecar_of(old, "1.0"));
    write("new", &new, &sidecar_of(&new, "1.1"));
    let publish = |name: &str| -> Vec<String> {
        let (text, sidecar) = (at(&format!("{name}.txt")), at(&format!("{name}.json")));
        let (key, out) = (at("key"), at(&format!("{name}.bundle")));
        let line = [
            "policy",
            "publish",
            "--data",
            &data,
            "--text",
            &text,
            "--sidecar",
            &sidecar,
        ];
        let rest = ["--key", &key, "--bundle-out", &out];
        line.into_iter().chain(rest).map(str::to_owned).collect()
    };
    let (text, sidecar) = (at("new.txt"), at("new.json"));
    let diff = [
        "policy",
        "diff",
        "--data",
        &data,
        "--new",
        &text,
        "--new-sidecar",
        &sidecar,
    ];
    run_ok(&["policy", "keygen", &at("key")]);
    assert!(run_refused(&diff).contains("[policy-none-before]"));
    assert!(
        !folder.path().join("data").exists(),
        "a question makes no folder"
    );
    let said = run_ok(&publish("old"));
    assert!(
        said.contains("1.0 zh-CN") && said.contains("第一版") && said.contains("told: 0"),
        "{said}"
    );

    let printed = run_ok(&diff);
    for expected in [
        "1.0 → 1.1",
        "修改 changed  s1.c3.i3 ⑶",
        "数据分析[-和-]{+与+}研究",
        "最低 floor: 重大 material",
        "[unclaimed_clause_changed] s3.c1.i2",
        "[clause_changed] research s1.c3.i3",
        "整份政策 the policy as a whole",
        "research 内部审计",
    ] {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
    let (before, purposes, bundle) = (at("old.txt"), at("old.json"), at("old.bundle"));
    let by_text = [&diff[..], &["--old", &before, "--old-sidecar", &purposes]].concat();
    let by_bundle = [&diff[..], &["--old", &bundle]].concat();
    assert_eq!(run_ok(&by_text), printed);
    assert_eq!(run_ok(&by_bundle), printed);

    for (bare, option) in [
        (&["--new", text.as_str()][..], "--new-sidecar"),
        (&["--new", &bundle, "--old", &text], "--old-sidecar"),
    ] {
        let said = run_refused(&[&["policy", "diff"], bare].concat());
        assert!(
            said.contains("[policy-sidecar-needed]") && said.contains(option),
            "{said}"
        );
    }

    assert!(run_refused(&publish("new")).contains("[change_note_missing]"));
    // What was printed is what the sidecar wants.
    let start = printed.find("\"change\": ").unwrap() + "\"change\": ".len();
    let end = start + printed[start..].find('}').unwrap() + 1;
    let mut note: ChangeNote = serde_json::from_str(&printed[start..end]).unwrap();
    let with = |note: &ChangeNote| {
        let mut sidecar = sidecar_of(&new, "1.1");
        sidecar.change = Some(note.clone());
        write("new", &new, &sidecar);
    };
    note.label = Materiality::Wording;
    with(&note);
    let refused = run_refused(&publish("new"));
    assert!(
        refused.contains("[change_label_too_low]") && refused.contains("unclaimed"),
        "{refused}"
    );
    assert!(
        !refused.contains("[clause_changed]"),
        "that one may be called wording"
    );
    note.label = Materiality::Material;
    with(&note);
    assert!(run_refused(&publish("new")).contains("[change_summary_missing]"));
    (note.summary, note.for_me) = ("改了两条。".to_owned(), "没有影响。".to_owned());
    with(&note);
    run_ok(&["seed", "--data", &data]);
    let said = run_ok(&publish("new"));
    for expected in [
        "1.1 zh-CN",
        "replaces: 1.0",
        "told: 2",
        "整份政策 the policy as a whole",
        "research 内部审计",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let nothing = run_ok(&diff);
    assert!(
        nothing.contains("没有变化") && nothing.contains("a notice only"),
        "{nothing}"
    );
}

#[test]
fn two_languages_are_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [chinese, english] = [Language::ZhCn, Language::En].map(|language| {
        let path = at(language.as_str());
        std::fs::write(&path, sample(language).bundle).unwrap();
        path
    });
    let refused = run_refused(&["policy", "diff", "--old", &chinese, "--new", &english]);
    assert!(refused.contains("[policy-languages-differ]"), "{refused}");
    let same = run_ok(&["policy", "diff", "--old", &english, "--new", &english]);
    assert!(same.contains("a notice only"), "{same}");
}

#[test]
fn the_purpose_that_the_guide_shows_is_one() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operator.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let blocks = guide.split("```json\n").skip(1);
    let mut blocks = blocks.map(|block| block.split("```").next().unwrap());
    let purpose = blocks.find(|block| block.contains("\"basis\"")).unwrap();
    let purpose: Purpose = serde_json::from_str(purpose).unwrap();
    let document = import(sample(Language::ZhCn).text).unwrap();
    let mut sidecar = propose_sidecar(&document);
    // A switch hangs on one purpose.
    for other in &mut sidecar.purposes {
        other.controls.clear();
    }
    sidecar.purposes.push(purpose);
    assert_eq!(sidecar.check(&document), []);
}
