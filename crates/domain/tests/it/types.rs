//! What the screen sees has a type for it.

use sst_domain::identity::{DocumentKind, DocumentSex, FieldCode};
use sst_domain::policy::{
    ClauseChange, PolicyDocument, PolicyProblems, PolicySidecar, Purpose, SidecarProblem,
};

#[test]
fn every_type_that_crosses_to_the_screen_is_described() {
    let types = specta::Types::default()
        .register::<PolicyDocument>()
        .register::<PolicySidecar>()
        .register::<Purpose>()
        .register::<ClauseChange>()
        .register::<PolicyProblems>()
        .register::<SidecarProblem>()
        .register::<FieldCode>()
        .register::<DocumentKind>()
        .register::<DocumentSex>();
    let described = |name: &str| types.into_unsorted_iter().any(|found| found.name == name);
    for name in [
        "PolicyDocument",
        "Section",
        "Clause",
        "Item",
        "Paragraph",
        "ThirdParty",
        "Purpose",
    ] {
        assert!(described(name), "{name}");
    }
}
