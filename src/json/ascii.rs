//! Looking at text eight bytes at a time. Words and not vectors, because the compiler makes vectors of loops only when it
//! optimises for nothing but speed; measured, words are as fast here.

/// The number of bytes before the next quote, backslash or control character.
pub(crate) fn unescaped_length(bytes: &[u8]) -> usize {
    length(bytes, 0)
}

/// The same, or before the next byte that is no ASCII.
pub(crate) fn plain_length(bytes: &[u8]) -> usize {
    length(bytes, HIGH)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const SPACES: u64 = 0x2020_2020_2020_2020;

/// `also`: the bits that end a text too.
#[inline(never)]
fn length(bytes: &[u8], also: u64) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut before = 0_usize;
    for word in words {
        if let Some(length) = length_in(u64::from_le_bytes(*word), also) {
            return before.wrapping_add(length);
        }
        before = before.wrapping_add(8);
    }
    // The bytes that make no whole word, filled up with spaces, which end nothing.
    let word = rest.iter().rfold(SPACES, |word, byte| word << 8 | u64::from(*byte));
    length_in(word, also).map_or(bytes.len(), |length| before.wrapping_add(length))
}

#[inline]
fn length_in(word: u64, also: u64) -> Option<usize> {
    let found = first_end(word) | (word & also);
    if found == 0 { None } else { usize::try_from(found.trailing_zeros() / 8).ok() }
}

/// The highest bit of the first byte that is a quote, a backslash or a control character, and perhaps of some after it.
///
/// A byte from which one is taken has its highest bit set when it was zero; what the byte before it borrowed can only deceive
/// after a true find. Bytes outside ASCII are none of these.
#[inline]
fn first_end(word: u64) -> u64 {
    let zero = |bytes: u64| bytes.wrapping_sub(ONES);
    let quote = zero(word ^ ONES.wrapping_mul(b'"'.into()));
    let backslash = zero(word ^ ONES.wrapping_mul(b'\\'.into()));
    let control = word.wrapping_sub(ONES.wrapping_mul(0x20));
    (quote | backslash | control) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_find_what_bytes_find(bytes in prop::collection::vec(prop_oneof![3 => 0x20_u8..0x80, 1 => any::<u8>()], 0..40)) {
            let ends = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
            let first = |found: Option<usize>| found.unwrap_or(bytes.len());
            prop_assert_eq!(unescaped_length(&bytes), first(bytes.iter().position(ends)));
            prop_assert_eq!(plain_length(&bytes), first(bytes.iter().position(|byte| ends(byte) || *byte >= 0x80)));
        }
    }
}
