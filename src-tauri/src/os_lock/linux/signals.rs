//! Which signals are listened to, and what they mean.
//!
//! There is no single one: GNOME, KDE and most others have a screen saver with `ActiveChanged`, UKUI (Kylin) its
//! own with `lock` and `unlock`, DDE (UOS, deepin) a property `Locked`, and `logind` a request and a hint that
//! some of them set.

use std::collections::HashMap;

use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus::{Connection, MatchRule, Message};

use crate::os_lock::OsEvent;

pub(super) const LOGIND: &str = "org.freedesktop.login1";
pub(super) const LOGIND_PATH: &str = "/org/freedesktop/login1";
pub(super) const LOGIND_MANAGER: &str = "org.freedesktop.login1.Manager";
const LOGIND_SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Screen savers with `ActiveChanged(b)`.
const SCREEN_SAVERS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];
/// UKUI's, with `lock()` and `unlock()`.
const UKUI_SCREEN_SAVER: &str = "org.ukui.ScreenSaver";
/// DDE's session managers, old and new, with the property `Locked`.
const DDE_SESSIONS: [&str; 2] = [
    "com.deepin.SessionManager",
    "org.deepin.dde.SessionManager1",
];

/// What a signal says, where it says something.
pub(super) fn meaning(message: &Message) -> Option<OsEvent> {
    let header = message.header();
    let (interface, member) = (header.interface()?.as_str(), header.member()?.as_str());
    match (interface, member) {
        (LOGIND_MANAGER, "PrepareForSleep") => flag(message).map(|sleeps| {
            if sleeps {
                OsEvent::Suspending
            } else {
                OsEvent::Resumed
            }
        }),
        (LOGIND_SESSION, "Lock") | (UKUI_SCREEN_SAVER, "lock") => Some(OsEvent::Locked),
        (LOGIND_SESSION, "Unlock") | (UKUI_SCREEN_SAVER, "unlock") => Some(OsEvent::Unlocked),
        (PROPERTIES, "PropertiesChanged") => changed(message).map(locked),
        // That it goes away says nothing about who made it go: a moved mouse is enough where it asks for no
        // password. Where it does ask, one of the others tells.
        (saver, "ActiveChanged") if SCREEN_SAVERS.contains(&saver) => {
            flag(message).filter(|active| *active).map(locked)
        }
        _ => None,
    }
}

fn locked(is: bool) -> OsEvent {
    if is {
        OsEvent::Locked
    } else {
        OsEvent::Unlocked
    }
}

fn flag(message: &Message) -> Option<bool> {
    message.body().deserialize().ok()
}

/// The new value of a property that says whether the session is locked.
fn changed(message: &Message) -> Option<bool> {
    let body = message.body();
    let (interface, values, _): (String, HashMap<String, OwnedValue>, Vec<String>) =
        body.deserialize().ok()?;
    let name = match interface.as_str() {
        LOGIND_SESSION => "LockedHint",
        dde if DDE_SESSIONS.contains(&dde) => "Locked",
        _ => return None,
    };
    bool::try_from(values.get(name)?).ok()
}

/// Signals of screen savers and session managers. Whoever is on the person's own bus may send them: to lock
/// once too often harms nobody.
pub(super) fn of_the_session_bus() -> zbus::Result<Vec<MatchRule<'static>>> {
    let mut rules = Vec::new();
    for saver in SCREEN_SAVERS {
        rules.push(signal().interface(saver)?.member("ActiveChanged")?.build());
    }
    rules.push(signal().interface(UKUI_SCREEN_SAVER)?.build());
    for session in DDE_SESSIONS {
        rules.push(properties_of(session)?.build());
    }
    Ok(rules)
}

/// Signals of `logind`: sleep, and the lock of the session that this process belongs to.
pub(super) async fn of_logind(connection: &Connection) -> zbus::Result<Vec<MatchRule<'static>>> {
    let manager = signal().sender(LOGIND)?.interface(LOGIND_MANAGER)?;
    let mut rules = vec![manager.member("PrepareForSleep")?.build()];
    match own_session(connection).await {
        Ok(path) => {
            let session = signal().sender(LOGIND)?.path(path.clone())?;
            rules.push(session.interface(LOGIND_SESSION)?.build());
            let hint = properties_of(LOGIND_SESSION)?.sender(LOGIND)?;
            rules.push(hint.path(path)?.build());
        }
        Err(error) => tracing::info!(%error, "logind knows no session of this process"),
    }
    Ok(rules)
}

async fn own_session(connection: &Connection) -> zbus::Result<OwnedObjectPath> {
    let id = std::env::var("XDG_SESSION_ID").unwrap_or_else(|_| "auto".to_owned());
    let manager = Some(LOGIND_MANAGER);
    let reply = connection
        .call_method(Some(LOGIND), LOGIND_PATH, manager, "GetSession", &id)
        .await?;
    reply.body().deserialize()
}

fn signal() -> zbus::match_rule::Builder<'static> {
    MatchRule::builder().msg_type(Type::Signal)
}

fn properties_of(interface: &'static str) -> zbus::Result<zbus::match_rule::Builder<'static>> {
    signal()
        .interface(PROPERTIES)?
        .member("PropertiesChanged")?
        .add_arg(interface)
}
