//! An event of a webhook becomes effects.

use alloc::string::String;
use alloc::vec::Vec;

use super::effect::IgnoredReason;
use super::fold::Fold;
use super::ticket::{began_by, interaction, say, say_instead, say_late, solved};
use super::{contact, happenings, outbound, particulars, receipts, sends, wall};
use crate::desk::{Act, Actor, DeskMessage, DeskReaction, Placeholder, has_words};
use crate::json::{Id, Text};
use crate::policy::{Opener, Place};
use crate::webhook::event::{
    Edit, EventBody, InboundEvent, Message, Order, Platform, Postback, QuickReply, Reaction, ReactionAction, Referral,
    Unsend,
};
use crate::webhook::message_id;

/// The app ids of Meta's own inboxes, the Page's (`platform.md` 2.3, since Graph v12, 2021-09-14) and Instagram's (`platform.md` 7,
/// Conversation Routing on Instagram, 2026-06-30): whoever writes there is a person.
const INBOXES: [&str; 2] = ["263902037430900", "1217981644879628"];

/// Folds one event in.
pub(super) fn event<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>) {
    heard(fold, event);
    // What only says "until then" is known again by its watermark and takes no room among the recent events.
    let by_watermark = match &event.body {
        EventBody::Delivery(receipt) => receipt.mids.is_empty(),
        EventBody::Read(receipt) => receipt.mid.is_none(),
        _ => false,
    };
    if !by_watermark && !fold.state.recent.insert(&event.id, event.at) {
        fold.ignore(&event.id, IgnoredReason::Duplicate);
        return;
    }
    contact::met(fold, event);
    take(fold, event);
    contact::introduce(fold, event);
}

/// Where an event was delivered tells what kind of wall it is on, and whether another app controls the thread: its owner gets
/// `messaging`, the others `standby` (`platform.md` 7, Conversation Routing, 2025-09-24). That hand-overs come in `messaging`, and
/// labels beside both, tells nothing.
fn heard(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>) {
    if !fold.state.is_direct() {
        if event.platform == Platform::Instagram {
            fold.state.platform = Some(Place::Instagram);
        }
        return;
    }
    if matches!(event.body, EventBody::Handover(_) | EventBody::Label(_)) && !event.standby {
        return;
    }
    let place = if event.standby { &mut fold.state.standby_at } else { &mut fold.state.heard_at };
    *place = (*place).max(Some(event.at));
}

fn take<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>) {
    match &event.body {
        EventBody::Message(message) => customer_message(fold, event, message),
        EventBody::Echo(message) => echo(fold, event, message),
        EventBody::Edit(edit) => edited(fold, event, edit),
        EventBody::Unsend(unsend) => unsent(fold, event, unsend),
        EventBody::Postback(postback) => tap(fold, event, postback),
        EventBody::Reaction(reaction) => react(fold, event, reaction),
        EventBody::Order(order) => ordered(fold, event, order),
        EventBody::Delivery(receipt) => receipts::delivered(fold, event, receipt),
        EventBody::Read(receipt) => receipts::read(fold, event, receipt),
        EventBody::Comment(comment) => wall::commented(fold, event, comment),
        EventBody::GroupComment(comment) => wall::group_commented(fold, event, comment),
        EventBody::Post(post) => wall::posted(fold, event, post),
        EventBody::PostReaction(reaction) => wall::reacted(fold, event, reaction),
        EventBody::Mention(mention) => wall::mentioned(fold, event, mention),
        EventBody::Rating(rating) => wall::rated(fold, event, rating),
        EventBody::Lead(_) => say_instead(fold, event, Placeholder::Lead),
        EventBody::Unknown(_) => fold.ignore(&event.id, IgnoredReason::UnknownEvent),
        other => happenings::noted(fold, event, other),
    }
}

fn customer_message<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, message: &Message<'d>) {
    let from_ad = message.referral.as_ref().is_some_and(Referral::is_from_ad);
    let by = match message.quick_reply {
        Some(_) => Opener::QuickReply,
        None if from_ad => Opener::AdMessage,
        None => Opener::Message,
    };
    let last = &mut fold.state.last_message_at;
    *last = (*last).max(Some(event.at));
    if from_ad {
        let last = &mut fold.state.ad_message_at;
        *last = (*last).max(Some(event.at));
    }
    interaction(fold, event.at, by);
    say_late(fold, event, Actor::Customer, message.mid.as_deref(), shown(message));
    fold.wake();
}

fn shown<'d>(message: &Message<'d>) -> DeskMessage<'d> {
    DeskMessage {
        quick_reply: message.quick_reply.clone(),
        reply_to: message.reply_to.clone(),
        referral: message.referral.clone(),
        ..DeskMessage::new(message.mid.clone(), message.text.clone(), message.attachments.clone())
    }
}

