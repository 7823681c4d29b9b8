//! Reference platform.
