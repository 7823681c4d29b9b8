//! The client of 盛事通: session, store, consent, profile, sync. One façade, [`Client`], made of small
//! clients; it knows nothing of windows.
//!
//! Nothing here touches the network, or writes a file, before the person has answered the policy: every
//! call to the platform takes a permit, and only the [`consent::Gate`] gives permits.

mod account;
pub mod attachment;
mod client;
pub mod clock;
mod config;
pub mod consent;
mod current;
pub mod device;
mod error;
mod event;
mod files;
#[cfg(test)]
#[path = "../../../tests/fuzz/driver.rs"]
mod fuzz_driver;
mod guardian;
pub mod notices;
pub mod profile;
mod public;
mod registry;
pub mod remote;
mod reports;
mod security;
pub mod session;
mod settings;
pub mod store;
pub mod sync;
pub mod view;

pub use account::OpenAccount;
pub use client::{Client, Subscription};
pub use config::{ClientConfig, ConfigError, Place, TrustedKeys, named_key, trusted_keys};
pub use consent::{
    ChangeAnswer, ChangeAnswerInput, Consent, Covered, DecisionInput, Granted, Grants,
    ItemDecisionInput, KeySource, PersonTerms, ReceiptsCheck, SensitiveIdentity,
    SystemNotifications, WholeAudit, WholeFile, check_receipts,
};
pub use current::{CurrentInbox, CurrentProfile};
pub use error::ClientError;
pub use event::{ClientEvent, Events};
pub use guardian::Guardian;
pub use notices::Notices;
pub use profile::Profile;
pub use public::PublicInformation;
pub use registry::Registry;
pub use reports::{CrashWatch, Reports};
pub use security::Security;
pub use session::{BrowserAddress, Session};
pub use settings::Settings;
pub use sst_api::report::{Part, Screen};
pub use sst_domain::profile::{ChangeInput, Disagreement, FieldProblem, UnitKey};
pub use sst_vault::{KeyCustody, OsKeyring, Refusal};
pub use view::*;
