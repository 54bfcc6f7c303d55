//! What a decision lets a draft go out as, and to whom.

use alloc::vec::Vec;

use super::draft::Draft;
use crate::error::Problem;
use crate::policy::{
    Actors, Author, Decision, Envelope, Forbid, MessagingType, Need, Place, RULES, ReasonCode, Recipient, ReplyKind,
    Rule, TemplateKind, Verdict,
};

/// What the decision allows, and whom it goes to.
pub(super) fn envelope<'p>(draft: &Draft, decision: &'p Decision) -> Result<(&'p Envelope, Recipient), Vec<Problem>> {
    let envelope = decision.send.as_ref().filter(|_| decision.verdict != Verdict::Blocked);
    let envelope = envelope.ok_or_else(|| vec![blocked(decision)])?;
    let message = draft.has_content() || draft.utility.is_some();
    let mut problems = if message { undecided(draft, envelope, decision.platform) } else { Vec::new() };
    let recipient = envelope.recipient.clone().or_else(|| draft.recipient.clone());
    if recipient.is_none() {
        let text = "Nobody to send it to: decide with the conversation's state, or set recipient in the draft.";
        problems.push(Problem::new("/recipient", "recipient_missing", text));
    }
    if let (false, Some(meant), Some(known)) =
        (envelope.public, draft.answers(), recipient.as_ref().and_then(Recipient::on_the_wall))
        && meant != known
    {
        let pointer = if draft.reply_to.is_some() { "/replyTo" } else { "/recipient" };
        let text =
            "The decision is about another comment: decide with this draft, and with a state that knows the comment.";
        problems.push(Problem::new(pointer, "other_comment", text));
    }
    recipient.map(|recipient| (envelope, recipient)).filter(|_| problems.is_empty()).ok_or(problems)
}

/// Whoever decided without this draft has an answer to another question: what the rules of the envelope do not allow it.
fn undecided(draft: &Draft, envelope: &Envelope, platform: Option<Place>) -> Vec<Problem> {
    let utility = envelope.messaging_type == Some(MessagingType::Utility);
    let own = |rule: &&Rule| {
        rule.tag == envelope.tag && (rule.tag.is_some() || utility && rule.messaging_type == envelope.messaging_type)
    };
    let any = |of: fn(&Rule) -> bool| RULES.iter().filter(own).any(of);
    let facts = draft.facts();
    let survey_only = any(|rule| rule.needs.contains(&Need::FeedbackTemplate));
    let faults = [
        (
            facts.promotional && any(|rule| rule.forbids.contains(&Forbid::Promotion)),
            "/promotional",
            ReasonCode::PromotionForbidden,
        ),
        (
            draft.author == Some(Author::Bot) && any(|rule| rule.actors == Actors::Humans),
            "/author",
            ReasonCode::HumanAgentNotForBots,
        ),
        (
            facts.template != Some(TemplateKind::Feedback) && survey_only,
            "/template",
            ReasonCode::FeedbackTemplateMissing,
        ),
        (
            facts.template != Some(TemplateKind::Utility) && any(|rule| rule.needs.contains(&Need::ApprovedTemplate)),
            "/utility",
            ReasonCode::UtilityTemplateMissing,
        ),
    ];
    let told = faults.into_iter().filter(|(stands, ..)| *stands);
    let mut problems: Vec<Problem> =
        told.map(|(_, pointer, code)| Problem::new(pointer, code.as_str(), code.sentence())).collect();
    if survey_only && draft.template.is_some() && (draft.has_words_or_files() || draft.sticker.is_some()) {
        let text = "After the window a survey goes alone, its tag being for nothing else: take everything else out.";
        problems.push(Problem::new("/template", "not_alone", text));
    }
    // What was meant for one pair of eyes must not stand below a post, nor the other way round.
    if draft.kind.is_some_and(|kind| (kind == ReplyKind::Comment) != envelope.public) {
        let text = "The decision is about another kind of reply: decide again, with the kind of this draft in the ask.";
        problems.push(Problem::new("/kind", "decided_without_it", text));
    }
    // In public and on Instagram there is no utility template, and no other decision would help.
    if draft.utility.is_some() && !utility && !envelope.public && platform != Some(Place::Instagram) {
        let text = "The decision was made without the utility template: decide again, with this draft in the ask.";
        problems.push(Problem::new("/utility", "decided_without_it", text));
    }
    problems
}

/// Why nothing may be sent.
pub(super) fn blocked(decision: &Decision) -> Problem {
    match decision.reasons.first() {
        Some(reason) => Problem::new("", reason.code.as_str(), reason.code.sentence()),
        None => Problem::new("", "blocked", "The decision blocks this reply."),
    }
}
