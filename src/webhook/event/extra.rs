//! What an item held beyond what we understand.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::json::{Leftovers, Raw, Read, Reading, Write, Writer};

/// Values nobody understood, by JSON Pointer into their item, with their untouched JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "Record<string, unknown>"))]
pub struct Extra<'d>(Vec<(String, Raw<'d>)>);

impl<'d> Extra<'d> {
    /// Whether everything was understood.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Pointers and values, in the order of the body.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Raw<'d>)> {
        self.0.iter().map(|(pointer, raw)| (pointer.as_str(), *raw))
    }
}

impl<'d> From<Leftovers<'d>> for Extra<'d> {
    fn from(leftovers: Leftovers<'d>) -> Self {
        Self(leftovers.into_vec().into_iter().map(|left| (left.pointer, left.raw)).collect())
    }
}

impl Write for Extra<'_> {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(pointer, raw)| -> (&str, &dyn Write) { (pointer, raw) }));
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<'d> Read<'d> for Extra<'d> {
    const EXPECTED: &'static str = "an object";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let entries = reading.value().entries()?;
        Some(Self(entries.iter().map(|(pointer, value)| (pointer.to_string(), Raw::of(value))).collect()))
    }
}
