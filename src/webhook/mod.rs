//! Receive: prove that a webhook is Meta's and read every event in it.
//!
//! * [`handshake`] answers the GET with which Meta checks a callback URL.
//! * [`signature`] proves that a body was signed with the app secret, and says what went wrong where it was not.
//! * [`Reader`] walks the envelope: each item of each entry becomes one [`InboundEvent`] or one [`Rejected`].
//!
//! This room knows nothing of tickets, policy or sending.

pub mod event;
pub mod handshake;
pub mod signature;

mod change;
mod delivery;
mod envelope;
mod identity;
mod item;
mod messaging;
mod reserialised;
mod scope;
mod unreadable;

pub use delivery::{Delivery, Rejected, Rejection};
pub use envelope::{Limits, Reader};
pub use event::{EventBody, InboundEvent};
pub use scope::CommentThreads;
pub use unreadable::Unreadable;

pub(crate) use identity::{by_reference, direct, message_id};
