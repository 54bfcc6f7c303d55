//! Meta's rules, with their dates (`platform.md` 3.6, 4 and 12). The order is the order in which they are tried.

use super::date::{Date, date};
use super::rule::{
    Actors, Confidence, Counts, Forbid, MessagingType, Need, Opener, Platforms, RecipientKind, Rule, RuleId, Source,
    Span,
};
use super::tag::Tag;

const POLICY: Source = Source { page: "Messenger Platform policy overview", date: date(2026, 9, 28) };
const POLICY_2020: Source = Source { page: "Messenger Platform policy, announcement", date: date(2019, 8, 29) };
const NEWS: Source = Source { page: "Messenger Platform policy overview", date: date(2026, 4, 6) };
const CHANGELOG_2021: Source = Source { page: "Messenger Platform changelog", date: date(2021, 6, 2) };
const TAGS_2020: Source = Source { page: "Message tags", date: date(2019, 8, 29) };
const TAGS_RETIRED: Source = Source { page: "Messenger Platform changelog", date: date(2026, 3, 27) };
const FEEDBACK: Source = Source { page: "Customer feedback template", date: date(2026, 3, 23) };
const PRIVATE_REPLIES: Source = Source { page: "Private replies", date: date(2026, 4, 16) };
const PAGES: Source = Source { page: "Pages API", date: date(2026, 5, 7) };
const UTILITY: Source = Source { page: "Send a utility message", date: date(2026, 3, 13) };
const MARKETING: Source = Source { page: "Marketing Messages on Messenger", date: date(2026, 6, 30) };
const MARKETING_FAQ: Source = Source { page: "Marketing Messages FAQ", date: date(2026, 3, 31) };

/// The page that says which envelope a reply needs, for reasons that no single row gives.
pub(super) const SENDING: Source = Source { page: "Send a message", date: date(2026, 5, 5) };

/// The day from which the window is 24 hours and nothing more, and the tags of 2017 are gone.
const TIGHTENED: Date = date(2020, 3, 4);
const WEEK: Span = Span::Hours(7 * 24);

/// What opens the standard window. A comment or a visitor's post only where that is switched on (`platform.md` 3.6).
const OPENERS: &[Opener] = &[
    Opener::Message,
    Opener::QuickReply,
    Opener::Postback,
    Opener::Referral,
    Opener::Optin,
    Opener::Reaction,
    Opener::AdMessage,
];

/// What all rows have in common that say nothing else.
const PLAIN: Rule = Rule {
    id: RuleId::StandardWindow,
    allows: "",
    actors: Actors::Anyone,
    platforms: Platforms::Both,
    counts: Counts::Nothing,
    opened_by: &[],
    span: Span::Unlimited,
    pause_hours: None,
    from: date(2016, 7, 1),
    until: None,
    needs: &[],
    forbids: &[],
    messaging_type: Some(MessagingType::Response),
    tag: None,
    recipient: RecipientKind::Person,
    replaced_by: &[],
    source: POLICY,
    confidence: Confidence::Confirmed,
};

/// What a message with a tag has in common.
const TAGGED: Rule = Rule {
    needs: &[Need::Tag],
    forbids: &[Forbid::Promotion],
    messaging_type: Some(MessagingType::MessageTag),
    platforms: Platforms::Messenger,
    ..PLAIN
};

