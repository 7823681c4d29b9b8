//! The policy that is served as long as the operator has published none.

use sst_domain::policy::{BundleError, Language, sample};

/// Its languages, Chinese first.
const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];

/// The sample that this project ships.
pub(crate) struct Sample {
    id: String,
    version: String,
}

impl Sample {
    /// Opens it.
    pub(crate) fn open() -> Result<Self, BundleError> {
        let bundle = sample(Language::ZhCn).open()?;
        Ok(Self {
            id: bundle.document.id,
            version: bundle.document.version,
        })
    }

    /// Its version.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Whether this is what `id` and `version` name.
    pub(crate) fn is(&self, id: &str, version: &str) -> bool {
        self.id == id && self.version == version
    }

    /// The signed bundle in `language`, or else in Chinese, and the language that it is.
    pub(crate) fn bundle(&self, language: &str) -> (String, Vec<u8>) {
        let found = LANGUAGES
            .into_iter()
            .find(|known| known.as_str() == language)
            .unwrap_or(Language::ZhCn);
        (found.as_str().to_owned(), sample(found).bundle.to_vec())
    }
}
