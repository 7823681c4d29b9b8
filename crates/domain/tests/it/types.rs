//! What the screen sees has a type for it.

use sst_domain::consent::Control;
use sst_domain::identity::{DocumentKind, DocumentSex, FieldCode};
use sst_domain::policy::{
    ClauseChange, Floor, Hit, Mark, PolicyDocument, PolicyProblems, PolicySidecar, Purpose,
    Reconsent, SidecarProblem,
};

#[test]
fn every_type_that_crosses_to_the_screen_is_described() {
    let types = specta::Types::default()
        .register::<PolicyDocument>()
        .register::<PolicySidecar>()
        .register::<Purpose>()
        .register::<ClauseChange>()
        .register::<PolicyProblems>()
        .register::<Floor>()
        .register::<Reconsent>()
        .register::<Mark>()
        .register::<Hit>()
        .register::<Control>()
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
        "Right",
        "ChangeNote",
        "Materiality",
        "Reason",
        "ReasonCode",
        "Reconsent",
        "Mark",
        "Hit",
        "TextRange",
        "Control",
    ] {
        assert!(described(name), "{name}");
    }
}
