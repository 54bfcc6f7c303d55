//! One item of `messaging` or `standby` (`platform.md` 2.2 to 2.16).

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use super::delivery::Rejection;
use super::envelope::{Fault, Scope};
use super::event::{
    Contact, ContactKind, DeliveryReceipt, EventBody, Extra, InboundEvent, Message, Platform, Postback, Reaction,
    ReadReceipt, UnknownEvent,
};
use super::identity;
use crate::json::{Fields, Id, Mark, MetaTime, Millis, Raw, Reading, Text, Value};

/// Reads an item into an event. Only what is no object is a fault; anything else that is not understood is `unknown`.
pub(super) fn read<'d>(reading: Reading<'_, 'd>, scope: Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault<'d>> {
    let item = reading.value();
    let fields = reading.fields().ok_or_else(|| Fault::new(Rejection::ItemNotObject, reading.path(), item))?;
    let parties = Parties::read(&fields);
    let at = fields.get::<MetaTime>("timestamp").map(|time| time.0).or(scope.time).unwrap_or_default();
    let body = body(&fields)?.unwrap_or_else(|| {
        let field = fields.rest().into_iter().next().map(|(key, _)| Text::Owned(key.to_owned()));
        EventBody::Unknown(UnknownEvent { field, raw: Raw::of(item) })
    });
    Ok(parties.event(body, at, item, scope))
}

/// An entry's key that is no list of items we know.
pub(super) fn unlisted<'d>(key: &str, value: &Value<'d>, scope: Scope<'_, 'd>) -> InboundEvent<'d> {
    let body = EventBody::Unknown(UnknownEvent { field: Some(Text::Owned(key.to_owned())), raw: Raw::of(value) });
    Parties::default().event(body, scope.time.unwrap_or_default(), value, scope)
}

/// What happened: the first payload key that is there, `None` for none that we know.
fn body<'d>(fields: &Fields<'_, 'd>) -> Result<Option<EventBody<'d>>, Fault<'d>> {
    // Some events come flat, with a `field` beside their values, whose keys mean other things than ours.
    if fields.has("field") {
        return Ok(None);
    }
    if let Some(payload) = payload(fields, "message")? {
        let echo = payload.get("is_echo").unwrap_or(false);
        let message = Message::from_meta(&payload);
        return Ok(Some(if echo { EventBody::Echo(message) } else { EventBody::Message(message) }));
    }
    if let Some(payload) = payload(fields, "reaction")? {
        return Ok(Some(EventBody::Reaction(Reaction::from_meta(&payload))));
    }
    if let Some(payload) = payload(fields, "postback")? {
        return Ok(Some(EventBody::Postback(Postback::from_meta(&payload))));
    }
    if let Some(payload) = payload(fields, "delivery")? {
        return Ok(Some(EventBody::Delivery(DeliveryReceipt::from_meta(&payload))));
    }
    if let Some(payload) = payload(fields, "read")? {
        return Ok(Some(EventBody::Read(ReadReceipt::from_meta(&payload))));
    }
    Ok(None)
}

/// The object under a key; `null` is as good as absent, anything else a fault.
fn payload<'r, 'd>(fields: &'r Fields<'_, 'd>, key: &'r str) -> Result<Option<Fields<'r, 'd>>, Fault<'d>> {
    if !fields.has(key) {
        return Ok(None);
    }
    fields.child(key).map(Some).map_err(|value| Fault::new(Rejection::PayloadNotObject, &fields.path().key(key), value))
}

/// Who is involved in an item.
#[derive(Default)]
struct Parties<'d> {
    sender: Option<Id<'d>>,
    recipient: Option<Id<'d>>,
    user_ref: Option<Id<'d>>,
}

impl<'d> Parties<'d> {
    fn read(fields: &Fields<'_, 'd>) -> Self {
        let mut parties = Self::default();
        if let Ok(sender) = fields.child("sender") {
            parties.sender = sender.get("id");
            parties.user_ref = sender.get("user_ref");
        }
        if let Ok(recipient) = fields.child("recipient") {
            parties.recipient = recipient.get("id");
            parties.user_ref = parties.user_ref.or_else(|| recipient.get("user_ref"));
        }
        parties
    }

