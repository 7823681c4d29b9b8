//! Checks DPoP proofs (RFC 9449, 4.3) with another implementation than the one that makes them.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// What a good proof says.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    pub(crate) jti: String,
    pub(crate) iat: i64,
    pub(crate) nonce: Option<String>,
    /// Thumbprint of the key (RFC 7638).
    pub(crate) jkt: String,
}

pub(crate) fn check(
    proof: &str,
    method: &str,
    url: &str,
    token: Option<&str>,
) -> Result<Proof, String> {
    let parts: Vec<&str> = proof.split('.').collect();
    let [head, claims, signature] = parts[..] else {
        return Err("not three parts".into());
    };
    let signed = format!("{head}.{claims}");
    let (head, claims) = (json(head)?, json(claims)?);
    if head["typ"] != "dpop+jwt" || head["alg"] != "ES256" {
        return Err("typ or alg".into());
    }
    let jwk = &head["jwk"];
    if jwk["kty"] != "EC" || jwk["crv"] != "P-256" || jwk.get("d").is_some() {
        return Err("jwk".into());
    }
    let (x, y) = (text(jwk, "x")?, text(jwk, "y")?);
    let point = [vec![4], bytes(&x)?, bytes(&y)?].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &bytes(signature)?)
        .map_err(|_| "signature".to_owned())?;
    if claims["htm"] != method || claims["htu"] != url {
        return Err(format!("htm or htu: {} {}", claims["htm"], claims["htu"]));
    }
    let ath = token.map(|token| encode(digest(&SHA256, token.as_bytes()).as_ref()));
    if claims.get("ath").and_then(Value::as_str) != ath.as_deref() {
        return Err("ath".into());
    }
    let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    Ok(Proof {
        jti: text(&claims, "jti")?,
        iat: claims["iat"].as_i64().ok_or("iat")?,
        nonce: claims
            .get("nonce")
            .and_then(Value::as_str)
            .map(str::to_owned),
        jkt: encode(digest(&SHA256, thumbprint.as_bytes()).as_ref()),
    })
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| format!("base64: {text}"))
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_slice(&bytes(text)?).map_err(|error| error.to_string())
}

fn text(value: &Value, name: &str) -> Result<String, String> {
    value[name]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| name.to_owned())
}
