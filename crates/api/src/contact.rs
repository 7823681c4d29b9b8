//! What can only be changed while the platform answers: phone, e-mail, identity document.

use serde::{Deserialize, Serialize};
use sst_domain::profile::UnitValue;
use utoipa::ToSchema;

/// A channel that belongs to the person once a code has come back from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The unit `phone`; needs a step-up.
    Phone,
    /// The unit `email`.
    Email,
}

impl Channel {
    /// Its name in a path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// Sends a code to the new value. The old value stands until the code comes back.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactChangeRequest {
    /// The new phone number or e-mail address.
    pub value: String,
}

/// A code is on its way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactChangeReply {
    /// Names this change in the next request.
    pub id: String,
    /// Seconds until another code may be asked for.
    pub resend_after: u32,
    /// Seconds for which the code is good.
    pub expires_in: u32,
}

/// The code came back. Answered with [`crate::sync::UnitChange`].
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactVerifyRequest {
    /// The six digits.
    pub code: String,
}

/// Replaces the identity document; needs a step-up. Answered with [`crate::sync::UnitChange`].
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct IdentityDocumentRequest {
    /// The new value of the unit `id_document`.
    #[schema(value_type = crate::openapi::schema::UnitValue)]
    pub value: UnitValue,
    /// Revision of the unit that the person saw.
    pub base: u64,
}
