//! Bytes to a tree of values, within limits.

use std::borrow::Cow;

use hifijson::escape::{Error as EscapeError, Lex as _};
use hifijson::num::Lex as _;
use hifijson::str::{Error as StrError, LexWrite as _};
use hifijson::token::Lex as _;
use hifijson::{Expect, Read as _, SliceLexer};

use super::{Kind, Value};

/// A parsed JSON text.
///
/// ```
/// use messenger_desk::json::{Document, Limits};
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
        let text = std::str::from_utf8(bytes)
            .map_err(|error| Malformed { what: Refused::Utf8, offset: error.valid_up_to() })?;
        Self::parse_text(text, limits)
    }

    /// Reads a JSON text that is known to be UTF-8.
    pub fn parse_text(text: &'d str, limits: &Limits) -> Result<Self, Malformed> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut scanner = Scanner { text: body, lexer: SliceLexer::new(body.as_bytes()) };
        let parsed = match scanner.lexer.ws_peek() {
            Some(next) => scanner.value(next, limits.depth).and_then(|root| scanner.end().map(|()| root)),
            None => Err(Refused::Empty),
        };
        parsed
            .map(|root| Self { root })
            .map_err(|what| Malformed { what, offset: text.len().saturating_sub(scanner.lexer.as_slice().len()) })
    }

    /// The outermost value.
    #[must_use]
    pub const fn root(&self) -> &Value<'d> {
        &self.root
    }
}

struct Scanner<'d> {
    text: &'d str,
    lexer: SliceLexer<'d>,
}

impl From<Expect> for Refused {
    fn from(_: Expect) -> Self {
        Self::Syntax
    }
}

impl From<StrError> for Refused {
    fn from(_: StrError) -> Self {
        Self::Syntax
    }
}

impl<'d> Scanner<'d> {
    fn offset(&self) -> usize {
        self.text.len().saturating_sub(self.lexer.as_slice().len())
    }

    fn end(&mut self) -> Result<(), Refused> {
        match self.lexer.ws_peek() {
            None => Ok(()),
            Some(_) => Err(Refused::Syntax),
        }
    }

    /// Reads the value that starts with the byte `next`, which is peeked at, not taken.
    fn value(&mut self, next: u8, depth: usize) -> Result<Value<'d>, Refused> {
        let start = self.offset();
        let kind = match next {
            b'"' => Kind::Text(self.string()?),
            b'0'..=b'9' | b'-' => {
                self.lexer.num_ignore().validate().map_err(|_| Refused::Syntax)?;
                Kind::Number(self.text.get(start..self.offset()).unwrap_or_default())
            }
            b'{' => Kind::Object(self.object(depth.checked_sub(1).ok_or(Refused::TooDeep)?)?),
            b'[' => Kind::Array(self.array(depth.checked_sub(1).ok_or(Refused::TooDeep)?)?),
            b'a'..=b'z' => match self.lexer.null_or_bool().ok_or(Refused::Syntax)? {
                Some(value) => Kind::Bool(value),
                None => Kind::Null,
            },
            _ => return Err(Refused::Syntax),
        };
        let raw = self.text.get(start..self.offset()).unwrap_or_default();
        Ok(Value::new(raw, kind))
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value<'d>>, Refused> {
        let mut items = Vec::new();
        self.lexer.take_next();
        let mut next = self.lexer.ws_peek().ok_or(Refused::Syntax)?;
        if next == b']' {
            self.lexer.take_next();
            return Ok(items);
        }
        loop {
            items.push(self.value(next, depth)?);
            if self.closed_by(b']')? {
                return Ok(items);
            }
            next = self.lexer.ws_peek().ok_or(Refused::Syntax)?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(Cow<'d, str>, Value<'d>)>, Refused> {
        let mut entries = Vec::new();
        self.lexer.take_next();
        if self.lexer.ws_peek() == Some(b'}') {
            self.lexer.take_next();
            return Ok(entries);
        }
        loop {
            if self.lexer.ws_peek() != Some(b'"') {
                return Err(Refused::Syntax);
            }
            let key = self.string()?;
            self.lexer.expect(SliceLexer::ws_peek, b':').ok_or(Refused::Syntax)?;
            let next = self.lexer.ws_peek().ok_or(Refused::Syntax)?;
            entries.push((key, self.value(next, depth)?));
            if self.closed_by(b'}')? {
                return Ok(entries);
            }
        }
    }

    /// After an item: whether the closing bracket comes next; if not, a comma must.
    fn closed_by(&mut self, end: u8) -> Result<bool, Refused> {
        match self.lexer.ws_peek() {
            Some(next) if next == end => {
                self.lexer.take_next();
                Ok(true)
            }
            Some(b',') => {
                self.lexer.take_next();
                Ok(false)
            }
            _ => Err(Refused::Syntax),
        }
    }

    /// Reads a string whose opening quote is peeked at; borrows where it has no escapes.
    fn string(&mut self) -> Result<Cow<'d, str>, Refused> {
        self.lexer.take_next();
        self.lexer.str_fold(
            Cow::Borrowed(""),
            |bytes, out: &mut Cow<'d, str>| {
                let part = std::str::from_utf8(bytes).map_err(StrError::Utf8)?;
                if out.is_empty() {
                    *out = Cow::Borrowed(part);
                } else if !part.is_empty() {
                    out.to_mut().push_str(part);
                }
                Ok::<_, Refused>(())
            },
            |lexer, out| {
                let character = match lexer.take_next() {
                    Some(b'u') => unicode_escape(lexer),
                    Some(letter) => lexer.escape(letter),
                    None => Err(EscapeError::Eof),
                };
                out.to_mut().push(character.map_err(|_| Refused::Syntax)?);
                Ok(())
            },
        )
    }
}

/// The character of `\uXXXX`, of which `\u` is taken. Half a surrogate pair, which some clients cut emoji into, becomes U+FFFD
/// instead of costing the whole body.
fn unicode_escape(lexer: &mut SliceLexer<'_>) -> Result<char, EscapeError> {
    let unit: u16 = lexer.hex()?;
    if (0xD800..0xDC00).contains(&unit) {
        let mut ahead = SliceLexer::new(lexer.as_slice());
        if let Some(character) = ahead.low_surrogate(unit).ok().and_then(char::from_u32) {
            *lexer = ahead;
            return Ok(character);
        }
    }
    Ok(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER))
}
