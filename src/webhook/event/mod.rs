//! The events of a webhook, one file a kind. Meta's loose shapes are read into these once; everything after works on these.

use alloc::string::String;

mod attachment;
mod comment;
mod contact;
mod extra;
mod message;
mod postback;
mod reaction;
mod receipt;
mod unknown;

pub use attachment::{Attachment, AttachmentType};
pub use comment::{Comment, CommentVerb};
pub use contact::{Contact, ContactKind, Platform};
pub use extra::Extra;
pub use message::{Message, QuickReply, ReplyTo, Story};
pub use postback::Postback;
pub use reaction::{Reaction, ReactionAction};
pub use receipt::{DeliveryReceipt, ReadReceipt};
pub use unknown::UnknownEvent;

use crate::json::{Mark, Millis, Object, Read, Reading, Record, Text, object};

/// One thing that happened, as the webhook told it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct InboundEvent<'d> {
    /// What happened; its `type` and its own fields stand beside the common ones in JSON.
    #[cfg_attr(feature = "types", ts(flatten))]
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
    pub contact: Option<Contact<'d>>,
    /// The channel's configuration lists Pages, and not this one.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub unconfigured_page: Mark,
    /// What the item held and we do not understand, by JSON Pointer into the item.
    #[cfg_attr(feature = "types", ts(as = "Option<Extra<'static>>", optional))]
    pub extra: Extra<'d>,
}

impl Record for InboundEvent<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("type", &self.body.type_name());
        self.body.entries(object);
        object.field("id", &self.id);
        object.field("at", &self.at);
        object.field("page", &self.page);
        object.field("conversation", &self.conversation);
        object.field("source", &self.source);
        object.field("standby", &self.standby);
        object.field("platform", &self.platform);
        object.field("contact", &self.contact);
        object.field("unconfiguredPage", &self.unconfigured_page);
        object.field("extra", &self.extra);
    }
}

object!(InboundEvent<'d>);

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

/// Defines [`EventBody`]: one line for each type of event is all there is to add.
macro_rules! event_types {
    ($($(#[$about:meta])* $variant:ident($payload:ident) = $word:literal,)*) => {
        /// What happened.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS), ts(tag = "type"))]
        pub enum EventBody<'d> {
            $($(#[$about])* #[cfg_attr(feature = "types", ts(rename = $word))] $variant($payload<'d>),)*
        }

        impl<'d> EventBody<'d> {
            /// The word for this type in JSON and in ids.
            #[must_use]
            pub const fn type_name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word,)* }
            }

            /// Reads the fields that belong to a type from an event of ours.
            fn read(reading: Reading<'_, 'd>) -> Option<Self> {
                match reading.value().get("type")?.text()? {
                    $($word => $payload::read(reading).map(Self::$variant),)*
                    _ => None,
                }
            }

            fn entries(&self, object: &mut Object<'_>) {
                match self { $(Self::$variant(payload) => payload.entries(object),)* }
            }
        }
    };
}

event_types! {
    /// The person wrote, sent a file, or tapped a quick reply.
    Message(Message) = "message",
    /// Somebody wrote for the Page: this app, another one, or a human in Meta's inbox.
    Echo(Message) = "echo",
    /// The person tapped a button, Get Started, the persistent menu or an ice breaker.
    Postback(Postback) = "postback",
    /// The person reacted to a message, or took a reaction back.
    Reaction(Reaction) = "reaction",
    /// Messages arrived at the person's device.
    Delivery(DeliveryReceipt) = "delivery",
    /// The person has read messages.
    Read(ReadReceipt) = "read",
    /// A comment below a post was written, changed, hidden or removed.
    Comment(Comment) = "comment",
    /// Something this version does not know, whole.
    Unknown(UnknownEvent) = "unknown",
}
