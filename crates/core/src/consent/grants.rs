//! What a person has agreed to, as something that code has to hold in order to run.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard, TryLockError};

use sst_domain::consent::Control;
use tokio::sync::Notify;

/// What the person of an open account has agreed to. It goes with the account: after a lock or a log-out nothing
/// is granted.
#[derive(Debug, Clone, Default)]
pub struct Grants(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    held: RwLock<Held>,
    /// Something is granted no more.
    withdrawn: Notify,
}

#[derive(Debug, Default)]
struct Held {
    given: BTreeSet<Control>,
    /// Gone back on where that could not be written down.
    closed: BTreeSet<Control>,
}

/// A use of data that needs consent. Whatever carries it out takes a [`Granted`] of it.
pub trait Covered {
    /// The switch that the person has.
    const CONTROL: Control;
}

/// Notifications of the desktop.
#[derive(Debug, Clone, Copy)]
pub enum SystemNotifications {}

impl Covered for SystemNotifications {
    const CONTROL: Control = Control::NotifySystem;
}

/// Counting what is used (policy 1.3 ⑶).
#[derive(Debug, Clone, Copy)]
pub enum UsageStatistics {}

impl Covered for UsageStatistics {
    const CONTROL: Control = Control::UsageStatistics;
}

/// Noting where the client failed (policy 1.3 ⑶).
#[derive(Debug, Clone, Copy)]
pub enum CrashReports {}

impl Covered for CrashReports {
    const CONTROL: Control = Control::CrashReports;
}

/// The kind and number of an identity document (PIPL 28, 29).
#[derive(Debug, Clone, Copy)]
pub enum SensitiveIdentity {}

impl Covered for SensitiveIdentity {
    const CONTROL: Control = Control::SensitiveIdentity;
}

/// The person agreed to this use, a moment ago. It cannot be made in any other way than by asking
/// [`Grants::granted`], and is asked for anew each time.
#[derive(Debug)]
pub struct Granted<P: Covered>(PhantomData<P>);

impl Grants {
    /// The consent to `P`, if there is one now.
    pub fn granted<P: Covered>(&self) -> Option<Granted<P>> {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.given
            .contains(&P::CONTROL)
            .then_some(Granted(PhantomData))
    }

    /// Carries out a use of data, and breaks it off as soon as there is no consent to it. None where it was broken
    /// off, or not begun.
    pub(crate) async fn while_granted<P: Covered, T>(
        &self,
        using: impl AsyncFnOnce(&Granted<P>) -> T,
    ) -> Option<T> {
        let withdrawn = async {
            loop {
                // Heard from before it is looked at, so that none is missed in between.
                let mut heard = pin!(self.0.withdrawn.notified());
                heard.as_mut().enable();
                if self.granted::<P>().is_none() {
                    return;
                }
                heard.await;
            }
        };
        let granted = self.granted::<P>()?;
        tokio::select! {
            biased;
            () = withdrawn => None,
            done = using(&granted) => Some(done),
        }
    }

    /// Whether there is consent to `P`, as far as that can be said without waiting for anybody.
    pub(crate) fn try_granted<P: Covered>(&self) -> bool {
        match self.0.held.try_read() {
            Ok(held) => held.given.contains(&P::CONTROL),
            Err(TryLockError::Poisoned(held)) => held.into_inner().given.contains(&P::CONTROL),
            Err(TryLockError::WouldBlock) => false,
        }
    }

    /// Nothing is done for this any more while the account is open, whatever is on the disk.
    pub(crate) fn close(&self, control: Control) {
        {
            let mut held = self.write();
            held.given.remove(&control);
            held.closed.insert(control);
        }
        self.0.withdrawn.notify_waiters();
    }

    /// The person agreed to it anew, and that is on the disk.
    pub(crate) fn reopen(&self, control: Control) {
        self.write().closed.remove(&control);
    }

    /// What is granted from now on. Call it only once that is on the disk.
    pub(crate) fn set(&self, given: BTreeSet<Control>) {
        {
            let mut held = self.write();
            held.given = given.difference(&held.closed).copied().collect();
        }
        self.0.withdrawn.notify_waiters();
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.0.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_is_granted_no_more() {
        let grants = Grants::default();
        assert!(grants.granted::<SystemNotifications>().is_none());
        grants.set([Control::NotifySystem, Control::NotifySms].into());
        assert!(grants.granted::<SystemNotifications>().is_some());
        grants.close(Control::NotifySystem);
        assert!(grants.granted::<SystemNotifications>().is_none());
        // What is on the disk is read again meanwhile.
        grants.set([Control::NotifySystem].into());
        assert!(grants.granted::<SystemNotifications>().is_none());
        grants.reopen(Control::NotifySystem);
        grants.set([Control::NotifySystem].into());
        assert!(grants.granted::<SystemNotifications>().is_some());
    }

    #[tokio::test]
    async fn a_use_is_broken_off_as_its_consent_goes() {
        let grants = Grants::default();
        let using = grants.while_granted(async |_: &Granted<CrashReports>| ());
        assert_eq!(using.await, None);
        grants.set([Control::CrashReports, Control::UsageStatistics].into());
        let endless = grants
            .while_granted(async |_: &Granted<CrashReports>| std::future::pending::<()>().await);
        let withdraw = async {
            tokio::task::yield_now().await;
            grants.set([Control::CrashReports].into());
            tokio::task::yield_now().await;
            grants.close(Control::CrashReports);
        };
        assert_eq!(tokio::join!(endless, withdraw).0, None);
        grants.set([Control::UsageStatistics].into());
        let using = grants.while_granted(async |_: &Granted<UsageStatistics>| 7);
        assert_eq!(using.await, Some(7));
    }
}
