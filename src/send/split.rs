//! Long texts become several messages.

use alloc::vec::Vec;

use unicode_segmentation::GraphemeCursor;

use super::limits::{Limit, Unit, What};
use crate::policy::Place;

/// Splits a text into parts that fit the limit of one message: between paragraphs where it can, else between sentences, else between
/// words, else between graphemes, so that an emoji, a flag or a letter with its marks is never torn apart, nor an address that
/// fits a message. Joined, the parts are the text.
///
/// ```
/// use messenger_desk::policy::Place;
/// use messenger_desk::send::split;
///
/// assert_eq!(split("hello", Place::Messenger), ["hello"]);
/// let long = format!("{}\n\n{}", "a".repeat(1500), "b".repeat(1500));
/// assert_eq!(split(&long, Place::Messenger).len(), 2);
/// ```
#[must_use]
pub fn split(text: &str, platform: Place) -> Vec<&str> {
    split_by(text, What::Text.limit(platform))
}

/// The same, by any limit of a text's length.
pub(crate) fn split_by<'t>(text: &'t str, limit: &Limit) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while limit.length(rest) > limit.count() {
        let (part, more) = rest.split_at(border(rest, limit));
        parts.push(part);
        rest = more;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// The first words of a text, on one line, in at most so many UTF-16 units.
pub(crate) fn first_words(text: &str, most: u32) -> &str {
    let limit = Limit { most, unit: Unit::Utf16, ..*What::Text.limit(Place::Messenger) };
    let whole = limit.length(text) <= limit.count();
    let end = if whole { text.len() } else { fitting_border(text, &limit) };
    let cut = text.get(..end).unwrap_or(text);
    if whole { cut } else { cut.rsplit_once(' ').map_or(cut, |(words, _)| words) }
}

/// How many bytes of a text that is too long make the first part.
fn border(text: &str, limit: &Limit) -> usize {
    let fits = fitting_border(text, limit);
    let room = text.get(..fits).unwrap_or_default();
    paragraph_end(room)
        .or_else(|| sentence_end(room))
        .or_else(|| word_end(room))
        .or_else(|| before_address(text, fits, limit))
        .unwrap_or(fits)
}

/// The most that fits, between graphemes; never nothing, or there would be no end.
fn fitting_border(text: &str, limit: &Limit) -> usize {
    let fits = fitting(text, limit);
    let between = |at: &usize| {
        // An error would be that the text's beginning is not at hand.
        text.is_char_boundary(*at) && GraphemeCursor::new(*at, text.len(), true).is_boundary(text, 0) != Ok(false)
    };
    let border = (1..=fits).rev().find(between).unwrap_or(0);
    // One grapheme longer than a part is cut between characters, one character longer than a part not at all.
    let first = text.chars().next().map_or(0, char::len_utf8);
    if border == 0 { fits.max(first) } else { border }
}

/// How many bytes the first characters have that fit together.
fn fitting(text: &str, limit: &Limit) -> usize {
    let mut room = limit.count();
    let too_long = text.char_indices().find(|(_, character)| {
        let left = room.checked_sub(limit.length_of(*character));
        room = left.unwrap_or(room);
        left.is_none()
    });
    too_long.map_or(text.len(), |(at, _)| at)
}

/// After the last empty line.
fn paragraph_end(room: &str) -> Option<usize> {
    let after = |mark: &str| room.rfind(mark).map(|at| at.saturating_add(mark.len()));
    after("\n\n").max(after("\n\r\n"))
}

/// After the last sentence: a line's end, or a mark that ends one and white space, or such a mark of a script that needs none.
fn sentence_end(room: &str) -> Option<usize> {
    let mut end = None;
    let mut ended = false;
    for (at, character) in room.char_indices() {
        let after = at.saturating_add(character.len_utf8());
        if character == '\n'
            || matches!(character, '\u{3002}' | '\u{ff01}' | '\u{ff1f}')
            || ended && character.is_whitespace()
        {
            end = Some(after);
        }
        // A quotation mark or bracket may close after the mark.
        ended = matches!(character, '.' | '!' | '?' | '\u{2026}' | '\u{61f}' | '\u{964}')
            || ended && matches!(character, '"' | '\'' | ')' | '\u{201d}' | '\u{2019}' | '\u{bb}');
    }
    end
}

/// After the last white space.
fn word_end(room: &str) -> Option<usize> {
    room.char_indices().rfind(|(_, one)| one.is_whitespace()).map(|(at, one)| at.saturating_add(one.len_utf8()))
}

/// Where the text would be cut inside an address that fits a message of its own: before it.
fn before_address(text: &str, fits: usize, limit: &Limit) -> Option<usize> {
    let begins = |scheme: &&str| text.match_indices(*scheme).map(|(at, _)| at).take_while(|at| *at < fits).last();
    let start = ["https://", "http://"].iter().filter_map(begins).max().filter(|start| *start > 0)?;
    let rest = text.get(start..)?;
    let address = rest.split(char::is_whitespace).next().unwrap_or(rest);
    let cut = start.saturating_add(address.len()) > fits;
    (cut && limit.length(address) <= limit.count()).then_some(start)
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn limit(most: u32) -> Limit {
        Limit { most, ..*What::Text.limit(Place::Messenger) }
    }

    fn parts(text: &str, most: u32) -> Vec<&str> {
        split_by(text, &limit(most))
    }

    #[test]
    fn paragraphs_come_before_sentences_before_words_before_graphemes() {
        assert_eq!(parts("One. Two.\n\nThree. Four.", 20), ["One. Two.\n\n", "Three. Four."]);
        assert_eq!(parts("One, one. Two, two. Three", 20), ["One, one. Two, two. ", "Three"]);
        assert_eq!(parts("He said \"no.\" Then he went", 20), ["He said \"no.\" ", "Then he went"]);
        assert_eq!(parts("one two three four", 10), ["one two ", "three four"]);
        assert_eq!(parts("今日は。明日も。", 5), ["今日は。", "明日も。"]);
        assert_eq!(parts("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(parts("ab👨‍👩‍👧cd", 9), ["ab", "👨‍👩‍👧c", "d"]);
    }

    #[test]
    fn an_address_stays_whole_where_it_fits() {
        assert_eq!(parts("see(https://x.example/abc)", 24), ["see(", "https://x.example/abc)"]);
        assert_eq!(parts("https://x.example/abcdef", 12).concat(), "https://x.example/abcdef");
    }

    #[test]
    fn instagram_counts_bytes() {
        let text = "é".repeat(600);
        assert_eq!(split(&text, Place::Messenger).len(), 1);
        assert_eq!(split(&text, Place::Instagram).iter().map(|part| part.len()).collect::<Vec<_>>(), [1000, 200]);
    }

    #[test]
    fn a_grapheme_longer_than_a_part_is_split_between_characters() {
        let tall = format!("a{}", "\u{301}".repeat(25));
        assert_eq!(parts(&tall, 10).concat(), tall);
        assert!(parts(&tall, 10).iter().all(|part| limit(10).length(part) <= 10));
        assert_eq!(parts("🙂🙂", 1), ["🙂", "🙂"]);
        assert_eq!(parts("", 1), Vec::<&str>::new());
    }

    #[test]
    fn first_words_are_cut_between_words() {
        assert_eq!(first_words("one two three", 20), "one two three");
        assert_eq!(first_words("one two three", 9), "one two");
        assert_eq!(first_words("abcdefghij", 4), "abcd");
    }

    proptest! {
        #[test]
        fn parts_fit_and_join_to_the_text(text in "(\\PC|👨‍👩‍👧|\u{1F1F5}\u{1F1F9}|e\u{301}|\n|https://x\\.example/[a-z]{1,9}|\\. ){0,60}", most in 12_u32..40, bytes in any::<bool>()) {
            let limit = if bytes { Limit { unit: Unit::Bytes, most: most.saturating_add(16), ..limit(most) } } else { limit(most) };
            let parts = split_by(&text, &limit);
            prop_assert_eq!(parts.concat(), text.as_str());
            for part in &parts {
                prop_assert!(limit.length(part) <= limit.count());
                prop_assert!(!part.is_empty());
            }
        }

        #[test]
        fn graphemes_stay_whole(text in "(a|👨‍👩‍👧|\u{1F1F5}\u{1F1F9}|e\u{301}){0,60}", most in 12_u32..40) {
            let whole: Vec<&str> = text.graphemes(true).collect();
            let parts = parts(&text, most);
            let again: Vec<&str> = parts.iter().flat_map(|part| part.graphemes(true)).collect();
            prop_assert_eq!(again, whole);
        }

        #[test]
        fn as_many_graphemes_as_fit_come_first(text in "(a|👨‍👩‍👧|\u{1F1F5}\u{1F1F9}|\u{1F1F5}|e\u{301}|\r\n|\u{915}\u{94D}){1,30}", most in 12_u32..40) {
            let limit = limit(most);
            let mut first = String::new();
            for grapheme in text.graphemes(true) {
                if limit.length(&first) + limit.length(grapheme) > limit.count() {
                    break;
                }
                first.push_str(grapheme);
            }
            prop_assert_eq!(text.get(..fitting_border(&text, &limit)), Some(first.as_str()));
        }

        #[test]
        fn addresses_stay_whole(words in prop::collection::vec("(https://x\\.example/[a-z]{1,8} |[a-z]{1,9}|\\()", 0..12)) {
            let text: String = words.concat();
            let parts = parts(&text, 30);
            for word in words.iter().filter(|word| word.starts_with("https://")) {
                prop_assert!(parts.iter().any(|part| part.contains(word.trim_end())), "{:?}", parts);
            }
        }
    }
}
