//! What the desk sends, and what Graph says to it.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::effect::{AlertCode, Effect, IgnoredReason};
use super::fold::Fold;
use super::sends::{Handed, PendingSend};
use super::state::OwnerFacts;
use super::{contact, sends};
use crate::desk::{Act, Actor, Receipt, ReceiptState};
use crate::error::Problem;
use crate::hex::hash;
use crate::json::{Mark, Millis, Text};
use crate::policy::{Ask, Author, Recipient, ReplyKind, decide};
use crate::send::{
    Body, Draft, DraftActKind, GraphRequest, Outcome, OutcomeKind, OutcomeReason, SendPlan, SendResult, outcome, plan,
};

/// Of what is not tried again any more.
const GIVEN_UP: &str = "Meta did not take the reply, and its time or its tries are used up. Send it again later.";

/// Of what was to follow a message of the same reply.
const AFTER_FAILURE: &str = "It was not sent, because what comes before it in the reply failed.";
const AFTER_DOUBT: &str = "It was not sent, because nobody knows whether what comes before it in the reply arrived.";

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
        SendPlan::Ready(requests) if requests.is_empty() => {
            let id = draft.id.clone().unwrap_or_else(|| fold.state.conversation.clone());
            fold.ignore(&id, IgnoredReason::Duplicate);
        }
        SendPlan::Ready(requests) => {
            // A private reply spends the comment it answers, once Graph has taken it.
            // A one-time token is used up by its message, a recurring one rests after it.
            let (answered, token) = match decision.send.as_ref().and_then(|envelope| envelope.recipient.clone()) {
                Some(Recipient::Comment(comment) | Recipient::Post(comment)) if ask.kind == ReplyKind::PrivateReply => {
                    (Some(comment), None)
                }
                Some(Recipient::OneTimeToken(token) | Recipient::NotificationToken(token)) => (None, Some(token)),
                _ => (None, None),
            };
            for request in requests {
                let handed = handed(&request);
                let send = PendingSend {
                    key: request.key.clone(),
                    at: fold.now,
                    mid: None,
                    metadata: draft.metadata.clone(),
                    words: words(&request).filter(|_| answered.is_none()),
                    hands: handed.map(|(hands, _)| hands),
                    hands_to: handed.and_then(|(_, app)| app.cloned()),
                    private_reply_to: answered.clone(),
                    token: token.clone(),
                    until: decision.expires_at,
                    attempts: None,
                    retry_at: None,
                    doubtful: Mark(false),
                    failed: Mark(false),
                };
                sends::remember(&mut fold.state.sends, send);
                fold.effects.push(Effect::Graph(request));
            }
        }
        SendPlan::Refused(problems) => refuse(fold, draft.id.clone(), &problems),
    }
}

/// What a message or a public comment is known by when it comes back. What else is sent does not.
fn words(request: &GraphRequest) -> Option<String> {
    let text = match request.body.as_ref()? {
        Body::Send(send) => send.message.as_ref()?.text.as_deref(),
        Body::Comment(comment) if request.path.ends_with("/comments") || request.path.ends_with("/replies") => {
            comment.message.as_deref()
        }
        Body::Comment(_) | Body::Upload(_) | Body::Thread(_) => return None,
    };
    Some(sends::words_of(text))
}

