//! Decisions about data, as they go up.

use sst_domain::consent::{Bytes, SignedRecord};
use uuid::Uuid;

use super::desk::Desk;
use crate::event::ClientEvent;
use crate::store::StoreError;
use crate::sync::planner::Intent;
use crate::sync::simulated::Platform;

#[tokio::test]
async fn the_screen_hears_what_became_of_a_decision() {
    let mut desk = Desk::new(Platform::new());
    desk.worker.flush().await.unwrap();
    desk.account
        .store
        .write(|tx| {
            let signed = SignedRecord {
                record: Bytes(b"{}".to_vec()),
                signature: Bytes(Vec::new()),
            };
            let intent = Intent::Consent {
                signed,
                notice: Bytes(b"{}".to_vec()),
                guardian: None,
                before_login: false,
            };
            let mut replica = tx.replica();
            replica.decide(Uuid::now_v7(), intent, "2026-11-28T00:00:00Z");
            tx.put_replica(replica)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    while desk.events.try_recv().is_ok() {}
    desk.worker.flush().await.unwrap();
    let mut told = Vec::new();
    while let Ok(event) = desk.events.try_recv() {
        told.push(event);
    }
    let heard = |event: &ClientEvent| matches!(event, ClientEvent::Decided);
    assert_eq!(told.iter().filter(|event| heard(event)).count(), 1);
}
