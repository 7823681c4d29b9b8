//! The switches of the client that a purpose governs.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Declares the switches once: variant, code, and the list of all.
macro_rules! controls {
    ($($(#[$doc:meta])* $variant:ident => $code:literal,)+) => {
        /// A switch of the client: what it stands for happens only while the person's consent to the purpose
        /// that claims it holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "kebab-case")]
        pub enum Control {
            $($(#[$doc])* $variant,)+
        }

        impl Control {
            /// Every switch.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code in sidecars and records.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The switch with this code; none where this version knows no such switch.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

controls! {
    /// Messages in the inbox of the client.
    NotifyInApp => "notify-in-app",
    /// Notifications of the desktop.
    NotifySystem => "notify-system",
    /// Text messages.
    NotifySms => "notify-sms",
    /// Messages by e-mail.
    NotifyEmail => "notify-email",
    /// Letters.
    NotifyPost => "notify-post",
    /// Counting what is used, first-party (policy 1.3 ⑶ and the statistics service).
    UsageStatistics => "usage-statistics",
    /// The person's place, for finding a hall.
    HallLocation => "hall-location",
    /// Picture and sound in a consultation by video.
    VideoCall => "video-call",
    /// The QR code by which a counter recognises the person.
    PersonalQrCode => "personal-qr-code",
    /// Making personal information public (PIPL 25).
    PublicDisclosure => "public-disclosure",
    /// The number of an identity document (PIPL 28, 29).
    SensitiveIdentity => "sensitive-identity",
    /// Reports of crashes.
    CrashReports => "crash-reports",
}

impl Control {
    /// Whether it may also hang on a purpose that does not rest on consent: what the law or the service itself
    /// has to tell a person has to arrive somewhere, and that is the inbox.
    pub const fn may_be_required(self) -> bool {
        matches!(self, Self::NotifyInApp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_one_on_the_wire_and_leads_back() {
        for control in Control::ALL {
            assert_eq!(serde_json::to_value(control).unwrap(), control.as_str());
            assert_eq!(Control::parse(control.as_str()), Some(*control));
        }
        assert_eq!(Control::parse("notify"), None);
    }
}
