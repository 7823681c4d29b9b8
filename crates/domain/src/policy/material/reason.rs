//! Why a change is material.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::policy::sidecar::Materiality;

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
pub struct Reason {
    /// What is different.
    pub code: ReasonCode,
    /// The purpose, by id.
    pub purpose: Option<String>,
    /// The right, by id.
    pub right: Option<String>,
    /// The clause: its id in the new version, or in the old one if it is gone.
    pub clause: Option<String>,
    /// What it is now: the kind of data, the recipient, the period; of a right its title, as it was. Empty where the
    /// code says it all.
    pub value: String,
}

impl Reason {
    pub(super) fn new(code: ReasonCode) -> Self {
        Self {
            code,
            purpose: None,
            right: None,
            clause: None,
            value: String::new(),
        }
    }

    pub(super) fn purpose(self, id: &str) -> Self {
        let purpose = Some(id.to_owned());
        Self { purpose, ..self }
    }

    pub(super) fn right(self, id: &str) -> Self {
        let right = Some(id.to_owned());
        Self { right, ..self }
    }

    pub(super) fn clause(self, id: &str) -> Self {
        let clause = Some(id.to_owned());
        Self { clause, ..self }
    }

    pub(super) fn value(self, value: &str) -> Self {
        let value = value.to_owned();
        Self { value, ..self }
    }
}

/// Declares the codes once: variant, name on the wire, and the list of all.
macro_rules! reason_codes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// In what a version differs from the one before.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum ReasonCode {
            $($(#[$doc])* $variant,)+
        }

        impl ReasonCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

reason_codes! {
    /// It is another policy: what was agreed to in the old one means nothing in it.
    PolicyReplaced => "policy_replaced",
    /// Somebody else decides about the data.
    ControllerChanged => "controller_changed",
    /// There is a new purpose.
    PurposeAdded => "purpose_added",
    /// A purpose is gone. Never material: less is done than was agreed to.
    PurposeRemoved => "purpose_removed",
    /// Something else makes the use lawful.
    BasisChanged => "basis_changed",
    /// It could be refused and no longer can.
    BecameRequired => "became_required",
    /// The data are obtained or processed in another way.
    MethodChanged => "method_changed",
    /// It uses one more kind of data.
    DataAdded => "data_added",
    /// What the person reads of it, title, impact or necessity, has other words. A label may say that it is wording.
    PurposeReworded => "purpose_reworded",
    /// It is for longer, or shorter, that data are kept.
    RetentionChanged => "retention_changed",
    /// A service of others receives the data that did not.
    ThirdPartyAdded => "third_party_added",
    /// The service of others is another, of another company, takes more, or its policy stands elsewhere.
    ThirdPartyChanged => "third_party_changed",
    /// Somebody receives the data who did not.
    RecipientAdded => "recipient_added",
    /// Sensitive personal information is among the data now (PIPL 28).
    BecameSensitive => "became_sensitive",
    /// It decides about the person without a human now (PIPL 24).
    BecameAutomated => "became_automated",
    /// A right is gone.
    RightRemoved => "right_removed",
    /// A clause that grants a right is gone, or grants it no longer.
    RightClauseRemoved => "right_clause_removed",
    /// What a right says lost words and gained none.
    RightReduced => "right_reduced",
    /// A clause changed that belongs to no purpose and no right: nobody can say that it is harmless.
    UnclaimedClauseChanged => "unclaimed_clause_changed",
    /// Words of a clause changed that belongs to a purpose or a right. A label may say that it is wording.
    ClauseChanged => "clause_changed",
    /// The operator says that it is material, though no field shows it.
    LabelledMaterial => "labelled_material",
}

impl ReasonCode {
    /// Whether it makes a change material under the operator's label.
    pub fn counts(self, label: Option<Materiality>) -> bool {
        match self {
            Self::PurposeRemoved => false,
            Self::PurposeReworded | Self::ClauseChanged => label != Some(Materiality::Wording),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_on_the_wire() {
        for code in ReasonCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
