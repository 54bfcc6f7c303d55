//! What is no message, as a call (`platform.md` 3.5 and 7).

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;

use super::act::{DraftAct, DraftActKind};
use super::draft::{Draft, fallback_key};
use super::request::{Body, CommentBody, GraphRequest, Method, ThreadBody, not_an_id};
use crate::error::Problem;
use crate::policy::{Decision, Place, Recipient};

/// The call of an act.
pub(super) fn request(act: &DraftAct, draft: &Draft, decision: &Decision) -> Result<GraphRequest, Problem> {
    let id = draft.id.clone().unwrap_or_else(|| fallback_key(draft, decision.at));
    let key = [id.as_str(), "/", act.what.as_str()].concat();
    if act.what.is_about_a_comment() {
        with_comment(act, draft, decision, key)
    } else {
        with_thread(act, draft, decision, key)
    }
}

fn with_comment(act: &DraftAct, draft: &Draft, decision: &Decision, key: String) -> Result<GraphRequest, Problem> {
    let known = decision.send.as_ref().and_then(|envelope| envelope.recipient.as_ref()).or(draft.recipient.as_ref());
    let known = match known {
        Some(Recipient::Comment(id) | Recipient::Post(id)) => Some(id.clone()),
        _ => None,
    };
    if let Some(problem) = not_an_id("/act/comment", act.comment.as_deref()) {
        return Err(problem);
    }
    let comment = act.comment.clone().or(known).ok_or_else(|| {
        Problem::new(
            "/act/comment",
            "missing",
            "Which comment? Give its id, or decide with the state of its conversation.",
        )
    })?;
    let instagram = decision.platform == Some(Place::Instagram);
    let hidden = |hide: bool| {
        let (is_hidden, hide) = if instagram { (None, Some(hide)) } else { (Some(hide), None) };
        CommentBody { is_hidden, hide, ..CommentBody::default() }
    };
    let (method, edge, body) = match act.what {
        DraftActKind::HideComment => (Method::Post, "", Some(hidden(true))),
        DraftActKind::UnhideComment => (Method::Post, "", Some(hidden(false))),
        DraftActKind::DeleteComment => (Method::Delete, "", None),
        DraftActKind::LikeComment => (Method::Post, "/likes", None),
        DraftActKind::UnlikeComment => (Method::Delete, "/likes", None),
        _ => {
            let text = act.text.as_deref().filter(|text| !text.trim().is_empty());
            let text = text.ok_or_else(|| Problem::new("/act/text", "missing", "What shall the comment say?"))?;
            (Method::Post, "", Some(CommentBody { message: Some(text.to_owned()), ..CommentBody::default() }))
        }
    };
    Ok(GraphRequest::new(key, method, &comment, edge, body.map(Body::Comment)))
}

fn with_thread(act: &DraftAct, draft: &Draft, decision: &Decision, key: String) -> Result<GraphRequest, Problem> {
    const LONGEST: u32 = 7 * 24 * 3600;
    let recipient = decision.recipient.clone().or_else(|| draft.recipient.clone());
    let recipient = recipient.filter(|recipient| matches!(recipient, Recipient::Person(_))).ok_or_else(|| {
        Problem::new("/recipient", "recipient_missing", "Whose thread? Decide with its state, or set recipient.")
    })?;
    let edge = match act.what {
        DraftActKind::TakeThread => "/take_thread_control",
        DraftActKind::RequestThread => "/request_thread_control",
        DraftActKind::ReleaseThread => "/release_thread_control",
        DraftActKind::ExtendThread => "/extend_thread_control",
        _ => "/pass_thread_control",
    };
    let extends = act.what == DraftActKind::ExtendThread;
    if extends && !act.seconds.is_some_and(|seconds| (1..=LONGEST).contains(&seconds)) {
        let text = "Control can be extended by 1 to 604800 seconds (7 days).";
        return Err(Problem::new("/act/seconds", "out_of_range", text));
    }
    let body = ThreadBody {
        recipient,
        target_app_id: act.app_id.clone().filter(|_| act.what == DraftActKind::PassThread),
        metadata: act.metadata.clone(),
        duration: act.seconds.filter(|_| extends),
    };
    let page = decision.page.as_deref().unwrap_or("me");
    Ok(GraphRequest::new(key, Method::Post, page, edge, Some(Body::Thread(Box::new(body)))))
}
