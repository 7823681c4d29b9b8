//! The sample policy: our own words with the structure of an operator's text. It says of itself that it
//! is a sample.

use super::bundle::{BundleError, PolicyBundle, verify};
use super::document::Language;
use super::keys::PinnedKey;

/// The sample policy in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SamplePolicy {
    /// The language.
    pub language: Language,
    /// The text.
    pub text: &'static str,
    /// The purposes, a [`super::PolicySidecar`] as JSON.
    pub sidecar: &'static str,
    /// Both, signed with the sample key.
    pub bundle: &'static [u8],
    /// The sample key's file.
    ///
    /// Its secret half is published in `examples/sign_sample.rs`: everybody can sign with it. It vouches
    /// for nothing, and must never be pinned for a bundle that comes from anywhere but this package.
    pub public_key: &'static str,
}

impl SamplePolicy {
    /// Opens the bundle as any other is opened.
    ///
    /// # Errors
    ///
    /// [`BundleError`], if the package is damaged.
    pub fn open(&self) -> Result<PolicyBundle, BundleError> {
        let key = PinnedKey::parse(self.public_key).map_err(|_| BundleError::UnknownKey)?;
        verify(self.bundle, &[key])
    }
}

/// The sample policy in this language.
pub const fn sample(language: Language) -> SamplePolicy {
    match language {
        Language::ZhCn => SamplePolicy {
            language,
            text: include_str!("../../policies/sample.zh-CN.txt"),
            sidecar: include_str!("../../policies/sample.zh-CN.sidecar.json"),
            bundle: include_bytes!("../../policies/sample.zh-CN.bundle.json"),
            public_key: include_str!("../../policies/sample.pub"),
        },
        Language::En => SamplePolicy {
            language,
            text: include_str!("../../policies/sample.en.txt"),
            sidecar: include_str!("../../policies/sample.en.sidecar.json"),
            bundle: include_bytes!("../../policies/sample.en.bundle.json"),
            public_key: include_str!("../../policies/sample.pub"),
        },
    }
}
