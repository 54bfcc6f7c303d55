//! What the desk sends, and what Graph says to it.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::effect::{AlertCode, Effect, IgnoredReason};
use super::fold::Fold;
use super::sends::PendingSend;
use super::{contact, sends};
use crate::desk::{Act, Actor, Receipt, ReceiptState};
use crate::error::Problem;
use crate::json::Text;
use crate::policy::{Ask, Author, Recipient, ReplyKind, decide};
use crate::send::{Draft, OutcomeKind, SendPlan, SendResult, outcome, plan};

/// Decides, plans, and asks the host to send; or says why not.
pub(super) fn reply(fold: &mut Fold<'_, '_>, draft: &Draft) {
    let ask = Ask {
        author: draft.author.unwrap_or(Author::Human),
        kind: draft.kind.unwrap_or_else(|| kind(fold)),
        draft: draft.facts(),
        policy: fold.config.policy(&fold.state.page),
        ..Ask::human(fold.now)
    };
    let decision = decide(&fold.state.facts(), &ask);
    match plan(&unsent(fold, draft), &decision) {
        SendPlan::Ready(requests) => {
            // A private reply spends the comment it answers, once Graph has taken it.
            // A one-time token is used up by its message.
            let (answered, token) = match decision.send.and_then(|envelope| envelope.recipient) {
                Some(Recipient::Comment(comment) | Recipient::Post(comment)) if ask.kind == ReplyKind::PrivateReply => {
                    (Some(comment), None)
                }
                Some(Recipient::OneTimeToken(token)) => (None, Some(token)),
                _ => (None, None),
            };
            for request in requests {
                let send = PendingSend {
                    key: request.key.clone(),
                    at: fold.now,
                    mid: None,
                    metadata: draft.metadata.clone(),
                    private_reply_to: answered.clone(),
                    token: token.clone(),
                };
                sends::remember(&mut fold.state.sends, send);
                fold.effects.push(Effect::Graph(request));
            }
        }
        SendPlan::Refused(problems) => refuse(fold, draft.id.clone(), &problems),
    }
}

/// The draft without what of it was sent already: the same reply again takes up where it failed.
fn unsent<'f>(fold: &Fold<'_, '_>, draft: &'f Draft) -> Cow<'f, Draft> {
    let Some(id) = &draft.id else { return Cow::Borrowed(draft) };
    let prefix = [id.as_str(), "/"].concat();
    let arrived = fold.state.sends.iter().filter(|send| send.mid.is_some() && send.key.starts_with(&prefix));
    let arrived: Vec<String> = arrived.map(|send| send.key.clone()).collect();
    if arrived.is_empty() {
        return Cow::Borrowed(draft);
    }
    let mut rest = draft.clone();
    rest.sent.extend(arrived);
    Cow::Owned(rest)
}

/// In a thread of comments the answer is a public one.
fn kind(fold: &Fold<'_, '_>) -> ReplyKind {
    if fold.state.is_on_wall() { ReplyKind::Comment } else { ReplyKind::Message }
}

/// Tells the desk why a draft is not sent.
pub(super) fn refuse(fold: &mut Fold<'_, '_>, key: Option<String>, problems: &[Problem]) {
    let first = problems.first();
    let text = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ");
    let id = ["refused:", key.as_deref().unwrap_or(&fold.state.conversation), ":", &fold.now.0.to_string()].concat();
    let receipt = Receipt {
        state: ReceiptState::Refused,
        watermark: None,
        mids: Vec::new(),
        key,
        reason: first.map(|problem| problem.code),
        text: Some(text),
    };
    fold.desk(Act::Receipt { receipt }, &id, Actor::System, fold.now);
}

/// Learns from Graph's answer and tells the desk.
pub(super) fn sent(fold: &mut Fold<'_, '_>, result: &SendResult) {
    if contact::answered(fold, result) {
        return;
    }
    let outcome = outcome(result.status, &result.body, &result.headers);
    if !sends::learn(&mut fold.state.sends, &result.key, outcome.message_id.as_deref()) {
        fold.ignore(&result.key, IgnoredReason::UnknownSend);
        return;
    }
    if outcome.kind == OutcomeKind::Sent {
        spend_private_reply(fold, &result.key, outcome.recipient_id.as_deref());
        spend_token(fold, &result.key);
    }
    match outcome.kind {
        OutcomeKind::WindowClosed => fold.state.window_refused_at = Some(fold.now),
        OutcomeKind::Unreachable => fold.state.unreachable_at = Some(fold.now),
        OutcomeKind::Reauthorize => fold.alert(AlertCode::Reauthorize, outcome.text, fold.now),
        OutcomeKind::Restricted => fold.alert(AlertCode::Restricted, outcome.text, fold.now),
        _ => {}
    }
    let arrived = outcome.kind == OutcomeKind::Sent;
    let id = ["sent:", &result.key].concat();
    let receipt = Receipt {
        state: if arrived { ReceiptState::Sent } else { ReceiptState::Failed },
        watermark: None,
        mids: outcome.message_id.map(Text::Owned).into_iter().collect(),
        key: Some(result.key.clone()),
        reason: (!arrived).then(|| outcome.kind.as_str()),
        text: (!arrived).then(|| outcome.text.to_owned()),
    };
    fold.desk(Act::Receipt { receipt }, &id, Actor::System, fold.now);
}

/// Notes that a one-time opt-in is used up.
fn spend_token(fold: &mut Fold<'_, '_>, key: &str) {
    let send = fold.state.sends.iter().find(|send| send.key == key);
    if let Some(token) = send.and_then(|send| send.token.as_deref()) {
        fold.state.optins.spend(token, fold.now);
    }
}

/// Notes that the comment a private reply answered cannot be answered privately again.
fn spend_private_reply(fold: &mut Fold<'_, '_>, key: &str, person: Option<&str>) {
    let now = fold.now;
    let send = fold.state.sends.iter().find(|send| send.key == key);
    let answered = send.and_then(|send| send.private_reply_to.as_deref());
    let comment = fold.state.comment.as_mut().filter(|comment| answered == Some(comment.id.as_str()));
    let Some(comment) = comment else { return };
    comment.replied_at = Some(now);
    if let Some(person) = person {
        contact::link_author(fold, person);
    }
}
