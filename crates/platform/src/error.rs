//! What can go wrong inside the platform. None of it shows a personal value.

use thiserror::Error;

/// The database failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A statement failed, or the file could not be opened.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought up to date.
    #[error("the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The data folder could not be made.
    #[error("the data folder could not be made")]
    Folder(#[from] std::io::Error),
    /// A stored value is not what this version writes. The table is named, the value is not.
    #[error("table {0} holds something unreadable")]
    Corrupt(&'static str),
}

/// The platform could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address could not be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Plain http would leave this computer.
    #[error(
        "{0} is not a loopback address: plain http is only for this computer; put a TLS proxy in front and \
         say --behind-tls-proxy"
    )]
    NotLoopback(std::net::SocketAddr),
    /// No temporary folder could be made.
    #[error("no temporary folder could be made")]
    Temporary(#[source] std::io::Error),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] getrandom::Error),
    /// The sample policy is damaged: a mistake of this package.
    #[error("the sample policy is damaged")]
    Sample(#[from] sst_domain::policy::BundleError),
    /// Passwords cannot be hashed here.
    #[error("Argon2id does not work on this machine")]
    Argon2(#[from] argon2::password_hash::Error),
}
