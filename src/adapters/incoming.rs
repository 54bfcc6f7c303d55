//! The way back: what happened at the desk, as inputs of the conversation's `step`.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::body::Json;
use super::ids::{Ids, KnownMessage};
use crate::conversation::TicketStatus;
use crate::json::{Mark, Millis, Object, Record, object, words, written};
use crate::send::FileType;

/// What a webhook of the desk says.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskIncoming", optional_fields))]
pub struct Incoming {
    /// The conversation it belongs to, where the webhook names it.
    pub conversation: Option<String>,
    /// The desk's id of the ticket it belongs to.
    pub ticket: Option<String>,
    /// What to hand to `step`, in order; empty where nothing is to be done.
    #[cfg_attr(feature = "types", ts(type = "({ reply: Draft & { id: string } } | { desk: DeskStatus })[]"))]
    pub inputs: Vec<DeskInput>,
    /// Why nothing is to be done.
    pub ignored: Option<DeskUnheard>,
    /// The ids to keep, where ids were given.
    pub ids: Option<Ids>,
}

/// One input of a `step`.
#[derive(Debug, Clone, PartialEq)]
pub enum DeskInput {
    /// An agent's answer.
    Reply(Reply),
    /// A draft as it came, with its id.
    Draft(String, Json),
    /// The ticket was solved, or opened again.
    Status(TicketStatus, Millis),
}

/// An agent's answer: a [`Draft`](crate::send::Draft).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The desk's id of it with the desk's name before it, so that its receipts find their way back.
    pub id: String,
    /// Its text.
    pub text: Option<String>,
    /// Its files.
    pub attachments: Vec<ReplyFile>,
}

/// A file of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyFile {
    /// What it is to the Send API.
    pub kind: FileType,
    /// A public address.
    pub url: Option<String>,
    /// Or the path below the desk's address where the host fetches it with its credentials.
    pub upload: Option<String>,
}

words! {
    /// Why a webhook of the desk leads to nothing.
    pub enum DeskUnheard {
        /// It tells of something this channel wrote itself.
        OwnWrite = "own_write",
        /// An internal note.
        Internal = "internal",
        /// The customer's own words, or a stranger's.
        NotAnAgent = "not_an_agent",
        /// Sent by the desk's automation, not by a person.
        Automation = "automation",
        /// It was read before.
        Duplicate = "duplicate",
        /// It belongs to another ticket than the one the conversation has now.
        OtherTicket = "other_ticket",
        /// There is nothing in it that could be sent.
        Blank = "blank",
        /// This desk tells more than is of use here.
        NothingToDo = "nothing_to_do",
    }
}

/// What a desk's webhook held, before it is known whether it is news.
pub(super) struct Heard {
    pub(super) conversation: Option<String>,
    pub(super) ticket: Option<String>,
    /// The answer, or why there is none.
    pub(super) reply: Result<DeskInput, DeskUnheard>,
    /// The desk's id of the answer.
    pub(super) message: Option<String>,
    /// What the ticket is now, where the webhook says.
    pub(super) status: Option<TicketStatus>,
}

impl Heard {
    /// Something that is of no use.
    pub(super) const fn nothing(why: DeskUnheard) -> Self {
        Self { conversation: None, ticket: None, reply: Err(why), message: None, status: None }
    }

    /// Leaves out what was heard before.
    pub(super) fn news(self, ids: Option<Ids>, now: Millis) -> Incoming {
        let mut ids = ids;
        let mut inputs = Vec::new();
        let mut ignored = None;
        let other = ids.as_ref().and_then(|ids| ids.ticket.as_ref()).zip(self.ticket.as_ref());
        if other.is_some_and(|(known, told)| known != told) {
            let ignored = Some(DeskUnheard::OtherTicket);
            return Incoming { conversation: self.conversation, ticket: self.ticket, inputs, ignored, ids };
        }
        match (self.reply, &mut ids) {
            (Err(why), _) => ignored = Some(why),
            (Ok(reply), None) => inputs.push(reply),
            (Ok(reply), Some(ids)) => {
                let id = reply.id();
                if id.is_some_and(|id| !ids.hear(id)) {
                    ignored = Some(DeskUnheard::Duplicate);
                } else {
                    if let Some(id) = self.message {
                        ids.note(KnownMessage { id, mid: None, at: now, ours: Mark(true), receipt: None });
                    }
                    inputs.push(reply);
                }
            }
        }
        if let Some(status) = self.status {
            let solved = status == TicketStatus::Solved;
            // Without ids it cannot be known whether it changed; `step` knows.
            if ids.as_ref().is_none_or(|ids| ids.solved.0 != solved) {
                inputs.push(DeskInput::Status(status, now));
                ignored = None;
            }
            if let Some(ids) = &mut ids {
                ids.solved = Mark(solved);
            }
        }
        if inputs.is_empty() && ignored.is_none() {
            ignored = Some(DeskUnheard::NothingToDo);
        }
        let ignored = ignored.filter(|_| inputs.is_empty());
        Incoming { conversation: self.conversation, ticket: self.ticket, inputs, ignored, ids }
    }
}

impl DeskInput {
    /// An answer, unless there is nothing in it.
    pub(super) fn reply(id: String, text: Option<String>, attachments: Vec<ReplyFile>) -> Result<Self, DeskUnheard> {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if text.is_none() && attachments.is_empty() {
            return Err(DeskUnheard::Blank);
        }
        Ok(Self::Reply(Reply { id, text, attachments }))
    }

    fn id(&self) -> Option<&str> {
        match self {
            Self::Reply(reply) => Some(&reply.id),
            Self::Draft(id, _) => Some(id),
            Self::Status(..) => None,
        }
    }
}

impl ReplyFile {
    /// A file by its media type.
    pub(super) fn of_type(kind: &str, url: Option<String>, upload: Option<String>) -> Self {
        let family = kind.split('/').next().unwrap_or_default();
        Self { kind: FileType::from_word(family).unwrap_or(FileType::File), url, upload }
    }
}

impl Record for DeskInput {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Reply(reply) => object.field("reply", reply),
            Self::Draft(_, draft) => object.field("reply", draft),
            Self::Status(ticket, at) => object.field("desk", &Status { ticket: *ticket, at: *at }),
        }
    }
}

object!(DeskInput);

struct Status {
    ticket: TicketStatus,
    at: Millis,
}

impl Record for Reply {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("id", &self.id);
        object.field("author", &"human");
        object.field("text", &self.text);
        if !self.attachments.is_empty() {
            object.field("attachments", &self.attachments);
        }
    }
}

object!(Reply);

written!(Status { ticket: "ticket", at: "at" });
written!(ReplyFile { kind: "type", url: "url", upload: "upload" });
written!(Incoming { conversation: "conversation", ticket: "ticket", inputs: "inputs", ignored: "ignored", ids: "ids" });
