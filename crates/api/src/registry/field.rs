//! One field of a request.

use sst_domain::registry::DataKind;

/// One field of a request, and what it holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it stands.
    pub place: Place,
    /// Its name; in a body a JSON pointer (RFC 6901) from the top, with `*` for every entry of a list. A body that is not
    /// JSON is one field, which the empty pointer names.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A parameter of the path.
    Path,
    /// The query.
    Query,
    /// A header, in lower case.
    Header,
    /// The body, a form or JSON.
    Body,
}

impl Place {
    /// Its name in the OpenAPI document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Nothing about a person: what the protocol needs.
    Protocol,
    /// This kind.
    Kind(DataKind),
    /// These kinds together.
    Kinds(&'static [DataKind]),
    /// A unit of the profile, or one of its fields. Which unit, another field says: a parameter of the path, or a
    /// member beside it.
    UnitNamedIn(&'static str),
    /// This unit of the profile.
    Unit(&'static str),
}

/// What shows that a call belongs to a log-in.
pub(super) const ACCOUNT: &[Field] = &[
    header("authorization", Holds::Kind(DataKind::SessionCredential)),
    header("dpop", Holds::Kind(DataKind::SessionCredential)),
];

/// The same, before there is a token.
pub(super) const PROOF: &[Field] = &[header("dpop", Holds::Kind(DataKind::SessionCredential))];

pub(super) const fn path(name: &'static str, holds: Holds) -> Field {
    field(Place::Path, name, holds)
}

pub(super) const fn query(name: &'static str, holds: Holds) -> Field {
    field(Place::Query, name, holds)
}

pub(super) const fn header(name: &'static str, holds: Holds) -> Field {
    field(Place::Header, name, holds)
}

pub(super) const fn body(pointer: &'static str, holds: Holds) -> Field {
    field(Place::Body, pointer, holds)
}

const fn field(place: Place, name: &'static str, holds: Holds) -> Field {
    Field { place, name, holds }
}
