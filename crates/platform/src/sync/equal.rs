//! Whether two values of a unit say the same, so that writing one over the other changes nothing.

use sst_domain::profile::{FieldKind, FieldValue, UnitSpec, UnitValue};
use unicode_normalization::UnicodeNormalization as _;

/// Whether both say the same. Both are canonical already (spaces at the ends are gone); free text is
/// compared after NFC, because input methods compose letters differently. Names are compared as they are:
/// normalising changes compatibility ideographs, and with them a person's name.
pub(super) fn says_the_same(
    spec: &UnitSpec,
    left: Option<&UnitValue>,
    right: Option<&UnitValue>,
) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return left == right;
    };
    let is_text = |name: &str| {
        spec.field(name)
            .is_some_and(|f| matches!(f.kind, FieldKind::Text { .. }))
    };
    let same = |(name, value): (&str, &FieldValue)| match (value, right.field(name)) {
        (FieldValue::Text(left), Some(FieldValue::Text(right))) if is_text(name) => {
            left.nfc().eq(right.nfc())
        }
        (left, right) => Some(left) == right,
    };
    left.fields().count() == right.fields().count() && left.fields().all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sst_domain::profile::unit_spec;

    #[test]
    fn free_text_is_compared_after_nfc_and_names_are_not() {
        let address = unit_spec("address").unwrap();
        let street = |street| UnitValue::from([("region", "210104"), ("street", street)]);
        let [composed, decomposed] = ["Caf\u{e9} 1", "Cafe\u{301} 1"].map(street);
        assert!(says_the_same(address, Some(&composed), Some(&decomposed)));
        assert!(!says_the_same(
            address,
            Some(&composed),
            Some(&street("Cafe 1"))
        ));
        assert!(!says_the_same(address, Some(&composed), None));
        assert!(says_the_same(address, None, None));

        // U+F9D1 is 六 as a compatibility ideograph: NFC would make it another character.
        let name = unit_spec("name").unwrap();
        let [six, compatible] =
            ["\u{516d}", "\u{f9d1}"].map(|text| UnitValue::from([("name", text)]));
        assert!(!says_the_same(name, Some(&six), Some(&compatible)));
    }

    #[test]
    fn a_field_more_or_less_is_a_difference() {
        let address = unit_spec("address").unwrap();
        let short = UnitValue::from([("region", "210104"), ("street", "测试路")]);
        let long = UnitValue::from([
            ("region", "210104"),
            ("street", "测试路"),
            ("postcode", "110041"),
        ]);
        assert!(!says_the_same(address, Some(&short), Some(&long)));
        assert!(!says_the_same(address, Some(&long), Some(&short)));
    }
}
