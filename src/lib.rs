//! The Facebook Messenger channel of a help desk.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        reason = "a failing test may stop"
    )
)]

pub mod conversation;
pub mod desk;
pub mod error;
pub mod js;
pub mod json;
pub mod policy;
pub mod send;
pub mod setup;
pub mod webhook;

mod hex;
