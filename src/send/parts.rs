//! The messages of a draft, in order, each as a call.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::attachment::{DraftAttachment, FileType};
use super::draft::{Draft, DraftPart, ThreadControl, Typing, fallback_key};
use super::limits::What;
use super::plan::part_key;
use super::quick_reply::QuickReplyType;
use super::request::{
    AttachmentBody, AttachmentPayload, Body, CommentBody, ControlBody, FilePayload, GraphRequest, MessageBody, Method,
    Mid, QuickReplyBody, ReactionBody, SendBody, StickerId, UploadBody, not_an_id,
};
use super::split::split;
use super::template::Template;
use crate::error::Problem;
use crate::json::Mark;
use crate::policy::{Decision, Envelope, Place, Recipient};

/// The most calls one draft may become: as many sends as a conversation remembers, to know their echoes by. Of more, the first would come
/// back as messages of somebody else.
pub(crate) const MOST_CALLS: usize = 32;

/// What is to be sent, as what, to whom.
pub(super) struct Order<'o> {
    pub(super) draft: &'o Draft,
    pub(super) decision: &'o Decision,
    pub(super) envelope: &'o Envelope,
    pub(super) recipient: &'o Recipient,
    pub(super) platform: Place,
}

/// What one message carries.
enum Part<'p> {
    Text(&'p str),
    File(&'p DraftAttachment),
    Images(Vec<&'p DraftAttachment>),
    Template(&'p Template),
    Utility(&'p Template),
    Sticker(&'p str),
}

/// The calls of an order, or what is in the way of it.
pub(super) fn requests(order: &Order<'_>) -> Result<Vec<GraphRequest>, Vec<Problem>> {
    let parts = parts(order);
    let problems = misplaced(order, &parts);
    if !problems.is_empty() {
        return Err(problems);
    }
    let id = order.draft.id.clone().unwrap_or_else(|| fallback_key(order.draft, order.decision.at));
    let requests = if order.envelope.public { comments(order, &id, &parts) } else { messages(order, &id, &parts) };
    if requests.len() > MOST_CALLS {
        let text = "A reply can be 32 calls, an upload being one of its own: shorten it, send a file in place of the text, or make it two replies.";
        let problem = Problem::beyond("", text, MOST_CALLS, requests.len());
        return Err(vec![Problem { code: "too_many_parts", ..problem }]);
    }
    Ok(requests)
}

/// Gestures, and the messages that follow them, each after the one before.
fn messages(order: &Order<'_>, id: &str, parts: &[Part<'_>]) -> Vec<GraphRequest> {
    let mut requests = gestures(order, id);
    // A gesture may fail without harm: no message waits for one.
    let mut before = None;
    let last = parts.len();
    for (part, number) in parts.iter().zip(1_usize..) {
        let key = part_key(id, number);
        if order.draft.sent.contains(&key) {
            continue;
        }
        let upload = order.upload(&key, part);
        let uploads = upload.is_some();
        requests.extend(upload.map(|request| GraphRequest { after: before.clone(), ..request }));
        let request = order.message(key, part, number == 1, number == last);
        let after = if uploads { requests.last().map(|request| request.key.clone()) } else { before.take() };
        let attachment_at = uploads.then_some("/message/attachment/payload/attachment_id");
        before = Some(request.key.clone());
        requests.push(GraphRequest { after, attachment_at, ..request });
    }
    requests
}

/// Everything the draft says, cut into messages: texts at their limit, pictures that follow one another together.
fn parts<'o>(order: &Order<'o>) -> Vec<Part<'o>> {
    let draft = order.draft;
    let mut parts = Vec::new();
    let texts = draft.text.iter().map(String::as_str);
    for text in texts {
        add_text(&mut parts, text, order.platform);
    }
    for file in &draft.attachments {
        add_file(&mut parts, file, order);
    }
    for part in &draft.parts {
        match part {
            DraftPart::Text(text) => add_text(&mut parts, text, order.platform),
            DraftPart::File(file) => add_file(&mut parts, file, order),
        }
    }
    parts.extend(draft.template.iter().map(Part::Template));
    parts.extend(draft.utility.iter().map(Part::Utility));
    parts.extend(draft.sticker.iter().map(|id| Part::Sticker(id)));
    parts
}

/// A part of white space only would be refused as empty, and says nothing.
fn add_text<'o>(parts: &mut Vec<Part<'o>>, text: &'o str, platform: Place) {
    let said = split(text, platform).into_iter().filter(|part| !part.trim().is_empty());
    parts.extend(said.map(Part::Text));
}

fn add_file<'o>(parts: &mut Vec<Part<'o>>, file: &'o DraftAttachment, order: &Order<'_>) {
    let most = What::Images.limit(order.platform).count();
    let together = file.kind == FileType::Image && file.upload.is_none() && !order.envelope.public;
    match parts.last_mut() {
        Some(Part::Images(images)) if together && images.len() < most => images.push(file),
        _ if together => parts.push(Part::Images(vec![file])),
        _ => parts.push(Part::File(file)),
    }
}

