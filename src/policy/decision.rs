//! The answer.

use alloc::string::String;
use alloc::vec::Vec;

use super::ask::Place;
use super::instead::Alternative;
use super::reason::{Reason, ReasonCode};
use super::rule::{Forbid, MessagingType, Need, RuleId};
use super::tag::Tag;
use crate::json::{Id, Mark, Millis, Object, Read, Reading, Record, object, words, written};

/// May it be sent, as what, until when; and if not, why and what instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Decision {
    /// The answer in a word.
    pub verdict: Verdict,
    /// Where Meta itself says only that it may be taken: `possible`.
    pub certainty: Option<Certainty>,
    /// The moment it was made for, ms since the epoch.
    pub at: Millis,
    /// What to put around the message now; absent when blocked.
    pub send: Option<Envelope>,
    /// Where it is only possible: what to send it as after a refusal, where there is such a way.
    pub fallback: Option<Envelope>,
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
    /// What to do instead, most helpful first; empty unless blocked.
    pub instead: Vec<Alternative>,
    /// The Page that sends, where it is known.
    pub page: Option<String>,
    /// The person the conversation is with, where the state knows; also where the reply is blocked.
    pub recipient: Option<Recipient>,
    /// Where the person is, if not on Messenger.
    pub platform: Option<Place>,
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
    /// How sure an answer is.
    pub enum Certainty {
        /// Meta says that it may take the message: try, and expect a refusal.
        Possible = "possible",
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
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ messaging_type?: MessagingType; tag?: Tag; recipient?: Recipient; public?: true }")
)]
pub struct Envelope {
    /// `messaging_type` of the Send API; absent for a public comment.
    pub messaging_type: Option<MessagingType>,
    /// The message tag.
    pub tag: Option<Tag>,
    /// Whom it goes to, where the state knows.
    pub recipient: Option<Recipient>,
    /// It is no message but an answer in public.
    pub public: bool,
}

/// Whom a message goes to: `recipient` of the Send API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ id: string } | { comment_id: string } | { post_id: string } | { user_ref: string } | { one_time_notif_token: string } | { notification_messages_token: string }"
    )
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
    /// By an opt-in to one message.
    OneTimeToken(String),
    /// By an opt-in to recurring messages.
    NotificationToken(String),
}

/// The keys of the Send API's `recipient`, each with what it makes.
type Kind = (&'static str, fn(String) -> Recipient);

impl Recipient {
    /// The comment or post whose author it is.
    pub(crate) const fn on_the_wall(&self) -> Option<&String> {
        match self {
            Self::Comment(id) | Self::Post(id) => Some(id),
            _ => None,
        }
    }

    const fn entry(&self) -> (&'static str, &String) {
        match self {
            Self::Person(id) => ("id", id),
            Self::Comment(id) => ("comment_id", id),
            Self::Post(id) => ("post_id", id),
            Self::UserRef(id) => ("user_ref", id),
            Self::OneTimeToken(id) => ("one_time_notif_token", id),
            Self::NotificationToken(id) => ("notification_messages_token", id),
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
    const EXPECTED: &'static str =
        "an object with one of id, comment_id, post_id, user_ref, one_time_notif_token, notification_messages_token";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        const KINDS: [Kind; 6] = [
            ("id", Recipient::Person),
            ("comment_id", Recipient::Comment),
            ("post_id", Recipient::Post),
            ("user_ref", Recipient::UserRef),
            ("one_time_notif_token", Recipient::OneTimeToken),
            ("notification_messages_token", Recipient::NotificationToken),
        ];
        let fields = reading.fields()?;
        KINDS.iter().find_map(|(key, kind)| fields.get::<Id<'d>>(key).map(|id| kind(id.0.into_owned())))
    }
}

/// One way to reach the person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ path: RuleId; allowed: boolean; certainty?: Certainty; until?: number; needs: Need[]; forbids: Forbid[]; rule: RuleId; code: ReasonCode; text: string }"
    )
)]
pub struct Path {
    /// Its name.
    pub path: RuleId,
    /// Whether it is open, now and for this author.
    pub allowed: bool,
    /// Where Meta itself says only that it may be open: `possible`.
    pub certainty: Option<Certainty>,
    /// The first moment at which it is no longer open, ms since the epoch.
    pub until: Option<Millis>,
    /// What has to be in place for it.
    pub needs: &'static [Need],
    /// What it does not allow.
    pub forbids: &'static [Forbid],
    /// The row of the rule table.
    pub rule: RuleId,
    /// Why it is open, or why not; its sentence is the `text` in JSON.
    pub code: ReasonCode,
}

/// What planning needs of a decision that came back as JSON.
impl<'d> Read<'d> for Decision {
    const EXPECTED: &'static str = "a decision as `decide` gives it";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let verdict = fields.get("verdict")?;
        if verdict != Verdict::Blocked && !fields.has("send") {
            return None;
        }
        Some(Self {
            verdict,
            certainty: fields.get("certainty"),
            at: fields.get("at").unwrap_or_default(),
            send: fields.get("send"),
            fallback: fields.get("fallback"),
            expires_at: fields.get("expiresAt"),
            stage: fields.get("stage").unwrap_or(Stage::Closed),
            next_change_at: fields.get("nextChangeAt"),
            paths: Vec::new(),
            reasons: fields.get("reasons").unwrap_or_default(),
            instead: Vec::new(),
            page: fields.get("page"),
            recipient: fields.get("recipient"),
            platform: fields.get("platform"),
        })
    }
}

impl Record for Envelope {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("messaging_type", &self.messaging_type);
        object.field("tag", &self.tag);
        object.field("recipient", &self.recipient);
        object.field("public", &Mark(self.public));
    }
}

object!(Envelope);

impl<'d> Read<'d> for Envelope {
    const EXPECTED: &'static str = "an envelope";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            messaging_type: fields.get("messaging_type"),
            tag: fields.get("tag"),
            recipient: fields.get("recipient"),
            public: fields.get("public") == Some(true),
        })
    }
}

impl Record for Path {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("path", &self.path);
        object.field("allowed", &self.allowed);
        object.field("certainty", &self.certainty);
        object.field("until", &self.until);
        object.field("needs", &self.needs);
        object.field("forbids", &self.forbids);
        object.field("rule", &self.rule);
        object.field("code", &self.code);
        object.field("text", &self.code.sentence());
    }
}

object!(Path);
written!(Decision {
    verdict: "verdict",
    certainty: "certainty",
    at: "at",
    send: "send",
    fallback: "fallback",
    expires_at: "expiresAt",
    stage: "stage",
    next_change_at: "nextChangeAt",
    paths: "paths",
    reasons: "reasons",
    instead: "instead",
    page: "page",
    recipient: "recipient",
    platform: "platform",
});
