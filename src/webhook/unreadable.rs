//! A body that cannot be read at all.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use crate::error::{ChannelError, ErrorCode};
use crate::json::{Malformed, Refused};

/// Why a whole body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no JSON text, or one beyond the limits.
    Malformed(Malformed),
    /// It is JSON, but no object with a list of entries; with the name of what it is.
    NoEnvelope(&'static str),
    /// It has more items than [`Limits::items`](super::Limits::items).
    TooManyItems,
}

impl Unreadable {
    /// Whether a limit was passed, which is another error than bad input.
    #[must_use]
    pub const fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::TooManyItems | Self::Malformed(Malformed { what: Refused::TooLong | Refused::TooDeep, .. })
        )
    }
}

impl From<Unreadable> for ChannelError {
    fn from(unreadable: Unreadable) -> Self {
        let (code, reason, message, hint) = match &unreadable {
            Unreadable::TooManyItems => (
                ErrorCode::Limit,
                "items",
                "The body has more items than limits.items allows.".to_owned(),
                "Meta sends at most 1000 in one body. Raise limits.items only if you trust the sender.",
            ),
            Unreadable::NoEnvelope(found) => (
                ErrorCode::Payload,
                "no_envelope",
                ["The body has to be an object with a list \"entry\"; it is ", found, "."].concat(),
                "Pass the body of a webhook request as it came in.",
            ),
            Unreadable::Malformed(malformed) => malformed_words(malformed),
        };
        let pointer = matches!(unreadable, Unreadable::NoEnvelope(_)).then(String::new);
        Self { reason: Some(reason), pointer, hint: Some(hint), ..Self::new(code, message) }
    }
}

fn malformed_words(malformed: &Malformed) -> (ErrorCode, &'static str, String, &'static str) {
    let at = |what: &str| [what, " (byte ", &malformed.offset.to_string(), ")."].concat();
    match malformed.what {
        Refused::TooLong => (
            ErrorCode::Limit,
            "body_bytes",
            at("The body is longer than limits.bodyBytes allows"),
            "Answer 413. Raise limits.bodyBytes only if you trust the sender.",
        ),
        Refused::TooDeep => (
            ErrorCode::Limit,
            "depth",
            at("The body is nested deeper than limits.depth allows"),
            "Answer 400. Meta nests less than 20 deep.",
        ),
        Refused::Utf8 => (
            ErrorCode::Payload,
            "utf8",
            at("The body is not UTF-8"),
            "Pass the request's raw bytes, not a text that was decoded on the way.",
        ),
        Refused::Empty => (
            ErrorCode::Payload,
            "empty",
            "The body is empty.".to_owned(),
            "Pass the body of a webhook request as it came in.",
        ),
        Refused::Syntax => (
            ErrorCode::Payload,
            "json",
            at("The body is not JSON"),
            "Pass the request's raw bytes; it may have been cut short on the way.",
        ),
    }
}