/// Every rule this version knows, past ones included, so that a decision can be made for any moment.
pub const RULES: &[Rule] = &[
    Rule {
        id: RuleId::StandardWindow,
        allows: told("Any reply within 24 hours of an action of the person's, promotion too."),
        counts: Counts::LastInteraction,
        opened_by: OPENERS,
        span: Span::Hours(24),
        ..PLAIN
    },
    Rule {
        id: RuleId::FollowUp,
        allows: told("One more message after the 24 hours."),
        counts: Counts::WindowEnd,
        opened_by: OPENERS,
        until: Some(TIGHTENED),
        forbids: &[Forbid::SecondMessage],
        replaced_by: &[RuleId::HumanAgent, RuleId::Utility],
        source: POLICY_2020,
        confidence: Confidence::Unconfirmed,
        ..PLAIN
    },
    Rule {
        id: RuleId::CustomerFeedback,
        allows: told("A survey within 7 days of the person's last message."),
        counts: Counts::LastMessage,
        span: WEEK,
        from: date(2021, 6, 2),
        needs: &[Need::Tag, Need::FeedbackTemplate],
        forbids: &[Forbid::Promotion, Forbid::FreeText],
        tag: Some(Tag::CustomerFeedback),
        source: FEEDBACK,
        ..TAGGED
    },
    Rule {
        id: RuleId::Utility,
        allows: told("An approved template about an order, an account, an appointment or an event, at any time."),
        platforms: Platforms::Messenger,
        from: date(2025, 9, 29),
        needs: &[Need::UtilityPermission, Need::ApprovedTemplate],
        forbids: &[Forbid::Promotion, Forbid::FreeText],
        messaging_type: Some(MessagingType::Utility),
        source: UTILITY,
        ..PLAIN
    },
    Rule {
        id: RuleId::AdWindow,
        allows: told(
            "Replies up to 7 days after the person's first message from an ad that clicks to Messenger; Meta says \"may\".",
        ),
        counts: Counts::AdMessage,
        span: WEEK,
        from: date(2026, 7, 1),
        confidence: Confidence::Unconfirmed,
        ..PLAIN
    },
    Rule {
        id: RuleId::HumanAgent,
        allows: told("A person's answer to the inquiry within 7 days of the customer's last message."),
        actors: Actors::Humans,
        platforms: Platforms::Both,
        counts: Counts::LastMessage,
        span: WEEK,
        from: date(2021, 6, 2),
        needs: &[Need::Tag, Need::HumanAgentFeature],
        forbids: &[Forbid::Automation, Forbid::Promotion, Forbid::OtherTopics],
        tag: Some(Tag::HumanAgent),
        source: CHANGELOG_2021,
        ..TAGGED
    },
    Rule {
        id: RuleId::HumanAgentBeta,
        allows: told("The same for apps in the closed beta."),
        actors: Actors::Humans,
        counts: Counts::LastMessage,
        span: WEEK,
        from: date(2019, 8, 29),
        until: Some(date(2021, 6, 2)),
        needs: &[Need::Tag, Need::HumanAgentFeature],
        forbids: &[Forbid::Automation, Forbid::Promotion, Forbid::OtherTopics],
        tag: Some(Tag::HumanAgent),
        replaced_by: &[RuleId::HumanAgent],
        source: TAGS_2020,
        ..TAGGED
    },
    retired_2026(RuleId::ConfirmedEventUpdate, Tag::ConfirmedEventUpdate, date(2019, 8, 29), EVENT),
    retired_2026(RuleId::PostPurchaseUpdate, Tag::PostPurchaseUpdate, date(2019, 8, 29), PURCHASE),
    retired_2026(RuleId::AccountUpdate, Tag::AccountUpdate, date(2017, 4, 18), ACCOUNT),
    Rule {
        id: RuleId::SubscriptionMessaging,
        allows: told("Regular content without promotion that the person subscribed to."),
        from: date(2017, 4, 18),
        until: Some(TIGHTENED),
        tag: Some(Tag::NonPromotionalSubscription),
        replaced_by: &[RuleId::NewsMessaging, RuleId::MarketingMessage],
        source: POLICY_2020,
        confidence: Confidence::Unconfirmed,
        ..TAGGED
    },
    Rule {
        id: RuleId::NewsMessaging,
        allows: told("News of a Page in Facebook's News Page Index."),
        from: TIGHTENED,
        needs: &[Need::Tag, Need::NewsPage],
        tag: Some(Tag::NonPromotionalSubscription),
        source: NEWS,
        confidence: Confidence::Conflicting,
        ..TAGGED
    },
    retired_2020(RuleId::ApplicationUpdate, Tag::ApplicationUpdate, &[RuleId::AccountUpdate]),
    retired_2020(RuleId::AppointmentUpdate, Tag::AppointmentUpdate, &[RuleId::ConfirmedEventUpdate]),
    retired_2020(RuleId::BusinessProductivity, Tag::BusinessProductivity, INSTEAD_OF_TAGS),
    retired_2020(RuleId::CommunityAlert, Tag::CommunityAlert, INSTEAD_OF_TAGS),
    retired_2020(RuleId::ConfirmedEventReminder, Tag::ConfirmedEventReminder, &[RuleId::ConfirmedEventUpdate]),
    retired_2020(RuleId::FeatureFunctionalityUpdate, Tag::FeatureFunctionalityUpdate, INSTEAD_OF_TAGS),
    retired_2020(RuleId::GameEvent, Tag::GameEvent, INSTEAD_OF_TAGS),
    retired_2020(RuleId::IssueResolution, Tag::IssueResolution, &[RuleId::AccountUpdate]),
    retired_2020(RuleId::PairingUpdate, Tag::PairingUpdate, INSTEAD_OF_TAGS),
    retired_2020(RuleId::PaymentUpdate, Tag::PaymentUpdate, &[RuleId::PostPurchaseUpdate]),
    retired_2020(RuleId::PersonalFinanceUpdate, Tag::PersonalFinanceUpdate, &[RuleId::AccountUpdate]),
    retired_2020(RuleId::ReservationUpdate, Tag::ReservationUpdate, &[RuleId::PostPurchaseUpdate]),
    retired_2020(RuleId::ShippingUpdate, Tag::ShippingUpdate, &[RuleId::PostPurchaseUpdate]),
    retired_2020(RuleId::TicketUpdate, Tag::TicketUpdate, &[RuleId::ConfirmedEventUpdate]),
    retired_2020(RuleId::TransportationUpdate, Tag::TransportationUpdate, &[RuleId::ConfirmedEventUpdate]),
    Rule {
        id: RuleId::OneTimeNotification,
        allows: told("One message with the token of the person's opt-in, within a year of it."),
        platforms: Platforms::Messenger,
        counts: Counts::OneTimeOptin,
        span: Span::Hours(365 * 24),
        from: date(2020, 2, 1),
        needs: &[Need::OptIn],
        forbids: &[Forbid::SecondMessage],
        messaging_type: None,
        recipient: RecipientKind::Token,
        source: SENDING,
        confidence: Confidence::Unconfirmed,
        ..PLAIN
    },
    Rule {
        id: RuleId::RecurringNotification,
        allows: told("Messages on a topic with the token of the person's opt-in."),
        from: date(2022, 5, 19),
        until: Some(date(2026, 2, 10)),
        needs: &[Need::OptIn],
        replaced_by: &[RuleId::RecurringNotificationRegional, RuleId::MarketingMessage],
        ..RECURRING
    },
    Rule {
        id: RuleId::RecurringNotificationRegional,
        allows: told(
            "The same in Australia, the European Union, Japan, South Korea and the United Kingdom; one in 48 hours.",
        ),
        pause_hours: Some(48),
        from: date(2026, 2, 10),
        needs: &[Need::OptIn, Need::Region],
        ..RECURRING
    },
    Rule {
        id: RuleId::MarketingMessage,
        allows: told("A paid message to people who opted in, in the countries where Meta offers it; one in 12 hours."),
        platforms: Platforms::Messenger,
        from: date(2025, 7, 1),
        needs: &[Need::OptIn, Need::Region, Need::MarketingApi],
        messaging_type: None,
        recipient: RecipientKind::Token,
        source: MARKETING,
        ..PLAIN
    },
    Rule {
        id: RuleId::SponsoredMessage,
        allows: told("A paid message to anybody who has a thread with the Page."),
        platforms: Platforms::Messenger,
        from: date(2016, 11, 8),
        until: Some(date(2024, 7, 31)),
        needs: &[Need::MarketingApi],
        messaging_type: None,
        replaced_by: &[RuleId::MarketingMessage],
        source: MARKETING_FAQ,
        confidence: Confidence::Conflicting,
        ..PLAIN
    },
    Rule { id: RuleId::PrivateReply, from: date(2018, 1, 1), ..PRIVATE },
    Rule {
        id: RuleId::PrivateReplyTagged,
        platforms: Platforms::Instagram,
        from: date(2021, 6, 2),
        until: Some(date(2021, 9, 13)),
        needs: &[Need::Tag, Need::HumanAgentFeature],
        messaging_type: Some(MessagingType::MessageTag),
        tag: Some(Tag::HumanAgent),
        replaced_by: &[RuleId::PrivateReply],
        ..PRIVATE
    },
    Rule {
        id: RuleId::CommentReply,
        allows: told("A public answer below a comment or post, at any time."),
        needs: &[Need::EngagementPermission],
        messaging_type: None,
        recipient: RecipientKind::Comment,
        source: PAGES,
        ..PLAIN
    },
];

