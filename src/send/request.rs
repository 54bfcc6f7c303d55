//! A call to Graph, ready but for the host's name and the token.

use serde::Serialize;

use crate::json::words;
use crate::policy::{MessagingType, Recipient, Tag};

/// The version of the Graph API the requests are written for (v26.0 of 2026-07-29, `platform.md` 5.5).
pub(super) const GRAPH_VERSION: &str = "v26.0";

/// A call to Graph. The host adds `https://graph.facebook.com` and the token, which are nobody else's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct GraphRequest {
    /// What this call is known by; its answer comes back under it.
    pub key: String,
    /// HTTP method.
    pub method: Method,
    /// Path with version: `/v26.0/1029384756/messages`.
    pub path: String,
    /// JSON body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(type = "object", optional))]
    pub body: Option<Body>,
}

words! {
    /// HTTP methods Graph is called with.
    pub enum Method {
        /// Reads.
        Get = "GET",
        /// Writes.
        Post = "POST",
        /// Removes.
        Delete = "DELETE",
    }
}

/// The body of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// To `/{page}/messages`.
    Send(SendBody),
    /// To `/{comment}/comments`.
    Comment(CommentBody),
}

/// The body of a Send API call, in Meta's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendBody {
    /// Whom it goes to.
    pub recipient: Recipient,
    /// What kind of send it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_type: Option<MessagingType>,
    /// The message tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// The message.
    pub message: MessageBody,
    /// The message it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Mid>,
}

/// A message by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mid {
    /// The id.
    pub mid: String,
}

/// `message` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageBody {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment: Option<AttachmentBody>,
    /// Buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReplyBody>,
    /// What comes back with the echo.
    pub metadata: String,
}

/// `message.attachment` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttachmentBody {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: super::FileType,
    /// Where it is.
    pub payload: AttachmentPayload,
}

/// Where a file is: at an address, or uploaded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttachmentPayload {
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Id of the upload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<String>,
}

/// One of `message.quick_replies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuickReplyBody {
    /// `text`.
    pub content_type: &'static str,
    /// What it says.
    pub title: String,
    /// What comes back.
    pub payload: String,
}

/// The body of an answer below a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommentBody {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// A picture by its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_url: Option<String>,
}
