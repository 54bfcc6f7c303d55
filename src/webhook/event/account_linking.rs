//! A person's account at the business (`platform.md` 2.14).

use super::from_meta::from_meta;
use crate::json::{Text, record};

/// The person linked their account at the business, or unlinked it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct AccountLinking<'d> {
    /// `linked` or `unlinked`.
    pub status: Option<Text<'d>>,
    /// The code of the business's own login; treat it as a secret.
    pub authorization_code: Option<Text<'d>>,
}

from_meta!(AccountLinking<'d> { status: "status", authorization_code: "authorization_code" });
record!(AccountLinking<'d> { status: "status", authorization_code: "authorizationCode" });
