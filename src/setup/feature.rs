//! What a wanted feature needs of Meta: permissions, webhook fields, and features from App Review (`platform.md` 2.1, 2.15, 9.1).

use alloc::vec::Vec;

use crate::json::{Value, words};

words! {
    /// What a channel is to do.
    pub enum Feature {
        /// Messages in Messenger; always wanted.
        Messages = "messages",
        /// Comments and visitors' posts on the Page.
        Comments = "comments",
        /// Messages of the Instagram account that is linked to the Page.
        Instagram = "instagram",
        /// Answers by people for 7 days.
        HumanAgent = "humanAgent",
        /// Approved templates outside the window.
        Utility = "utility",
        /// Names and pictures of the people who write.
        Profiles = "profiles",
        /// Other apps answer on this Page too (conversation routing).
        Routing = "routing",
    }
}

words! {
    /// The kinds of need.
    pub enum NeedKind {
        /// A permission the person who connects the Page grants.
        Permission = "permission",
        /// A webhook field of the object `page`.
        PageField = "page_field",
        /// A webhook field of the object `instagram`.
        InstagramField = "instagram_field",
        /// A feature of the app that App Review gives.
        AppFeature = "app_feature",
        /// What the person must be allowed to do on the Page.
        Task = "task",
    }
}

/// One thing that Meta has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What kind of thing.
    pub kind: NeedKind,
    /// Meta's name for it.
    pub name: &'static str,
    /// It is needed where all of these are wanted.
    pub wanted_for: &'static [Feature],
    /// Without it the feature does not work; otherwise it is asked for, and its absence is not reported.
    pub required: bool,
    /// Where Meta says so: the page and its date.
    pub source: &'static str,
}

const MESSAGES: &[Feature] = &[Feature::Messages];
const COMMENTS: &[Feature] = &[Feature::Comments];
const INSTAGRAM: &[Feature] = &[Feature::Instagram];
const INSTAGRAM_COMMENTS: &[Feature] = &[Feature::Instagram, Feature::Comments];
const UTILITY: &[Feature] = &[Feature::Utility];
const ROUTING: &[Feature] = &[Feature::Routing];

const USE_CASE: &str = "Messenger use case, 2026-03-18";
const OVERVIEW: &str = "Messenger Platform overview, 2026-03-23";
const PAGES: &str = "Pages API, 2026-05-07";
const WEBHOOKS: &str = "Meta Webhooks for Messenger Platform, 2026-05-05";
const INSTAGRAM_WEBHOOKS: &str = "Webhooks for Instagram Messaging, 2026-06-26";
const CONVERSATION_ROUTING: &str = "Conversation Routing, 2025-09-24";