/// Somebody wrote for the Page: ours is known already, everybody else's is recorded with the right author.
fn echo<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, message: &Message<'d>) {
    let app = message.app_id.as_ref().map(Id::as_str);
    let ours = app.is_some() && app == fold.config.app_id.as_deref();
    let sends = &mut fold.state.sends;
    if sends::recognise(sends, message.metadata.as_deref(), message.mid.as_deref())
        || ours
            && message.metadata.is_none()
            && sends::recognise_words(sends, message.text.as_deref(), message.mid.as_deref(), event.at)
    {
        match sends::confirmed(&mut fold.state.sends, message.mid.as_deref()) {
            Some(key) => outbound::confirm(fold, &key, message.mid.as_deref()),
            None => fold.ignore(&event.id, IgnoredReason::OwnEcho),
        }
        return;
    }
    let author = match app {
        None => Actor::Page,
        Some(app) if ours || INBOXES.contains(&app) => Actor::Agent,
        Some(_) => Actor::Bot,
    };
    say_late(fold, event, author, message.mid.as_deref(), shown(message));
}

/// A changed message shows its new text, unless a later one is shown already. One that comes before the message itself stands for
/// it, so that the old text never shows.
fn edited<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, edit: &Edit<'d>) {
    let message = DeskMessage::new(edit.mid.clone(), edit.text.clone(), Vec::new());
    let Some(target) = &edit.mid else {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
        return;
    };
    // Instagram tells of new messages so too, as of their edit number 0.
    if edit.text.is_none() {
        fold.ignore(&event.id, IgnoredReason::NothingToDo);
        return;
    }
    // Of edits that Meta dates alike the later in number is the later.
    let counted = i64::from(edit.num_edit.unwrap_or_default().min(99));
    let newest = fold.state.changes.advance(&["text", target], event.at.plus(counted));
    let author = Actor::told(edit.by_page.0);
    // Of a message that has not come it stands for that in a solved ticket too, and opens it again.
    let unheard = solved(fold, author).is_some() && !fold.state.recent.knows(&message_id(&event.page, target));
    let gone = fold.state.changes.knows(&["gone", target]);
    let begun = began_by(fold, event.at);
    if begun && unheard && newest && !gone {
        say(fold, event, author, message);
    } else if !begun {
        say_late(fold, event, author, Some(target), message);
    } else if gone {
        fold.ignore(&event.id, IgnoredReason::TakenBack);
    } else if newest {
        fold.desk(Act::Edit { target: target.clone(), message }, &event.id, author, event.at);
    } else {
        fold.ignore(&event.id, IgnoredReason::Outdated);
    }
}

/// A message taken back must go from the desk too (platform terms), even where it comes only now.
fn unsent<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, unsend: &Unsend<'d>) {
    let Some(target) = &unsend.mid else {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
        return;
    };
    fold.state.changes.advance(&["gone", target], event.at);
    if fold.state.thread.is_some() {
        fold.desk(Act::Redact { target: target.clone() }, &event.id, Actor::told(unsend.by_page.0), event.at);
    } else {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
    }
}

/// An order is what the customer wrote to it, and the products.
fn ordered<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, order: &Order<'d>) {
    let note = order.note.as_deref().filter(|note| has_words(Some(note))).map(String::from);
    let products = order.products.map(particulars::products).unwrap_or_default();
    let lines: Vec<String> = note.into_iter().chain(products).collect();
    if lines.is_empty() {
        say_instead(fold, event, Placeholder::Order);
        return;
    }
    let message = DeskMessage::new(None, Some(Text::Owned(lines.join("\n"))), Vec::new());
    say(fold, event, Actor::Customer, message);
}

fn tap<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, postback: &Postback<'d>) {
    interaction(fold, event.at, Opener::Postback);
    if postback.referral.as_ref().is_some_and(Referral::is_from_ad) {
        let last = &mut fold.state.ad_message_at;
        *last = (*last).max(Some(event.at));
    }
    let said = |text: &&Text<'d>| has_words(Some(text));
    let text = postback.title.as_ref().filter(said).or(postback.payload.as_ref().filter(said)).cloned();
    let said = DeskMessage::new(postback.mid.clone(), text, Vec::new());
    let shown = match said.placeholder {
        Some(_) => DeskMessage { mid: said.mid, ..DeskMessage::standing_for(Placeholder::Tap) },
        None => said,
    };
    let quick_reply = Some(QuickReply { payload: postback.payload.clone() });
    let referral = postback.referral.clone();
    say(fold, event, Actor::Customer, DeskMessage { quick_reply, referral, ..shown });
    fold.wake();
}

fn react<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, reaction: &Reaction<'d>) {
    let author = Actor::told(reaction.by_page.0);
    let of_page: &[&str] = if reaction.by_page.0 { &["page"] } else { &[] };
    let what = [&["reaction", reaction.mid.as_deref().unwrap_or_default()], of_page].concat();
    let newest = fold.state.changes.advance(&what, event.at);
    let act = Act::React {
        target: reaction.mid.clone(),
        reaction: DeskReaction {
            action: reaction.action,
            reaction: reaction.reaction.clone(),
            emoji: reaction.emoji.clone(),
        },
    };
    if fold.state.thread.is_none() {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
    } else if newest {
        fold.desk(act, &event.id, author, event.at);
    } else {
        fold.ignore(&event.id, IgnoredReason::Outdated);
    }
    if reaction.action == ReactionAction::React && author == Actor::Customer {
        interaction(fold, event.at, Opener::Reaction);
        fold.wake();
    }
}
