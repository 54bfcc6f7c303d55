//! Meta's keys to our fields, where that is all there is to it.

use crate::json::{Fields, Id, Text};

/// Meta's id of a message: an id like any other, so that it may be a number, and one that is empty is none. Two messages with an empty one
/// would be the same.
pub(super) fn mid<'d>(fields: &Fields<'_, 'd>) -> Option<Text<'d>> {
    fields.get::<Id<'d>>("mid").map(|id| id.0)
}

/// Writes `from_meta`: which of Meta's keys each field is read from. Unlike `record!` nothing is required: whatever is missing or
/// of another type is absent, and stays in the event's `extra`.
macro_rules! from_meta {
    ($type:ident<$life:lifetime> { $($field:ident: $key:literal $($how:ident)?),* $(,)? }) => {
        impl<$life> $type<$life> {
            /// Reads Meta's object.
            pub(in crate::webhook) fn from_meta(fields: &$crate::json::Fields<'_, $life>) -> Self {
                let mut read = Self { $($field: Default::default()),* };
                $($crate::webhook::event::from_meta::from_meta!(@fill fields $key (read.$field) $($how)?);)*
                read
            }
        }
    };
    (@fill $fields:ident $key:literal ($place:expr)) => { $fields.fill($key, &mut $place) };
    (@fill $fields:ident $key:literal ($place:expr) time) => {
        $place = $fields.get::<$crate::json::MetaTime>($key).map(|time| time.0)
    };
}
pub(super) use from_meta;
