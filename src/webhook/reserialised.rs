//! What a body may have looked like before somebody parsed it and wrote it again.
//!
//! The most common fault in webhook receivers: a JSON middleware has the bytes first, and the signature is checked over what
//! `JSON.stringify` or its like made of them. Meta writes compact JSON, escapes everything outside ASCII as lower-case `\uXXXX`
//! and `/` as `\/` (`platform.md` 1.2), so those known rewritings can be undone, to *explain* a mismatch and never to accept
//! a body.

use alloc::string::String;
use alloc::vec::Vec;

/// A forged body must not cost much more than a genuine one, so only bodies up to this length in bytes are explained.
const LONGEST_EXPLAINED: usize = 16 * 1024;

/// The bodies that Meta may have signed, given what was received; none for a body that is too long or is no UTF-8.
pub(super) fn candidates(body: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let text = core::str::from_utf8(body).ok().filter(|text| text.len() <= LONGEST_EXPLAINED);
    text.into_iter().flat_map(|text| {
        STYLES.iter().map(|style| style.rewrite(text)).filter(move |rewritten| rewritten != text.as_bytes())
    })
}

/// A way of writing JSON.
#[derive(Clone, Copy)]
struct Style {
    /// No white space between tokens.
    compact: bool,
    /// Everything outside ASCII as `\uXXXX` with lower-case digits.
    ascii: bool,
    /// `/` as `\/`.
    slashes: bool,
}

/// Meta's own way first: it is the likeliest.
const STYLES: [Style; 8] = [
    Style { compact: true, ascii: true, slashes: true },
    Style { compact: false, ascii: true, slashes: true },
    Style { compact: true, ascii: true, slashes: false },
    Style { compact: false, ascii: true, slashes: false },
    Style { compact: true, ascii: false, slashes: true },
    Style { compact: false, ascii: false, slashes: true },
    Style { compact: true, ascii: false, slashes: false },
    // Only a byte order mark or white space around the body went missing or was added.
    Style { compact: false, ascii: false, slashes: false },
];

impl Style {
    fn rewrite(self, text: &str) -> Vec<u8> {
        let text = text.trim_start_matches('\u{feff}').trim();
        let mut written = String::with_capacity(text.len().saturating_mul(2));
        let mut in_string = false;
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => {
                    in_string = !in_string;
                    written.push('"');
                }
                '\\' if in_string => self.escape(&mut characters, &mut written),
                '/' if in_string && self.slashes => written.push_str("\\/"),
                ' ' | '\t' | '\r' | '\n' if !in_string && self.compact => {}
                other if in_string && self.ascii && !other.is_ascii() => {
                    for unit in other.encode_utf16(&mut [0; 2]) {
                        push_unit(*unit, &mut written);
                    }
                }
                other => written.push(other),
            }
        }
        written.into_bytes()
    }

    /// Copies an escape sequence of which the backslash is read; upper-case hex digits become lower-case.
    fn escape(self, characters: &mut core::str::Chars<'_>, written: &mut String) {
        match characters.next() {
            Some('u') => {
                written.push_str("\\u");
                let digits = characters.by_ref().take(4);
                written.extend(digits.map(|digit| if self.ascii { digit.to_ascii_lowercase() } else { digit }));
            }
            Some('/') if !self.slashes => written.push('/'),
            Some(other) => {
                written.push('\\');
                written.push(other);
            }
            None => written.push('\\'),
        }
    }
}

fn push_unit(unit: u16, written: &mut String) {
    written.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        written.push(char::from_digit(u32::from((unit >> shift) & 15), 16).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::super::signature::{Secrets, SignatureRefusal, Verification};
    use super::LONGEST_EXPLAINED;

    /// As Meta writes it.
    const ORIGINAL: &str = r#"{"object":"page","entry":[{"id":"1","messaging":[{"message":{"mid":"m_1","text":"gr\u00fc\u00df dich \ud83d\ude42 a\/b"}}]}]}"#;

    fn verdict(received: &str) -> Verification {
        let secrets = Secrets::new(["a-secret-for-tests-only"]);
        secrets.verify(received.as_bytes(), Some(&secrets.sign(ORIGINAL.as_bytes())))
    }

    #[test]
    fn known_rewritings_are_named_and_never_accepted() {
        let stringified = ORIGINAL.replace(r"\u00fc\u00df", "üß").replace(r"\ud83d\ude42", "🙂").replace(r"\/", "/");
        let spaced = ORIGINAL.replace(r"\/", "/").replace(':', ": ").replace(',', ", ");
        for received in [
            stringified.clone(),
            stringified.replace('{', "{\n  "),
            spaced,
            ORIGINAL.replace(r"\/", "/"),
            ORIGINAL.replace(r"\u00fc\u00df", r"\u00FC\u00DF"),
            format!("\u{feff}{ORIGINAL}"),
            format!("{ORIGINAL}\n"),
        ] {
            assert_eq!(verdict(&received), Verification::Refused(SignatureRefusal::Reserialised), "{received}");
        }
        assert_eq!(verdict(ORIGINAL), Verification::Genuine { secret: 0 });
    }

    #[test]
    fn another_text_is_a_plain_mismatch() {
        assert_eq!(verdict(&ORIGINAL.replace("dich", "Dich")), Verification::Refused(SignatureRefusal::Mismatch));
    }

    #[test]
    fn long_bodies_are_not_worth_explaining() {
        let long = format!("{ORIGINAL}{}", " ".repeat(LONGEST_EXPLAINED));
        assert_eq!(verdict(&long), Verification::Refused(SignatureRefusal::Mismatch));
    }
}
