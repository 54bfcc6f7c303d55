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
    /// The text; absent where there is none to read beside an attachment.
    pub text: Option<Text<'d>>,
    /// The files, in order.
    pub attachments: Vec<Attachment<'d>>,
    /// The quick reply or button that was tapped.
    pub quick_reply: Option<QuickReply<'d>>,
    /// The message it answers.
    pub reply_to: Option<ReplyTo<'d>>,
    /// How the person came to write it: an ad, a link, a product.
    pub referral: Option<Referral<'d>>,
    /// Below a post, where several people write: the name of who wrote this, where Meta tells it.
    pub from: Option<Text<'d>>,
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
            None => text.filter(|text| !is_blank(text)),
        };
        Self { mid, text, attachments, quick_reply: None, reply_to: None, referral: None, from: None, placeholder }
    }

    /// Words for what has none.
    pub(crate) fn standing_for(placeholder: Placeholder) -> Self {
        Self { placeholder: Some(placeholder), ..Self::telling(Text::Borrowed(placeholder.english())) }
    }

    /// What somebody did that is no message, in words of ours.
    pub(crate) fn telling(text: Text<'d>) -> Self {
        Self {
            mid: None,
            text: Some(text),
            attachments: Vec::new(),
            quick_reply: None,
            reply_to: None,
            referral: None,
            from: None,
            placeholder: Some(Placeholder::Happening),
        }
    }
}

/// Whether there are words a person can read.
pub(crate) fn has_words(text: Option<&str>) -> bool {
    text.is_some_and(|text| !is_blank(text))
}

/// Nothing a person could see: white space, and characters that draw nothing.
fn is_blank(text: &str) -> bool {
    text.chars().all(|character| {
        character.is_whitespace()
            || character.is_control()
            || INVISIBLE.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(character)))
    })
}

/// What draws nothing: Unicode's `Default_Ignorable_Code_Point` (17.0), and the empty Braille cell. People send the filler U+3164 to send
/// "nothing".
const INVISIBLE: [(u32, u32); 18] = [
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

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
    from: "from",
    placeholder: "placeholder",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_draws_nothing_gets_words() {
        for text in
            ["", " \n\t", "\u{3164}", "\u{2800}\u{2800}", "\u{ad}\u{200b}\u{feff}", "\u{fe0f}", "\u{e0041}", "\0"]
        {
            let message = DeskMessage::new(None, Some(Text::Borrowed(text)), Vec::new());
            assert_eq!(message.placeholder, Some(Placeholder::Empty), "{text:?}");
        }
        for text in ["a", ".", "\u{3164}a", "👍\u{fe0f}", "한"] {
            let message = DeskMessage::new(None, Some(Text::Borrowed(text)), Vec::new());
            assert_eq!((message.placeholder, message.text.as_deref()), (None, Some(text)));
        }
    }
}
