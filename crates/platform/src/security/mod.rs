//! The safety of an account: sessions, the activity list, the password.

pub(crate) mod activity;
pub(crate) mod disclosures;
pub(crate) mod password;
pub(crate) mod sessions;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{Deserialize as _, IntoDeserializer as _};
use sst_api::auth::LoginMethod;

/// A way to log in, from its name in the database.
fn method(name: &str) -> LoginMethod {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    LoginMethod::deserialize(name).unwrap_or(LoginMethod::Other)
}
