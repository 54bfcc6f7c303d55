//! A composer's view of a text, at every keystroke.

use super::limits::{Unit, What};
use super::split::split;
use crate::json::written;
use crate::policy::Place;

/// How a text stands to the limit of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Measure {
    /// Its length in `unit`.
    pub count: u32,
    /// The most of one message.
    pub limit: u32,
    /// What is counted: UTF-16 units, on Instagram bytes.
    pub unit: Unit,
    /// How many messages it becomes; 0 where there is nothing to send.
    pub parts: u32,
    /// How much more fits into the last of them.
    pub remaining: u32,
}

/// Measures a text. A short one is only counted; only one that is too long is split.
///
/// ```
/// use messenger_desk::policy::Place;
/// use messenger_desk::send::measure;
///
/// let measured = measure("Olá 🙂", Place::Messenger);
/// assert_eq!((measured.count, measured.parts, measured.remaining), (6, 1, 1994));
/// assert_eq!(measure(&"a".repeat(2100), Place::Messenger).parts, 2);
/// ```
#[must_use]
pub fn measure(text: &str, platform: Place) -> Measure {
    let limit = What::Text.limit(platform);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let count = limit.length(text);
    let (parts, last) = if count <= limit.count() {
        (usize::from(!text.trim().is_empty()), count)
    } else {
        let parts = split(text, platform);
        (parts.len(), parts.last().map_or(0, |part| limit.length(part)))
    };
    Measure {
        count: number(count),
        limit: limit.most,
        unit: limit.unit,
        parts: number(parts),
        remaining: limit.most.saturating_sub(number(last)),
    }
}

written!(Measure { count: "count", limit: "limit", unit: "unit", parts: "parts", remaining: "remaining" });
