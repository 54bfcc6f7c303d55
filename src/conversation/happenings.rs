//! What is no message: it becomes a note in the ticket, an alert for the channel's owner, or a fact of the state.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::effect::{AlertCode, IgnoredReason};
use super::fold::Fold;
use super::state::{OwnerFacts, Restriction};
use super::ticket::{began_by, interaction, note, noted_as, say, solved};
use super::{particulars, survey};
use crate::desk::{Actor, DeskMessage, NoteCode, Placeholder, has_words};
use crate::json::{Id, Mark, Raw, Text};
use crate::policy::Opener;
use crate::webhook::event::{
    EventBody, Handover, HandoverAction, InboundEvent, LeadAnswer, Marketing, Optin, OptinAction, OptinFamily,
    PolicyEnforcement, Referral, ReferralEvent,
};

/// Folds in whatever is neither a message nor on the wall.
pub(super) fn noted<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, body: &EventBody<'d>) {
    match body {
        EventBody::Referral(referral) => referred(fold, event, referral),
        EventBody::Optin(optin) => opted_in(fold, event, optin),
        EventBody::Handover(handover) => handed_over(fold, event, handover),
        EventBody::PolicyEnforcement(policy) => enforced(fold, event, policy),
        EventBody::Marketing(marketing) => marketed(fold, event, marketing),
        EventBody::Integrity(_) => fold.alert(
            AlertCode::Integrity,
            "Meta reports on the Page's standing. See Page Quality in the Page's settings.",
            event.at,
        ),
        EventBody::TemplateStatus(_) => {
            fold.alert(AlertCode::Template, "Meta approved, rejected or paused a message template.", event.at);
        }
        other => match about(other) {
            Some((code, text, details)) if answers(code) && begins(fold, code) => {
                say(fold, event, Actor::Customer, DeskMessage::telling(noted_as(text, &details)));
            }
            Some((code, text, details)) => {
                // It would have begun the ticket, had it come first.
                if answers(code) {
                    began_by(fold, event.at);
                }
                note(fold, event, code, text, &details);
            }
            None => fold.ignore(&event.id, IgnoredReason::NothingToDo),
        },
    }
}

/// Whether it is said in the ticket, and not only noted: where there is none, and where it was solved. A survey is filled in after that.
fn begins(fold: &Fold<'_, '_>, code: NoteCode) -> bool {
    fold.state.thread.is_none() || code != NoteCode::Feedback && solved(fold, Actor::Customer).is_some()
}

/// What the customer did for the business to act on: where there is no ticket yet, one begins with it.
const fn answers(code: NoteCode) -> bool {
    matches!(code, NoteCode::Feedback | NoteCode::Form | NoteCode::CustomerInformation | NoteCode::Payment)
}

/// What the note about an event says: a sentence, and what the event tells beside it.
fn about(body: &EventBody<'_>) -> Option<(NoteCode, &'static str, Vec<String>)> {
    let of = |texts: &[&Option<Text<'_>>]| texts.iter().filter_map(|text| text.as_deref().map(String::from)).collect();
    let with = |text: &Option<Text<'_>>, more: &[Option<Raw<'_>>]| {
        let text = text.as_deref().map(String::from);
        text.into_iter().chain(particulars::lines(more)).collect()
    };
    let of_id = |id: &Option<Id<'_>>| id.iter().map(|id| id.as_str().to_owned()).collect();
    Some(match body {
        EventBody::AccountLinking(linking) if linking.status.as_deref() == Some("unlinked") => {
            (NoteCode::AccountUnlinked, "The customer unlinked their account.", Vec::new())
        }
        EventBody::AccountLinking(linking) if linking.status.as_deref() == Some("linked") => {
            (NoteCode::AccountLinked, "The customer linked their account.", Vec::new())
        }
        EventBody::Feedback(feedback) => (
            NoteCode::Feedback,
            "The customer filled in the feedback survey.",
            feedback.screens.map(survey::answers).unwrap_or_default(),
        ),
        EventBody::ResponseFeedback(rated) => {
            (NoteCode::ResponseFeedback, "The customer rated an automated answer.", of(&[&rated.feedback]))
        }
        EventBody::Coupon(coupon) => {
            (NoteCode::Coupon, "The customer revealed a coupon's code.", of(&[&coupon.coupon_code]))
        }
        EventBody::Form(form) => {
            (NoteCode::Form, "The customer sent a form. Its answers are in the Page inbox.", of_id(&form.form_id))
        }
        EventBody::CustomerInformation(told) => (
            NoteCode::CustomerInformation,
            "The customer sent the details they were asked for.",
            particulars::lines(&[told.screens]),
        ),
        EventBody::GamePlay(game) => {
            (NoteCode::GamePlay, "The customer finished a round of a game.", of_id(&game.game_id))
        }
        EventBody::Payment(payment) => (
            NoteCode::Payment,
            "The customer paid.",
            with(&payment.payload, &[payment.amount, payment.requested_user_info]),
        ),
        EventBody::CheckoutUpdate(update) => (
            NoteCode::CheckoutUpdate,
            "The customer chose a shipping address.",
            with(&update.payload, &[update.shipping_address]),
        ),
        EventBody::PreCheckout(checkout) => (
            NoteCode::PreCheckout,
            "The customer is about to pay.",
            with(&checkout.payload, &[checkout.amount, checkout.requested_user_info]),
        ),
        EventBody::Call(call) => (
            NoteCode::Call,
            "There was a call, or a change of the permission to call.",
            of(&[&call.event, &call.status, &call.response]),
        ),
        EventBody::Label(label) => {
            (NoteCode::Label, "A label was put on or taken off in the Page inbox.", of(&[&label.action, &label.name]))
        }
        _ => return None,
    })
}

