//! The boundary: what is about to leave is compared with the registry, and what is not declared there stays.
//!
//! It reads the request as it will be sent, not what it was made from, and never keeps or logs a value.

use std::collections::BTreeSet;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Request, Url};
use sst_api::path;
use sst_api::registry::{self, COMMON_HEADERS, Field, Holds, Operation, Place};
use sst_domain::profile::unit_spec;
use sst_domain::registry::DataKind;

use super::RemoteError;
use super::members;

/// What a request is, and which kinds of data it holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) operation: &'static Operation,
    pub(crate) kinds: BTreeSet<DataKind>,
}

/// Reads a request. `discovered` is the path in the contract of an operation that discovery has placed elsewhere.
///
/// # Errors
///
/// [`RemoteError::Undeclared`] for another origin, an operation, field or header that is not declared, or a value
/// of a unit that this version does not know.
pub(super) fn declared(
    request: &Request,
    origin: &Url,
    discovered: Option<&'static str>,
) -> Result<Declared, RemoteError> {
    let url = request.url();
    if !is_at(origin, url) {
        return Err(refuse("origin", None));
    }
    let method = request.method().as_str();
    let operation = match discovered {
        Some(path) => registry::find(method, path).filter(|operation| operation.discovered),
        None => registry::find(method, url.path()),
    };
    let operation = operation.ok_or_else(|| refuse("operation", None))?;
    let parameters = operation.parameters(url.path()).unwrap_or_default();
    let mut reading = Reading {
        operation,
        parameters: &parameters,
        kinds: BTreeSet::new(),
    };
    let whole =
        reading.read_address(url) && reading.read_headers(request) && reading.read_body(request);
    let Reading { kinds, .. } = reading;
    whole
        .then_some(Declared { operation, kinds })
        .ok_or_else(|| refuse("field", Some(operation)))
}

/// What the page where a person logs in is asked with: it is shown by the system's browser, which sends it.
pub(crate) fn declared_page(query: &str) -> Result<Declared, RemoteError> {
    let operation =
        registry::find("GET", path::AUTHORIZE).ok_or_else(|| refuse("operation", None))?;
    let mut reading = Reading {
        operation,
        parameters: &[],
        kinds: BTreeSet::new(),
    };
    let whole = reading.read_pairs(Place::Query, query);
    let Reading { kinds, .. } = reading;
    whole
        .then_some(Declared { operation, kinds })
        .ok_or_else(|| refuse("field", Some(operation)))
}

fn is_at(origin: &Url, url: &Url) -> bool {
    url.origin() == origin.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
}

fn refuse(what: &'static str, operation: Option<&'static Operation>) -> RemoteError {
    let (method, path) = operation.map_or(("", ""), |known| (known.method, known.path));
    tracing::error!(what, method, path, "not declared, so not sent");
    RemoteError::Undeclared
}

/// One request, as it is read.
pub(super) struct Reading<'a> {
    operation: &'static Operation,
    parameters: &'a [(&'static str, &'a str)],
    kinds: BTreeSet<DataKind>,
}

impl Reading<'_> {
    fn read_address(&mut self, url: &Url) -> bool {
        self.parameters
            .iter()
            .all(|(name, _)| self.enter(Place::Path, name))
            && url
                .query()
                .is_none_or(|query| self.read_pairs(Place::Query, query))
    }

    fn read_headers(&mut self, request: &Request) -> bool {
        request.headers().keys().all(|name| {
            COMMON_HEADERS.contains(&name.as_str()) || self.enter(Place::Header, name.as_str())
        })
    }

    fn read_body(&mut self, request: &Request) -> bool {
        let Some(body) = request.body() else {
            return true;
        };
        let kind = request.headers().get(CONTENT_TYPE);
        match (body.as_bytes(), kind.map(|kind| kind.as_bytes())) {
            (Some(bytes), Some(b"application/x-www-form-urlencoded")) => {
                str::from_utf8(bytes).is_ok_and(|form| self.read_pairs(Place::Body, form))
            }
            (Some(bytes), Some(b"application/json")) => members::read(self, bytes),
            // Not looked into: the body as a whole is one field.
            (Some(_), Some(b"application/octet-stream")) => self.enter(Place::Body, ""),
            _ => false,
        }
    }

    /// Names and values with `=` and `&` between. No declared name needs an escape, so none is decoded.
    fn read_pairs(&mut self, place: Place, pairs: &str) -> bool {
        pairs.split('&').all(|pair| {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            match place {
                Place::Body => self.enter(place, &format!("/{name}")),
                _ => self.enter(place, name),
            }
        })
    }

    fn enter(&mut self, place: Place, name: &str) -> bool {
        let field = self.operation.field(place, name);
        field.is_some_and(|field| self.take(field, &|_| None))
    }

    /// The field of the body at `pointer`.
    pub(super) fn field(&self, pointer: &str) -> Option<&'static Field> {
        self.operation.field(Place::Body, pointer)
    }

    /// Whether there are fields below `pointer`.
    pub(super) fn has_below(&self, pointer: &str) -> bool {
        self.operation.has_below(pointer)
    }

    /// Whether a member with this name says which unit another field holds.
    pub(super) fn names_unit(&self, name: &str) -> bool {
        let mut fields = self.operation.fields();
        fields.any(|field| matches!(field.holds, Holds::UnitNamedIn(by) if by == name))
    }

    /// Notes which kinds a field holds. `beside` gives the value of a member beside it. Says whether they are
    /// known.
    pub(super) fn take(
        &mut self,
        field: &'static Field,
        beside: &dyn Fn(&str) -> Option<String>,
    ) -> bool {
        match field.holds {
            Holds::Protocol => true,
            Holds::Kind(kind) => {
                self.kinds.insert(kind);
                true
            }
            Holds::Kinds(kinds) => {
                self.kinds.extend(kinds);
                true
            }
            Holds::Unit(unit) => self.take_unit(unit),
            Holds::UnitNamedIn(name) => match self.parameter(name).or_else(|| beside(name)) {
                Some(unit) => self.take_unit(&unit),
                None => false,
            },
        }
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let found = self.parameters.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    }

    fn take_unit(&mut self, key: &str) -> bool {
        let unit = unit_spec(key);
        self.kinds.extend(unit.map(|unit| unit.data));
        unit.is_some()
    }
}
