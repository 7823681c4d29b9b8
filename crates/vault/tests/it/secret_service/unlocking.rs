//! Who asks a keyring to unlock, as seen on the bus.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use zbus::blocking::MessageIterator;
use zbus::message::Type;

use super::bus::Bus;

const RULE: &str = "eavesdrop='true',type='method_call',member='Unlock'";

/// Counts the calls of `Unlock`, by which dialogues come about.
pub(super) struct Unlocking(Arc<AtomicU32>);

impl Unlocking {
    pub(super) fn watch(bus: &Bus) -> Self {
        let connection = bus.connect();
        let seen = MessageIterator::from(&connection);
        let bus_name = Some("org.freedesktop.DBus");
        connection
            .call_method(
                bus_name,
                "/org/freedesktop/DBus",
                bus_name,
                "AddMatch",
                &RULE,
            )
            .unwrap();
        let count = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&count);
        std::thread::spawn(move || {
            let _open = connection;
            for message in seen.flatten() {
                if message.message_type() == Type::MethodCall {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self(count)
    }

    /// How many calls there were, those included that are just on their way.
    pub(super) fn calls(&self) -> u32 {
        std::thread::sleep(Duration::from_millis(300));
        self.0.load(Ordering::SeqCst)
    }
}
