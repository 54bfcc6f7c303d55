//! What can be done instead of a reply that is blocked.

use alloc::vec::Vec;

use super::ask::{Ask, Author, DraftFacts, ReplyKind, TemplateKind};
use super::reason::{Reason, ReasonCode};
use super::rule::RuleId;
use super::rules::rule;
use super::way::{Question, Way};
use crate::json::{Millis, Object, Record, object, words};

/// The app with which Meta's lead ads ask their questions: while it runs, what others send is refused with error 2018321, whoever takes
/// control (`platform.md` 7, Conversation Routing, 2025-09-24).
const LEAD_AD: &str = "413038776280800";

/// One thing to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ step: NextStep; text: string; path?: RuleId; at?: number }")
)]
pub struct Alternative {
    /// What to do; stable, for programs.
    pub step: NextStep,
    /// The way it opens or uses.
    pub path: Option<RuleId>,
    /// The moment from which it helps, ms since the epoch.
    pub at: Option<Millis>,
}

/// Defines the steps with their sentences.
macro_rules! steps {
    ($($(#[$about:meta])* $variant:ident = $word:literal $text:literal,)*) => {
        words! {
            /// What can be done instead.
            pub enum NextStep { $($(#[$about])* $variant = $word,)* }
        }

        impl NextStep {
            /// The sentence for a person, in English.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Every step there is.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
        }
    };
}

steps! {
    /// The Page has to be connected again.
    ReconnectPage = "reconnect_page" "Have an administrator connect the Page again.",
    /// Meta keeps the Page from sending.
    SeePageQuality = "see_page_quality" "See Page Quality in the Page's settings for the reason and the appeal.",
    /// Another app has the thread.
    TakeThreadControl = "take_thread_control" "Take or request control of the conversation, or answer in the app that has it.",
    /// A lead ad of Meta's has the thread.
    WaitForLeadAd = "wait_for_lead_ad" "Wait until Meta's lead ad has asked its questions: until then nobody else can send.",
    /// Another app's control runs out.
    WaitForControl = "wait_for_control" "Wait until the other app's control has run out.",
    /// The machine's clock is wrong.
    CheckClock = "check_clock" "Check this machine's clock, or wait for the moment.",
    /// The tag is the fault.
    RemoveTag = "remove_tag" "Send it without the tag.",
    /// The promotion is the fault.
    RemovePromotion = "remove_promotion" "Leave the promotion out.",
    /// Another kind of reply is the better one.
    SendMessage = "send_message" "Send an ordinary message instead: it may be sent now.",
    /// A person still may.
    LetAPersonAnswer = "let_a_person_answer" "Have a person answer: they may until 7 days after the customer's last message.",
    /// App Review.
    ApplyForHumanAgent = "apply_for_human_agent" "Apply for the Human Agent feature in App Review: then people may answer for 7 days.",
    /// The token the person gave.
    UseOptin = "use_optin" "Use the customer's opt-in: mark the draft with optin.",
    /// The token rests.
    WaitForOptin = "wait_for_optin" "Wait until the opt-in may be used again.",
    /// A template, with the permission at hand.
    SendUtilityTemplate = "send_utility_template" "Send an approved utility template, where it is about an order, an account, an appointment or an event.",
    /// The permission for templates.
    ApplyForUtility = "apply_for_utility" "Apply for pages_utility_messaging: approved templates may be sent at any time.",
    /// A marketing message.
    SendMarketingMessage = "send_marketing_message" "Send a paid marketing message, where the customer opted in and Meta offers it.",
    /// The one private reply.
    SendPrivateReply = "send_private_reply" "Send the one private reply that the comment allows.",
    /// In public.
    AnswerInPublic = "answer_in_public" "Answer in public below the comment.",
    /// Nothing but waiting.
    WaitForCustomer = "wait_for_customer" "Wait until the customer writes again, or reach them another way and ask them to.",
}

impl Question<'_> {
    /// What to do where nothing can be sent, most helpful first; there is always something. While all messages are held up, only
    /// what ends that, and what is no message.
    pub(super) fn instead(&self, ways: &[Way], reasons: &[Reason]) -> Vec<Alternative> {
        use NextStep as Step;
        let has = |code| reasons.iter().any(|reason: &Reason| reason.code == code);
        let of = |id| ways.iter().find(|way| way.rule.id == id);
        let open = |id| of(id).is_some_and(Way::is_open);
        let stands = |id, code| of(id).is_some_and(|way| way.code == code);
        let dead = has(ReasonCode::TokenInvalid) || has(ReasonCode::PageRestricted);
        let unreachable = has(ReasonCode::Unreachable);
        let owned = has(ReasonCode::NotOwner);
        let free = !dead && !owned && !unreachable;
        let message = free && self.ask.kind == ReplyKind::Message;
        let refused = message && self.refused_tag().is_some();
        // What a person may do later is no help while anybody may write now.
        let later = message && !open(RuleId::StandardWindow);
        let until = self.foreign_owner().and_then(|_| self.facts.owner.as_ref()?.until);
        let asks = self.foreign_owner() == Some(LEAD_AD);
        let agent = |code| later && stands(RuleId::HumanAgent, code);
        // A template of its own kind goes its own way, a token or not.
        let template = self.ask.draft.template == Some(TemplateKind::Utility);
        let token = |id| message && !template && stands(id, ReasonCode::OptinNotAsked);
        let tokens =
            [RuleId::OneTimeNotification, RuleId::RecurringNotification, RuleId::RecurringNotificationRegional];
        let resting = ways.iter().find(|way| self.ask.draft.optin && way.code == ReasonCode::OptinTooSoon);
        let rests = resting.and_then(|way| self.rests_until(way.rule));
        let person = self.for_a_person();
        let ahead = reasons.iter().find(|reason| reason.code == ReasonCode::InFuture).and_then(|reason| reason.rule);
        let ordinary = self.as_message().filter(|_| free);
        let ordinary = ordinary.and_then(|ask| Question { ask: &ask, ..*self }.answer()).map(|rule| rule.id);
        let plain = self.without_promotion(ways).filter(|_| free);
        // A draft may have more than one fault, each with its step.
        let untagged = self.choose(ways).map(|way| way.rule.id).or(plain);
        let untagged = untagged.or_else(|| tokens.into_iter().find(|id| token(*id))).filter(|_| refused);
        let steps = [
            (has(ReasonCode::TokenInvalid), Step::ReconnectPage, None),
            (has(ReasonCode::PageRestricted), Step::SeePageQuality, None),
            (owned && !asks, Step::TakeThreadControl, None),
            (owned && asks, Step::WaitForLeadAd, None),
            (owned && until.is_some(), Step::WaitForControl, None),
            (untagged.is_some(), Step::RemoveTag, untagged),
            (free && ahead.is_some(), Step::CheckClock, ahead),
            (plain.is_some(), Step::RemovePromotion, plain),
            (ordinary.is_some(), Step::SendMessage, ordinary),
            (later && person.is_some(), Step::LetAPersonAnswer, person),
            (agent(ReasonCode::HumanAgentNotApproved), Step::ApplyForHumanAgent, Some(RuleId::HumanAgent)),
            (free && has(ReasonCode::PrivateReplyNotApproved), Step::ApplyForHumanAgent, Some(RuleId::PrivateReply)),
            (
                free && self.ask.kind != ReplyKind::PrivateReply && open(RuleId::PrivateReply),
                Step::SendPrivateReply,
                Some(RuleId::PrivateReply),
            ),
            (
                !dead && self.ask.kind != ReplyKind::Comment && open(RuleId::CommentReply),
                Step::AnswerInPublic,
                Some(RuleId::CommentReply),
            ),
            (token(RuleId::OneTimeNotification), Step::UseOptin, Some(RuleId::OneTimeNotification)),
            (token(RuleId::RecurringNotification), Step::UseOptin, Some(RuleId::RecurringNotification)),
            (token(RuleId::RecurringNotificationRegional), Step::UseOptin, Some(RuleId::RecurringNotificationRegional)),
            (message && !template && rests.is_some(), Step::WaitForOptin, resting.map(|way| way.rule.id)),
            (
                free && stands(RuleId::Utility, ReasonCode::UtilityTemplateMissing),
                Step::SendUtilityTemplate,
                Some(RuleId::Utility),
            ),
            (
                message && stands(RuleId::Utility, ReasonCode::UtilityNotPermitted),
                Step::ApplyForUtility,
                Some(RuleId::Utility),
            ),
            (
                message && stands(RuleId::MarketingMessage, ReasonCode::MarketingElsewhere),
                Step::SendMarketingMessage,
                Some(RuleId::MarketingMessage),
            ),
            (!dead && (!owned || unreachable), Step::WaitForCustomer, None),
        ];
        let mut instead: Vec<Alternative> = Vec::new();
        for (_, step, path) in steps.into_iter().filter(|(offered, _, _)| *offered) {
            // Two opt-ins are one piece of advice.
            if instead.iter().all(|said| said.step != step) {
                let at = match step {
                    Step::WaitForControl => until,
                    Step::WaitForOptin => rests,
                    _ => None,
                };
                instead.push(Alternative { step, path, at });
            }
        }
        instead
    }

    /// By which rule a person might answer what automation may not.
    fn for_a_person(&self) -> Option<RuleId> {
        if self.ask.author == Author::Human {
            return None;
        }
        let ask = Ask { author: Author::Human, ..self.ask.clone() };
        let person = Question { ask: &ask, ..*self };
        let open = |id: &RuleId| rule(*id).is_some_and(|rule| person.way(rule).is_open());
        [RuleId::HumanAgent, RuleId::HumanAgentBeta].into_iter().find(open)
    }

    /// By which rule it might be sent if it promoted nothing, where that is what is wrong with it.
    fn without_promotion(&self, ways: &[Way]) -> Option<RuleId> {
        if !self.ask.draft.promotional || self.choose(ways).is_some() {
            return None;
        }
        let draft = DraftFacts { promotional: false, ..self.ask.draft.clone() };
        let ask = Ask { draft, ..self.ask.clone() };
        let plain = Question { ask: &ask, ..*self };
        plain.choose(&plain.ways()).map(|way| way.rule.id)
    }
}

impl Record for Alternative {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("step", &self.step);
        object.field("text", &self.step.sentence());
        object.field("path", &self.path);
        object.field("at", &self.at);
    }
}

object!(Alternative);
