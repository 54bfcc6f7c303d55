//! Opt-ins (`platform.md` 2.8): three families, told by their `type`.

use crate::json::{Fields, Id, MetaTime, Millis, Text, record, words};

/// The person agreed to be written to, or took that back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Optin<'d> {
    /// Which family.
    pub family: OptinFamily,
    /// What was done with it.
    pub action: OptinAction,
    /// The developer's text of the plugin or link.
    #[cfg_attr(feature = "types", ts(rename = "ref"))]
    pub reference: Option<Text<'d>>,
    /// Who opted in, where they have not written yet (checkbox plugin).
    pub user_ref: Option<Id<'d>>,
    /// The developer's text of the request.
    pub payload: Option<Text<'d>>,
    /// Title of the request.
    pub title: Option<Text<'d>>,
    /// What a message is sent with: one message for a one-time notification, many for notification messages.
    pub token: Option<Text<'d>>,
    /// Until when the token works, ms since the epoch.
    pub token_expires_at: Option<Millis>,
    /// `REFRESHED` or `NOT_REFRESHED`.
    pub token_status: Option<Text<'d>>,
    /// `DAILY`, `WEEKLY`, `MONTHLY`; only before 2023-02-02.
    pub frequency: Option<Text<'d>>,
    /// The person's time zone.
    pub timezone: Option<Text<'d>>,
    /// The topic.
    pub topic: Option<Text<'d>>,
    /// Whether the person is asked again.
    pub reoptin: Option<Text<'d>>,
    /// `SHORTLINK` for an m.me link.
    pub link_source: Option<Text<'d>>,
}

words! {
    /// The families of opt-ins.
    pub enum OptinFamily {
        /// The Send-to-Messenger or checkbox plugin.
        Plugin = "plugin",
        /// One message later on.
        OneTime = "one_time",
        /// Recurring notifications, now marketing messages.
        NotificationMessages = "notification_messages",
        /// A `type` this version does not know; it is in `extra`.
        Other = "other",
    }
}

words! {
    /// What was done with an opt-in.
    pub enum OptinAction {
        /// Given.
        OptIn = "optin",
        /// Taken back: send nothing more of this topic.
        Stop = "stop",
        /// Given again.
        Resume = "resume",
    }
}

impl<'d> Optin<'d> {
    /// Reads Meta's `optin` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        let token = fields.get("notification_messages_token").or_else(|| fields.get("one_time_notif_token"));
        Self {
            family: family(fields),
            action: action(fields),
            reference: fields.get("ref"),
            user_ref: fields.get("user_ref"),
            payload: fields.get("payload"),
            title: fields.get("title"),
            token,
            token_expires_at: fields.get::<MetaTime>("token_expiry_timestamp").map(|time| time.0),
            token_status: fields.get("user_token_status"),
            frequency: fields.get("notification_messages_frequency"),
            timezone: fields.get("notification_messages_timezone"),
            topic: fields.get("notification_messages_topic"),
            reoptin: fields.get("notification_messages_reoptin"),
            link_source: fields.get("source"),
        }
    }
}

fn family(fields: &Fields<'_, '_>) -> OptinFamily {
    if fields.is("type", "one_time_notif_req") {
        OptinFamily::OneTime
    } else if fields.is("type", "notification_messages") {
        OptinFamily::NotificationMessages
    } else if fields.has("type") {
        OptinFamily::Other
    } else {
        OptinFamily::Plugin
    }
}

fn action(fields: &Fields<'_, '_>) -> OptinAction {
    if fields.is("notification_messages_status", "STOP NOTIFICATIONS") {
        OptinAction::Stop
    } else if fields.is("notification_messages_status", "RESUME NOTIFICATIONS") {
        OptinAction::Resume
    } else {
        OptinAction::OptIn
    }
}

record!(Optin<'d> {
    family: "family" required,
    action: "action" required,
    reference: "ref",
    user_ref: "userRef",
    payload: "payload",
    title: "title",
    token: "token",
    token_expires_at: "tokenExpiresAt",
    token_status: "tokenStatus",
    frequency: "frequency",
    timezone: "timezone",
    topic: "topic",
    reoptin: "reoptin",
    link_source: "linkSource",
});