/// What cannot be sent this way.
fn misplaced(order: &Order<'_>, parts: &[Part<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let by_comment = order.recipient.on_the_wall().is_some();
    // One message a comment or token; of recurring messages one in 48 hours.
    let by_token = matches!(order.recipient, Recipient::OneTimeToken(_) | Recipient::NotificationToken(_));
    let draft = order.draft;
    let gesture = draft.typing.is_some() || draft.seen == Some(true) || draft.reaction.is_some();
    let person = matches!(order.recipient, Recipient::Person(_));
    if gesture && by_comment {
        let text = "Typing, seen and reactions are for Messenger threads only.";
        problems.push(Problem::new("", "not_for_comments", text));
    } else if gesture && !person {
        let text =
            "Typing, seen and reactions need the id of the person; a user_ref or the token of an opt-in is none.";
        problems.push(Problem::new("", "person_needed", text));
    }
    if draft.utility.is_some() && !person && !order.envelope.public {
        let text = "A utility template goes to somebody who wrote before: set the id of the person.";
        problems.push(Problem::new("/recipient", "person_needed", text));
    }
    if order.envelope.public {
        problems.extend(not_an_id("/replyTo", draft.reply_to.as_deref()));
        if !by_comment {
            let text = "An answer in public goes below a comment or post: set comment_id or post_id.";
            problems.push(Problem::new("/recipient", "not_a_comment", text));
        }
        let private = draft.template.is_some()
            || draft.utility.is_some()
            || draft.thread_control.is_some()
            || draft.sticker.is_some()
            || !draft.quick_replies.is_empty();
        if private {
            let text = "In public only texts and pictures can be sent.";
            problems.push(Problem::new("", "not_in_public", text));
        }
        let other = |part: &&Part<'_>| matches!(part, Part::File(file) if file.kind != FileType::Image || file.upload.is_some());
        if parts.iter().any(|part| other(&part)) {
            let text = "Below a comment only pictures can be attached, by url or attachmentId.";
            problems.push(Problem::new("", "file_not_in_public", text));
        }
    } else if (by_comment || by_token) && parts.len() > 1 {
        let text = "This can be one message only: shorten the text to what fits one, or send either text or files.";
        problems.push(Problem::beyond("", text, 1, parts.len()));
    }
    problems
}

/// Seen, typing and reactions come before the messages, and each alone in its call (error 100/2018014 otherwise).
fn gestures(order: &Order<'_>, id: &str) -> Vec<GraphRequest> {
    let draft = order.draft;
    let mut gestures = Vec::new();
    let mut gesture = |name: &str, action, payload| {
        let key = [id, "/", name].concat();
        if !draft.sent.contains(&key) {
            gestures.push(order.send(key, SendBody { sender_action: Some(action), payload, ..order.empty() }));
        }
    };
    if draft.seen == Some(true) {
        gesture("seen", "mark_seen", None);
    }
    match draft.typing {
        Some(Typing::On) => gesture("typing", "typing_on", None),
        Some(Typing::Off) => gesture("typing", "typing_off", None),
        None => {}
    }
    if let Some(reaction) = &draft.reaction {
        let action = if reaction.reaction.is_some() { "react" } else { "unreact" };
        let payload = ReactionBody { message_id: reaction.mid.clone(), reaction: reaction.reaction.clone() };
        gesture("reaction", action, Some(payload));
    }
    gestures
}

impl Order<'_> {
    fn page(&self) -> &str {
        self.decision.page.as_deref().unwrap_or("me")
    }

    fn send(&self, key: String, body: SendBody) -> GraphRequest {
        GraphRequest::new(key, Method::Post, self.page(), "/messages", Some(Body::Send(Box::new(body))))
    }

    fn empty(&self) -> SendBody {
        SendBody {
            recipient: self.recipient.clone(),
            messaging_type: None,
            tag: None,
            message: None,
            sender_action: None,
            payload: None,
            reply_to: None,
            persona_id: None,
            notification_type: None,
            thread_control: None,
        }
    }

    fn message(&self, key: String, part: &Part<'_>, first: bool, last: bool) -> GraphRequest {
        let draft = self.draft;
        let message = MessageBody {
            quick_replies: if last { self.quick_replies() } else { None },
            metadata: Some(draft.metadata.clone().unwrap_or_else(|| key.clone())),
            ..part.message()
        };
        let body = SendBody {
            messaging_type: self.envelope.messaging_type,
            tag: self.envelope.tag,
            message: Some(message),
            // Of a private reply it names the comment, which the recipient does already.
            reply_to: draft
                .reply_to
                .clone()
                .filter(|_| first && self.recipient.on_the_wall().is_none())
                .map(|mid| Mid { mid }),
            persona_id: draft.persona.clone(),
            notification_type: draft.notification,
            thread_control: draft.thread_control.as_ref().filter(|_| last).map(control),
            ..self.empty()
        };
        self.send(key, body)
    }

    fn upload(&self, key: &str, part: &Part<'_>) -> Option<GraphRequest> {
        let Part::File(file) = part else { return None };
        let upload = file.upload.clone()?;
        let payload = FilePayload { is_reusable: Mark(true), ..FilePayload::default() };
        let attachment = AttachmentBody { kind: file.kind.as_str(), payload: AttachmentPayload::File(payload) };
        let message = MessageBody { attachment: Some(attachment), ..MessageBody::default() };
        let body = Body::Upload(Box::new(UploadBody { message }));
        let key = [key, "/upload"].concat();
        let request = GraphRequest::new(key, Method::Post, self.page(), "/message_attachments", Some(body));
        Some(GraphRequest { upload: Some(upload), ..request })
    }

    fn quick_replies(&self) -> Option<Vec<QuickReplyBody>> {
        let body = |button: &super::QuickReplyButton| {
            let text = matches!(button.kind, None | Some(QuickReplyType::Text));
            QuickReplyBody {
                content_type: button.kind.unwrap_or(QuickReplyType::Text).as_str(),
                title: text.then(|| button.title.clone()),
                payload: text.then(|| button.payload.clone().unwrap_or_else(|| button.title.clone())),
                image_url: button.image_url.clone(),
            }
        };
        let bodies: Vec<QuickReplyBody> = self.draft.quick_replies.iter().map(body).collect();
        Some(bodies).filter(|bodies| !bodies.is_empty())
    }
}