/// Every need this version knows.
pub const NEEDS: &[Need] = &[
    required(NeedKind::Permission, "pages_messaging", MESSAGES, USE_CASE),
    required(NeedKind::Permission, "pages_manage_metadata", MESSAGES, USE_CASE),
    asked(NeedKind::Permission, "pages_show_list", MESSAGES, USE_CASE),
    asked(NeedKind::Permission, "business_management", MESSAGES, USE_CASE),
    asked(NeedKind::Permission, "pages_read_engagement", MESSAGES, OVERVIEW),
    required(NeedKind::Permission, "pages_manage_engagement", COMMENTS, PAGES),
    required(NeedKind::Permission, "pages_read_user_content", COMMENTS, PAGES),
    required(NeedKind::Permission, "pages_read_engagement", COMMENTS, PAGES),
    required(NeedKind::Permission, "instagram_basic", INSTAGRAM, OVERVIEW),
    required(NeedKind::Permission, "instagram_manage_messages", INSTAGRAM, OVERVIEW),
    required(NeedKind::Permission, "instagram_manage_comments", INSTAGRAM_COMMENTS, OVERVIEW),
    required(NeedKind::Permission, "pages_utility_messaging", UTILITY, OVERVIEW),
    required(NeedKind::PageField, "messages", MESSAGES, WEBHOOKS),
    required(NeedKind::PageField, "messaging_postbacks", MESSAGES, WEBHOOKS),
    // Without echoes, answers typed in Meta's inbox never reach the ticket.
    required(NeedKind::PageField, "message_echoes", MESSAGES, WEBHOOKS),
    required(NeedKind::PageField, "message_deliveries", MESSAGES, WEBHOOKS),
    required(NeedKind::PageField, "message_reads", MESSAGES, WEBHOOKS),
    required(NeedKind::PageField, "messaging_handovers", MESSAGES, WEBHOOKS),
    asked(NeedKind::PageField, "message_edits", MESSAGES, WEBHOOKS),
    asked(NeedKind::PageField, "message_reactions", MESSAGES, WEBHOOKS),
    asked(NeedKind::PageField, "messaging_optins", MESSAGES, WEBHOOKS),
    asked(NeedKind::PageField, "messaging_policy_enforcement", MESSAGES, WEBHOOKS),
    required(NeedKind::PageField, "messaging_referrals", ROUTING, CONVERSATION_ROUTING),
    required(NeedKind::PageField, "standby", ROUTING, CONVERSATION_ROUTING),
    asked(NeedKind::PageField, "messaging_referrals", MESSAGES, WEBHOOKS),
    asked(NeedKind::PageField, "standby", MESSAGES, WEBHOOKS),
    required(NeedKind::PageField, "feed", COMMENTS, PAGES),
    asked(NeedKind::PageField, "mention", COMMENTS, PAGES),
    // The name in Meta's SDK; one page of Meta's has another.
    asked(NeedKind::PageField, "message_template_status_update", UTILITY, "Node business SDK 26.0.0, 2026-08-05"),
    required(NeedKind::InstagramField, "messages", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    required(NeedKind::InstagramField, "messaging_postbacks", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    asked(NeedKind::InstagramField, "message_reactions", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    asked(NeedKind::InstagramField, "messaging_seen", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    asked(NeedKind::InstagramField, "messaging_referral", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    asked(NeedKind::InstagramField, "messaging_handover", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    asked(NeedKind::InstagramField, "standby", INSTAGRAM, INSTAGRAM_WEBHOOKS),
    required(NeedKind::InstagramField, "comments", INSTAGRAM_COMMENTS, INSTAGRAM_WEBHOOKS),
    required(NeedKind::AppFeature, "Human Agent", &[Feature::HumanAgent], "Messenger Platform changelog, 2021-06-02"),
    required(NeedKind::AppFeature, "Business Asset User Profile Access", &[Feature::Profiles], OVERVIEW),
    required(NeedKind::Task, "MESSAGING", MESSAGES, OVERVIEW),
    required(NeedKind::Task, "MODERATE", MESSAGES, OVERVIEW),
];

const fn required(kind: NeedKind, name: &'static str, wanted_for: &'static [Feature], source: &'static str) -> Need {
    Need { kind, name, wanted_for, required: true, source }
}

const fn asked(kind: NeedKind, name: &'static str, wanted_for: &'static [Feature], source: &'static str) -> Need {
    Need { kind, name, wanted_for, required: false, source }
}

/// The features that are wanted. Messages always are.
///
/// ```
/// use messenger_desk::setup::feature::{Feature, Features, NeedKind};
///
/// let features = Features::new([Feature::Comments]);
/// let names: Vec<&str> = features.needs(NeedKind::Permission).iter().map(|need| need.name).collect();
/// assert_eq!(names[..2], ["pages_messaging", "pages_manage_metadata"]);
/// assert!(names.contains(&"pages_manage_engagement"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Features(Vec<Feature>);

impl Features {
    /// Takes the features.
    pub fn new(features: impl IntoIterator<Item = Feature>) -> Self {
        Self(features.into_iter().collect())
    }

    /// Whether one is wanted.
    #[must_use]
    pub fn wants(&self, feature: Feature) -> bool {
        feature == Feature::Messages || self.0.contains(&feature)
    }

    /// One more.
    pub(super) fn add(&mut self, feature: Feature) {
        if !self.wants(feature) {
            self.0.push(feature);
        }
    }

    /// What to ask Meta for: all that is required, and what else is of use. A name may come twice.
    #[must_use]
    pub fn needs(&self, kind: NeedKind) -> Vec<&'static Need> {
        let wanted = |need: &&Need| need.kind == kind && need.wanted_for.iter().all(|feature| self.wants(*feature));
        NEEDS.iter().filter(wanted).collect()
    }

    /// What has to be there, and is not where `held` says so.
    pub(super) fn missing(&self, kind: NeedKind, held: &dyn Fn(&str) -> bool) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for need in self.needs(kind) {
            if need.required && !held(need.name) {
                missing.push(need.name);
            }
        }
        missing
    }
}

impl Features {
    /// Those of a list that are known.
    pub(super) fn of(items: &[Value<'_>]) -> Self {
        let mut features = Self::default();
        for item in items {
            if let Some(feature) = item.text().and_then(Feature::from_word) {
                features.add(feature);
            }
        }
        features
    }
}
