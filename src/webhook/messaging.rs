//! One item of `messaging` or `standby` (`platform.md` 2.2 to 2.16).

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use super::delivery::Rejection;
use super::event::{
    AccountLinking, Call, CheckoutUpdate, Contact, ContactKind, Coupon, CustomerInformation, DeliveryReceipt, Edit,
    EventBody, Feedback, Form, GamePlay, GroupComment, Handover, HandoverAction, InboundEvent, Integrity, Marketing,
    Message, Optin, Order, Payment, Platform, PolicyEnforcement, Postback, PreCheckout, Reaction, ReadReceipt,
    ReferralEvent, ResponseFeedback, Unsend,
};
use super::item::{Parts, fallback_id, unknown};
use super::scope::{Fault, Scope};
use super::{change, identity};
use crate::json::{Fields, Id, Mark, MetaTime, Millis, Raw, Reading, Text, Value};

/// Reads an item into an event. Only what is no object is a fault; anything else that is not understood is `unknown`.
pub(super) fn read<'d>(reading: Reading<'_, 'd>, scope: Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault> {
    let item = reading.value();
    if item.get("field").is_some() && item.get("value").is_some_and(|value| value.entries().is_some()) {
        // Some samples of Meta's wrap the event as a change.
        return change::read(reading, scope);
    }
    let fields = reading.fields().ok_or_else(|| Fault::new(Rejection::ItemNotObject, reading.path(), item))?;
    let mut parties = Parties::read(&fields);
    let time = |key| fields.get::<MetaTime>(key).map(|time| time.0);
    let at = time("timestamp").or_else(|| time("created_time")).or(scope.time).unwrap_or_default();
    let mut body = body(&fields, item)?.unwrap_or_else(|| {
        let field = fields.rest().into_iter().next().map(|(key, _)| Text::Owned(key.to_owned()));
        match field.as_deref() {
            // Its shape is not documented (`platform.md` 2.14): that it came is what matters.
            Some("messaging_integrity" | "business_integrity") => {
                EventBody::Integrity(Integrity { report: Raw::of(item) })
            }
            _ => unknown(field, item),
        }
    });
    if let EventBody::Optin(Optin { user_ref: Some(user_ref), .. }) = &body {
        parties.user_ref.get_or_insert_with(|| user_ref.clone());
    }
    if let EventBody::GroupComment(comment) = &mut body {
        comment.by_page = Mark(scope.page.is_some() && parties.sender.as_ref() == scope.page);
    }
    Ok(parties.event(body, at, item, scope))
}

/// An entry's key that is no list of items we know.
pub(super) fn unlisted<'d>(key: &str, value: &Value<'d>, scope: Scope<'_, 'd>) -> InboundEvent<'d> {
    let body = match key {
        "call_settings" => {
            let settings = Some(Raw::of(value));
            EventBody::Call(Call { event: Some(Text::Borrowed("call_settings")), settings, ..Call::default() })
        }
        _ => unknown(Some(Text::Owned(key.to_owned())), value),
    };
    Parties::default().event(body, scope.time.unwrap_or_default(), value, scope)
}

/// How the object under a key becomes an event; the second argument is the item around it.
type Reader = for<'r, 'd> fn(&Fields<'r, 'd>, &Fields<'r, 'd>) -> EventBody<'d>;

