//! What happens on the Page's wall: comments, posts, recommendations, mentions.

use alloc::borrow::ToOwned;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::comments::{self, KnownComment};
use super::effect::{Effect, IgnoredReason};
use super::fold::Fold;
use super::state::ContactFacts;
use super::ticket::{began_by, interaction, note, say_late};
use super::{outbound, sends};
use crate::desk::{Act, Actor, DeskMessage, DeskReaction, NoteCode, Placeholder, has_words};
use crate::json::{Mark, Text};
use crate::policy::Opener;
use crate::webhook::event::{
    Attachment, Comment, ContactKind, GroupComment, InboundEvent, Mention, Post, PostReaction, Rating, ReactionAction,
    Verb,
};

/// The notes for hiding something and for showing it again.
const SHOWN: [&str; 2] = ["It was hidden.", "It is shown again."];

/// A comment opens a ticket, or continues the one of its thread.
pub(super) fn commented<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, comment: &Comment<'d>) {
    let target = comment.comment_id.as_ref().map(|id| id.0.clone());
    // Meta may hide who wrote it; what our own answer was called it has told.
    let by_page = comment.by_page || event.contact.is_none() && sends::knows(&fold.state.sends, target.as_deref());
    let author = Actor::told(by_page);
    if let (false, Some(id)) = (by_page, &target) {
        let at = comment.created_at.unwrap_or(event.at);
        commented_on(fold, event, comment.verb, KnownComment { live: comment.live, ..KnownComment::new(id, at) });
    }
    let message = DeskMessage::new(target.clone(), comment.text.clone(), comment.attachments.clone());
    if comment.verb != Verb::Add {
        let hidden = ["The comment was hidden.", "The comment is shown again."];
        changed(fold, event, author, comment.verb, target, message, hidden);
    } else if !by_page || !own(fold, event, target.as_deref(), comment.text.as_deref()) {
        say_late(fold, event, author, target.as_deref(), message);
    }
}

/// What the customer's comment, or a change of it, is to the conversation.
fn commented_on(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>, verb: Verb, comment: KnownComment) {
    if matches!(verb, Verb::Add | Verb::Edit) {
        remember(fold, event, KnownComment { changed: Mark(verb == Verb::Edit), ..comment });
    }
    if verb == Verb::Add {
        interaction(fold, event.at, Opener::Comment);
    }
}

/// Whether what the Page wrote itself leads to nothing: it was sent from here, or answers nothing that is in a ticket.
fn own(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>, target: Option<&str>, text: Option<&str>) -> bool {
    let sends = &mut fold.state.sends;
    let ours = sends::recognise(sends, None, target) || sends::recognise_words(sends, text, target, event.at);
    let confirmed = sends::confirmed(sends, target).filter(|_| ours);
    if let Some(key) = confirmed {
        outbound::confirm(fold, &key, target);
        return true;
    }
    let reason = if ours {
        IgnoredReason::OwnEcho
    } else if fold.state.thread.is_none() {
        IgnoredReason::OwnComment
    } else {
        return false;
    };
    fold.ignore(&event.id, reason);
    true
}

/// What an answer would be to is the customer's last comment, or their post; whom the thread is with is who wrote that.
fn remember(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>, said: KnownComment) {
    let state = &mut *fold.state;
    let removed = Mark(state.changes.knows(&["gone", &said.id]));
    let author = event.contact.as_ref().map(|contact| contact.id.as_str().to_owned());
    let said = KnownComment { author, removed, ..said };
    comments::remember(&mut state.comment, &mut state.earlier_comments, said);
    let author = state.comment.as_ref().and_then(|last| last.author.as_deref());
    if state.contact.as_ref().map(|contact| contact.id.as_str()) != author {
        let known = |id: &str| ContactFacts { id: id.to_owned(), kind: ContactKind::Feed, linked: None };
        state.contact = author.map(known);
    }
}

/// A comment in the Page's group: as one below a post, and since 2023-05-10 it may be answered privately too (`platform.md` 3.6).
pub(super) fn group_commented<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, comment: &GroupComment<'d>) {
    let target = comment.comment_id.as_ref().map(|id| id.0.clone());
    if let (false, Some(id)) = (comment.by_page.0, &target) {
        commented_on(fold, event, comment.verb, KnownComment::new(id, event.at));
    }
    written(fold, event, Actor::told(comment.by_page.0), comment.verb, target, comment.text.clone(), Vec::new());
}

