//! Who the person is: their name, which is asked for once, and the other ids they are known by.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use super::effect::{Effect, IgnoredReason};
use super::fold::Fold;
use super::outbound;
use super::state::{ContactFacts, ProfileState};
use crate::desk::{Act, Actor, DeskContact};
use crate::json::{Document, Limits, Value};
use crate::send::{GraphRequest, Method, SendResult, outcome};
use crate::webhook::event::{Contact, ContactKind, EventBody, InboundEvent, Message};
use crate::webhook::{by_reference, direct};

/// What the key of a request for a profile begins with.
const PROFILE: &str = "profile:";
/// Graph's code for an access token that does not work, whatever was asked for (`platform.md` 6.1).
const TOKEN_DEAD: i64 = 190;

/// Notes whom the thread is with. In threads of comments several people write; there the author of the last comment is kept with it.
pub(super) fn met(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>) {
    let person = event.contact.as_ref().filter(|contact| contact.kind != ContactKind::Feed);
    if let (None, Some(contact)) = (&fold.state.contact, person) {
        fold.state.contact = Some(facts_of(contact));
    }
}

pub(super) fn facts_of(contact: &Contact<'_>) -> ContactFacts {
    ContactFacts { id: contact.id.as_str().to_owned(), kind: contact.kind, linked: None }
}

/// After an event: asks for the person's profile where there is a ticket to show a name in and none is known, and links what
/// belongs together.
pub(super) fn introduce<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>) {
    if let EventBody::Message(message) = &event.body {
        link_reference(fold, event, message);
    }
    let Some(contact) = &event.contact else { return };
    if contact.name.is_some() {
        fold.state.profile = Some(ProfileState::Known);
    }
    let asked = match fold.state.profile {
        None => false,
        Some(ProfileState::Delayed) => !matches!(event.body, EventBody::Message(_)),
        Some(ProfileState::Asked | ProfileState::Known | ProfileState::Refused) => true,
    };
    let asked = asked || !fold.config.profiles;
    // Another app's thread is recorded, and nothing else is done with it.
    if asked || event.standby || fold.state.thread.is_none() {
        return;
    }
    let fields = match contact.kind {
        ContactKind::Psid => "first_name,last_name,profile_pic",
        ContactKind::Igsid => "name,username,profile_pic",
        ContactKind::UserRef | ContactKind::Feed => return,
    };
    fold.state.profile = Some(ProfileState::Asked);
    let id = contact.id.as_str();
    let edge = ["?fields=", fields].concat();
    fold.effects.push(Effect::Graph(GraphRequest::new([PROFILE, id].concat(), Method::Get, id, &edge, None)));
}

/// Graph's answer about a profile; `false` where the answer is to something else. Whatever it says of the person, the desk gets a name
/// to show.
pub(super) fn answered(fold: &mut Fold<'_, '_>, result: &SendResult) -> bool {
    let asked = fold.state.profile == Some(ProfileState::Asked);
    let person = fold.state.contact.as_ref().filter(|contact| result.key.strip_prefix(PROFILE) == Some(&contact.id));
    let Some((id, kind)) = person.filter(|_| asked).map(|contact| (contact.id.clone(), contact.kind)) else {
        return false;
    };
    let outcome = outcome(result.status, &result.body, &result.headers);
    let document = Document::parse_text(&result.body, &Limits::default()).ok();
    // An empty object is an answer too: Graph does not tell (`platform.md` 5.6).
    let told = result.status == 200 || outcome.retry.is_none() && outcome.code != Some(TOKEN_DEAD);
    let Some(profile) = document.as_ref().map(Document::root).filter(|_| told) else {
        // That says nothing of the person.
        fold.state.profile = Some(ProfileState::Delayed);
        if outcome.alert.0 {
            outbound::alert(fold, &outcome);
        } else {
            fold.ignore(&result.key, IgnoredReason::NothingToDo);
        }
        return true;
    };
    let text = |key: &str| profile.get(key).and_then(Value::text).map(str::to_owned);
    let name = full_name(text("first_name"), text("last_name")).or_else(|| text("name")).or_else(|| text("username"));
    let reason = outcome.code.map(|code| match outcome.subcode {
        Some(subcode) => [&code.to_string(), "/", &subcode.to_string()].concat(),
        None => code.to_string(),
    });
    let contact =
        DeskContact { picture: text("profile_pic"), reason, ..DeskContact::named(&id, kind, name.as_deref()) };
    fold.state.profile = Some(if contact.stand_in.0 { ProfileState::Refused } else { ProfileState::Known });
    tell(fold, contact, None);
    true
}

fn full_name(first: Option<String>, last: Option<String>) -> Option<String> {
    let name = [first, last].map(Option::unwrap_or_default).join(" ");
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The first message of somebody who was known by a `user_ref` only tells which one that was.
fn link_reference(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>, message: &Message<'_>) {
    let prior = message.prior_message.as_ref().and_then(|prior| prior.identifier.as_ref());
    let (Some(prior), Some(contact)) = (prior, &mut fold.state.contact) else { return };
    let known = contact.linked.as_deref();
    if known.is_some_and(|known| known <= prior.as_str()) {
        return;
    }
    contact.linked = Some(prior.as_str().to_owned());
    let shown = DeskContact::named(&contact.id, contact.kind, None);
    let same = by_reference(&event.page, prior.as_str());
    tell(fold, shown, Some(same));
}

/// The answer to a private reply tells the id under which the author of the comment writes to the Page. Others may have commented since.
pub(super) fn link_author(fold: &mut Fold<'_, '_>, author: &str, person: &str) {
    if let Some(contact) = fold.state.contact.as_mut().filter(|contact| contact.id == author) {
        if contact.linked.as_deref() == Some(person) {
            return;
        }
        contact.linked = Some(person.to_owned());
    }
    let shown = DeskContact::named(author, ContactKind::Feed, None);
    let same = direct(&fold.state.page, person);
    tell(fold, shown, Some(same));
}

fn tell(fold: &mut Fold<'_, '_>, contact: DeskContact, same_as: Option<String>) {
    let what = same_as.as_deref().unwrap_or("profile");
    let id = ["contact:", &fold.state.conversation, ":", what].concat();
    let now = fold.now;
    fold.desk(Act::Contact { contact, same_as }, &id, Actor::System, now);
}
