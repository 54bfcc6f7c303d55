//! An event of a webhook becomes effects.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::effect::IgnoredReason;
use super::sends;
use super::state::{ContactFacts, LastComment, LastInteraction, Thread};
use super::step::Fold;
use crate::desk::{Act, Actor, DeskMessage, DeskReaction, Receipt, ReceiptState};
use crate::json::{Mark, Millis, Text};
use crate::policy::Opener;
use crate::webhook::event::{
    Comment, CommentVerb, ContactKind, DeliveryReceipt, EventBody, InboundEvent, Message, Postback, QuickReply,
    Reaction, ReactionAction, ReadReceipt,
};

/// The app id of Meta's own Page inbox (`platform.md` 2.3, since Graph v12, 2021-09-14).
const PAGE_INBOX: &str = "263902037430900";

/// Folds one event in.
pub(super) fn event<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>) {
    // What only says "until then" is known again by its watermark and takes no room among the recent events.
    let by_watermark = match &event.body {
        EventBody::Delivery(receipt) => receipt.mids.is_empty(),
        EventBody::Read(_) => true,
        _ => false,
    };
    if !by_watermark && !fold.state.recent.insert(&event.id, event.at) {
        fold.ignore(&event.id, IgnoredReason::Duplicate);
        return;
    }
    // Of a thread of comments, where several people write, the author of the last one is kept with it.
    let person = event.contact.as_ref().filter(|contact| contact.kind != ContactKind::Feed);
    if let (None, Some(contact)) = (&fold.state.contact, person) {
        fold.state.contact = Some(ContactFacts { id: contact.id.as_str().to_owned(), kind: contact.kind });
    }
    match &event.body {
        EventBody::Message(message) => customer_message(fold, event, message),
        EventBody::Echo(message) => echo(fold, event, message),
        EventBody::Postback(postback) => tap(fold, event, postback),
        EventBody::Reaction(reaction) => react(fold, event, reaction),
        EventBody::Delivery(receipt) => delivered(fold, event, receipt),
        EventBody::Read(receipt) => read(fold, event, receipt),
        EventBody::Comment(comment) => commented(fold, event, comment),
        EventBody::Unknown(_) => fold.ignore(&event.id, IgnoredReason::UnknownEvent),
    }
}

fn customer_message<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, message: &Message<'d>) {
    let by = if message.quick_reply.is_some() { Opener::QuickReply } else { Opener::Message };
    let last = &mut fold.state.last_message_at;
    *last = (*last).max(Some(event.at));
    interaction(fold, event.at, by);
    say(fold, event, Actor::Customer, shown(message));
    fold.wake();
}

fn shown<'d>(message: &Message<'d>) -> DeskMessage<'d> {
    DeskMessage {
        quick_reply: message.quick_reply.clone(),
        reply_to: message.reply_to.clone(),
        ..DeskMessage::new(message.mid.clone(), message.text.clone(), message.attachments.clone())
    }
}

/// Somebody wrote for the Page: ours is known already, everybody else's is recorded with the right author.
fn echo<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, message: &Message<'d>) {
    if sends::recognise(&mut fold.state.sends, message.metadata.as_deref(), message.mid.as_deref()) {
        fold.ignore(&event.id, IgnoredReason::OwnEcho);
        return;
    }
    let author = match &message.app_id {
        None => Actor::Page,
        Some(app) if app.as_str() == PAGE_INBOX => Actor::Agent,
        Some(app) if fold.config.app_id.as_deref() == Some(app.as_str()) => Actor::Agent,
        Some(_) => Actor::Bot,
    };
    say(fold, event, author, shown(message));
}

fn tap<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, postback: &Postback<'d>) {
    interaction(fold, event.at, Opener::Postback);
    let said = |text: &&Text<'d>| !text.trim().is_empty();
    let text = postback.title.as_ref().filter(said).or(postback.payload.as_ref().filter(said)).cloned();
    let mut message = DeskMessage {
        quick_reply: Some(QuickReply { payload: postback.payload.clone() }),
        ..DeskMessage::new(postback.mid.clone(), text, Vec::new())
    };
    if message.placeholder.is_some() {
        message.placeholder = Some(crate::desk::Placeholder::Tap);
        message.text = Some(Text::Borrowed(crate::desk::Placeholder::Tap.english()));
    }
    say(fold, event, Actor::Customer, message);
    fold.wake();
}

fn react<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, reaction: &Reaction<'d>) {
    let act = Act::React {
        target: reaction.mid.clone(),
        reaction: DeskReaction {
            action: reaction.action,
            reaction: reaction.reaction.clone(),
            emoji: reaction.emoji.clone(),
        },
    };
    fold.desk(act, &event.id, Actor::Customer, event.at);
    if reaction.action == ReactionAction::React {
        interaction(fold, event.at, Opener::Reaction);
        fold.wake();
    }
}

fn delivered<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, receipt: &DeliveryReceipt<'d>) {
    let known = fold.state.delivered_to;
    let progress = goes_on(known, receipt.watermark);
    fold.state.delivered_to = known.max(receipt.watermark);
    acknowledge(fold, event, ReceiptState::Delivered, progress, receipt.watermark, receipt.mids.clone());
}

