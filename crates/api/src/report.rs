//! Reports about the client itself, sent only with consent (policy 1.2 ⑶ and 1.3 ⑶; PIPL 13) and only when the person
//! has seen what is in them. Nothing in them says whose they are, and no token comes with them.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

/// Most names in [`CrashReport::trail`].
pub const MOST_STEPS: usize = 20;
/// Most openings of one screen that are counted in a week.
pub const MOST_OPENINGS: u32 = 1000;

/// Declares the screens that are counted once: variant and member.
macro_rules! screens {
    ($($(#[$doc:meta])* $variant:ident => $name:ident,)+) => {
        /// A part of the client whose openings are counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum Screen {
            $($(#[$doc])* $variant,)+
        }

        /// How often each part of the client was opened; what was not opened is left out.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub struct Openings {
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "is_zero")]
                #[schema(maximum = 1000)]
                pub $name: u32,
            )+
        }

        impl Screen {
            /// Every one, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in the contract.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($name),)+ }
            }
        }

        impl Openings {
            /// How often `screen` was opened.
            pub const fn of(&self, screen: Screen) -> u32 {
                match screen { $(Screen::$variant => self.$name,)+ }
            }

            /// `screen` was opened once more, `times` times; counted up to [`MOST_OPENINGS`].
            pub fn add(&mut self, screen: Screen, times: u32) {
                let count = match screen { $(Screen::$variant => &mut self.$name,)+ };
                *count = count.saturating_add(times).min(MOST_OPENINGS);
            }
        }
    };
}

screens! {
    /// The first screen.
    Home => home,
    /// An article.
    Article => article,
    /// Service halls.
    Halls => halls,
    /// Help and contact.
    Help => help,
    /// The inbox.
    Inbox => inbox,
    /// 我的, and the correction of what is there.
    Profile => profile,
    /// The safety of the account.
    Security => security,
    /// 隐私中心 and the policy.
    Privacy => privacy,
    /// 设置.
    Settings => settings,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// What was used in one week, counted on the computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageReport {
    /// A random UUID for this one report: one that arrives twice counts once.
    pub id: String,
    /// The week, as ISO 8601 has it: `2026-W48`. It is over when the report is sent.
    pub week: String,
    /// Version of the client.
    pub app: String,
    /// Kind of operating system, as `linux`, `windows` or `macos`.
    pub system: String,
    /// How often each part was opened.
    pub opened: Openings,
}

/// Where the client failed. What was typed or shown, and the words of the failure, are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CrashReport {
    /// A random UUID for this one report: one that arrives twice counts once.
    pub id: String,
    /// The day in Shenyang, `YYYY-MM-DD`.
    pub day: String,
    /// Version of the client that failed.
    pub app: String,
    /// Kind of operating system, as `linux`, `windows` or `macos`.
    pub system: String,
    /// What failed.
    pub part: Part,
    /// Where in our code, or in that of a library: `file:line:column`, in letters, digits and `_-./+`; at most 200
    /// bytes.
    pub place: String,
    /// Places that led there, nearest first; at most 20, each as the one above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub trail: Vec<String>,
}

/// The platform has the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportReceived {
    /// The identifier of the report: what stands between client and platform may answer, too, and does not know it.
    pub id: String,
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The program.
    Program,
    /// The screens.
    Page,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_opened_is_left_out_and_what_was_is_named_as_the_contract_has_it() {
        let mut opened = Openings::default();
        assert_eq!(serde_json::to_string(&opened).unwrap(), "{}");
        for (times, screen) in (1..).zip(Screen::ALL) {
            opened.add(*screen, times);
            assert_eq!(serde_json::to_value(screen).unwrap(), screen.as_str());
            assert_eq!(opened.of(*screen), times);
        }
        let written = serde_json::to_value(opened).unwrap();
        assert_eq!(written.as_object().unwrap().len(), Screen::ALL.len());
        opened.add(Screen::Home, u32::MAX);
        assert_eq!(opened.home, MOST_OPENINGS);
    }
}
