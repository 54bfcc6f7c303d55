//! Send: an agent's draft to valid Send API calls, and Graph's answer to what to do next.
//!
//! [`plan`] gives requests for the host to send, in order, or every problem of the draft at once; it refuses what the decision
//! blocks. [`outcome`] reads Graph's answer by code and subcode ([`GRAPH_ERRORS`]), never by text, and says whether and how to
//! try again; [`pace`] says when a send fits under Meta's rate limits. There is no token in here: the host adds it, and
//! [`proof::app_secret_proof`] where the app asks for one.

pub mod proof;

mod act;
mod acts;
mod attachment;
mod draft;
mod envelope;
mod graph_error;
mod limits;
mod measure;
mod outcome;
mod outcome_kind;
mod outcome_reason;
mod parts;
mod plan;
mod quick_reply;
mod rate;
mod request;
mod retry;
mod split;
mod template;
mod usage;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::Problem;
use crate::policy::Place;

pub(crate) use graph_error::kind_of as error_kind;
pub(crate) use parts::MOST_CALLS;
pub(crate) use split::first_words;

pub use act::{DraftAct, DraftActKind};
pub use attachment::{DraftAttachment, FileType};
pub use draft::{Draft, DraftPart, DraftReaction, NotificationType, ThreadControl, Typing};
pub use graph_error::{ErrorAt, ErrorSource, GRAPH_ERRORS, GraphError};
pub use limits::{LIMITS, Limit, Unit, What};
pub use measure::{Measure, measure};
pub use outcome::{Outcome, SendResult, outcome};
pub use outcome_kind::OutcomeKind;
pub use outcome_reason::OutcomeReason;
pub use plan::{SendPlan, plan};
pub use quick_reply::{QuickReplyButton, QuickReplyType};
pub use rate::{Pace, PaceAsk, PaceKind, PaceState, RATES, Rate, RateLimit, pace};
pub use request::{Body, GRAPH_VERSION, GraphRequest, Method};
pub use retry::Retry;
pub use split::split;
pub use template::Template;

/// Notes a text that is longer than its limit.
fn too_long(problems: &mut Vec<Problem>, pointer: String, text: &str, what: What, platform: Place) {
    let limit = what.limit(platform);
    let actual = limit.length(text);
    if actual > limit.count() {
        let message = ["This text can have ", &limit.most.to_string(), " characters."].concat();
        problems.push(Problem::beyond(pointer, message, limit.count(), actual));
    }
}
