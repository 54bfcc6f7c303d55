//! One item of `changes` (`platform.md` 3): `{ field, value }`.

use alloc::string::{String, ToString};

use super::delivery::Rejection;
use super::envelope::{Fault, Scope};
use super::event::{Comment, CommentVerb, Contact, ContactKind, EventBody, Extra, InboundEvent, UnknownEvent};
use super::{identity, messaging};
use crate::json::{Fields, Id, Mark, MetaTime, Millis, Path, Raw, Reading, Text, Value};

/// Reads an item into an event. Only what is no object is a fault; anything else that is not understood is `unknown`.
pub(super) fn read<'d>(reading: Reading<'_, 'd>, scope: Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault<'d>> {
    let item = reading.value();
    let fields = reading.fields().ok_or_else(|| Fault::new(Rejection::ItemNotObject, reading.path(), item))?;
    let field: Option<Text<'d>> = fields.get("field");
    let value = match fields.child("value") {
        Ok(value) => value,
        Err(value) if field.as_deref() == Some("feed") => {
            return Err(Fault::new(Rejection::PayloadNotObject, &fields.path().key("value"), value));
        }
        // The values of some fields, a Page's name for one, are texts.
        Err(_) => return Ok(unknown(field, item, None, scope)),
    };
    if value.is("item", "comment") {
        return Ok(comment(&value, item, scope));
    }
    if value.has("sender") || value.has("recipient") {
        // The dashboard's Test button sends one messaging event as the value of a change.
        let (path, leftovers) = (Path::ROOT, reading.leftovers());
        drop(value);
        if let Some(event) = item.get("value") {
            return messaging::read(Reading::new(event, &path.key("value"), leftovers), scope);
        }
        return Ok(unknown(field, item, None, scope));
    }
    let at = moment(&value);
    Ok(unknown(field, item, at, scope))
}

fn comment<'d>(value: &Fields<'_, 'd>, item: &Value<'d>, scope: Scope<'_, 'd>) -> InboundEvent<'d> {
    let author = author(value);
    let page = scope.page.cloned().map(|id| id.0).unwrap_or_default();
    let by_page = author.as_ref().is_some_and(|author| author.id.0 == page);
    let at = moment(value).or(scope.time).unwrap_or_default();
    let comment = Comment::from_meta(value, by_page);
    let (post, top) = (text_of(comment.post_id.as_ref()), text_of(comment.top_level()));
    let conversation =
        if post.is_empty() && top.is_empty() { identity::page(&page) } else { identity::comment(&page, post, top) };
    InboundEvent {
        id: comment_id(&comment, &page, at, item),
        conversation,
        body: EventBody::Comment(comment),
        at,
        page,
        source: String::new(),
        standby: scope.standby,
        platform: scope.platform,
        contact: author.filter(|_| !by_page),
        unconfigured_page: Mark(false),
        extra: Extra::default(),
    }
}

/// The key to de-duplicate by: comment, what was done with it, when; of edits also what it says now, since several may carry
/// the time of the first.
fn comment_id(comment: &Comment<'_>, page: &str, at: Millis, item: &Value<'_>) -> String {
    let Some(id) = &comment.comment_id else {
        return identity::joined(&["comment", page, &at.0.to_string(), &identity::fingerprint(item.raw())]);
    };
    let mut key = identity::joined(&["comment", page, id.as_str(), comment.verb.as_str(), &at.0.to_string()]);
    if comment.verb == CommentVerb::Edit {
        key.push(':');
        key.push_str(&identity::fingerprint(comment.text.as_deref().unwrap_or_default()));
    }
    key
}

/// Who wrote: `from`, or in old deliveries `sender_id` and `sender_name`. Absent where the app may not see the author.
fn author<'d>(value: &Fields<'_, 'd>) -> Option<Contact<'d>> {
    let from = value.child("from").ok();
    let id = from.as_ref().and_then(|from| from.get("id")).or_else(|| value.get("sender_id"))?;
    let name = from.as_ref().and_then(|from| from.get("name").or_else(|| from.get("username")));
    Some(Contact { id, kind: ContactKind::Feed, name: name.or_else(|| value.get("sender_name")) })
}

/// When a change happened: the last time it names.
fn moment(value: &Fields<'_, '_>) -> Option<Millis> {
    let read = |key| value.get::<MetaTime>(key).map(|moment| moment.0);
    let created = read("created_time");
    read("edited_time").or_else(|| read("updated_time")).or(created)
}

fn unknown<'d>(
    field: Option<Text<'d>>,
    item: &Value<'d>,
    at: Option<Millis>,
    scope: Scope<'_, 'd>,
) -> InboundEvent<'d> {
    let at = at.or(scope.time).unwrap_or_default();
    let page = scope.page.cloned().map(|id| id.0).unwrap_or_default();
    InboundEvent {
        id: identity::joined(&["unknown", &page, &at.0.to_string(), &identity::fingerprint(item.raw())]),
        body: EventBody::Unknown(UnknownEvent { field, raw: Raw::of(item) }),
        at,
        conversation: identity::page(&page),
        page,
        source: String::new(),
        standby: scope.standby,
        platform: scope.platform,
        contact: None,
        unconfigured_page: Mark(false),
        extra: Extra::default(),
    }
}

fn text_of<'i>(id: Option<&'i Id<'_>>) -> &'i str {
    id.map_or("", Id::as_str)
}
