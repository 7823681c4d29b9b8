//! What is kept for this computer and belongs to no person: the decision about the policy, which accounts
//! have something here, how the client looks, and copies of what anybody may read.

mod account;
mod alerts;
mod before_login;
mod cache;
mod error;
mod protection;
mod schema;
mod store;

pub use account::{AccountState, LocalAccount};
pub use before_login::SignedBefore;
pub use cache::Cached;
pub use error::DeviceError;
pub use store::DeviceStore;
