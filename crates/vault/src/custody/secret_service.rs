//! The Secret Service of freedesktop.org (specification 0.2): GNOME Keyring, KWallet, KeePassXC.
//!
//! Items bear the attributes `service` and `username`, as those of the `keyring` crate do.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::time::Duration;

use secret_service::blocking::{Collection, Item as StoredItem, SecretService};
use secret_service::{EncryptionType, Error};
use zbus::blocking::connection::Builder;
use zeroize::Zeroizing;

use super::Refusal;
use super::deadline::Attempt;
use super::os_keyring::Item;

/// What the person sees in the keyring's own window.
const LABEL: &str = "盛事通 本机资料密钥 (Shengshitong local data key)";
/// KWallet keeps UTF-8 only, so the secret is text.
const CONTENT_TYPE: &str = "text/plain";

/// Connects anew for every call, so that a service that starts, dies or is replaced while we run
/// is noticed.
#[derive(Debug, Clone)]
pub(super) struct Keyring {
    bus: Option<String>,
    method_timeout: Duration,
}

impl Keyring {
    pub(super) fn new(method_timeout: Duration) -> Self {
        Self {
            bus: None,
            method_timeout,
        }
    }

    pub(super) fn use_bus(&mut self, address: String) {
        self.bus = Some(address);
    }

    pub(super) fn read(&self, item: &Item) -> Result<Option<Zeroizing<String>>, Refusal> {
        let service = self.connect()?;
        let items = unlocked_items(&service, item)?;
        let mut secrets = items.iter().map(secret_text);
        let Some(first) = secrets.next().transpose()? else {
            return Ok(None);
        };
        // Two items for one vault that differ: neither can be trusted to be the key.
        for other in secrets {
            if *other? != *first {
                return Err(Refusal::Damaged);
            }
        }
        Ok(Some(first))
    }

    pub(super) fn write(&self, item: &Item, text: &str, attempt: &Attempt) -> Result<(), Refusal> {
        let service = self.connect()?;
        let collection = default_collection(&service)?.ok_or(Refusal::NoService)?;
        if collection.is_locked().map_err(refusal)? {
            return Err(Refusal::Locked);
        }
        attempt.check()?;
        collection
            .create_item(LABEL, attributes(item), text.as_bytes(), true, CONTENT_TYPE)
            .map_err(refusal)?;
        Ok(())
    }

    pub(super) fn delete(&self, item: &Item, attempt: &Attempt) -> Result<(), Refusal> {
        let service = self.connect()?;
        for stored in unlocked_items(&service, item)? {
            attempt.check()?;
            stored.delete().map_err(refusal)?;
        }
        Ok(())
    }

    /// Opens the service's own dialogue and waits until the person has answered it.
    pub(super) fn unlock(&self) -> Result<(), Refusal> {
        let service = self.connect()?;
        let collection = default_collection(&service)?.ok_or(Refusal::NoService)?;
        if !collection.is_locked().map_err(refusal)? {
            return Ok(());
        }
        match collection.unlock() {
            Ok(()) => {}
            Err(Error::Prompt) => return Err(Refusal::Locked),
            Err(other) => return Err(refusal(other)),
        }
        if collection.is_locked().map_err(refusal)? {
            Err(Refusal::Locked)
        } else {
            Ok(())
        }
    }

    fn connect(&self) -> Result<SecretService<'static>, Refusal> {
        let builder = match &self.bus {
            Some(address) => Builder::address(address.as_str()),
            None => Builder::session(),
        };
        let connection = builder
            .and_then(|builder| builder.method_timeout(self.method_timeout).build())
            .map_err(|_| Refusal::NoService)?;
        SecretService::connect_with_existing(EncryptionType::Dh, connection).map_err(refusal)
    }
}

/// The items for this vault. The service is not asked to unlock anything: that opens a dialogue,
/// which may stay open for minutes, and is done on purpose only.
fn unlocked_items<'a>(
    service: &'a SecretService<'_>,
    item: &Item,
) -> Result<Vec<StoredItem<'a>>, Refusal> {
    let found = service.search_items(attributes(item)).map_err(refusal)?;
    if !found.locked.is_empty() {
        return Err(Refusal::Locked);
    }
    // A locked keyring need not list its items, so "none found" there means nothing.
    if found.unlocked.is_empty()
        && let Some(collection) = default_collection(service)?
        && collection.is_locked().map_err(refusal)?
    {
        return Err(Refusal::Locked);
    }
    Ok(found.unlocked)
}

fn default_collection<'a>(
    service: &'a SecretService<'_>,
) -> Result<Option<Collection<'a>>, Refusal> {
    match service.get_default_collection() {
        Ok(collection) => Ok(Some(collection)),
        Err(Error::NoResult) => Ok(None),
        Err(other) => Err(refusal(other)),
    }
}