    /// Puts an event together. In an echo the Page is the sender and the person the recipient; elsewhere it is the other way
    /// round.
    fn event(self, body: EventBody<'d>, at: Millis, item: &Value<'d>, scope: Scope<'_, 'd>) -> InboundEvent<'d> {
        let outbound = matches!(body, EventBody::Echo(_));
        let (person, account) = if outbound { (self.recipient, self.sender) } else { (self.sender, self.recipient) };
        let page = scope.page.cloned().or(account).map(|id| id.0).unwrap_or_default();
        let contact = contact(person.filter(|id| id.0 != page), self.user_ref, scope.platform);
        let conversation = match &contact {
            Some(Contact { id, kind: ContactKind::UserRef, .. }) => identity::by_reference(&page, id.as_str()),
            Some(Contact { id, .. }) => identity::direct(&page, id.as_str()),
            None => identity::page(&page),
        };
        InboundEvent {
            id: event_id(&body, &page, contact.as_ref(), at, item),
            body,
            at,
            page,
            conversation,
            source: String::new(),
            standby: scope.standby,
            platform: scope.platform,
            contact,
            unconfigured_page: Mark(false),
            extra: Extra::default(),
        }
    }
}

fn contact<'d>(person: Option<Id<'d>>, user_ref: Option<Id<'d>>, platform: Platform) -> Option<Contact<'d>> {
    let kind = match platform {
        Platform::Messenger => ContactKind::Psid,
        Platform::Instagram => ContactKind::Igsid,
    };
    let known = person.map(|id| Contact { id, kind, name: None });
    known.or_else(|| user_ref.map(|id| Contact { id, kind: ContactKind::UserRef, name: None }))
}

/// The key to de-duplicate by (`platform.md` 1.4), the same over redeliveries and between `messages` and `standby`.
fn event_id<'d>(
    body: &EventBody<'d>,
    page: &str,
    contact: Option<&Contact<'d>>,
    at: Millis,
    item: &Value<'d>,
) -> String {
    let name = body.type_name();
    let moment = || at.0.to_string();
    let person = contact.map_or("", |contact| contact.id.as_str());
    match body {
        EventBody::Message(Message { mid: Some(mid), .. })
        | EventBody::Echo(Message { mid: Some(mid), .. })
        | EventBody::Postback(Postback { mid: Some(mid), .. }) => identity::joined(&[name, page, mid]),
        EventBody::Reaction(reaction) => {
            let what = reaction.emoji.as_deref().or(reaction.reaction.as_deref()).unwrap_or_default();
            let mid = reaction.mid.as_deref().unwrap_or_default();
            identity::joined(&[name, page, mid, person, reaction.action.as_str(), what, &moment()])
        }
        // Two messages of one millisecond are delivered with one watermark, so the first mid is part of it.
        EventBody::Delivery(DeliveryReceipt { mids, watermark: Some(watermark) }) if !mids.is_empty() => {
            let first = mids.first().map_or("", |mid| mid.as_ref());
            identity::joined(&[name, page, person, &watermark.0.to_string(), first])
        }
        EventBody::Delivery(DeliveryReceipt { watermark: Some(watermark), .. })
        | EventBody::Read(ReadReceipt { watermark: Some(watermark), .. }) => {
            identity::joined(&[name, page, person, &watermark.0.to_string()])
        }
        EventBody::Read(ReadReceipt { mid: Some(mid), .. }) => identity::joined(&[name, page, person, mid]),
        // A standby copy lacks the payload, so the title must do.
        EventBody::Postback(postback) => {
            identity::joined(&[name, page, person, &moment(), postback.title.as_deref().unwrap_or_default()])
        }
        _ => identity::joined(&[name, page, person, &moment(), &identity::fingerprint(item.raw())]),
    }
}
