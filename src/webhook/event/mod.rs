//! The events of a webhook, one file a kind. Meta's loose shapes are read into these once; everything after works on these.

mod attachment;
mod comment;
mod contact;
mod extra;
mod message;
mod postback;
mod reaction;
mod receipt;
mod unknown;

use serde::Serialize;

pub use attachment::{Attachment, AttachmentType};
pub use comment::{Comment, CommentVerb};
pub use contact::{Contact, ContactKind, Platform};
pub use extra::Extra;
pub use message::{Message, QuickReply, ReplyTo, Story};
pub use postback::Postback;
pub use reaction::{Reaction, ReactionAction};
pub use receipt::{DeliveryReceipt, ReadReceipt};
pub use unknown::UnknownEvent;

use crate::json::{Millis, Read, Reading, Text};

/// One thing that happened, as the webhook told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct InboundEvent<'d> {
    /// What happened; its `type` and its own fields stand beside the common ones in JSON.
    #[serde(flatten)]
    pub body: EventBody<'d>,
    /// The same for every delivery of the same event, and for `messages` and `standby`: the key to de-duplicate by.
    pub id: String,
    /// When it happened, ms since the epoch, as Meta says; where the event has no time, its entry's; without any, 0.
    pub at: Millis,
    /// Id of the Page (or of the Instagram professional account) it concerns; empty where the body names none.
    pub page: Text<'d>,
    /// Id of the thread it belongs to: `dm:<page>:<person>`, `comment:<page>:<post>:<top-level comment>`, `ref:<page>:<user_ref>`,
    /// or `page:<page>` for what names no person.
    pub conversation: String,
    /// JSON Pointer of the item in the body, such as `/entry/0/messaging/1`.
    pub source: String,
    /// Another app owns the thread: record it, do not answer.
    pub standby: bool,
    /// Where the person is.
    pub platform: Platform,
    /// The person it is about; absent for what the Page itself did and for what names nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact<'d>>,
    /// The channel's configuration lists Pages, and not this one.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "types", ts(as = "Option<bool>", optional))]
    pub unconfigured_page: bool,
    /// What the item held and we do not understand, by JSON Pointer into the item.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    #[cfg_attr(feature = "types", ts(as = "Option<Extra<'static>>", optional))]
    pub extra: Extra<'d>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum EventBody<'d> {
    /// The person wrote, sent a file, or tapped a quick reply.
    Message(Message<'d>),
    /// Somebody wrote for the Page: this app, another one, or a human in Meta's inbox.
    Echo(Message<'d>),
    /// The person tapped a button, Get Started, the persistent menu or an ice breaker.
    Postback(Postback<'d>),
    /// The person reacted to a message, or took a reaction back.
    Reaction(Reaction<'d>),
    /// Messages arrived at the person's device.
    Delivery(DeliveryReceipt<'d>),
    /// The person has read messages.
    Read(ReadReceipt<'d>),
    /// A comment below a post was written, changed, hidden or removed.
    Comment(Comment<'d>),
    /// Something this version does not know, whole.
    Unknown(UnknownEvent<'d>),
}

impl<'d> EventBody<'d> {
    /// The word of [`EventBody`] in JSON and in ids.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Echo(_) => "echo",
            Self::Postback(_) => "postback",
            Self::Reaction(_) => "reaction",
            Self::Delivery(_) => "delivery",
            Self::Read(_) => "read",
            Self::Comment(_) => "comment",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Reads the fields that belong to a type from an event of ours.
    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().get("type")?.text()? {
            "message" => Message::read(reading).map(Self::Message),
            "echo" => Message::read(reading).map(Self::Echo),
            "postback" => Postback::read(reading).map(Self::Postback),
            "reaction" => Reaction::read(reading).map(Self::Reaction),
            "delivery" => DeliveryReceipt::read(reading).map(Self::Delivery),
            "read" => ReadReceipt::read(reading).map(Self::Read),
            "comment" => Comment::read(reading).map(Self::Comment),
            "unknown" => UnknownEvent::read(reading).map(Self::Unknown),
            _ => None,
        }
    }
}

/// Reads an event of ours back, as it comes from a host that kept it as JSON.
impl<'d> Read<'d> for InboundEvent<'d> {
    const EXPECTED: &'static str = "an event as `receive` gives it";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let body = EventBody::read(reading)?;
        let fields = reading.fields()?;
        Some(Self {
            body,
            id: fields.get("id")?,
            at: fields.get("at")?,
            page: fields.get("page")?,
            conversation: fields.get("conversation")?,
            source: fields.get("source").unwrap_or_default(),
            standby: fields.get("standby").unwrap_or_default(),
            platform: fields.get("platform").unwrap_or(Platform::Messenger),
            contact: fields.get("contact"),
            unconfigured_page: fields.get("unconfiguredPage").unwrap_or_default(),
            extra: fields.get("extra").unwrap_or_default(),
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}
