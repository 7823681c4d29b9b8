//! The domain, from outside.

mod official;
