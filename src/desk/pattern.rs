//! Patterns of text in a configuration.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::lowercase::lowercase;
use crate::json::{Read, Reading};

/// A text in which `*` stands for any number of characters. Upper and lower case are the same, and so is white space of any kind and length.
///
/// ```
/// use messenger_desk::desk::Pattern;
///
/// assert!(Pattern::new("*refund*").fits("I want a Refund, please"));
/// assert!(Pattern::new("summer-*").fits("summer-2026"));
/// assert!(!Pattern::new("summer").fits("summer-2026"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<String>);

impl Pattern {
    /// Reads a pattern.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self(folded(pattern).split('*').map(ToOwned::to_owned).collect())
    }

    /// Whether a text is as the pattern says.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let text = folded(text);
        let (Some((first, others)), Some(last)) = (self.0.split_first(), self.0.last()) else { return false };
        let Some(rest) = text.strip_prefix(first.as_str()) else { return false };
        let Some((_, between)) = others.split_last() else { return rest.is_empty() };
        // What stands between two stars is taken where it comes first, which leaves the most for what follows.
        let mut rest = rest;
        for piece in between {
            let Some((_, after)) = rest.split_once(piece.as_str()) else { return false };
            rest = after;
        }
        rest.ends_with(last.as_str())
    }
}

/// In lower case, with single spaces.
fn folded(text: &str) -> String {
    lowercase(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

impl<'d> Read<'d> for Pattern {
    const EXPECTED: &'static str = "a text, in which * stands for anything";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        reading.value().text().map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text, fits) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "anything at\nall", true),
            ("a*", "ab", true),
            ("*b", "ab", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("*возврат*", "Хочу ВОЗВРАТ денег", true),
            ("two  words", "Two\nwords", true),
        ] {
            assert_eq!(Pattern::new(pattern).fits(text), fits, "{pattern:?} {text:?}");
        }
    }
}
