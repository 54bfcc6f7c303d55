//! A call to Graph, ready but for the host's name and the token.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::draft::NotificationType;
use super::template::Template;
use crate::error::Problem;
use crate::json::{Mark, Write, Writer, words, written};
use crate::policy::{MessagingType, Recipient, Tag};

/// The version of the Graph API the requests are written for (v26.0 of 2026-07-29, `platform.md` 5.5).
pub const GRAPH_VERSION: &str = "v26.0";

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
    /// The key of the request that has to be answered as sent before this one is made; where that fails, this one is dropped.
    pub after: Option<String>,
    /// The host's own name of a file to send along as `filedata`, in a body of `multipart/form-data`.
    pub upload: Option<String>,
    /// The answer to `after` gives an `attachment_id`: put it into `body` at this JSON Pointer.
    pub attachment_at: Option<&'static str>,
}

impl GraphRequest {
    /// A call to a place: the id of what it is about, and the edge of it. An id comes from outside; whatever it holds, it names nothing
    /// but one thing of Graph's.
    pub(crate) fn new(key: String, method: Method, id: &str, edge: &str, body: Option<Body>) -> Self {
        let mut path = ["/", GRAPH_VERSION, "/"].concat();
        for byte in id.bytes() {
            if is_of_an_id(byte) {
                path.push(char::from(byte));
            } else {
                path.push('%');
                path.extend([byte >> 4, byte & 15].iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)));
            }
        }
        path.push_str(edge);
        Self { key, method, path, body, after: None, upload: None, attachment_at: None }
    }
}

/// What an id of Graph's is made of.
const fn is_of_an_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':')
}

/// What is wrong with an id that a draft names.
pub(super) fn not_an_id(pointer: &str, id: Option<&str>) -> Option<Problem> {
    let wrong = id.is_some_and(|id| id.is_empty() || !id.bytes().all(is_of_an_id));
    wrong.then(|| Problem::new(pointer, "not_an_id", "This is no id of a comment or post, such as 1029384756_77."))
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

/// The body of a call, in Meta's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// To `/{page}/messages`.
    Send(Box<SendBody>),
    /// To `/{page}/message_attachments`.
    Upload(Box<UploadBody>),
    /// To `/{comment}/comments` or `/{comment}`.
    Comment(CommentBody),
    /// To `/{page}/..._thread_control`.
    Thread(Box<ThreadBody>),
}

/// The body of a Send API call. Either a message or a sender action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendBody {
    /// Whom it goes to.
    pub recipient: Recipient,
    /// What kind of send it is.
    pub messaging_type: Option<MessagingType>,
    /// The message tag.
    pub tag: Option<Tag>,
    /// The message.
    pub message: Option<MessageBody>,
    /// `typing_on`, `typing_off`, `mark_seen`, `react`, `unreact`.
    pub sender_action: Option<&'static str>,
    /// What is reacted to, and how.
    pub payload: Option<ReactionBody>,
    /// The message it answers.
    pub reply_to: Option<Mid>,
    /// The persona that speaks.
    pub persona_id: Option<String>,
    /// How the device announces it.
    pub notification_type: Option<NotificationType>,
    /// What becomes of the thread's control.
    pub thread_control: Option<ControlBody>,
}

/// A message by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mid {
    /// The id.
    pub mid: String,
}

/// `payload` of a reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionBody {
    /// The message.
    pub message_id: String,
    /// The reaction; absent where it is taken back.
    pub reaction: Option<String>,
}

/// `thread_control` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlBody {
    /// `pass` or `release`.
    pub control_type: &'static str,
    /// The app that gets it.
    pub app_id: Option<String>,
}

/// `message` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageBody {
    /// The text.
    pub text: Option<String>,
    /// The file or template.
    pub attachment: Option<AttachmentBody>,
    /// Several pictures.
    pub attachments: Option<Vec<AttachmentBody>>,
    /// A utility template.
    pub template: Option<Template>,
    /// A sticker.
    pub sticker_id: Option<StickerId>,
    /// Buttons.
    pub quick_replies: Option<Vec<QuickReplyBody>>,
    /// What comes back with the echo.
    pub metadata: Option<String>,
}

