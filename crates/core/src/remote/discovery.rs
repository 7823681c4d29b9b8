//! What the platform offers (RFC 8414), believed only as far as it fits the configured address.

use reqwest::Url;
use sst_api::CONTRACT_VERSION;
use sst_api::auth::{DEVICE_CODE, PlatformMetadata, ServerMetadata};

use super::RemoteError;
use crate::config::is_safe;

/// What the platform offers, checked.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// What is particular to this contract.
    pub platform: PlatformMetadata,
    /// The issuer, as it calls itself.
    pub(super) issuer: String,
    /// Whether what comes back from the browser must name the issuer (RFC 9207).
    pub(super) names_issuer: bool,
    /// Path of the authorization challenge endpoint, where the platform has ways to log in inside the client.
    pub(super) challenge: Option<String>,
    /// Where the browser is sent, where the platform has that way.
    pub(super) authorization: Option<Url>,
    /// Path of the device authorization endpoint, where the platform has that way.
    pub(super) device_authorization: Option<String>,
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
    /// elsewhere, lacks PKCE or DPoP as this client does them, or follows another contract. A way to log in
    /// that is not named is not offered, and no error.
    pub(crate) fn check(metadata: ServerMetadata, origin: &Url) -> Result<Self, RemoteError> {
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
        let path = |endpoint: &Option<String>| {
            endpoint
                .as_deref()
                .map(|endpoint| path_on(origin, endpoint))
                .transpose()
        };
        let page = |endpoint: &Option<String>| {
            endpoint
                .as_deref()
                .map(|endpoint| page_of(origin, endpoint))
                .transpose()
        };
        let with_codes = has(&metadata.response_types_supported, "code");
        let with_devices = has(&metadata.grant_types_supported, DEVICE_CODE);
        let device_authorization = path(&metadata.device_authorization_endpoint)?;
        Ok(Self {
            challenge: path(&metadata.authorization_challenge_endpoint)?,
            authorization: page(&metadata.authorization_endpoint)?.filter(|_| with_codes),
            device_authorization: device_authorization.filter(|_| with_devices),
            names_issuer: metadata.authorization_response_iss_parameter_supported,
            token: path_on(origin, &metadata.token_endpoint)?,
            revocation: path_on(origin, &metadata.revocation_endpoint)?,
            issuer: metadata.issuer,
            platform: metadata.shengshitong,
        })
    }

    /// Whether one can log in inside the client.
    pub(crate) fn has_challenge(&self) -> bool {
        self.challenge.is_some()
    }

    /// The page to which the system browser is sent.
    pub(crate) fn authorization_page(&self) -> Option<&Url> {
        self.authorization.as_ref()
    }

    /// Whether one can log in with the system browser.
    pub(crate) fn has_browser(&self) -> bool {
        self.authorization.is_some()
    }

    /// Whether one can log in with another device.
    pub(crate) fn has_device(&self) -> bool {
        self.device_authorization.is_some()
    }

    /// Whether what comes back from a browser names the right issuer (RFC 9207, section 2.4).
    pub(crate) fn is_from(&self, iss: Option<&str>) -> bool {
        match iss {
            Some(iss) => iss == self.issuer,
            None => !self.names_issuer,
        }
    }
}

/// A page that a person is sent to. It may stand elsewhere, with an identity provider; but it is https, and
/// plain http only on loopback where the platform itself is there.
pub(crate) fn page_of(origin: &Url, address: &str) -> Result<Url, RemoteError> {
    let url = Url::parse(address).map_err(|_| RemoteError::NotTheContract)?;
    let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let secure = url.scheme() == "https" || (is_safe(&url) && origin.scheme() == "http");
    (plain && secure)
        .then_some(url)
        .ok_or(RemoteError::NotTheContract)
}

/// Passwords and tokens go to the configured origin and nowhere else.
fn path_on(origin: &Url, endpoint: &str) -> Result<String, RemoteError> {
    let url = Url::parse(endpoint).map_err(|_| RemoteError::NotTheContract)?;
    // A path that begins with two slashes names a host when it is joined to an origin (RFC 3986, 4.2).
    let ours = url.origin() == origin.origin()
        && url.query().is_none()
        && url.fragment().is_none()
        && !url.path().starts_with("//");
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
        "authorization_endpoint": "https://login.example/authorize?tenant=1",
        "device_authorization_endpoint": "https://platform.example/oauth/device",
        "authorization_response_iss_parameter_supported": true,
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["authorization_code", "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code"],
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
                "https://platform.example/oauth/token",
                "https://platform.example//evil.example/token",
            ),
            (
                "https://platform.example/oauth/challenge",
                "http://platform.example/oauth/challenge",
            ),
            (
                "https://platform.example/oauth/revoke",
                "https://platform.example:444/oauth/revoke",
            ),
            (
                "https://login.example/authorize",
                "http://login.example/authorize",
            ),
            (
                "https://login.example/authorize",
                "http://127.0.0.1/authorize",
            ),
            ("https://login.example/authorize", "javascript:alert(1)//"),
            (
                "https://platform.example/oauth/device",
                "https://evil.example/oauth/device",
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

    #[test]
    fn a_way_that_is_not_named_is_not_offered() {
        let ways = |json: &str| {
            let found = check(json).unwrap();
            [
                found.has_challenge(),
                found.has_browser(),
                found.has_device(),
            ]
        };
        assert_eq!(ways(GOOD), [true, true, true]);
        for (named, way) in [
            ("authorization_challenge_endpoint", 0),
            ("\"authorization_endpoint", 1),
            ("device_authorization_endpoint", 2),
            ("[\"code\"]", 1),
            ("urn:ietf:params:oauth:grant-type:device_code", 2),
        ] {
            let json = GOOD.replace(named, &named.replace(['a', 'c', 'd', 'u'], "x"));
            let mut expected = [true; 3];
            expected[way] = false;
            assert_eq!(ways(&json), expected, "{named}");
        }
    }

    #[test]
    fn the_issuer_is_compared_wherever_it_is_named() {
        let found = check(GOOD).unwrap();
        assert!(found.is_from(Some("https://platform.example")));
        assert!(!found.is_from(None));
        assert!(!found.is_from(Some("https://platform.example/")));
        let silent = GOOD.replace("_supported\": true", "_supported\": false");
        assert!(check(&silent).unwrap().is_from(None));
        assert!(
            !check(&silent)
                .unwrap()
                .is_from(Some("https://evil.example"))
        );
    }
}
