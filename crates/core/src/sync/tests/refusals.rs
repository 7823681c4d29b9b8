//! What the platform, or something before it, refuses without meaning an edit.

use std::time::Duration;

use sst_api::problem::ProblemCode;
use sst_domain::profile::{UnitKey, UnitValue};

use super::desk::{Desk, change, is_pending, is_synced, with_address};
use crate::store::Tx;
use crate::view::SyncStateView;

/// Both edits are kept for the next try, and sent with it.
async fn two_edits_leave_once_it_is_over(desk: &Desk) {
    for unit in ["address", "name"] {
        assert!(is_pending(&desk.unit(unit).await.state), "{unit}");
    }
    desk.link.weather().refused_fetches.clear();
    desk.worker.flush().await.unwrap();
    for unit in ["address", "name"] {
        assert!(is_synced(&desk.unit(unit).await.state), "{unit}");
    }
}

/// An address and a name wait, and nothing gets through.
async fn two_edits() -> Desk {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    desk.link.weather().cut = true;
    let name = change("name", &[("name", "测试市民甲")], 0);
    let address = desk.street("新测试街").await;
    desk.profile.edit(vec![address, name]).await.unwrap();
    desk
}

fn gets_through_but_for(desk: &Desk, fetches: Vec<ProblemCode>) {
    let mut weather = desk.link.weather();
    weather.refused_fetches = fetches;
    weather.cut = false;
}

fn expire_the_cursor(desk: &Desk) {
    let mut platform = desk.link.platform();
    platform.correct(&UnitKey::from("sex"), Some(UnitValue::default()), false);
    platform.forget_the_past();
}

#[tokio::test]
async fn a_whole_fetch_that_is_refused_says_nothing_of_the_edits_behind_it() {
    for code in [ProblemCode::MalformedRequest, ProblemCode::TooLarge] {
        let desk = two_edits().await;
        expire_the_cursor(&desk);
        gets_through_but_for(&desk, vec![code; 1000]);
        assert!(desk.worker.flush().await.is_err());
        let code = code.as_str().to_owned();
        assert_eq!(desk.worker.view().state, SyncStateView::Paused { code });
        two_edits_leave_once_it_is_over(&desk).await;
    }
}

/// The cursor is what it cannot read.
#[tokio::test(start_paused = true)]
async fn a_fetch_that_is_refused_as_malformed_costs_a_whole_fetch() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    // The stream of events has begun, which is a reason to fetch.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let fetches = desk.link.weather().fetches;
    desk.link.weather().refused_fetches = vec![ProblemCode::MalformedRequest];
    desk.worker.flush().await.unwrap();
    assert_eq!(desk.link.weather().fetches, fetches + 2);
}

/// A batch was taken; a copy that lags behind is asked for the rest of what has changed, and does not know the computer.
#[tokio::test]
async fn a_page_that_is_refused_says_nothing_of_the_batch_before_it() {
    let desk = two_edits().await;
    {
        let mut platform = desk.link.platform();
        for unit in ["sex", "birthday", "nationality", "interests"] {
            platform.correct(&UnitKey::from(unit), Some(UnitValue::default()), false);
        }
        platform.page = 2;
    }
    // The second edit waits behind the batch.
    let one_at_a_time = |tx: &mut Tx<'_>| {
        let mut replica = tx.replica();
        replica.line.most_at_once = 1;
        tx.put_replica(replica)
    };
    let store = &desk.account.store;
    store.write(one_at_a_time).unwrap();
    gets_through_but_for(&desk, vec![ProblemCode::UnknownDevice]);
    desk.worker.flush().await.unwrap();
    assert_eq!(desk.link.weather().refused_fetches, []);
    assert_eq!(desk.worker.view().state, SyncStateView::Idle);
    for unit in ["address", "name", "interests"] {
        assert!(is_synced(&desk.unit(unit).await.state), "{unit}");
    }
}

/// Something that answers the same whatever is asked is not asked at line speed.
#[tokio::test]
async fn pages_that_are_refused_again_and_again_are_given_up() {
    let mut platform = with_address();
    for unit in ["sex", "birthday", "nationality", "interests"] {
        platform.correct(&UnitKey::from(unit), Some(UnitValue::default()), false);
    }
    platform.page = 2;
    let desk = Desk::new(platform);
    desk.until("interests", is_synced).await;
    desk.link.weather().no_second_page = true;
    expire_the_cursor(&desk);
    let fetches = desk.link.weather().fetches;
    assert!(desk.worker.flush().await.is_err());
    let made = desk.link.weather().fetches - fetches;
    assert!(made < 20, "{made}");
}
