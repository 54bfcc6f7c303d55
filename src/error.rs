//! Errors that say what to do: a stable code, the place, a sentence, the next step.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Leftover, words, written};

words! {
    /// What an error is about.
    pub enum ErrorCode {
        /// The channel's configuration.
        Config = "config",
        /// A body that is not proved to be Meta's.
        Signature = "signature",
        /// A body, or another input, that is no JSON of the shape asked for.
        Payload = "payload",
        /// A conversation state that cannot be used.
        State = "state",
        /// A draft that cannot be read.
        Draft = "draft",
        /// A limit against abuse.
        Limit = "limit",
    }
}

/// An error, as JavaScript's `ChannelError` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelError {
    /// What it is about.
    pub code: ErrorCode,
    /// Where a code has several reasons: which.
    pub reason: Option<&'static str>,
    /// JSON Pointer of the place in the input.
    pub pointer: Option<String>,
    /// What is wrong, for a person.
    pub message: String,
    /// What to do about it.
    pub hint: Option<&'static str>,
    /// Where there can be many: every problem.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Problem {
    /// JSON Pointer of the place.
    pub pointer: String,
    /// What it is; stable, for programs.
    pub code: &'static str,
    /// What is wrong and what to do, for a person.
    pub message: String,
    /// The most that is allowed, where a limit was passed.
    pub limit: Option<u32>,
    /// How much there was.
    pub actual: Option<u32>,
}

/// Errors are many and rare: each costs a call here, and not a copy of an allocation.
#[cold]
#[inline(never)]
fn owned(text: &str) -> String {
    text.to_owned()
}

impl Problem {
    /// A problem at a place.
    pub(crate) fn new(pointer: impl AsRef<str>, code: &'static str, message: impl AsRef<str>) -> Self {
        Self { pointer: owned(pointer.as_ref()), code, message: owned(message.as_ref()), limit: None, actual: None }
    }

    /// More than allowed.
    pub(crate) fn beyond(pointer: impl AsRef<str>, message: impl AsRef<str>, limit: usize, actual: usize) -> Self {
        let count = |number: usize| Some(u32::try_from(number).unwrap_or(u32::MAX));
        Self { limit: count(limit), actual: count(actual), ..Self::new(pointer, "too_long", message) }
    }

    /// What of an input was not understood. What could not be read because of a value in it is told by that value.
    pub(crate) fn of(left: &[Leftover<'_>]) -> Vec<Self> {
        // Among very many it is not looked for: each would be held against each.
        let searched = left.get(..left.len().min(MOST_SEARCHED)).unwrap_or_default();
        let told = |whole: &Leftover<'_>| {
            let is_in =
                |part: &str| part.strip_prefix(whole.pointer.as_str()).is_some_and(|rest| rest.starts_with('/'));
            whole.expected.is_some() && searched.iter().any(|part| part.expected.is_some() && is_in(&part.pointer))
        };
        left.iter().filter(|whole| !told(whole)).cloned().map(Self::from).collect()
    }
}

/// How many problems of an input are held against one another.
const MOST_SEARCHED: usize = 100;

/// What an input of ours held beyond what is understood: a mistyped key, a wrong type.
impl From<Leftover<'_>> for Problem {
    fn from(left: Leftover<'_>) -> Self {
        match left.expected {
            Some(expected) => Self::new(left.pointer, "wrong_type", ["Expected ", expected, " here."].concat()),
            None => Self::new(left.pointer, "unknown_key", "There is no such key. Check its spelling."),
        }
    }
}

impl ChannelError {
    /// An error with a message.
    pub(crate) fn new(code: ErrorCode, message: impl AsRef<str>) -> Self {
        Self { code, reason: None, pointer: None, message: owned(message.as_ref()), hint: None, problems: Vec::new() }
    }

    /// An error with every problem of an input.
    pub(crate) fn with_problems(code: ErrorCode, what: &str, problems: Vec<Problem>) -> Self {
        let first = problems.first();
        let message = first.map_or_else(String::new, |problem| {
            [what, " (at \"", &problem.pointer, "\"): ", &problem.message].concat()
        });
        Self { pointer: first.map(|problem| problem.pointer.clone()), problems, ..Self::new(code, message) }
    }

    /// An input of ours that is no JSON, or not of the shape asked for.
    pub(crate) fn misread(code: ErrorCode, what: &str, expected: &str) -> Self {
        Self {
            reason: Some("misread"),
            pointer: Some(String::new()),
            hint: Some("Pass what the message asks for; the package's types say it in full."),
            ..Self::new(code, [what, " has to be ", expected, "."].concat())
        }
    }
}

written!(ChannelError {
    code: "code",
    reason: "reason",
    pointer: "pointer",
    message: "message",
    hint: "hint",
    problems: "problems",
});
written!(Problem { pointer: "pointer", code: "code", message: "message", limit: "limit", actual: "actual" });
