//! Looking into answers as they came. They are loose and many, and none of them is kept: a type of its own for each would be more code than
//! the looking is.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Kind, Leftovers, MetaTime, Millis, Path, Read, Reading, Value};

/// Whether a key is there with anything but `null`.
pub(super) fn has(value: &Value<'_>, key: &str) -> bool {
    value.get(key).is_some_and(|value| !value.is_null())
}

/// The text of a key.
pub(super) fn text<'v>(value: &'v Value<'_>, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::text)
}

/// The id of a key, whether Meta wrote a text or a number.
pub(super) fn id<'v>(value: &'v Value<'_>, key: &str) -> Option<&'v str> {
    value.get(key).and_then(as_id)
}

/// The text of a key, to keep.
pub(super) fn owned(value: &Value<'_>, key: &str) -> Option<String> {
    text(value, key).map(ToOwned::to_owned)
}

/// The id of a key, to keep.
pub(super) fn owned_id(value: &Value<'_>, key: &str) -> Option<String> {
    id(value, key).map(ToOwned::to_owned)
}

/// The texts of a list; what is none is left out.
pub(super) fn texts<'v>(items: &'v [Value<'_>]) -> Vec<&'v str> {
    items.iter().filter_map(Value::text).collect()
}

/// A value as an id.
pub(super) fn as_id<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value.kind() {
        Kind::Text(text) if !text.is_empty() => Some(text),
        Kind::Number(digits) => Some(digits),
        _ => None,
    }
}

/// The whole number of a key.
pub(super) fn whole(value: &Value<'_>, key: &str) -> Option<i64> {
    value.get(key).and_then(|value| i64::read(Reading::new(value, &Path::ROOT, &Leftovers::unwanted())))
}

/// The moment of a key, in milliseconds or, as Meta often has it, in seconds; 0 is none.
pub(super) fn moment(value: &Value<'_>, key: &str) -> Option<Millis> {
    let read = |value| MetaTime::read(Reading::new(value, &Path::ROOT, &Leftovers::unwanted()));
    value.get(key).and_then(read).map(|at| at.0).filter(|at| at.0 > 0)
}

/// Whether a key is true or false.
pub(super) fn flag(value: &Value<'_>, key: &str) -> Option<bool> {
    match value.get(key)?.kind() {
        Kind::Bool(flag) => Some(*flag),
        _ => None,
    }
}

/// The list of a key.
pub(super) fn list<'v, 'd>(value: &'v Value<'d>, key: &str) -> Option<&'v [Value<'d>]> {
    value.get(key).and_then(Value::items)
}

/// Whether a list has a text, or an id, in it.
pub(super) fn holds(items: &[Value<'_>], wanted: &str) -> bool {
    items.iter().any(|item| as_id(item) == Some(wanted))
}
