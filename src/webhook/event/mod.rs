//! The events of a webhook, one file a kind. Meta's loose shapes are read into these once; everything after works on these.

mod account_linking;
mod attachment;
mod call;
mod comment;
mod commerce;
mod contact;
mod edit;
mod extra;
mod feedback;
mod form;
mod from_meta;
mod group_comment;
mod handover;
mod lead;
mod marketing;
mod mention;
mod message;
mod optin;
mod policy_enforcement;
mod post;
mod postback;
mod rating;
mod reaction;
mod receipt;
mod referral;
mod unknown;
mod unsend;
mod verb;

use alloc::string::String;

pub use account_linking::AccountLinking;
pub use attachment::{Attachment, AttachmentType};
pub use call::Call;
pub use comment::Comment;
pub use commerce::{CheckoutUpdate, Coupon, Order, Payment, PreCheckout};
pub use contact::{Contact, ContactKind, Platform};
pub use edit::Edit;
pub use extra::Extra;
pub use feedback::{Feedback, ResponseFeedback};
pub use form::{CustomerInformation, Form, GamePlay};
pub use group_comment::GroupComment;
pub use handover::{Handover, HandoverAction};
pub use lead::{Label, LeadForm};
pub use marketing::{Integrity, Marketing, TemplateStatus};
pub use mention::Mention;
pub use message::{Message, PriorMessage, QuickReply, ReplyTo, Story};
pub use optin::{Optin, OptinAction, OptinFamily};
pub use policy_enforcement::PolicyEnforcement;
pub use post::{Post, PostReaction};
pub use postback::Postback;
pub use rating::Rating;
pub use reaction::{Reaction, ReactionAction};
pub use receipt::{DeliveryReceipt, ReadReceipt};
pub use referral::{Lead, LeadAnswer, Product, Referral, ReferralEvent};
pub use unknown::UnknownEvent;
pub use unsend::Unsend;
pub use verb::Verb;

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
        self.body.payload().entries(object);
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

        /// The word for each type of event.
        pub const EVENT_TYPES: &[&str] = &[$($word),*];

        impl<'d> EventBody<'d> {
            /// The word for this type in JSON and in ids.
            #[must_use]
            pub const fn type_name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word,)* }
            }

            /// Reads the fields that belong to a type from an event of ours.
            fn read(reading: Reading<'_, 'd>) -> Option<Self> {
                type Reader = for<'r, 'd> fn(Reading<'r, 'd>) -> Option<EventBody<'d>>;
                const READERS: &[(&str, Reader)] =
                    &[$(($word, |reading| $payload::read(reading).map(EventBody::$variant)),)*];
                let word = reading.value().get("type")?.text()?;
                READERS.iter().find(|(known, _)| *known == word).and_then(|(_, read)| read(reading))
            }

            /// The fields that belong to the type.
            fn payload(&self) -> &dyn Record {
                match self { $(Self::$variant(payload) => payload,)* }
            }
        }
    };
}

event_types! {
    /// The person wrote, sent a file, or tapped a quick reply.
    Message(Message) = "message",
    /// Somebody wrote for the Page: this app, another one, or a human in Meta's inbox.
    Echo(Message) = "echo",
    /// The person changed a message.
    Edit(Edit) = "edit",
    /// The person took a message back.
    Unsend(Unsend) = "unsend",
    /// The person tapped a button, Get Started, the persistent menu or an ice breaker.
    Postback(Postback) = "postback",
    /// The person reacted to a message, or took a reaction back.
    Reaction(Reaction) = "reaction",
    /// The person followed a link or an ad into a thread that exists already.
    Referral(ReferralEvent) = "referral",
    /// The person agreed to be written to, or took that back.
    Optin(Optin) = "optin",
    /// Messages arrived at the person's device.
    Delivery(DeliveryReceipt) = "delivery",
    /// The person has read messages.
    Read(ReadReceipt) = "read",
    /// An app passed, took or asked for control of the thread.
    Handover(Handover) = "handover",
    /// Meta warned the Page, blocked it from sending, or let it send again.
    PolicyEnforcement(PolicyEnforcement) = "policyEnforcement",
    /// The person linked their account at the business, or unlinked it.
    AccountLinking(AccountLinking) = "accountLinking",
    /// The person filled in a customer feedback template.
    Feedback(Feedback) = "feedback",
    /// The person rated one automated answer.
    ResponseFeedback(ResponseFeedback) = "responseFeedback",
    /// The person sent a cart.
    Order(Order) = "order",
    /// The person revealed a coupon's code.
    Coupon(Coupon) = "coupon",
    /// The person sent an instant form.
    Form(Form) = "form",
    /// The person gave an address or the like.
    CustomerInformation(CustomerInformation) = "customerInformation",
    /// The person finished a round of an instant game.
    GamePlay(GamePlay) = "gamePlay",
    /// The person paid (old payloads).
    Payment(Payment) = "payment",
    /// The person chose a shipping address (old payloads).
    CheckoutUpdate(CheckoutUpdate) = "checkoutUpdate",
    /// The person is about to pay (old payloads).
    PreCheckout(PreCheckout) = "preCheckout",
    /// A call, or the permission to call.
    Call(Call) = "call",
    /// A comment below a post was written, changed, hidden or removed.
    Comment(Comment) = "comment",
    /// A post of the Page's wall was put there, changed, hidden or removed.
    Post(Post) = "post",
    /// Somebody reacted to a post or a comment.
    PostReaction(PostReaction) = "postReaction",
    /// Somebody named the Page elsewhere.
    Mention(Mention) = "mention",
    /// Somebody recommended the Page, or advised against it.
    Rating(Rating) = "rating",
    /// Somebody filled in the form of a lead ad.
    Lead(LeadForm) = "lead",
    /// A label of Meta's inbox.
    Label(Label) = "label",
    /// Somebody commented in a group of the Page's.
    GroupComment(GroupComment) = "groupComment",
    /// What became of a marketing message.
    Marketing(Marketing) = "marketing",
    /// Meta approved, rejected or paused a template.
    TemplateStatus(TemplateStatus) = "templateStatus",
    /// Meta reports on the Page's standing.
    Integrity(Integrity) = "integrity",
    /// Something this version does not know, whole.
    Unknown(UnknownEvent) = "unknown",
}
