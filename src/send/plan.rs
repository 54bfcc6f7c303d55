//! A draft and a decision to requests.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::attachment::DraftAttachment;
use super::draft::{Draft, DraftReaction};
use super::envelope::{blocked, envelope};
use super::limits::What;
use super::parts::{Order, requests};
use super::request::{GraphRequest, StickerId};
use super::template::UTILITY;
use super::{acts, too_long};
use crate::error::Problem;
use crate::json::{Object, Record, object};
use crate::policy::{Decision, Place, ReasonCode};

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

/// Turns a draft into valid calls of Graph. What the decision blocks is not planned, and its reasons are the problems. Parts that
/// the draft says were sent are left out, so that what failed is taken up where it failed.
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
    let platform = decision.platform.unwrap_or(Place::Messenger);
    let mut problems = problems_of(draft, platform);
    if let Some(act) = &draft.act {
        // Whoever may not write may still hide a comment, or take control to be allowed to.
        problems.extend(hard_block(decision));
        if problems.is_empty() {
            match acts::request(act, draft, decision) {
                Ok(request) => return SendPlan::Ready(vec![request]),
                Err(problem) => problems.push(problem),
            }
        }
        return SendPlan::Refused(problems);
    }
    match envelope(draft, decision) {
        Ok((envelope, recipient)) if problems.is_empty() => {
            let order = Order { draft, decision, envelope, recipient: &recipient, platform };
            match requests(&order) {
                Ok(requests) => return SendPlan::Ready(requests),
                Err(more) => problems = more,
            }
        }
        Ok(_) => {}
        Err(more) => {
            // A reason that the draft itself shows is not told twice.
            let known = |problem: &Problem| problems.iter().any(|known| known.code == problem.code);
            let more: Vec<Problem> = more.into_iter().filter(|problem| !known(problem)).collect();
            problems.extend(more);
        }
    }
    SendPlan::Refused(problems)
}

/// What keeps the Page from doing anything at all.
fn hard_block(decision: &Decision) -> Option<Problem> {
    let hard = |code| matches!(code, ReasonCode::TokenInvalid | ReasonCode::PageRestricted);
    decision.reasons.first().filter(|reason| hard(reason.code)).map(|_| blocked(decision))
}

/// Everything that is wrong with a draft whatever the decision says.
fn problems_of(draft: &Draft, platform: Place) -> Vec<Problem> {
    let mut problems = Vec::new();
    let content = draft.has_content();
    let gesture = draft.reaction.is_some() || draft.typing.is_some() || draft.seen == Some(true);
    if draft.act.is_some() && (content || gesture || draft.utility.is_some()) {
        problems.push(Problem::new("/act", "not_alone", "With an act nothing else can be in a draft."));
    }
    if draft.utility.is_some() && (content || !draft.quick_replies.is_empty()) {
        problems.push(Problem::new(
            "/utility",
            "not_alone",
            "A utility template goes alone: it has all of its message.",
        ));
    }
    if !content && !gesture && draft.utility.is_none() && draft.act.is_none() {
        problems.push(Problem::new("", "empty", "The draft has nothing in it that could be sent."));
    }
    let riding = !draft.quick_replies.is_empty() || draft.thread_control.is_some();
    if riding && !content && (gesture || draft.act.is_some()) {
        let text = "Quick replies and threadControl go with a message, and there is none in this draft.";
        problems.push(Problem::new("", "no_message", text));
    }
    if !draft.parts.is_empty() && (draft.text.is_some() || !draft.attachments.is_empty()) {
        problems.push(Problem::new("/parts", "not_alone", "Give either parts, or text and attachments."));
    }
    if draft.sticker.as_deref().is_some_and(|id| StickerId::parse(id).is_none()) {
        problems.push(Problem::new(
            "/sticker",
            "not_an_id",
            "A sticker's id is a number: digits, the first of them no zero.",
        ));
    }
    if let Some(DraftReaction { mid, reaction }) = &draft.reaction {
        for (key, text) in [("mid", Some(mid)), ("reaction", reaction.as_ref())] {
            if text.is_some_and(String::is_empty) {
                let text = "Name the message, and the reaction; without the key reaction it is taken back.";
                problems.push(Problem::new(["/reaction/", key].concat(), "empty", text));
            }
        }
    }
    for (list, files) in [("/attachments/", attached(draft)), ("/parts/", in_parts(draft))] {
        for (index, file) in files {
            file.check(&[list, &index.to_string()].concat(), platform, &mut problems);
        }
    }
    let quick_replies = What::QuickReplies.limit(platform).count();
    if draft.quick_replies.len() > quick_replies {
        let message = "A message can have 13 quick replies.";
        problems.push(Problem::beyond("/quickReplies", message, quick_replies, draft.quick_replies.len()));
    }
    for (index, button) in draft.quick_replies.iter().enumerate() {
        button.check(&["/quickReplies/", &index.to_string()].concat(), platform, &mut problems);
    }
    let limit = What::Metadata.limit(platform);
    match (&draft.metadata, &draft.id) {
        (Some(metadata), _) => too_long(&mut problems, "/metadata".to_string(), metadata, What::Metadata, platform),
        (None, Some(id)) => {
            let (most, actual) = (limit.count().saturating_sub("/9999".len()), limit.length(id));
            if actual > most {
                let text = "Without metadata the id goes out in its place, with the number of the message: shorten it.";
                problems.push(Problem::beyond("/id", text, most, actual));
            }
        }
        (None, None) => {}
    }
    if let Some(template) = &draft.template {
        template.check(None, "/template", platform, &mut problems);
    }
    if let Some(template) = &draft.utility {
        template.check(Some(UTILITY), "/utility", platform, &mut problems);
    }
    problems
}

type Files<'p> = Vec<(usize, &'p DraftAttachment)>;

fn attached(draft: &Draft) -> Files<'_> {
    draft.attachments.iter().enumerate().collect()
}

fn in_parts(draft: &Draft) -> Files<'_> {
    let parts = draft.parts.iter().enumerate();
    parts.filter_map(|(index, part)| part.file().map(|file| (index, file))).collect()
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

/// The key of the n-th message of a draft, counted from 1.
pub(super) fn part_key(id: &str, number: usize) -> String {
    [id, "/", &number.to_string()].concat()
}
