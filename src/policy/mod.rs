//! Decide: may this reply still be sent, as what, until when, and if not, why and what instead.
//!
//! Meta's rules are rows with dates in one [table](RULES); [`decide`] is a pure function of what is known of a conversation
//! ([`Facts`]), the question ([`Ask`]) and that table. A new ruling of Meta's is a new row, not a new `if`.
//!
//! This room knows nothing of webhooks or of sending.

mod ask;
mod columns;
mod date;
mod decide;
mod decision;
mod facts;
mod reason;
mod rule;
mod rules;

pub use ask::{Ask, Author, PolicyOptions, ReplyKind, TagAsked};
pub use columns::{WindowColumns, windows};
pub use date::{Date, date};
pub use decide::decide;
pub use decision::{Decision, Envelope, Path, Recipient, Stage, Verdict};
pub use facts::{CommentFacts, Controller, Facts, Interaction, Owner, WindowFacts};
pub use reason::{Param, Reason, ReasonCode};
pub use rule::{Actors, Confidence, Counts, Forbid, MessagingType, Need, Opener, Rule, RuleId, Source, Span, Tag};
pub use rules::RULES;
