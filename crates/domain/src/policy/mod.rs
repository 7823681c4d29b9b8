//! The privacy policy: from an operator's text to a document of sections, clauses and items with stable
//! ids and hashes, the purposes beside it, what changed between two versions, and the signed bundle.

mod document;
mod hash;
mod import;
mod problem;
mod render;
mod walk;

pub use document::{
    Block, Clause, Contact, Item, Language, Paragraph, PolicyDocument, Section, SectionBlock,
    ThirdParty,
};
pub use import::{Imported, import, import_with_warnings};
pub use problem::{PolicyProblem, PolicyProblemCode, PolicyProblems};
