//! Meta's rules, with their dates (`platform.md` 3.6, 4 and 12). The order is the order in which they are tried.

use super::date::date;
use super::rule::{Actors, Confidence, Counts, Forbid, MessagingType, Need, Rule, RuleId, Source, Span, Tag};

const POLICY: Source = Source { page: "Messenger Platform policy overview", date: date(2026, 9, 28) };
const SENDING: Source = Source { page: "Send a message", date: date(2026, 5, 5) };
const HUMAN_AGENT: Source = Source { page: "Messenger Platform changelog", date: date(2021, 6, 2) };
const TAGS_RETIRED: Source = Source { page: "Messenger Platform changelog", date: date(2026, 3, 27) };
const PRIVATE_REPLIES: Source = Source { page: "Private replies", date: date(2026, 4, 16) };
const PAGES: Source = Source { page: "Pages API", date: date(2026, 5, 7) };
const UTILITY: Source = Source { page: "Send a utility message", date: date(2026, 3, 13) };
const MARKETING: Source = Source { page: "Marketing Messages on Messenger", date: date(2026, 6, 30) };

/// What the tags of old allowed has moved to templates and opt-ins.
const INSTEAD_OF_TAGS: &[RuleId] = &[RuleId::Utility, RuleId::MarketingMessage];

/// Every rule this version knows, past ones included, so that a decision can be made for any moment.
pub const RULES: &[Rule] = &[
    Rule {
        id: RuleId::StandardWindow,
        actors: Actors::Anyone,
        counts: Counts::LastInteraction,
        span: Span::Hours(24),
        from: date(2016, 7, 1),
        until: None,
        needs: &[],
        forbids: &[],
        messaging_type: Some(MessagingType::Response),
        tag: None,
        replaced_by: &[],
        source: POLICY,
        confidence: Confidence::Confirmed,
    },
    Rule {
        id: RuleId::HumanAgent,
        actors: Actors::Humans,
        counts: Counts::LastMessage,
        span: Span::Hours(7 * 24),
        from: date(2021, 6, 2),
        until: None,
        needs: &[Need::Tag, Need::HumanAgentFeature],
        forbids: &[Forbid::Automation, Forbid::Promotion, Forbid::OtherTopics],
        messaging_type: Some(MessagingType::MessageTag),
        tag: Some(Tag::HumanAgent),
        replaced_by: &[],
        source: HUMAN_AGENT,
        confidence: Confidence::Confirmed,
    },
    retired_tag(RuleId::ConfirmedEventUpdate, Tag::ConfirmedEventUpdate),
    retired_tag(RuleId::PostPurchaseUpdate, Tag::PostPurchaseUpdate),
    retired_tag(RuleId::AccountUpdate, Tag::AccountUpdate),
    Rule {
        id: RuleId::PrivateReply,
        actors: Actors::Anyone,
        counts: Counts::Comment,
        span: Span::Hours(7 * 24),
        from: date(2018, 1, 1),
        until: None,
        needs: &[],
        forbids: &[Forbid::SecondMessage],
        messaging_type: Some(MessagingType::Response),
        tag: None,
        replaced_by: &[],
        source: PRIVATE_REPLIES,
        confidence: Confidence::Confirmed,
    },
    Rule {
        id: RuleId::CommentReply,
        actors: Actors::Anyone,
        counts: Counts::Nothing,
        span: Span::Unlimited,
        from: date(2016, 7, 1),
        until: None,
        needs: &[Need::EngagementPermission],
        forbids: &[],
        messaging_type: None,
        tag: None,
        replaced_by: &[],
        source: PAGES,
        confidence: Confidence::Confirmed,
    },
    Rule {
        id: RuleId::Utility,
        actors: Actors::Anyone,
        counts: Counts::Nothing,
        span: Span::Unlimited,
        from: date(2025, 9, 29),
        until: None,
        needs: &[Need::UtilityPermission, Need::ApprovedTemplate],
        forbids: &[Forbid::Promotion, Forbid::FreeText],
        messaging_type: Some(MessagingType::Utility),
        tag: None,
        replaced_by: &[],
        source: UTILITY,
        confidence: Confidence::Confirmed,
    },
    Rule {
        id: RuleId::MarketingMessage,
        actors: Actors::Anyone,
        counts: Counts::Nothing,
        span: Span::Unlimited,
        from: date(2025, 7, 1),
        until: None,
        needs: &[Need::OptIn],
        forbids: &[],
        messaging_type: None,
        tag: None,
        replaced_by: &[],
        source: MARKETING,
        confidence: Confidence::Confirmed,
    },
];

/// One of the three tags that every request has been refused for since 2026-04-27, inside the window too.
const fn retired_tag(id: RuleId, tag: Tag) -> Rule {
    Rule {
        id,
        actors: Actors::Anyone,
        counts: Counts::Nothing,
        span: Span::Unlimited,
        from: date(2019, 8, 29),
        until: Some(date(2026, 4, 27)),
        needs: &[Need::Tag],
        forbids: &[Forbid::Promotion],
        messaging_type: Some(MessagingType::MessageTag),
        tag: Some(tag),
        replaced_by: INSTEAD_OF_TAGS,
        source: TAGS_RETIRED,
        confidence: Confidence::Confirmed,
    }
}

/// The page that says which envelope a reply needs, for reasons that no single row gives.
pub(super) const SENDING_SOURCE: Source = SENDING;
