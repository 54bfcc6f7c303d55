//! The shape of a rule.

use alloc::string::String;

use super::Date;
use super::tag::Tag;
use crate::json::{Millis, Write, Writer, words, written};

/// One way to reach a person, as Meta allows or allowed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Rule {
    /// Its name, which decisions refer to.
    pub id: RuleId,
    /// What it allows, in a sentence.
    pub allows: &'static str,
    /// Who may use it.
    pub actors: Actors,
    /// Where it holds.
    pub platforms: Platforms,
    /// What its time counts from.
    pub counts: Counts,
    /// Of [`Counts::LastInteraction`] and [`Counts::WindowEnd`]: which actions of the person's open it.
    #[cfg_attr(feature = "types", ts(as = "Vec<Opener>"))]
    pub opened_by: &'static [Opener],
    /// For how many hours; `null` in JSON where it has no end.
    #[cfg_attr(feature = "types", ts(rename = "hours"))]
    pub span: Span,
    /// How many hours have to pass from one message to the next that a token is used for, where that is limited.
    pub pause_hours: Option<u16>,
    /// The first day it was in force.
    pub from: Date,
    /// The first day it was no longer in force.
    pub until: Option<Date>,
    /// What has to be in place.
    #[cfg_attr(feature = "types", ts(as = "Vec<Need>"))]
    pub needs: &'static [Need],
    /// What it does not allow.
    #[cfg_attr(feature = "types", ts(as = "Vec<Forbid>"))]
    pub forbids: &'static [Forbid],
    /// How a message that uses it is marked.
    pub messaging_type: Option<MessagingType>,
    /// The tag it needs.
    pub tag: Option<Tag>,
    /// Whom such a message is addressed to.
    pub recipient: RecipientKind,
    /// Since it was retired: what to use instead.
    #[cfg_attr(feature = "types", ts(as = "Vec<RuleId>"))]
    pub replaced_by: &'static [RuleId],
    /// Where Meta says so.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub source: Source,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Rule {
    /// Whether the rule is in force at a moment.
    #[must_use]
    pub fn in_force(&self, at: Millis) -> bool {
        self.from.start() <= at && !self.is_over(at)
    }

    /// Whether the rule has ended by a moment.
    pub(super) fn is_over(&self, at: Millis) -> bool {
        self.until.is_some_and(|until| at >= until.start())
    }
}

words! {
    /// The names of the rules.
    pub enum RuleId {
        /// 24 hours after an action of the person's: anything.
        StandardWindow = "standard_window",
        /// One more message after the 24 hours ("24+1").
        FollowUp = "follow_up",
        /// Up to 7 days after the first message from an ad.
        AdWindow = "ad_window",
        /// 7 days after the person's last message: a human may still answer the inquiry.
        HumanAgent = "human_agent",
        /// The same, in the closed beta.
        HumanAgentBeta = "human_agent_beta",
        /// A survey within 7 days of the person's last message.
        CustomerFeedback = "customer_feedback",
        /// Reminders and changes of an event the person signed up for.
        ConfirmedEventUpdate = "confirmed_event_update",
        /// Receipts, shipments, problems of an order.
        PostPurchaseUpdate = "post_purchase_update",
        /// Changes of an application or account.
        AccountUpdate = "account_update",
        /// Subscription messages of any Page.
        SubscriptionMessaging = "subscription_messaging",
        /// News of a registered news Page.
        NewsMessaging = "news_messaging",
        /// Tag of 2017 to 2020.
        ApplicationUpdate = "application_update",
        /// Tag of 2017 to 2020.
        AppointmentUpdate = "appointment_update",
        /// Tag of 2017 to 2020.
        BusinessProductivity = "business_productivity",
        /// Tag of 2017 to 2020.
        CommunityAlert = "community_alert",
        /// Tag of 2017 to 2020.
        ConfirmedEventReminder = "confirmed_event_reminder",
        /// Tag of 2017 to 2020.
        FeatureFunctionalityUpdate = "feature_functionality_update",
        /// Tag of 2017 to 2020.
        GameEvent = "game_event",
        /// Tag of 2017 to 2020.
        IssueResolution = "issue_resolution",
        /// Tag of 2017 to 2020.
        PairingUpdate = "pairing_update",
        /// Tag of 2017 to 2020.
        PaymentUpdate = "payment_update",
        /// Tag of 2017 to 2020.
        PersonalFinanceUpdate = "personal_finance_update",
        /// Tag of 2017 to 2020.
        ReservationUpdate = "reservation_update",
        /// Tag of 2017 to 2020.
        ShippingUpdate = "shipping_update",
        /// Tag of 2017 to 2020.
        TicketUpdate = "ticket_update",
        /// Tag of 2017 to 2020.
        TransportationUpdate = "transportation_update",
        /// An approved template without promotion.
        Utility = "utility",
        /// One message with a token of the person's.
        OneTimeNotification = "one_time_notification",
        /// Messages with a token of the person's, everywhere.
        RecurringNotification = "recurring_notification",
        /// The same, where Meta goes on with it.
        RecurringNotificationRegional = "recurring_notification_regional",
        /// A paid message to people who opted in.
        MarketingMessage = "marketing_message",
        /// A paid message to anybody with a thread.
        SponsoredMessage = "sponsored_message",
        /// One message to the author of a comment or post.
        PrivateReply = "private_reply",
        /// The same on Instagram, with the `HUMAN_AGENT` tag.
        PrivateReplyTagged = "private_reply_tagged",
        /// A public answer below a comment.
        CommentReply = "comment_reply",
    }
}

