//! What is no message: it becomes a note in the ticket, an alert for the channel's owner, or a fact of the state.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::effect::{AlertCode, IgnoredReason};
use super::fold::Fold;
use super::state::OwnerFacts;
use super::ticket::{interaction, note, say};
use crate::desk::{Actor, DeskMessage};
use crate::json::Text;
use crate::policy::Opener;
use crate::webhook::event::{
    EventBody, Handover, HandoverAction, InboundEvent, Optin, OptinAction, OptinFamily, PolicyEnforcement,
    ReferralEvent,
};

/// Folds in whatever is neither a message nor on the wall.
pub(super) fn noted<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, body: &EventBody<'d>) {
    match body {
        EventBody::Referral(referral) => referred(fold, event, referral),
        EventBody::Optin(optin) => opted_in(fold, event, optin),
        EventBody::Handover(handover) => handed_over(fold, event, handover),
        EventBody::PolicyEnforcement(policy) => enforced(fold, event, policy),
        EventBody::Integrity(_) => fold.alert(
            AlertCode::Integrity,
            "Meta reports on the Page's standing. See Page Quality in the Page's settings.",
            event.at,
        ),
        EventBody::TemplateStatus(_) => {
            fold.alert(AlertCode::Template, "Meta approved, rejected or paused a message template.", event.at);
        }
        EventBody::AccountLinking(_) => note(fold, event, "The customer linked or unlinked their account."),
        EventBody::Feedback(_) => note(fold, event, "The customer filled in the feedback survey."),
        EventBody::ResponseFeedback(_) => note(fold, event, "The customer rated an automated answer."),
        EventBody::Coupon(_) => note(fold, event, "The customer revealed a coupon's code."),
        EventBody::Form(_) => note(fold, event, "The customer sent a form. Its answers are in the Page inbox."),
        EventBody::CustomerInformation(_) => note(fold, event, "The customer sent the details they were asked for."),
        EventBody::GamePlay(_) => note(fold, event, "The customer finished a round of a game."),
        EventBody::Payment(_) => note(fold, event, "The customer paid."),
        EventBody::CheckoutUpdate(_) => note(fold, event, "The customer chose a shipping address."),
        EventBody::PreCheckout(_) => note(fold, event, "The customer is about to pay."),
        EventBody::Call(_) => note(fold, event, "There was a call, or a change of the permission to call."),
        EventBody::Label(_) => note(fold, event, "A label was put on or taken off in the Page inbox."),
        _ => fold.ignore(&event.id, IgnoredReason::NothingToDo),
    }
}

/// The person came back through a link or an ad; what they answered in a lead ad are words of theirs.
fn referred<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, referral: &ReferralEvent<'d>) {
    interaction(fold, event.at, Opener::Referral);
    let answers = referral.lead.as_ref().map(|lead| lead.data.as_slice()).unwrap_or_default();
    if answers.is_empty() {
        note(fold, event, "The customer came back through a link or an ad.");
    } else {
        let said = |text: &Option<Text<'d>>| text.as_deref().unwrap_or_default().to_owned();
        let lines: Vec<String> =
            answers.iter().map(|answer| [said(&answer.question), said(&answer.answer)].join(" ")).collect();
        let message = DeskMessage::new(None, Some(Text::Owned(lines.join("\n"))), Vec::new());
        say(fold, event, Actor::Customer, message);
    }
    fold.wake();
}

/// Only the plugins open the window (`platform.md` 4.1); the other families bring a token for later.
fn opted_in<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, optin: &Optin<'d>) {
    let text = match optin.action {
        OptinAction::OptIn => "The customer agreed to be written to.",
        OptinAction::Stop => "The customer wants no more notifications of this topic.",
        OptinAction::Resume => "The customer wants notifications of this topic again.",
    };
    note(fold, event, text);
    if optin.family == OptinFamily::Plugin {
        interaction(fold, event.at, Opener::Optin);
        fold.wake();
    }
}

/// The latest hand-over tells who controls the thread.
fn handed_over<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, handover: &Handover<'d>) {
    let text = match handover.action {
        HandoverAction::Pass => "Control of the conversation was passed to another app.",
        HandoverAction::Take => "An app took control of the conversation.",
        HandoverAction::Request => "An app asks for control of the conversation.",
        HandoverAction::Roles => "The apps' roles on this Page changed.",
    };
    if matches!(handover.action, HandoverAction::Pass | HandoverAction::Take) {
        let app_id = handover.new_owner_app_id.as_ref().map(|id| id.as_str().to_owned());
        let later = fold.state.owner.as_ref().is_none_or(|owner| (owner.since, &owner.app_id) < (event.at, &app_id));
        if later {
            fold.state.owner = Some(OwnerFacts { app_id, since: event.at });
        }
    }
    note(fold, event, text);
}

fn enforced(fold: &mut Fold<'_, '_>, event: &InboundEvent<'_>, policy: &PolicyEnforcement<'_>) {
    let (code, text) = match policy.action.as_deref() {
        Some("block") => (
            AlertCode::Restricted,
            "Meta keeps this Page from sending. See Page Quality in the Page's settings for the reason and the appeal.",
        ),
        Some("unblock") => (AlertCode::Unrestricted, "Meta lets this Page send again."),
        _ => (
            AlertCode::Warning,
            "Meta warned this Page because of its messages. See Page Quality in the Page's settings.",
        ),
    };
    fold.alert(code, text, event.at);
}
