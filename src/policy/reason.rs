//! Why a decision is what it is.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::rule::{RuleId, Source};
use crate::json::{Millis, Object, Read, Reading, Record, Write, Writer, object, words};

/// One reason of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ code: ReasonCode; text: string; rule?: RuleId; source?: string; params: Record<string, string | number> }"
    )
)]
pub struct Reason {
    /// What it is; stable, for programs.
    pub code: ReasonCode,
    /// The sentence for a person: what is the matter and what to do.
    pub text: Cow<'static, str>,
    /// The row of the rule table it comes from.
    pub rule: Option<RuleId>,
    /// The page of Meta's that says so.
    pub source: Option<Source>,
    /// The facts in the sentence.
    pub params: Vec<(&'static str, Param)>,
}

/// A fact in a reason: an id or a word, or a moment in ms since the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Param {
    /// A word or an id.
    Text(String),
    /// A moment.
    Time(Millis),
}

words! {
    /// What a reason is.
    pub enum ReasonCode {
        /// The standard messaging window is open.
        WindowOpen = "window_open",
        /// It was open, and its time is over.
        WindowClosed = "window_closed",
        /// The customer has done nothing yet that opens it.
        NeverOpened = "never_opened",
        /// The customer's last action lies in the future of the moment asked for.
        InFuture = "in_future",
        /// A human may still answer, with the tag.
        HumanAgentOpen = "human_agent_open",
        /// The 7 days for a human's answer are over.
        HumanAgentClosed = "human_agent_closed",
        /// The app lacks the Human Agent feature.
        HumanAgentNotApproved = "human_agent_not_approved",
        /// The tag is for people, not for automation.
        HumanAgentNotForBots = "human_agent_not_for_bots",
        /// The tag allows no promotion.
        PromotionForbidden = "promotion_forbidden",
        /// The draft's tag is allowed.
        TagAllowed = "tag_allowed",
        /// The draft's tag was retired.
        TagRetired = "tag_retired",
        /// The draft's tag is not in force yet.
        TagNotYet = "tag_not_yet",
        /// The draft's tag never was one.
        TagUnknown = "tag_unknown",
        /// The draft's tag is not needed: the window is open.
        TagNotNeeded = "tag_not_needed",
        /// One private reply may be sent.
        PrivateReplyOpen = "private_reply_open",
        /// The 7 days for a private reply are over.
        PrivateReplyClosed = "private_reply_closed",
        /// The comment was answered privately already.
        PrivateReplySpent = "private_reply_spent",
        /// There is no comment to answer.
        NoComment = "no_comment",
        /// Public answers have no window.
        CommentReplyOpen = "comment_reply_open",
        /// Another app controls the thread.
        NotOwner = "not_owner",
        /// The person does not receive messages.
        Unreachable = "unreachable",
        /// Meta keeps the Page from sending.
        PageRestricted = "page_restricted",
        /// The Page token no longer works.
        TokenInvalid = "token_invalid",
    }
}

impl Reason {
    /// A reason of ours that no row of the table gives.
    pub(super) fn new(code: ReasonCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into(), rule: None, source: None, params: Vec::new() }
    }

    /// With the row it comes from.
    pub(super) fn of(mut self, rule: &super::Rule) -> Self {
        self.rule = Some(rule.id);
        self.source = Some(rule.source);
        self
    }

    /// With a page of Meta's and no row.
    pub(super) const fn from(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    /// With a fact.
    pub(super) fn with(mut self, name: &'static str, param: impl Into<Param>) -> Self {
        self.params.push((name, param.into()));
        self
    }
}

impl From<Millis> for Param {
    fn from(at: Millis) -> Self {
        Self::Time(at)
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Record for Reason {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("code", &self.code);
        object.field("text", &self.text);
        object.field("rule", &self.rule);
        object.field("source", &self.source.map(|source| source.to_string()));
        object.field("params", &Params(&self.params));
    }
}

object!(Reason);

impl Write for Param {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Text(text) => out.text(text),
            Self::Time(at) => out.number(at.0),
        }
    }
}

struct Params<'p>(&'p [(&'static str, Param)]);

impl Write for Params<'_> {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(name, param)| -> (&str, &dyn Write) { (name, param) }));
    }
}

/// Code and sentence, as far as a refusal to plan repeats them.
impl<'d> Read<'d> for Reason {
    const EXPECTED: &'static str = "a reason";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self::new(fields.get("code")?, fields.get::<String>("text").unwrap_or_default()))
    }
}
