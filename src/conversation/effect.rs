//! What a step asks the host to do.

use alloc::boxed::Box;
use alloc::string::String;

use crate::desk::DeskAction;
use crate::json::{Millis, Object, Record, object, words, written};
use crate::send::GraphRequest;

/// One thing to do, or the reason why there is nothing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum Effect<'d> {
    /// Do this at the help desk.
    Desk(Box<DeskAction<'d>>),
    /// Call Graph and hand the answer back as `{ sent }`.
    Graph(GraphRequest),
    /// Call `step` with `{ tick: true }` at this time, ms since the epoch. A later one replaces an earlier one.
    Wake(Millis),
    /// Tell the channel's owner.
    Alert(Alert),
    /// Nothing to do, and why.
    Ignored(Ignored),
}

/// Something the channel's owner has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Alert {
    /// What; stable, for programs.
    pub code: AlertCode,
    /// What is the matter and what to do.
    pub text: &'static str,
    /// The Page.
    pub page: String,
    /// When, ms since the epoch.
    pub at: Millis,
}

words! {
    /// What an alert is about.
    pub enum AlertCode {
        /// The Page has to be connected again.
        Reauthorize = "reauthorize",
        /// Meta keeps the Page from sending.
        Restricted = "restricted",
        /// Meta lets the Page send again.
        Unrestricted = "unrestricted",
        /// Meta warned the Page.
        Warning = "warning",
        /// Meta reports on the Page's standing.
        Integrity = "integrity",
        /// A message template was approved, rejected or paused.
        Template = "template",
    }
}

/// An input that led to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Ignored {
    /// The event's id, the key of a send, or the id of a reply.
    pub id: String,
    /// Why; stable, for programs.
    pub reason: IgnoredReason,
}

words! {
    /// Why an input led to nothing.
    pub enum IgnoredReason {
        /// The same event came before; or all of the reply was sent before.
        Duplicate = "duplicate",
        /// The echo of a reply sent through this channel, which the desk has already.
        OwnEcho = "own_echo",
        /// A receipt of messages that are known to have arrived or to have been read.
        OldReceipt = "old_receipt",
        /// A receipt that names neither a message nor a time.
        EmptyReceipt = "empty_receipt",
        /// The Page's own comment, where no ticket is open.
        OwnComment = "own_comment",
        /// The Page's own post.
        OwnPost = "own_post",
        /// It asks nothing of a desk.
        NothingToDo = "nothing_to_do",
        /// What it is about is in no ticket.
        NoTicket = "no_ticket",
        /// This version does not know what happened.
        UnknownEvent = "unknown_event",
        /// An answer to a request this thread never made, or no longer remembers.
        UnknownSend = "unknown_send",
        /// A later change of the same thing is known already.
        Outdated = "outdated",
        /// It was taken back before it came.
        TakenBack = "taken_back",
        /// The ticket already was as the desk says.
        NoChange = "no_change",
    }
}

impl Record for Effect<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Desk(action) => object.field("desk", action.as_ref()),
            Self::Graph(request) => object.field("graph", request),
            Self::Wake(at) => object.field("wake", at),
            Self::Alert(alert) => object.field("alert", alert),
            Self::Ignored(ignored) => object.field("ignored", ignored),
        }
    }
}

object!(Effect<'d>);

written!(Alert { code: "code", text: "text", page: "page", at: "at" });
written!(Ignored { id: "id", reason: "reason" });
