//! Values and rules of 盛事通: what a citizen's data are, when they are right, and how two versions of
//! them become one. No I/O, no async, no clock of its own: the caller says what day it is.

pub mod consent;
pub mod identity;
pub mod notice;
pub mod password;
pub mod policy;
pub mod profile;
pub mod registry;
pub mod report;
