//! What was changed last and when, so that what arrives late changes nothing back.

use alloc::vec::Vec;

use super::recent::{read_entries, write_digits};
use crate::hex::hash;
use crate::json::{Millis, Read, Reading, Write, Writer};

/// How many things are remembered.
const MOST: usize = 32;
/// Characters of one entry: 8 for the moment in ms, 8 for 48 bits of the hash of what was changed.
const WIDTH: usize = 16;
const TIME_WIDTH: usize = 8;

/// The 32 things that were changed last: a message's text, a reaction, whether a comment shows, what was taken back.
///
/// Meta promises no order. An edit that comes after a later one, or a text after it was taken back, must not be shown again. Which
/// things are kept depends on the moments only, never on the order in which they came.
///
/// In JSON this is one text of 16 characters an entry in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct Changes(Vec<[u8; WIDTH]>);

impl Changes {
    /// Notes a change; `false` where a later one is known already.
    pub(super) fn advance(&mut self, thing: &[&str], at: Millis) -> bool {
        let entry = entry(thing, at);
        if let Some(known) = self.place(&entry) {
            if self.0.get(known).is_some_and(|known| *known > entry) {
                return false;
            }
            self.0.remove(known);
        }
        let place = self.0.partition_point(|known| *known < entry);
        self.0.insert(place, entry);
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
        true
    }

    /// Whether a thing was changed.
    pub(super) fn knows(&self, thing: &[&str]) -> bool {
        self.place(&entry(thing, Millis(0))).is_some()
    }

    /// Whether nothing was changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn place(&self, entry: &[u8; WIDTH]) -> Option<usize> {
        let name = entry.get(TIME_WIDTH..);
        self.0.iter().position(|known| known.get(TIME_WIDTH..) == name)
    }
}

/// The moment first, so that the entries sort by it.
fn entry(thing: &[&str], at: Millis) -> [u8; WIDTH] {
    let mut entry = [0; WIDTH];
    let (time, name) = entry.split_at_mut(TIME_WIDTH);
    write_digits(time, u64::try_from(at.0).unwrap_or_default());
    write_digits(name, hash(&thing.join(":")));
    entry
}

impl Write for Changes {
    fn write(&self, out: &mut Writer) {
        // Only digits are ever put in, so this is text.
        out.text(core::str::from_utf8(self.0.as_flattened()).unwrap_or_default());
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<'d> Read<'d> for Changes {
    const EXPECTED: &'static str = "a text of 16 characters a change";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        read_entries(reading, MOST).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_late_changes_nothing() {
        let mut changes = Changes::default();
        assert!(changes.advance(&["text", "m_1"], Millis(20)));
        assert!(!changes.advance(&["text", "m_1"], Millis(19)));
        assert!(changes.advance(&["text", "m_1"], Millis(20)));
        assert!(changes.advance(&["text", "m_2"], Millis(1)));
        assert!(changes.knows(&["text", "m_2"]));
        assert!(!changes.knows(&["gone", "m_2"]));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_the_same_in_any_order(things in prop::collection::vec((0_u8..60, 0_i64..1000), 0..120), seed in any::<prop::sample::Index>()) {
            let fold = |things: &[(u8, i64)]| {
                let mut changes = Changes::default();
                for (thing, at) in things {
                    let name: String = thing.to_string();
                    changes.advance(&[&name], Millis(*at));
                }
                changes
            };
            let mut turned = things.clone();
            if !turned.is_empty() {
                let middle = seed.index(turned.len());
                turned.rotate_left(middle);
                turned.reverse();
            }
            prop_assert_eq!(fold(&things), fold(&turned));
        }
    }
}
