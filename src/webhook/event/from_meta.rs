//! Meta's keys to our fields, where that is all there is to it.

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
