//! What officials do.

use std::collections::BTreeMap;

use sst_api::path;
use sst_api::public::{Article, ArticleKind, ArticleList, ArticleSummary};
use sst_domain::notice::{IncidentParts, NoticeKind};
use sst_domain::profile::{RawFields, RawValue};
use sst_platform::{Correction, NoticeDraft, OfficialError};

use crate::support::World;

const PHONE: &str = "13800000011";

fn correction(unit: &str, field: &str, value: &str) -> Correction {
    let fields = RawFields::from([(field.to_owned(), RawValue::Text(value.to_owned()))]);
    Correction {
        phone: PHONE.into(),
        unit: unit.into(),
        fields: Some(fields),
        ground: "窗口核验".into(),
        verified: false,
    }
}

#[tokio::test]
async fn a_correction_stands_and_is_told() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let official = world.platform.official();
    official
        .correct_unit(correction("name", "name", "测试市民甲"))
        .await
        .unwrap();
    let unit = citizen.unit("name").await.unwrap();
    assert_eq!(unit.value.unwrap().text("name"), Some("测试市民甲"));
    assert!(!unit.verified && unit.changed_by.ground == "窗口核验");
    let notices = citizen.snapshot().await.notices;
    assert_eq!(notices[0].kind, NoticeKind::Correction);
    assert!(
        !notices[0].body.contains("测试市民甲"),
        "the notice names the unit, not its value"
    );
}

#[tokio::test]
async fn what_was_right_already_is_called_verified_and_not_corrected() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let official = world.platform.official();
    let right = || correction("name", "name", "测试市民甲");
    official.correct_unit(right()).await.unwrap();
    let verified = Correction {
        verified: true,
        ..right()
    };
    official.correct_unit(verified).await.unwrap();
    let titles: Vec<String> = citizen
        .snapshot()
        .await
        .notices
        .into_iter()
        .map(|notice| notice.title)
        .filter(|title| title.contains("姓名"))
        .collect();
    assert_eq!(titles.len(), 2);
    assert!(titles.contains(&"您的姓名已更正".to_owned()));
    assert!(titles.contains(&"您的姓名已核实".to_owned()));
}

#[tokio::test]
async fn a_correction_after_which_the_citizen_edited_blindly_is_a_conflict() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    world
        .platform
        .official()
        .correct_unit(correction("sex", "sex", "male"))
        .await
        .unwrap();
    let result = citizen
        .push_edit("sex", serde_json::json!({ "sex": "female" }), 0)
        .await;
    assert_eq!(result["status"], "conflict");
}

#[tokio::test]
async fn a_correction_that_cannot_be_is_refused() {
    let world = World::start().await;
    world.register(PHONE).await;
    let official = world.platform.official();
    let code = async |correction| official.correct_unit(correction).await.unwrap_err().code();
    let with = |change: fn(&mut Correction)| {
        let mut correction = correction("name", "name", "测试市民甲");
        change(&mut correction);
        correction
    };
    assert_eq!(
        code(with(|c| c.phone = "13800000099".into())).await,
        "no-such-citizen"
    );
    assert_eq!(
        code(with(|c| c.unit = "shoe_size".into())).await,
        "no-such-unit"
    );
    assert_eq!(
        code(with(|c| c.ground = "  ".into())).await,
        "ground-missing"
    );
    assert_eq!(code(correction("sex", "sex", "x")).await, "invalid-fields");
    assert_eq!(
        code(correction("phone", "number", "13800000012")).await,
        "unit-of-owner"
    );
    assert_eq!(
        code(correction("customer_code", "code", "1")).await,
        "unit-of-owner"
    );
}

