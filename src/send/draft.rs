//! What an agent wants to send.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::act::DraftAct;
use super::attachment::DraftAttachment;
use super::quick_reply::QuickReplyButton;
use super::template::Template;
use crate::error::Problem;
use crate::json::{Document, Fields, Id, Leftovers, Path, Read, Reading, readable, words};
use crate::policy::{Author, DraftFacts, Recipient, ReplyKind, TagAsked, TemplateKind};

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
    /// The text: it is split where it is too long for one message, into at most 32.
    pub text: Option<String>,
    /// Files, sent after the text; pictures that follow one another go in one message.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<DraftAttachment>>", optional))]
    pub attachments: Vec<DraftAttachment>,
    /// Texts and files in an order of their own, in place of `text` and `attachments`.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<DraftPart>>", optional))]
    pub parts: Vec<DraftPart>,
    /// Buttons below the last message, at most 13.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<QuickReplyButton>>", optional))]
    pub quick_replies: Vec<QuickReplyButton>,
    /// A template: `payload` of the Send API, with its `template_type`.
    pub template: Option<Template>,
    /// An approved utility template: `{ name, language: { code }, components }`.
    pub utility: Option<Template>,
    /// Id of a sticker.
    pub sticker: Option<String>,
    /// A reaction to a message of the customer's.
    pub reaction: Option<DraftReaction>,
    /// Shows the customer that somebody writes, or no longer does.
    pub typing: Option<Typing>,
    /// Marks the conversation as seen.
    pub seen: Option<bool>,
    /// The message tag asked for. Usually none: the decision knows which one is needed.
    pub tag: Option<String>,
    /// It promotes something.
    pub promotional: Option<bool>,
    /// It may use a token of the customer's opt-in, where the window is closed.
    pub optin: Option<bool>,
    /// The message (mid) it answers; of a public answer or a private reply the comment, by default the last one.
    pub reply_to: Option<String>,
    /// Id of the persona that speaks.
    pub persona: Option<String>,
    /// How the customer's device announces it; default `REGULAR`.
    pub notification: Option<NotificationType>,
    /// What becomes of the thread's control with this message.
    pub thread_control: Option<ThreadControl>,
    /// A text that comes back with the echo, instead of the id of this reply; at most 1000 UTF-16 units.
    pub metadata: Option<String>,
    /// Whom it goes to, where the decision does not know; of several comments that it knows the one that is answered.
    pub recipient: Option<Recipient>,
    /// Something to do that is no message; nothing else may be in the draft then.
    pub act: Option<DraftAct>,
    /// Keys of requests of this draft that were answered as sent: they are not planned again.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<String>>", optional))]
    pub sent: Vec<String>,
}

/// One of a draft's parts: a text or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "{ text: string } | DraftAttachment"))]
pub enum DraftPart {
    /// A text.
    Text(String),
    /// A file.
    File(DraftAttachment),
}

/// A reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct DraftReaction {
    /// The message.
    pub mid: String,
    /// Meta's name of it, or an emoji; absent takes it back.
    pub reaction: Option<String>,
}

words! {
    /// Whether somebody writes.
    pub enum Typing {
        /// They do; it shows for at most 20 seconds.
        On = "on",
        /// They stopped.
        Off = "off",
    }
}

words! {
    /// How a device announces a message.
    pub enum NotificationType {
        /// With sound.
        Regular = "REGULAR",
        /// Without sound.
        SilentPush = "SILENT_PUSH",
        /// Not at all.
        NoPush = "NO_PUSH",
    }
}

/// What becomes of the thread's control with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "\"release\" | { pass: string | null }"))]
pub enum ThreadControl {
    /// Nobody has it any more.
    Release,
    /// The app with this id has it, or the Page's default app.
    Pass(Option<String>),
}

impl Draft {
    /// What a decision depends on.
    #[must_use]
    pub fn facts(&self) -> DraftFacts {
        let feedback = self.template.as_ref().and_then(|template| template.text("template_type"));
        DraftFacts {
            tag: self.tag.as_deref().map(TagAsked::new),
            promotional: self.promotional == Some(true),
            template: match feedback.as_deref() {
                _ if self.utility.is_some() => Some(TemplateKind::Utility),
                Some("customer_feedback") => Some(TemplateKind::Feedback),
                _ => None,
            },
            optin: self.optin == Some(true),
            answers: self.answers().cloned(),
        }
    }

