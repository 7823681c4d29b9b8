//! What anybody may read.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use sst_api::path;
use sst_api::public::{Article, ArticleList, ContactList, HallList};
use sst_domain::policy::{
    ChangeNote, Language, Materiality, PinnedKey, PolicyBundle, PolicySigningKey, import,
    propose_sidecar, sample, sign, verify,
};

use crate::support::World;
use crate::support::reply::Reply;

/// Reads as a stranger does: no token, no proof.
async fn read(world: &World, path: &str, etag: Option<&str>) -> Reply {
    let client = world.client();
    let request = client.http.get(format!("{}{path}", client.url));
    let request = match etag {
        Some(etag) => request.header("If-None-Match", etag),
        None => request,
    };
    Reply::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn strangers_read_without_leaving_a_trace() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let list: ArticleList = read(&world, path::ARTICLES, None).await.ok();
    let dates: Vec<_> = list
        .articles
        .iter()
        .map(|article| &article.published_at)
        .collect();
    assert!(list.articles.len() >= 4 && dates.is_sorted_by(|a, b| a >= b));
    let one = path::fill(path::ARTICLE, &[&list.articles[0].id]);
    let reply = read(&world, &one, None).await;
    for header in ["set-cookie", "dpop-nonce", "authorization"] {
        assert!(reply.headers.get(header).is_none(), "{header}");
    }
    assert_eq!(reply.ok::<Article>().summary, list.articles[0]);
    assert!(
        !read(&world, path::HALLS, None)
            .await
            .ok::<HallList>()
            .halls
            .is_empty()
    );
    let contacts: ContactList = read(&world, path::CONTACTS, None).await.ok();
    assert_eq!(contacts.phones, ["024-86277299", "024-86271177"]);
    read(&world, &path::fill(path::ARTICLE, &["none"]), None)
        .await
        .refused(404, "not-found");
}

