//! Several items for one vault, as after a keyring was restored beside another.

use sst_vault::{Kek, KeyCustody, OsKeyring, Refusal};

use super::bus::Bus;
use super::gnome_keyring::{attributes, service};
use super::session::in_session;
use super::{SERVICE, assert_opens, kept_vault};

#[test]
fn several_items_count_only_when_they_agree_and_go_together() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        let (id, header) = kept_vault(&custody);
        let account = id.to_string();
        let connection = service(&bus);
        let items = || {
            connection
                .search_items(attributes(&account))
                .unwrap()
                .unlocked
        };
        let secret = items()[0].get_secret().unwrap();
        let collection = connection.get_default_collection().unwrap();
        let second = collection
            .create_item(
                "restored",
                attributes(&account),
                &secret,
                false,
                "text/plain",
            )
            .unwrap();
        assert_eq!(items().len(), 2);
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());

        let other = [b'A'; 43].into_iter().chain([b'=']).collect::<Vec<_>>();
        second.set_secret(&other, "text/plain").unwrap();
        assert_eq!(custody.load(&id).err(), Some(Refusal::Damaged));

        let kek = Kek::generate().unwrap();
        custody.store(&id, &kek).unwrap();
        let secrets: Vec<_> = items()
            .iter()
            .map(|item| item.get_secret().unwrap())
            .collect();
        assert!(
            secrets
                .iter()
                .all(|now| *now == secrets[0] && *now != secret)
        );

        custody.delete(&id).unwrap();
        assert!(items().is_empty(), "a key left behind would open the vault");
        assert!(custody.load(&id).unwrap().is_none());
    });
}
