//! One item of `changes` (`platform.md` 3): `{ field, value }`.

use alloc::string::{String, ToString};

use super::delivery::Rejection;
use super::event::{
    Comment, Contact, ContactKind, EventBody, GroupComment, InboundEvent, Integrity, Label, LeadForm, Marketing,
    Mention, Post, PostReaction, Rating, TemplateStatus, Verb,
};
use super::item::{Parts, fallback_id, unknown};
use super::scope::{CommentThreads, Fault, Scope};
use super::{identity, messaging};
use crate::json::{Fields, Id, MetaTime, Millis, Path, Raw, Reading, Text, Value};

/// Reads an item into an event. Only what is no object is a fault; anything else that is not understood is `unknown`.
pub(super) fn read<'d>(reading: Reading<'_, 'd>, scope: Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault> {
    let item = reading.value();
    let fields = reading.fields().ok_or_else(|| Fault::new(Rejection::ItemNotObject, reading.path(), item))?;
    let field: Option<Text<'d>> = fields.get("field");
    let event = item.get("value").filter(|value| ["sender", "recipient"].iter().any(|key| value.get(key).is_some()));
    if let Some(event) = event.filter(|event| event.entries().is_some()) {
        // The dashboard's Test button sends one messaging event as the value of a change.
        fields.value("value");
        let scope = Scope { standby: scope.standby || field.as_deref() == Some("standby"), ..scope };
        return messaging::read(Reading::new(event, &Path::ROOT.key("value"), reading.leftovers()), scope);
    }
    let value = match fields.child("value") {
        Ok(value) => value,
        Err(value) if field.as_deref() == Some("feed") => {
            return Err(Fault::new(Rejection::PayloadNotObject, &fields.path().key("value"), value));
        }
        // The values of some fields, a Page's name for one, are texts.
        Err(_) => return Ok(page_event(unknown(field, item), scope.time, None, item, scope)),
    };
    let author = author(&value);
    let by_page = matches!((&author, scope.page), (Some(author), Some(page)) if author.id == *page);
    let at = moment(&value).or(scope.time);
    let body = body(field, &value, by_page, item);
    Ok(page_event(body, at, author.filter(|_| !by_page), item, scope))
}

/// What happened, by the field that was subscribed to and within `feed` by the item.
fn body<'d>(field: Option<Text<'d>>, value: &Fields<'_, 'd>, by_page: bool, item: &Value<'d>) -> EventBody<'d> {
    match field.as_deref() {
        Some(name @ ("comments" | "live_comments")) => {
            EventBody::Comment(Comment::from_instagram(value, by_page, name == "live_comments"))
        }
        Some("mention" | "mentions") => EventBody::Mention(Mention::from_meta(value, by_page)),
        Some("ratings") => EventBody::Rating(Rating::from_meta(value, by_page)),
        Some("leadgen" | "leadgen_fat" | "leadgen_update") => EventBody::Lead(LeadForm::from_meta(value)),
        Some("group_feed") => EventBody::GroupComment(GroupComment::from_meta(value, by_page)),
        Some("inbox_labels") => EventBody::Label(Label::from_meta(value)),
        Some("message_template_status_update" | "messenger_template_status_update") => {
            EventBody::TemplateStatus(TemplateStatus::from_meta(value))
        }
        Some("business_integrity" | "messaging_integrity") => EventBody::Integrity(Integrity { report: Raw::of(item) }),
        Some(name) if name.starts_with("marketing_message") => {
            EventBody::Marketing(Marketing { field: field.clone(), ..Marketing::from_meta(value) })
        }
        _ if value.is("item", "comment") => EventBody::Comment(Comment::from_meta(value, by_page)),
        Some("feed") if value.is("item", "reaction") || is_like(value) => {
            EventBody::PostReaction(PostReaction::from_meta(value, by_page))
        }
        // Words are words though nothing says of what kind.
        Some("feed") if !value.has("item") && value.has("message") && value.has("comment_id") => {
            EventBody::Comment(Comment::from_meta(value, by_page))
        }
        Some("feed") if (value.has("item") || value.has("message")) && value.has("post_id") => {
            EventBody::Post(Post::from_meta(value, by_page))
        }
        _ => unknown(field, item),
    }
}

fn is_like(value: &Fields<'_, '_>) -> bool {
    value.has("post_id") && value.is("item", "like")
}

