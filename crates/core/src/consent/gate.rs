//! The gate: nothing reaches the network without a permit, and only the gate gives permits.

use sst_domain::consent::Reach;
use tokio::sync::watch;

use crate::remote::RemoteError;

/// Knows how far the person's decision reaches, and gives permits for it.
///
/// A permit is checked again at every call, and a call under way is broken off when its permit is no
/// longer good: withdrawing works at once, also without a network.
#[derive(Debug)]
pub struct Gate {
    reach: watch::Sender<Reach>,
}

impl Gate {
    /// A gate that lets through what `reach` says.
    pub fn new(reach: Reach) -> Self {
        Self {
            reach: watch::Sender::new(reach),
        }
    }

    /// How far the client may go.
    pub fn reach(&self) -> Reach {
        *self.reach.borrow()
    }

    /// Opens or closes it. Call it only once the decision is on the disk.
    pub(crate) fn set(&self, reach: Reach) {
        self.reach.send_replace(reach);
    }

    /// A permit for anonymous reads of public information.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotPermitted`] before a decision.
    pub fn public(&self) -> Result<PublicPermit, RemoteError> {
        let permit = PublicPermit(self.pass(Reach::PublicReads));
        permit.0.check()?;
        Ok(permit)
    }

    /// A permit for an account and all that belongs to it.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotPermitted`] unless the person agreed.
    pub fn account(&self) -> Result<AccountPermit, RemoteError> {
        let permit = AccountPermit(self.pass(Reach::Account));
        permit.0.check()?;
        Ok(permit)
    }

    /// A permit for what nobody may be kept from once they have decided anything: telling the platform what they
    /// decided (PIPL 15), ending a session. It opens no other way to the account.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotPermitted`] before a decision.
    pub fn rights(&self) -> Result<RightsPermit, RemoteError> {
        let permit = RightsPermit(self.pass(Reach::PublicReads));
        permit.0.check()?;
        Ok(permit)
    }

    fn pass(&self, needs: Reach) -> Pass {
        Pass {
            needs,
            reach: self.reach.subscribe(),
        }
    }
}

/// Allows anonymous reads of public information.
#[derive(Debug, Clone)]
pub struct PublicPermit(Pass);

/// Allows calls that belong to an account.
#[derive(Debug, Clone)]
pub struct AccountPermit(Pass);

/// Allows what nobody may be kept from.
#[derive(Debug, Clone)]
pub struct RightsPermit(Pass);

/// A permit with which the tokens of a session may be used and renewed.
pub trait SessionPermit: Permit + Clone + 'static {}

impl SessionPermit for AccountPermit {}

impl SessionPermit for RightsPermit {}

/// What every permit can be asked.
pub trait Permit: Send + Sync {
    /// Its pass.
    fn pass(&self) -> &Pass;
}

impl Permit for PublicPermit {
    fn pass(&self) -> &Pass {
        &self.0
    }
}

impl Permit for AccountPermit {
    fn pass(&self) -> &Pass {
        &self.0
    }
}

impl Permit for RightsPermit {
    fn pass(&self) -> &Pass {
        &self.0
    }
}

/// The part that all permits have in common.
#[derive(Debug, Clone)]
pub struct Pass {
    needs: Reach,
    reach: watch::Receiver<Reach>,
}

impl Pass {
    /// Whether it is good now.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotPermitted`] once the decision reaches less far.
    pub fn check(&self) -> Result<(), RemoteError> {
        if *self.reach.borrow() >= self.needs {
            Ok(())
        } else {
            Err(RemoteError::NotPermitted)
        }
    }

    /// Runs `call` for as long as the pass is good.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotPermitted`] as soon as the decision reaches less far, and what `call` says.
    pub async fn run<T>(
        &self,
        call: impl Future<Output = Result<T, RemoteError>>,
    ) -> Result<T, RemoteError> {
        self.check()?;
        tokio::select! {
            biased;
            () = self.revoked() => Err(RemoteError::NotPermitted),
            outcome = call => outcome,
        }
    }

    /// Returns once the pass is no longer good.
    pub async fn revoked(&self) {
        let mut reach = self.reach.clone();
        let needs = self.needs;
        // The gate is gone: so is what it allowed.
        let _ = reach.wait_for(|reach| *reach < needs).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_permit_is_given_for_what_was_decided_only() {
        let gate = Gate::new(Reach::Nothing);
        assert!(gate.public().is_err());
        assert!(gate.account().is_err());
        assert!(gate.rights().is_err());
        gate.set(Reach::PublicReads);
        assert!(gate.public().is_ok() && gate.rights().is_ok());
        assert!(gate.account().is_err());
        gate.set(Reach::Account);
        assert!(gate.account().is_ok());
    }

    #[tokio::test]
    async fn withdrawing_breaks_off_what_is_under_way() {
        let gate = Gate::new(Reach::Account);
        let permit = gate.account().unwrap();
        let pending = permit.pass().run(std::future::pending::<Result<(), _>>());
        let pending = tokio::time::timeout(Duration::from_secs(5), pending);
        let withdraw = async { gate.set(Reach::PublicReads) };
        let (outcome, ()) = tokio::join!(pending, withdraw);
        assert_eq!(outcome, Ok(Err(RemoteError::NotPermitted)));
        assert_eq!(permit.pass().check(), Err(RemoteError::NotPermitted));
        assert!(gate.public().is_ok());
    }
}
