//! What to do after an answer of Graph's.

use super::Retry;
use crate::json::words;

words! {
    /// What to do after an answer.
    pub enum OutcomeKind {
        /// It arrived; of a call that is no send: it was done.
        Sent = "sent",
        /// A passing trouble: try again later, waiting longer each time.
        Retry = "retry",
        /// Too many calls: wait, then go on.
        Throttled = "throttled",
        /// Outside the window, whatever was decided.
        WindowClosed = "windowClosed",
        /// The connection lacks something: an administrator has to connect the Page again, or to do what `remedy` says.
        Reauthorize = "reauthorize",
        /// The person does not receive messages.
        Unreachable = "unreachable",
        /// Another app controls the thread.
        NotOwner = "notOwner",
        /// Meta keeps the Page from sending.
        Restricted = "restricted",
        /// The file did not get through: upload it again, or another one.
        MediaFailed = "mediaFailed",
        /// It may have been sent: check the conversation before repeating it. Graph said so itself, or there is no answer of
        /// Graph's to read at all: none came, or an empty one, a web page, or what is no JSON. What only reads (GET), or what
        /// never left the host, can be repeated nevertheless.
        MaybeSent = "maybeSent",
        /// The request is wrong and will be tomorrow.
        Invalid = "invalid",
        /// Graph gave an answer in JSON of which this version does not know what it means, such as an error with a new code.
        Unknown = "unknown",
    }
}

impl OutcomeKind {
    /// A sentence for the agent, where a reason has none of its own.
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
            Self::MediaFailed => "The file did not get through to Meta. Upload it again, or send another one.",
            Self::MaybeSent => {
                "Meta gave no usable answer: the reply may or may not have arrived. Check the conversation before sending it again."
            }
            Self::Invalid => "Meta refuses this message as it is. Change it before sending again.",
            Self::Unknown => {
                "Meta gave an answer that is not known here. Check the conversation before sending the reply again."
            }
        }
    }

    /// How it is tried again, where a reason has no way of its own.
    #[must_use]
    pub const fn retry(self) -> Option<Retry> {
        match self {
            Self::Retry => Some(Retry::PASSING),
            Self::Throttled => Some(Retry::THROTTLED),
            Self::Restricted => Some(Retry::RESTRICTED),
            _ => None,
        }
    }

    /// Whether the channel's owner has to know.
    pub(super) const fn alerts(self) -> bool {
        matches!(self, Self::Reauthorize | Self::Restricted)
    }
}
