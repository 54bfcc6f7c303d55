//! The ticket of a thread: opening it, adding to it, reopening it; and what of the customer's counts as being active.

use alloc::string::String;

use super::effect::IgnoredReason;
use super::fold::Fold;
use super::state::{LastInteraction, Thread};
use crate::desk::{Act, Actor, DeskContact, DeskMessage, NoteCode, Placeholder, has_words};
use crate::json::{Mark, Millis, Text};
use crate::policy::{Opener, Place};
use crate::webhook::event::{ContactKind, InboundEvent};

/// Opens the ticket with a message, or adds it. What the customer says after the desk solved it opens it again, or a new one, as
/// the channel is configured.
pub(super) fn say<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, author: Actor, message: DeskMessage<'d>) {
    let reopen = fold.config.reopen;
    // By when it is heard, not by when it was written: whoever solved the ticket did not see what was under way.
    let after = solved(fold, author);
    let first_contact = fold.state.thread.is_none();
    let on_wall = fold.state.is_on_wall();
    let name = event.contact.as_ref().and_then(|contact| contact.name.clone());
    let message = DeskMessage { from: name.filter(|_| on_wall && author == Actor::Customer), ..message };
    if after.is_some_and(|solved| !reopen.continues(solved, event.at)) {
        fold.state.thread = None;
    }
    let Some(thread) = &mut fold.state.thread else {
        let subject = subject(&message);
        let route = fold.config.route_of(event, on_wall, first_contact).clone();
        fold.state.thread = Some(Thread { route, opened_at: event.at, solved_at: None });
        let contact = requester(fold, event, author);
        fold.desk(Act::Open { subject, contact, message }, &event.id, author, event.at);
        return;
    };
    // What the Page said on its wall before anybody asked began no ticket, and so it begins none afterwards.
    if author != Actor::Page || !on_wall {
        thread.opened_at = thread.opened_at.min(event.at);
    }
    if after.is_some() {
        thread.solved_at = None;
    }
    fold.desk(Act::Append { reopens: Mark(after.is_some()), message }, &event.id, author, event.at);
}

/// When the desk solved the ticket that the customer says something to.
pub(super) fn solved(fold: &Fold<'_, '_>, author: Actor) -> Option<Millis> {
    let solved = fold.state.thread.as_ref().and_then(|thread| thread.solved_at);
    solved.filter(|_| author == Actor::Customer)
}

/// Opens or continues the ticket with words for what has none.
pub(super) fn say_instead<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, placeholder: Placeholder) {
    say(fold, event, Actor::Customer, DeskMessage::standing_for(placeholder));
}

/// Words that may have been overtaken by an edit, or were taken back before they came.
pub(super) fn say_late<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    author: Actor,
    mid: Option<&str>,
    message: DeskMessage<'d>,
) {
    let changed = |what: &str| mid.is_some_and(|mid| fold.state.changes.knows(&[what, mid]));
    // On the wall an edit of the Page's may have come before there was a ticket to show it in.
    let edited = changed("text") && (author == Actor::Customer || !fold.state.is_on_wall());
    let gone = changed("gone");
    if edited && !gone && began_by(fold, event.at) && !message.attachments.is_empty() {
        // The edit stands for its words already, not for its pictures.
        let DeskMessage { mid, attachments, quick_reply, reply_to, referral, .. } = message;
        let pictures = DeskMessage::new(mid, None, attachments);
        say(fold, event, author, DeskMessage { quick_reply, reply_to, referral, ..pictures });
    } else if edited && began_by(fold, event.at) {
        // The edit stands for it already.
        fold.ignore(&event.id, if gone { IgnoredReason::TakenBack } else { IgnoredReason::Outdated });
    } else if gone {
        let message = DeskMessage { mid: message.mid, ..DeskMessage::standing_for(Placeholder::TakenBack) };
        say(fold, event, author, message);
    } else {
        say(fold, event, author, message);
    }
}

/// Whether there is a ticket; if so it began with this moment at the latest.
pub(super) fn began_by(fold: &mut Fold<'_, '_>, at: Millis) -> bool {
    let thread = fold.state.thread.as_mut();
    thread.map(|thread| thread.opened_at = thread.opened_at.min(at)).is_some()
}

/// An internal note, where there is a ticket to put it in: a sentence, and below it what the event tells.
pub(super) fn note<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    code: NoteCode,
    text: &'static str,
    details: &[String],
) {
    if fold.state.thread.is_none() {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
        return;
    }
    fold.desk(Act::Note { code, note: noted_as(text, details) }, &event.id, Actor::System, event.at);
}

/// The words of a note.
pub(super) fn noted_as<'d>(text: &'static str, details: &[String]) -> Text<'d> {
    match details {
        [] => Text::Borrowed(text),
        details => Text::Owned([text, "\n", &details.join("\n")].concat()),
    }
}

/// Whom a new ticket is with. What the Page itself began is with the person it wrote to; a comment's author may be hidden.
fn requester(fold: &Fold<'_, '_>, event: &InboundEvent<'_>, author: Actor) -> Option<DeskContact> {
    let known = fold.state.contact.as_ref();
    let kind = if fold.state.platform == Some(Place::Instagram) { ContactKind::Igsid } else { ContactKind::Feed };
    let hidden = || (author == Actor::Customer && fold.state.is_on_wall()).then(|| DeskContact::hidden(kind));
    let known = || known.map(|contact| DeskContact::named(&contact.id, contact.kind, None));
    DeskContact::of(event).or_else(known).or_else(hidden)
}

/// The customer did something. The latest counts; of two at the same moment the one that is first among [`Opener`]s.
pub(super) fn interaction(fold: &mut Fold<'_, '_>, at: Millis, by: Opener) {
    let last = &mut fold.state.last_interaction;
    if last.is_none_or(|last| at > last.at || (at == last.at && by < last.by)) {
        *last = Some(LastInteraction { at, by });
    }
}

/// A subject line: the first words of the first message, on one line, cut between graphemes.
fn subject(message: &DeskMessage<'_>) -> String {
    const LONGEST: u32 = 72;
    // No text of so many bytes fits, however few units it has: three bytes are one at least.
    const ENOUGH: usize = 3 * LONGEST as usize;
    let mut titles = message.attachments.iter().filter_map(|attachment| attachment.title.as_deref());
    let attached = titles.find(|title| has_words(Some(title)));
    let text = message.text.as_deref().or(attached);
    let Some(text) = text else {
        return message
            .attachments
            .first()
            .map_or_else(String::new, |attachment| ["[", attachment.kind.as_str(), "]"].concat());
    };
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > ENOUGH {
            break;
        }
    }
    let words = crate::send::first_words(&line, LONGEST);
    if words.len() == line.len() { line } else { [words, "\u{2026}"].concat() }
}
