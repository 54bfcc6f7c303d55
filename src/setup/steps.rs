//! The steps of setting a channel up, as rows (`platform.md` 9).

use super::feature::{Feature, NeedKind};
use super::finding::FindingCode;
use super::finding::FindingCode as Code;
use crate::json::words;

words! {
    /// The steps, in their order.
    pub enum StepId {
        /// Create the app.
        App = "app",
        /// Add the permissions.
        Permissions = "permissions",
        /// Set the webhook's address.
        Webhook = "webhook",
        /// Choose the fields.
        Fields = "fields",
        /// Connect the Page.
        Page = "page",
        /// Say which app answers.
        Routing = "routing",
        /// Say where conversations go in the desk.
        Routes = "routes",
        /// Have the app reviewed.
        AppReview = "app_review",
        /// Ask for Human Agent.
        HumanAgent = "human_agent",
        /// Ask for names and pictures.
        Profiles = "profiles",
        /// Publish the app.
        Publish = "publish",
        /// Receive the first message.
        FirstMessage = "first_message",
    }
}

words! {
    /// Kinds of things to copy.
    pub enum CopyKind {
        /// A permission.
        Permission = "permission",
        /// A webhook field of Pages.
        PageField = "page_field",
        /// A webhook field of Instagram accounts.
        InstagramField = "instagram_field",
        /// A feature in App Review.
        AppFeature = "app_feature",
        /// A task on the Page.
        Task = "task",
        /// The webhook's address.
        CallbackUrl = "callback_url",
        /// The webhook's verify token.
        VerifyToken = "verify_token",
        /// Where the login comes back to.
        RedirectUri = "redirect_uri",
        /// Where Meta posts data deletion requests.
        DeletionUrl = "deletion_url",
        /// Where Meta posts that somebody removed the app.
        DeauthorizeUrl = "deauthorize_url",
    }
}

