//! What an agent wants to send.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::Problem;
use crate::json::{Document, Fields, Id, Leftovers, Path, Read, Reading, readable, words};
use crate::policy::{Author, DraftFacts, Recipient, ReplyKind, TagAsked};

/// A reply as its author wrote it, before it is known whether and how it may be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Draft {
    /// The desk's own id of this reply; its sends and echoes are recognised by it. Without one, the draft's content and the
    /// moment of the decision make one.
    pub id: Option<String>,
    /// Who wrote it, where `step` decides; default a person.
    pub author: Option<Author>,
    /// What kind of reply it is, where `step` decides; default a message, and below a comment a public comment.
    pub kind: Option<ReplyKind>,
    /// The text, of any length: it is split where it is too long for one message.
    pub text: Option<String>,
    /// Files, sent after the text, one message each.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<DraftAttachment>>", optional))]
    pub attachments: Vec<DraftAttachment>,
    /// Buttons below the last message, at most 13.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<QuickReplyButton>>", optional))]
    pub quick_replies: Vec<QuickReplyButton>,
    /// The message tag asked for. Usually none: the decision knows which one is needed.
    pub tag: Option<String>,
    /// It promotes something.
    pub promotional: Option<bool>,
    /// The message (mid) it answers.
    pub reply_to: Option<String>,
    /// A text that comes back with the echo, instead of the id of this reply; at most 1000 UTF-16 units.
    pub metadata: Option<String>,
    /// Whom it goes to, where the decision does not know.
    pub recipient: Option<Recipient>,
}

/// A file by its address, or by the id of an earlier upload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DraftAttachment {
    /// What it is.
    #[cfg_attr(feature = "types", ts(rename = "type"))]
    pub kind: FileType,
    /// A public address Meta can fetch it from.
    pub url: Option<String>,
    /// Id of an upload (`attachment_id`); it lasts 90 days.
    pub attachment_id: Option<String>,
}

words! {
    /// What a file is, to the Send API.
    pub enum FileType {
        /// Picture, at most 8 MB.
        Image = "image",
        /// Video, at most 25 MB.
        Video = "video",
        /// Recording, at most 25 MB.
        Audio = "audio",
        /// Any other file, at most 25 MB.
        File = "file",
    }
}

/// A button below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct QuickReplyButton {
    /// What it says: at most 20 UTF-16 units.
    pub title: String,
    /// What comes back when it is tapped: at most 1000 UTF-16 units.
    pub payload: String,
}

impl Draft {
    /// What a decision depends on.
    pub(crate) fn facts(&self) -> DraftFacts {
        DraftFacts {
            tag: self.tag.as_deref().map(TagAsked::new),
            promotional: self.promotional == Some(true),
            ..DraftFacts::default()
        }
    }

    /// Reads a draft; everything that is not understood is a problem, so that nothing an agent wrote is left out unnoticed.
    pub fn from_json(text: &str) -> Result<Self, Vec<Problem>> {
        let limits = crate::json::Limits { bytes: usize::MAX, ..crate::json::Limits::default() };
        let document = Document::parse_text(text, &limits)
            .map_err(|_| vec![Problem::new("", "not_json", "A draft has to be a JSON object.")])?;
        Self::read_at(Reading::new(document.root(), &Path::ROOT, &Leftovers::default()))
    }

    /// Reads a draft that stands somewhere in a document.
    pub(crate) fn read_at(reading: Reading<'_, '_>) -> Result<Self, Vec<Problem>> {
        let leftovers = Leftovers::default();
        let read = Self::read(Reading::new(reading.value(), &Path::ROOT, &leftovers));
        let mut problems: Vec<Problem> = leftovers.into_vec().into_iter().map(Problem::from).collect();
        if read.is_none() {
            problems.push(Problem::new("", "not_an_object", "A draft has to be a JSON object."));
        }
        read.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

impl<'d> Read<'d> for Draft {
    const EXPECTED: &'static str = "a draft";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            id: id(&fields, "id"),
            author: fields.get("author"),
            kind: fields.get("kind"),
            text: fields.get("text"),
            attachments: fields.get("attachments").unwrap_or_default(),
            quick_replies: fields.get("quickReplies").unwrap_or_default(),
            tag: fields.get("tag"),
            promotional: fields.get("promotional"),
            reply_to: fields.get("replyTo"),
            metadata: fields.get("metadata"),
            recipient: fields.get("recipient"),
        })
    }
}

impl<'d> Read<'d> for DraftAttachment {
    const EXPECTED: &'static str = "an attachment with a type and a url or an attachmentId";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self { kind: fields.get("type")?, url: fields.get("url"), attachment_id: id(&fields, "attachmentId") })
    }
}

readable!(QuickReplyButton { title: "title" default, payload: "payload" default });

fn id(fields: &Fields<'_, '_>, key: &str) -> Option<String> {
    fields.get::<Id<'_>>(key).map(|id| id.0.into_owned())
}

/// What a draft without an id is known by.
pub(super) fn fallback_key(draft: &Draft, at: crate::json::Millis) -> String {
    let content = [draft.text.as_deref().unwrap_or_default(), draft.reply_to.as_deref().unwrap_or_default()];
    let files =
        draft.attachments.iter().map(|file| file.url.as_deref().or(file.attachment_id.as_deref()).unwrap_or_default());
    let all: Vec<&str> = content.into_iter().chain(files).collect();
    [&at.0.to_string(), "-", &crate::hex::fingerprint(&all.join("\n"))].concat()
}

/// A draft without anything in it.
pub(super) fn is_blank(draft: &Draft) -> bool {
    draft.attachments.is_empty() && draft.text.as_deref().is_none_or(|text| text.trim().is_empty())
}
