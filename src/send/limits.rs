//! The Send API's limits, as rows (`platform.md` 5.1).

use crate::json::{words, written};

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Limit {
    /// What is limited.
    pub what: What,
    /// The most that is allowed.
    pub most: u32,
    /// Counted in what.
    pub unit: Unit,
}

words! {
    /// What is limited.
    pub enum What {
        /// The text of one message.
        Text = "text",
        /// Quick replies on one message.
        QuickReplies = "quick_replies",
        /// The title of a quick reply.
        QuickReplyTitle = "quick_reply_title",
        /// The payload of a quick reply.
        QuickReplyPayload = "quick_reply_payload",
        /// The metadata of a message.
        Metadata = "metadata",
    }
}

words! {
    /// What a limit counts.
    pub enum Unit {
        /// UTF-16 code units, as JavaScript's `length`. Meta says "characters" and leaves open how it counts what lies outside
        /// the Basic Multilingual Plane; this is the count that is never too low.
        Utf16 = "utf16",
        /// Things.
        Items = "items",
    }
}

/// The limits of Messenger.
pub const LIMITS: &[Limit] = &[
    Limit { what: What::Text, most: 2000, unit: Unit::Utf16 },
    Limit { what: What::QuickReplies, most: 13, unit: Unit::Items },
    Limit { what: What::QuickReplyTitle, most: 20, unit: Unit::Utf16 },
    Limit { what: What::QuickReplyPayload, most: 1000, unit: Unit::Utf16 },
    Limit { what: What::Metadata, most: 1000, unit: Unit::Utf16 },
];

impl What {
    /// The row of this limit.
    #[must_use]
    pub fn most(self) -> usize {
        LIMITS
            .iter()
            .find(|limit| limit.what == self)
            .and_then(|limit| usize::try_from(limit.most).ok())
            .unwrap_or(usize::MAX)
    }
}

/// The length of a text in UTF-16 code units.
#[must_use]
pub(super) fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).fold(0, usize::saturating_add)
}

written!(Limit { what: "what", most: "most", unit: "unit" });
