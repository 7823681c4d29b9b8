//! The contract as an outsider sees it: the OpenAPI document, and JSON written by hand.

mod fixtures;
mod openapi;
mod registry;
