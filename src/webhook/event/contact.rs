//! Who an event is about.

use crate::json::{Id, Text, record, words};

/// A person. An id means something only together with its kind and its Page: the same person has another PSID for each Page,
/// and a feed id need not equal the PSID (`platform.md` 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Contact<'d> {
    /// The id, whole, as text.
    pub id: Id<'d>,
    /// Which kind of id this is.
    pub kind: ContactKind,
    /// The name, where the event itself carries one.
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

record!(Contact<'d> { id: "id" required, kind: "kind" required, name: "name" });
