//! What people think of a conversation or an answer (`platform.md` 2.14).

use super::from_meta::from_meta;
use crate::json::{Raw, Text, record};

/// The person filled in a customer feedback template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Feedback<'d> {
    /// The screens with questions and answers, as Meta writes them.
    pub screens: Option<Raw<'d>>,
}

/// The person rated one automated answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ResponseFeedback<'d> {
    /// `Good response` or `Bad response`.
    pub feedback: Option<Text<'d>>,
    /// The message rated.
    pub mid: Option<Text<'d>>,
}

from_meta!(Feedback<'d> { screens: "feedback_screens" });
record!(Feedback<'d> { screens: "screens" });
from_meta!(ResponseFeedback<'d> { feedback: "feedback", mid: "mid" });
record!(ResponseFeedback<'d> { feedback: "feedback", mid: "mid" });
