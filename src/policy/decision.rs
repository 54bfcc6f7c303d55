//! The answer.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::reason::Reason;
use super::rule::{Forbid, MessagingType, Need, RuleId, Tag};
use crate::json::{Id, Millis, Object, Read, Reading, Record, object, record, words, written};

/// May it be sent, as what, until when; and if not, why and what instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Decision {
    /// The answer in a word.
    pub verdict: Verdict,
    /// The moment it was made for, ms since the epoch.
    pub at: Millis,
    /// What to put around the message now; absent when blocked.
    pub send: Option<Envelope>,
    /// The first moment at which `send` no longer holds, ms since the epoch; absent when blocked and where there is no end.
    pub expires_at: Option<Millis>,
    /// Where in its life the conversation is.
    pub stage: Stage,
    /// The first moment at which the answer or the stage changes by itself, ms since the epoch; absent where it never does.
    pub next_change_at: Option<Millis>,
    /// Every way there is or was to reach the person, open or not.
    pub paths: Vec<Path>,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// The Page that sends, where it is known.
    pub page: Option<String>,
}

words! {
    /// The answer in a word.
    pub enum Verdict {
        /// Yes.
        Allowed = "allowed",
        /// Yes, with the message tag of the envelope.
        NeedsTag = "needs_tag",
        /// No.
        Blocked = "blocked",
    }
}

words! {
    /// Where in its life a conversation is.
    pub enum Stage {
        /// The standard messaging window is open.
        Open = "open",
        /// It is open and ends soon.
        Ending = "ending",
        /// A human may still answer, with the tag.
        HumanAgent = "human_agent",
        /// One private reply may be sent.
        PrivateReply = "private_reply",
        /// Only the customer, a template or an opt-in can open it again.
        Closed = "closed",
    }
}

/// What to put around a message: the Send API's own names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Envelope {
    /// `messaging_type` of the Send API; absent for a public comment.
    pub messaging_type: Option<MessagingType>,
    /// The message tag.
    pub tag: Option<Tag>,
    /// Whom it goes to, where the state knows.
    pub recipient: Option<Recipient>,
}

/// Whom a message goes to: `recipient` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ id: string } | { comment_id: string } | { post_id: string } | { user_ref: string }")
)]
pub enum Recipient {
    /// PSID or IGSID.
    Person(String),
    /// Author of a comment.
    Comment(String),
    /// Author of a visitor's post.
    Post(String),
    /// Known through a plugin only.
    UserRef(String),
}

impl Recipient {
    const fn entry(&self) -> (&'static str, &String) {
        match self {
            Self::Person(id) => ("id", id),
            Self::Comment(id) => ("comment_id", id),
            Self::Post(id) => ("post_id", id),
            Self::UserRef(id) => ("user_ref", id),
        }
    }
}

impl Record for Recipient {
    fn entries(&self, object: &mut Object<'_>) {
        let (key, id) = self.entry();
        object.field(key, id);
    }
}

object!(Recipient);

impl<'d> Read<'d> for Recipient {
    const EXPECTED: &'static str = "an object with one of id, comment_id, post_id, user_ref";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let id = |key| fields.get::<Id<'d>>(key).map(|id| id.0.into_owned());
        let person = id("id").map(Self::Person).or_else(|| id("comment_id").map(Self::Comment));
        person.or_else(|| id("post_id").map(Self::Post)).or_else(|| id("user_ref").map(Self::UserRef))
    }
}

/// One way to reach the person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Path {
    /// Its name.
    pub path: RuleId,
    /// Whether it is open, now and for this author.
    pub allowed: bool,
    /// The first moment at which it is no longer open, ms since the epoch.
    pub until: Option<Millis>,
    /// What has to be in place for it.
    #[cfg_attr(feature = "types", ts(as = "Vec<Need>"))]
    pub needs: &'static [Need],
    /// What it does not allow.
    #[cfg_attr(feature = "types", ts(as = "Vec<Forbid>"))]
    pub forbids: &'static [Forbid],
    /// The row of the rule table.
    pub rule: RuleId,
    /// Why it is open, or why not.
    pub text: Cow<'static, str>,
}

/// What planning needs of a decision that came back as JSON.
impl<'d> Read<'d> for Decision {
    const EXPECTED: &'static str = "a decision as `decide` gives it";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            verdict: fields.get("verdict")?,
            at: fields.get("at").unwrap_or_default(),
            send: fields.get("send"),
            expires_at: fields.get("expiresAt"),
            stage: fields.get("stage").unwrap_or(Stage::Closed),
            next_change_at: fields.get("nextChangeAt"),
            paths: Vec::new(),
            reasons: fields.get("reasons").unwrap_or_default(),
            page: fields.get("page"),
        })
    }
}

record!(Envelope { messaging_type: "messaging_type", tag: "tag", recipient: "recipient" });
written!(Decision {
    verdict: "verdict",
    at: "at",
    send: "send",
    expires_at: "expiresAt",
    stage: "stage",
    next_change_at: "nextChangeAt",
    paths: "paths",
    reasons: "reasons",
    page: "page",
});
written!(Path {
    path: "path",
    allowed: "allowed",
    until: "until",
    needs: "needs",
    forbids: "forbids",
    rule: "rule",
    text: "text",
});
