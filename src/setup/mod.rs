//! Connecting a Page and keeping it connected.

pub mod signed_request;