/// The keys that say what happened, in the order in which they are looked for (`platform.md` 2.16).
const PAYLOADS: &[(&str, Reader)] = &[
    ("message", message),
    ("message_edit", |edit, _| EventBody::Edit(Edit::from_meta(edit))),
    ("reaction", |reaction, _| EventBody::Reaction(Reaction::from_meta(reaction))),
    ("postback", |postback, _| EventBody::Postback(Postback::from_meta(postback))),
    ("referral", |referral, item| EventBody::Referral(ReferralEvent::from_meta(referral, item.get("lead")))),
    ("optin", |optin, _| EventBody::Optin(Optin::from_meta(optin))),
    ("delivery", |delivery, _| EventBody::Delivery(DeliveryReceipt::from_meta(delivery))),
    ("read", |read, _| EventBody::Read(ReadReceipt::from_meta(read))),
    ("pass_thread_control", |control, _| EventBody::Handover(Handover::from_meta(HandoverAction::Pass, control))),
    ("take_thread_control", |control, _| EventBody::Handover(Handover::from_meta(HandoverAction::Take, control))),
    ("request_thread_control", |control, _| EventBody::Handover(Handover::from_meta(HandoverAction::Request, control))),
    ("policy_enforcement", |policy, _| EventBody::PolicyEnforcement(PolicyEnforcement::from_meta(policy))),
    ("policy-enforcement", |policy, _| EventBody::PolicyEnforcement(PolicyEnforcement::from_meta(policy))),
    ("account_linking", |linking, _| EventBody::AccountLinking(AccountLinking::from_meta(linking))),
    ("messaging_feedback", |feedback, _| EventBody::Feedback(Feedback::from_meta(feedback))),
    ("response_feedback", |feedback, _| EventBody::ResponseFeedback(ResponseFeedback::from_meta(feedback))),
    ("order", |order, _| EventBody::Order(Order::from_meta(order))),
    ("template", |coupon, _| EventBody::Coupon(Coupon::from_meta(coupon))),
    ("form", |form, _| EventBody::Form(Form::from_meta(form))),
    ("messaging_customer_information", |screens, _| {
        EventBody::CustomerInformation(CustomerInformation::from_meta(screens))
    }),
    ("game_play", |game, _| EventBody::GamePlay(GamePlay::from_meta(game))),
    ("payment", |payment, _| EventBody::Payment(Payment::from_meta(payment))),
    ("checkout_update", |update, _| EventBody::CheckoutUpdate(CheckoutUpdate::from_meta(update))),
    ("pre_checkout", |checkout, _| EventBody::PreCheckout(PreCheckout::from_meta(checkout))),
    ("call_permission_reply", |reply, _| {
        EventBody::Call(Call { event: Some(Text::Borrowed("call_permission_reply")), ..Call::from_meta(reply) })
    }),
];

/// What happened: the first payload key that is there, `None` for none that we know.
fn body<'d>(fields: &Fields<'_, 'd>, item: &Value<'d>) -> Result<Option<EventBody<'d>>, Fault> {
    // Some events come flat, with a `field` beside their values, whose keys mean other things than ours; one that names its parties
    // as every event does is none of those.
    let named = fields.has("sender") || fields.has("recipient");
    let flat = flat(fields, item);
    if flat.is_some() || fields.has("field") && !named {
        return Ok(flat);
    }
    if let Some(roles) = fields.get("app_roles") {
        return Ok(Some(EventBody::Handover(Handover::of_roles(roles))));
    }
    let Some((key, read)) = PAYLOADS.iter().find(|(key, _)| fields.has(key)) else {
        return Ok(None);
    };
    match fields.child(key) {
        Ok(payload) => Ok(Some(read(&payload, fields))),
        Err(value) => Err(Fault::new(Rejection::PayloadNotObject, &fields.path().key(key), value)),
    }
}

fn message<'d>(message: &Fields<'_, 'd>, item: &Fields<'_, 'd>) -> EventBody<'d> {
    if message.get("is_deleted") == Some(true) {
        return EventBody::Unsend(Unsend::from_meta(message));
    }
    let read = Message { prior_message: item.get("prior_message"), ..Message::from_meta(message) };
    if message.get("is_echo") == Some(true) { EventBody::Echo(read) } else { EventBody::Message(read) }
}

/// Events whose values stand beside their `field`.
fn flat<'d>(fields: &Fields<'_, 'd>, item: &Value<'d>) -> Option<EventBody<'d>> {
    if fields.is("field", "group_feed") {
        return Some(EventBody::GroupComment(GroupComment::from_meta(fields, false)));
    }
    // What else it may be is not this one's to read.
    let marketing = item.get("field").and_then(Value::text).is_some_and(|field| field.starts_with("marketing_message"));
    marketing.then(|| EventBody::Marketing(Marketing::from_meta(fields)))
}

