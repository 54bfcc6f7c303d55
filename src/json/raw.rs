//! JSON that is handed on as it came.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Value;

/// The untouched JSON text of a value we hand on without understanding it.
///
/// ```
/// use messenger_desk::json::{write, Document, Limits, Raw};
///
/// let document = Document::parse(br#"{"price": 1.10, "id": 99999999999999999999}"#, &Limits::default()).unwrap();
/// let raw = Raw::of(document.root());
/// assert_eq!(write(&[raw]), r#"[{"price": 1.10, "id": 99999999999999999999}]"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "unknown"))]
pub struct Raw<'d>(&'d str);

impl<'d> Raw<'d> {
    /// The text of a value. Only a value that was read gives one, so it is JSON and may be written into JSON.
    #[must_use]
    pub const fn of(value: &Value<'d>) -> Self {
        Self(value.raw())
    }

    /// The same for a text that is known to be one JSON value.
    pub(super) const fn known(text: &'d str) -> Self {
        Self(text)
    }

    /// The JSON text.
    #[must_use]
    pub const fn as_str(&self) -> &'d str {
        self.0
    }
}

impl Serialize for Raw<'_> {
    /// Speaks to `serde_json` as its own `RawValue` does. A `RawValue` itself is not used: making one means parsing the text
    /// again, and with it a second JSON parser in the Wasm module (about 12 KB of it after brotli).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const RAW_VALUE: &str = "$serde_json::private::RawValue";
        let mut raw = serializer.serialize_struct(RAW_VALUE, 1)?;
        raw.serialize_field(RAW_VALUE, self.0)?;
        raw.end()
    }
}
