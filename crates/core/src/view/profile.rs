//! The profile: masked, with the state of each unit.

use serde::Serialize;
use specta::Type;
use sst_domain::profile::{ChangedBy, EditRule, MaskedField, Proof, UnitGroup, UnitKey};

/// The profile as 我的 shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProfileView {
    /// Every unit that this version knows, in the order of the table.
    pub units: Vec<UnitView>,
    /// Grows with every view, in the order of what they show: one that arrives late, because an answer was
    /// overtaken by an event, is older than the one on the screen.
    #[specta(type = u32)]
    pub version: u64,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct UnitView {
    /// Its key.
    pub key: UnitKey,
    /// The part of 信息修正 it belongs to.
    pub group: UnitGroup,
    /// What it holds, masked; pending edits are already in it.
    pub fields: Vec<MaskedField>,
    /// How far it has come.
    pub state: UnitStateView,
    /// Revision that the person sees; goes back with an edit.
    #[specta(type = u32)]
    pub rev: u64,
    /// Where its value came from; `None` while an edit is pending or nothing was ever set.
    pub changed_by: Option<ChangedBy>,
    /// Whether and how it can be changed.
    pub edit: EditRule,
    /// Whether a change needs a recent authentication.
    pub step_up: bool,
    /// What makes its value certain.
    pub proof: Proof,
    /// Whether an official has verified it: then a correction has to be asked for.
    pub verified: bool,
    /// Whether the law calls it sensitive.
    pub sensitive: bool,
    /// Whether the last edit can be taken back: it has not left this computer.
    pub undoable: bool,
}

/// How far a unit has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UnitStateView {
    /// Nothing was ever set.
    Empty,
    /// The platform has it.
    Synced,
    /// Saved on this computer, waiting to be sent.
    Pending {
        /// When the person saved it, RFC 3339 in UTC.
        since: String,
    },
    /// Held in memory only, not yet sent: it is lost if the window closes.
    Unsaved,
    /// Changed on both sides: the person decides.
    Conflict(ConflictView),
    /// The platform refused it; the person's value is kept until they change or discard it.
    Rejected {
        /// Stable code of the reason.
        code: String,
        /// What is wrong with each field.
        fields: Vec<sst_domain::profile::FieldProblem>,
        /// What the platform has meanwhile, masked; empty where it has none.
        stands: Vec<MaskedField>,
    },
}

/// Two values of one unit, both masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ConflictView {
    /// What the person wanted; empty where they wanted to clear the unit.
    pub mine: Vec<MaskedField>,
    /// When they saved it on this computer, RFC 3339 in UTC; where it is `lost`, when the platform had got it.
    pub since: String,
    /// The platform had it, and lost it as it was put back from a backup.
    pub lost: bool,
    /// What the platform holds.
    pub theirs: Vec<MaskedField>,
    /// Who changed it there, on what ground and when.
    pub changed_by: ChangedBy,
}

/// A form for one unit. It never holds a value that the person did not ask to see.
#[derive(Debug, Clone, Serialize, Type)]
pub struct FormView {
    /// The unit as it stands, masked.
    pub unit: UnitView,
    /// What to ask for, in order.
    pub fields: Vec<FormFieldView>,
    /// What was typed before and not saved, by field; sealed on this computer.
    pub draft: Option<Vec<RevealedField>>,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FormFieldView {
    /// Its name.
    pub name: String,
    /// Which rule its value obeys.
    pub kind: FieldView,
    /// Whether the unit is incomplete without it.
    pub required: bool,
}

/// The rule of a field, as far as a form needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldView {
    /// A person's name.
    PersonName,
    /// One of these codes.
    Choice {
        /// Codes.
        options: Vec<String>,
    },
    /// Any of these codes.
    Choices {
        /// Codes.
        options: Vec<String>,
    },
    /// A date not after today.
    PastDate,
    /// A date.
    Date,
    /// A country; search with `search_countries`.
    Country,
    /// A division; search with `search_regions`.
    Region,
    /// A kind of identity document.
    DocumentKind {
        /// Codes.
        options: Vec<String>,
    },
    /// The number of an identity document.
    DocumentNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postcode.
    Postcode,
    /// One line of text.
    Text {
        /// Longest allowed length in characters.
        max_chars: u32,
    },
}

/// A unit in clear, on the person's own request, for a while.
#[derive(Clone, Serialize, Type)]
pub struct RevealView {
    /// The unit.
    pub key: UnitKey,
    /// Its fields in clear.
    pub fields: Vec<RevealedField>,
    /// In a conflict, what the person wanted: two masks may look alike, so that one step shows both values.
    pub mine: Option<Vec<RevealedField>>,
    /// Where the platform refused what the person wanted, what it has: `fields` is the person's then.
    pub stands: Option<Vec<RevealedField>>,
    /// Seconds until the screen hides it again.
    pub seconds: u32,
}

/// One field in clear.
#[derive(Clone, Serialize, Type)]
pub struct RevealedField {
    /// Its name.
    pub field: String,
    /// Its text; several for a list.
    pub text: Vec<String>,
}

/// Personal values never reach a log.
impl std::fmt::Debug for RevealedField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RevealedField")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}
