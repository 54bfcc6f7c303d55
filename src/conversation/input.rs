//! What a step is given.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Problem;
use crate::json::{Id, Millis, Read, Reading, readable, words};
use crate::send::{Draft, SendResult};
use crate::webhook::InboundEvent;

/// One thing that happened to a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ event: InboundEvent } | { reply: Draft } | { sent: SendResult } | { desk: DeskStatus } | { tick: true }"
    )
)]
pub enum Input<'d> {
    /// Meta's webhook told of it.
    Event(Box<InboundEvent<'d>>),
    /// Somebody at the desk wants to send this.
    Reply(Box<Draft>),
    /// Somebody at the desk wants to send what cannot be read: the draft's id, if it has one, and every problem.
    Unreadable(Option<String>, Vec<Problem>),
    /// Graph answered a request.
    Sent(SendResult),
    /// The desk changed the ticket.
    Desk(DeskStatus),
    /// The time that was asked for with `wake` has come.
    Tick,
}

/// What the desk did with the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeskStatus {
    /// What it is now.
    pub ticket: TicketStatus,
    /// Since when, ms since the epoch.
    pub at: Millis,
}

words! {
    /// Whether a ticket is being worked on.
    pub enum TicketStatus {
        /// It is.
        Open = "open",
        /// It is done; what the customer writes now opens it again.
        Solved = "solved",
    }
}

readable!(DeskStatus { ticket: "ticket" required, at: "at" required });

impl<'d> Read<'d> for Input<'d> {
    const EXPECTED: &'static str = "an object with one of event, reply, sent, desk, tick";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        if fields.has("event") {
            return fields.get("event").map(|event| Self::Event(Box::new(event)));
        }
        if let Some(reply) = fields.value("reply").filter(|reply| !reply.is_null()) {
            let path = reading.path().key("reply");
            let draft = Draft::read_at(Reading::new(reply, &path, reading.leftovers()));
            return Some(match draft {
                Ok(draft) => Self::Reply(Box::new(draft)),
                Err(problems) => {
                    let id = reply.get("id").and_then(|id| Id::read(Reading::new(id, &path, reading.leftovers())));
                    Self::Unreadable(id.map(|id| id.0.into_owned()), problems)
                }
            });
        }
        if fields.has("sent") {
            return fields.get("sent").map(Self::Sent);
        }
        if fields.has("desk") {
            return fields.get("desk").map(Self::Desk);
        }
        fields.get::<bool>("tick").filter(|tick| *tick).map(|_| Self::Tick)
    }
}
