//! The errors of the Secret Service and of the bus, told apart.

use std::io::ErrorKind;

use secret_service::Error;

use crate::custody::Refusal;

/// What an error of `keyring` that holds no stored data means: its cause is the service's error.
pub(in crate::custody) fn refusal(error: &keyring::Error) -> Refusal {
    match error {
        keyring::Error::PlatformFailure(cause) | keyring::Error::NoStorageAccess(cause) => cause
            .downcast_ref::<Error>()
            .map_or(Refusal::Other, service_refusal),
        _ => Refusal::Other,
    }
}

pub(super) fn service_refusal(error: &Error) -> Refusal {
    match error {
        Error::Locked => Refusal::Locked,
        Error::Prompt => Refusal::Denied,
        Error::NoResult | Error::Unavailable => Refusal::NoService,
        Error::PromptDisconnected => Refusal::NotAnswering,
        Error::Zbus(error) => bus_refusal(error),
        Error::ZbusFdo(error) => fdo_refusal(error),
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
    use zbus_secret_service_keyring_store::errors::decode_error;

    use super::*;

    /// What the tests with a real service do not bring about, from the probe and wrapped by `keyring`.
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
            let refused = service_refusal(&error);
            assert_eq!(refused, expected, "{shown}");
            assert_eq!(refusal(&decode_error(error)), expected, "{shown}");
            assert!(!format!("{refused} {refused:?}").contains("quoted"));
        }
        assert_eq!(
            named_refusal("org.freedesktop.Secret.Error.IsLocked"),
            Refusal::Locked
        );
    }
}
