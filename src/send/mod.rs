//! Send: an agent's draft to valid Send API calls, and Graph's answer to what to do next.
//!
//! [`plan`] gives requests for the host to send, in order, or every problem of the draft at once; it refuses what the decision
//! blocks. [`outcome`] reads Graph's answer by code and subcode, never by text. There is no token in here: the host adds it,
//! and [`proof::app_secret_proof`] where the app asks for one.

pub mod proof;

mod draft;
mod graph_error;
mod limits;
mod outcome;
mod outcome_kind;
mod plan;
mod request;
mod split;

pub(crate) use graph_error::kind_of as error_kind;

pub use draft::{Draft, DraftAttachment, FileType, QuickReplyButton};
pub use limits::{LIMITS, Limit, Unit};
pub use outcome::{Outcome, SendResult, outcome};
pub use outcome_kind::OutcomeKind;
pub use plan::{SendPlan, plan};
pub use request::{GraphRequest, Method};
pub use split::split;
