//! Lower case for matching words. A table of ranges of our own: the standard library's covers every script there is and would be
//! a fourteenth of the Wasm module; these are the scripts of the languages that have upper case and are written in Messenger.

use alloc::string::String;

/// How the characters of a range become lower case.
enum Step {
    /// By so many places further on.
    Plus(u32),
    /// Capitals are the even ones, each before its small letter.
    Even,
    /// Capitals are the odd ones, each before its small letter.
    Odd,
}

/// First and last character, and what is done with those between. Latin, Greek, Cyrillic, Armenian, Vietnamese.
const RANGES: [(u32, u32, Step); 25] = [
    (0x41, 0x5A, Step::Plus(32)),
    (0xC0, 0xD6, Step::Plus(32)),
    (0xD8, 0xDE, Step::Plus(32)),
    (0x100, 0x12F, Step::Even),
    (0x132, 0x137, Step::Even),
    (0x139, 0x148, Step::Odd),
    (0x14A, 0x177, Step::Even),
    (0x179, 0x17E, Step::Odd),
    (0x1CD, 0x1DC, Step::Odd),
    (0x1DE, 0x1EF, Step::Even),
    (0x1F8, 0x21F, Step::Even),
    (0x222, 0x233, Step::Even),
    (0x386, 0x386, Step::Plus(38)),
    (0x388, 0x38A, Step::Plus(37)),
    (0x38C, 0x38C, Step::Plus(64)),
    (0x38E, 0x38F, Step::Plus(63)),
    (0x391, 0x3A1, Step::Plus(32)),
    (0x3A3, 0x3AB, Step::Plus(32)),
    (0x400, 0x40F, Step::Plus(80)),
    (0x410, 0x42F, Step::Plus(32)),
    (0x460, 0x481, Step::Even),
    (0x48A, 0x4BF, Step::Even),
    (0x4D0, 0x52F, Step::Even),
    (0x531, 0x556, Step::Plus(48)),
    (0x1E00, 0x1EFF, Step::Even),
];

/// A text in lower case, as far as it is in one of these scripts.
pub(super) fn lowercase(text: &str) -> String {
    text.chars().map(lower).collect()
}

fn lower(character: char) -> char {
    let code = u32::from(character);
    let range = RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&code));
    let plus = match range {
        // These five of Latin Extended Additional stand alone.
        Some((0x1E00, ..)) if (0x1E96..=0x1E9F).contains(&code) => 0,
        Some((_, _, Step::Plus(plus))) => *plus,
        Some((_, _, Step::Even)) => (code & 1) ^ 1,
        Some((_, _, Step::Odd)) => code & 1,
        None => 0,
    };
    char::from_u32(code.wrapping_add(plus)).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_as_the_standard_library_has_it() {
        let blocks = [
            0x0..0x130,
            0x131..0x178,
            0x179..0x181,
            0x1CD..0x1F0,
            0x1F8..0x220,
            0x222..0x234,
            0x386..0x3CF,
            0x400..0x4C0,
            0x4D0..0x557,
            0x1E00..0x1E9E,
            0x1EA0..0x1F00,
        ];
        for code in blocks.into_iter().flatten() {
            let Some(character) = char::from_u32(code) else { continue };
            let expected: String = character.to_lowercase().collect();
            assert_eq!(String::from(lower(character)), expected, "{code:x}");
        }
        assert_eq!(lowercase("ПРИВЕТ, Ärger ΑΒΓ ẮẰ 日本"), "привет, ärger αβγ ắằ 日本");
    }
}
