//! A message, from either side (`platform.md` 2.2 and 2.3).

use alloc::vec::Vec;

use super::attachment::expiry;
use super::from_meta::mid;
use super::referral::MetaReferral;
use super::{Attachment, Referral};
use crate::json::{Fields, Id, Mark, Millis, Raw, Text, readable, record};

/// What a person or a Page sent. May have text and attachments at once, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Message<'d> {
    /// Meta's id of the message.
    pub mid: Option<Text<'d>>,
    /// The text as written; of a quick reply its title.
    pub text: Option<Text<'d>>,
    /// The quick reply that was tapped.
    pub quick_reply: Option<QuickReply<'d>>,
    /// Files, stickers, shares, templates, in order.
    pub attachments: Vec<Attachment<'d>>,
    /// What this answers.
    pub reply_to: Option<ReplyTo<'d>>,
    /// How the conversation began: a product of the shop, or an ad that clicks to Messenger.
    pub referral: Option<Referral<'d>>,
    /// Who wrote this under a `user_ref` before.
    pub prior_message: Option<PriorMessage<'d>>,
    /// The slash commands in the text.
    pub commands: Option<Raw<'d>>,
    /// What Meta's language model makes of the text, where the Page has that switched on.
    pub nlp: Option<Raw<'d>>,
    /// Meta says that it cannot be passed on.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub unsupported: Mark,
    /// Echo: the app that sent it. Absent for some of Meta's own automation; 263902037430900 is the Page inbox.
    pub app_id: Option<Id<'d>>,
    /// Echo: the text its sender attached to recognise it by.
    pub metadata: Option<Text<'d>>,
}

/// What ties the first message of a person to the `user_ref` they were known by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct PriorMessage<'d> {
    /// The plugin, such as `checkbox_plugin`.
    pub source: Option<Text<'d>>,
    /// The `user_ref`.
    pub identifier: Option<Id<'d>>,
}

/// A tapped quick reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct QuickReply<'d> {
    /// The developer's text of the button, or the phone number or e-mail address the person gave.
    pub payload: Option<Text<'d>>,
}

/// What a message answers: another message, or on Instagram a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct ReplyTo<'d> {
    /// The message it answers.
    pub mid: Option<Text<'d>>,
    /// The person answers a message of their own (since 2025-10-06).
    pub is_self_reply: Option<bool>,
    /// The story it answers.
    pub story: Option<Story<'d>>,
}

/// An Instagram story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Story<'d> {
    /// Id of the story.
    pub id: Option<Id<'d>>,
    /// Where its media is; must not be stored, and stops working with the story.
    pub url: Option<Text<'d>>,
    /// When `url` ends, ms since the epoch, where the link itself says so.
    pub expires_at: Option<Millis>,
}

impl<'d> Message<'d> {
    /// Reads Meta's `message` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        let mut attachments = Attachment::list(fields);
        // Where old payloads have it: beside the attachments instead of in one.
        if let (Some(id), Some(first)) = (fields.get("sticker_id"), attachments.first_mut())
            && first.sticker_id.is_none()
        {
            first.sticker_id = Some(id);
        }
        // Direction and state of the message are told by the type of its event.
        for known in ["is_echo", "is_deleted"] {
            let _: Option<bool> = fields.get(known);
        }
        Self {
            mid: mid(fields),
            text: fields.get("text"),
            quick_reply: fields.get("quick_reply"),
            attachments,
            reply_to: fields.get::<MetaReplyTo<'d>>("reply_to").map(ReplyTo::from),
            referral: fields.get::<MetaReferral<'d>>("referral").map(Referral::from),
            prior_message: None,
            commands: fields.get("commands"),
            nlp: fields.get("nlp"),
            unsupported: Mark(fields.get("is_unsupported") == Some(true)),
            app_id: fields.get("app_id"),
            metadata: fields.get("metadata"),
        }
    }
}

/// [`ReplyTo`] with Meta's names.
struct MetaReplyTo<'d> {
    mid: Option<Id<'d>>,
    is_self_reply: Option<bool>,
    story: Option<Story<'d>>,
}

readable!(MetaReplyTo<'d> { mid: "mid", is_self_reply: "is_self_reply", story: "story" });

impl<'d> From<MetaReplyTo<'d>> for ReplyTo<'d> {
    fn from(meta: MetaReplyTo<'d>) -> Self {
        let ends = |story: &Story<'d>| story.url.as_deref().and_then(expiry);
        let story = meta.story.map(|story| Story { expires_at: ends(&story), ..story });
        Self { mid: meta.mid.map(|id| id.0), is_self_reply: meta.is_self_reply, story }
    }
}

record!(Message<'d> {
    mid: "mid",
    text: "text",
    quick_reply: "quickReply",
    attachments: "attachments" default,
    reply_to: "replyTo",
    referral: "referral",
    prior_message: "priorMessage",
    commands: "commands",
    nlp: "nlp",
    unsupported: "unsupported" default,
    app_id: "appId",
    metadata: "metadata",
});
record!(PriorMessage<'d> { source: "source", identifier: "identifier" });
record!(QuickReply<'d> { payload: "payload" });
record!(ReplyTo<'d> { mid: "mid", is_self_reply: "isSelfReply", story: "story" });
record!(Story<'d> { id: "id", url: "url", expires_at: "expiresAt" });
