//! What can be wrong with a sidecar.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One thing that is wrong with a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SidecarProblem {
    /// Id of the purpose or right; empty where the sidecar as a whole is meant.
    pub purpose: String,
    /// What is wrong.
    pub code: SidecarProblemCode,
    /// The value that is wrong.
    pub value: String,
}

/// Declares the codes once: variant, name on the wire, and the list of all.
macro_rules! sidecar_codes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// What is wrong with a sidecar.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum SidecarProblemCode {
            $($(#[$doc])* $variant,)+
        }

        impl SidecarProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

sidecar_codes! {
    /// The sidecar was made for another text.
    OtherText => "other_text",
    /// The policy has no identifier, or one that is no name: lower-case letters, digits, hyphens.
    BadPolicyId => "bad_policy_id",
    /// The policy has no version, or one with characters outside letters, digits, dot and hyphen.
    BadVersion => "bad_version",
    /// Nobody is named who decides about the data (PIPL 17).
    ControllerMissing => "controller_missing",
    /// There is no purpose at all.
    PurposesMissing => "purposes_missing",
    /// The purpose's identifier is not a name: lower-case letters, digits, hyphens.
    BadPurposeId => "bad_purpose_id",
    /// Two purposes have one identifier.
    DuplicatePurpose => "duplicate_purpose",
    /// The purpose has no title.
    TitleMissing => "title_missing",
    /// The purpose names no clause.
    ClausesMissing => "clauses_missing",
    /// The document has no such clause.
    UnknownClause => "unknown_clause",
    /// A purpose that rests on law or contract has a switch (PIPL 13).
    SwitchWithoutConsent => "switch_without_consent",
    /// A purpose that rests on consent has no switch: consent that cannot be refused is none (PIPL 14).
    ConsentWithoutSwitch => "consent_without_switch",
    /// Sensitive data without saying why and what it means (PIPL 30).
    ImpactMissing => "impact_missing",
    /// The document names no such service of others.
    UnknownThirdParty => "unknown_third_party",
    /// Data go to others without the person's consent (PIPL 23).
    ThirdPartyWithoutConsent => "third_party_without_consent",
    /// A service of others that the document names belongs to no purpose.
    UnclaimedThirdParty => "unclaimed_third_party",
    /// The client has no such switch.
    UnknownControl => "unknown_control",
    /// Two purposes claim one switch: turning it would answer both.
    ControlClaimedTwice => "control_claimed_twice",
    /// A switch hangs on a purpose that cannot be refused.
    ControlWithoutConsent => "control_without_consent",
    /// The right's identifier is not a name: lower-case letters, digits, hyphens.
    BadRightId => "bad_right_id",
    /// Two rights have one identifier.
    DuplicateRight => "duplicate_right",
    /// The right has no title.
    RightTitleMissing => "right_title_missing",
    /// The right names no clause.
    RightClausesMissing => "right_clauses_missing",
    /// A right names a clause that the document does not have.
    RightUnknownClause => "right_unknown_clause",
    /// The note on the change does not name the text that it replaces by its hash.
    BadChangeFrom => "bad_change_from",
    /// A material change without saying what changes (PIPL 17).
    ChangeSummaryMissing => "change_summary_missing",
    /// A material change without saying what it means for the person (PIPL 17).
    ChangeForMeMissing => "change_for_me_missing",
}
