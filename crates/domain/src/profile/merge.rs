//! The three-way merge of one unit.

use super::UnitValue;

/// What becomes of a unit that may have changed on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// Nothing of mine is left to send: both sides agree.
    Agreed,
    /// Only this side changed it: mine stands and is still to be sent.
    Mine,
    /// Both sides changed it differently: the person decides.
    Conflict,
}

/// Merges my pending value of a unit with the platform's.
///
/// `base` is what the person saw when editing, `mine` what they want, `theirs` what the platform holds
/// now; `None` is an empty unit. There is no merging inside a unit: a unit is the atom of conflict.
pub fn merge_unit(
    base: Option<&UnitValue>,
    mine: Option<&UnitValue>,
    theirs: Option<&UnitValue>,
) -> Merge {
    if mine == theirs {
        Merge::Agreed
    } else if theirs == base {
        Merge::Mine
    } else {
        Merge::Conflict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn street(text: &str) -> UnitValue {
        UnitValue::from([("street", text)])
    }

    #[test]
    fn asks_exactly_when_both_sides_changed_differently() {
        let [old, mine, theirs] = ["旧街", "我街", "他街"].map(street);
        let merge = |base: &UnitValue, mine: &UnitValue, theirs: &UnitValue| {
            merge_unit(Some(base), Some(mine), Some(theirs))
        };
        assert_eq!(merge(&old, &mine, &old), Merge::Mine);
        assert_eq!(merge(&old, &mine, &mine), Merge::Agreed);
        assert_eq!(merge(&old, &mine, &theirs), Merge::Conflict);
        assert_eq!(merge_unit(Some(&old), None, Some(&theirs)), Merge::Conflict);
        assert_eq!(merge_unit(Some(&old), None, None), Merge::Agreed);
        assert_eq!(merge_unit(None, Some(&mine), None), Merge::Mine);
    }
}
