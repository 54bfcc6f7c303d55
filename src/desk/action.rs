//! What to do at the desk.

use alloc::string::String;
use alloc::vec::Vec;

use super::{DeskContact, DeskMessage, NoteCode, Route};
use crate::json::{Mark, Millis, Object, Record, Text, object, words, written};
use crate::policy::Stage;
use crate::webhook::event::ReactionAction;

/// One thing to do at the desk. `id` is the idempotency key: an action that comes twice is to be done once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeskAction<'d> {
    /// What to do; its `do` and its own fields stand beside the common ones in JSON.
    #[cfg_attr(feature = "types", ts(flatten))]
    pub act: Act<'d>,
    /// The id of the event it comes from.
    pub id: String,
    /// The conversation: what the desk's ticket or chat is tied to.
    pub conversation: String,
    /// Where it goes.
    pub route: Route,
    /// Who did it.
    pub author: Actor,
    /// When it happened, ms since the epoch.
    pub at: Millis,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(tag = "do", rename_all = "camelCase", optional_fields))]
pub enum Act<'d> {
    /// Open a ticket or chat with its first message.
    Open {
        /// A subject line, from the first words.
        subject: String,
        /// Whom it is with; absent where nobody is named.
        contact: Option<DeskContact>,
        /// The message.
        message: DeskMessage<'d>,
    },
    /// Add a message.
    Append {
        /// The desk had solved the ticket: open it again.
        #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
        reopens: Mark,
        /// The message.
        message: DeskMessage<'d>,
    },
    /// Show a message's new text. Where the message is not there yet, show it as one: its first text does not come any more.
    Edit {
        /// Mid or comment id of the message.
        target: Text<'d>,
        /// What it says now.
        message: DeskMessage<'d>,
    },
    /// Take a message's content away.
    Redact {
        /// Mid or comment id of the message.
        target: Text<'d>,
    },
    /// Show a reaction at a message, or take it away.
    React {
        /// Mid of the message.
        target: Option<Text<'d>>,
        /// The reaction.
        reaction: DeskReaction<'d>,
    },
    /// Mark messages of the Page as sent, delivered, read, failed or refused.
    Receipt {
        /// Which, and what.
        receipt: Receipt<'d>,
    },
    /// Write an internal note.
    Note {
        /// What it is about.
        code: NoteCode,
        /// The note.
        note: Text<'d>,
    },
    /// Show who the person is.
    Contact {
        /// The person.
        contact: DeskContact,
        /// The id of another conversation with the same person.
        #[cfg_attr(feature = "types", ts(rename = "sameAs"))]
        same_as: Option<String>,
    },
    /// Show how long the conversation can still be answered.
    Status {
        /// The stage.
        status: StageStatus,
    },
}

/// A reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DeskReaction<'d> {
    /// Put there or taken back.
    pub action: ReactionAction,
    /// Meta's name of it.
    pub reaction: Option<Text<'d>>,
    /// The emoji.
    pub emoji: Option<Text<'d>>,
}

/// What became of messages of the Page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Receipt<'d> {
    /// What became of them.
    pub state: ReceiptState,
    /// Every message sent at or before this moment, ms since the epoch.
    pub watermark: Option<Millis>,
    /// These messages.
    pub mids: Vec<Text<'d>>,
    /// The key of the request this answers; for a refused draft its id.
    pub key: Option<String>,
    /// Why it failed or was refused; stable, for programs. Of a failure the kind of the outcome.
    pub reason: Option<&'static str>,
    /// Of a failure the outcome's own reason, which is more exact.
    pub detail: Option<&'static str>,
    /// The same for the agent.
    pub text: Option<String>,
    /// `retrying`: when the host makes the same request again, ms since the epoch.
    pub retry_at: Option<Millis>,
}

impl Receipt<'_> {
    /// A receipt that says nothing more.
    pub(crate) const fn of(state: ReceiptState) -> Self {
        Self {
            state,
            watermark: None,
            mids: Vec::new(),
            key: None,
            reason: None,
            detail: None,
            text: None,
            retry_at: None,
        }
    }
}

words! {
    /// What became of a message.
    pub enum ReceiptState {
        /// Graph took it.
        Sent = "sent",
        /// It is on the person's device.
        Delivered = "delivered",
        /// The person has seen it.
        Read = "read",
        /// Graph did not take it now: the host keeps the request and makes it again at `retryAt`.
        Retrying = "retrying",
        /// Nobody knows whether it arrived: look before it is sent again.
        MaybeSent = "maybe_sent",
        /// Graph did not take it.
        Failed = "failed",
        /// It was never sent: the decision blocks it, or the draft has a problem.
        Refused = "refused",
    }
}

/// How long a conversation can still be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct StageStatus {
    /// The stage for a person's reply.
    pub stage: Stage,
    /// When it ends, ms since the epoch.
    pub expires_at: Option<Millis>,
    /// When the stage changes by itself, ms since the epoch.
    pub next_change_at: Option<Millis>,
}

words! {
    /// Who did something.
    pub enum Actor {
        /// The person.
        Customer = "customer",
        /// A person who works for the Page.
        Agent = "agent",
        /// The Page, by nobody in particular: its own posts and comments, Meta's automation.
        Page = "page",
        /// Another app, or automation.
        Bot = "bot",
        /// This channel.
        System = "system",
    }
}

impl Actor {
    /// Whose doing it was, where Meta tells only whether it was the Page's.
    pub(crate) const fn told(by_page: bool) -> Self {
        if by_page { Self::Page } else { Self::Customer }
    }
}

impl Record for DeskAction<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        self.act.entries(object);
        object.field("id", &self.id);
        object.field("conversation", &self.conversation);
        object.field("route", &self.route);
        object.field("author", &self.author);
        object.field("at", &self.at);
    }
}

object!(DeskAction<'d>);

impl Act<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Open { subject, contact, message } => {
                object.field("do", &"open");
                object.field("subject", subject);
                object.field("contact", contact);
                object.field("message", message);
            }
            Self::Append { reopens, message } => {
                object.field("do", &"append");
                object.field("reopens", reopens);
                object.field("message", message);
            }
            Self::Edit { target, message } => {
                object.field("do", &"edit");
                object.field("target", target);
                object.field("message", message);
            }
            Self::Redact { target } => {
                object.field("do", &"redact");
                object.field("target", target);
            }
            Self::React { target, reaction } => {
                object.field("do", &"react");
                object.field("target", target);
                object.field("reaction", reaction);
            }
            Self::Receipt { receipt } => {
                object.field("do", &"receipt");
                object.field("receipt", receipt);
            }
            Self::Contact { contact, same_as } => {
                object.field("do", &"contact");
                object.field("contact", contact);
                object.field("sameAs", same_as);
            }
            Self::Note { code, note } => {
                object.field("do", &"note");
                object.field("code", code);
                object.field("note", note);
            }
            Self::Status { status } => {
                object.field("do", &"status");
                object.field("status", status);
            }
        }
    }
}

written!(DeskReaction<'d> { action: "action", reaction: "reaction", emoji: "emoji" });
written!(Receipt<'d> {
    state: "state",
    watermark: "watermark",
    mids: "mids",
    key: "key",
    reason: "reason",
    detail: "detail",
    text: "text",
    retry_at: "retryAt",
});
written!(StageStatus { stage: "stage", expires_at: "expiresAt", next_change_at: "nextChangeAt" });