#[tokio::test]
async fn an_incident_needs_its_four_parts() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let whole = || IncidentParts {
        what_happened: "a".into(),
        measures: "b".into(),
        advice: "c".into(),
        remedies: "d".into(),
    };
    let draft = |parts| NoticeDraft {
        title: "t".into(),
        body: "b".into(),
        incident: Some(parts),
    };
    let official = world.platform.official();
    type TakeAway = fn(&mut IncidentParts);
    let lacking: [(&str, TakeAway); 4] = [
        ("what_happened", |parts| parts.what_happened = String::new()),
        ("measures", |parts| parts.measures = " ".into()),
        ("advice", |parts| parts.advice = "\n".into()),
        ("remedies", |parts| parts.remedies = String::new()),
    ];
    for (name, take_away) in lacking {
        let mut parts = whole();
        take_away(&mut parts);
        match official.publish_notice(None, draft(parts)).await {
            Err(OfficialError::IncidentIncomplete(missing)) => assert_eq!(missing, [name]),
            _ => panic!("published without {name}"),
        }
    }
    assert!(citizen.snapshot().await.notices.is_empty());
    official.publish_notice(None, draft(whole())).await.unwrap();
    let notices = citizen.snapshot().await.notices;
    assert_eq!(
        (notices[0].kind, &notices[0].incident),
        (NoticeKind::Incident, &Some(whole()))
    );
}

#[tokio::test]
async fn notices_and_articles_need_their_texts() {
    let world = World::start().await;
    let official = world.platform.official();
    for (title, body) in [("", "b"), ("t", " ")] {
        let draft = NoticeDraft {
            title: title.into(),
            body: body.into(),
            incident: None,
        };
        let refused = official.publish_notice(None, draft).await.unwrap_err();
        assert_eq!(refused.code(), "text-missing");
    }
    let mut article = article("a", "2026-11-23T00:00:00Z");
    article.paragraphs.clear();
    assert_eq!(
        official.publish_article(&article).await.unwrap_err().code(),
        "text-missing"
    );
}

fn article(id: &str, published_at: &str) -> Article {
    Article {
        summary: ArticleSummary {
            id: id.into(),
            kind: ArticleKind::Guide,
            title: "t".into(),
            summary: "s".into(),
            source: "测试".into(),
            published_at: published_at.into(),
        },
        paragraphs: vec!["p".into()],
    }
}

#[tokio::test]
async fn an_article_has_a_kind_and_a_time_that_can_be_read() {
    let world = World::start().await;
    let official = world.platform.official();
    let code =
        async |article: Article| official.publish_article(&article).await.unwrap_err().code();
    for time in [
        "",
        "yesterday",
        "2026-11-23",
        "2026-11-23T00:00:00",
        "2026-13-01T00:00:00Z",
    ] {
        assert_eq!(
            code(article("a", time)).await,
            "article-time-malformed",
            "{time}"
        );
    }
    // What a file says that a newer version knows.
    let mut newer = serde_json::to_value(article("a", "2026-11-23T00:00:00Z")).unwrap();
    newer["kind"] = "poem".into();
    let newer = serde_json::from_value(newer).unwrap();
    assert_eq!(code(newer).await, "article-kind-unknown");

    // Sorted by time, wherever the clock stood that it was read from.
    for (id, time) in [
        ("second", "2026-11-23T08:00:00+08:00"),
        ("third", "2026-11-22T23:59:59Z"),
        ("first", "2026-11-23T01:00:00Z"),
    ] {
        official.publish_article(&article(id, time)).await.unwrap();
    }
    let list: ArticleList = world.client().get(path::ARTICLES).await.ok();
    let ids: Vec<_> = list
        .articles
        .iter()
        .map(|article| article.id.as_str())
        .collect();
    assert_eq!(ids, ["first", "second", "third"]);
    assert_eq!(list.articles[1].published_at, "2026-11-23T00:00:00Z");
}

#[tokio::test]
async fn seeding_twice_is_seeding_once() {
    let world = World::start().await;
    let official = world.platform.official();
    let first = official.seed().await.unwrap();
    let mut citizen = world.log_in(&first[0].phone).await;
    let before = serde_json::to_value(citizen.snapshot().await.units).unwrap();
    assert_eq!(official.seed().await.unwrap(), first);
    assert_eq!(
        serde_json::to_value(citizen.snapshot().await.units).unwrap(),
        before
    );
    let by_key: BTreeMap<_, _> = citizen
        .snapshot()
        .await
        .units
        .into_iter()
        .map(|u| (u.unit.to_string(), u))
        .collect();
    for unit in [
        "name",
        "sex",
        "birthday",
        "nationality",
        "email",
        "address",
        "id_document",
    ] {
        assert!(by_key[unit].value.is_some(), "{unit}");
    }
}
