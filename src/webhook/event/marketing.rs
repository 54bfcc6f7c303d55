//! What became of marketing messages and templates, and the Page's standing (`platform.md` 2.13 to 2.15).

use super::from_meta::from_meta;
use crate::json::{Id, Raw, Text, record};

/// A marketing message was sent, delivered, read, clicked, or failed; or a list of subscribers was uploaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Marketing<'d> {
    /// `marketing_message_echoes`, `_deliveries`, `_reads`, `_clicks`, `_delivery_failed`, or
    /// `marketing_messages_subscriber_upload_status`.
    pub field: Option<Text<'d>>,
    /// The message.
    pub mid: Option<Text<'d>>,
    /// Meta's id of the send.
    pub message_id: Option<Id<'d>>,
    /// What ties echo, delivery and read together.
    pub tracking_id: Option<Id<'d>>,
    /// The person's subscription.
    pub subscription_token: Option<Text<'d>>,
    /// The app that sent it.
    pub app_id: Option<Id<'d>>,
    /// Why it failed.
    pub error_message: Option<Text<'d>>,
}

/// Meta approved, rejected or paused a template. Its shape is not documented for Messenger; this is the one of its sister platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct TemplateStatus<'d> {
    /// `APPROVED`, `REJECTED`, `PENDING`, `PAUSED`, `DISABLED`.
    pub status: Option<Text<'d>>,
    /// Id of the template.
    pub template_id: Option<Id<'d>>,
    /// Its name.
    pub name: Option<Text<'d>>,
    /// Its language.
    pub language: Option<Text<'d>>,
    /// Why.
    pub reason: Option<Text<'d>>,
}

/// Meta reports on the Page's standing. Its shape is not documented.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Integrity<'d> {
    /// The report as it came.
    pub report: Raw<'d>,
}

from_meta!(Marketing<'d> {
    field: "field",
    mid: "mid",
    message_id: "message_id",
    tracking_id: "marketing_message_tracking_id",
    subscription_token: "messenger_subscription_token",
    app_id: "app_id",
    error_message: "error_message",
});
record!(Marketing<'d> {
    field: "field",
    mid: "mid",
    message_id: "messageId",
    tracking_id: "trackingId",
    subscription_token: "subscriptionToken",
    app_id: "appId",
    error_message: "errorMessage",
});
from_meta!(TemplateStatus<'d> {
    status: "event",
    template_id: "message_template_id",
    name: "message_template_name",
    language: "message_template_language",
    reason: "reason",
});
record!(TemplateStatus<'d> {
    status: "status",
    template_id: "templateId",
    name: "name",
    language: "language",
    reason: "reason",
});
record!(Integrity<'d> { report: "report" required });
