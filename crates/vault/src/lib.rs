//! Keys and sealed records.
//!
//! Everything of a person that touches the disk passes through a [`Vault`]: it seals one value
//! for one [`Slot`] (table, row, column, version) and opens it there and nowhere else. The vault's
//! own key lies in its header, wrapped by a [`Kek`] that a [`KeyCustody`] keeps: the OS keyring, or
//! the memory of this process alone.
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
mod record;
mod slot;
mod tier;
mod vault;

pub use attempts::{Attempts, InvalidAttempts};
pub use custody::{KeyCustody, Memory, OsKeyring, Refusal};
pub use derive::SubkeyPurpose;
pub use error::VaultError;
pub use header::VaultHeader;
pub use id::VaultId;
pub use kek::Kek;
pub use record::MAX_VALUE_LEN;
pub use slot::Slot;
pub use tier::Tier;
pub use vault::Vault;
// Callers hold what `unseal` returns without naming the crate it comes from.
pub use zeroize::Zeroizing;
