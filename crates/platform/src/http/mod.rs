//! HTTP: routes, bodies, errors.

pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod failure;
pub(crate) mod layers;
pub(crate) mod router;
pub(crate) mod tag;
