//! Calls (`platform.md` 2.14; Messenger Calling API, 2026-02-11).

use super::from_meta::from_meta;
use crate::json::{Id, Millis, Raw, Text, record};

/// A call rang, was taken, changed or ended; or the person said whether they may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Call<'d> {
    /// `connect`, `call_status`, `media_update`, `terminate`, `call_permission_reply`, `call_settings`.
    pub event: Option<Text<'d>>,
    /// Id of the call.
    pub call_id: Option<Id<'d>>,
    /// `business_initiated` or `user_initiated`.
    pub direction: Option<Text<'d>>,
    /// `ringing` or `accepted` while it lasts, `Completed` or `Failed` in the end.
    pub status: Option<Text<'d>>,
    /// When it began, ms since the epoch.
    pub started_at: Option<Millis>,
    /// When it ended, ms since the epoch.
    pub ended_at: Option<Millis>,
    /// How long it took, seconds.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub duration: Option<i64>,
    /// The session description of a media change, as Meta writes it.
    pub session: Option<Raw<'d>>,
    /// `accept` or `reject`, where the person was asked whether they may be called.
    pub response: Option<Text<'d>>,
    /// Until when the person may be called, ms since the epoch.
    pub expires_at: Option<Millis>,
    /// The Page's call settings, as Meta writes them.
    pub settings: Option<Raw<'d>>,
}

from_meta!(Call<'d> {
    event: "event",
    call_id: "id",
    direction: "call_direction",
    status: "call_status",
    started_at: "start_time" time,
    ended_at: "end_time" time,
    duration: "duration",
    session: "session",
    response: "response",
    expires_at: "expiration_timestamp" time,
    settings: "call_settings",
});
record!(Call<'d> {
    event: "event",
    call_id: "callId",
    direction: "direction",
    status: "status",
    started_at: "startedAt",
    ended_at: "endedAt",
    duration: "duration",
    session: "session",
    response: "response",
    expires_at: "expiresAt",
    settings: "settings",
});
