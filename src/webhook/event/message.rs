//! A message, from either side (`platform.md` 2.2 and 2.3).

use serde::Serialize;

use super::Attachment;
use crate::json::{Fields, Id, Text, readable};

/// What a person or a Page sent. May have text and attachments at once, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Message<'d> {
    /// Meta's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mid: Option<Text<'d>>,
    /// The text as written; of a quick reply its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text<'d>>,
    /// The quick reply that was tapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quick_reply: Option<QuickReply<'d>>,
    /// Files, stickers, shares, templates, in order.
    pub attachments: Vec<Attachment<'d>>,
    /// What this answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<ReplyTo<'d>>,
    /// Echo: the app that sent it. Absent for some of Meta's own automation; 263902037430900 is the Page inbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<Id<'d>>,
    /// Echo: the text its sender attached to recognise it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Text<'d>>,
}

/// A tapped quick reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct QuickReply<'d> {
    /// The developer's text of the button, or the phone number or e-mail address the person gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Text<'d>>,
}

/// What a message answers: another message, or on Instagram a story.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ReplyTo<'d> {
    /// The message it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mid: Option<Text<'d>>,
    /// The person answers a message of their own (since 2025-10-06).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_self_reply: Option<bool>,
    /// The story it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<Story<'d>>,
}

/// An Instagram story.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Story<'d> {
    /// Id of the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<'d>>,
    /// Where its media is; must not be stored, and stops working with the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Text<'d>>,
}

impl<'d> Message<'d> {
    /// Reads Meta's `message` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        Self {
            mid: fields.get("mid"),
            text: fields.get("text"),
            quick_reply: fields.get("quick_reply"),
            attachments: Attachment::list(fields),
            reply_to: fields.get::<MetaReplyTo<'d>>("reply_to").map(|reply_to| reply_to.0),
            app_id: fields.get("app_id"),
            metadata: fields.get("metadata"),
        }
    }
}

/// [`ReplyTo`] with Meta's names.
struct MetaReplyTo<'d>(ReplyTo<'d>);

impl<'d> crate::json::Read<'d> for MetaReplyTo<'d> {
    const EXPECTED: &'static str = "an object";

    fn read(reading: crate::json::Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self(ReplyTo {
            mid: fields.get("mid"),
            is_self_reply: fields.get("is_self_reply"),
            story: fields.get("story"),
        }))
    }
}

readable!(Message<'d> {
    mid = "mid",
    text = "text",
    quick_reply = "quickReply",
    attachments = "attachments" or Vec::new(),
    reply_to = "replyTo",
    app_id = "appId",
    metadata = "metadata",
});
readable!(QuickReply<'d> { payload = "payload" });
readable!(ReplyTo<'d> { mid = "mid", is_self_reply = "isSelfReply", story = "story" });
readable!(Story<'d> { id = "id", url = "url" });