/// A sticker's id: digits, which Meta wants as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StickerId(String);

impl StickerId {
    /// Digits that make a number as they stand; one that begins with a zero would make no JSON.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let digits = id.bytes().all(|byte| byte.is_ascii_digit());
        (digits && !id.is_empty() && !id.starts_with('0')).then(|| Self(id.into()))
    }
}

/// `message.attachment` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentBody {
    /// What it is: `image`, `video`, `audio`, `file`, `template`.
    pub kind: &'static str,
    /// Where it is, or the template.
    pub payload: AttachmentPayload,
}

/// Where a file is; or a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentPayload {
    /// At an address, uploaded before, or still to be uploaded.
    File(FilePayload),
    /// A template.
    Template(Template),
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilePayload {
    /// Its address.
    pub url: Option<String>,
    /// Id of the upload.
    pub attachment_id: Option<String>,
    /// The upload may be sent.
    pub is_reusable: Mark,
}

/// One of `message.quick_replies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReplyBody {
    /// `text`, `user_phone_number`, `user_email`.
    pub content_type: &'static str,
    /// What it says.
    pub title: Option<String>,
    /// What comes back.
    pub payload: Option<String>,
    /// Its picture.
    pub image_url: Option<String>,
}

/// The body of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadBody {
    /// The file, without its bytes.
    pub message: MessageBody,
}

/// The body of what is done with a comment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommentBody {
    /// The text.
    pub message: Option<String>,
    /// A picture by its address.
    pub attachment_url: Option<String>,
    /// A picture by the id of its upload.
    pub attachment_id: Option<String>,
    /// Whether others do not see it.
    pub is_hidden: Option<bool>,
    /// The same in Instagram's word.
    pub hide: Option<bool>,
}

/// The body of what is done with the control of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadBody {
    /// Whose thread.
    pub recipient: Recipient,
    /// The app that gets control.
    pub target_app_id: Option<String>,
    /// A text for it.
    pub metadata: Option<String>,
    /// For how many seconds.
    pub duration: Option<u32>,
}

impl Write for Body {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Send(body) => body.as_ref().write(out),
            Self::Upload(body) => body.as_ref().write(out),
            Self::Comment(body) => body.write(out),
            Self::Thread(body) => body.as_ref().write(out),
        }
    }
}

impl Write for StickerId {
    fn write(&self, out: &mut Writer) {
        out.raw(&self.0);
    }
}

impl Write for AttachmentPayload {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::File(file) => file.write(out),
            Self::Template(template) => template.write(out),
        }
    }
}

written!(GraphRequest {
    key: "key",
    method: "method",
    path: "path",
    body: "body",
    after: "after",
    upload: "upload",
    attachment_at: "attachmentAt",
});
written!(SendBody {
    recipient: "recipient",
    messaging_type: "messaging_type",
    tag: "tag",
    message: "message",
    sender_action: "sender_action",
    payload: "payload",
    reply_to: "reply_to",
    persona_id: "persona_id",
    notification_type: "notification_type",
    thread_control: "thread_control",
});
written!(Mid { mid: "mid" });
written!(ReactionBody { message_id: "message_id", reaction: "reaction" });
written!(ControlBody { control_type: "control_type", app_id: "app_id" });
written!(MessageBody {
    text: "text",
    attachment: "attachment",
    attachments: "attachments",
    template: "template",
    sticker_id: "sticker_id",
    quick_replies: "quick_replies",
    metadata: "metadata",
});
written!(AttachmentBody { kind: "type", payload: "payload" });
written!(FilePayload { url: "url", attachment_id: "attachment_id", is_reusable: "is_reusable" });
written!(QuickReplyBody { content_type: "content_type", title: "title", payload: "payload", image_url: "image_url" });
written!(UploadBody { message: "message" });
written!(CommentBody {
    message: "message",
    attachment_url: "attachment_url",
    attachment_id: "attachment_id",
    is_hidden: "is_hidden",
    hide: "hide",
});
written!(ThreadBody {
    recipient: "recipient",
    target_app_id: "target_app_id",
    metadata: "metadata",
    duration: "duration",
});
