//! One value of a document.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A JSON value that borrows from the text it was read from.
#[derive(Debug, Clone)]
pub struct Value<'d> {
    raw: &'d str,
    kind: Kind<'d>,
}

/// What a [`Value`] is.
#[derive(Debug, Clone)]
pub enum Kind<'d> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it was written, of any length and precision.
    Number(&'d str),
    /// A text with its escapes resolved; an unpaired surrogate escape has become U+FFFD.
    Text(Cow<'d, str>),
    /// An array.
    Array(Vec<Value<'d>>),
    /// An object in the order of the text. Keys may repeat: the last one counts, as in `JSON.parse`.
    Object(Vec<(Cow<'d, str>, Value<'d>)>),
}

impl<'d> Value<'d> {
    pub(crate) const fn new(raw: &'d str, kind: Kind<'d>) -> Self {
        Self { raw, kind }
    }

    /// The JSON text of this value, byte for byte as it came in.
    #[must_use]
    pub const fn raw(&self) -> &'d str {
        self.raw
    }

    /// What this value is.
    #[must_use]
    pub const fn kind(&self) -> &Kind<'d> {
        &self.kind
    }

    /// Whether this is `null`, which the whole crate reads as "absent".
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The entries of an object.
    #[must_use]
    pub fn entries(&self) -> Option<&[(Cow<'d, str>, Value<'d>)]> {
        match &self.kind {
            Kind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of an array.
    #[must_use]
    pub fn items(&self) -> Option<&[Value<'d>]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key, where this is an object that has it; of a repeated key the last one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value<'d>> {
        self.entries()?.iter().rfind(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, where this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name of this value's type, for error sentences.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "true or false",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }
}