words! {
    /// Who may use a rule.
    pub enum Actors {
        /// People and automation.
        Anyone = "anyone",
        /// People only.
        Humans = "humans",
    }
}

words! {
    /// Where a rule holds.
    pub enum Platforms {
        /// Messenger and Instagram.
        Both = "both",
        /// Messenger only.
        Messenger = "messenger",
        /// Instagram only.
        Instagram = "instagram",
    }
}

words! {
    /// What a rule's time counts from.
    pub enum Counts {
        /// The last action of the person's that opens the window.
        LastInteraction = "last_interaction",
        /// The end of the standard window.
        WindowEnd = "window_end",
        /// The person's last message.
        LastMessage = "last_message",
        /// The person's first message after a click on an ad.
        AdMessage = "ad_message",
        /// The comment or post.
        Comment = "comment",
        /// The person's opt-in to one message.
        OneTimeOptin = "one_time_optin",
        /// The person's opt-in to recurring messages.
        RecurringOptin = "recurring_optin",
        /// Nothing: it has no window.
        Nothing = "nothing",
    }
}

/// How long a rule allows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "number | null"))]
pub enum Span {
    /// So many hours.
    Hours(u16),
    /// Without end.
    Unlimited,
}

words! {
    /// What has to be in place for a rule.
    pub enum Need {
        /// App Review: the Human Agent feature, with advanced access.
        HumanAgentFeature = "human_agent_feature",
        /// The same, where the person is on Instagram.
        HumanAgentFeatureOnInstagram = "human_agent_feature_on_instagram",
        /// The Page is in Facebook's News Page Index.
        NewsPage = "news_page",
        /// Permission `pages_utility_messaging`.
        UtilityPermission = "pages_utility_messaging",
        /// A template that Meta approved.
        ApprovedTemplate = "approved_template",
        /// The `customer_feedback` template.
        FeedbackTemplate = "feedback_template",
        /// The person's opt-in, with its token.
        OptIn = "opt_in",
        /// A region in which Meta offers it.
        Region = "region",
        /// Permission `pages_manage_engagement`.
        EngagementPermission = "pages_manage_engagement",
        /// A message tag in the request.
        Tag = "tag",
        /// Another API than the Page's: `POST /act_<ad account>/messages`.
        MarketingApi = "marketing_messages_api",
    }
}

words! {
    /// What a rule does not allow.
    pub enum Forbid {
        /// Promotion.
        Promotion = "promotion",
        /// Automated messages.
        Automation = "automation",
        /// What has nothing to do with the person's inquiry.
        OtherTopics = "other_topics",
        /// Text written freely.
        FreeText = "free_text",
        /// More than one message.
        SecondMessage = "second_message",
    }
}

words! {
    /// `messaging_type` of the Send API.
    pub enum MessagingType {
        /// Inside the window, or in answer to a comment.
        Response = "RESPONSE",
        /// Inside the window, not in answer to anything.
        Update = "UPDATE",
        /// With a tag.
        MessageTag = "MESSAGE_TAG",
        /// An approved template.
        Utility = "UTILITY",
    }
}

words! {
    /// How a message is addressed.
    pub enum RecipientKind {
        /// By the person's id for the Page, or their `user_ref`.
        Person = "person",
        /// By the comment or post.
        Comment = "comment",
        /// By a token of the person's.
        Token = "token",
    }
}

words! {
    /// What of a person's doings may open the standard messaging window.
    pub enum Opener {
        /// A message: text, file, sticker.
        Message = "message",
        /// A tapped quick reply.
        QuickReply = "quickReply",
        /// A tapped button.
        Postback = "postback",
        /// A link into an existing thread.
        Referral = "referral",
        /// A plugin.
        Optin = "optin",
        /// A reaction to a message.
        Reaction = "reaction",
        /// The first message after a click on an ad that clicks to Messenger.
        AdMessage = "adMessage",
        /// A comment; by default it opens nothing but one private reply.
        Comment = "comment",
        /// A visitor's post; by default it opens nothing but one private reply.
        Post = "post",
    }
}

/// A page of Meta's and the day it was updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Title of the page.
    pub page: &'static str,
    /// Its date.
    pub date: Date,
}

impl Source {
    /// In one text: "Private replies, 2026-04-16".
    pub(super) fn text(&self) -> String {
        [self.page, ", ", &self.date.text()].concat()
    }
}

impl core::fmt::Display for Source {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text())
    }
}

words! {
    /// How sure a rule is.
    pub enum Confidence {
        /// Read on a page of Meta's.
        Confirmed = "confirmed",
        /// Meta's pages say different things.
        Conflicting = "conflicting",
        /// Seen by others only.
        Unconfirmed = "unconfirmed",
    }
}

impl Write for Span {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Hours(hours) => hours.write(out),
            Self::Unlimited => out.raw("null"),
        }
    }
}

impl Write for Source {
    fn write(&self, out: &mut Writer) {
        out.text(&self.text());
    }
}

written!(Rule {
    id: "id",
    allows: "allows",
    actors: "actors",
    platforms: "platforms",
    counts: "counts",
    opened_by: "openedBy",
    span: "hours",
    pause_hours: "pauseHours",
    from: "from",
    until: "until",
    needs: "needs",
    forbids: "forbids",
    messaging_type: "messagingType",
    tag: "tag",
    recipient: "recipient",
    replaced_by: "replacedBy",
    source: "source",
    confidence: "confidence",
});