fn read<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, receipt: &ReadReceipt<'d>) {
    // Instagram names the message and no watermark; then the event's own time says how far it goes.
    let until = receipt.watermark.or(receipt.mid.as_ref().map(|_| event.at));
    let known = fold.state.read_to;
    let progress = goes_on(known, until);
    fold.state.read_to = known.max(until);
    let named: Vec<Text<'d>> = receipt.mid.iter().cloned().collect();
    // Instagram's receipts are known again by their message, which the state does not keep: the same moment is the same receipt.
    if progress == Err(IgnoredReason::Duplicate) {
        fold.ignore(&event.id, IgnoredReason::Duplicate);
        return;
    }
    acknowledge(fold, event, ReceiptState::Read, progress, receipt.watermark, named);
}

/// Whether a receipt says more than is known: `None` where it says nothing at all.
fn goes_on(known: Option<Millis>, until: Option<Millis>) -> Result<(), IgnoredReason> {
    match until {
        None => Err(IgnoredReason::EmptyReceipt),
        Some(until) if known == Some(until) => Err(IgnoredReason::Duplicate),
        Some(until) if known > Some(until) => Err(IgnoredReason::OldReceipt),
        Some(_) => Ok(()),
    }
}

fn acknowledge<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    state: ReceiptState,
    progress: Result<(), IgnoredReason>,
    watermark: Option<Millis>,
    mids: Vec<Text<'d>>,
) {
    // A receipt that names messages says something of those even without a watermark, or with one that is known: two messages
    // of one millisecond are two receipts. Whether this very receipt came before was seen already.
    let names = !mids.is_empty() && matches!(progress, Err(IgnoredReason::EmptyReceipt | IgnoredReason::Duplicate));
    match progress {
        Err(reason) if !names => fold.ignore(&event.id, reason),
        _ => {
            let receipt = Receipt { state, watermark, mids, key: None, reason: None, text: None };
            fold.desk(Act::Receipt { receipt }, &event.id, Actor::Customer, event.at);
        }
    }
}

fn commented<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, comment: &Comment<'d>) {
    let author = if comment.by_page { Actor::Page } else { Actor::Customer };
    let target = comment.comment_id.as_ref().map(|id| id.0.clone());
    match (comment.verb, target) {
        (CommentVerb::Add, target) => {
            if comment.by_page && sends::recognise(&mut fold.state.sends, None, target.as_deref()) {
                fold.ignore(&event.id, IgnoredReason::OwnEcho);
                return;
            }
            if comment.by_page && fold.state.thread.is_none() {
                fold.ignore(&event.id, IgnoredReason::OwnComment);
                return;
            }
            if let (false, Some(id)) = (comment.by_page, &target) {
                remember_comment(fold, id, event);
                interaction(fold, event.at, Opener::Comment);
            }
            say(fold, event, author, DeskMessage::new(target, comment.text.clone(), comment.attachments.clone()));
        }
        (_, _) if fold.state.thread.is_none() => fold.ignore(&event.id, IgnoredReason::NoTicket),
        (CommentVerb::Edit, Some(target)) => {
            let message = DeskMessage::new(Some(target.clone()), comment.text.clone(), comment.attachments.clone());
            fold.desk(Act::Edit { target, message }, &event.id, author, event.at);
        }
        (CommentVerb::Remove, Some(target)) => fold.desk(Act::Redact { target }, &event.id, author, event.at),
        (CommentVerb::Hide, _) => note(fold, event, "The comment was hidden."),
        (CommentVerb::Unhide, _) => note(fold, event, "The comment is shown again."),
        (_, _) => fold.ignore(&event.id, IgnoredReason::UnknownEvent),
    }
}

fn note<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, text: &'static str) {
    fold.desk(Act::Note { note: Text::Borrowed(text) }, &event.id, Actor::System, event.at);
}

/// The comment that a private reply would answer is the customer's last one.
fn remember_comment(fold: &mut Fold<'_, '_>, id: &str, event: &InboundEvent<'_>) {
    let later = fold.state.comment.as_ref().is_none_or(|last| (last.at, last.id.as_str()) < (event.at, id));
    if later {
        fold.state.comment = Some(LastComment { id: id.to_owned(), at: event.at, replied_at: None });
        let author = event.contact.as_ref();
        fold.state.contact = author.map(|author| ContactFacts { id: author.id.as_str().to_owned(), kind: author.kind });
    }
}

/// The customer did something. The latest counts; of two at the same moment the one that is first among [`Opener`]s.
fn interaction(fold: &mut Fold<'_, '_>, at: Millis, by: Opener) {
    let last = &mut fold.state.last_interaction;
    if last.is_none_or(|last| at > last.at || (at == last.at && by < last.by)) {
        *last = Some(LastInteraction { at, by });
    }
}

/// Opens the ticket with a message, or adds it; what the customer says after the desk solved it opens it again.
fn say<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, author: Actor, message: DeskMessage<'d>) {
    let route = fold.route();
    let Some(thread) = &mut fold.state.thread else {
        let subject = subject(&message);
        fold.state.thread = Some(Thread { route, opened_at: event.at, solved_at: None });
        fold.desk(Act::Open { subject, message }, &event.id, author, event.at);
        return;
    };
    thread.opened_at = thread.opened_at.min(event.at);
    let reopens = author == Actor::Customer && thread.solved_at.is_some_and(|solved| event.at > solved);
    if reopens {
        thread.solved_at = None;
    }
    fold.desk(Act::Append { reopens: Mark(reopens), message }, &event.id, author, event.at);
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
