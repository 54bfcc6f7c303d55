//! The envelope of a webhook body (`platform.md` 1.5): entries, and in each any of `messaging`, `standby` and `changes`.

use alloc::string::String;
use alloc::vec::Vec;

use super::delivery::{Delivery, Rejected, Rejection};
use super::event::{InboundEvent, Platform};
use super::scope::{CommentThreads, Fault, Scope};
use super::unreadable::Unreadable;
use super::{EventBody, change, messaging};
use crate::json::{Document, Fields, Id, Leftovers, Mark, MetaTime, Path, Raw, Reading, Value};

/// How much of a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length in bytes and nesting of the JSON text.
    pub json: crate::json::Limits,
    /// Items of all entries together; default 10 000. Meta sends at most 1000 in one body (`platform.md` 1.3).
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { json: crate::json::Limits::default(), items: 10_000 }
    }
}

/// Reads webhook bodies for a set of Pages.
///
/// ```
/// use messenger_desk::webhook::{EventBody, Reader};
///
/// let body = br#"{"object":"page","entry":[{"id":"1029384756","time":1762128000123,"messaging":[{
///     "sender":{"id":"24681012141618"},"recipient":{"id":"1029384756"},"timestamp":1762128000123,
///     "message":{"mid":"m_1","text":"Is my bike ready?"}}]}]}"#;
/// let reader = Reader::default();
/// let document = reader.document(body).unwrap();
/// let delivery = reader.read(&document).unwrap();
/// let EventBody::Message(message) = &delivery.events[0].body else { panic!("a message") };
/// assert_eq!(message.text.as_deref(), Some("Is my bike ready?"));
/// assert_eq!(delivery.events[0].conversation, "dm:1029384756:24681012141618");
/// ```
#[derive(Debug, Clone)]
pub struct Reader {
    /// Limits against abuse.
    pub limits: Limits,
    /// Ids of the Pages this channel serves; empty means any. Events of other Pages are delivered all the same, marked
    /// `unconfiguredPage`.
    pub pages: Vec<String>,
    /// What of a wall is one conversation.
    pub comment_threads: CommentThreads,
}

impl Default for Reader {
    fn default() -> Self {
        Self { limits: Limits::default(), pages: Vec::new(), comment_threads: CommentThreads::Comment }
    }
}

impl Reader {
    /// Reads the JSON text of a body.
    pub fn document<'d>(&self, body: &'d [u8]) -> Result<Document<'d>, Unreadable> {
        Document::parse(body, &self.limits.json).map_err(Unreadable::Malformed)
    }

    /// Reads every item of every entry.
    pub fn read<'d>(&self, document: &Document<'d>) -> Result<Delivery<'d>, Unreadable> {
        let root = document.root();
        let entries = match (root.entries(), root.get("entry")) {
            (None, _) => return Err(Unreadable::NoEnvelope(root.type_name())),
            (Some(_), None) => return Err(Unreadable::NoEnvelope("an object without \"entry\"")),
            (Some(_), Some(entries)) => entries,
        };
        let platform = if root.get("object").and_then(Value::text) == Some("instagram") {
            Platform::Instagram
        } else {
            Platform::Messenger
        };
        let mut walk =
            Walk { reader: self, platform, items: 0, delivery: Delivery { events: Vec::new(), rejected: Vec::new() } };
        let path = Path::ROOT;
        each_item(entries, &path.key("entry"), |entry, path| walk.entry(entry, path))?;
        Ok(walk.delivery)
    }
}

