//! The fold: all there is to know about one thread is one small state, and [`step`] is the only thing that changes it.
//!
//! `step(state, inputs, now)` gives the new state and what to do: actions at the desk, calls to Graph, a time to wake up at,
//! alerts, and for everything that leads to nothing the reason. It is pure, so the same inputs give the same answer on every
//! machine, twice or after a crash; the host keeps the state and carries the effects out.

mod changes;
mod comments;
mod contact;
mod effect;
mod fold;
mod happenings;
mod inbound;
mod input;
mod optins;
mod outbound;
mod particulars;
mod receipts;
mod recent;
mod sends;
mod state;
mod step;
mod survey;
mod ticket;
mod wall;

pub use changes::Changes;
pub use comments::{EarlierComments, KnownComment};
pub use effect::{Alert, AlertCode, Effect, Ignored, IgnoredReason};
pub use input::{DeskStatus, Input, TicketStatus};
pub use optins::{OptinFacts, Optins};
pub use recent::Recent;
pub use sends::PendingSend;
pub use state::{
    ContactFacts, ConversationState, LastInteraction, OwnerFacts, ProfileState, Restriction, STATE_VERSION, Thread,
};
pub use step::{Step, step};

pub(crate) use state::facts_of as state_facts;
