//! Logging in with the system browser (RFC 8252), and with another device (RFC 8628): in both the person
//! decides on a page of the platform.
//!
//! Two members are ours. `terminal_name` goes with either request, so that the page can say what it is that
//! wants to log in. `matching_number` comes back from a device authorization: the terminal shows it, and on
//! the page the person says which number that is (BCP 247: who was sent a stranger's code has no terminal to
//! look at).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Longest `terminal_name`, in characters.
pub const TERMINAL_NAME_MAX: usize = 40;

/// What the browser is sent to the authorization endpoint with (RFC 6749, section 4.1.1).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuthorizationQuery {
    /// Always `code`.
    pub response_type: String,
    /// [`CLIENT_ID`](crate::auth::CLIENT_ID).
    pub client_id: String,
    /// `http://127.0.0.1:PORT/callback` or `http://[::1]:PORT/callback`, with any port (RFC 8252, section 7.3).
    pub redirect_uri: String,
    /// Comes back unchanged.
    pub state: String,
    /// PKCE challenge (RFC 7636).
    pub code_challenge: String,
    /// Always `S256`.
    pub code_challenge_method: String,
    /// Thumbprint of the key that the code is bound to (RFC 9449, section 10).
    pub dpop_jkt: String,
    /// What the person calls the computer that wants to log in; the page shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_name: Option<String>,
}

/// Path of the address on loopback to which the browser is sent back.
pub const CALLBACK_PATH: &str = "/callback";

/// Begins to log in with another device (RFC 8628, section 3.1). The proof that comes with it names the key
/// that the tokens will be bound to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeviceAuthorizationRequest {
    /// [`CLIENT_ID`](crate::auth::CLIENT_ID).
    pub client_id: String,
    /// What the person calls the terminal; the page shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_name: Option<String>,
}

/// What the terminal shows, and what it asks with (RFC 8628, section 3.2).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct DeviceAuthorizationReply {
    /// What the terminal asks the token endpoint with. It is shown to nobody.
    pub device_code: String,
    /// What the person types, in groups with a hyphen between; good once, and for `expires_in` at the most.
    pub user_code: String,
    /// Where they type it.
    pub verification_uri: String,
    /// The same with the code in it, for a QR code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification_uri_complete: Option<String>,
    /// Seconds for which the code is good, at most 120 (BCP 247). Once the page was opened with it, the
    /// answers of the token endpoint say how long that still is.
    pub expires_in: u32,
    /// Least seconds between two questions; 5 where it is absent.
    #[serde(default = "five", skip_serializing_if = "is_five")]
    pub interval: u32,
    /// Two digits that the terminal shows and the page asks for; absent where the platform has no such check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching_number: Option<String>,
}

fn five() -> u32 {
    5
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_five(interval: &u32) -> bool {
    *interval == five()
}
