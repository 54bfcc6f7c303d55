//! What is known of one conversation at its desk. The host keeps it beside the conversation's state and hands it back.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Mark, Millis, Read, Reading, Write, Writer, record};

/// The version of [`Ids`] this build reads and writes.
pub const IDS_VERSION: u32 = 1;

/// How many messages, and how many actions and answers that were done, are remembered.
const MOST: usize = 100;

/// The desk's ids of one conversation, small however long it is. It holds no text of anybody's but the person's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskIds", rename_all = "camelCase", optional_fields))]
pub struct Ids {
    /// Version of this shape.
    #[cfg_attr(feature = "types", ts(type = "1"))]
    pub v: IdsVersion,
    /// Who the person is: kind and id.
    pub person: Option<String>,
    /// The desk's id of the person.
    pub contact: Option<String>,
    /// The name the desk shows for them.
    pub name: Option<String>,
    /// The desk's id of the ticket or chat.
    pub ticket: Option<String>,
    /// The desk has solved it.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub solved: Mark,
    /// The desk's ids of the last 100 messages.
    pub messages: Vec<KnownMessage>,
    /// The ids of the last 100 answers and changes that were read from the desk.
    pub heard: Vec<String>,
    /// The ids of the last 100 actions that were carried out.
    pub done: Vec<String>,
    /// The action that is being carried out.
    pub current: Option<Course>,
}

/// A message that is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskKnownMessage", optional_fields))]
pub struct KnownMessage {
    /// The desk's id.
    pub id: String,
    /// Meta's id, once known.
    pub mid: Option<String>,
    /// When it was written, ms since the epoch.
    pub at: Millis,
    /// It was written at the desk.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub ours: Mark,
    /// The last receipt the desk was told of.
    pub receipt: Option<String>,
}

/// How far an action has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskCourse", rename_all = "camelCase", optional_fields))]
pub struct Course {
    /// Its id.
    pub action: String,
    /// The steps that are done.
    pub done: Vec<String>,
    /// A step of which it is not known whether it was carried out.
    pub unsure: Option<String>,
    /// What the desk said when it refused that step.
    pub refused: Option<String>,
    /// Where a search for that step goes on.
    pub page: Option<String>,
    /// What uploads gave, in order.
    pub uploads: Vec<String>,
    /// Files are linked: one could not be fetched.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub linked: Mark,
    /// The desk's answer has to be checked.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub doubt: Mark,
    /// The ticket takes nothing more: its successor is opened.
    pub follow_up: Option<String>,
}

/// The version of the shape; ids of another version are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdsVersion;

impl Ids {
    /// Notes a message that is at the desk now.
    pub(super) fn note(&mut self, message: KnownMessage) {
        if self.messages.iter().all(|known| known.id != message.id) {
            self.messages.push(message);
            trim(&mut self.messages);
        }
    }

    /// The desk's ids of one of Meta's messages: its files may have come after its words.
    pub(super) fn of_message<'s>(&'s self, mid: &'s str) -> impl Iterator<Item = &'s str> {
        let named = self.messages.iter().filter(move |known| known.mid.as_deref() == Some(mid));
        named.map(|known| known.id.as_str())
    }

    /// Notes something that was read from the desk; `false` where it was read before.
    pub(super) fn hear(&mut self, id: &str) -> bool {
        insert(&mut self.heard, id)
    }

    /// Ends an action.
    pub(super) fn finish(&mut self, action: &str) {
        insert(&mut self.done, action);
        self.current = None;
    }
}

impl Course {
    pub(super) fn is_done(&self, step: &str) -> bool {
        self.done.iter().any(|done| done == step)
    }
}

fn insert(list: &mut Vec<String>, id: &str) -> bool {
    if list.iter().any(|known| known == id) {
        return false;
    }
    list.push(id.to_owned());
    trim(list);
    true
}

fn trim<T>(list: &mut Vec<T>) {
    let surplus = list.len().saturating_sub(MOST);
    list.drain(..surplus);
}

impl Write for IdsVersion {
    fn write(&self, out: &mut Writer) {
        IDS_VERSION.write(out);
    }
}

impl<'d> Read<'d> for IdsVersion {
    const EXPECTED: &'static str = "the version of this build";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        (u32::read(reading)? == IDS_VERSION).then_some(Self)
    }
}

record!(Ids {
    v: "v" required,
    person: "person",
    contact: "contact",
    name: "name",
    ticket: "ticket",
    solved: "solved" default,
    messages: "messages" default,
    heard: "heard" default,
    done: "done" default,
    current: "current",
});
record!(KnownMessage { id: "id" required, mid: "mid", at: "at" required, ours: "ours" default, receipt: "receipt" });
record!(Course {
    action: "action" required,
    done: "done" default,
    unsure: "unsure",
    refused: "refused",
    page: "page",
    uploads: "uploads" default,
    linked: "linked" default,
    doubt: "doubt" default,
    follow_up: "followUp",
});
