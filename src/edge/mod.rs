//! The edge: what a callback URL answers, without an HTTP server of ours.
//!
//! A host that serves HTTP asks three times, and builds the response it is told:
//!
//! 1. [`admit`] looks at the [`Head`] alone. A handshake is answered here, and most of what is not Meta's refused, before a byte of a body
//!    is read; for the rest it says how many bytes may be read.
//! 2. [`accept`] proves and reads the body.
//! 3. [`end`] gives the answer to what only the host can know: that everything is stored, that it could not be, that the body was
//!    longer than allowed.
//!
//! What Meta wants (`platform.md` 1.3; Meta Webhooks for Messenger Platform, 2026-05-05): 200 within 5 s, and only for what is safe, since
//! everything else is delivered again; an hour of failures unsubscribes the Page.
//!
//! The package's `messenger-desk/edge` is this room behind `Request` and `Response`. Where JavaScript has no WebAssembly, as on Fastly, the
//! crate does the same:
//!
//! ```
//! use messenger_desk::desk::Config;
//! use messenger_desk::edge::{Admission, Answer, Ending, Head, accept, admit, end};
//! use messenger_desk::webhook::InboundEvent;
//!
//! /// `read` gives the body, or nothing where it is longer than so many bytes; `store` returns once it is safe.
//! fn webhook(
//!     config: &Config,
//!     head: &Head<'_>,
//!     read: impl FnOnce(usize) -> Option<Vec<u8>>,
//!     store: impl FnOnce(&[InboundEvent<'_>]) -> bool,
//! ) -> Answer {
//!     let most = match admit(config, head) {
//!         Admission::Answer(answer) => return answer,
//!         Admission::Read { at_most } => at_most,
//!     };
//!     let Some(body) = read(most) else { return end(config, Ending::BodyBytes) };
//!     let stored = accept(config, &body, head.signature(), |delivery| store(&delivery.events));
//!     match stored {
//!         Ok(true) => end(config, Ending::Delivered),
//!         Ok(false) => end(config, Ending::NotDelivered),
//!         Err(refused) => refused,
//!     }
//! }
//!
//! let config = Config::from_json(r#"{ "appSecret": "a-secret-for-tests-only" }"#).unwrap();
//! let body = br#"{"object":"page","entry":[]}"#.to_vec();
//! let signature = config.secrets.sign(&body);
//! let head = Head { method: "POST".into(), x_hub_signature_256: Some(signature.into()), ..Head::default() };
//! assert_eq!(webhook(&config, &head, |_| Some(body.clone()), |_| true).status, 200);
//! assert_eq!(webhook(&config, &head, |_| Some(b"{}".to_vec()), |_| true).status, 403);
//! assert_eq!(webhook(&config, &head, |_| Some(body), |_| false).status, 500);
//! ```

mod accept;
mod admit;
mod answer;
mod ending;

pub use accept::{accept, accept_signed};
pub use admit::{Admission, Head, admit};
pub use answer::Answer;
pub use ending::{Ending, end};