    /// Of an answer to a comment or a post the id of that, where it is named.
    pub(super) fn answers(&self) -> Option<&String> {
        self.reply_to.as_ref().or_else(|| self.recipient.as_ref().and_then(Recipient::on_the_wall))
    }

    /// Whether there is something to send besides a utility template and gestures.
    pub(super) fn has_content(&self) -> bool {
        self.has_words_or_files() || self.template.is_some() || self.sticker.is_some()
    }

    /// Whether it says something, or has a file.
    pub(super) fn has_words_or_files(&self) -> bool {
        let says = |text: &str| !text.trim().is_empty();
        let carries = |part: &DraftPart| match part {
            DraftPart::Text(text) => says(text),
            DraftPart::File(_) => true,
        };
        self.text.as_deref().is_some_and(says) || !self.attachments.is_empty() || self.parts.iter().any(carries)
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
        let mut problems = Problem::of(&leftovers.into_vec());
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
            parts: fields.get("parts").unwrap_or_default(),
            quick_replies: fields.get("quickReplies").unwrap_or_default(),
            template: fields.get("template"),
            utility: fields.get("utility"),
            sticker: id(&fields, "sticker"),
            reaction: fields.get("reaction"),
            typing: fields.get("typing"),
            seen: fields.get("seen"),
            tag: fields.get("tag"),
            promotional: fields.get("promotional"),
            optin: fields.get("optin"),
            reply_to: id(&fields, "replyTo"),
            persona: id(&fields, "persona"),
            notification: fields.get("notification"),
            thread_control: fields.get("threadControl"),
            metadata: fields.get("metadata"),
            recipient: fields.get("recipient").map(|Sole(recipient)| recipient),
            act: fields.get("act"),
            sent: fields.get("sent").unwrap_or_default(),
        })
    }
}

impl<'d> Read<'d> for DraftPart {
    const EXPECTED: &'static str = "an object with a text, or an attachment";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        if fields.has("text") {
            return fields.get("text").map(Self::Text);
        }
        fields.value("text");
        DraftAttachment::of(&fields).map(Self::File)
    }
}

impl<'d> Read<'d> for ThreadControl {
    const EXPECTED: &'static str = "\"release\" or { \"pass\": app id or null }";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().text() {
            Some("release") => Some(Self::Release),
            Some(_) => None,
            None => {
                let fields = reading.fields()?;
                fields.value("pass")?;
                Some(Self::Pass(id(&fields, "pass")))
            }
        }
    }
}

/// A recipient by one id and no other: of two, nobody knows which is meant.
struct Sole(Recipient);

impl<'d> Read<'d> for Sole {
    const EXPECTED: &'static str = Recipient::EXPECTED;

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let ids = reading.value().entries()?.iter().filter(|(_, id)| !id.is_null());
        if ids.count() > 1 { None } else { Recipient::read(reading).map(Self) }
    }
}

readable!(DraftReaction { mid: "mid" required, reaction: "reaction" });

fn id(fields: &Fields<'_, '_>, key: &str) -> Option<String> {
    fields.get::<Id<'_>>(key).map(|id| id.0.into_owned())
}

/// What a draft without an id is known by.
pub(super) fn fallback_key(draft: &Draft, at: crate::json::Millis) -> String {
    let mut content = vec![draft.text.as_deref(), draft.reply_to.as_deref(), draft.sticker.as_deref()];
    let of_file = |file: &'_ DraftAttachment| {
        [&file.url, &file.attachment_id, &file.upload].into_iter().flatten().next().cloned()
    };
    let in_parts = draft.parts.iter().map(|part| match part {
        DraftPart::Text(text) => Some(text.clone()),
        DraftPart::File(file) => of_file(file),
    });
    let files: Vec<Option<String>> = draft.attachments.iter().map(of_file).chain(in_parts).collect();
    content.extend(files.iter().map(Option::as_deref));
    let all: Vec<&str> = content.into_iter().flatten().collect();
    [&at.0.to_string(), "-", &crate::hex::fingerprint(&all.join("\n"))].concat()
}
