//! One list of keys for each type that crosses the border, for both directions.

/// Says which key each field of a struct has in JSON, and with that writes [`Write`](crate::Write),
/// [`Record`](crate::Record) and [`Read`](crate::Read):
///
/// * `field: "key"` for an `Option`: absent is `None`;
/// * `field: "key" required`: without it the whole is not read;
/// * `field: "key" default`: absent is the type's default.
#[macro_export]
macro_rules! record {
    ($type:ident $(<$life:lifetime>)? { $($body:tt)* }) => {
        $crate::written!($type $(<$life>)? { $($body)* });
        $crate::readable!($type $(<$life>)? { $($body)* });
    };
}
/// The writing half of [`record!`], for what is never read back.
#[macro_export]
macro_rules! written {
    ($type:ident $(<$life:lifetime>)? { $($field:ident: $key:literal $($how:ident)?),* $(,)? }) => {
        impl $(<$life>)? $crate::Record for $type $(<$life>)? {
            fn entries(&self, object: &mut $crate::Object<'_>) {
                $(object.field($key, &self.$field);)*
            }
        }

        $crate::object!($type $(<$life>)?);
    };
}
/// What is a [`Record`](crate::Record) can be written as an object.
#[macro_export]
macro_rules! object {
    ($type:ident $(<$life:lifetime>)?) => {
        impl $(<$life>)? $crate::Write for $type $(<$life>)? {
            fn write(&self, out: &mut $crate::Writer) {
                out.object(self);
            }
        }
    };
}
/// The reading half of [`record!`], for what is never written.
#[macro_export]
macro_rules! readable {
    ($type:ident $(<$life:lifetime>)? { $($field:ident: $key:literal $($how:ident)?),* $(,)? }) => {
        impl<'d> $crate::Read<'d> for $type $(<$life>)? where $($life: 'd, 'd: $life,)? {
            const EXPECTED: &'static str = concat!("an object", $($crate::readable!(@expected $key $($how)?)),*);

            fn read(reading: $crate::Reading<'_, 'd>) -> Option<Self> {
                let fields = reading.fields()?;
                // Filled in place: moving each value to where it belongs was most of the code.
                #[allow(unused_mut, reason = "where everything is required")]
                let mut read = Self { $($field: $crate::readable!(@start fields $key $($how)?)),* };
                $($crate::readable!(@fill fields $key (read.$field) $($how)?);)*
                Some(read)
            }
        }
    };
    (@start $fields:ident $key:literal) => { None };
    (@start $fields:ident $key:literal default) => { Default::default() };
    (@start $fields:ident $key:literal required) => {
        match $fields.get($key) {
            Some(read) => read,
            None => {
                $fields.waive();
                return None;
            }
        }
    };
    (@fill $fields:ident $key:literal ($place:expr)) => { $fields.fill($key, &mut $place) };
    (@fill $fields:ident $key:literal ($place:expr) default) => { $fields.fill($key, &mut $place) };
    (@fill $fields:ident $key:literal ($place:expr) required) => {};
    (@expected $key:literal) => { "" };
    (@expected $key:literal default) => { "" };
    (@expected $key:literal required) => { concat!(", with ", $key) };
}
/// Defines an enum of words: each variant stands for one text in JSON, in both directions.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* pub enum $type:ident { $($(#[$about:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        pub enum $type {
            $($(#[$about])* #[cfg_attr(feature = "types", ts(rename = $word))] $variant),*
        }

        impl $type {
            const WORDS: &[&str] = &[$($word),*];

            /// The word that stands for this in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What a word stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                // A search that all types share, and a table: a `match` over texts is many times the code.
                $crate::position(Self::WORDS, word).and_then(|index| [$(Self::$variant),*].get(index).copied())
            }
        }

        impl $crate::Write for $type {
            fn write(&self, out: &mut $crate::Writer) {
                out.text(self.as_str());
            }
        }

        impl<'d> $crate::Read<'d> for $type {
            const EXPECTED: &'static str = concat!("one of", $(" ", $word),*);

            fn read(reading: $crate::Reading<'_, 'd>) -> Option<Self> {
                reading.value().text().and_then(Self::from_word)
            }
        }
    };
}
