//! Keyrings that take the call and never answer.

use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use sst_vault::{Kek, KeyCustody, OsKeyring, Refusal, VaultId};

use super::bus::Bus;
use super::session::in_session;
use super::{SERVICE, assert_opens, kept_vault};

const NAME: &str = "org.freedesktop.secrets";

/// The deadline, with room for a busy machine.
fn took_the_deadline(started: Instant) -> bool {
    (Duration::from_millis(2900)..Duration::from_millis(5000)).contains(&started.elapsed())
}

fn failed_at_once(started: Instant) -> bool {
    started.elapsed() < Duration::from_millis(500)
}

#[test]
fn fault_28_a_hanging_keyring_is_given_up_after_3_s_and_then_left_alone() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        // A process that owns the name and reads nothing: each call to it waits for ever.
        let silent = bus.connect();
        silent.request_name(NAME).unwrap();
        let custody = OsKeyring::new(SERVICE);
        let id = VaultId::generate().unwrap();

        let started = Instant::now();
        assert_eq!(custody.load(&id).err(), Some(Refusal::NotAnswering));
        assert!(took_the_deadline(started), "{:?}", started.elapsed());

        let started = Instant::now();
        assert_eq!(custody.load(&id).err(), Some(Refusal::NotAnswering));
        assert_eq!(
            custody.store(&id, &Kek::generate().unwrap()),
            Err(Refusal::NotAnswering)
        );
        assert_eq!(custody.delete(&id), Err(Refusal::NotAnswering));
        assert!(failed_at_once(started), "{:?}", started.elapsed());

        // A real keyring in its place: still left alone, until the person asks to try again.
        silent.release_name(NAME).unwrap();
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        assert_eq!(custody.load(&id).err(), Some(Refusal::NotAnswering));
        custody.reset();
        let (id, header) = kept_vault(&custody);
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    });
}

#[test]
fn fault_28_after_the_pause_one_call_tries_again() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let silent = bus.connect();
        silent.request_name(NAME).unwrap();
        let custody = OsKeyring::new(SERVICE).with_pause(Duration::from_millis(300));
        let id = VaultId::generate().unwrap();
        assert_eq!(custody.load(&id).err(), Some(Refusal::NotAnswering));
        std::thread::sleep(Duration::from_millis(350));

        let started = Instant::now();
        std::thread::scope(|scope| {
            let trial = scope.spawn(|| custody.load(&id).err());
            std::thread::sleep(Duration::from_millis(200));
            let beside = Instant::now();
            assert_eq!(custody.load(&id).err(), Some(Refusal::NotAnswering));
            assert!(failed_at_once(beside), "only one call tries");
            assert_eq!(trial.join().unwrap(), Some(Refusal::NotAnswering));
        });
        assert!(took_the_deadline(started), "{:?}", started.elapsed());
    });
}

#[test]
fn fault_28_a_hanging_bus_is_given_up_as_well_and_does_no_harm_later() {
    in_session(|folder| {
        let socket = Bus::socket_in(folder);
        // Connections are taken by the kernel and never read.
        let listener = UnixListener::bind(&socket).unwrap();
        let custody = OsKeyring::new(SERVICE);

        let started = Instant::now();
        let refused = custody.load(&VaultId::generate().unwrap()).err();
        assert_eq!(refused, Some(Refusal::NotAnswering));
        assert!(took_the_deadline(started), "{:?}", started.elapsed());

        // A bus that works in its place, while the call given up still waits for the other.
        std::fs::remove_file(&socket).unwrap();
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        custody.reset();
        let (id, header) = kept_vault(&custody);
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
        drop(listener);
    });
}
