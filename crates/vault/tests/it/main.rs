//! The vault as its callers see it.
