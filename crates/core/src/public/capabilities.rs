//! Whether the platform has what a consent would allow.

use std::sync::Arc;

use sst_api::auth::{Capability, PlatformMetadata, ServerMetadata};
use sst_api::path;
use sst_domain::consent::Control;

use super::{Found, PublicInformation, from_kept};
use crate::client::Core;
use crate::error::ClientError;
use crate::remote::{Call, Discovery};
use crate::view::{CapabilityView, Openness};

/// What the platform said of itself, as it is kept.
const DISCOVERY: &str = "discovery";

/// What the platform said last that it can do.
pub(crate) struct Offered {
    platform: PlatformMetadata,
    asked_at: jiff::Timestamp,
}

impl PublicInformation<'_> {
    /// Asks the platform what it can do, and says of each switch that needs something of the platform whether
    /// that is there. Where it cannot be asked, or must not be yet, by what it said last.
    ///
    /// # Errors
    ///
    /// [`ClientError::Internal`].
    pub async fn capabilities(&self) -> Result<Vec<CapabilityView>, ClientError> {
        let call = Call::get(path::DISCOVERY);
        let found = self.find::<ServerMetadata>(DISCOVERY, call).await;
        let offered = match found {
            Ok(found) => offered(self.core, found),
            Err(error) => {
                tracing::info!(code = error.code(), "what the platform can do is not known");
                let core = Arc::clone(self.core);
                let read = tokio::task::spawn_blocking(move || last_offered(&core));
                read.await.map_err(|_| ClientError::Internal)?
            }
        };
        let needing = Control::ALL
            .iter()
            .filter(|control| needed(**control).is_some());
        let view = |control: &Control| CapabilityView {
            control: *control,
            openness: openness(*control, offered.as_ref()),
        };
        Ok(needing.map(view).collect())
    }
}

/// What the platform said last that it can do; `None` where it was never asked. Blocks on the disk.
pub(crate) fn last_offered(core: &Core) -> Option<Offered> {
    let kept = core.device.cached(DISCOVERY).ok()??;
    offered(core, from_kept(kept)?)
}

/// What another platform said, under whose address this computer was set up before, is nothing.
fn offered(core: &Core, found: Found<ServerMetadata>) -> Option<Offered> {
    let checked = Discovery::check(found.value, core.http.origin()).ok()?;
    Some(Offered {
        platform: checked.platform,
        asked_at: found.fetched_at,
    })
}

/// Whether what a switch stands for is there to be used, by what the platform said last.
pub(crate) fn openness(control: Control, offered: Option<&Offered>) -> Openness {
    let Some(needed) = needed(control) else {
        return Openness::Open;
    };
    let Some(Offered { platform, asked_at }) = offered else {
        return Openness::Unknown;
    };
    let asked_at = asked_at.to_string();
    // This version carries out none of them.
    if platform.capabilities.contains(&needed) {
        Openness::Unsupported { asked_at }
    } else {
        Openness::NotOpen { asked_at }
    }
}

/// What the platform needs for a switch; none for what every platform has, or this computer does by itself.
fn needed(control: Control) -> Option<Capability> {
    match control {
        Control::HallLocation => Some(Capability::HallLocation),
        Control::VideoCall => Some(Capability::VideoCall),
        Control::PersonalQrCode => Some(Capability::PersonalQrCode),
        Control::PublicDisclosure => Some(Capability::PublicDisclosure),
        Control::NotifyInApp
        | Control::NotifySystem
        | Control::NotifySms
        | Control::NotifyEmail
        | Control::NotifyPost
        | Control::UsageStatistics
        | Control::SensitiveIdentity
        | Control::CrashReports => None,
    }
}