#[tokio::test]
async fn the_sample_policy_is_served_until_another_is_published() {
    let world = World::start().await;
    let mut citizen = world.register("13800000011").await;
    for (language, expected) in [
        ("zh-CN", Language::ZhCn),
        ("en", Language::En),
        ("fr", Language::ZhCn),
    ] {
        let path = format!("{}?language={language}", path::POLICY_CURRENT);
        assert_eq!(
            read(&world, &path, None).await.body,
            sample(expected).bundle,
            "{language}"
        );
    }
    let document = sample(Language::ZhCn).open().unwrap().document;
    let snapshot = citizen.snapshot().await;
    assert_eq!(snapshot.policy_version.as_ref(), Some(&document.version));
    let version = path::fill(path::POLICY_VERSION, &[&document.id, &document.version]);
    let reply = read(&world, &version, None).await;
    assert_eq!(reply.body, sample(Language::ZhCn).bundle);
    assert!(reply.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn an_unchanged_policy_is_not_sent_again() {
    let world = World::start().await;
    let first = read(&world, path::POLICY_CURRENT, None).await;
    let again = read(&world, path::POLICY_CURRENT, Some(first.header("etag"))).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(
        read(&world, path::POLICY_CURRENT, Some("\"x\""))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_unchanged_list_is_not_sent_again() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let list: ArticleList = read(&world, path::ARTICLES, None).await.ok();
    let article = path::fill(path::ARTICLE, &[&list.articles[0].id]);
    let mut tags = std::collections::BTreeSet::new();
    for path in [path::ARTICLES, &article, path::HALLS, path::CONTACTS] {
        let first = read(&world, path, None).await;
        let tag = first.header("etag").to_owned();
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(&first.body));
        assert_eq!(tag, format!("W/\"{hash}\""), "made of nothing else");
        let listed = format!("\"x\", \"{hash}\"");
        for held in [tag.as_str(), tag.trim_start_matches("W/"), &listed, "*"] {
            let again = read(&world, path, Some(held)).await;
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {held}");
            assert_eq!(again.header("etag"), tag);
        }
        let other = read(&world, path, Some("\"x\"")).await;
        assert_eq!((other.status, other.body), (200, first.body), "{path}");
        tags.insert(tag);
    }
    assert_eq!(tags.len(), 4);
}

#[tokio::test]
async fn a_published_policy_is_served_and_told_and_never_changes() {
    let world = World::start().await;
    let mut citizen = world.register("13800000011").await;
    let since = citizen.snapshot().await.next;
    let key = PolicySigningKey::from_seed(&[7; 32]);
    let first = bundle(sample(Language::ZhCn).text, "2.0", &key);
    let official = world.platform.official();
    official
        .publish_policy(&first, &key.public())
        .await
        .unwrap();

    let served = read(&world, path::POLICY_CURRENT, None).await.body;
    assert_eq!(served, first, "byte for byte");
    assert_eq!(
        verify(&served, &[key.public()]).unwrap().document.version,
        "2.0"
    );
    let news: sst_api::sync::Changes = citizen.changes_since(Some(&since)).await.ok();
    assert_eq!(news.policy_version.as_deref(), Some("2.0"));
    assert_eq!(news.notices.len(), 1);
    let later: sst_api::sync::Changes = citizen.changes_since(Some(&news.next)).await.ok();
    assert_eq!(later.policy_version, None, "told once");

    let other_text = sample(Language::ZhCn).text.replace('您', "你");
    let same_version = bundle(&other_text, "2.0", &key);
    let refused = official
        .publish_policy(&same_version, &key.public())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "policy-version-taken");
    let second = bundle_after(sample(Language::ZhCn).text, &other_text, "2.1", &key);
    official
        .publish_policy(&second, &key.public())
        .await
        .unwrap();
    assert_eq!(read(&world, path::POLICY_CURRENT, None).await.body, second);
    let id = verify(&first, &[key.public()]).unwrap().document.id;
    let old = path::fill(path::POLICY_VERSION, &[&id, "2.0"]);
    assert_eq!(read(&world, &old, None).await.body, first, "for ever");
    let none = path::fill(path::POLICY_VERSION, &[&id, "9"]);
    read(&world, &none, None).await.refused(404, "not-found");
}

#[tokio::test]
async fn which_version_is_in_force_is_decided_by_its_chinese_text() {
    let world = World::start().await;
    let mut citizen = world.register("13800000011").await;
    let official = world.platform.official();
    let key = PolicySigningKey::from_seed(&[7; 32]);
    let [chinese, english] = [Language::ZhCn, Language::En].map(|language| sample(language).text);
    let publish = async |text: &str, version: &str| {
        let bytes = bundle(text, version, &key);
        official.publish_policy(&bytes, &key.public()).await?;
        Ok::<_, sst_platform::OfficialError>(bytes)
    };
    let in_force = async |language: &str| {
        let path = format!("{}?language={language}", path::POLICY_CURRENT);
        read(&world, &path, None).await.body
    };

    let refused = publish(english, "2.0").await.unwrap_err();
    assert_eq!(refused.code(), "policy-chinese-missing");
    assert_eq!(in_force("en").await, sample(Language::En).bundle);
    assert_eq!(in_force("zh-CN").await, sample(Language::ZhCn).bundle);

    publish(chinese, "2.0").await.unwrap();
    let new = publish(chinese, "2.1").await.unwrap();
    assert_eq!(in_force("en").await, new, "what there is of it");
    let told = citizen.snapshot().await;
    publish(english, "2.0").await.unwrap();
    assert_eq!(in_force("zh-CN").await, new, "an old version stays old");
    assert_eq!(in_force("en").await, new, "in every language");
    let now = citizen.snapshot().await;
    assert_eq!(now.policy_version.as_deref(), Some("2.1"));
    assert_eq!(now.notices.len(), told.notices.len(), "no news");

    let english = publish(english, "2.1").await.unwrap();
    assert_eq!(in_force("en").await, english);
    assert_eq!(in_force("zh-CN").await, new);
}

#[tokio::test]
async fn only_what_can_never_change_may_be_kept_for_ever() {
    let world = World::start().await;
    let official = world.platform.official();
    let key = PolicySigningKey::from_seed(&[7; 32]);
    let publish = async |language, version: &str| {
        let bytes = bundle(sample(language).text, version, &key);
        official
            .publish_policy(&bytes, &key.public())
            .await
            .unwrap();
        bytes
    };
    let at = async |id: &str, version: &str, language: &str| {
        let path = path::fill(path::POLICY_VERSION, &[id, version]);
        read(&world, &format!("{path}?language={language}"), None).await
    };
    let chinese = publish(Language::ZhCn, "2.0").await;
    let before = at("test-policy", "2.0", "en").await;
    assert_eq!(before.body, chinese);
    assert_eq!(before.header("cache-control"), "no-cache");
    let english = publish(Language::En, "2.0").await;
    for (language, bytes) in [("en", english), ("zh-CN", chinese)] {
        let reply = at("test-policy", "2.0", language).await;
        assert_eq!(reply.body, bytes, "{language}");
        assert!(reply.header("cache-control").contains("immutable"));
    }
    let shipped = sample(Language::ZhCn).open().unwrap().document;
    let strange = at(&shipped.id, &shipped.version, "fr").await;
    assert_eq!(strange.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn the_samples_own_version_is_taken() {
    let world = World::start().await;
    let key = PolicySigningKey::from_seed(&[7; 32]);
    for language in [Language::ZhCn, Language::En] {
        let mut bundle = sample(language).open().unwrap();
        bundle.sidecar.purposes[0].title.push('!');
        let bytes = sign(&bundle, &key).unwrap();
        let official = world.platform.official();
        let refused = official.publish_policy(&bytes, &key.public()).await;
        assert_eq!(refused.unwrap_err().code(), "policy-version-taken");
    }
}

#[tokio::test]
async fn a_bundle_of_another_key_is_not_published() {
    let world = World::start().await;
    let [key, other] = [[7; 32], [8; 32]].map(|seed| PolicySigningKey::from_seed(&seed));
    let forged = bundle(sample(Language::ZhCn).text, "2.0", &other);
    let refused = world
        .platform
        .official()
        .publish_policy(&forged, &key.public())
        .await;
    assert_eq!(refused.unwrap_err().code(), "bundle_key_unknown");
    let body = read(&world, path::POLICY_CURRENT, None).await.body;
    assert_eq!(body, sample(Language::ZhCn).bundle);
}

/// The operator's own text, where it lies beside the project, takes the same way.
#[tokio::test]
async fn the_official_text_is_served_whole() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/policy/privacy-policy.zh-CN.txt");
    let Ok(text) = std::fs::read_to_string(file) else {
        return;
    };
    let world = World::start().await;
    let key = PolicySigningKey::from_seed(&[7; 32]);
    let bytes = bundle(&text, "2026-11", &key);
    world
        .platform
        .official()
        .publish_policy(&bytes, &key.public())
        .await
        .unwrap();
    let served = read(&world, path::POLICY_CURRENT, None).await.body;
    let public: PinnedKey = key.public();
    let document = verify(&served, &[public]).unwrap().document;
    let bare = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    assert_eq!(
        bare(&document.render()),
        bare(&text),
        "nothing is lost on the way"
    );
}

fn bundle(text: &str, version: &str, key: &PolicySigningKey) -> Vec<u8> {
    signed(text, version, None, key)
}

/// The same, with a note that it replaces another text.
fn bundle_after(old: &str, text: &str, version: &str, key: &PolicySigningKey) -> Vec<u8> {
    let note = ChangeNote {
        from: import(old).unwrap().text_hash,
        from_version: "2.0".to_owned(),
        label: Materiality::Material,
        summary: "称呼由“您”改为“你”。".to_owned(),
        for_me: "没有影响。".to_owned(),
    };
    signed(text, version, Some(note), key)
}

fn signed(text: &str, version: &str, note: Option<ChangeNote>, key: &PolicySigningKey) -> Vec<u8> {
    let document = import(text).unwrap();
    let mut sidecar = propose_sidecar(&document);
    sidecar.policy_id = "test-policy".to_owned();
    sidecar.version = version.to_owned();
    sidecar.change = note;
    let bundle = PolicyBundle::new(document, sidecar, "2026-11-23T00:00:00Z").unwrap();
    sign(&bundle, key).unwrap()
}
