//! Who an event is about.

use serde::Serialize;

use crate::json::{Id, Read, Reading, Text, words};

/// A person. An id means something only together with its kind and its Page: the same person has another PSID for each Page,
/// and a feed id need not equal the PSID (`platform.md` 3.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Contact<'d> {
    /// The id, whole, as text.
    pub id: Id<'d>,
    /// Which kind of id this is.
    pub kind: ContactKind,
    /// The name, where the event itself carries one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<'d>>,
}

words! {
    /// The kinds of ids a person has.
    pub enum ContactKind {
        /// Page-scoped id: Messenger, for one Page.
        Psid = "psid",
        /// Instagram-scoped id.
        Igsid = "igsid",
        /// Known through a plugin only, before the first message.
        UserRef = "user_ref",
        /// Author of a comment or post.
        Feed = "feed",
    }
}

words! {
    /// Where a conversation takes place.
    pub enum Platform {
        /// Facebook: Messenger and Pages.
        Messenger = "messenger",
        /// Instagram.
        Instagram = "instagram",
    }
}

impl<'d> Read<'d> for Contact<'d> {
    const EXPECTED: &'static str = "a contact with id and kind";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self { id: fields.get("id")?, kind: fields.get("kind")?, name: fields.get("name") })
    }
}