const RECURRING: Rule = Rule {
    platforms: Platforms::Messenger,
    counts: Counts::RecurringOptin,
    messaging_type: None,
    recipient: RecipientKind::Token,
    source: MARKETING_FAQ,
    ..PLAIN
};

const PRIVATE: Rule = Rule {
    allows: told("One message to the author of a comment or post, within 7 days of it."),
    counts: Counts::Comment,
    span: WEEK,
    // `platform.md` 3.6: the feature, not its tag, which must not be sent with it.
    needs: &[Need::HumanAgentFeatureOnInstagram],
    forbids: &[Forbid::SecondMessage],
    recipient: RecipientKind::Comment,
    source: PRIVATE_REPLIES,
    ..PLAIN
};

const EVENT: &str = told("Reminders and changes of an event the person signed up for.");
const PURCHASE: &str = told("Receipts, shipments and problems of an order.");
const ACCOUNT: &str = told("Changes of an application or account.");

/// What the tags of old allowed has moved to templates and opt-ins.
const INSTEAD_OF_TAGS: &[RuleId] = &[RuleId::Utility, RuleId::MarketingMessage];

/// One of the three tags that every request has been refused for since 2026-04-27, inside the window too.
const fn retired_2026(id: RuleId, tag: Tag, from: Date, allows: &'static str) -> Rule {
    Rule {
        id,
        allows,
        from,
        until: Some(date(2026, 4, 27)),
        tag: Some(tag),
        replaced_by: INSTEAD_OF_TAGS,
        source: TAGS_RETIRED,
        ..TAGGED
    }
}

/// One of the tags that were usable until 2020-03-04. What replaces it is what others map it to.
const fn retired_2020(id: RuleId, tag: Tag, replaced_by: &'static [RuleId]) -> Rule {
    Rule {
        id,
        allows: told("What the tag's name says."),
        from: date(2017, 4, 18),
        until: Some(TIGHTENED),
        tag: Some(tag),
        replaced_by,
        source: TAGS_2020,
        confidence: Confidence::Unconfirmed,
        ..TAGGED
    }
}

/// What a row allows, in words; the smaller module has no use for them, the package has the table as data beside it.
const fn told(allows: &'static str) -> &'static str {
    if cfg!(feature = "policy-module") { "" } else { allows }
}

/// The row of a rule.
pub(super) fn rule(id: RuleId) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
