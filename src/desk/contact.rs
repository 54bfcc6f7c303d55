//! The person of a conversation, as a desk shows them.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::has_words;
use crate::json::{Mark, written};
use crate::webhook::event::{ContactKind, InboundEvent};

/// Who the requester is. There is always a name to show: their own, or words that stand in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DeskContact {
    /// The id, for this Page; absent where Meta does not show the author of a comment.
    pub id: Option<String>,
    /// Which kind of id it is.
    pub kind: ContactKind,
    /// The name, or words that stand in for it.
    pub name: String,
    /// `name` is not theirs.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub stand_in: Mark,
    /// Address of their picture; it ends after a while, so copy it.
    pub picture: Option<String>,
    /// Why the name is not known, after Meta refused to tell: Graph's code, and its subcode after a slash.
    pub reason: Option<String>,
}

impl DeskContact {
    /// The person of an event: with the name it carries, or with one that stands in.
    pub(crate) fn of(event: &InboundEvent<'_>) -> Option<Self> {
        let contact = event.contact.as_ref()?;
        Some(Self::named(contact.id.as_str(), contact.kind, contact.name.as_deref()))
    }

    /// A person by their id, with their name where it is known.
    pub(crate) fn named(id: &str, kind: ContactKind, name: Option<&str>) -> Self {
        let name = name.map(str::trim).filter(|name| has_words(Some(name)));
        Self {
            id: Some(id.to_owned()),
            kind,
            name: name.map_or_else(|| stand_in(id, kind), ToOwned::to_owned),
            stand_in: Mark(name.is_none()),
            picture: None,
            reason: None,
        }
    }

    /// Somebody whom Meta does not show.
    pub(crate) fn hidden(kind: ContactKind) -> Self {
        Self { id: None, ..Self::named("", kind, None) }
    }
}

/// `Messenger user 1618`: by the end of the id, so that an agent can tell two of them apart.
fn stand_in(id: &str, kind: ContactKind) -> String {
    let who = match kind {
        ContactKind::Psid => "Messenger user",
        ContactKind::Igsid => "Instagram user",
        ContactKind::UserRef => "Visitor",
        ContactKind::Feed => "Facebook user",
    };
    let end = id.char_indices().rev().nth(3).map_or(id, |(place, _)| id.get(place..).unwrap_or(id));
    if end.is_empty() { who.to_owned() } else { [who, " ", end].concat() }
}

written!(DeskContact {
    id: "id",
    kind: "kind",
    name: "name",
    stand_in: "standIn",
    picture: "picture",
    reason: "reason",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_name() {
        let shown = |id, name| DeskContact::named(id, ContactKind::Psid, name).name;
        assert_eq!(shown("24681012141618", None), "Messenger user 1618");
        assert_eq!(shown("24681012141618", Some("  ")), "Messenger user 1618");
        assert_eq!(shown("7", Some("Ana")), "Ana");
        assert_eq!(shown("7", None), "Messenger user 7");
        assert_eq!(DeskContact::hidden(ContactKind::Feed).name, "Facebook user");
        assert_eq!(DeskContact::hidden(ContactKind::Igsid).name, "Instagram user");
        assert_eq!(DeskContact::named("1618", ContactKind::Psid, Some("\u{3164} ")).name, "Messenger user 1618");
    }
}
