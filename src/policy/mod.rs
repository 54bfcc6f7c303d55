//! Decide: may this reply still be sent, as what, until when, and if not, why and what instead.
//!
//! Meta's rules are rows with dates in one [table](RULES); [`decide`] is a pure function of what is known of a conversation
//! ([`Facts`]), the question ([`Ask`]) and that table. A new ruling of Meta's is a new row, not a new `if`.
//!
//! This room knows nothing of webhooks or of sending.
//!
//! # The rules
//!
#![doc = include_str!("RULES.md")]

mod ask;
mod columns;
mod date;
mod decide;
mod decision;
mod facts;
mod instead;
mod reason;
mod region;
mod rule;
mod rules;
mod standing;
mod tag;
mod timeline;
mod way;

pub use ask::{AdWindow, Ask, Author, DraftFacts, Place, PolicyOptions, ReplyKind, TemplateKind};
pub use columns::{WindowColumns, windows};
pub use date::{Date, date};
pub use decide::decide;
pub use decision::{Certainty, Decision, Envelope, Path, Recipient, Stage, Verdict};
pub use facts::{CommentFacts, Controller, Facts, Interaction, OptinKind, OptinToken, Owner, WindowFacts};
pub use instead::{Alternative, NextStep};
pub use reason::{Param, Reason, ReasonCode};
pub use rule::{
    Actors, Confidence, Counts, Forbid, MessagingType, Need, Opener, Platforms, RecipientKind, Rule, RuleId, Source,
    Span,
};
pub use rules::RULES;
pub use standing::{Standing, standing};
pub use tag::{Tag, TagAsked};
pub use timeline::{Stretch, timeline};
