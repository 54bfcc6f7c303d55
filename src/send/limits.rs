//! The Send API's limits, as rows (`platform.md` 4.10, 5.1, 5.2).

use crate::json::{words, written};
use crate::policy::{Place, Source, date};

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Limit {
    /// What is limited.
    pub what: What,
    /// Where; absent where it is the same everywhere.
    pub platform: Option<Place>,
    /// The most that is allowed.
    pub most: u32,
    /// Counted in what.
    pub unit: Unit,
    /// Where Meta says so.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub source: Source,
}

words! {
    /// What is limited.
    pub enum What {
        /// The text of one message.
        Text = "text",
        /// Quick replies on one message.
        QuickReplies = "quick_replies",
        /// The title of a quick reply or a button.
        ButtonTitle = "button_title",
        /// The payload of a quick reply or a button.
        Payload = "payload",
        /// The metadata of a message.
        Metadata = "metadata",
        /// Pictures in one message.
        Images = "images",
        /// A picture's size.
        ImageBytes = "image_bytes",
        /// Any other file's size.
        FileBytes = "file_bytes",
        /// The text of a button template.
        ButtonText = "button_text",
        /// Title and subtitle in a template.
        TemplateTitle = "template_title",
        /// Elements of a generic template.
        Elements = "elements",
        /// Buttons of a template or an element.
        Buttons = "buttons",
    }
}

words! {
    /// What a limit counts.
    pub enum Unit {
        /// UTF-16 code units, as JavaScript's `length`. Meta says "characters" and leaves open how it counts what lies outside
        /// the Basic Multilingual Plane; this is the count that is never too low.
        Utf16 = "utf16",
        /// Bytes of UTF-8, or of a file.
        Bytes = "bytes",
        /// Things.
        Items = "items",
    }
}

const SENDING: Source = Source { page: "Send a message", date: date(2026, 5, 5) };
const REFERENCE: Source = Source { page: "Send API reference", date: date(2026, 6, 1) };
const QUICK_REPLIES: Source = Source { page: "Quick replies", date: date(2026, 5, 5) };
const ASSETS: Source = Source { page: "Saving assets", date: date(2026, 6, 17) };
const INSTAGRAM: Source = Source { page: "Instagram Messaging", date: date(2026, 6, 26) };
const TEMPLATES: Source = Source { page: "Templates", date: date(2026, 6, 30) };

/// The limits. What Meta's pages say of characters is counted in UTF-16 units.
pub const LIMITS: &[Limit] = &[
    row(What::Text, 2000, Unit::Utf16, REFERENCE),
    Limit { platform: Some(Place::Instagram), ..row(What::Text, 1000, Unit::Bytes, INSTAGRAM) },
    row(What::QuickReplies, 13, Unit::Items, QUICK_REPLIES),
    row(What::ButtonTitle, 20, Unit::Utf16, QUICK_REPLIES),
    row(What::Payload, 1000, Unit::Utf16, QUICK_REPLIES),
    row(What::Metadata, 1000, Unit::Utf16, REFERENCE),
    row(What::Images, 30, Unit::Items, SENDING),
    Limit { platform: Some(Place::Instagram), ..row(What::Images, 10, Unit::Items, INSTAGRAM) },
    row(What::ImageBytes, 8 << 20, Unit::Bytes, ASSETS),
    row(What::FileBytes, 25 << 20, Unit::Bytes, ASSETS),
    row(What::ButtonText, 640, Unit::Utf16, TEMPLATES),
    row(What::TemplateTitle, 80, Unit::Utf16, TEMPLATES),
    row(What::Elements, 10, Unit::Items, TEMPLATES),
    row(What::Buttons, 3, Unit::Items, TEMPLATES),
];

const fn row(what: What, most: u32, unit: Unit, source: Source) -> Limit {
    Limit { what, platform: None, most, unit, source }
}

impl What {
    /// The limit for a platform: its own, or the one for all.
    #[must_use]
    pub fn limit(self, platform: Place) -> &'static Limit {
        let rows = || LIMITS.iter().filter(move |limit| limit.what == self);
        let own = rows().find(|limit| limit.platform == Some(platform));
        own.or_else(|| rows().find(|limit| limit.platform.is_none())).unwrap_or(&UNLIMITED)
    }
}

/// What there is no row for.
const UNLIMITED: Limit = row(What::Text, u32::MAX, Unit::Items, REFERENCE);

impl Limit {
    /// The most, as a count.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::try_from(self.most).unwrap_or(usize::MAX)
    }

    /// The length of a text in the limit's unit.
    #[must_use]
    pub fn length(&self, text: &str) -> usize {
        if self.unit == Unit::Bytes { text.len() } else { utf16_length(text) }
    }

    /// The length of one character in the limit's unit.
    #[must_use]
    pub fn length_of(&self, character: char) -> usize {
        if self.unit == Unit::Bytes { character.len_utf8() } else { character.len_utf16() }
    }
}

/// The length of a text in UTF-16 code units.
#[must_use]
pub(super) fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).fold(0, usize::saturating_add)
}

written!(Limit { what: "what", platform: "platform", most: "most", unit: "unit", source: "source" });
