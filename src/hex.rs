//! Bytes as text, and short fingerprints of texts.

use alloc::string::String;

/// Lower-case hex of some bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A fingerprint of a text in 16 hex digits, for what has no id of its own.
pub(crate) fn fingerprint(text: &str) -> String {
    hex(&hash(text).to_be_bytes())
}

/// FNV-1a, 64 bit. Not a proof of anything: it only has to differ where texts differ.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