/// How it is told that a step is done.
pub(super) enum Sign {
    /// One of these answers was judged, and none of the step's findings is there.
    Judged(&'static [&'static str]),
    /// This key is there: without it the step is to be done.
    Given(&'static str),
    /// This key is there: without it nobody knows.
    Seen(&'static str),
    /// This key of `approved` is true or false, or the Page's own business alone uses the app.
    Approved(&'static str),
    /// This key has this text.
    Says(&'static str, &'static str),
    /// This key is true or false.
    Flag(&'static str),
}

/// A step, as it is written down.
pub(super) struct Row {
    pub(super) id: StepId,
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) place: &'static str,
    pub(super) proof: &'static str,
    /// The step is there only where this is wanted.
    pub(super) wanted_for: Feature,
    pub(super) sign: Sign,
    pub(super) against: &'static [FindingCode],
    pub(super) needs: &'static [(NeedKind, CopyKind)],
    pub(super) copies: &'static [CopyKind],
}

pub(super) const ROWS: [Row; 12] = [
    Row {
        id: StepId::App,
        title: "Create the app",
        text: "Create an app with the use case Messenger, in the business portfolio that owns the Page. Note its id and its app secret; the secret stays on the server.",
        place: "developers.facebook.com, My Apps, Create App; id and secret under App settings, Basic",
        proof: "The app's id is known here.",
        wanted_for: Feature::Messages,
        sign: Sign::Given("app"),
        against: &[Code::OtherApp, Code::AppInactive],
        needs: &[],
        copies: &[CopyKind::DeletionUrl, CopyKind::DeauthorizeUrl],
    },
    Row {
        id: StepId::Permissions,
        title: "Add the permissions",
        text: "Add each permission to the app. Those that are required must also be granted by the person who connects the Page.",
        place: "App dashboard, Use cases, Customize, Permissions and features",
        proof: "debug_token names the scopes of the Page's token, and none that is required is missing.",
        wanted_for: Feature::Messages,
        sign: Sign::Judged(&["scopes"]),
        against: &[Code::ScopeMissing],
        needs: &[(NeedKind::Permission, CopyKind::Permission)],
        copies: &[],
    },
    Row {
        id: StepId::Webhook,
        title: "Set the webhook's address",
        text: "Enter the callback URL and the verify token, then Verify and save: Meta calls the address at once. To change the token, save the new one here first and enter it there afterwards.",
        place: "App dashboard, Use cases, Customize, Messenger API settings, Configure webhooks",
        proof: "The app's subscriptions name this address and are active.",
        wanted_for: Feature::Messages,
        sign: Sign::Judged(&["subscriptions"]),
        against: &[Code::AppSubscriptionMissing, Code::AppSubscriptionElsewhere, Code::AppSubscriptionInactive],
        needs: &[],
        copies: &[CopyKind::CallbackUrl, CopyKind::VerifyToken],
    },
    Row {
        id: StepId::Fields,
        title: "Choose the webhook fields",
        text: "Subscribe to the fields, for the app and for the Page: a field must be in both. Sending the request in the finding's fix does the Page's half.",
        place: "App dashboard, Messenger API settings, Configure webhooks, and below it Add subscriptions at the Page",
        proof: "subscribed_apps of the Page lists this app with every required field.",
        wanted_for: Feature::Messages,
        sign: Sign::Judged(&["subscribed_apps"]),
        against: &[Code::AppNotSubscribed, Code::FieldsMissing, Code::AppFieldsMissing],
        needs: &[(NeedKind::PageField, CopyKind::PageField), (NeedKind::InstagramField, CopyKind::InstagramField)],
        copies: &[],
    },
    Row {
        id: StepId::Page,
        title: "Connect the Page",
        text: "Log in with Facebook as somebody with these tasks on the Page and tick it, or paste the token of a system user whom the Page was assigned to. When connecting again, tick the Pages that are connected already too.",
        place: "The channel's settings here; for a system user business.facebook.com, Settings, Users, System users",
        proof: "debug_token calls the token valid, a Page token, of this Page and this app.",
        wanted_for: Feature::Messages,
        sign: Sign::Judged(&["debug_token"]),
        against: &[
            Code::TokenInvalid,
            Code::TokenBlocked,
            Code::TokenExpired,
            Code::RoleLost,
            Code::Deauthorized,
            Code::NotPageToken,
            Code::OtherPage,
            Code::OtherApp,
            Code::PageNotGranted,
            Code::PageNotListed,
            Code::NoPages,
            Code::PagesDropped,
            Code::TaskMissing,
            Code::DataAccessExpired,
            Code::AppInactive,
        ],
        needs: &[(NeedKind::Task, CopyKind::Task)],
        copies: &[CopyKind::RedirectUri],
    },
    Row {
        id: StepId::Routing,
        title: "Say which app answers",
        text: "Where several apps are connected to the Page, make this one the default app, or leave the setting empty and see that no other app answers.",
        place: "The Page's settings, Conversation routing",
        proof: "No other app is the default app or controls conversations.",
        wanted_for: Feature::Messages,
        sign: Sign::Judged(&["defaultApp", "thread_owner"]),
        against: &[Code::OtherDefaultApp],
        needs: &[],
        copies: &[],
    },
    Row {
        id: StepId::Routes,
        title: "Say where conversations go",
        text: "Choose the queue for tickets, or the chat channel, for messages and for comments.",
        place: "The channel's settings here",
        proof: "A route is chosen.",
        wanted_for: Feature::Messages,
        sign: Sign::Flag("routed"),
        against: &[],
        needs: &[],
        copies: &[],
    },
    Row {
        id: StepId::AppReview,
        title: "Have the app reviewed",
        text: "Pages of other businesses need advanced access for each permission: App Review, business verification, and for a service to many businesses the status of Tech Provider. An app for the own Page alone needs none of it since 2024-01-10, but for profiles.",
        place: "App dashboard, App Review, Requests; business.facebook.com, Security centre",
        proof: "Somebody says that it was approved, or that only the own Page is connected.",
        wanted_for: Feature::Messages,
        sign: Sign::Approved("appReview"),
        against: &[Code::NotApproved],
        needs: &[(NeedKind::Permission, CopyKind::Permission)],
        copies: &[],
    },
    Row {
        id: StepId::HumanAgent,
        title: "Ask for Human Agent",
        text: "With it people may answer for 7 days instead of 24 hours. Show in the request how a person answers what came in before a weekend.",
        place: "App dashboard, App Review, Permissions and features",
        proof: "Somebody says that it was approved.",
        wanted_for: Feature::HumanAgent,
        sign: Sign::Approved("humanAgent"),
        against: &[Code::HumanAgentMissing],
        needs: &[(NeedKind::AppFeature, CopyKind::AppFeature)],
        copies: &[],
    },
    Row {
        id: StepId::Profiles,
        title: "Ask for names and pictures",
        text: "Without it people who write have no name here. It is needed for the own Page too.",
        place: "App dashboard, App Review, Permissions and features",
        proof: "Somebody says that it was approved.",
        wanted_for: Feature::Profiles,
        sign: Sign::Approved("profiles"),
        against: &[Code::ProfilesRefused],
        needs: &[(NeedKind::AppFeature, CopyKind::AppFeature)],
        copies: &[],
    },
    Row {
        id: StepId::Publish,
        title: "Publish the app",
        text: "In development mode only people with a role on the app can be messaged, and only their messages arrive. Meta asks for the address of a privacy policy and for data deletion first.",
        place: "App dashboard, Publish",
        proof: "Somebody says that the app is live.",
        wanted_for: Feature::Messages,
        sign: Sign::Says("appMode", "live"),
        against: &[Code::AppInDevelopment],
        needs: &[],
        copies: &[CopyKind::DeletionUrl],
    },
    Row {
        id: StepId::FirstMessage,
        title: "Receive the first message",
        text: "Write to the Page from an account without a role on the app. The message appears here within seconds.",
        place: "Messenger",
        proof: "A webhook has come in, and the Page is not silent.",
        wanted_for: Feature::Messages,
        sign: Sign::Seen("receivedAt"),
        against: &[Code::SilentChannel],
        needs: &[],
        copies: &[],
    },
];
