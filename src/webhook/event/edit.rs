//! A changed message (`platform.md` 2.7).

use super::from_meta::mid;
use crate::json::{Fields, Mark, Text, record};

/// The person, or the Page, changed a message; Meta allows five changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Edit<'d> {
    /// The message.
    pub mid: Option<Text<'d>>,
    /// What it says now.
    pub text: Option<Text<'d>>,
    /// Which change this is, counted from 1.
    pub num_edit: Option<u32>,
    /// The message is the Page's own.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub by_page: Mark,
}

impl<'d> Edit<'d> {
    /// Reads Meta's `message_edit` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        Self { mid: mid(fields), text: fields.get("text"), num_edit: fields.get("num_edit"), by_page: Mark(false) }
    }
}

record!(Edit<'d> { mid: "mid", text: "text", num_edit: "numEdit", by_page: "byPage" default });
