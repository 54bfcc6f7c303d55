//! The shape of a rule.

use alloc::string::String;

use super::Date;
use crate::json::words;

/// One way to reach a person, as Meta allows or allowed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which decisions refer to.
    pub id: RuleId,
    /// Who may use it.
    pub actors: Actors,
    /// What its time counts from.
    pub counts: Counts,
    /// For how long.
    pub span: Span,
    /// The first day it was in force.
    pub from: Date,
    /// The first day it was no longer in force.
    pub until: Option<Date>,
    /// What has to be in place.
    pub needs: &'static [Need],
    /// What it does not allow.
    pub forbids: &'static [Forbid],
    /// How a message that uses it is marked.
    pub messaging_type: Option<MessagingType>,
    /// The tag it needs.
    pub tag: Option<Tag>,
    /// Since it was retired: what to use instead.
    pub replaced_by: &'static [RuleId],
    /// Where Meta says so.
    pub source: Source,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Rule {
    /// Whether the rule is in force at a moment.
    #[must_use]
    pub fn in_force(&self, at: crate::json::Millis) -> bool {
        self.from.start() <= at && self.until.is_none_or(|until| at < until.start())
    }
}

words! {
    /// The names of the rules.
    pub enum RuleId {
        /// 24 hours after an action of the person's: anything.
        StandardWindow = "standard_window",
        /// 7 days after the person's last message: a human may still answer the inquiry.
        HumanAgent = "human_agent",
        /// Reminders and changes of an event the person signed up for.
        ConfirmedEventUpdate = "confirmed_event_update",
        /// Receipts, shipments, problems of an order.
        PostPurchaseUpdate = "post_purchase_update",
        /// Changes of an application or account.
        AccountUpdate = "account_update",
        /// One message to the author of a comment or post.
        PrivateReply = "private_reply",
        /// A public answer below a comment.
        CommentReply = "comment_reply",
        /// An approved template without promotion.
        Utility = "utility",
        /// A paid message to people who opted in.
        MarketingMessage = "marketing_message",
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
    /// What a rule's time counts from.
    pub enum Counts {
        /// The last action of the person's that opens the window.
        LastInteraction = "last_interaction",
        /// The person's last message.
        LastMessage = "last_message",
        /// The comment or post.
        Comment = "comment",
        /// Nothing: it has no window.
        Nothing = "nothing",
    }
}

/// How long a rule allows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        /// Permission `pages_utility_messaging`.
        UtilityPermission = "pages_utility_messaging",
        /// A template that Meta approved.
        ApprovedTemplate = "approved_template",
        /// The person's opt-in.
        OptIn = "opt_in",
        /// Permission `pages_manage_engagement`.
        EngagementPermission = "pages_manage_engagement",
        /// A message tag in the request.
        Tag = "tag",
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
    /// Message tags, in Meta's words.
    pub enum Tag {
        /// A human answers within 7 days.
        HumanAgent = "HUMAN_AGENT",
        /// Retired on 2026-04-27.
        ConfirmedEventUpdate = "CONFIRMED_EVENT_UPDATE",
        /// Retired on 2026-04-27.
        PostPurchaseUpdate = "POST_PURCHASE_UPDATE",
        /// Retired on 2026-04-27.
        AccountUpdate = "ACCOUNT_UPDATE",
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
        /// A comment or post; by default it opens nothing but one private reply.
        Comment = "comment",
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