/// Reads an item of an entry's `calls`.
pub(super) fn read_call<'d>(reading: Reading<'_, 'd>, scope: Scope<'_, 'd>) -> Result<InboundEvent<'d>, Fault> {
    let item = reading.value();
    let fields = reading.fields().ok_or_else(|| Fault::new(Rejection::ItemNotObject, reading.path(), item))?;
    let at = fields.get::<MetaTime>("timestamp").map(|time| time.0).or(scope.time).unwrap_or_default();
    let mut call = Call::from_meta(&fields);
    call.status = call.status.or_else(|| fields.get("status"));
    let page = scope.page.map(Id::as_str);
    let ends = ["from", "to", "recipient_id"].map(|key| fields.get::<Id<'d>>(key));
    let sender = ends.into_iter().flatten().find(|id| Some(id.as_str()) != page);
    let parties = Parties { sender, ..Parties::default() };
    Ok(parties.event(EventBody::Call(call), at, item, scope))
}

/// Who is involved in an item.
#[derive(Default)]
struct Parties<'d> {
    sender: Option<Id<'d>>,
    recipient: Option<Id<'d>>,
    user_ref: Option<Id<'d>>,
    name: Option<Text<'d>>,
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
        if parties.sender.is_none() && fields.has("field") {
            // Flat events name the person in keys of their own.
            let from = fields.child("from").ok();
            parties.name = from.as_ref().and_then(|from| from.get("name"));
            parties.sender = from.and_then(|from| from.get("id")).or_else(|| fields.get("recipient_id"));
        }
        parties
    }

    /// Puts an event together. Of what the Page did the Page is the sender and the person the recipient; elsewhere it is the other
    /// way round.
    fn event(self, body: EventBody<'d>, at: Millis, item: &Value<'d>, scope: Scope<'_, 'd>) -> InboundEvent<'d> {
        let by_page = self.sender.is_some() && self.sender.as_ref() == scope.page;
        let body = if by_page { of_page(body) } else { body };
        // Of nothing else the person is whom it was sent to: what the Page tapped or read is nothing they did.
        let outbound = match &body {
            EventBody::Echo(_) | EventBody::Unsend(Unsend { by_page: Mark(true), .. }) => true,
            EventBody::Edit(_) | EventBody::Reaction(_) | EventBody::Unsend(_) => by_page,
            _ => false,
        };
        let (person, account) = if outbound { (self.recipient, self.sender) } else { (self.sender, self.recipient) };
        let page = scope.page.cloned().or(account).map(|id| id.0).unwrap_or_default();
        let contact = contact(person.filter(|id| id.0 != page), self.user_ref, scope.platform, &body);
        let contact = contact.map(|contact| Contact { name: self.name, ..contact });
        let conversation = match (&body, &contact) {
            (EventBody::GroupComment(_), _) => change::conversation(&body, &page, scope.comment_threads),
            (_, Some(Contact { id, kind: ContactKind::UserRef, .. })) => identity::by_reference(&page, id.as_str()),
            (_, Some(Contact { id, .. })) => identity::direct(&page, id.as_str()),
            (_, None) => identity::page(&page),
        };
        let id = event_id(&body, &page, contact.as_ref(), at, item);
        Parts { body, id, at, page, conversation, contact }.event(scope)
    }
}

/// What the Page did itself: Meta marks only its messages, with `is_echo`, and who the sender is says more than a mark that is missing,
/// or is no boolean. That holds for what it writes to itself too, as one may on Instagram (`platform.md` 2.2, `is_self`).
fn of_page(body: EventBody<'_>) -> EventBody<'_> {
    let by_page = Mark(true);
    match body {
        EventBody::Message(message) => EventBody::Echo(message),
        EventBody::Edit(edit) => EventBody::Edit(Edit { by_page, ..edit }),
        EventBody::Unsend(unsend) => EventBody::Unsend(Unsend { by_page, ..unsend }),
        EventBody::Reaction(reaction) => EventBody::Reaction(Reaction { by_page, ..reaction }),
        other => other,
    }
}

fn contact<'d>(
    person: Option<Id<'d>>,
    user_ref: Option<Id<'d>>,
    platform: Platform,
    body: &EventBody<'_>,
) -> Option<Contact<'d>> {
    let kind = match (body, platform) {
        (EventBody::GroupComment(_), _) => ContactKind::Feed,
        (_, Platform::Messenger) => ContactKind::Psid,
        (_, Platform::Instagram) => ContactKind::Igsid,
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
        EventBody::Message(Message { mid: Some(mid), .. }) => identity::message_id(page, mid),
        EventBody::Echo(Message { mid: Some(mid), .. })
        | EventBody::Unsend(Unsend { mid: Some(mid), .. })
        | EventBody::Postback(Postback { mid: Some(mid), .. }) => identity::joined(&[name, page, mid]),
        EventBody::Edit(Edit { mid: Some(mid), num_edit: Some(number), .. }) => {
            identity::joined(&[name, page, mid, &number.to_string()])
        }
        EventBody::Reaction(reaction) => {
            let what = reaction.emoji.as_deref().or(reaction.reaction.as_deref()).unwrap_or_default();
            let mid = reaction.mid.as_deref().unwrap_or_default();
            let person = if reaction.by_page.0 { page } else { person };
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
        EventBody::GroupComment(GroupComment { comment_id: Some(_), .. }) => change::event_id(body, page, at, item),
        _ => fallback_id(body, page, person, at, item),
    }
}
