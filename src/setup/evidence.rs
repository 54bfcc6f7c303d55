//! What of an answer may be shown. Answers carry tokens, and a mistaken host puts tokens where none belong: so evidence is not
//! filtered for secrets but let through by shape, and no secret of Meta's has any of these shapes.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::json::write;

/// An id of Meta's: decimal digits. Tokens have letters.
pub(super) fn id(text: &str) -> Option<String> {
    shaped(text, 32, |byte| byte.is_ascii_digit())
}

/// A permission, a field, a task, a kind of token: letters of one case and underscores. Tokens have both cases, app secrets have
/// digits.
pub(super) fn word(text: &str) -> Option<String> {
    shaped(text, 64, |byte| byte.is_ascii_lowercase() || byte == b'_')
        .or_else(|| shaped(text, 64, |byte| byte.is_ascii_uppercase() || byte == b'_'))
}

/// A version of the Graph API as Meta writes it: `v26.0`.
pub(super) fn version(text: &str) -> Option<String> {
    let dotted = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    shaped(text.strip_prefix('v')?, 7, dotted).map(|_| text.to_owned())
}

/// The host of an address. What follows it may hold a secret, and so may what stands before an `@`, or a long label.
pub(super) fn host(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    let host = rest.get(..end.unwrap_or(rest.len()))?;
    let mut label = 0_usize;
    for byte in host.bytes() {
        label = if byte == b'.' { 0 } else { label.saturating_add(1) };
        if label > 24 {
            return None;
        }
    }
    shaped(host, 128, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':'))
}

/// A whole number.
#[expect(clippy::unnecessary_wraps, reason = "evidence may be missing, and this is used where the others are")]
pub(super) fn number(number: i64) -> Option<String> {
    // Without the formatting machinery, which nothing else here needs.
    Some(write(&number))
}

fn shaped(text: &str, longest: usize, allowed: fn(u8) -> bool) -> Option<String> {
    (!text.is_empty() && text.len() <= longest && text.bytes().all(allowed)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shaped_like_evidence_is_shown() {
        assert_eq!(id("1029384756").as_deref(), Some("1029384756"));
        assert_eq!(id("EAAG1"), None);
        assert_eq!(word("pages_messaging").as_deref(), Some("pages_messaging"));
        assert_eq!(word("SYSTEM_USER").as_deref(), Some("SYSTEM_USER"));
        for secret in ["EAAGm0PX4ZCpsBA", "d41d8cd98f00b204e9800998ecf8427e", "841000000000001|hush", ""] {
            assert_eq!(word(secret), None, "{secret}");
            assert_eq!(version(secret), None, "{secret}");
            assert_eq!(host(secret), None, "{secret}");
        }
        assert_eq!(version("v26.0").as_deref(), Some("v26.0"));
        assert_eq!(host("https://desk.example/hook?secret=1#2").as_deref(), Some("desk.example"));
        assert_eq!(host("https://user:hush@desk.example/"), None);
        assert_eq!(host("https://d41d8cd98f00b204e9800998ecf8427e.example/"), None);
    }
}
