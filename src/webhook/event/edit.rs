//! A changed message (`platform.md` 2.7).

use super::from_meta::from_meta;
use crate::json::{Text, record};

/// The person changed a message; Meta allows five changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Edit<'d> {
    /// The message.
    pub mid: Option<Text<'d>>,
    /// What it says now.
    pub text: Option<Text<'d>>,
    /// Which change this is, counted from 1.
    pub num_edit: Option<u32>,
}

from_meta!(Edit<'d> { mid: "mid", text: "text", num_edit: "num_edit" });
record!(Edit<'d> { mid: "mid", text: "text", num_edit: "numEdit" });
