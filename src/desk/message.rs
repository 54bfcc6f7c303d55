//! A message as a desk shows it.

use alloc::vec::Vec;

use super::Placeholder;
use crate::json::{Text, written};
use crate::webhook::event::{Attachment, QuickReply, Referral, ReplyTo};

/// What was written. Never blank: it has text, or an attachment a person can open, or a placeholder that says what is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DeskMessage<'d> {
    /// Meta's id of the message, or the id of the comment.
    pub mid: Option<Text<'d>>,
    /// The text.
    pub text: Option<Text<'d>>,
    /// The files, in order.
    pub attachments: Vec<Attachment<'d>>,
    /// The quick reply or button that was tapped.
    pub quick_reply: Option<QuickReply<'d>>,
    /// The message it answers.
    pub reply_to: Option<ReplyTo<'d>>,
    /// How the person came to write it: an ad, a link, a product.
    pub referral: Option<Referral<'d>>,
    /// `text` is not what the customer wrote but stands for something that cannot be shown; this says what, for translation.
    pub placeholder: Option<Placeholder>,
}

impl<'d> DeskMessage<'d> {
    /// Puts a message together, with a placeholder where there would be nothing to read.
    pub(crate) fn new(mid: Option<Text<'d>>, text: Option<Text<'d>>, attachments: Vec<Attachment<'d>>) -> Self {
        let blank = text.as_deref().is_none_or(is_blank) && !attachments.iter().any(is_readable);
        let placeholder = blank.then(|| Placeholder::for_attachments(&attachments));
        let text = match placeholder {
            Some(placeholder) => Some(Text::Borrowed(placeholder.english())),
            None => text,
        };
        Self { mid, text, attachments, quick_reply: None, reply_to: None, referral: None, placeholder }
    }

    /// Words for what has none.
    pub(crate) fn standing_for(placeholder: Placeholder) -> Self {
        Self {
            mid: None,
            text: Some(Text::Borrowed(placeholder.english())),
            attachments: Vec::new(),
            quick_reply: None,
            reply_to: None,
            referral: None,
            placeholder: Some(placeholder),
        }
    }
}

/// Nothing a person could see: white space, and characters that draw nothing.
fn is_blank(text: &str) -> bool {
    text.chars().all(|character| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

fn is_readable(attachment: &Attachment<'_>) -> bool {
    let said = |text: &Option<Text<'_>>| text.as_deref().is_some_and(|text| !is_blank(text));
    said(&attachment.url) || said(&attachment.title) || attachment.latitude.is_some()
}

written!(DeskMessage<'d> {
    mid: "mid",
    text: "text",
    attachments: "attachments",
    quick_reply: "quickReply",
    reply_to: "replyTo",
    referral: "referral",
    placeholder: "placeholder",
});