/// An event of the Page's wall, or of the Page as a whole.
fn page_event<'d>(
    body: EventBody<'d>,
    at: Option<Millis>,
    contact: Option<Contact<'d>>,
    item: &Value<'d>,
    scope: Scope<'_, 'd>,
) -> InboundEvent<'d> {
    let at = at.unwrap_or_default();
    let page = scope.page.cloned().map(|id| id.0).unwrap_or_default();
    let id = event_id(&body, &page, at, item);
    // Only words of a person's begin a conversation with them; of everything else they are no contact.
    let contact = contact.filter(|_| !matches!(body, EventBody::Unknown(_)));
    let (contact, conversation) = match (&body, contact) {
        // A label is put on somebody's direct messages.
        (EventBody::Label(_), Some(person)) => {
            let conversation = identity::direct(&page, person.id.as_str());
            (Some(Contact { kind: ContactKind::Psid, ..person }), conversation)
        }
        (body, contact) => (contact, conversation(body, &page, scope.comment_threads)),
    };
    Parts { body, id, at, page, conversation, contact }.event(scope)
}

/// The thread below a comment or a post, or the Page as a whole.
pub(super) fn conversation(body: &EventBody<'_>, page: &str, threads: CommentThreads) -> String {
    let below = |post: Option<&Id<'_>>, top: Option<&Id<'_>>| match (post, top) {
        (None, None) => identity::page(page),
        (post, None) => identity::post(page, text_of(post)),
        (Some(post), Some(_)) if threads == CommentThreads::Post => identity::post(page, post.as_str()),
        (post, top) => identity::comment(page, text_of(post), text_of(top)),
    };
    match body {
        EventBody::Comment(comment) => below(comment.post_id.as_ref(), comment.top_level()),
        EventBody::GroupComment(comment) => below(comment.post_id.as_ref(), comment.top_level()),
        EventBody::PostReaction(reaction) => below(reaction.post_id.as_ref(), reaction.top_level()),
        EventBody::Mention(mention) => below(mention.post_id.as_ref(), mention.comment_id.as_ref()),
        EventBody::Post(post) => below(post.post_id.as_ref(), None),
        EventBody::Rating(rating) => below(rating.story_id.as_ref(), None),
        EventBody::Lead(lead) => identity::joined(&["lead", page, text_of(lead.lead_id.as_ref())]),
        _ => identity::page(page),
    }
}

/// The key to de-duplicate by (`platform.md` 1.4): what it is, what was done with it, when; of edits also what it says now,
/// since several may carry the time of the first.
pub(super) fn event_id(body: &EventBody<'_>, page: &str, at: Millis, item: &Value<'_>) -> String {
    let (subject, verb, text) = match body {
        EventBody::Comment(comment) => (comment.comment_id.as_ref(), comment.verb, comment.text.as_deref()),
        EventBody::GroupComment(comment) => (comment.comment_id.as_ref(), comment.verb, comment.text.as_deref()),
        EventBody::Post(post) => (post.post_id.as_ref(), post.verb, post.text.as_deref()),
        _ => (None, Verb::Other, None),
    };
    let Some(subject) = subject else { return fallback_id(body, page, "", at, item) };
    let mut key = identity::joined(&[body.type_name(), page, subject.as_str(), verb.as_str(), &at.0.to_string()]);
    if verb == Verb::Edit {
        key.push(':');
        key.push_str(&identity::fingerprint(text.unwrap_or_default()));
    }
    key
}

/// Who did it: `from`, or in old deliveries `sender_id` and `sender_name`, of a recommendation `reviewer_id`. Absent where the
/// app may not see the author.
fn author<'d>(value: &Fields<'_, 'd>) -> Option<Contact<'d>> {
    let from = value.child("from").ok();
    let of_from = |key| from.as_ref().and_then(|from| from.get::<Text<'d>>(key));
    let id = from.as_ref().and_then(|from| from.get("id")).or_else(|| value.get("sender_id"));
    let id = id.or_else(|| value.get("reviewer_id")).or_else(|| value.child("user").ok()?.get("id"))?;
    let name = of_from("name").or_else(|| of_from("username")).or_else(|| value.get("sender_name"));
    let name = name.or_else(|| value.get("reviewer_name")).or_else(|| value.get("username"));
    Some(Contact { id, kind: ContactKind::Feed, name })
}

/// When a change happened: the last time it names.
fn moment(value: &Fields<'_, '_>) -> Option<Millis> {
    let read = |key| value.get::<MetaTime>(key).map(|moment| moment.0);
    let created = read("created_time").or_else(|| read("timestamp"));
    read("edited_time").or_else(|| read("updated_time")).or(created)
}

fn text_of<'i>(id: Option<&'i Id<'_>>) -> &'i str {
    id.map_or("", Id::as_str)
}
