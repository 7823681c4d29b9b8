//! System tests: the core against a real platform, and the real window.

pub mod proxy;