/// The person came back through a link or an ad; what they answered in a lead ad are words of theirs.
fn referred<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, referral: &ReferralEvent<'d>) {
    // A click on an ad opens nothing before the person writes (`platform.md` 4.1; Messenger Platform policy, 2026-04-06).
    if !referral.referral.is_from_ad() {
        interaction(fold, event.at, Opener::Referral);
    }
    let answers = referral.lead.as_ref().map(|lead| lead.data.as_slice()).unwrap_or_default();
    if answers.is_empty() {
        let details = origin(&referral.referral);
        note(fold, event, NoteCode::Referral, "The customer came back through a link or an ad.", &details);
    } else {
        let lines = answers.iter().map(|LeadAnswer { question, answer }| {
            let answer = answer.as_ref().map_or("", Id::as_str);
            [question.as_deref().unwrap_or_default(), answer].join(" ")
        });
        let lines: Vec<String> = lines.collect();
        let words = lines.join("\n");
        let message = if has_words(Some(&words)) {
            DeskMessage::new(None, Some(Text::Owned(words)), Vec::new())
        } else {
            DeskMessage::standing_for(Placeholder::Lead)
        };
        let referral = Some(referral.referral.clone());
        say(fold, event, Actor::Customer, DeskMessage { referral, ..message });
    }
    fold.wake();
}

fn origin(referral: &Referral<'_>) -> Vec<String> {
    let texts = [&referral.source, &referral.reference, &referral.referer_uri];
    let words = texts.into_iter().filter_map(|text| text.as_deref().map(String::from));
    words.chain(referral.ad_id.as_ref().map(|id| ["ad ", id.as_str()].concat())).collect()
}

/// Only the plugins open the window (`platform.md` 4.1); the other families bring a token for later.
fn opted_in<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, optin: &Optin<'d>) {
    fold.state.optins.note(optin, event.at);
    let (code, text) = match optin.action {
        OptinAction::OptIn => (NoteCode::OptedIn, "The customer agreed to be written to."),
        OptinAction::Stop => (NoteCode::OptedOut, "The customer wants no more notifications of this topic."),
        OptinAction::Resume => (NoteCode::OptedInAgain, "The customer wants notifications of this topic again."),
    };
    let details: Vec<String> =
        [&optin.title, &optin.topic].into_iter().filter_map(|text| text.as_deref().map(String::from)).collect();
    note(fold, event, code, text, &details);
    if optin.family == OptinFamily::Plugin {
        interaction(fold, event.at, Opener::Optin);
        fold.wake();
    }
}

/// The latest hand-over tells who controls the thread.
fn handed_over<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, handover: &Handover<'d>) {
    let new_owner = handover.new_owner_app_id.as_ref().map(Id::as_str);
    let ours = new_owner.is_some() && new_owner == fold.config.policy(&event.page).app_id.as_deref();
    let (code, text) = match (handover.action, new_owner) {
        (HandoverAction::Pass, None) => {
            (NoteCode::ThreadPassed, "Control of the conversation was given up: no app has it now.")
        }
        (HandoverAction::Pass, _) if ours => {
            (NoteCode::ThreadPassed, "Control of the conversation was passed to this help desk.")
        }
        (HandoverAction::Pass, _) => (NoteCode::ThreadPassed, "Control of the conversation was passed to another app."),
        (HandoverAction::Take, _) => (NoteCode::ThreadTaken, "An app took control of the conversation."),
        (HandoverAction::Request, _) => (NoteCode::ThreadRequested, "An app asks for control of the conversation."),
        (HandoverAction::Roles, _) => (NoteCode::AppRoles, "The apps' roles on this Page changed."),
    };
    if matches!(handover.action, HandoverAction::Pass | HandoverAction::Take) {
        let app_id = new_owner.map(ToOwned::to_owned);
        let later = fold.state.owner.as_ref().is_none_or(|owner| (owner.since, &owner.app_id) < (event.at, &app_id));
        if later {
            fold.state.owner = Some(OwnerFacts { app_id, ours: Mark(ours), since: event.at });
        }
    }
    let apps = [&handover.new_owner_app_id, &handover.requested_owner_app_id];
    let ids = apps.into_iter().flatten().map(|id| ["app ", id.as_str()].concat());
    let details: Vec<String> = ids.chain(handover.metadata.as_deref().map(String::from)).collect();
    note(fold, event, code, text, &details);
}

/// What Meta does to the Page is an alert, and stays in the state of the Page's own thread.
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
    let said = Restriction { since: event.at, blocked: Mark(code == AlertCode::Restricted) };
    let decides = code != AlertCode::Warning;
    let later =
        fold.state.restriction.is_none_or(|known| (known.since, known.blocked.0) < (said.since, said.blocked.0));
    if decides && later {
        fold.state.restriction = Some(said);
    }
    fold.alert(code, text, event.at);
}

/// Of marketing messages only a failure asks something of anybody.
fn marketed<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, marketing: &Marketing<'d>) {
    match &marketing.error_message {
        Some(error) => {
            let details = [error.as_ref().to_owned()];
            note(fold, event, NoteCode::MarketingFailed, "A marketing message did not reach the customer.", &details);
        }
        None => fold.ignore(&event.id, IgnoredReason::NothingToDo),
    }
}
