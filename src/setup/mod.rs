//! Connecting a Page and keeping it connected.

pub mod diagnose;
pub mod signed_request;
