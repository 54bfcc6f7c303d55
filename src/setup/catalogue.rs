//! What each finding means: how bad it is, what it does to the channel's status, what to say and what to do. One row a code.

use super::finding::{FindingCode, Severity};

/// A finding's row.
pub(super) struct Entry {
    pub(super) code: FindingCode,
    pub(super) severity: Severity,
    pub(super) effect: Effect,
    pub(super) text: &'static str,
    pub(super) remedy: &'static str,
    /// A page of Meta's and its date; empty where it is no rule of Meta's.
    pub(super) source: &'static str,
}

/// What a finding does to the channel's status, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Nothing: a note, or a reminder of something that works today.
    Quiet,
    /// Passes by itself; nobody has to do anything.
    Degrades,
    /// Somebody has to do something; replies still go out.
    Attention,
    /// Somebody has to do something, and Meta takes no replies for a while.
    Pauses,
    /// No reply can go out before the Page is connected again.
    Disconnects,
}

impl FindingCode {
    pub(super) fn entry(self) -> &'static Entry {
        CATALOGUE.iter().find(|entry| entry.code == self).unwrap_or(&UNLISTED)
    }
}

const UNLISTED: Entry = row(FindingCode::NotJudged, Severity::Note, Effect::Quiet, "", ["", ""]);

const fn row(
    code: FindingCode,
    severity: Severity,
    effect: Effect,
    source: &'static str,
    [text, remedy]: [&'static str; 2],
) -> Entry {
    Entry { code, severity, effect, text, remedy, source }
}

const TOKENS: &str = "Access tokens: debugging and errors, read 2026-11-21";
const ERRORS: &str = "Common error codes, 2026-06-25";
const USE_CASE: &str = "Messenger use case, 2026-03-18";
const OVERVIEW: &str = "Messenger Platform overview, 2026-03-23";
const REVIEW: &str = "App Review, 2026-03-24";
const WEBHOOKS: &str = "Meta Webhooks for Messenger Platform, 2026-05-05";
const ROUTING: &str = "Conversation Routing, 2025-09-24";
const VERSIONS: &str = "Graph API changelog, 2026-07-29";

use Effect::{Attention, Degrades, Disconnects, Pauses, Quiet};
use FindingCode as Code;
use Severity::{Error, Note, Warning};

const CATALOGUE: &[Entry] = &[
    row(Code::GraphError, Error, Quiet, ERRORS, ["Graph refused to answer.", "See the code in Meta's list of errors."]),
    row(
        Code::TokenInvalid,
        Error,
        Disconnects,
        TOKENS,
        ["The token no longer works.", "Connect the Page again. Incoming messages are kept meanwhile."],
    ),
    row(
        Code::TokenBlocked,
        Error,
        Disconnects,
        TOKENS,
        [
            "Facebook holds the account of the person who connected the Page until they log in.",
            "That person logs in at facebook.com and does what is asked there; the token may then work again. Otherwise connect the Page again, best with another administrator.",
        ],
    ),
    row(
        Code::RoleLost,
        Error,
        Disconnects,
        TOKENS,
        [
            "The person who connected the Page no longer has a role on it.",
            "Another administrator of the Page connects it again, or gives that person the role back. A system user's token depends on nobody's role.",
        ],
    ),
    row(
        Code::Deauthorized,
        Error,
        Disconnects,
        "Data deletion and deauthorise callbacks, read 2026-11-21",
        [
            "The person who connected the Page has removed the app.",
            "Connect the Page again, with a person who keeps the app.",
        ],
    ),
    row(
        Code::NotPageToken,
        Error,
        Disconnects,
        TOKENS,
        [
            "This is no Page token.",
            "Take the Page's own token from me/accounts (access_token of the Page), not the person's, the system user's or the app's.",
        ],
    ),
    row(
        Code::OtherPage,
        Error,
        Disconnects,
        TOKENS,
        [
            "The token belongs to another Page.",
            "Take the token of this Page from me/accounts. With another Page's token Meta knows none of the people who wrote.",
        ],
    ),
    row(
        Code::OtherApp,
        Error,
        Disconnects,
        TOKENS,
        ["The token belongs to another app.", "Connect the Page with this app."],
    ),
    row(
        Code::TokenExpired,
        Error,
        Disconnects,
        TOKENS,
        ["The token's time is over.", "Connect the Page again. A system user's token need never end."],
    ),
    row(
        Code::TokenExpiring,
        Warning,
        Quiet,
        TOKENS,
        ["The token's time is over soon.", "Connect the Page again. A system user's token need never end."],
    ),
    row(
        Code::DataAccessExpired,
        Error,
        Attention,
        TOKENS,
        [
            "Meta no longer gives this app the Page's data.",
            "Connect the Page again. A system user's token need never end.",
        ],
    ),
    row(
        Code::DataAccessExpiring,
        Warning,
        Quiet,
        TOKENS,
        [
            "Meta soon gives this app no more of the Page's data.",
            "Connect the Page again. A system user's token need never end.",
        ],
    ),
    row(
        Code::ScopeMissing,
        Error,
        Attention,
        USE_CASE,
        [
            "Permissions are missing.",
            "Connect the Page again and leave every permission ticked; outside the app's own people they need App Review.",
        ],
    ),
    row(
        Code::PageNotGranted,
        Error,
        Attention,
        TOKENS,
        ["The permission to send was not given for this Page.", "Connect again and tick this Page too."],
    ),
    row(
        Code::PageNotListed,
        Error,
        Attention,
        USE_CASE,
        [
            "The Page is not among those this login may manage.",
            "Connect again and tick this Page too; the person needs full control or the task MESSAGING of it.",
        ],
    ),
    row(
        Code::NoPages,
        Error,
        Attention,
        USE_CASE,
        [
            "The login gives no Page at all.",
            "Connect again and tick the Pages. A Page that a business portfolio owns also needs business_management, and the person a role in that portfolio.",
        ],
    ),
    row(
        Code::PagesDropped,
        Warning,
        Quiet,
        TOKENS,
        [
            "This login no longer gives Pages that are connected. A new login replaces what the person granted before, so these Pages would stop.",
            "Before saving, connect again and tick these Pages too, or connect them with another person. Keep their present tokens until then.",
        ],
    ),
    row(
        Code::TaskMissing,
        Error,
        Attention,
        OVERVIEW,
        [
            "The person who connected the Page may not do there what the channel needs.",
            "An administrator gives that person the tasks in evidence in the Page's settings (Page access), or connects the Page.",
        ],
    ),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Read;

    #[test]
    fn every_code_has_its_row() {
        let words = FindingCode::EXPECTED.strip_prefix("one of ").unwrap().split(' ');
        assert_eq!(words.clone().count(), CATALOGUE.len());
        for word in words {
            let code = FindingCode::from_word(word).unwrap();
            let entry = code.entry();
            assert_eq!(entry.code, code);
            assert!(!entry.text.is_empty() && !entry.remedy.is_empty(), "{word}");
            let day = entry.source.rsplit(' ').next().unwrap();
            assert!(entry.source.is_empty() || day.len() == 10 && day.starts_with("202"), "{word}: {}", entry.source);
        }
    }
}
