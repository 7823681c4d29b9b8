//! Proofs of possession (RFC 9449), ES256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate as _;
use reqwest::{Method, Url};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::RemoteError;

/// The key that tokens are bound to. It has no `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct ProofKey(SigningKey);

/// What a proof is about.
pub(super) struct Proved<'a> {
    pub(super) method: &'a Method,
    pub(super) address: &'a Url,
    /// What the platform's clock shows.
    pub(super) at: Timestamp,
    pub(super) nonce: Option<&'a str>,
    pub(super) token: Option<&'a str>,
}

impl ProofKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// [`RemoteError::Randomness`].
    pub fn generate() -> Result<Self, RemoteError> {
        SigningKey::try_generate()
            .map(Self)
            .map_err(|_| RemoteError::Randomness)
    }

    /// The key with these 32 bytes; `None` where they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    /// Its 32 bytes.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.to_bytes().to_vec())
    }

    /// Its thumbprint (RFC 7638), by which an authorization request names it (RFC 9449, section 10).
    pub(crate) fn thumbprint(&self) -> Result<String, RemoteError> {
        // The members stand in the order that the thumbprint asks for.
        let canonical =
            serde_json::to_vec(&self.jwk()?).map_err(|_| RemoteError::NotTheContract)?;
        Ok(encode(&Sha256::digest(canonical)))
    }

    fn jwk(&self) -> Result<Jwk, RemoteError> {
        let point = self.0.verifying_key().to_sec1_point(false);
        let (Some(x), Some(y)) = (point.x(), point.y()) else {
            return Err(RemoteError::Randomness);
        };
        Ok(Jwk {
            crv: "P-256",
            kty: "EC",
            x: encode(x),
            y: encode(y),
        })
    }

    /// A proof, good for one request.
    pub(super) fn prove(&self, proved: &Proved<'_>) -> Result<String, RemoteError> {
        let jwk = self.jwk()?;
        let head = Head {
            typ: "dpop+jwt",
            alg: "ES256",
            jwk,
        };
        let claims = Claims {
            jti: uuid::Uuid::new_v4().to_string(),
            htm: proved.method.as_str(),
            htu: proved.address.as_str(),
            iat: proved.at.as_second(),
            nonce: proved.nonce,
            ath: proved
                .token
                .map(|token| encode(&Sha256::digest(token.as_bytes()))),
        };
        let signed = format!("{}.{}", encode_json(&head)?, encode_json(&claims)?);
        let signature: Signature = self.0.sign(signed.as_bytes());
        Ok(format!("{signed}.{}", encode(&signature.to_bytes())))
    }
}

#[derive(Serialize)]
struct Head {
    typ: &'static str,
    alg: &'static str,
    jwk: Jwk,
}

#[derive(Serialize)]
struct Jwk {
    crv: &'static str,
    kty: &'static str,
    x: String,
    y: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

/// Base64 for addresses, without padding (RFC 7515, 2).
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn encode_json(value: &impl Serialize) -> Result<String, RemoteError> {
    serde_json::to_vec(value)
        .map(|json| encode(&json))
        .map_err(|_| RemoteError::NotTheContract)
}