fn secret_text(stored: &StoredItem<'_>) -> Result<Zeroizing<String>, Refusal> {
    let bytes = Zeroizing::new(stored.get_secret().map_err(refusal)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| Refusal::Damaged)?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn attributes(item: &Item) -> HashMap<&str, &str> {
    HashMap::from([
        ("service", item.service.as_str()),
        ("username", item.account.as_str()),
    ])
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::Locked => Refusal::Locked,
        Error::Prompt => Refusal::Denied,
        Error::NoResult | Error::Unavailable => Refusal::NoService,
        Error::PromptDisconnected => Refusal::NotAnswering,
        Error::Zbus(error) => bus_refusal(&error),
        Error::ZbusFdo(error) => fdo_refusal(&error),
        _ => Refusal::Other,
    }
}

fn bus_refusal(error: &zbus::Error) -> Refusal {
    match error {
        zbus::Error::MethodError(name, ..) => named_refusal(name.as_str()),
        zbus::Error::FDO(error) => fdo_refusal(error),
        zbus::Error::InputOutput(error) if error.kind() == ErrorKind::TimedOut => {
            Refusal::NotAnswering
        }
        // The connection broke: the bus, or the service with it, is gone.
        zbus::Error::InputOutput(_) => Refusal::NoService,
        _ => Refusal::Other,
    }
}

fn fdo_refusal(error: &zbus::fdo::Error) -> Refusal {
    match error {
        zbus::fdo::Error::ZBus(error) => bus_refusal(error),
        other => named_refusal(zbus::DBusError::name(other).as_str()),
    }
}

/// By the names of the D-Bus specification ("Message Bus Messages") and of the Secret Service
/// specification ("Errors").
fn named_refusal(name: &str) -> Refusal {
    match name {
        "org.freedesktop.Secret.Error.IsLocked" => Refusal::Locked,
        "org.freedesktop.DBus.Error.AccessDenied"
        | "org.freedesktop.DBus.Error.AuthFailed"
        | "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired" => Refusal::Denied,
        "org.freedesktop.DBus.Error.NoReply"
        | "org.freedesktop.DBus.Error.Timeout"
        | "org.freedesktop.DBus.Error.TimedOut" => Refusal::NotAnswering,
        "org.freedesktop.DBus.Error.ServiceUnknown"
        | "org.freedesktop.DBus.Error.NameHasNoOwner"
        | "org.freedesktop.DBus.Error.NoServer"
        | "org.freedesktop.DBus.Error.Disconnected" => Refusal::NoService,
        spawn if spawn.starts_with("org.freedesktop.DBus.Error.Spawn.") => Refusal::NoService,
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use zbus::fdo;

    use super::*;

    /// What the tests with a real service do not bring about.
    #[test]
    fn errors_of_the_bus_are_told_apart() {
        let text = || "测试市民甲 must not be quoted".to_owned();
        let io = |kind: ErrorKind| zbus::Error::InputOutput(Arc::new(io::Error::from(kind)));
        let cases = [
            (fdo::Error::AccessDenied(text()).into(), Refusal::Denied),
            (
                fdo::Error::InteractiveAuthorizationRequired(text()).into(),
                Refusal::Denied,
            ),
            (fdo::Error::NoReply(text()).into(), Refusal::NotAnswering),
            (
                fdo::Error::ZBus(io(ErrorKind::TimedOut)).into(),
                Refusal::NotAnswering,
            ),
            (io(ErrorKind::TimedOut).into(), Refusal::NotAnswering),
            (io(ErrorKind::BrokenPipe).into(), Refusal::NoService),
            (
                fdo::Error::ServiceUnknown(text()).into(),
                Refusal::NoService,
            ),
            (
                fdo::Error::SpawnExecFailed(text()).into(),
                Refusal::NoService,
            ),
            (
                fdo::Error::SpawnChildExited(text()).into(),
                Refusal::NoService,
            ),
            (fdo::Error::UnknownMethod(text()).into(), Refusal::Other),
            (
                zbus::Error::FDO(Box::new(fdo::Error::AccessDenied(text()))).into(),
                Refusal::Denied,
            ),
            (Error::Prompt, Refusal::Denied),
            (Error::Locked, Refusal::Locked),
            (Error::PromptDisconnected, Refusal::NotAnswering),
            (Error::Crypto("padding"), Refusal::Other),
        ];
        for (error, expected) in cases {
            let shown = format!("{error:?}");
            let refused = refusal(error);
            assert_eq!(refused, expected, "{shown}");
            assert!(!format!("{refused} {refused:?}").contains("quoted"));
        }
        assert_eq!(
            named_refusal("org.freedesktop.Secret.Error.IsLocked"),
            Refusal::Locked
        );
    }
}
