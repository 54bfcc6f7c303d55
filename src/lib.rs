//! The Facebook Messenger channel of a help desk, as a pure library: no clock, no randomness, no input or output.
//!
//! A webhook comes in as bytes and goes out as actions of a help desk; a draft comes in and goes out as Send API calls; in
//! between stands the question whether the reply may be sent at all.
//!
//! ```text
//!             bytes, headers                                    draft
//!                  |                                              |
//!    webhook       v   handshake, signature, envelope, events     v
//!                  | InboundEvent                         send    limits, splitting, requests, outcomes
//!                  v                                              ^
//!    conversation  step(state, inputs, now) -> state', effects    |
//!                  +--------> policy   dated rules -> decide() ---+
//!                  v
//!    desk          DeskAction: open, append, edit, redact, react, receipt, note, contact, status
//!                  v                                              ^
//!    adapters      HTTP requests to a real desk                   its webhooks: answers, solved tickets
//! ```
//!
//! * [`webhook`] proves that a body is Meta's and reads every event in it.
//! * [`conversation`] folds events, drafts and Graph's answers into one small state a thread.
//! * [`policy`] decides, from dated rules, and says why.
//! * [`send`] plans requests and reads answers.
//! * [`desk`] names what a help desk does, and reads a channel's configuration.
//! * [`adapters`] speak the interfaces of real desks: Request Tracker, Zammad, Chatwoot, Zendesk, or any by JSON.
//! * [`setup`] connects a Page and keeps it connected: diagnosis, guide, login, the channel's status, Meta's callbacks.
//! * [`edge`] says what a callback URL answers, for any HTTP server.
//! * [`json`] is what all of them read and write with; [`error`] what they refuse with.
//! * [`js`] is the only room that knows JavaScript.
//!
//! ```
//! use messenger_desk::conversation::{step, Effect, Input};
//! use messenger_desk::desk::{Act, Config};
//! use messenger_desk::webhook::signature::{Secrets, Verification};
//!
//! let config = Config::from_json(r#"{ "appSecret": "a-secret-for-tests-only" }"#).unwrap();
//! let body = br#"{"object":"page","entry":[{"id":"1029384756","messaging":[{"sender":{"id":"24681012141618"},
//!     "recipient":{"id":"1029384756"},"timestamp":1762128000123,"message":{"mid":"m_1","text":"Is my bike ready?"}}]}]}"#;
//! let signature = Secrets::new(["a-secret-for-tests-only"]).sign(body);
//! assert_eq!(config.secrets.verify(body, Some(&signature)), Verification::Genuine { secret: 0 });
//!
//! let document = config.reader.document(body).unwrap();
//! for event in config.reader.read(&document).unwrap().events {
//!     let now = event.at;
//!     let done = step(&config, None, &[Input::Event(Box::new(event))], now).unwrap();
//!     let Effect::Desk(action) = &done.effects[0] else { panic!("a ticket") };
//!     assert!(matches!(&action.act, Act::Open { subject, .. } if subject == "Is my bike ready?"));
//! }
//! ```
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

pub use messenger_desk_json as json;

pub mod adapters;
pub mod conversation;
pub mod desk;
pub mod edge;
pub mod error;
pub mod js;
pub mod policy;
pub mod send;
pub mod setup;
pub mod webhook;

mod hex;
mod mac;
