//! Why a decision is what it is.

use alloc::borrow::ToOwned;
use alloc::string::String;
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
    /// What it is; stable, for programs. Its [sentence](ReasonCode::sentence) is the `text` in JSON.
    pub code: ReasonCode,
    /// The row of the rule table it comes from.
    pub rule: Option<RuleId>,
    /// The page of Meta's that says so.
    pub source: Option<Source>,
    /// The facts behind it.
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

/// Defines the codes with their sentences, so that neither can be without the other.
macro_rules! reasons {
    ($($(#[$about:meta])* $variant:ident = $word:literal $text:literal,)*) => {
        words! {
            /// What a reason is.
            pub enum ReasonCode { $($(#[$about])* $variant = $word,)* }
        }

        impl ReasonCode {
            /// The sentence for a person, in English; other languages are in the package's catalogues, by code.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
        }
    };
}

reasons! {
    /// The standard messaging window is open.
    WindowOpen = "window_open"
        "The customer was active less than 24 hours ago: the window is open to any reply.",
    /// It was open, and its time is over.
    WindowClosed = "window_closed"
        "More than 24 hours have passed since the customer was last active; until they write again, no ordinary reply can be sent.",
    /// Meta refused a reply after the customer was last active.
    WindowRefused = "window_refused"
        "Meta refused a reply because the window is closed; until the customer writes again, no ordinary reply can be sent.",
    /// The customer has done nothing yet that opens it.
    NeverOpened = "never_opened"
        "The customer has not written yet, and only they can begin.",
    /// A comment or a visitor's post does not open it.
    CommentOnly = "comment_only"
        "A comment or post does not open the conversation; the customer opens it by writing.",
    /// The customer's last action lies in the future of the moment asked for.
    InFuture = "in_future"
        "The customer's action is dated later than the moment asked for. Check the clock of this machine.",
    /// Until 2020-03-04: one more message may be sent.
    FollowUpOpen = "follow_up_open"
        "The 24 hours are over; one more message may be sent.",
    /// Until 2020-03-04: it was sent.
    FollowUpSpent = "follow_up_spent"
        "The 24 hours are over, and the one message allowed after them was sent.",
    /// Meta may still take the reply after an ad.
    AdWindowPossible = "ad_window_possible"
        "The customer came through an ad: Meta may take replies until 7 days after their first message. Try it; a refusal closes the window.",
    /// Meta takes replies for 7 days after an ad.
    AdWindowOpen = "ad_window_open"
        "The customer came through an ad less than 7 days ago: the window is open to any reply.",
    /// The 7 days after an ad are over.
    AdWindowClosed = "ad_window_closed"
        "More than 7 days have passed since the customer's first message from the ad.",
    /// The customer did not come through an ad.
    NoAdMessage = "no_ad_message"
        "The customer did not come through an ad that clicks to Messenger.",
    /// The channel counts 24 hours after ads too.
    AdWindowOff = "ad_window_off"
        "The channel is set to 24 hours after ads, too.",
    /// A human may still answer, with the tag.
    HumanAgentOpen = "human_agent_open"
        "Even with the window closed, a person may answer the customer's question, without promotion, until 7 days after the customer's last message.",
    /// The 7 days for a human's answer are over.
    HumanAgentClosed = "human_agent_closed"
        "More than 7 days have passed since the customer's last message; a person cannot answer any more either.",
    /// The customer never wrote a message.
    HumanAgentNoMessage = "human_agent_no_message"
        "The customer has not written a message yet that a person could answer later.",
    /// The app lacks the Human Agent feature.
    HumanAgentNotApproved = "human_agent_not_approved"
        "Until 7 days after the customer's last message a person could answer, but the app lacks the Human Agent feature from App Review.",
    /// The tag is for people, not for automation.
    HumanAgentNotForBots = "human_agent_not_for_bots"
        "The HUMAN_AGENT tag is for answers a person writes; automation has to wait for the customer.",
    /// The way allows no promotion.
    PromotionForbidden = "promotion_forbidden"
        "The draft promotes something, which neither a message tag nor a utility template allows.",
    /// A survey may be sent.
    FeedbackOpen = "feedback_open"
        "The feedback survey may be sent until 7 days after the customer's last message.",
    /// The draft is no survey.
    FeedbackTemplateMissing = "feedback_template_missing"
        "The CUSTOMER_FEEDBACK tag is for the customer feedback template; this draft is none.",
    /// The draft's tag is allowed.
    TagAllowed = "tag_allowed"
        "The draft's message tag is in force: it may be sent outside the 24 hours, for what the tag stands for.",
    /// The draft asks for another tag, or for none.
    TagNotAsked = "tag_not_asked"
        "Open for messages of its kind, with its tag; this draft does not ask for it.",
    /// The draft's tag was retired.
    TagRetired = "tag_retired"
        "Meta retired this message tag and refuses every request that has it, inside the 24 hours too.",
    /// The draft's tag never was one.
    TagUnknown = "tag_unknown"
        "Meta knows no such message tag and refuses it (error 100).",
    /// The draft's tag is not needed: the window is open.
    TagNotNeeded = "tag_not_needed"
        "The reply goes out without the tag the draft asks for: it is not needed now.",
    /// The way was closed for good.
    RuleEnded = "rule_ended"
        "Meta has ended this way.",
    /// The way was not there yet.
    RuleNotYet = "rule_not_yet"
        "This way was not open yet at that time.",
    /// The way is not offered where the person is.
    NotOnPlatform = "not_on_platform"
        "This way does not exist on this platform.",
    /// The way is not offered where the business is.
    RegionExcluded = "region_excluded"
        "Meta does not offer this in the channel's region, or the region is not set.",
    /// The Page is no registered news Page.
    NewsPageNeeded = "news_page_needed"
        "News messages are for Pages in Facebook's News Page Index only.",
    /// An approved template may be sent.
    UtilityOpen = "utility_open"
        "An approved utility template may be sent at any time.",
    /// The app lacks the permission for utility templates.
    UtilityNotPermitted = "utility_not_permitted"
        "Utility templates need the permission pages_utility_messaging, which the app lacks.",
    /// The draft is no utility template.
    UtilityTemplateMissing = "utility_template_missing"
        "An approved utility template may be sent at any time; this draft is none.",
    /// A token of the person's may be used.
    OptinOpen = "optin_open"
        "The customer agreed to be written to: the message goes out with the token of that.",
    /// There is a token; the draft does not ask to use it.
    OptinNotAsked = "optin_not_asked"
        "The customer agreed to be written to; a draft may use that by asking for it.",
    /// A token rests since it was used.
    OptinTooSoon = "optin_too_soon"
        "A message went out with the customer's opt-in less than 48 hours ago; Meta takes the next one once they are over.",
    /// There is no token that works.
    OptinMissing = "optin_missing"
        "The customer has not agreed to be sent this, took it back, or the agreement is used up or too old.",
    /// The way goes through another API.
    MarketingElsewhere = "marketing_elsewhere"
        "A paid marketing message may be sent to people who opted in; it goes through the Marketing Messages API.",
    /// One private reply may be sent.
    PrivateReplyOpen = "private_reply_open"
        "One private message may be sent to the author of the comment, within 7 days of it.",
    /// The comment may be answered privately while the video below which it was written is live.
    PrivateReplyLive = "private_reply_live"
        "The comment was written below a live video: one private message may be sent to its author while the video is live. Try it; Meta refuses it afterwards.",
    /// The 7 days for a private reply are over.
    PrivateReplyClosed = "private_reply_closed"
        "The comment is older than 7 days, too old for a private reply.",
    /// The comment was answered privately already.
    PrivateReplySpent = "private_reply_spent"
        "This comment was answered privately already, which Meta allows once. Once the person answers, the conversation opens.",
    /// On Instagram the app lacks the Human Agent feature.
    PrivateReplyNotApproved = "private_reply_not_approved"
        "On Instagram a private reply needs the Human Agent feature from App Review, which the app lacks.",
    /// There is no comment to answer.
    NoComment = "no_comment"
        "There is no comment or post of the person's left to answer.",
    /// Public answers have no window.
    CommentReplyOpen = "comment_reply_open"
        "A public answer below the comment may be written at any time.",
    /// Another app controls the thread.
    NotOwner = "not_owner"
        "Another app controls the conversation.",
    /// The person does not receive messages.
    Unreachable = "unreachable"
        "The person does not receive messages of this Page: blocked it, or left. Only they can change that, by writing.",
    /// Meta keeps the Page from sending.
    PageRestricted = "page_restricted"
        "Meta currently keeps this Page from sending.",
    /// The Page token no longer works.
    TokenInvalid = "token_invalid"
        "The Page's access token no longer works. Messages still come in.",
}

impl Reason {
    /// A reason of ours that no row of the table gives.
    pub(super) const fn new(code: ReasonCode) -> Self {
        Self { code, rule: None, source: None, params: Vec::new() }
    }

    /// With the row it comes from.
    pub(super) const fn of(mut self, rule: &super::Rule) -> Self {
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

    /// With a moment, where there is one.
    pub(super) fn at(self, name: &'static str, moment: Option<Millis>) -> Self {
        match moment {
            Some(moment) => self.with(name, moment),
            None => self,
        }
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
        object.field("text", &self.code.sentence());
        object.field("rule", &self.rule);
        object.field("source", &self.source);
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

/// The code, as far as a refusal to plan repeats it.
impl<'d> Read<'d> for Reason {
    const EXPECTED: &'static str = "a reason";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        Some(Self::new(reading.fields()?.get("code")?))
    }
}
