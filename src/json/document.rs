//! Bytes to a tree of values, within limits.

use alloc::borrow::Cow;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::ascii::unescaped_length;
use super::{Kind, Value};

/// A parsed JSON text.
///
/// ```
/// use messenger_desk_json::{Document, Limits};
///
/// let body = br#"{"id": 10000000000000000000000001, "text": "caf\u00e9"}"#;
/// let document = Document::parse(body, &Limits::default()).unwrap();
/// assert_eq!(document.root().get("id").unwrap().raw(), "10000000000000000000000001");
/// assert_eq!(document.root().get("text").unwrap().text(), Some("café"));
/// ```
#[derive(Debug, Clone)]
pub struct Document<'d> {
    root: Value<'d>,
}

/// How much of a body is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the whole text in bytes; default 1 MiB.
    pub bytes: usize,
    /// Nesting of arrays and objects; default 64.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1 << 20, depth: 64 }
    }
}

/// Why a text is no document: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong.
    pub what: Refused,
    /// The byte of the body at which reading stopped, counted from 0.
    pub offset: usize,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nothing but white space.
    Empty,
    /// Longer than [`Limits::bytes`].
    TooLong,
    /// Nested deeper than [`Limits::depth`].
    TooDeep,
    /// Not UTF-8.
    Utf8,
    /// Not JSON.
    Syntax,
}

impl<'d> Document<'d> {
    /// Reads a JSON text; a byte order mark before it is skipped.
    pub fn parse(bytes: &'d [u8], limits: &Limits) -> Result<Self, Malformed> {
        if bytes.len() > limits.bytes {
            return Err(Malformed { what: Refused::TooLong, offset: limits.bytes });
        }
        let text = core::str::from_utf8(bytes)
            .map_err(|error| Malformed { what: Refused::Utf8, offset: error.valid_up_to() })?;
        Self::parse_text(text, limits)
    }

    /// Reads a JSON text that is known to be UTF-8.
    pub fn parse_text(text: &'d str, limits: &Limits) -> Result<Self, Malformed> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut scanner = Scanner { text: body, at: 0, scratch: String::new() };
        let parsed = match scanner.peek() {
            Some(next) => scanner.value(next, limits.depth).and_then(|root| scanner.end().map(|()| root)),
            None => Err(Refused::Empty),
        };
        let skipped = text.len().saturating_sub(body.len());
        parsed.map(|root| Self { root }).map_err(|what| Malformed { what, offset: skipped.saturating_add(scanner.at) })
    }

    /// The outermost value.
    #[must_use]
    pub const fn root(&self) -> &Value<'d> {
        &self.root
    }
}

struct Scanner<'d> {
    text: &'d str,
    /// The next byte to look at.
    at: usize,
    /// Where strings with escapes are put together.
    scratch: String,
}

