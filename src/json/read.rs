//! How a type of ours is read from a document.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::number::whole;
use super::write::{Mark, Write, Writer};
use super::{Kind, Raw, Reading};

/// A type that can be read from a JSON value.
pub trait Read<'d>: Sized {
    /// What has to stand there, as the end of "expected ...".
    const EXPECTED: &'static str;

    /// Reads the value, or says that it is something else.
    fn read(reading: Reading<'_, 'd>) -> Option<Self>;
}

/// A place that a value is read into: the half of [`Read`] that needs no type, so that reading a key costs a few bytes of code.
pub trait Fill<'d> {
    /// Reads the value into this place, or says that it is something else.
    fn fill(&mut self, reading: Reading<'_, 'd>) -> bool;

    /// [`Read::EXPECTED`].
    fn expected(&self) -> &'static str;
}

impl<'d, T: Read<'d>> Fill<'d> for Option<T> {
    fn fill(&mut self, reading: Reading<'_, 'd>) -> bool {
        // A place is filled once. Asking spares the code that drops what stood there.
        if self.is_none() {
            *self = T::read(reading);
        }
        self.is_some()
    }

    fn expected(&self) -> &'static str {
        T::EXPECTED
    }
}

/// A place that has a value already, which stays where nothing can be read.
impl<'d, T: Read<'d>> Fill<'d> for T {
    fn fill(&mut self, reading: Reading<'_, 'd>) -> bool {
        match T::read(reading) {
            Some(read) => {
                *self = read;
                true
            }
            None => false,
        }
    }

    fn expected(&self) -> &'static str {
        T::EXPECTED
    }
}

/// A text that borrows from the document where it can.
pub type Text<'d> = Cow<'d, str>;

impl<'d> Read<'d> for Text<'d> {
    const EXPECTED: &'static str = "a text";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            Kind::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl<'d> Read<'d> for String {
    const EXPECTED: &'static str = "a text";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        reading.value().text().map(str::to_owned)
    }
}

/// An id: text for us, whether Meta wrote a text or a number, and whole at any length.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct Id<'d>(pub Text<'d>);

impl Id<'_> {
    /// The id's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Write for Id<'_> {
    fn write(&self, out: &mut Writer) {
        out.text(&self.0);
    }
}

impl<'d> Read<'d> for Id<'d> {
    const EXPECTED: &'static str = "an id";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            Kind::Text(text) if !text.is_empty() => Some(Self(text.clone())),
            Kind::Number(digits) => Some(Self(Cow::Borrowed(digits))),
            _ => None,
        }
    }
}

impl<'d> Read<'d> for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            Kind::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

impl<'d> Read<'d> for Mark {
    const EXPECTED: &'static str = "true";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        bool::read(reading).map(Self)
    }
}

impl<'d> Read<'d> for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            Kind::Number(digits) => whole(digits),
            Kind::Text(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

impl<'d> Read<'d> for u32 {
    const EXPECTED: &'static str = "a whole number from 0";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        i64::read(reading).and_then(|number| Self::try_from(number).ok())
    }
}

impl<'d> Read<'d> for Raw<'d> {
    const EXPECTED: &'static str = "anything";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        Some(Self::of(reading.value()))
    }
}

/// Where a word stands in a list.
#[inline(never)]
#[must_use]
pub fn position(words: &[&str], word: &str) -> Option<usize> {
    words.iter().position(|known| *known == word)
}

/// A list; items that cannot be read are leftovers, the others count.
impl<'d, T: Read<'d>> Read<'d> for Vec<T> {
    const EXPECTED: &'static str = "a list";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let mut list = Vec::new();
        let is_list = read_items(reading, T::EXPECTED, &mut |item| {
            let read = T::read(item);
            let understood = read.is_some();
            if let Some(item) = read {
                list.push(item);
            }
            understood
        });
        is_list.then_some(list)
    }
}

/// The part of reading a list that is the same for every type, kept out of it so that the module holds it once.
fn read_items<'d>(
    reading: Reading<'_, 'd>,
    expected: &'static str,
    read: &mut dyn FnMut(Reading<'_, 'd>) -> bool,
) -> bool {
    let Some(items) = reading.value().items() else { return false };
    for (index, item) in items.iter().enumerate() {
        let path = reading.path().index(index);
        let item = Reading::new(item, &path, reading.leftovers());
        if !read(item) {
            item.leave(Some(expected));
        }
    }
    true
}

/// A list, or one item standing for a list of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrList<T>(pub Vec<T>);

impl<'d, T: Read<'d>> Read<'d> for OrList<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        Vec::read(reading).or_else(|| T::read(reading).map(|one| vec![one])).map(Self)
    }
}
