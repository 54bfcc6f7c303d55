//! Thread control passing between apps (`platform.md` 2.11 and 7).

use crate::json::{Fields, Id, Raw, Text, record, words};

/// An app passed, took or asked for control of the thread, or the apps' roles changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Handover<'d> {
    /// What was done.
    pub action: HandoverAction,
    /// The app in control now.
    pub new_owner_app_id: Option<Id<'d>>,
    /// The app that was; absent where the thread was idle.
    pub previous_owner_app_id: Option<Id<'d>>,
    /// The app that is asked for, or asks.
    pub requested_owner_app_id: Option<Id<'d>>,
    /// A text from the other app.
    pub metadata: Option<Text<'d>>,
    /// Roles by app id: lists of `primary_receiver`, `secondary_receiver`.
    pub roles: Option<Raw<'d>>,
}

words! {
    /// What was done with a thread's control.
    pub enum HandoverAction {
        /// The owner gave it to another app.
        Pass = "pass",
        /// An app took it.
        Take = "take",
        /// An app asks for it.
        Request = "request",
        /// The roles of the apps changed.
        Roles = "roles",
    }
}

impl<'d> Handover<'d> {
    /// Reads Meta's `pass_thread_control`, `take_thread_control` or `request_thread_control` object.
    pub(in crate::webhook) fn from_meta(action: HandoverAction, fields: &Fields<'_, 'd>) -> Self {
        Self {
            action,
            new_owner_app_id: fields.get("new_owner_app_id"),
            previous_owner_app_id: fields.get("previous_owner_app_id"),
            requested_owner_app_id: fields.get("requested_owner_app_id"),
            metadata: fields.get("metadata"),
            roles: None,
        }
    }

    /// The `app_roles` object, whole.
    pub(in crate::webhook) const fn of_roles(roles: Raw<'d>) -> Self {
        Self {
            action: HandoverAction::Roles,
            new_owner_app_id: None,
            previous_owner_app_id: None,
            requested_owner_app_id: None,
            metadata: None,
            roles: Some(roles),
        }
    }
}

record!(Handover<'d> {
    action: "action" required,
    new_owner_app_id: "newOwnerAppId",
    previous_owner_app_id: "previousOwnerAppId",
    requested_owner_app_id: "requestedOwnerAppId",
    metadata: "metadata",
    roles: "roles",
});
