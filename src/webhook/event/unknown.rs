//! What this version does not know.

use crate::json::{Raw, Text, record};

/// An event of a kind this version does not know: kept whole, acknowledged, never an error.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct UnknownEvent<'d> {
    /// The key or the subscription field that tells its kind, where one can be seen.
    pub field: Option<Text<'d>>,
    /// The item as it came.
    pub raw: Raw<'d>,
}

record!(UnknownEvent<'d> { field: "field", raw: "raw" required });
