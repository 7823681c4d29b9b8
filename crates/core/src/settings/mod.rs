//! How the client looks and behaves on this computer.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::{AppearanceView, KeepingTier, LockSettingsView, SettingsView};

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

/// Longest time without use that can be chosen, in minutes.
const LONGEST_IDLE: u32 = 60;
/// Where a PIN or passphrase opens what is locked, it locks after so many minutes without use.
const USUAL_IDLE: u32 = 15;

impl Settings<'_> {
    /// Changes when accounts on this computer lock by themselves.
    ///
    /// # Errors
    ///
    /// [`ClientError::SettingInvalid`] above 60 minutes, [`ClientError::Device`]; then all is as before.
    pub async fn update_lock(&self, lock: LockSettingsView) -> Result<SettingsView, ClientError> {
        if lock.idle_minutes > LONGEST_IDLE {
            return Err(ClientError::SettingInvalid);
        }
        let core = Arc::clone(self.core);
        let written = tokio::task::spawn_blocking(move || core.device.keep_lock_settings(&lock));
        written.await.map_err(|_| ClientError::Internal)??;
        crate::session::used(self.core);
        *self
            .core
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(lock);
        let view = self.view();
        self.core.tell(ClientEvent::Settings(view.clone()));
        Ok(view)
    }
}

/// When accounts lock by themselves. Where nothing was chosen: with the system's screen, and for being left
/// alone only where a PIN or passphrase opens them again without a new log-in.
pub(crate) fn lock_settings(core: &Core) -> LockSettingsView {
    let chosen = *core.lock.lock().unwrap_or_else(PoisonError::into_inner);
    chosen.unwrap_or_else(|| {
        let tier = core.session.account().map(|account| account.keeping().tier);
        let quick = matches!(
            tier,
            Some(KeepingTier::KeyringAndPin | KeepingTier::Passphrase)
        );
        LockSettingsView {
            idle_minutes: if quick { USUAL_IDLE } else { 0 },
            with_system: true,
        }
    })
}

/// The person has decided about desktop alerts: what an earlier version had switched off does not count any more.
/// Blocks on the disk.
pub(crate) fn alerts_decided(core: &Core) -> Result<(), ClientError> {
    if core.alerts_off.load(Ordering::Relaxed) {
        core.device.forget_alerts_off()?;
        core.alerts_off.store(false, Ordering::Relaxed);
        core.tell(ClientEvent::Settings(view(core)));
    }
    Ok(())
}

/// The settings.
pub(crate) fn view(core: &Core) -> SettingsView {
    SettingsView {
        appearance: core.appearance(),
        platform_url: core.config.platform_url.clone(),
        keeping: core.session.account().map(|account| account.keeping()),
        lock: lock_settings(core),
        alerts_off: core.alerts_off.load(Ordering::Relaxed),
        data_folder: core.config.data_dir.display().to_string(),
    }
}
