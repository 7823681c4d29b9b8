//! The privacy policy: from an operator's text to a document of sections, clauses and items with stable
//! ids and hashes, the purposes beside it, what changed between two versions, and the signed bundle.

mod assemble;
mod bundle;
mod contact;
mod cursor;
mod dates;
mod diff;
mod document;
mod front;
mod hash;
mod import;
mod keys;
mod labels;
mod lines;
mod marker;
mod marks;
mod matching;
mod material;
mod outline;
mod plain;
mod problem;
mod propose;
mod render;
mod sample;
mod search;
mod sidecar;
mod third_party;
mod walk;

pub use bundle::{
    BUNDLE_SCHEMA, BundleError, PolicyBundle, SignedBundle, open_trusted, sign, verify,
};
pub use diff::{ChangeKind, ClauseChange, ClauseLine, diff};
pub use document::{
    Block, Clause, Contact, Item, Language, Paragraph, PolicyDocument, Section, SectionBlock,
    ThirdParty,
};
pub use import::{Imported, import, import_file, import_with_warnings};
pub use keys::{KeyProblem, PinnedKey, PolicySigningKey};
pub use marks::{Mark, MarkKind, marks};
pub use material::{
    ChangeProblem, Floor, Reason, ReasonCode, Reconsent, check_change, floor, reconsent,
    reconsent_over, versions_between,
};
pub use problem::{PolicyProblem, PolicyProblemCode, PolicyProblems};
pub use propose::propose_sidecar;
pub use sample::{SamplePolicy, sample};
pub use search::{Hit, TextRange, search};
pub use sidecar::{
    ChangeNote, LegalBasis, Materiality, PolicySidecar, Purpose, Requirement, Right,
    SidecarProblem, SidecarProblemCode,
};
