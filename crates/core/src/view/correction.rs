//! Requests for correction, and the history of changes.

use serde::{Deserialize, Serialize};
use specta::Type;
use sst_domain::profile::{ChangedBy, FieldProblem, MaskedField, RawFields, UnitKey};

use super::FormView;

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A photo: written anew before it was kept, without anything that cannot be seen in it.
    Jpeg,
    /// A picture, written anew as well.
    Png,
    /// A document. It is sent as it is.
    Pdf,
}

/// One attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AttachmentView {
    /// Its identifier.
    pub id: String,
    /// Name of the file that the person chose; empty where another computer sent it. The platform is not told.
    pub name: String,
    /// What it is; `None` for a kind of a newer platform.
    pub kind: Option<AttachmentKind>,
    /// How many bytes it has.
    #[specta(type = u32)]
    pub size: u64,
}

/// What a person typed into a request for correction.
#[derive(Clone, Deserialize, Type)]
pub struct CorrectionInput {
    /// The unit.
    pub unit: UnitKey,
    /// What it should be, by field.
    pub fields: RawFields,
    /// Why.
    pub reason: String,
}

/// The form of a request for correction, with what was typed and attached before. It stays until it is submitted or
/// discarded.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CorrectionFormView {
    /// The unit and its fields; `draft` has what it should be, as far as it was typed.
    pub form: FormView,
    /// Why, as it was typed.
    pub reason: String,
    /// What was attached.
    pub attachments: Vec<AttachmentView>,
    /// Most attachments.
    pub most_attachments: u32,
    /// Most characters of the reason.
    pub most_reason_chars: u32,
    /// Whether the person still has to agree to the use of sensitive identity data; without it nothing can be attached
    /// or submitted.
    pub consent_needed: bool,
    /// The request for this unit that is under way: no other can be made until it is answered or taken back.
    pub under_way: Option<CorrectionView>,
}

/// What became of the files that a person chose.
#[derive(Debug, Clone, Serialize, Type)]
pub struct AttachedView {
    /// The form with what could be attached.
    pub form: CorrectionFormView,
    /// What could not.
    pub refused: Vec<RefusedFileView>,
}

/// A file that could not be attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RefusedFileView {
    /// Its name.
    pub name: String,
    /// Stable code of the reason.
    pub code: String,
}

/// Every request for correction, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CorrectionsView {
    /// The requests.
    pub requests: Vec<CorrectionView>,
    /// Grows with every view: see [`super::ProfileView`].
    #[specta(type = u32)]
    pub version: u64,
}

/// One request for correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CorrectionView {
    /// Its identifier.
    pub id: String,
    /// The unit.
    pub unit: UnitKey,
    /// What it should be, masked.
    pub fields: Vec<MaskedField>,
    /// What is attached.
    pub attachments: Vec<AttachmentView>,
    /// When it was submitted, RFC 3339 in UTC; for one that is being written, when it was last changed.
    pub at: String,
    /// How far it has come.
    pub state: CorrectionStateView,
    /// Whether it, or that it was taken back, came with a backup and is not sent before the person has seen it.
    pub held: bool,
}

/// How far a request has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CorrectionStateView {
    /// It is being written. Its identifier is the unit's key.
    Draft,
    /// It waits on this computer: it can be changed and taken back.
    Waiting,
    /// It waits until the person agrees to the use of sensitive identity data, which they went back on.
    ConsentNeeded,
    /// What is attached is on its way: it can be changed and taken back.
    Uploading {
        /// Bytes that have arrived.
        #[specta(type = u32)]
        sent: u64,
        /// Bytes of all attachments.
        #[specta(type = u32)]
        of: u64,
    },
    /// It may have left this computer, and the platform has not answered yet.
    Sending {
        /// Whether the person has taken it back since; that is told to the platform behind it.
        withdrawing: bool,
    },
    /// The platform has it.
    Sent(SentRequestView),
    /// The platform did not take it: it can be changed and submitted again, or given up.
    Rejected {
        /// Stable code of the reason.
        code: String,
        /// What is wrong with each field.
        fields: Vec<FieldProblem>,
    },
}

/// A request as the platform has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SentRequestView {
    /// What the person can tell at a counter or on the phone.
    pub reference: String,
    /// What the platform does about it.
    pub progress: RequestProgress,
    /// The official's words.
    pub answer: Option<String>,
    /// When it last changed, RFC 3339.
    pub updated_at: String,
    /// Whether the person has taken it back, and the platform has not answered to that yet.
    pub withdrawing: bool,
}

/// What the platform does about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RequestProgress {
    /// Nobody has looked at it yet.
    Received,
    /// An official looks at it.
    InReview,
    /// It was agreed to; the unit holds the value.
    Accepted,
    /// It was not agreed to.
    Refused,
    /// The person has taken it back.
    Withdrawn,
    /// A state that only a newer client knows.
    Other,
}

/// One request with what is in it in clear.
#[derive(Clone, Serialize, Type)]
pub struct CorrectionDetailView {
    /// The request.
    pub request: CorrectionView,
    /// Why, in the person's own words.
    pub reason: String,
}

/// Changes of the profile, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct HistoryView {
    /// The changes.
    pub entries: Vec<HistoryEntryView>,
    /// What to ask for next; `None` where there is nothing earlier.
    pub next: Option<String>,
}

/// One change of the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct HistoryEntryView {
    /// What the person can tell at a counter or on the phone.
    pub reference: String,
    /// The unit; one of a newer platform is not known here.
    pub unit: UnitKey,
    /// What it held before, masked; empty where it held nothing.
    pub before: Vec<MaskedField>,
    /// What it held then, masked; empty where it was emptied.
    pub after: Vec<MaskedField>,
    /// Whether it held the same, as where an official only verified it. Masks that look alike do not say so.
    pub unchanged: bool,
    /// Who changed it, on what ground and when.
    pub changed_by: ChangedBy,
}
