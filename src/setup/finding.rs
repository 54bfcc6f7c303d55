//! One thing that is or will be wrong with a channel.

use alloc::string::String;
use alloc::vec::Vec;

use super::request::SetupRequest;
use crate::json::{Millis, words, written};

/// One thing that is or will be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Finding {
    /// What it is; stable, for programs.
    pub code: FindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// What is the matter, for a person.
    pub text: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// What in the answers shows it: a scope, a field, a host, a moment, an error code. Never a token.
    pub evidence: Vec<String>,
    /// Where Meta says so: the page and its date.
    pub source: Option<&'static str>,
    /// When it ended or ends, ms since the epoch.
    pub at: Option<Millis>,
    /// How many days are left until then, begun ones counted.
    pub days_left: Option<u32>,
    /// The request that mends it.
    pub fix: Option<SetupRequest>,
}

words! {
    /// How bad a finding is.
    pub enum Severity {
        /// Messages are not received or cannot be sent.
        Error = "error",
        /// They soon will not, or something that is wanted does not work.
        Warning = "warning",
        /// Nothing is wrong with the channel; something could not be judged, or is good to know.
        Note = "note",
    }
}

words! {
    /// What a finding is.
    pub enum FindingCode {
        /// Graph refused the question itself.
        GraphError = "graph_error",
        /// The token no longer works.
        TokenInvalid = "token_invalid",
        /// The person behind the token has to log in at Facebook; the token may then work again.
        TokenBlocked = "token_blocked",
        /// The person behind the token no longer has a role on the Page.
        RoleLost = "role_lost",
        /// The person or the Page removed the app.
        Deauthorized = "deauthorized",
        /// It is no Page token.
        NotPageToken = "not_page_token",
        /// It is another Page's token.
        OtherPage = "other_page",
        /// It belongs to another app.
        OtherApp = "other_app",
        /// Its time is over.
        TokenExpired = "token_expired",
        /// Its time is over within 14 days.
        TokenExpiring = "token_expiring",
        /// Access to data is over.
        DataAccessExpired = "data_access_expired",
        /// Access to data is over within 14 days.
        DataAccessExpiring = "data_access_expiring",
        /// Permissions are missing.
        ScopeMissing = "scope_missing",
        /// The permission to send was not given for this Page.
        PageNotGranted = "page_not_granted",
        /// The Page is not among those the login gives.
        PageNotListed = "page_not_listed",
        /// The login gives no Page at all.
        NoPages = "no_pages",
        /// The login no longer gives Pages that were connected before.
        PagesDropped = "pages_dropped",
        /// The person may not do on the Page what the channel needs.
        TaskMissing = "task_missing",
        /// The app gets no webhooks of this Page.
        AppNotSubscribed = "app_not_subscribed",
        /// Webhook fields are missing.
        FieldsMissing = "fields_missing",
        /// The app has no webhook address.
        AppSubscriptionMissing = "app_subscription_missing",
        /// The app's webhooks go to another address.
        AppSubscriptionElsewhere = "app_subscription_elsewhere",
        /// Meta has switched the app's webhooks off.
        AppSubscriptionInactive = "app_subscription_inactive",
        /// The app's webhooks lack fields.
        AppFieldsMissing = "app_fields_missing",
        /// Nothing is received while the Page has traffic.
        SilentChannel = "silent_channel",
        /// The app is in development mode.
        AppInDevelopment = "app_in_development",
        /// Meta lets the app message its own people only.
        NotApproved = "not_approved",
        /// Meta refuses for want of a permission.
        PermissionRefused = "permission_refused",
        /// The app does not have the Human Agent feature.
        HumanAgentMissing = "human_agent_missing",
        /// Meta does not give names and pictures.
        ProfilesRefused = "profiles_refused",
        /// The Instagram account's owner keeps apps from its messages.
        InstagramAccessOff = "instagram_access_off",
        /// Another app is the default app, or controls threads.
        OtherDefaultApp = "other_default_app",
        /// Meta keeps the Page from sending.
        PageRestricted = "page_restricted",
        /// Meta has warned the Page.
        PageWarned = "page_warned",
        /// Many recipients do not exist for this token.
        NoMatchingUser = "no_matching_user",
        /// Sending fails now and then.
        SendsFailing = "sends_failing",
        /// The version of the Graph API has ended.
        GraphVersionEnded = "graph_version_ended",
        /// The version of the Graph API ends within 90 days.
        GraphVersionEnding = "graph_version_ending",
        /// This package does not know the version yet.
        GraphVersionUnknown = "graph_version_unknown",
        /// Meta has made the app inactive.
        AppInactive = "app_inactive",
        /// Meta will make the app inactive within 14 days.
        AppInactiveSoon = "app_inactive_soon",
        /// Something could not be judged.
        NotJudged = "not_judged",
    }
}

impl Finding {
    /// A finding as its row has it.
    pub(super) fn of(code: FindingCode) -> Self {
        let entry = code.entry();
        Self {
            code,
            severity: entry.severity,
            text: entry.text,
            remedy: entry.remedy,
            evidence: Vec::new(),
            source: Some(entry.source).filter(|source| !source.is_empty()),
            at: None,
            days_left: None,
            fix: None,
        }
    }

    /// Adds what shows it, once.
    pub(super) fn show(&mut self, evidence: Option<String>) {
        if let Some(evidence) = evidence.filter(|evidence| !self.evidence.contains(evidence)) {
            self.evidence.push(evidence);
        }
    }

    /// Sets at what moment it ends.
    pub(super) fn end(&mut self, at: Millis, now: Millis) {
        self.at = Some(at);
        self.days_left = Some(days_until(at, now));
    }
}

/// Whole days until a moment, a begun day counted as one; 0 when it is over.
pub(super) fn days_until(at: Millis, now: Millis) -> u32 {
    let left = at.0.saturating_sub(now.0).max(0);
    u32::try_from(left.saturating_add(Millis::DAY.saturating_sub(1)) / Millis::DAY).unwrap_or(u32::MAX)
}

written!(Finding {
    code: "code",
    severity: "severity",
    text: "text",
    remedy: "remedy",
    evidence: "evidence",
    source: "source",
    at: "at",
    days_left: "daysLeft",
    fix: "fix",
});