/// Visits the items of a list; a value that is no list stands for itself, `null` for nothing.
fn each_item<'v, 'd, E>(
    list: &'v Value<'d>,
    path: &Path<'_>,
    mut visit: impl FnMut(&'v Value<'d>, &Path<'_>) -> Result<(), E>,
) -> Result<(), E> {
    match list.items() {
        Some(items) => items.iter().enumerate().try_for_each(|(index, item)| visit(item, &path.index(index))),
        None if list.is_null() => Ok(()),
        None => visit(list, path),
    }
}

struct Walk<'r, 'd> {
    reader: &'r Reader,
    platform: Platform,
    items: usize,
    delivery: Delivery<'d>,
}

impl<'d> Walk<'_, 'd> {
    fn entry(&mut self, entry: &Value<'d>, path: &Path<'_>) -> Result<(), Unreadable> {
        let leftovers = Leftovers::default();
        let Some(fields) = Reading::new(entry, path, &leftovers).fields() else {
            self.count()?;
            let fault = Fault::new(Rejection::EntryNotObject, path, entry);
            self.reject(entry, path, &fault);
            return Ok(());
        };
        let page: Option<Id<'d>> = fields.get("id");
        let time = fields.get::<MetaTime>("time").map(|time| time.0);
        let scope = Scope {
            page: page.as_ref(),
            time,
            standby: false,
            platform: self.platform,
            comment_threads: self.reader.comment_threads,
        };
        let listed = LISTS.iter().any(|key| fields.has(key));
        if !listed && (fields.has("field") || fields.has("call_permission_reply")) {
            // The entry itself is the item: `field` and `value`, or an event's keys, beside its id and time.
            drop(fields);
            return self.item(entry, path, scope, messaging::read);
        }
        self.list("messaging", &fields, scope, messaging::read)?;
        self.list("standby", &fields, Scope { standby: true, ..scope }, messaging::read)?;
        self.list("changes", &fields, scope, change::read)?;
        self.list("calls", &fields, scope, messaging::read_call)?;
        self.unlisted(&fields, scope, path)
    }

    fn list(
        &mut self,
        key: &str,
        fields: &Fields<'_, 'd>,
        scope: Scope<'_, 'd>,
        read: fn(Reading<'_, 'd>, Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault>,
    ) -> Result<(), Unreadable> {
        let Some(list) = fields.value(key) else { return Ok(()) };
        each_item(list, &fields.path().key(key), |item, path| self.item(item, path, scope, read))
    }

    fn item(
        &mut self,
        item: &Value<'d>,
        path: &Path<'_>,
        scope: Scope<'_, 'd>,
        read: fn(Reading<'_, 'd>, Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault>,
    ) -> Result<(), Unreadable> {
        self.count()?;
        let leftovers = Leftovers::default();
        match read(Reading::new(item, &Path::ROOT, &leftovers), scope) {
            Ok(event) => self.accept(event, path, leftovers),
            Err(fault) => self.reject(item, path, &fault),
        }
        Ok(())
    }

    /// What else an entry carries: new kinds of events that Meta invents are passed on whole.
    fn unlisted(&mut self, fields: &Fields<'_, 'd>, scope: Scope<'_, 'd>, path: &Path<'_>) -> Result<(), Unreadable> {
        for (key, value) in fields.rest() {
            let bare = matches!(value.kind(), crate::json::Kind::Array(items) if items.is_empty());
            if value.is_null() || bare || ENTRY_FACTS.contains(&key) {
                continue;
            }
            self.count()?;
            self.accept(messaging::unlisted(key, value, scope), &path.key(key), Leftovers::default());
        }
        Ok(())
    }

    fn accept(&mut self, mut event: InboundEvent<'d>, path: &Path<'_>, leftovers: Leftovers<'d>) {
        event.source = path.pointer();
        event.unconfigured_page =
            Mark(!self.reader.pages.is_empty() && !self.reader.pages.iter().any(|page| *page == event.page));
        // An unknown event carries the whole item anyway.
        if !matches!(event.body, EventBody::Unknown(_)) {
            event.extra = leftovers.into();
        }
        self.delivery.events.push(event);
    }

    fn reject(&mut self, item: &Value<'d>, path: &Path<'_>, fault: &Fault) {
        let place = if fault.pointer.is_empty() { String::new() } else { [" (at ", &fault.pointer, ")"].concat() };
        self.delivery.rejected.push(Rejected {
            source: path.pointer(),
            reason: fault.reason,
            message: [fault.reason.sentence(), fault.found, &place, "."].concat(),
            raw: Raw::of(item),
        });
    }

    fn count(&mut self) -> Result<(), Unreadable> {
        self.items = self.items.saturating_add(1);
        if self.items > self.reader.limits.items { Err(Unreadable::TooManyItems) } else { Ok(()) }
    }
}

/// Where an entry has its items.
const LISTS: [&str; 4] = ["messaging", "standby", "changes", "calls"];

/// Keys of an entry that say something about it and are no event.
const ENTRY_FACTS: [&str; 3] = ["hop_context", "uid", "messaging_feature_status"];
