//! JSON that is handed on as it came.

use super::{Value, Write, Writer};

/// The untouched JSON text of a value we hand on without understanding it. As text (`receiveJson`) it keeps every digit; where JavaScript parses
/// it, numbers above 2^53 are rounded as by every `JSON.parse`.
///
/// ```
/// use messenger_desk_json::{write, Document, Limits, Raw};
///
/// let document = Document::parse(br#"{"price": 1.10, "id": 99999999999999999999}"#, &Limits::default()).unwrap();
/// let raw = Raw::of(document.root());
/// assert_eq!(write(&vec![raw]), r#"[{"price": 1.10, "id": 99999999999999999999}]"#);
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

    /// The JSON text.
    #[must_use]
    pub const fn as_str(&self) -> &'d str {
        self.0
    }
}

impl Write for Raw<'_> {
    fn write(&self, out: &mut Writer) {
        out.raw(self.0);
    }
}
