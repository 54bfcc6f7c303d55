//! What can be done instead of a reply that is blocked.

use super::rule::RuleId;
use crate::json::{Millis, Object, Record, object, words};

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
    /// Another app's control runs out.
    WaitForControl = "wait_for_control" "Wait until the other app's control has run out.",
    /// The machine's clock is wrong.
    CheckClock = "check_clock" "Check this machine's clock, or wait for the moment.",
    /// The tag is the fault.
    RemoveTag = "remove_tag" "Send it without the tag.",
    /// The promotion is the fault.
    RemovePromotion = "remove_promotion" "Leave the promotion out.",
    /// A person still may.
    LetAPersonAnswer = "let_a_person_answer" "Have a person answer: they may until 7 days after the customer's last message.",
    /// App Review.
    ApplyForHumanAgent = "apply_for_human_agent" "Apply for the Human Agent feature in App Review: then people may answer for 7 days.",
    /// The token the person gave.
    UseOptin = "use_optin" "Use the customer's opt-in: mark the draft with optin.",
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

impl Record for Alternative {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("step", &self.step);
        object.field("text", &self.step.sentence());
        object.field("path", &self.path);
        object.field("at", &self.at);
    }
}

object!(Alternative);
