//! A message taken back (`platform.md` 2.2, `is_deleted`; documented for Instagram only).

use super::from_meta::from_meta;
use crate::json::{Text, record};

/// The person took a message back: what was stored of it has to be deleted (platform terms).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Unsend<'d> {
    /// The message.
    pub mid: Option<Text<'d>>,
}

from_meta!(Unsend<'d> { mid: "mid" });
record!(Unsend<'d> { mid: "mid" });
