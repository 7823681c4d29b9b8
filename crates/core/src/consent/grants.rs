//! What a person has agreed to, as something that code has to hold in order to run.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock};

use sst_domain::consent::Control;

/// What the person of an open account has agreed to. It goes with the account: after a lock or a log-out nothing
/// is granted.
#[derive(Debug, Clone, Default)]
pub struct Grants(Arc<RwLock<BTreeSet<Control>>>);

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
        let given = self.0.read().unwrap_or_else(PoisonError::into_inner);
        given.contains(&P::CONTROL).then_some(Granted(PhantomData))
    }

    /// Nothing is done for this any more while the account is open, whatever is on the disk.
    pub(crate) fn close(&self, control: Control) {
        let mut given = self.0.write().unwrap_or_else(PoisonError::into_inner);
        given.remove(&control);
    }

    /// What is granted from now on. Call it only once that is on the disk.
    pub(crate) fn set(&self, given: BTreeSet<Control>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = given;
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
    }
}
