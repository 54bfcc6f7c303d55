//! A borrowed JSON document: what came in, exactly as it came in; and the writing of what goes out.
//!
//! Meta's payloads are loose: ids come as text or as numbers of any length, keys appear and vanish, one bad field must not
//! cost its batch. So the inbound side is no set of derived types but a document that is walked by hand:
//!
//! * [`Document::parse`] turns bytes into a tree of [`Value`]s which borrow from them. Numbers stay text, so nothing is
//!   rounded; every value knows its [`raw`](Value::raw) text, so nothing has to be written again to be handed on.
//! * [`Fields`] reads an object by asking for the keys it understands. What nobody asked for, or what had another type than
//!   was asked for, is written down in [`Leftovers`] with its JSON Pointer when the reading is over: nothing is lost.
//! * [`Read`] says how a type is read, [`Write`] how it is written; `record!` says both for a struct, by its keys.
//!
//! A crate of its own, because a compiler optimises a crate as a whole: what every byte of a body passes through is made for speed, what
//! stands around it for size.
#![cfg_attr(not(any(test, feature = "types")), no_std)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        reason = "a failing test may stop"
    )
)]

#[macro_use]
extern crate alloc;

mod ascii;
mod document;
mod fields;
mod number;
mod path;
mod raw;
mod read;
mod record;
mod value;
mod write;

pub use document::{Document, Limits, Malformed, Refused};
pub use fields::{Fields, Leftover, Leftovers, Reading};
pub use number::{Decimal, MetaTime, Millis};
pub use path::Path;
pub use raw::Raw;
pub use read::{Fill, Id, OrList, Read, Text, position};
pub use value::{Kind, Value};
pub use write::{Mark, Object, Record, Write, Writer, write};
