//! The signed bundle: a document, its purposes, and the operator's signature over the exact bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::document::PolicyDocument;
use super::keys::{PinnedKey, PolicySigningKey};
use super::sidecar::{PolicySidecar, SidecarProblem};

/// The form of the payload.
pub const BUNDLE_SCHEMA: u32 = 1;

/// Stands before the payload when signing, so that the signature holds for nothing else.
const DOMAIN: &[u8] = b"shengshitong/policy-bundle/v1\0";

/// Largest bundle that is read, in bytes; the text itself is at most one mebibyte.
const LARGEST: usize = 16 * 1024 * 1024;

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyBundle {
    /// [`BUNDLE_SCHEMA`].
    pub schema: u32,
    /// The document, with identity and dates as the sidecar gives them.
    pub document: PolicyDocument,
    /// The purposes.
    pub sidecar: PolicySidecar,
    /// When the operator signed, RFC 3339 in UTC.
    pub issued_at: String,
}

/// How a bundle is kept and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBundle {
    /// [`PinnedKey::key_id`] of the key that signed.
    pub key_id: String,
    /// The bundle's exact bytes, in base64.
    pub payload: String,
    /// Ed25519 over the domain tag and these bytes, in base64.
    pub signature: String,
}

impl PolicyBundle {
    /// Puts document and sidecar together; identity and dates come from the sidecar.
    ///
    /// # Errors
    ///
    /// [`BundleError::Sidecar`] with everything in which the two do not fit.
    pub fn new(
        mut document: PolicyDocument,
        sidecar: PolicySidecar,
        issued_at: &str,
    ) -> Result<Self, BundleError> {
        document.id.clone_from(&sidecar.policy_id);
        document.version.clone_from(&sidecar.version);
        document.effective_on = sidecar.effective_on.or(document.effective_on);
        document.updated_on = sidecar.updated_on.or(document.updated_on);
        let bundle = Self {
            schema: BUNDLE_SCHEMA,
            document,
            sidecar,
            issued_at: issued_at.to_owned(),
        };
        bundle.check()?;
        Ok(bundle)
    }

    fn check(&self) -> Result<(), BundleError> {
        if self.schema != BUNDLE_SCHEMA {
            return Err(BundleError::Schema { found: self.schema });
        }
        if self.document.id != self.sidecar.policy_id
            || self.document.version != self.sidecar.version
        {
            return Err(BundleError::Identity);
        }
        if !self.document.hashes_hold() {
            return Err(BundleError::Hashes);
        }
        let problems = self.sidecar.check(&self.document);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(BundleError::Sidecar { problems })
        }
    }
}

/// Signs a bundle. What comes back is the file: a [`SignedBundle`] as JSON.
///
/// # Errors
///
/// [`BundleError::Json`] if it cannot be serialised, or what [`verify`] would refuse in it.
pub fn sign(bundle: &PolicyBundle, key: &PolicySigningKey) -> Result<Vec<u8>, BundleError> {
    bundle.check()?;
    let payload = serde_json::to_vec(bundle)?;
    let signed = SignedBundle {
        key_id: key.public().key_id(),
        payload: STANDARD.encode(&payload),
        signature: STANDARD.encode(key.sign_bytes(&signed_bytes(&payload))),
    };
    let mut file = serde_json::to_vec_pretty(&signed)?;
    file.push(b'\n');
    Ok(file)
}

/// Opens a bundle that one of `keys` signed. Nothing of the payload is parsed before its signature holds.
///
/// # Errors
///
/// [`BundleError`]: too large, not a bundle, an unknown key, a signature that does not hold, or content
/// that contradicts itself.
pub fn verify(bytes: &[u8], keys: &[PinnedKey]) -> Result<PolicyBundle, BundleError> {
    let signed = read(bytes)?;
    let key = keys
        .iter()
        .find(|key| key.key_id() == signed.key_id)
        .ok_or(BundleError::UnknownKey)?;
    let payload = payload(&signed)?;
    let signature = STANDARD
        .decode(&signed.signature)
        .map_err(|_| BundleError::Encoding)?;
    let signature = <[u8; 64]>::try_from(signature).map_err(|_| BundleError::Encoding)?;
    if !key.holds(&signed_bytes(&payload), &signature) {
        return Err(BundleError::Signature);
    }
    parse(&payload)
}

/// Opens a bundle without asking who signed it: one that was verified before it was kept, or a file of the
/// operator's own that is compared on the operator's own computer. Never one that is shown to a person.
///
/// # Errors
///
/// [`BundleError`]: too large, not a bundle, or content that contradicts itself.
pub fn open_trusted(bytes: &[u8]) -> Result<PolicyBundle, BundleError> {
    parse(&payload(&read(bytes)?)?)
}

fn read(bytes: &[u8]) -> Result<SignedBundle, BundleError> {
    if bytes.len() > LARGEST {
        return Err(BundleError::TooLarge);
    }
    Ok(serde_json::from_slice(bytes)?)
}

fn payload(signed: &SignedBundle) -> Result<Vec<u8>, BundleError> {
    let payload = STANDARD.decode(&signed.payload);
    payload.map_err(|_| BundleError::Encoding)
}

fn parse(payload: &[u8]) -> Result<PolicyBundle, BundleError> {
    let bundle: PolicyBundle = serde_json::from_slice(payload)?;
    bundle.check()?;
    Ok(bundle)
}

fn signed_bytes(payload: &[u8]) -> Vec<u8> {
    [DOMAIN, payload].concat()
}

/// Why a bundle is refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// More than 16 MiB.
    #[error("the policy bundle is too large")]
    TooLarge,
    /// Not JSON, or not the JSON of a bundle.
    #[error("the policy bundle is not well formed")]
    Json(#[from] serde_json::Error),
    /// Payload or signature is not base64, or the signature has not 64 bytes.
    #[error("the policy bundle's payload or signature is not well encoded")]
    Encoding,
    /// No pinned key has this id.
    #[error("the policy bundle was signed with a key that is not pinned here")]
    UnknownKey,
    /// The signature does not hold for these bytes.
    #[error("the policy bundle's signature does not hold")]
    Signature,
    /// A form of the payload that this version does not know.
    #[error("the policy bundle has schema {found}, which is not known here")]
    Schema {
        /// The schema in the bundle.
        found: u32,
    },
    /// Document and sidecar name another policy or version.
    #[error("document and sidecar of the policy bundle name different policies")]
    Identity,
    /// A hash in the document is not that of its text.
    #[error("a hash in the policy bundle is not that of its text")]
    Hashes,
    /// The sidecar does not fit the document.
    #[error("the purposes do not fit the policy: {} problem(s)", problems.len())]
    Sidecar {
        /// Everything in which they do not fit.
        problems: Vec<SidecarProblem>,
    },
}

impl BundleError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "bundle_too_large",
            Self::Json(_) => "bundle_not_well_formed",
            Self::Encoding => "bundle_badly_encoded",
            Self::UnknownKey => "bundle_key_unknown",
            Self::Signature => "bundle_signature_invalid",
            Self::Schema { .. } => "bundle_schema_unknown",
            Self::Identity => "bundle_identity_mismatch",
            Self::Hashes => "bundle_hash_mismatch",
            Self::Sidecar { .. } => "bundle_sidecar_mismatch",
        }
    }
}
