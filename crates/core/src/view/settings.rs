//! How the client looks and behaves on this computer. Nothing here is personal.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{KeepingView, LockSettingsView};

/// The settings screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SettingsView {
    /// What can be changed.
    pub appearance: AppearanceView,
    /// The platform's address.
    pub platform_url: String,
    /// Where keys are kept; `None` before anybody has logged in.
    pub keeping: Option<KeepingView>,
    /// When accounts lock by themselves.
    pub lock: LockSettingsView,
    /// An earlier version had switched desktop alerts off on this computer. They stay off until the person
    /// decides about them here, whatever they agreed to before.
    pub alerts_off: bool,
    /// Folder of the client's data.
    pub data_folder: String,
}

/// What a person can change about looks. Unknown to the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AppearanceView {
    /// `zh-CN` or `en`.
    pub language: String,
    /// 长辈版: larger text and targets, fewer things at once.
    pub elder: bool,
    /// Light, dark, or as the system has it.
    pub mode: AppearanceMode,
    /// Size of text.
    pub text_size: TextSize,
    /// Contrast.
    pub contrast: ContrastMode,
    /// Motion.
    pub motion: MotionMode,
}

impl Default for AppearanceView {
    fn default() -> Self {
        Self {
            language: "zh-CN".to_owned(),
            elder: false,
            mode: AppearanceMode::System,
            text_size: TextSize::Standard,
            contrast: ContrastMode::System,
            motion: MotionMode::System,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AppearanceMode {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Size of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 16 px; 20 px in the elder mode.
    Standard,
    /// A fifth larger.
    Large,
    /// Half as large again.
    Largest,
}

/// Contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ContrastMode {
    /// As the system has it.
    System,
    /// High.
    High,
}

/// Motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MotionMode {
    /// As the system has it.
    System,
    /// None.
    Reduced,
}
