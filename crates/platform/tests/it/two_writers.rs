//! Two who write into one data folder at once, as the server and a command beside it do.

use serde_json::{Value, json};
use sst_api::sync::{MutationStatus, PushReply};
use sst_platform::{Data, Options};

use crate::support::World;

const PHONE: &str = "13800000011";
const ROUNDS: usize = 25;

fn street(name: &str, round: usize) -> Value {
    json!({ "region": "210104", "street": format!("{name} {round} 号") })
}

/// Each begins to write before it reads, so that neither decides by what the other is about to change: one of them
/// is told of the other, and both are answered.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_edits_at_once_one_stands_and_the_other_hears_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |options: &mut Options| options.data = Data::Folder(folder.path().to_owned());
    let one = World::with(keep).await;
    let mut other = World::with(|options| {
        keep(options);
        options.clock = one.clock.clone();
    })
    .await;
    other.clock = one.clock.clone();
    let mut home = one.register(PHONE).await;
    let mut work = other.log_in(PHONE).await;
    let mut base = 0;
    for round in 0..ROUNDS {
        let at_home = [home.edit("address", street("家路", round), base)];
        let at_work = [work.edit("address", street("工作路", round), base)];
        let (at_home, at_work) = tokio::join!(home.push(&at_home), work.push(&at_work));
        let [at_home, at_work] =
            [at_home, at_work].map(|reply| reply.ok::<PushReply>().results[0].status);
        let mut stands = "家路";
        if at_home == MutationStatus::Conflict {
            stands = "工作路";
            assert_eq!(at_work, MutationStatus::Applied);
        } else {
            assert_eq!(
                (at_home, at_work),
                (MutationStatus::Applied, MutationStatus::Conflict)
            );
        }
        let unit = home.unit("address").await.unwrap();
        assert_eq!(json!(unit.value), street(stands, round));
        assert!(unit.rev > base);
        base = unit.rev;
    }
}
