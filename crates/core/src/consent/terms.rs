//! Whether the person of an open account has agreed to the policy.

use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;
use specta::Type;

use crate::remote::RemoteError;

/// Where the person of an open account stands with the policy as a whole. The gate knows what was answered on this
/// computer; whoever logs in second may be somebody else, or have gone back on it elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PersonTerms {
    /// They agreed.
    Agreed,
    /// It is not known yet: the platform is asked.
    #[default]
    Learning,
    /// They never answered: they are asked before anything of theirs is fetched or sent.
    Unasked,
    /// They refused, or went back on it, here or on another computer.
    Closed,
}

/// The same, shared with whoever makes calls for the person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms(Arc<RwLock<PersonTerms>>);

impl Terms {
    pub(crate) fn get(&self) -> PersonTerms {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, terms: PersonTerms) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = terms;
    }

    /// Whether calls may be made for the person.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotPermitted`].
    pub(crate) fn check(&self) -> Result<(), RemoteError> {
        match self.get() {
            PersonTerms::Agreed => Ok(()),
            _ => Err(RemoteError::NotPermitted),
        }
    }
}