/// A visitor's post opens a ticket; the Page's own posts are no customer's words. Where the author is hidden, `post` is a visitor's word
/// for it (`platform.md` 3.1). A visitor's post that the Page hides or removes is hidden or removed all the same.
pub(super) fn posted<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, post: &Post<'d>) {
    let target = post.post_id.as_ref().map(|id| id.0.clone());
    let hidden = event.contact.is_none() && post.item.as_deref() == Some("post");
    if post.by_page || event.contact.is_none() && !hidden {
        let moderated = matches!(post.verb, Verb::Remove | Verb::Hide | Verb::Unhide);
        if moderated && fold.state.thread.is_some() {
            written(fold, event, Actor::told(post.by_page), post.verb, target, None, Vec::new());
        } else {
            if moderated {
                advance(fold, post.verb, target.as_deref(), event);
            }
            fold.ignore(&event.id, IgnoredReason::OwnPost);
        }
        return;
    }
    if let (Verb::Add | Verb::Edit, Some(id)) = (post.verb, &target) {
        let at = post.created_at.unwrap_or(event.at);
        let changed = Mark(post.verb == Verb::Edit);
        remember(fold, event, KnownComment { post: Mark(true), changed, ..KnownComment::new(id, at) });
    }
    if post.verb == Verb::Add {
        interaction(fold, event.at, Opener::Post);
    }
    written(fold, event, Actor::Customer, post.verb, target, post.text.clone(), post.attachments.clone());
}

/// Somebody named the Page elsewhere.
pub(super) fn mentioned<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, mention: &Mention<'d>) {
    if mention.by_page.0 {
        fold.ignore(&event.id, IgnoredReason::OwnPost);
        return;
    }
    let target = mention.comment_id.as_ref().or(mention.post_id.as_ref()).map(|id| id.0.clone());
    if mention.verb == Verb::Add && !has_words(mention.text.as_deref()) {
        say_wordless(fold, event, target.as_ref(), Placeholder::Mention);
        return;
    }
    written(fold, event, Actor::Customer, mention.verb, target, mention.text.clone(), Vec::new());
}

/// A recommendation, or words below one. Likes of a recommendation say nothing a desk must answer.
pub(super) fn rated<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, rating: &Rating<'d>) {
    let target = rating.comment_id.as_ref().or(rating.story_id.as_ref()).map(|id| id.0.clone());
    let author = Actor::told(rating.by_page.0);
    let wordless = author == Actor::Customer && !has_words(rating.text.as_deref());
    match rating.verb {
        _ if !matches!(rating.item.as_deref(), Some("rating" | "comment") | None) => {
            fold.ignore(&event.id, IgnoredReason::NothingToDo);
        }
        Verb::Add if wordless => say_wordless(fold, event, target.as_ref(), Placeholder::Rating),
        Verb::Edit if wordless => {
            let message = DeskMessage { mid: target.clone(), ..DeskMessage::standing_for(Placeholder::Rating) };
            changed(fold, event, author, rating.verb, target.clone(), message, SHOWN);
        }
        verb => written(fold, event, author, verb, target.clone(), rating.text.clone(), Vec::new()),
    }
    let shown = matches!(fold.effects.last(), Some(Effect::Desk(_)));
    let gone = fold.state.changes.knows(&["gone", target.as_deref().unwrap_or_default()]);
    if shown && !gone && matches!(rating.verb, Verb::Add | Verb::Edit) {
        judged(fold, event, rating);
    }
}

/// What has no words can be changed and taken back like any other.
fn say_wordless<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    target: Option<&Text<'d>>,
    placeholder: Placeholder,
) {
    let message = DeskMessage { mid: target.cloned(), ..DeskMessage::standing_for(placeholder) };
    say_late(fold, event, Actor::Customer, target.map(|id| &**id), message);
}

/// What a recommendation says beside its words.
fn judged<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, rating: &Rating<'d>) {
    let verdict = rating.recommendation.as_deref().unwrap_or_default();
    let note = if verdict.eq_ignore_ascii_case("positive") {
        Text::Borrowed("The customer recommends the Page.")
    } else if verdict.eq_ignore_ascii_case("negative") {
        Text::Borrowed("The customer does not recommend the Page.")
    } else if let Some(stars) = rating.rating {
        Text::Owned(["The customer's rating, in stars of 5: ", &stars.to_string(), "."].concat())
    } else if has_words(Some(verdict)) {
        Text::Owned(["The customer's recommendation: ", verdict, "."].concat())
    } else {
        return;
    };
    let id = [&*event.id, ":recommendation"].concat();
    fold.desk(Act::Note { code: NoteCode::Recommendation, note }, &id, Actor::System, event.at);
}

