//! What can be wrong with a field.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Declares the codes once: variant, name on the wire, and the list of all.
macro_rules! field_codes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// What is wrong with one field. The name on the wire is stable; the screen turns it into a
        /// sentence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum FieldCode {
            $($(#[$doc])* $variant,)+
        }

        impl FieldCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

field_codes! {
    /// The unit is not in the table of units.
    UnknownUnit => "unknown_unit",
    /// The unit has no such field.
    UnknownField => "unknown_field",
    /// The unit cannot be changed by the person.
    ReadOnly => "read_only",
    /// The number of a document came without its kind.
    DocumentKindMissing => "document_kind_missing",
    /// The field holds the mask of the value, not a value.
    MaskedValue => "masked_value",
    /// Not one of the values that can be chosen.
    UnknownOption => "unknown_option",
    /// A value is needed.
    Required => "required",
    /// More characters than allowed.
    TooLong => "too_long",
    /// Fewer characters than needed.
    TooShort => "too_short",
    /// A character that cannot stand here.
    IllegalCharacter => "illegal_character",
    /// Not the number of digits or characters that this kind of number has.
    BadLength => "bad_length",
    /// The parts do not stand as this kind of value has them.
    BadFormat => "bad_format",
    /// The last character does not fit the others: something was mistyped.
    BadCheckDigit => "bad_check_digit",
    /// There is no such day in the calendar.
    BadDate => "bad_date",
    /// The day has not come yet.
    DateInFuture => "date_in_future",
    /// The day is longer ago than a human life.
    DateTooOld => "date_too_old",
    /// The number begins with a region that does not exist.
    BadRegion => "bad_region",
    /// A good number, but of another kind of document.
    OtherDocumentKind => "other_document_kind",
    /// A number of the first generation of identity cards, with 15 digits, invalid since 2013.
    OldResidentId => "old_resident_id",
    /// A fixed-line number, which receives no codes.
    Landline => "landline",
    /// A password that everybody tries first.
    TooCommon => "too_common",
    /// A password that is little more than the phone number or the account name.
    NamesAccount => "names_account",
}

impl fmt::Display for FieldCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_on_the_wire() {
        for code in FieldCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
