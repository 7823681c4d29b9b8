//! How the client looks and behaves on this computer.

use std::sync::{Arc, PoisonError};

use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::{AppearanceView, SettingsView};

/// Languages that the client speaks.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// How the client looks and behaves on this computer.
pub struct Settings<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Settings<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// The settings.
    pub fn view(&self) -> SettingsView {
        view(self.core)
    }

    /// Changes how the client looks. Before the first decision about the policy that holds for this run
    /// only, and is written with the decision.
    ///
    /// # Errors
    ///
    /// [`ClientError::SettingInvalid`], [`ClientError::Device`]; then everything looks as before.
    pub async fn update(&self, appearance: AppearanceView) -> Result<SettingsView, ClientError> {
        if !LANGUAGES.contains(&appearance.language.as_str()) {
            return Err(ClientError::SettingInvalid);
        }
        let (core, kept) = (Arc::clone(self.core), appearance.clone());
        let written = tokio::task::spawn_blocking(move || core.device.keep_appearance(&kept));
        written.await.map_err(|_| ClientError::Internal)??;
        *self
            .core
            .appearance
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = appearance;
        let view = self.view();
        self.core.tell(ClientEvent::Settings(view.clone()));
        Ok(view)
    }
}

/// The settings.
pub(crate) fn view(core: &Core) -> SettingsView {
    SettingsView {
        appearance: core.appearance(),
        platform_url: core.config.platform_url.clone(),
        keeping: core
            .session
            .account()
            .map(|account| account.keeping.clone()),
        data_folder: core.config.data_dir.display().to_string(),
    }
}
