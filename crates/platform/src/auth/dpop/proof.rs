//! A proof by itself: a JWT (RFC 7519) signed by the key that it carries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Longest proof that is looked at, in bytes; ours have about 600.
const LONGEST: usize = 4096;

/// A proof whose signature holds.
pub(super) struct Proof {
    pub(super) claims: Claims,
    /// Thumbprint of its key (RFC 7638), base64url.
    pub(super) thumbprint: String,
}

/// What it says (RFC 9449, section 4.2).
#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) jti: String,
    pub(super) htm: String,
    pub(super) htu: String,
    /// Seconds since the epoch.
    pub(super) iat: i64,
    pub(super) ath: Option<String>,
    pub(super) nonce: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
    /// A private key has no place in a proof.
    #[serde(default)]
    d: Option<Value>,
}

impl Proof {
    /// Parses a proof; `None` where it is not one, or where its signature does not hold.
    pub(super) fn parse(jwt: &str) -> Option<Self> {
        if jwt.len() > LONGEST {
            return None;
        }
        let (signed, signature) = jwt.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let Header { typ, alg, jwk } = decode(header)?;
        if typ != "dpop+jwt" || alg != "ES256" {
            return None;
        }
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        jwk.key()?.verify(signed.as_bytes(), &signature).ok()?;
        let claims: Claims = decode(claims)?;
        let jti_is_sane = (1..=128).contains(&claims.jti.len());
        jti_is_sane.then(|| Self {
            claims,
            thumbprint: jwk.thumbprint(),
        })
    }
}

impl Jwk {
    fn key(&self) -> Option<VerifyingKey> {
        if self.kty != "EC" || self.crv != "P-256" || self.d.is_some() {
            return None;
        }
        let mut point = vec![4];
        for coordinate in [&self.x, &self.y] {
            let bytes = URL_SAFE_NO_PAD.decode(coordinate).ok()?;
            point.extend_from_slice(<&[u8; 32]>::try_from(bytes.as_slice()).ok()?);
        }
        VerifyingKey::from_sec1_bytes(&point).ok()
    }

    /// RFC 7638: the required members in lexical order. Every part was checked by [`Jwk::key`]: the
    /// coordinates are base64url and need no escaping.
    fn thumbprint(&self) -> String {
        let Self { x, y, .. } = self;
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 9449, figure 2; its thumbprint is that of figure 5.
    const EXAMPLE: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

    #[test]
    fn the_published_example_holds() {
        let proof = Proof::parse(EXAMPLE).unwrap();
        assert_eq!(
            proof.thumbprint,
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
        let Claims {
            jti, htm, htu, iat, ..
        } = proof.claims;
        assert_eq!(
            (jti.as_str(), htm.as_str(), iat),
            ("-BwC3ESc6acc2lTc", "POST", 1_562_262_616)
        );
        assert_eq!(htu, "https://server.example.com/token");
    }

    #[test]
    fn every_changed_character_is_noticed() {
        for at in 0..EXAMPLE.len() {
            let mut changed = EXAMPLE.to_owned();
            let other = if changed.as_bytes()[at] == b'A' {
                "Q"
            } else {
                "A"
            };
            changed.replace_range(at..=at, other);
            assert!(Proof::parse(&changed).is_none(), "character {at}");
        }
    }
}