/// Whom a request gives control of the thread, once Graph has taken it.
fn handed(request: &GraphRequest) -> Option<(Handed, Option<&String>)> {
    match request.body.as_ref()? {
        Body::Send(send) => send.thread_control.as_ref().map(|control| match control.control_type {
            "release" => (Handed::Nobody, None),
            _ => (Handed::App, control.app_id.as_ref()),
        }),
        Body::Thread(thread) => match request.key.rsplit_once('/')?.1 {
            what if what == DraftActKind::TakeThread.as_str() => Some((Handed::Us, None)),
            what if what == DraftActKind::ReleaseThread.as_str() => Some((Handed::Nobody, None)),
            what if what == DraftActKind::PassThread.as_str() => Some((Handed::App, thread.target_app_id.as_ref())),
            _ => None,
        },
        Body::Comment(_) | Body::Upload(_) => None,
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
        key,
        reason: first.map(|problem| problem.code),
        text: Some(text),
        ..Receipt::of(ReceiptState::Refused)
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
    let outcome = echoed(fold, &result.key, outcome);
    learn(fold, &result.key, &outcome);
    let retry_at = repeat(fold, &result.key, &outcome);
    let state = match outcome.kind {
        OutcomeKind::Sent => ReceiptState::Sent,
        _ if retry_at.is_some() => ReceiptState::Retrying,
        OutcomeKind::MaybeSent => ReceiptState::MaybeSent,
        _ => ReceiptState::Failed,
    };
    let arrived = state == ReceiptState::Sent;
    // The outcome's own words promise another try.
    let given_up = outcome.retry.filter(|_| state == ReceiptState::Failed).map(|_| GIVEN_UP);
    let receipt = Receipt {
        mids: outcome.message_id.clone().map(Text::Owned).into_iter().collect(),
        key: Some(result.key.clone()),
        reason: (!arrived).then(|| outcome.kind.as_str()),
        detail: outcome.reason.map(OutcomeReason::as_str),
        text: (!arrived).then(|| given_up.unwrap_or(outcome.text).to_owned()),
        retry_at,
        ..Receipt::of(state)
    };
    acknowledge(fold, receipt, &result.key);
    if !arrived && retry_at.is_none() {
        let why = if state == ReceiptState::MaybeSent { AFTER_DOUBT } else { AFTER_FAILURE };
        for key in sends::cut_off(&mut fold.state.sends, &result.key) {
            let receipt = Receipt {
                key: Some(key.clone()),
                reason: Some("earlierPartFailed"),
                text: Some(why.to_owned()),
                ..Receipt::of(ReceiptState::Failed)
            };
            acknowledge(fold, receipt, &key);
        }
    }
    if retry_at.is_some() {
        fold.wake();
    }
}

/// An echo that came before an answer without use tells that the message arrived all the same.
fn echoed(fold: &Fold<'_, '_>, key: &str, outcome: Outcome) -> Outcome {
    let open = outcome.kind == OutcomeKind::MaybeSent || outcome.retry.is_some();
    let mid = fold.state.sends.iter().find(|send| send.key == key).and_then(|send| send.mid.clone());
    match mid {
        Some(mid) if open => Outcome { kind: OutcomeKind::Sent, message_id: Some(mid), ..outcome },
        _ => outcome,
    }
}

/// What an echo says of a send that nobody knew to have arrived, that was to be repeated or that seemed to have failed.
pub(super) fn confirm(fold: &mut Fold<'_, '_>, key: &str, mid: Option<&str>) {
    arrived(fold, key, None);
    let mids = mid.map(|mid| Text::Owned(mid.to_owned())).into_iter().collect();
    acknowledge(fold, Receipt { mids, key: Some(key.to_owned()), ..Receipt::of(ReceiptState::Sent) }, key);
}

fn acknowledge(fold: &mut Fold<'_, '_>, receipt: Receipt<'static>, key: &str) {
    let attempt = receipt.retry_at.map_or_else(String::new, |at| [":", &at.0.to_string()].concat());
    let id = [receipt.state.as_str(), ":", key, &attempt].concat();
    fold.desk(Act::Receipt { receipt }, &id, Actor::System, fold.now);
}

/// What an answer says of the thread, of the Page and of the person.
fn learn(fold: &mut Fold<'_, '_>, key: &str, outcome: &Outcome) {
    let now = fold.now;
    match outcome.kind {
        OutcomeKind::Sent => arrived(fold, key, outcome.recipient_id.as_deref()),
        OutcomeKind::WindowClosed => fold.state.window_refused_at = Some(now),
        OutcomeKind::Unreachable => fold.state.unreachable_at = Some(now),
        // Another app has the thread, whatever the hand-overs that reached us say.
        OutcomeKind::NotOwner => fold.state.standby_at = fold.state.standby_at.max(Some(now)),
        _ => {}
    }
    if outcome.reason == Some(OutcomeReason::PrivateReplySpent) {
        spend_private_reply(fold, key, None);
    }
    alert(fold, outcome);
}

/// What it spends and changes that a send arrived; `person` is whom Graph says it went to.
fn arrived(fold: &mut Fold<'_, '_>, key: &str, person: Option<&str>) {
    spend_private_reply(fold, key, person);
    spend_token(fold, key);
    control(fold, key);
}

/// Tells the channel's owner what an answer asks of them, if anything.
pub(super) fn alert(fold: &mut Fold<'_, '_>, outcome: &Outcome) {
    if outcome.alert.0 {
        let code = match outcome.kind {
            OutcomeKind::Reauthorize => AlertCode::Reauthorize,
            OutcomeKind::Restricted => AlertCode::Restricted,
            _ => AlertCode::Warning,
        };
        fold.alert(code, outcome.remedy.unwrap_or(outcome.text), fold.now);
    }
}

/// When the host shall repeat a send, if it shall: as often as the outcome allows, and no longer than the decision holds.
fn repeat(fold: &mut Fold<'_, '_>, key: &str, outcome: &Outcome) -> Option<Millis> {
    let now = fold.now;
    let send = fold.state.sends.iter_mut().find(|send| send.key == key)?;
    let attempt = send.attempts.unwrap_or(0).saturating_add(1);
    // Spread by the key: what failed together does not come back together, and the same step still gives the same answer.
    let jitter = f64::from(u8::try_from(hash(key) & 0xFF).unwrap_or(0)) / 255.0;
    let wait = outcome.wait(attempt, jitter).filter(|_| outcome.kind != OutcomeKind::Sent);
    let at = wait.map(|wait| now.plus(wait)).filter(|at| send.until.is_none_or(|until| *at < until));
    send.at = now;
    send.retry_at = at;
    if at.is_some() {
        send.attempts = Some(attempt);
    }
    send.doubtful = Mark(outcome.kind == OutcomeKind::MaybeSent);
    send.failed = Mark(at.is_none() && !matches!(outcome.kind, OutcomeKind::Sent | OutcomeKind::MaybeSent));
    at
}

/// Notes who controls the thread after we gave it away or took it: Meta tells that to the app that is given it, not to the one that
/// asked.
fn control(fold: &mut Fold<'_, '_>, key: &str) {
    let since = fold.now;
    let Some(send) = fold.state.sends.iter().find(|send| send.key == key) else { return };
    let Some(hands) = send.hands else { return };
    let app_id = match hands {
        Handed::Us => fold.config.app_id.clone(),
        Handed::App => send.hands_to.clone(),
        Handed::Nobody => None,
    };
    if hands == Handed::App && app_id.is_none() {
        // The Page's default app, whichever that is.
        fold.state.standby_at = fold.state.standby_at.max(Some(since));
    } else {
        fold.state.owner = Some(OwnerFacts { app_id, ours: Mark(hands == Handed::Us), since });
    }
}

/// Notes that an opt-in was used.
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
    let Some(answered) = send.and_then(|send| send.private_reply_to.clone()) else { return };
    let Some(comment) = fold.state.comments_mut().find(|comment| comment.id == answered) else { return };
    comment.replied_at = Some(now);
    if let (Some(author), Some(person)) = (comment.author.clone(), person) {
        contact::link_author(fold, &author, person);
    }
}
