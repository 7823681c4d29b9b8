//! What the platform has told others about a person (policy 2; PIPL 23, 44).

use serde::{Deserialize, Serialize};
use specta::Type;
use sst_domain::registry::DataKind;
use utoipa::ToSchema;

/// Which part of the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisclosureQuery {
    /// Entries before this one; the newest ones where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// 1 to 100.
    #[serde(default = "default_limit")]
    pub limit: u32,
}

const fn default_limit() -> u32 {
    50
}

/// To whom something was given, newest first. Entries are added and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisclosureList {
    /// The entries.
    pub disclosures: Vec<Disclosure>,
    /// Whether there are older ones: ask for those before the last one here.
    pub has_more: bool,
}

/// One time that something was given to somebody. It names kinds of data and holds no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Disclosure {
    /// Names it in requests.
    pub id: String,
    /// The day on which it was given, `YYYY-MM-DD` in Shenyang.
    pub on: String,
    /// When it was entered, RFC 3339 in UTC, by the platform's clock.
    pub entered_at: String,
    /// To whom.
    pub recipient: String,
    /// What made it lawful.
    pub ground: Ground,
    /// The same in words for the person: which law, which consent, which order.
    pub reason: String,
    /// Codes of the kinds of data ([`DataKind`]).
    pub kinds: Vec<String>,
    /// How it was given.
    pub method: String,
}

/// What made giving it lawful (PIPL 13; policy 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The person's separate consent (PIPL 23).
    Consent,
    /// A law, or an authority that a law empowers.
    StatutoryDuty,
    /// What the person ordered could not be done without it.
    Contract,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

impl Ground {
    /// Its name; `None` for what is none.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Consent, Self::StatutoryDuty, Self::Contract]
            .into_iter()
            .find(|ground| ground.as_str() == name)
    }

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::StatutoryDuty => "statutory_duty",
            Self::Contract => "contract",
            Self::Other => "other",
        }
    }
}

/// Whether `code` is that of a kind of data.
pub fn is_kind(code: &str) -> bool {
    DataKind::ALL.iter().any(|kind| kind.as_str() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_is_written_as_it_is_read() {
        for ground in [Ground::Consent, Ground::StatutoryDuty, Ground::Contract] {
            assert_eq!(serde_json::to_value(ground).unwrap(), ground.as_str());
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
        }
        assert_eq!(
            serde_json::from_str::<Ground>("\"whim\"").unwrap(),
            Ground::Other
        );
        assert_eq!(Ground::parse("other"), None);
        assert!(is_kind("phone") && !is_kind("fingerprint"));
    }
}
