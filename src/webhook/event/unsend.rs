//! A message taken back (`platform.md` 2.2, `is_deleted`; documented for Instagram only).

use super::from_meta::mid;
use crate::json::{Fields, Mark, Text, record};

/// The person, or the Page, took a message back: what was stored of it has to be deleted (platform terms).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Unsend<'d> {
    /// The message.
    pub mid: Option<Text<'d>>,
    /// The message is the Page's own.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub by_page: Mark,
}

impl<'d> Unsend<'d> {
    /// Reads Meta's `message` object with `is_deleted`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        // Where no mark says so, who sent it tells whose it was.
        Self { mid: mid(fields), by_page: Mark(fields.get("is_echo") == Some(true)) }
    }
}

record!(Unsend<'d> { mid: "mid", by_page: "byPage" default });
