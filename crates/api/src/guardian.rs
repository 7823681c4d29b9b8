//! Guardians of minors (PIPL 31; policy 5; capability `guardians`). They have no account: whoever reads the code
//! that was sent to a phone is the guardian with this phone. Nothing of these requests says who the minor is, and no
//! token comes with them.

use serde::{Deserialize, Serialize};
use sst_domain::consent::{Bytes, Decision, Hash};
use utoipa::ToSchema;

/// Has a code sent to the guardian's own phone.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianChallengeRequest {
    /// Phone number, `1[3-9]` and nine digits.
    pub phone: String,
    /// What the code is for. The message says it, and the code is good for nothing else.
    pub purpose: GuardianPurpose,
}

/// What a guardian's code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardianPurpose {
    /// Confirming decisions for a minor.
    Confirm,
    /// Looking at what was confirmed, and going back on it.
    Withdraw,
}

impl GuardianPurpose {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Withdraw => "withdraw",
        }
    }
}

/// A code is on its way, whether or not the phone has confirmed anything before.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianChallengeReply {
    /// To be sent with everything that follows.
    pub challenge: String,
    /// Seconds until another code may be asked for.
    pub resend_after: u32,
    /// Seconds for which the code is good.
    pub expires_in: u32,
}

/// The code came back.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianVerifyRequest {
    /// From the first step.
    pub challenge: String,
    /// The six digits.
    pub code: String,
}

/// The guardian is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianVerifyReply {
    /// For so many seconds the challenge may be used; then another code is needed.
    pub expires_in: u32,
}

/// Confirms one decision. Answered with [`crate::consent::Statement`]: a guardian's confirmation, signed.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianConfirmationRequest {
    /// Whose code came back, for [`GuardianPurpose::Confirm`].
    pub challenge: String,
    /// Identifier of the record that is about to be signed, a UUID.
    pub record: String,
    /// The chain that will sign it: SHA-256 of its public key, in hexadecimal.
    #[schema(value_type = String)]
    pub chain: Hash,
    /// SHA-256 of the notice that the guardian was shown, in hexadecimal.
    #[schema(value_type = String)]
    pub notice: Hash,
    /// What is decided about.
    pub item: String,
    /// What is decided: `given`, `refused` or `withdrawn`.
    #[schema(value_type = String)]
    pub state: Decision,
}

/// Asks what this guardian has confirmed and what still stands.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianConsentsRequest {
    /// Whose code came back, for [`GuardianPurpose::Withdraw`].
    pub challenge: String,
}

/// What this guardian has confirmed and what still stands, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuardianConsents {
    /// Each agreement.
    pub consents: Vec<GuardianConsent>,
}

/// One agreement of a guardian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuardianConsent {
    /// Identifier of the record.
    pub record: String,
    /// The minor: the masked name, or the customer code where the platform knows no name.
    pub person: String,
    /// What was agreed to.
    pub item: String,
    /// The notice that was shown, byte for byte, in base64.
    #[schema(value_type = String)]
    pub notice: Bytes,
    /// When the platform had it, RFC 3339 in UTC.
    pub since: String,
    /// The newest position of the minor's log: a withdrawal has seen it.
    pub seen: u64,
}

/// Goes back on one agreement. Answered with [`GuardianConsents`]: what is left.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct GuardianWithdrawalRequest {
    /// Whose code came back, for [`GuardianPurpose::Withdraw`].
    pub challenge: String,
    /// Identifier of the record that is gone back on.
    pub withdraws: String,
    /// A consent record of actor guardian and state withdrawn, byte for byte, in base64: the first of a chain of the
    /// guardian's own.
    #[schema(value_type = String)]
    pub record: Bytes,
    /// The signature of that chain over it.
    #[schema(value_type = String)]
    pub signature: Bytes,
    /// The notice of the agreement, byte for byte, in base64.
    #[schema(value_type = String)]
    pub notice: Bytes,
}
