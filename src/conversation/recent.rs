//! The events seen last, to know a redelivery by.

use alloc::vec::Vec;

use crate::hex::hash;
use crate::json::{Millis, Read, Reading, Write, Writer};

/// How many events are remembered.
const MOST: usize = 128;
/// Characters of one event: 6 for the second it happened in, 8 for 48 bits of its id's hash.
const WIDTH: usize = 14;
const TIME_WIDTH: usize = 6;
const DIGITS: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/// The 128 latest events of a thread, by when they happened.
///
/// Which are kept depends on the events only, never on the order they came in, so that a state does not either. Meta delivers
/// again for at most 36 hours; an event older than all that are kept counts as new, since losing a message is worse than the
/// desk seeing an action whose `id` it has already done.
///
/// In JSON this is one text of 14 characters an event in ascending order: cheap to read and to write at every step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct Recent(Vec<[u8; WIDTH]>);

impl Recent {
    /// Whether an event is remembered, whenever it happened.
    pub(super) fn knows(&self, id: &str) -> bool {
        let entry = entry(id, Millis(0));
        self.0.iter().any(|known| known.get(TIME_WIDTH..) == entry.get(TIME_WIDTH..))
    }

    /// Remembers an event; `false` where it was remembered already.
    pub(super) fn insert(&mut self, id: &str, at: Millis) -> bool {
        let entry = entry(id, at);
        let Err(place) = self.0.binary_search(&entry) else { return false };
        if place == 0 && self.0.len() >= MOST {
            return true;
        }
        self.0.insert(place, entry);
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
        true
    }
}

/// Time first, so that the entries sort by it.
fn entry(id: &str, at: Millis) -> [u8; WIDTH] {
    let seconds = u64::try_from(at.0).unwrap_or_default() / 1000;
    let mut entry = [0; WIDTH];
    let (time, name) = entry.split_at_mut(TIME_WIDTH);
    write_digits(time, seconds);
    write_digits(name, hash(id));
    entry
}

/// The low bits of a number in base 64, most significant digit first; the digits are in the order of their bytes.
pub(super) fn write_digits(place: &mut [u8], mut number: u64) {
    for byte in place.iter_mut().rev() {
        let digit = usize::try_from(number & 63).unwrap_or_default();
        *byte = DIGITS.get(digit).copied().unwrap_or(b'-');
        number >>= 6;
    }
}

/// Entries of one width in ascending order, written in these digits without anything between them.
pub(super) fn read_entries<const WIDTH: usize>(reading: Reading<'_, '_>, most: usize) -> Option<Vec<[u8; WIDTH]>> {
    let (entries, rest) = reading.value().text()?.as_bytes().as_chunks::<WIDTH>();
    let sorted = entries.is_sorted_by(|one, next| one < next);
    let ours = entries.as_flattened().iter().all(|byte| DIGITS.contains(byte));
    (rest.is_empty() && sorted && ours && entries.len() <= most).then(|| entries.to_vec())
}

impl Write for Recent {
    fn write(&self, out: &mut Writer) {
        // Only digits are ever put in, so this is text.
        out.text(core::str::from_utf8(self.0.as_flattened()).unwrap_or_default());
    }
}

impl<'d> Read<'d> for Recent {
    const EXPECTED: &'static str = "a text of 14 characters an event";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        read_entries(reading, MOST).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept_whatever_the_order() {
        let events: Vec<(String, Millis)> = (0..300_i64)
            .map(|number| (format!("message:1:m_{number}"), Millis(1_762_128_000_000 + number * 1500)))
            .collect();
        let fold = |events: &mut dyn Iterator<Item = &(String, Millis)>| {
            let mut recent = Recent::default();
            for (id, at) in events {
                recent.insert(id, *at);
            }
            recent
        };
        let forward = fold(&mut events.iter());
        assert_eq!(forward, fold(&mut events.iter().rev()));
        assert_eq!(forward, fold(&mut events.iter().step_by(2).chain(events.iter().skip(1).step_by(2))));
        assert_eq!(forward.0.len(), MOST);
        assert!(crate::json::write(&forward).len() < 2000);
    }

    #[test]
    fn a_redelivery_is_known() {
        let mut recent = Recent::default();
        assert!(recent.insert("message:1:m_1", Millis(1_762_128_000_000)));
        assert!(recent.insert("message:1:m_2", Millis(1_762_128_000_000)));
        assert!(!recent.insert("message:1:m_1", Millis(1_762_128_000_000)));
    }
}
