//! A store that was ever written opens for ever. `store-v1.db` was written by the first version of the tables
//! and must never be changed, only joined by the next one's.

use sha2::{Digest as _, Sha256};
use sst_core::store::StoreError;
use sst_domain::profile::UnitKey;

use super::{Safe, edit_street, street};

const V1: &[u8] = include_bytes!("store-v1.db");
const V1_SHA256: &str = "eadffa4063b46fba95b7a74779fe955880e5b4a1f3b506c59ffbb5d18235c197";

#[test]
fn version_1_opens() {
    let found: String = Sha256::digest(V1)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(found, V1_SHA256, "changed to suit the program");
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    std::fs::create_dir_all(safe.path.parent().unwrap()).unwrap();
    std::fs::write(&safe.path, V1).unwrap();
    let store = safe.open().unwrap();
    assert_eq!(
        store.secret("key").unwrap().unwrap().as_slice(),
        "测试街一号 1".as_bytes()
    );
    assert_eq!(street(&store).as_deref(), Some("测试街一号 改"));
    assert_eq!(store.unsent().unwrap(), 2, "one frozen, one behind it");
    let read = store.read(|tx| {
        let replica = tx.replica();
        assert_eq!(replica.line.device_id.as_deref(), Some("device"));
        let name = replica.base_value(&UnitKey::from("name")).unwrap();
        assert_eq!(name.text("name"), Some("测试街一号"));
        assert_eq!(tx.inbox()?.len(), 2);
        let draft = tx.draft(&UnitKey::from("address"))?.unwrap();
        assert_eq!(draft.fields["street"], ["测试街一号"]);
        Ok::<_, StoreError>(())
    });
    read.unwrap();
    edit_street(&store, "测试街二号").unwrap();
    store.close().unwrap();
    assert_eq!(street(&safe.open().unwrap()).as_deref(), Some("测试街二号"));
}
