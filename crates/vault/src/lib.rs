//! Keys and sealed records.
//!
//! Everything of a person that touches the disk passes through a [`Vault`]: it seals one value
//! for one [`Slot`] (table, row, column, version) and opens it there and nowhere else. The vault's
//! own key lies in its header, wrapped for what guards it ([`Protection`]): a [`Kek`] that a
//! [`KeyCustody`] keeps, in the OS keyring or the memory of this process; that key and a [`Pin`]
//! together; or a [`Passphrase`].
//!
//! The bytes are described in `docs/vault-format.md`, the keys in `docs/keys.md`.

mod attempts;
mod cipher;
pub mod custody;
mod derive;
mod error;
mod header;
mod id;
mod kek;
mod padding;
mod parameters;
mod record;
mod secret;
mod slot;
mod stretch;
mod tier;
mod unlock;
mod vault;

pub use attempts::{Attempts, InvalidAttempts};
pub use custody::{KeyCustody, Memory, OsKeyring, Refusal};
pub use derive::SubkeyPurpose;
pub use error::VaultError;
pub use header::VaultHeader;
pub use id::VaultId;
pub use kek::Kek;
pub use record::MAX_VALUE_LEN;
pub use secret::{MAX_SECRET_CHARS, Passphrase, Pin, SecretRefusal};
pub use slot::Slot;
pub use stretch::Cost;
pub use tier::Tier;
pub use unlock::{Protection, Unlock};
pub use vault::Vault;
// Callers hold what `unseal` returns without naming the crate it comes from.
pub use zeroize::Zeroizing;
