//! The question.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;

use super::rule::Tag;
use crate::json::{Millis, Read, Reading, readable, words};

/// May this be sent, now, by them?
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ now: Millis; author: Author; kind?: ReplyKind; draft?: Draft; policy?: PolicyOptions }")
)]
pub struct Ask {
    /// The moment to decide for, ms since the epoch.
    pub now: Millis,
    /// Who wrote the reply.
    pub author: Author,
    /// What kind of reply; default a message.
    pub kind: ReplyKind,
    /// The tag the draft asks for.
    pub tag: Option<TagAsked>,
    /// The draft promotes something.
    pub promotional: bool,
    /// Facts of the Page and the app.
    pub policy: PolicyOptions,
}

words! {
    /// Who wrote a reply. It makes a difference: a bot never gets `HUMAN_AGENT`.
    pub enum Author {
        /// A person.
        Human = "human",
        /// Automation of any kind.
        Bot = "bot",
    }
}

words! {
    /// The kinds of reply.
    pub enum ReplyKind {
        /// A message in Messenger.
        Message = "message",
        /// The one message to the author of a comment.
        PrivateReply = "privateReply",
        /// A public answer below a comment.
        Comment = "comment",
    }
}

/// A tag that a draft asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagAsked {
    /// One that is or was Meta's.
    Known(Tag),
    /// Anything else.
    Unknown(String),
}

/// Facts of the Page and the app that the thread does not tell, and switches where Meta's pages disagree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PolicyOptions {
    /// The app has the Human Agent feature from App Review; default false.
    pub human_agent: Option<bool>,
    /// The app has `pages_utility_messaging`; default false.
    pub utility: Option<bool>,
    /// Our app's id, to tell whether we own the thread.
    pub app_id: Option<String>,
    /// Whether a comment opens the standard window, as one page of Meta's says and another does not; default false.
    pub comment_opens_window: Option<bool>,
    /// How long before Meta's end we stop, ms; default 0.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub margin_ms: Option<i64>,
    /// How long before its end a window is called `ending`, ms; default one hour.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub ending_soon_ms: Option<i64>,
}

impl PolicyOptions {
    /// These options, with those of `base` where these are silent.
    #[must_use]
    pub fn or(&self, base: &Self) -> Self {
        Self {
            human_agent: self.human_agent.or(base.human_agent),
            utility: self.utility.or(base.utility),
            app_id: self.app_id.clone().or_else(|| base.app_id.clone()),
            comment_opens_window: self.comment_opens_window.or(base.comment_opens_window),
            margin_ms: self.margin_ms.or(base.margin_ms),
            ending_soon_ms: self.ending_soon_ms.or(base.ending_soon_ms),
        }
    }
}

impl Ask {
    /// A human's message at a moment, with nothing known of the Page.
    #[must_use]
    pub fn human(now: Millis) -> Self {
        Self {
            now,
            author: Author::Human,
            kind: ReplyKind::Message,
            tag: None,
            promotional: false,
            policy: PolicyOptions::default(),
        }
    }
}

readable!(PolicyOptions {
    human_agent: "humanAgent",
    utility: "utility",
    app_id: "appId",
    comment_opens_window: "commentOpensWindow",
    margin_ms: "marginMs",
    ending_soon_ms: "endingSoonMs",
});

impl<'d> Read<'d> for Ask {
    const EXPECTED: &'static str = "an object with now and author";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let draft = fields.value("draft");
        let asked = draft.and_then(|draft| draft.get("tag")).and_then(crate::json::Value::text);
        let promotional = draft.and_then(|draft| draft.get("promotional")).map(crate::json::Value::raw);
        Some(Self {
            now: fields.get("now")?,
            author: fields.get("author")?,
            kind: fields.get("kind").unwrap_or(ReplyKind::Message),
            tag: asked.map(TagAsked::new),
            promotional: promotional == Some("true"),
            policy: fields.get("policy").unwrap_or_default(),
        })
    }
}

impl TagAsked {
    /// The tag of a word.
    #[must_use]
    pub fn new(word: &str) -> Self {
        Tag::from_word(word).map_or_else(|| Self::Unknown(word.to_owned()), Self::Known)
    }

    /// The word as the draft had it.
    #[must_use]
    pub fn word(&self) -> Cow<'static, str> {
        match self {
            Self::Known(tag) => Cow::Borrowed(tag.as_str()),
            Self::Unknown(word) => Cow::Owned(word.clone()),
        }
    }
}
