//! The policy that is served as long as the operator has published none.

use sst_domain::policy::{Language, sample};

use crate::error::StartError;

/// Its languages, Chinese first.
const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];

/// The sample that this project ships.
pub(crate) struct Sample {
    id: String,
    version: String,
}

impl Sample {
    /// Opens it.
    pub(crate) fn open() -> Result<Self, StartError> {
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

    /// The signed bundle in `language`, or else in Chinese.
    pub(crate) fn bytes(&self, language: &str) -> &'static [u8] {
        let found = LANGUAGES
            .into_iter()
            .find(|known| known.as_str() == language);
        sample(found.unwrap_or(Language::ZhCn)).bundle
    }
}
