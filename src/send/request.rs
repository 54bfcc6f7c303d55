//! A call to Graph, ready but for the host's name and the token.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Write, Writer, words, written};
use crate::policy::{MessagingType, Recipient, Tag};

/// The version of the Graph API the requests are written for (v26.0 of 2026-07-29, `platform.md` 5.5).
pub(super) const GRAPH_VERSION: &str = "v26.0";

/// A call to Graph. The host adds `https://graph.facebook.com` and the token, which are nobody else's business.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct GraphRequest {
    /// What this call is known by; its answer comes back under it.
    pub key: String,
    /// HTTP method.
    pub method: Method,
    /// Path with version: `/v26.0/1029384756/messages`.
    pub path: String,
    /// JSON body.
    #[cfg_attr(feature = "types", ts(type = "object", optional))]
    pub body: Option<Body>,
}

impl GraphRequest {
    /// Reads something; `place` are the parts of its path after the version.
    pub(crate) fn get(key: String, place: &[&str]) -> Self {
        let path = ["/", GRAPH_VERSION, "/", &place.concat()].concat();
        Self { key, method: Method::Get, path, body: None }
    }
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// To `/{page}/messages`.
    Send(SendBody),
    /// To `/{comment}/comments`.
    Comment(CommentBody),
}

/// The body of a Send API call, in Meta's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendBody {
    /// Whom it goes to.
    pub recipient: Recipient,
    /// What kind of send it is.
    pub messaging_type: Option<MessagingType>,
    /// The message tag.
    pub tag: Option<Tag>,
    /// The message.
    pub message: MessageBody,
    /// The message it answers.
    pub reply_to: Option<Mid>,
}

/// A message by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mid {
    /// The id.
    pub mid: String,
}

/// `message` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageBody {
    /// The text.
    pub text: Option<String>,
    /// The file.
    pub attachment: Option<AttachmentBody>,
    /// Buttons.
    pub quick_replies: Option<Vec<QuickReplyBody>>,
    /// What comes back with the echo.
    pub metadata: String,
}

/// `message.attachment` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentBody {
    /// What it is.
    pub kind: super::FileType,
    /// Where it is.
    pub payload: AttachmentPayload,
}

/// Where a file is: at an address, or uploaded before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentPayload {
    /// Its address.
    pub url: Option<String>,
    /// Id of the upload.
    pub attachment_id: Option<String>,
}

/// One of `message.quick_replies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReplyBody {
    /// `text`.
    pub content_type: &'static str,
    /// What it says.
    pub title: String,
    /// What comes back.
    pub payload: String,
}

/// The body of an answer below a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody {
    /// The text.
    pub message: Option<String>,
    /// A picture by its address.
    pub attachment_url: Option<String>,
}

written!(GraphRequest { key: "key", method: "method", path: "path", body: "body" });

impl Write for Body {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Send(body) => body.write(out),
            Self::Comment(body) => body.write(out),
        }
    }
}

written!(SendBody {
    recipient: "recipient",
    messaging_type: "messaging_type",
    tag: "tag",
    message: "message",
    reply_to: "reply_to",
});
written!(Mid { mid: "mid" });
written!(MessageBody { text: "text", attachment: "attachment", quick_replies: "quick_replies", metadata: "metadata" });
written!(AttachmentBody { kind: "type", payload: "payload" });
written!(AttachmentPayload { url: "url", attachment_id: "attachment_id" });
written!(QuickReplyBody { content_type: "content_type", title: "title", payload: "payload" });
written!(CommentBody { message: "message", attachment_url: "attachment_url" });
