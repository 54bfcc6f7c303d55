//! What this version does not know.

use serde::Serialize;

use crate::json::{Raw, Read, Reading, Text};

/// An event of a kind this version does not know: kept whole, acknowledged, never an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct UnknownEvent<'d> {
    /// The key or the subscription field that tells its kind, where one can be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Text<'d>>,
    /// The item as it came.
    pub raw: Raw<'d>,
}

impl<'d> Read<'d> for UnknownEvent<'d> {
    const EXPECTED: &'static str = "an unknown event";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self { field: fields.get("field"), raw: fields.get("raw")? })
    }
}
