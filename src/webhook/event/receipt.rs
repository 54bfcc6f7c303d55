//! Delivered and read (`platform.md` 2.5).

use alloc::vec::Vec;

use super::from_meta::mid;
use crate::json::{Fields, Id, MetaTime, Millis, OrList, Text, record};

/// Messages arrived at the person's device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DeliveryReceipt<'d> {
    /// The messages, where Meta names them.
    pub mids: Vec<Text<'d>>,
    /// Every message sent at or before this moment has arrived, ms since the epoch.
    pub watermark: Option<Millis>,
}

/// The person has read messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct ReadReceipt<'d> {
    /// The message that was read (Instagram).
    pub mid: Option<Text<'d>>,
    /// Every message sent at or before this moment has been read, ms since the epoch (Messenger).
    pub watermark: Option<Millis>,
}

impl<'d> DeliveryReceipt<'d> {
    /// Reads Meta's `delivery` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        let mids: Vec<Id<'d>> = fields.get::<OrList<Id<'d>>>("mids").map(|list| list.0).unwrap_or_default();
        Self { mids: mids.into_iter().map(|id| id.0).collect(), watermark: watermark(fields) }
    }
}

impl<'d> ReadReceipt<'d> {
    /// Reads Meta's `read` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        Self { mid: mid(fields), watermark: watermark(fields) }
    }
}

fn watermark(fields: &Fields<'_, '_>) -> Option<Millis> {
    // A counter of old payloads that has meant nothing since 2016-11.
    fields.value("seq");
    fields.get::<MetaTime>("watermark").map(|moment| moment.0)
}

record!(DeliveryReceipt<'d> { mids: "mids" default, watermark: "watermark" });
record!(ReadReceipt<'d> { mid: "mid", watermark: "watermark" });
