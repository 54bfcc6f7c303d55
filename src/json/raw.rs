//! JSON that is handed on as it came.

use super::number::whole;
use super::{Value, Write, Writer};

/// The largest whole number up to which JavaScript keeps every one apart.
const SAFE: u64 = (1 << 53) - 1;
/// As many digits as [`SAFE`] has.
const SAFE_DIGITS: usize = 16;

/// The untouched JSON text of a value we hand on without understanding it. Written out it is the same but for whole numbers that
/// JavaScript would round, such as ids past 2^53: those are written as texts, so that every digit arrives.
///
/// ```
/// use messenger_desk_json::{write, Document, Limits, Raw};
///
/// let document = Document::parse(br#"{"price": 1.10, "id": 99999999999999999999}"#, &Limits::default()).unwrap();
/// let raw = Raw::of(document.root());
/// assert_eq!(write(&vec![raw]), r#"[{"price": 1.10, "id": "99999999999999999999"}]"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "unknown"))]
pub struct Raw<'d>(&'d str);

impl<'d> Raw<'d> {
    /// The text of a value. Only a value that was read gives one, so it is JSON and may be written into JSON.
    #[must_use]
    pub const fn of(value: &Value<'d>) -> Self {
        Self(value.raw())
    }

    /// The JSON text.
    #[must_use]
    pub const fn as_str(&self) -> &'d str {
        self.0
    }
}

impl Write for Raw<'_> {
    fn write(&self, out: &mut Writer) {
        let mut rest = self.0;
        while let Some((before, number, after)) = next_unsafe(rest) {
            out.raw(before);
            out.text(number);
            rest = after;
        }
        out.raw(rest);
    }
}

/// The first whole number that JavaScript would round, with what stands before and after it. What stands in a text is no number.
fn next_unsafe(json: &str) -> Option<(&str, &str, &str)> {
    let mut in_text = false;
    let mut escaped = false;
    let mut start = None;
    for (at, byte) in json.bytes().chain([b' ']).enumerate() {
        if in_text {
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
        } else if byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E') {
            // A word of JSON's may begin so too: `false` has an `e`.
            start = start.or(Some(at));
        } else {
            let (before, rest) = json.split_at_checked(start.take().unwrap_or(at))?;
            let (number, after) = rest.split_at_checked(at.saturating_sub(before.len()))?;
            if is_unsafe(number) {
                return Some((before, number, after));
            }
            in_text = byte == b'"';
        }
    }
    None
}

fn is_unsafe(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.len() >= SAFE_DIGITS
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && whole(number).is_none_or(|number| number.unsigned_abs() > SAFE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Document, Limits, write};

    fn written(json: &str) -> alloc::string::String {
        let document = Document::parse_text(json, &Limits::default()).unwrap();
        write(&Raw::of(document.root()))
    }

    #[test]
    fn what_javascript_keeps_is_left_alone() {
        for json in [
            "9007199254740991",
            "-9007199254740991",
            "0.12345678901234567890",
            "1E30",
            "123456789012345678e1",
            r#""12345678901234567890""#,
            r#"{"12345678901234567890":[true,false,null,"\"12345678901234567890"]}"#,
            "[]",
        ] {
            assert_eq!(written(json), json);
        }
    }

    #[test]
    fn what_javascript_would_round_is_a_text() {
        assert_eq!(written("9007199254740992"), r#""9007199254740992""#);
        assert_eq!(written("-9007199254740993"), r#""-9007199254740993""#);
        assert_eq!(
            written(r#"{"a\\":12345678901234567890,"b":[99999999999999999999999,false, 7]}"#),
            r#"{"a\\":"12345678901234567890","b":["99999999999999999999999",false, 7]}"#
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_left_alone_when_written_again(
            numbers in prop::collection::vec("-?[1-9][0-9]{0,24}(\\.[0-9]{1,3})?", 0..6),
            text in "[\\\\\"0-9a-z ]{0,30}",
        ) {
            let mut json = String::from("[");
            json.push_str(&write(&text));
            for number in &numbers {
                json.push(',');
                json.push_str(number);
            }
            json.push(']');
            let once = written(&json);
            prop_assert_eq!(&written(&once), &once);
            let document = Document::parse_text(&once, &Limits::default()).unwrap();
            let items = document.root().items().unwrap();
            prop_assert_eq!(items[0].text(), Some(text.as_str()));
            for (item, number) in items[1..].iter().zip(&numbers) {
                let kept = item.text().unwrap_or(item.raw());
                prop_assert_eq!(kept, number.as_str());
            }
        }
    }
}
