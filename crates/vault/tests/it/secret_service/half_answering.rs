//! A service that answers the probe and then leaves `keyring` waiting.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use sst_vault::{KeyCustody, OsKeyring, Refusal, VaultId};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use super::bus::Bus;
use super::session::in_session;
use super::{SERVICE, assert_opens, kept_vault};

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

struct HalfAnswering {
    /// The items that it says it has, unlocked. It has no collection, as a password manager without its file.
    items: Vec<OwnedObjectPath>,
}

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl HalfAnswering {
    /// The probe's session is plain, that of `keyring` encrypted.
    async fn open_session(
        &self,
        algorithm: String,
        _input: OwnedValue,
    ) -> (OwnedValue, OwnedObjectPath) {
        if algorithm != "plain" {
            std::future::pending::<()>().await;
        }
        let session = ObjectPath::from_static_str_unchecked("/org/freedesktop/secrets/session/1");
        (Value::from("").try_into().unwrap(), session.into())
    }

    async fn search_items(
        &self,
        _attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        (self.items.clone(), Vec::new())
    }

    async fn read_alias(&self, _name: String) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked("/").into()
    }
}

#[test]
fn fault_28_a_service_that_stops_answering_after_the_probe_is_given_up_too() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let item = ObjectPath::from_static_str_unchecked("/org/freedesktop/secrets/item/1");
        let items = vec![item.into()];
        let service = bus.serve(PATH, HalfAnswering { items });
        service.request_name(NAME).unwrap();
        let custody = OsKeyring::new(SERVICE);

        let started = Instant::now();
        let refused = custody.load(&VaultId::generate().unwrap()).err();
        assert_eq!(refused, Some(Refusal::NotAnswering));
        let took = started.elapsed();
        assert!((2900..5000).contains(&took.as_millis()), "{took:?}");

        // A real one in its place; the call given up still waits for the other.
        service.release_name(NAME).unwrap();
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        custody.reset();
        let (id, header) = kept_vault(&custody);
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
        assert!(started.elapsed() < took + Duration::from_secs(3));
    });
}

#[test]
fn fault_28_a_service_without_a_keyring_does_not_count_as_an_empty_one() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let service = bus.serve(PATH, HalfAnswering { items: Vec::new() });
        service.request_name(NAME).unwrap();
        let refused = OsKeyring::new(SERVICE).load(&VaultId::generate().unwrap());
        assert_eq!(refused.err(), Some(Refusal::NoService));
    });
}
