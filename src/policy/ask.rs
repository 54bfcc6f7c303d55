//! The question.

use alloc::string::String;

use super::decision::Recipient;
use super::tag::TagAsked;
use crate::json::{Id, Leftovers, Millis, Path, Read, Reading, Text, readable, words};

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
    /// What of the draft a decision depends on.
    pub draft: DraftFacts,
    /// Facts of the Page and the app.
    pub policy: PolicyOptions,
}

/// What of a draft a decision depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftFacts {
    /// The tag the draft asks for.
    pub tag: Option<TagAsked>,
    /// It promotes something.
    pub promotional: bool,
    /// The template it is, where that has a rule of its own.
    pub template: Option<TemplateKind>,
    /// It may use a token of the person's opt-in, where the window is closed.
    pub optin: bool,
    /// Of an answer to a comment or a post the id of that, where the draft names it.
    pub answers: Option<String>,
}

/// The templates that have rules of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateKind {
    /// An approved utility template.
    Utility,
    /// The customer feedback template.
    Feedback,
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

words! {
    /// Where the person is.
    pub enum Place {
        /// Messenger.
        Messenger = "messenger",
        /// Instagram.
        Instagram = "instagram",
    }
}

words! {
    /// What to make of Meta's "may" in the rule about ads that click to Messenger.
    pub enum AdWindow {
        /// Replies after the 24 hours are tried and may be refused.
        Possible = "possible",
        /// The window is 24 hours, as after any message.
        Day = "24h",
        /// The window is 7 days for certain.
        Week = "7d",
    }
}

/// Facts of the Page and the app that the thread does not tell, and switches where Meta's pages disagree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PolicyOptions {
    /// The app has the Human Agent feature from App Review; default false.
    pub human_agent: Option<bool>,
    /// The app has `pages_utility_messaging`; default false.
    pub utility: Option<bool>,
    /// The Page is in Facebook's News Page Index; default false.
    pub news_page: Option<bool>,
    /// Meta keeps the Page from sending; default what the facts say.
    pub restricted: Option<bool>,
    /// The Page token no longer works; default what the facts say.
    pub token_invalid: Option<bool>,
    /// Where the business is, as ISO 3166 code, or `EU`; some ways are open in some regions only.
    pub region: Option<String>,
    /// Our app's id, to tell whether we own the thread.
    pub app_id: Option<String>,
    /// Where the person is; default where the state says, else Messenger.
    pub platform: Option<Place>,
    /// What to make of Meta's "may" about the 7 days after an ad; default `possible`.
    pub ad_window: Option<AdWindow>,
    /// Whether a comment opens the standard window, as one page of Meta's says and another does not; default false.
    pub comment_opens_window: Option<bool>,
    /// Whether a visitor's post opens it; default false.
    pub post_opens_window: Option<bool>,
    /// How long before Meta's end we stop, ms; default 0.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub margin_ms: Option<i64>,
    /// How far Meta's clock may be ahead of ours, ms; an action dated later than now by no more than this counts as now. Default 0.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub clock_skew_ms: Option<i64>,
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
            news_page: self.news_page.or(base.news_page),
            restricted: self.restricted.or(base.restricted),
            token_invalid: self.token_invalid.or(base.token_invalid),
            region: self.region.clone().or_else(|| base.region.clone()),
            app_id: self.app_id.clone().or_else(|| base.app_id.clone()),
            platform: self.platform.or(base.platform),
            ad_window: self.ad_window.or(base.ad_window),
            comment_opens_window: self.comment_opens_window.or(base.comment_opens_window),
            post_opens_window: self.post_opens_window.or(base.post_opens_window),
            margin_ms: self.margin_ms.or(base.margin_ms),
            clock_skew_ms: self.clock_skew_ms.or(base.clock_skew_ms),
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
            draft: DraftFacts::default(),
            policy: PolicyOptions::default(),
        }
    }
}

readable!(PolicyOptions {
    human_agent: "humanAgent",
    utility: "utility",
    news_page: "newsPage",
    restricted: "restricted",
    token_invalid: "tokenInvalid",
    region: "region",
    app_id: "appId",
    platform: "platform",
    ad_window: "adWindow",
    comment_opens_window: "commentOpensWindow",
    post_opens_window: "postOpensWindow",
    margin_ms: "marginMs",
    clock_skew_ms: "clockSkewMs",
    ending_soon_ms: "endingSoonMs",
});

/// What cannot be read is a leftover, also a kind that is none: whoever asks must not take the answer for one about a message.
impl<'d> Read<'d> for Ask {
    const EXPECTED: &'static str = "an object with now and author";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            now: fields.get("now")?,
            author: fields.get("author")?,
            kind: fields.get("kind").unwrap_or(ReplyKind::Message),
            draft: fields.get("draft").unwrap_or_default(),
            policy: fields.get("policy").unwrap_or_default(),
        })
    }
}

impl<'d> Read<'d> for DraftFacts {
    const EXPECTED: &'static str = "a draft";

    /// Reads what matters of a draft, and whether its lists are some: one that is none would be planned as a draft without it. Whatever
    /// else is wrong with a draft, planning will say.
    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        for list in ["attachments", "parts", "quickReplies"] {
            fields.get::<List>(list);
        }
        let id = |key| fields.get::<Id<'d>>(key).map(|id| id.0.into_owned());
        let recipient = fields
            .value("recipient")
            .and_then(|value| Recipient::read(Reading::new(value, &Path::ROOT, &Leftovers::unwanted())));
        let utility = fields.get::<Payload>("utility");
        let survey = fields.get::<Payload>("template").filter(|template| template.is_survey);
        Some(Self {
            tag: fields.get::<Text<'d>>("tag").map(|tag| TagAsked::new(&tag)),
            promotional: fields.get("promotional") == Some(true),
            template: utility.map(|_| TemplateKind::Utility).or(survey.map(|_| TemplateKind::Feedback)),
            optin: fields.get("optin") == Some(true),
            answers: id("replyTo").or_else(|| recipient.and_then(|recipient| recipient.on_the_wall().cloned())),
        })
    }
}

/// What a decision asks of a list: that it is one.
struct List;

impl<'d> Read<'d> for List {
    const EXPECTED: &'static str = "a list";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        reading.value().items().map(|_| Self)
    }
}

/// What a decision asks of a template.
struct Payload {
    is_survey: bool,
}

impl<'d> Read<'d> for Payload {
    const EXPECTED: &'static str = "an object in Meta's words";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let kind = reading.fields()?.get::<Text<'d>>("template_type");
        Some(Self { is_survey: kind.as_deref() == Some("customer_feedback") })
    }
}
