//! The ticket of a thread: opening it, adding to it, reopening it; and what of the customer's counts as being active.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::effect::IgnoredReason;
use super::fold::Fold;
use super::state::{LastInteraction, Thread};
use crate::desk::{Act, Actor, DeskMessage, Placeholder};
use crate::json::{Mark, Millis, Text};
use crate::policy::Opener;
use crate::webhook::event::InboundEvent;

/// Opens the ticket with a message, or adds it. What the customer says after the desk solved it opens it again, or a new one, as
/// the channel is configured.
pub(super) fn say<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, author: Actor, message: DeskMessage<'d>) {
    let reopen = fold.config.reopen;
    let solved = fold.state.thread.as_ref().and_then(|thread| thread.solved_at);
    let after = solved.filter(|solved| author == Actor::Customer && event.at > *solved);
    if after.is_some_and(|solved| !reopen.continues(solved, event.at)) {
        fold.state.thread = None;
    }
    let route = fold.route();
    let Some(thread) = &mut fold.state.thread else {
        let subject = subject(&message);
        fold.state.thread = Some(Thread { route, opened_at: event.at, solved_at: None });
        fold.desk(Act::Open { subject, message }, &event.id, author, event.at);
        return;
    };
    thread.opened_at = thread.opened_at.min(event.at);
    if after.is_some() {
        thread.solved_at = None;
    }
    fold.desk(Act::Append { reopens: Mark(after.is_some()), message }, &event.id, author, event.at);
}

/// Opens or continues the ticket with words for what has none.
pub(super) fn say_instead<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, placeholder: Placeholder) {
    say(fold, event, Actor::Customer, DeskMessage::standing_for(placeholder));
}

/// An internal note, where there is a ticket to put it in.
pub(super) fn note<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, text: &'static str) {
    if fold.state.thread.is_some() {
        fold.desk(Act::Note { note: Text::Borrowed(text) }, &event.id, Actor::System, event.at);
    } else {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
    }
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
    const LONGEST: usize = 72;
    let attached = message.attachments.iter().find_map(|attachment| attachment.title.as_deref());
    let text = message.text.as_deref().or(attached);
    let Some(text) = text else {
        return message
            .attachments
            .first()
            .map_or_else(String::new, |attachment| ["[", attachment.kind.as_str(), "]"].concat());
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = crate::send::split(&line, LONGEST);
    match parts.as_slice() {
        [] => String::new(),
        [whole] => (*whole).to_owned(),
        [first, ..] => {
            let at_word = first.rsplit_once(' ').map_or(*first, |(words, _)| words);
            [at_word, "\u{2026}"].concat()
        }
    }
}
