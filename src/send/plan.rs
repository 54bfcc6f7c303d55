//! A draft and a decision to requests.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::draft::{Draft, DraftAttachment, FileType, fallback_key, is_blank};
use super::limits::{What, utf16_length};
use super::request::{
    AttachmentBody, AttachmentPayload, Body, CommentBody, GRAPH_VERSION, GraphRequest, MessageBody, Method, Mid,
    QuickReplyBody, SendBody,
};
use super::split::split;
use crate::error::Problem;
use crate::json::{Object, Record, object};
use crate::policy::{Decision, Envelope, Recipient, Stage, Verdict};

/// What to call, in order, or everything that keeps the draft from being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ ok: true; requests: GraphRequest[] } | { ok: false; problems: Problem[] }")
)]
pub enum SendPlan {
    /// Send these, each after the one before has been answered.
    Ready(Vec<GraphRequest>),
    /// Mend these first.
    Refused(Vec<Problem>),
}

/// Turns a draft into valid Send API calls. What the decision blocks is not planned, and its reasons are the problems.
///
/// ```
/// use messenger_desk::json::{write, Millis};
/// use messenger_desk::policy::{decide, Ask, Facts, Interaction, Opener, Recipient};
/// use messenger_desk::send::{plan, Draft, SendPlan};
///
/// let wrote = Millis(1_762_128_000_000);
/// let facts = Facts {
///     last_interaction: Some(Interaction { at: wrote, by: Opener::Message }),
///     recipient: Some(Recipient::Person("24681012141618".into())),
///     page: Some("1029384756".into()),
///     ..Facts::default()
/// };
/// let decision = decide(&facts, &Ask::human(wrote.plus(1000)));
/// let draft = Draft { id: Some("reply-1".into()), text: Some("It is ready.".into()), ..Draft::default() };
/// let SendPlan::Ready(requests) = plan(&draft, &decision) else { panic!("inside the window") };
/// assert_eq!(requests[0].path, "/v26.0/1029384756/messages");
/// assert_eq!(
///     write(&requests[0].body),
///     r#"{"recipient":{"id":"24681012141618"},"messaging_type":"RESPONSE","message":{"text":"It is ready.","metadata":"reply-1/1"}}"#
/// );
/// ```
#[must_use]
pub fn plan(draft: &Draft, decision: &Decision) -> SendPlan {
    let mut problems = problems_of(draft);
    let envelope = decision.send.as_ref().filter(|_| decision.verdict != Verdict::Blocked);
    let recipient = envelope.and_then(|envelope| envelope.recipient.clone()).or_else(|| draft.recipient.clone());
    match (envelope, recipient) {
        (None, _) => problems.push(blocked(decision)),
        (Some(_), None) => problems.push(Problem::new(
            "/recipient",
            "recipient_missing",
            "Nobody to send it to: decide with the conversation's state, or set recipient in the draft.",
        )),
        (Some(envelope), Some(recipient)) if problems.is_empty() => {
            let requests = requests(draft, decision, envelope, &recipient);
            if decision.stage != Stage::PrivateReply || requests.len() == 1 {
                return SendPlan::Ready(requests);
            }
            let message =
                "A private reply is one message: shorten the text to 2000 characters, or send either text or one file.";
            problems.push(Problem::beyond("", message, 1, requests.len()));
        }
        _ => {}
    }
    SendPlan::Refused(problems)
}

fn blocked(decision: &Decision) -> Problem {
    let reason = decision.reasons.first();
    let text = reason.map_or("The decision blocks this reply.", |reason| reason.code.sentence());
    Problem::new("", reason.map_or("blocked", |reason| reason.code.as_str()), text)
}

/// Everything that is wrong with a draft whatever the decision says.
fn problems_of(draft: &Draft) -> Vec<Problem> {
    let mut problems = Vec::new();
    if is_blank(draft) {
        problems.push(Problem::new("", "empty", "The draft has neither text nor attachment."));
    }
    for (index, file) in draft.attachments.iter().enumerate() {
        if file.url.is_some() == file.attachment_id.is_some() {
            let pointer = ["/attachments/", &index.to_string()].concat();
            problems.push(Problem::new(pointer, "file_unclear", "An attachment needs either url or attachmentId."));
        } else if file.url.as_deref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            let pointer = ["/attachments/", &index.to_string(), "/url"].concat();
            problems.push(Problem::new(
                pointer,
                "url_not_public",
                "Meta fetches the file itself: give a public http(s) address.",
            ));
        }
    }
    let count = draft.quick_replies.len();
    if count > What::QuickReplies.most() {
        problems.push(Problem::beyond(
            "/quickReplies",
            "A message can have 13 quick replies.",
            What::QuickReplies.most(),
            count,
        ));
    }
    for (index, button) in draft.quick_replies.iter().enumerate() {
        let place = |key: &str| ["/quickReplies/", &index.to_string(), key].concat();
        if button.title.is_empty() {
            problems.push(Problem::new(place("/title"), "empty", "A quick reply needs a title."));
        }
        too_long(
            &mut problems,
            place("/title"),
            &button.title,
            What::QuickReplyTitle,
            "A quick reply's title can have 20 characters.",
        );
        too_long(
            &mut problems,
            place("/payload"),
            &button.payload,
            What::QuickReplyPayload,
            "A payload can have 1000 characters.",
        );
    }
    if let Some(metadata) = &draft.metadata {
        too_long(&mut problems, "/metadata".to_owned(), metadata, What::Metadata, "Metadata can have 1000 characters.");
    }
    problems
}

