//! The policy that is served as long as the operator has published none.

/// The sample that this project ships, in each of its languages.
pub(crate) struct Sample {
    id: String,
    version: String,
    /// Signed bundles by language, Chinese first.
    bundles: Vec<(&'static str, Vec<u8>)>,
}

impl Sample {
    /// Loads it.
    pub(crate) fn load() -> Self {
        Self {
            id: String::new(),
            version: String::new(),
            bundles: Vec::new(),
        }
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
    pub(crate) fn bytes(&self, language: &str) -> &[u8] {
        let found = self.bundles.iter().find(|(of, _)| *of == language);
        found
            .or(self.bundles.first())
            .map_or(&[], |(_, bytes)| bytes)
    }
}
