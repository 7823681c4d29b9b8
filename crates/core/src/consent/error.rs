//! What can be wrong with a policy.

use sst_domain::policy::BundleError;
use thiserror::Error;

/// Why the policy could not be read. Nothing else is shown in its place.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// The file that the configuration names cannot be read.
    #[error("the policy of this computer's configuration cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// It can be read, and is refused.
    #[error(transparent)]
    Refused(#[from] BundleError),
}

impl PolicyError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "policy-bundle-unreadable",
            Self::Refused(error) => error.code(),
        }
    }
}
