//! What the platform offers (RFC 8414), believed only as far as it fits the configured address.

use reqwest::Url;
use sst_api::CONTRACT_VERSION;
use sst_api::auth::{PlatformMetadata, ServerMetadata};

use super::RemoteError;

/// What the platform offers, checked.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// What is particular to this contract.
    pub platform: PlatformMetadata,
    /// Path of the authorization challenge endpoint.
    pub(super) challenge: String,
    /// Path of the token endpoint.
    pub(super) token: String,
    /// Path of the revocation endpoint.
    pub(super) revocation: String,
}

impl Discovery {
    /// Takes over what `metadata` says of the platform at `origin`.
    ///
    /// # Errors
    ///
    /// [`RemoteError::NotTheContract`] where it speaks for another issuer (RFC 8414, 3.3), sends tokens
    /// elsewhere, lacks PKCE or DPoP as this client does them, or follows another contract.
    pub(super) fn check(metadata: ServerMetadata, origin: &Url) -> Result<Self, RemoteError> {
        let has = |list: &[String], wanted: &str| list.iter().any(|entry| entry == wanted);
        let issuer = Url::parse(&metadata.issuer).map_err(|_| RemoteError::NotTheContract)?;
        let fits = issuer == *origin
            && has(&metadata.code_challenge_methods_supported, "S256")
            && has(&metadata.dpop_signing_alg_values_supported, "ES256")
            && has(&metadata.grant_types_supported, "authorization_code")
            && has(&metadata.grant_types_supported, "refresh_token")
            && metadata.shengshitong.contract == CONTRACT_VERSION;
        if !fits {
            return Err(RemoteError::NotTheContract);
        }
        Ok(Self {
            challenge: path_on(origin, &metadata.authorization_challenge_endpoint)?,
            token: path_on(origin, &metadata.token_endpoint)?,
            revocation: path_on(origin, &metadata.revocation_endpoint)?,
            platform: metadata.shengshitong,
        })
    }
}

/// Passwords and tokens go to the configured origin and nowhere else.
fn path_on(origin: &Url, endpoint: &str) -> Result<String, RemoteError> {
    let url = Url::parse(endpoint).map_err(|_| RemoteError::NotTheContract)?;
    let ours = url.origin() == origin.origin() && url.query().is_none() && url.fragment().is_none();
    ours.then(|| url.path().to_owned())
        .ok_or(RemoteError::NotTheContract)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{
        "issuer": "https://platform.example",
        "authorization_challenge_endpoint": "https://platform.example/oauth/challenge",
        "token_endpoint": "https://platform.example/oauth/token",
        "revocation_endpoint": "https://platform.example/oauth/revoke",
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "shengshitong": {
            "contract": "1", "name": "测试平台", "login_methods": ["sms_code", "carrier_pigeon"],
            "registration": true, "capabilities": []
        }
    }"#;

    fn check(json: &str) -> Result<Discovery, RemoteError> {
        let origin = Url::parse("https://platform.example").unwrap();
        Discovery::check(serde_json::from_str(json).unwrap(), &origin)
    }

    #[test]
    fn takes_what_fits_and_nothing_else() {
        assert_eq!(check(GOOD).unwrap().token, "/oauth/token");
        let bad = [
            (
                "\"issuer\": \"https://platform.example\"",
                "\"issuer\": \"https://evil.example\"",
            ),
            (
                "https://platform.example/oauth/token",
                "https://evil.example/oauth/token",
            ),
            (
                "https://platform.example/oauth/challenge",
                "http://platform.example/oauth/challenge",
            ),
            (
                "https://platform.example/oauth/revoke",
                "https://platform.example:444/oauth/revoke",
            ),
            ("S256", "plain"),
            ("ES256", "RS256"),
            ("\"contract\": \"1\"", "\"contract\": \"2\""),
        ];
        for (good, bad) in bad {
            let json = GOOD.replace(good, bad);
            assert_ne!(json, GOOD);
            assert_eq!(
                check(&json).unwrap_err(),
                RemoteError::NotTheContract,
                "{bad}"
            );
        }
    }
}
