//! What findings about webhooks, the app and its sending mean: what works.

use super::entry::Effect::{Attention, Degrades, Disconnects, Pauses, Quiet};
use super::entry::{ERRORS, Entry, OVERVIEW, row};
use super::finding::FindingCode as Code;
use super::finding::Severity::{Error, Note, Warning};

const REVIEW: &str = "App Review, 2026-03-24";
const WEBHOOKS: &str = "Meta Webhooks for Messenger Platform, 2026-05-05";
const ROUTING: &str = "Conversation Routing, 2025-09-24";
const VERSIONS: &str = "Graph API changelog, 2026-07-29";

pub(super) const CHANNEL: &[Entry] = &[
    row(
        Code::AppNotSubscribed,
        Error,
        Attention,
        WEBHOOKS,
        [
            "The app gets no webhooks of this Page.",
            "Send the request in fix with the Page's token. Meta unsubscribes an app by itself when its webhooks fail for an hour.",
        ],
    ),
    row(
        Code::FieldsMissing,
        Warning,
        Attention,
        WEBHOOKS,
        [
            "Webhook fields are not subscribed to.",
            "Send the request in fix with the Page's token. The list replaces the present one, so it names those too.",
        ],
    ),
    row(
        Code::AppSubscriptionMissing,
        Error,
        Attention,
        WEBHOOKS,
        [
            "The app has no webhook for this kind of account.",
            "Enter callback URL and verify token under Webhooks in the app dashboard, or send the request in fix.",
        ],
    ),
    row(
        Code::AppSubscriptionElsewhere,
        Error,
        Attention,
        WEBHOOKS,
        [
            "The app's webhooks go to another address. An app has one address for all its Pages.",
            "If that address is no longer used, send the request in fix; otherwise use an app of your own.",
        ],
    ),
    row(
        Code::AppSubscriptionInactive,
        Error,
        Attention,
        WEBHOOKS,
        [
            "Meta has switched the app's webhooks off, as it does when they fail for long.",
            "Make the address answer 200 within 5 seconds, then send the request in fix.",
        ],
    ),
    row(
        Code::AppFieldsMissing,
        Warning,
        Attention,
        WEBHOOKS,
        [
            "The app's webhooks lack fields. A field must be subscribed to by the app and for the Page.",
            "Send the request in fix; it names the present fields too.",
        ],
    ),
    row(
        Code::SilentChannel,
        Error,
        Attention,
        WEBHOOKS,
        [
            "The Page has traffic and nothing of it is received.",
            "Meta unsubscribes an app when its webhooks fail for an hour, and does not send them later. Make the address answer, send the request in fix, and fetch what is missing through the Conversations API.",
        ],
    ),
    row(
        Code::AppInDevelopment,
        Error,
        Attention,
        REVIEW,
        [
            "The app is in development mode: only people with a role on the app can be messaged, and only their messages arrive.",
            "Publish the app in the app dashboard.",
        ],
    ),
    row(
        Code::NotApproved,
        Error,
        Disconnects,
        ERRORS,
        [
            "Meta lets this app message only people with a role on the app.",
            "Get advanced access to pages_messaging through App Review and publish the app. Messaging for your own Page alone needs no review.",
        ],
    ),
    row(
        Code::PermissionRefused,
        Error,
        Disconnects,
        ERRORS,
        [
            "Meta refuses requests for want of a permission.",
            "Connect the Page again with every permission ticked, and see in the app dashboard whether the app still has them.",
        ],
    ),
    row(
        Code::HumanAgentMissing,
        Warning,
        Quiet,
        "Messenger Platform changelog, 2021-06-02",
        [
            "The app does not have the Human Agent feature, so people can answer for 24 hours only, not for 7 days.",
            "Ask for Human Agent in App Review, under Permissions and Features; show a person answering after a weekend.",
        ],
    ),
    row(
        Code::ProfilesRefused,
        Warning,
        Quiet,
        OVERVIEW,
        [
            "Meta does not give this app the names and pictures of the people who write.",
            "Ask for Business Asset User Profile Access in App Review, under Permissions and Features.",
        ],
    ),
    row(
        Code::InstagramAccessOff,
        Error,
        Attention,
        ERRORS,
        [
            "The Instagram account does not let connected tools read its messages, or is no longer linked to the Page.",
            "In the Instagram app, under Messages and story replies, allow access to messages; see in the Page's settings that the account is linked, and that two-factor log-in is done.",
        ],
    ),
    row(
        Code::OtherDefaultApp,
        Warning,
        Attention,
        ROUTING,
        [
            "Another app answers on this Page: it is the default app, or controls conversations, and Meta refuses answers from this one.",
            "In the Page's settings, under Conversation routing, make this app the default app, or take control of a conversation before answering.",
        ],
    ),
    row(
        Code::PageRestricted,
        Error,
        Pauses,
        "Messenger Platform changelog, 2026-06-25",
        [
            "Meta keeps this Page from sending for a while.",
            "See Page quality in the Page's settings, and mend what Meta names there. Replies wait until Meta lets them through.",
        ],
    ),
    row(
        Code::PageWarned,
        Warning,
        Quiet,
        WEBHOOKS,
        [
            "Meta has warned this Page for what it sends.",
            "See Page quality in the Page's settings before Meta stops the Page from sending.",
        ],
    ),
    row(
        Code::NoMatchingUser,
        Warning,
        Quiet,
        ERRORS,
        [
            "Meta knows none of the people that were written to.",
            "A person's id is good for one Page only: see that each reply goes out with the token of the Page it belongs to.",
        ],
    ),
    row(
        Code::SendsFailing,
        Warning,
        Degrades,
        "",
        [
            "Sending fails now and then.",
            "Nothing has to be done: what failed is sent again. If it lasts, see whether Meta reports an outage.",
        ],
    ),
    row(
        Code::GraphVersionEnded,
        Warning,
        Attention,
        VERSIONS,
        [
            "This version of the Graph API has ended. Meta answers with the oldest version that has not, which may differ.",
            "Change to a current version; for webhooks, set the version of each field in the app dashboard.",
        ],
    ),
    row(
        Code::GraphVersionEnding,
        Warning,
        Quiet,
        VERSIONS,
        [
            "This version of the Graph API ends soon.",
            "Change to a current version before that day; for webhooks, set the version of each field in the app dashboard.",
        ],
    ),
    row(
        Code::GraphVersionUnknown,
        Note,
        Quiet,
        VERSIONS,
        ["This version of the Graph API is newer than this package.", "Look for an update of this package."],
    ),
    row(
        Code::AppInactive,
        Error,
        Disconnects,
        REVIEW,
        [
            "The app has done nothing for 90 days. Meta makes such an app inactive, and all its tokens invalid.",
            "Activate the app in the app dashboard, then connect the Page again.",
        ],
    ),
    row(
        Code::AppInactiveSoon,
        Warning,
        Quiet,
        REVIEW,
        [
            "The app does nothing. After 90 days Meta makes such an app inactive, and all its tokens invalid.",
            "Make any call with it, such as reading debug_token.",
        ],
    ),
    row(
        Code::NotJudged,
        Note,
        Quiet,
        "",
        [
            "Something at hand could not be read, so what it would show is not judged.",
            "Pass Graph's answers as they came, complete, and now in milliseconds.",
        ],
    ),
];
