//! Send: an agent's draft to valid Send API calls, and Graph's answer to what to do next.
//!
//! [`plan`] gives requests for the host to send, in order, or every problem of the draft at once; it refuses what the decision
//! blocks. [`outcome`] reads Graph's answer by code and subcode ([`GRAPH_ERRORS`]), never by text, and says whether and how to
//! try again; [`pace`] says when a send fits under Meta's rate limits. There is no token in here: the host adds it, and
//! [`proof::app_secret_proof`] where the app asks for one.

pub mod proof;

mod draft;
mod graph_error;
mod limits;
mod outcome;
mod outcome_kind;
mod outcome_reason;
mod plan;
mod rate;
mod request;
mod retry;
mod split;
mod usage;

pub(crate) use graph_error::kind_of as error_kind;

pub use draft::{Draft, DraftAttachment, FileType, QuickReplyButton};
pub use graph_error::{ErrorAt, ErrorSource, GRAPH_ERRORS, GraphError};
pub use limits::{LIMITS, Limit, Unit};
pub use outcome::{Outcome, SendResult, outcome};
pub use outcome_kind::OutcomeKind;
pub use outcome_reason::OutcomeReason;
pub use plan::{SendPlan, plan};
pub use rate::{Pace, PaceAsk, PaceKind, PaceState, RATES, Rate, RateLimit, pace};
pub use request::{GraphRequest, Method};
pub use retry::Retry;
pub use split::split;
