//! The citizen's profile: its units, an edit, and the three-way merge.
//!
//! A unit is the atom of conflict. [`UNITS`] is the single source for the form, the contract, the merge,
//! the masks and the register of what is collected.

mod disagreement;
mod edit;
mod input;
mod mask;
mod merge;
mod unit;
mod value;

pub use disagreement::{Disagreement, document_disagreements, typed_disagreements};
pub use edit::{Change, ChangeInput, ChangedBy, Origin};
pub use input::{FieldProblem, RawFields, RawValue, parse_change};
pub use mask::{MaskedField, mask_unit};
pub use merge::{Merge, merge_unit};
pub use unit::{
    EditRule, FieldKind, FieldSpec, Proof, UNITS, UnitGroup, UnitKey, UnitSpec, unit_spec,
};
pub use value::{FieldValue, UnitValue};
