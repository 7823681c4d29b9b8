//! What each request of the contract says about a person: every field of every operation, with the kind of data
//! that it holds.
//!
//! The client sends nothing that does not stand here, and the OpenAPI document carries it (`x-data-kinds`). That
//! the table and the contract's types name the same fields is tested against that document.

mod account;
mod auth;
mod correction;
mod field;
mod guardian;
mod public;
mod report;
mod security;
mod sync;

use sst_domain::registry::DataKind;

pub use field::{Field, Holds, Place};

/// Headers of every call, made by the client itself. They say nothing about a person.
pub const COMMON_HEADERS: &[&str] = &["accept", "cache-control", "content-type"];

/// What a server receives with every connection, whatever is asked of it (policy 1.1).
pub const INEVITABLE: &[DataKind] = &[
    DataKind::OperationRecord,
    DataKind::AccessTime,
    DataKind::NetworkAddress,
];

/// One operation of the contract, and what its request may hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its code: the identifier that the OpenAPI document gives it.
    pub code: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path, with parameters in braces; one of [`crate::path`].
    pub path: &'static str,
    /// Whether discovery says where it is, so that its path may be another.
    pub discovered: bool,
    /// Every field that its request may have.
    pub fields: &'static [&'static [Field]],
}

impl Operation {
    /// Every field of its request.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().copied().flatten()
    }

    /// The field at this place.
    pub fn field(&self, place: Place, name: &str) -> Option<&'static Field> {
        self.fields()
            .find(|field| field.place == place && field.name == name)
    }

    /// Whether a field of the body stands below `pointer`.
    pub fn has_below(&self, pointer: &str) -> bool {
        self.fields().any(|field| {
            field.place == Place::Body
                && field
                    .name
                    .strip_prefix(pointer)
                    .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// The values of the path's parameters in `path`, by name, undecoded; `None` where `path` is another's.
    pub fn parameters<'p>(&self, path: &'p str) -> Option<Vec<(&'static str, &'p str)>> {
        let mut parameters = Vec::new();
        let mut given = path.split('/');
        for wanted in self.path.split('/') {
            let given = given.next()?;
            match wanted.strip_prefix('{') {
                Some(name) if !given.is_empty() => {
                    parameters.push((name.trim_end_matches('}'), given));
                }
                None if wanted == given => {}
                _ => return None,
            }
        }
        given.next().is_none().then_some(parameters)
    }
}

/// Every operation of the contract.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        auth::OPERATIONS,
        sync::OPERATIONS,
        account::OPERATIONS,
        correction::OPERATIONS,
        security::OPERATIONS,
        guardian::OPERATIONS,
        report::OPERATIONS,
        public::OPERATIONS,
    ]
    .into_iter()
    .flatten()
}

/// The operation with this method and path, parameters and all.
pub fn find(method: &str, path: &str) -> Option<&'static Operation> {
    operations().find(|operation| {
        operation.method == method
            && (operation.path == path || operation.parameters(path).is_some())
    })
}

const fn get(
    code: &'static str,
    path: &'static str,
    fields: &'static [&'static [Field]],
) -> Operation {
    operation("GET", code, path, fields)
}

const fn post(
    code: &'static str,
    path: &'static str,
    fields: &'static [&'static [Field]],
) -> Operation {
    operation("POST", code, path, fields)
}

const fn put(
    code: &'static str,
    path: &'static str,
    fields: &'static [&'static [Field]],
) -> Operation {
    operation("PUT", code, path, fields)
}

const fn delete(
    code: &'static str,
    path: &'static str,
    fields: &'static [&'static [Field]],
) -> Operation {
    operation("DELETE", code, path, fields)
}

const fn operation(
    method: &'static str,
    code: &'static str,
    path: &'static str,
    fields: &'static [&'static [Field]],
) -> Operation {
    Operation {
        code,
        method,
        path,
        discovered: false,
        fields,
    }
}