/// Answers below a comment or post. A picture right after a text goes with it.
fn comments(order: &Order<'_>, id: &str, parts: &[Part<'_>]) -> Vec<GraphRequest> {
    let (Recipient::Comment(known) | Recipient::Post(known)) = order.recipient else { return Vec::new() };
    let target = order.draft.answers().unwrap_or(known);
    // On Instagram an answer to a comment has an edge of its own.
    let to_post = |recipient: &Recipient| matches!(recipient, Recipient::Post(post) if post == target);
    let below = order.platform == Place::Instagram
        && !to_post(order.recipient)
        && !order.draft.recipient.as_ref().is_some_and(to_post);
    let edge = if below { "/replies" } else { "/comments" };
    let mut bodies: Vec<CommentBody> = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => {
                bodies.push(CommentBody { message: Some((*text).to_owned()), ..CommentBody::default() });
            }
            Part::File(file) => match bodies.last_mut() {
                Some(body) if body.attachment_url.is_none() && body.attachment_id.is_none() => illustrate(body, file),
                _ => {
                    let mut body = CommentBody::default();
                    illustrate(&mut body, file);
                    bodies.push(body);
                }
            },
            _ => {}
        }
    }
    let mut requests: Vec<GraphRequest> = Vec::new();
    for (body, number) in bodies.into_iter().zip(1_usize..) {
        let key = part_key(id, number);
        if !order.draft.sent.contains(&key) {
            let after = requests.last().map(|request| request.key.clone());
            let request = GraphRequest::new(key, Method::Post, target, edge, Some(Body::Comment(body)));
            requests.push(GraphRequest { after, ..request });
        }
    }
    requests
}

fn illustrate(body: &mut CommentBody, file: &DraftAttachment) {
    body.attachment_url.clone_from(&file.url);
    body.attachment_id.clone_from(&file.attachment_id);
}

fn control(control: &ThreadControl) -> ControlBody {
    match control {
        ThreadControl::Release => ControlBody { control_type: "release", app_id: None },
        ThreadControl::Pass(app_id) => ControlBody { control_type: "pass", app_id: app_id.clone() },
    }
}

impl DraftPart {
    /// The file, where it is one.
    pub(super) const fn file(&self) -> Option<&DraftAttachment> {
        match self {
            Self::File(file) => Some(file),
            Self::Text(_) => None,
        }
    }
}

impl Part<'_> {
    fn message(&self) -> MessageBody {
        let empty = MessageBody::default();
        match self {
            Self::Text(text) => MessageBody { text: Some((*text).to_string()), ..empty },
            Self::File(file) => MessageBody { attachment: Some(attachment(file)), ..empty },
            Self::Images(images) => match images.as_slice() {
                [image] => MessageBody { attachment: Some(attachment(image)), ..empty },
                several => {
                    MessageBody { attachments: Some(several.iter().map(|image| attachment(image)).collect()), ..empty }
                }
            },
            Self::Template(template) => {
                let payload = AttachmentPayload::Template((*template).clone());
                MessageBody { attachment: Some(AttachmentBody { kind: "template", payload }), ..empty }
            }
            Self::Utility(template) => MessageBody { template: Some((*template).clone()), ..empty },
            Self::Sticker(id) => MessageBody { sticker_id: StickerId::parse(id), ..empty },
        }
    }
}

fn attachment(file: &DraftAttachment) -> AttachmentBody {
    let payload =
        FilePayload { url: file.url.clone(), attachment_id: file.attachment_id.clone(), is_reusable: Mark(false) };
    AttachmentBody { kind: file.kind.as_str(), payload: AttachmentPayload::File(payload) }
}
