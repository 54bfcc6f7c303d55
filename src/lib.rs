//! The Facebook Messenger channel of a help desk.
//!
//! Without `std`: there is no input or output here to need it for, and what `std` brings along for panics alone (messages,
//! hooks, formatting) would be a tenth of the Wasm module.
#![cfg_attr(not(any(test, feature = "types")), no_std)]
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

#[macro_use]
extern crate alloc;

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
mod mac;
