use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// A DPoP key.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

/// A proof that is not signed yet, so that a test can spoil it.
#[derive(Clone)]
pub(crate) struct Proof {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
}

impl Key {
    pub(crate) fn generate() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        // One in 2^32 is no scalar; then the next try is.
        SigningKey::from_slice(&bytes).map_or_else(|_| Self::generate(), Self)
    }

    /// The public part (RFC 7517).
    pub(crate) fn jwk(&self) -> Value {
        let point = self.0.verifying_key().to_sec1_point(false);
        let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let x = coordinate(point.x().unwrap());
        let y = coordinate(point.y().unwrap());
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    /// Its thumbprint (RFC 7638).
    pub(crate) fn thumbprint(&self) -> String {
        let jwk = self.jwk();
        let (x, y) = (jwk["x"].as_str().unwrap(), jwk["y"].as_str().unwrap());
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
    }

    /// Signs a proof, with this key's public part in its header unless the header has one.
    pub(crate) fn sign(&self, proof: &Proof) -> String {
        let mut header = proof.header.clone();
        header.entry("jwk").or_insert_with(|| self.jwk());
        let encode =
            |part: &Map<String, Value>| URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap());
        let signed = format!("{}.{}", encode(&header), encode(&proof.claims));
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

impl Proof {
    pub(crate) fn new(method: &str, htu: &str, iat: i64) -> Self {
        let mut jti = [0; 12];
        getrandom::fill(&mut jti).unwrap();
        let object = |value: Value| value.as_object().unwrap().clone();
        Self {
            header: object(json!({ "typ": "dpop+jwt", "alg": "ES256" })),
            claims: object(json!({
                "jti": URL_SAFE_NO_PAD.encode(jti), "htm": method, "htu": htu, "iat": iat,
            })),
        }
    }

    pub(crate) fn set(&mut self, claim: &str, value: impl Into<Value>) {
        self.claims.insert(claim.to_owned(), value.into());
    }

    pub(crate) fn set_access_token(&mut self, token: &str) {
        self.set("ath", URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
    }
}
