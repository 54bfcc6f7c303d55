//! An action as it comes from a state that may have been produced elsewhere: what is not known is passed over.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::ids::KnownMessage;
use crate::desk::{Actor, ReceiptState, Route};
use crate::json::{Fields, Id, Mark, Millis, Read, Reading, Text, readable};
use crate::policy::Stage;
use crate::webhook::event::{Attachment, ContactKind, ReactionAction};

/// A [`DeskAction`](crate::desk::DeskAction) that was read from JSON.
pub(super) struct Action<'d> {
    pub(super) act: Act<'d>,
    pub(super) id: String,
    pub(super) conversation: String,
    pub(super) route: Route,
    pub(super) author: Actor,
    pub(super) at: Millis,
    /// The whole of it, as it came.
    pub(super) raw: &'d str,
}

/// What is to be done.
pub(super) enum Act<'d> {
    Open {
        subject: String,
        contact: Option<Person>,
        message: Message<'d>,
    },
    Append {
        reopens: bool,
        message: Message<'d>,
    },
    Edit {
        message: Message<'d>,
    },
    Redact {
        target: Text<'d>,
    },
    React {
        added: bool,
        emoji: Option<Text<'d>>,
    },
    Receipt(Receipt<'d>),
    Note(Text<'d>),
    Status(Stage, Option<Millis>),
    Contact {
        contact: Person,
        same_as: Option<Text<'d>>,
    },
    /// Of a later version.
    Unknown,
}

/// The person.
pub(super) struct Person {
    pub(super) id: Option<String>,
    pub(super) kind: Option<ContactKind>,
    pub(super) name: String,
    /// The name is not theirs.
    pub(super) stand_in: Mark,
    pub(super) picture: Option<String>,
}

/// A message.
pub(super) struct Message<'d> {
    pub(super) mid: Option<Text<'d>>,
    pub(super) text: Option<Text<'d>>,
    pub(super) attachments: Vec<Attachment<'d>>,
}

/// What became of messages of the Page.
pub(super) struct Receipt<'d> {
    pub(super) state: ReceiptState,
    pub(super) watermark: Option<Millis>,
    pub(super) mids: Vec<Text<'d>>,
    pub(super) key: Option<Text<'d>>,
    pub(super) text: Option<Text<'d>>,
}

impl Action<'_> {
    /// The message that it shows, if it shows one.
    pub(super) const fn message(&self) -> Option<&Message<'_>> {
        match &self.act {
            Act::Open { message, .. } | Act::Append { message, .. } | Act::Edit { message } => Some(message),
            _ => None,
        }
    }

    /// Its message as one that is at the desk under an id.
    pub(super) fn known_as(&self, id: String) -> KnownMessage {
        let mid = self.message().and_then(|message| message.mid.as_deref());
        KnownMessage { id, mid: mid.map(ToOwned::to_owned), at: self.at, ours: Mark(false), receipt: None }
    }

    /// Whether the customer speaks.
    pub(super) const fn is_from_customer(&self) -> bool {
        matches!(self.author, Actor::Customer)
    }

    /// Whether it opens a ticket that the desk has solved.
    pub(super) const fn reopens(&self) -> bool {
        matches!(self.act, Act::Append { reopens: true, .. })
    }
}

impl Person {
    /// The name a desk knows them by: never all digits, which Request Tracker takes for an id of its own, and nothing that a path or
    /// a query would have to escape.
    pub(super) fn key(&self, prefix: &str, conversation: &str) -> String {
        let kind = match self.kind {
            Some(ContactKind::Psid) | None => "",
            Some(ContactKind::Igsid) => "ig-",
            Some(ContactKind::UserRef) => "ref-",
            Some(ContactKind::Feed) => "feed-",
        };
        let id = self.id.as_deref().filter(|id| !id.is_empty()).unwrap_or(conversation);
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '-' };
        let mut key: String = prefix.chars().chain(kind.chars()).chain(id.chars()).map(plain).collect();
        // What had to be changed must not become somebody else.
        if !id.chars().all(|letter| plain(letter) == letter) {
            key.push('-');
            key.push_str(&crate::hex::fingerprint(id));
        }
        key
    }
}

impl<'d> Read<'d> for Action<'d> {
    const EXPECTED: &'static str = "a desk action: an object with do, id, conversation, author and at";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            act: act(&fields)?,
            id: fields.get::<Id<'d>>("id")?.0.into_owned(),
            conversation: fields.get("conversation")?,
            route: fields.get("route").unwrap_or_default(),
            author: fields.get("author")?,
            at: fields.get("at")?,
            raw: reading.value().raw(),
        })
    }
}

fn act<'d>(fields: &Fields<'_, 'd>) -> Option<Act<'d>> {
    let name: Text<'d> = fields.get("do")?;
    Some(match name.as_ref() {
        "open" => Act::Open {
            subject: fields.get("subject").unwrap_or_default(),
            contact: fields.get("contact"),
            message: fields.get("message")?,
        },
        "append" => Act::Append { reopens: fields.get("reopens").unwrap_or(false), message: fields.get("message")? },
        "edit" => Act::Edit { message: fields.get("message")? },
        "redact" => Act::Redact { target: fields.get("target")? },
        "react" => {
            let reaction = fields.child("reaction").ok()?;
            Act::React {
                added: reaction.get::<ReactionAction>("action")? == ReactionAction::React,
                emoji: reaction.get("emoji").or_else(|| reaction.get("reaction")),
            }
        }
        "receipt" => Act::Receipt(fields.get("receipt")?),
        "note" => Act::Note(fields.get("note")?),
        "status" => {
            let status = fields.child("status").ok()?;
            Act::Status(status.get("stage")?, status.get("expiresAt"))
        }
        "contact" => Act::Contact { contact: fields.get("contact")?, same_as: fields.get("sameAs") },
        _ => Act::Unknown,
    })
}

impl<'d> Read<'d> for Person {
    const EXPECTED: &'static str = "a contact with a name";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            id: fields.get::<Id<'d>>("id").map(|id| id.0.into_owned()),
            kind: fields.get("kind"),
            name: fields.get("name")?,
            stand_in: fields.get("standIn").unwrap_or_default(),
            picture: fields.get("picture"),
        })
    }
}

readable!(Message<'d> { mid: "mid", text: "text", attachments: "attachments" default });
readable!(Receipt<'d> {
    state: "state" required,
    watermark: "watermark",
    mids: "mids" default,
    key: "key",
    text: "text",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_at_the_desk_is_never_a_number_and_never_somebody_elses() {
        let key = |id: Option<&str>, kind| {
            let person = Person {
                id: id.map(ToOwned::to_owned),
                kind,
                name: String::new(),
                stand_in: Mark(false),
                picture: None,
            };
            person.key("fb-", "comment:1:2:3")
        };
        assert_eq!(key(Some("24681012141618"), Some(ContactKind::Psid)), "fb-24681012141618");
        assert_eq!(key(Some("24681012141618"), Some(ContactKind::Feed)), "fb-feed-24681012141618");
        assert_eq!(key(Some("7"), Some(ContactKind::Igsid)), "fb-ig-7");
        // A slash makes a user that Request Tracker can never find again.
        let slashed = key(Some("a/b"), Some(ContactKind::UserRef));
        assert!(slashed.starts_with("fb-ref-a-b-") && !slashed.contains('/'), "{slashed}");
        assert_ne!(slashed, key(Some("a:b"), Some(ContactKind::UserRef)));
        // Whom Meta does not show is one person a conversation.
        assert!(key(None, Some(ContactKind::Feed)).starts_with("fb-feed-comment-1-2-3-"));
    }
}
