//! What a desk would not take, or would take and show nothing of.

use super::course::Next;
use crate::error::Problem;

/// There is nothing to see in it.
pub(super) fn blank() -> Next {
    let text = "There is neither text nor a file that could be shown; a desk would store an empty message.";
    Next::Unfit(Problem::new("/message", "blank", text))
}

/// The ticket is not known.
pub(super) fn no_ticket() -> Next {
    let text =
        "The desk has no ticket of this conversation: its opening was never carried out, or its ids were not kept.";
    Next::Unfit(Problem::new("/do", "no_ticket", text))
}