fn too_long(problems: &mut Vec<Problem>, pointer: String, text: &str, what: What, message: &str) {
    let (most, actual) = (what.most(), utf16_length(text));
    if actual > most {
        problems.push(Problem::beyond(pointer, message, most, actual));
    }
}

fn requests(draft: &Draft, decision: &Decision, envelope: &Envelope, recipient: &Recipient) -> Vec<GraphRequest> {
    let id = draft.id.clone().unwrap_or_else(|| fallback_key(draft, decision.at));
    let text = draft.text.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or_default();
    let texts = split(text, What::Text.most()).into_iter().map(Part::Text);
    let parts: Vec<Part<'_>> = texts.chain(draft.attachments.iter().map(Part::File)).collect();
    let last = parts.len();
    let numbered = parts.into_iter().zip(1_usize..);
    let public = envelope.public;
    numbered
        .map(|(part, number)| {
            let key = [id.as_str(), "/", &number.to_string()].concat();
            if public && let Recipient::Comment(comment) | Recipient::Post(comment) = recipient {
                return comment_request(key, comment, part);
            }
            let page = decision.page.as_deref().unwrap_or("me");
            let message = MessageBody {
                quick_replies: if number == last { quick_replies(draft) } else { None },
                metadata: draft.metadata.clone().unwrap_or_else(|| key.clone()),
                ..part.message()
            };
            let body = SendBody {
                recipient: recipient.clone(),
                messaging_type: envelope.messaging_type,
                tag: envelope.tag,
                message,
                reply_to: draft.reply_to.clone().filter(|_| number == 1).map(|mid| Mid { mid }),
            };
            let path = ["/", GRAPH_VERSION, "/", page, "/messages"].concat();
            GraphRequest { key, method: Method::Post, path, body: Some(Body::Send(body)) }
        })
        .collect()
}

fn comment_request(key: String, comment: &str, part: Part<'_>) -> GraphRequest {
    let body = match part {
        Part::Text(text) => CommentBody { message: Some(text.to_owned()), attachment_url: None },
        Part::File(file) => CommentBody { message: None, attachment_url: file.url.clone() },
    };
    let path = ["/", GRAPH_VERSION, "/", comment, "/comments"].concat();
    GraphRequest { key, method: Method::Post, path, body: Some(Body::Comment(body)) }
}

fn quick_replies(draft: &Draft) -> Option<Vec<QuickReplyBody>> {
    let buttons = draft.quick_replies.iter().cloned();
    let bodies =
        buttons.map(|button| QuickReplyBody { content_type: "text", title: button.title, payload: button.payload });
    Some(bodies.collect()).filter(|bodies: &Vec<_>| !bodies.is_empty())
}

/// What one message carries.
#[derive(Clone, Copy)]
enum Part<'p> {
    Text(&'p str),
    File(&'p DraftAttachment),
}

impl Part<'_> {
    fn message(self) -> MessageBody {
        let (text, attachment) = match self {
            Self::Text(text) => (Some(text.to_owned()), None),
            Self::File(file) => (None, Some(attachment(file))),
        };
        MessageBody { text, attachment, quick_replies: None, metadata: String::new() }
    }
}

fn attachment(file: &DraftAttachment) -> AttachmentBody {
    let kind: FileType = file.kind;
    AttachmentBody {
        kind,
        payload: AttachmentPayload { url: file.url.clone(), attachment_id: file.attachment_id.clone() },
    }
}

impl Record for SendPlan {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Ready(requests) => {
                object.field("ok", &true);
                object.field("requests", requests);
            }
            Self::Refused(problems) => {
                object.field("ok", &false);
                object.field("problems", problems);
            }
        }
    }
}

object!(SendPlan);
