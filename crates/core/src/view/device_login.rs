//! A log-in with another device, as a screen shows it.

use serde::Serialize;
use specta::Type;

use super::FailureView;

/// How far a log-in with another device has come. Once it is done, the session says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeviceLoginView {
    /// The code waits for somebody.
    Waiting(DeviceCodeView),
    /// Somebody has opened the page with it, and decides there.
    Opened(DeviceCodeView),
    /// They agreed; the account is being opened.
    Approved,
    /// They did not agree. It goes on only when it is begun anew.
    Denied,
    /// Nobody came for so long that no new code is shown by itself.
    Expired,
    /// The platform cannot be reached now; it is asked again by itself.
    Away {
        /// Why.
        failure: FailureView,
    },
    /// It cannot go on.
    Failed {
        /// Why.
        failure: FailureView,
    },
}

/// What a screen shows for another device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DeviceCodeView {
    /// The address with the code in it, to be scanned.
    pub qr: QrView,
    /// The code, in groups with a hyphen between.
    pub user_code: String,
    /// Where the code is typed, for who cannot scan.
    pub address: String,
    /// The number that the page asks for.
    pub matching_number: Option<String>,
    /// Seconds for which the code is good from now on.
    pub expires_in: u32,
}

/// A QR code (ISO/IEC 18004) as one path of squares, each of side 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct QrView {
    /// Modules on a side, without the quiet zone of four around it.
    pub size: u32,
    /// The dark modules, in the syntax of an SVG path.
    pub path: String,
}