/// A reaction to a comment or post that is in a ticket shows there.
pub(super) fn reacted<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, reaction: &PostReaction<'d>) {
    let target = reaction.comment_id.as_ref().or(reaction.post_id.as_ref()).map(|id| id.0.clone());
    let action = if reaction.verb == Verb::Remove { ReactionAction::Unreact } else { ReactionAction::React };
    let shown = DeskReaction { action, reaction: reaction.reaction.clone(), emoji: None };
    let author = Actor::told(reaction.by_page);
    let person = event.contact.as_ref().map_or("", |contact| contact.id.as_str());
    let what = ["reaction", target.as_deref().unwrap_or_default(), person];
    let newest = fold.state.changes.advance(&what, event.at);
    if fold.state.thread.is_none() {
        fold.ignore(&event.id, IgnoredReason::NoTicket);
    } else if newest {
        fold.desk(Act::React { target, reaction: shown }, &event.id, author, event.at);
    } else {
        fold.ignore(&event.id, IgnoredReason::Outdated);
    }
}

/// What somebody wrote on the wall, changed, hid or removed.
fn written<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    author: Actor,
    verb: Verb,
    target: Option<Text<'d>>,
    text: Option<Text<'d>>,
    attachments: Vec<Attachment<'d>>,
) {
    let own_words = verb == Verb::Add && author == Actor::Page && own(fold, event, target.as_deref(), text.as_deref());
    let message = DeskMessage::new(target.clone(), text, attachments);
    if verb == Verb::Add {
        if !own_words {
            say_late(fold, event, author, target.as_deref(), message);
        }
    } else {
        changed(fold, event, author, verb, target, message, SHOWN);
    }
}

/// What was done with something that is in a ticket; `hidden` are the notes for hiding it and for showing it again.
fn changed<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    author: Actor,
    verb: Verb,
    target: Option<Text<'d>>,
    message: DeskMessage<'d>,
    hidden: [&'static str; 2],
) {
    let [was_hidden, is_shown] = hidden;
    let newest = advance(fold, verb, target.as_deref(), event);
    let stands = verb == Verb::Edit && author == Actor::Customer && !began_by(fold, event.at);
    match (verb, target) {
        // As an edited message it stands for what it changes, where it comes first.
        (Verb::Edit, Some(target)) if stands => say_late(fold, event, author, Some(&target), message),
        (_, _) if fold.state.thread.is_none() => fold.ignore(&event.id, IgnoredReason::NoTicket),
        (_, _) if !newest => fold.ignore(&event.id, IgnoredReason::Outdated),
        (Verb::Edit, Some(target)) if fold.state.changes.knows(&["gone", &target]) => {
            fold.ignore(&event.id, IgnoredReason::TakenBack);
        }
        (Verb::Edit, Some(target)) => fold.desk(Act::Edit { target, message }, &event.id, author, event.at),
        (Verb::Remove, Some(target)) => fold.desk(Act::Redact { target }, &event.id, author, event.at),
        (Verb::Hide, _) => note(fold, event, NoteCode::Hidden, was_hidden, &[]),
        (Verb::Unhide, _) => note(fold, event, NoteCode::Unhidden, is_shown, &[]),
        (_, _) => fold.ignore(&event.id, IgnoredReason::UnknownEvent),
    }
}

/// Notes what was done with something; `false` where a later change of the same is known.
fn advance(fold: &mut Fold<'_, '_>, verb: Verb, target: Option<&str>, event: &InboundEvent<'_>) -> bool {
    let name = target.unwrap_or_default();
    if verb == Verb::Remove {
        fold.state.comments_mut().filter(|known| known.id == name).for_each(|known| known.removed = Mark(true));
    }
    let what = match verb {
        Verb::Remove => "gone",
        Verb::Edit => "text",
        Verb::Hide | Verb::Unhide => "shown",
        Verb::Add | Verb::Other => return true,
    };
    fold.state.changes.advance(&[what, name], event.at)
}
