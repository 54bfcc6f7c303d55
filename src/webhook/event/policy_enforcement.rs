//! Meta's measures against a Page (`platform.md` 2.13).

use super::from_meta::from_meta;
use crate::json::{Text, record};

/// Meta warned the Page, blocked it from sending, or let it send again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct PolicyEnforcement<'d> {
    /// `warning`, `block` or `unblock`.
    pub action: Option<Text<'d>>,
    /// Why; absent on `unblock`.
    pub reason: Option<Text<'d>>,
}

from_meta!(PolicyEnforcement<'d> { action: "action", reason: "reason" });
record!(PolicyEnforcement<'d> { action: "action", reason: "reason" });
