//! A borrowed JSON document: what came in, exactly as it came in.
//!
//! Meta's payloads are loose: ids come as text or as numbers of any length, keys appear and vanish, one bad field must not
//! cost its batch. So the inbound side is no set of derived types but a document that is walked by hand:
//!
//! * [`Document::parse`] turns bytes into a tree of [`Value`]s which borrow from them. Numbers stay text, so nothing is
//!   rounded; every value knows its [`raw`](Value::raw) text, so nothing has to be written again to be handed on.
//! * [`Fields`] reads an object by asking for the keys it understands. What nobody asked for, or what had another type than
//!   was asked for, is written down in [`Leftovers`] with its JSON Pointer when the reading is over: nothing is lost.
//! * [`Read`] says how a type is read; [`readable!`] writes it for a struct whose fields carry the keys' names.

mod document;
mod fields;
mod number;
mod path;
mod raw;
mod read;
mod value;

pub use document::{Document, Limits, Malformed, Refused};
pub use fields::{Fields, Leftover, Leftovers, Reading};
pub use number::{Decimal, MetaTime, Millis};
pub use path::Path;
pub use raw::Raw;
pub use read::{Id, OrList, Read, Text};
pub(crate) use read::{readable, words};
pub use value::{Kind, Value};

/// Writes a value of ours as JSON text.
///
/// None of our types can fail to be written (no map with keys that are no text, no failing `Serialize`), so what would be an
/// error in general is an empty text here, and a test writes every type.
#[must_use]
pub fn write<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
