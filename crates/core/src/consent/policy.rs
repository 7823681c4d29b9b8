//! Reading a policy, searching in it, and taking it along.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use sst_domain::consent::PolicyVersion;
use sst_domain::policy::{Hit, Language, search};

use super::Consent;
use super::compare::{blocking, version};
use super::policies::Version;
use crate::client::Core;
use crate::error::ClientError;
use crate::files::{Named, write_new};
use crate::view::{PolicyView, SavedFileView};

impl Consent<'_> {
    /// The policy in a language, `zh-CN` or `en`: the one that the configuration names, or the sample of the
    /// package; once the platform has another one in force, that. Where the operator has no text in this
    /// language, the Chinese one, which counts.
    ///
    /// # Errors
    ///
    /// [`ClientError::Policy`] for a policy that cannot be read or is refused. Nothing takes its place.
    pub async fn policy(&self, language: &str) -> Result<PolicyView, ClientError> {
        Ok(shown(&*self.wanted(None, language).await?))
    }

    /// An earlier version, from the platform where it is not on this computer.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`], [`ClientError::Policy`], [`ClientError::PolicyVersionUnknown`].
    pub async fn policy_at(
        &self,
        name: PolicyVersion,
        language: &str,
    ) -> Result<PolicyView, ClientError> {
        Ok(shown(&*self.wanted(Some(name), language).await?))
    }

    /// Where the words of `query` stand in the policy, in the order of the text.
    ///
    /// # Errors
    ///
    /// As [`Consent::policy_at`].
    pub async fn policy_search(
        &self,
        query: String,
        name: Option<PolicyVersion>,
        language: &str,
    ) -> Result<Vec<Hit>, ClientError> {
        let wanted = self.wanted(name, language).await?;
        blocking(self.core, move |_| {
            Ok(search(&wanted.bundle.document, &query))
        })
        .await
    }

    /// Writes the text of a policy into a new file in `folder`: its canonical rendering, so that the SHA-256 of the
    /// file is the hash that decisions name. No file that is there is touched.
    ///
    /// # Errors
    ///
    /// As [`Consent::policy_at`], and [`ClientError::FileNotWritten`].
    pub async fn save_policy(
        &self,
        folder: PathBuf,
        name: Option<PolicyVersion>,
        language: &str,
    ) -> Result<SavedFileView, ClientError> {
        let wanted = self.wanted(name, language).await?;
        blocking(self.core, move |_| {
            let document = &wanted.bundle.document;
            let named = Named {
                stem: &format!("盛事通-隐私政策-{}", document.version),
                extension: "txt",
            };
            let path = write_new(&folder, &named, document.render().as_bytes())?;
            Ok(SavedFileView {
                path: path.display().to_string(),
                sha256: document.text_hash.clone(),
            })
        })
        .await
    }

    pub(super) async fn wanted(
        &self,
        name: Option<PolicyVersion>,
        language: &str,
    ) -> Result<Arc<Version>, ClientError> {
        let language = tag(language);
        match name {
            Some(name) => version(self.core, &name, language).await,
            None => blocking(self.core, move |core| core.policies.in_force(language)).await,
        }
    }
}

/// The texts with these hashes that are at hand here, in their canonical rendering.
pub(super) fn texts(core: &Core, names: &BTreeSet<PolicyVersion>) -> Vec<String> {
    let mut texts = BTreeMap::new();
    for name in names {
        if let Some(version) = core.policies.version(name) {
            texts.insert(&name.text_hash, version.bundle.document.render());
        }
    }
    texts.into_values().collect()
}

fn shown(version: &Version) -> PolicyView {
    PolicyView {
        name: version.name(),
        text_hash: version.bundle.document.text_hash.clone(),
        purposes: version.bundle.sidecar.purposes.clone(),
        document: version.bundle.document.clone(),
        source: version.source,
        sample: version.sample,
    }
}

/// The language of a screen.
pub(crate) fn tag(language: &str) -> Language {
    if language == Language::En.as_str() {
        Language::En
    } else {
        Language::ZhCn
    }
}
