//! Computers that a citizen is logged in on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Registers this computer. Nothing is sent that could recognise it elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeviceRequest {
    /// What the person will see in the list of devices, at most 40 characters, such as `Linux 桌面`.
    pub name: String,
    /// Version of the client.
    pub app_version: String,
}

/// The computer is registered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeviceReply {
    /// Identifier under which this computer numbers its mutations.
    pub device_id: String,
}