impl<'d> Scanner<'d> {
    /// The next byte that is no white space; it is not taken.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.skip(1),
                next => return next.copied(),
            }
        }
    }

    #[inline]
    fn skip(&mut self, bytes: usize) {
        self.at = self.at.wrapping_add(bytes);
    }

    /// The text from here.
    #[inline]
    fn rest(&self) -> &'d str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn end(&mut self) -> Result<(), Refused> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Refused::Syntax),
        }
    }

    /// Reads the value that starts with the byte `next`, which is peeked at, not taken.
    fn value(&mut self, next: u8, depth: usize) -> Result<Value<'d>, Refused> {
        let start = self.at;
        let kind = match next {
            b'"' => Kind::Text(self.string()?),
            b'0'..=b'9' | b'-' => Kind::Number(self.number()?),
            b'{' => Kind::Object(self.object(depth.checked_sub(1).ok_or(Refused::TooDeep)?)?),
            b'[' => Kind::Array(self.array(depth.checked_sub(1).ok_or(Refused::TooDeep)?)?),
            _ => self.word()?,
        };
        let raw = self.text.get(start..self.at).unwrap_or_default();
        Ok(Value::new(raw, kind))
    }

    fn word(&mut self) -> Result<Kind<'d>, Refused> {
        let rest = self.rest();
        let (length, kind) = if rest.starts_with("true") {
            (4, Kind::Bool(true))
        } else if rest.starts_with("false") {
            (5, Kind::Bool(false))
        } else if rest.starts_with("null") {
            (4, Kind::Null)
        } else {
            return Err(Refused::Syntax);
        };
        self.skip(length);
        Ok(kind)
    }

    fn number(&mut self) -> Result<&'d str, Refused> {
        let rest = self.rest();
        let start = self.at;
        if rest.starts_with('-') {
            self.skip(1);
        }
        if self.text.as_bytes().get(self.at) == Some(&b'0') {
            self.skip(1);
        } else {
            self.digits()?;
        }
        if self.text.as_bytes().get(self.at) == Some(&b'.') {
            self.skip(1);
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.text.as_bytes().get(self.at) {
            self.skip(1);
            if let Some(b'+' | b'-') = self.text.as_bytes().get(self.at) {
                self.skip(1);
            }
            self.digits()?;
        }
        self.text.get(start..self.at).ok_or(Refused::Syntax)
    }

    fn digits(&mut self) -> Result<(), Refused> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            self.skip(1);
        }
        if self.at == start { Err(Refused::Syntax) } else { Ok(()) }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value<'d>>, Refused> {
        let mut items = Vec::new();
        self.skip(1);
        let mut next = self.peek().ok_or(Refused::Syntax)?;
        if next == b']' {
            self.skip(1);
            return Ok(items);
        }
        loop {
            items.push(self.value(next, depth)?);
            if self.closed_by(b']')? {
                return Ok(items);
            }
            next = self.peek().ok_or(Refused::Syntax)?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(Cow<'d, str>, Value<'d>)>, Refused> {
        self.skip(1);
        if self.peek() == Some(b'}') {
            self.skip(1);
            return Ok(Vec::new());
        }
        let mut entries = Vec::with_capacity(4);
        loop {
            if self.peek() != Some(b'"') {
                return Err(Refused::Syntax);
            }
            let key = self.string()?;
            if self.peek() != Some(b':') {
                return Err(Refused::Syntax);
            }
            self.skip(1);
            let next = self.peek().ok_or(Refused::Syntax)?;
            entries.push((key, self.value(next, depth)?));
            if self.closed_by(b'}')? {
                return Ok(entries);
            }
        }
    }

    /// After an item: whether the closing bracket comes next; if not, a comma must.
    #[inline]
    fn closed_by(&mut self, end: u8) -> Result<bool, Refused> {
        match self.peek() {
            Some(next) if next == end => {
                self.skip(1);
                Ok(true)
            }
            Some(b',') => {
                self.skip(1);
                Ok(false)
            }
            _ => Err(Refused::Syntax),
        }
    }

    /// Reads a string whose opening quote is peeked at; borrows where it has no escapes.
    fn string(&mut self) -> Result<Cow<'d, str>, Refused> {
        let bytes = self.text.as_bytes();
        let start = self.at.wrapping_add(1);
        self.at = start.wrapping_add(unescaped_length(bytes.get(start..).unwrap_or_default()));
        let plain = self.text.get(start..self.at).ok_or(Refused::Syntax)?;
        if bytes.get(self.at) == Some(&b'"') {
            self.skip(1);
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped(plain)
    }

    /// Reads on from the first escape of a string.
    #[inline(never)]
    fn escaped(&mut self, plain: &str) -> Result<Cow<'d, str>, Refused> {
        self.scratch.clear();
        self.scratch.push_str(plain);
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => {
                    self.skip(1);
                    return Ok(Cow::Owned(self.scratch.as_str().to_owned()));
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    self.scratch.push(character);
                }
                _ => return Err(Refused::Syntax),
            }
            let rest = self.rest();
            let length = unescaped_length(rest.as_bytes());
            if length > 0 {
                self.scratch.push_str(rest.get(..length).ok_or(Refused::Syntax)?);
                self.skip(length);
            }
        }
    }

    fn escape(&mut self) -> Result<char, Refused> {
        let letter = self.text.as_bytes().get(self.at.wrapping_add(1)).copied();
        self.skip(2);
        Ok(match letter {
            Some(b'u') => return self.unicode_escape(),
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(Refused::Syntax),
        })
    }

    /// The character of `\uXXXX`, of which `\u` is taken. Half a surrogate pair, which some clients cut emoji into, becomes
    /// U+FFFD instead of costing the whole body.
    fn unicode_escape(&mut self) -> Result<char, Refused> {
        let unit = self.hex(self.at).ok_or(Refused::Syntax)?;
        self.skip(4);
        if (0xD800..0xDC00).contains(&unit) && self.rest().starts_with("\\u") {
            let low = self.hex(self.at.wrapping_add(2)).filter(|low| (0xDC00..0xE000).contains(low));
            if let Some(low) = low {
                self.skip(6);
                let scalar = 0x1_0000_u32.wrapping_add((unit & 0x3FF) << 10 | low & 0x3FF);
                return Ok(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits: &[u8; 4] = self.text.as_bytes().get(at..)?.first_chunk()?;
        digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let document = Document::parse_text(json, &Limits::default()).ok()?;
        document.root().text().map(str::to_owned)
    }

    #[test]
    fn escapes_of_every_kind_are_resolved() {
        assert_eq!(
            text(r#""\ud83d\ude80 \uD83C\uDFFF \uDBFF\uDFFF""#).as_deref(),
            Some("\u{1F680} \u{1F3FF} \u{10FFFF}")
        );
        assert_eq!(text(r#""a\/b\\\"\n\u00e9""#).as_deref(), Some("a/b\\\"\né"));
        assert_eq!(text(r#""\ud83d!\ude80\ud83d\u0041""#).as_deref(), Some("\u{fffd}!\u{fffd}\u{fffd}A"));
    }

    #[test]
    fn what_is_no_json_is_refused_where_it_stops_being() {
        for (json, what, offset) in [
            ("", Refused::Empty, 0),
            (" \u{feff}", Refused::Syntax, 1),
            ("[1,]", Refused::Syntax, 3),
            ("{\"a\":1,}", Refused::Syntax, 7),
            ("[01]", Refused::Syntax, 2),
            ("[1.]", Refused::Syntax, 3),
            ("[-]", Refused::Syntax, 2),
            ("[1e]", Refused::Syntax, 3),
            ("nul", Refused::Syntax, 0),
            ("1 2", Refused::Syntax, 2),
            ("\"a\nb\"", Refused::Syntax, 2),
        ] {
            let refused = Document::parse_text(json, &Limits::default()).map(|_| ()).unwrap_err();
            assert_eq!(refused, Malformed { what, offset }, "{json}");
        }
        let deep = Document::parse(b"[[[1]]]", &Limits { bytes: 100, depth: 2 }).map(|_| ()).unwrap_err();
        assert_eq!(deep.what, Refused::TooDeep);
        let latin = Document::parse(b"\"caf\xe9\"", &Limits::default()).map(|_| ()).unwrap_err();
        assert_eq!(latin, Malformed { what: Refused::Utf8, offset: 4 });
    }
}
