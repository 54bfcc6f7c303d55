//! What to do after an answer of Graph's.

use crate::json::words;

words! {
    /// What to do after an answer.
    pub enum OutcomeKind {
        /// It arrived.
        Sent = "sent",
        /// Try again later, waiting longer each time.
        Retry = "retry",
        /// Too many calls: wait, then go on.
        Throttled = "throttled",
        /// Outside the window, whatever was decided.
        WindowClosed = "windowClosed",
        /// The Page has to be connected again.
        Reauthorize = "reauthorize",
        /// The person does not receive messages.
        Unreachable = "unreachable",
        /// Another app controls the thread.
        NotOwner = "notOwner",
        /// Meta keeps the Page from sending.
        Restricted = "restricted",
        /// The request is wrong and will be tomorrow.
        Invalid = "invalid",
        /// Nobody knows whether it arrived.
        Unknown = "unknown",
    }
}

impl OutcomeKind {
    /// A sentence for the agent.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Sent => "Sent.",
            Self::Retry => "Meta has a passing trouble. The reply will be sent again.",
            Self::Throttled => "The Page sends too much at once. The reply waits until Meta lets it through.",
            Self::WindowClosed => {
                "Meta says the time to answer is over. The customer has to write again, or an approved template is needed."
            }
            Self::Reauthorize => {
                "The Page has to be connected again before anything can be sent. Ask an administrator."
            }
            Self::Unreachable => "The person does not receive messages of this Page: blocked it, or left.",
            Self::NotOwner => "Another app controls this conversation. Take control first, or answer there.",
            Self::Restricted => "Meta currently keeps this Page from sending. See Page Quality in the Page's settings.",
            Self::Invalid => "Meta refuses this message as it is. Change it before sending again.",
            Self::Unknown => {
                "Meta gave no usable answer: the reply may or may not have arrived. Check the conversation before sending it again."
            }
        }
    }
}
