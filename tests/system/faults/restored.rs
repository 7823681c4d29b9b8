//! Rows about a platform that was put back from a backup.

use sst_api::path;
use sst_core::{ResolveChoice, RevealedField, UnitStateView};
use sst_tests::proxy::{Act, Seen};

use super::{ALWAYS, Scene};
use crate::town::{eventually, settled, unit};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_a_platform_that_was_restored_is_fetched_whole_and_gets_what_waits() {
    let mut scene = Scene::set().await;
    let backup = scene.town.back_up().await;
    scene.edit("备份后1号").await;
    settled(&scene.client).await;
    // Nothing is pushed until the platform has been put back.
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::ResetBefore);
    scene.edit("十八路21号").await;
    scene.is_offline("offline").await;
    scene.waits().await;
    let before = scene.town.proxy().seen(path::SYNC_PUSH).len();
    scene.town.restore(&backup).await;
    scene.town.proxy().clear();
    scene.client.sync_now();
    // The value that the person saw is gone there, so they are asked; theirs is still here.
    eventually("the person is asked", || {
        matches!(
            unit(&scene.client, "address").state,
            UnitStateView::Conflict(_)
        )
    })
    .await;
    let address = "address".to_owned().into();
    let mine = ResolveChoice::Mine;
    scene
        .client
        .profile()
        .resolve(&address, mine, unit(&scene.client, "address").rev)
        .await
        .unwrap();
    scene.arrives("十八路21号").await;
    // What was sent on the old base was refused, and everything fetched anew.
    let says = |of: &Seen, what: &str| String::from_utf8_lossy(&of.answer).contains(what);
    let pushes = &scene.town.proxy().seen(path::SYNC_PUSH)[before..];
    assert!(pushes.iter().any(|push| says(push, "cursor-expired")));
    let fetches = scene.town.proxy().seen(path::SYNC_CHANGES);
    assert!(
        fetches
            .iter()
            .any(|fetch| says(fetch, r#""snapshot":true"#))
    );
}

/// It had arrived and was called so. The platform has an older value now, and the person's is still here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_what_a_restored_platform_has_lost_is_asked_about() {
    let mut scene = Scene::set().await;
    scene.edit("备份前1号").await;
    scene.arrives("备份前1号").await;
    let backup = scene.town.back_up().await;
    scene.edit("备份后1号").await;
    scene.arrives("备份后1号").await;
    settled(&scene.client).await;
    scene.town.restore(&backup).await;
    scene.client.sync_now();
    let address = "address".to_owned().into();
    eventually("the person is asked", || {
        matches!(
            unit(&scene.client, "address").state,
            UnitStateView::Conflict(conflict) if conflict.lost
        )
    })
    .await;
    let clear = scene.client.profile().reveal(&address).await.unwrap();
    let street = |fields: &[RevealedField]| {
        let street = fields.iter().find(|field| field.field == "street");
        street.unwrap().text.concat()
    };
    assert_eq!(street(&clear.fields), "备份前1号");
    assert_eq!(street(&clear.mine.unwrap()), "备份后1号");
    let profile = scene.client.profile();
    profile
        .resolve(
            &address,
            ResolveChoice::Mine,
            unit(&scene.client, "address").rev,
        )
        .await
        .unwrap();
    scene.arrives("备份后1号").await;
}
