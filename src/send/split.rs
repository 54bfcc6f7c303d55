//! Long texts become several messages.

use alloc::vec::Vec;

use unicode_segmentation::UnicodeSegmentation;

use super::limits::utf16_length;

/// Splits a text into parts of at most `most` UTF-16 units, between graphemes: an emoji, a flag or a letter with its marks is
/// never torn apart, unless it alone is longer than a part. Joined, the parts are the text.
///
/// ```
/// use messenger_desk::send::split;
///
/// assert_eq!(split("hello", 2000), ["hello"]);
/// assert_eq!(split("ab👨‍👩‍👧cd", 9), ["ab", "👨‍👩‍👧c", "d"]);
/// ```
#[must_use]
pub fn split(text: &str, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while utf16_length(rest) > most {
        let (part, more) = rest.split_at(border(rest, most));
        parts.push(part);
        rest = more;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// How many bytes of a text that is too long make the first part.
fn border(text: &str, most: usize) -> usize {
    let graphemes = text.graphemes(true).map(|grapheme| (utf16_length(grapheme), grapheme.len()));
    let characters = || text.chars().map(|character| (character.len_utf16(), character.len_utf8()));
    match fitting(graphemes, most) {
        // One grapheme longer than a part: between characters, and at least one, or there would be no end.
        0 => fitting(characters(), most).max(characters().next().map_or(text.len(), |(_, bytes)| bytes)),
        bytes => bytes,
    }
}

/// How many bytes the first pieces have that fit, each given as its UTF-16 units and bytes.
fn fitting(pieces: impl Iterator<Item = (usize, usize)>, most: usize) -> usize {
    let mut taken = (0_usize, 0_usize);
    for (units, bytes) in pieces {
        let more = (taken.0.saturating_add(units), taken.1.saturating_add(bytes));
        if more.0 > most {
            break;
        }
        taken = more;
    }
    taken.1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_grapheme_longer_than_a_part_is_split_between_characters() {
        let tall = format!("a{}", "\u{301}".repeat(25));
        let parts = split(&tall, 10);
        assert_eq!(parts.concat(), tall);
        assert!(parts.iter().all(|part| utf16_length(part) <= 10));
    }

    #[test]
    fn a_limit_below_one_character_still_ends() {
        assert_eq!(split("🙂🙂", 1), ["🙂", "🙂"]);
        assert_eq!(split("", 1), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn parts_fit_and_join_to_the_text(text in "(\\PC|👨‍👩‍👧|\u{1F1F5}\u{1F1F9}|e\u{301}|\n){0,60}", most in 12_usize..40) {
            let parts = split(&text, most);
            prop_assert_eq!(parts.concat(), text.as_str());
            for part in &parts {
                prop_assert!(utf16_length(part) <= most);
                prop_assert!(!part.is_empty());
            }
        }

        #[test]
        fn graphemes_stay_whole(text in "(a|👨‍👩‍👧|\u{1F1F5}\u{1F1F9}|e\u{301}){0,60}", most in 12_usize..40) {
            let whole: Vec<&str> = text.graphemes(true).collect();
            let parts = split(&text, most);
            let again: Vec<&str> = parts.iter().flat_map(|part| part.graphemes(true)).collect();
            prop_assert_eq!(again, whole);
        }
    }
}
