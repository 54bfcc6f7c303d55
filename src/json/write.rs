//! Writing JSON.
//!
//! Our own, and not serde's, for one reason, which was measured: every type here crosses a border as JSON, and derived serialisers
//! were a fifth of the Wasm module's code. A record's fields are written through `dyn`, so each costs a few bytes of code.

use alloc::string::String;
use alloc::vec::Vec;

use super::ascii::plain_length;

/// A value that can be written as JSON.
pub trait Write {
    /// Writes it.
    fn write(&self, out: &mut Writer);

    /// Whether a key with this value is left out of its object.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A value that is written as an object, or among the keys of another one.
pub trait Record {
    /// Writes its keys.
    fn entries(&self, object: &mut Object<'_>);
}

/// JSON text in the making.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
}

/// An object in the making.
pub struct Object<'w> {
    out: &'w mut Writer,
    first: bool,
}

/// The JSON text of a value, without white space.
///
/// ```
/// use messenger_desk_json::write;
///
/// assert_eq!(write("a \"quoted\" line\n"), r#""a \"quoted\" line\n""#);
/// ```
#[must_use]
pub fn write<T: Write + ?Sized>(value: &T) -> String {
    let mut out = Writer { text: String::with_capacity(1024) };
    value.write(&mut out);
    out.text
}

impl Writer {
    /// Writes an object.
    #[inline(never)]
    pub fn object(&mut self, record: &dyn Record) {
        self.text.push('{');
        record.entries(&mut Object { out: self, first: true });
        self.text.push('}');
    }

    /// Writes an object of which the keys are not known beforehand.
    pub fn map<'m>(&mut self, entries: &mut dyn Iterator<Item = (&'m str, &'m dyn Write)>) {
        self.text.push('{');
        let mut object = Object { out: self, first: true };
        for (key, value) in entries {
            object.comma();
            object.out.text(key);
            object.out.text.push(':');
            value.write(object.out);
        }
        self.text.push('}');
    }

    /// Writes an array.
    #[inline(never)]
    pub fn list(&mut self, items: &mut dyn Iterator<Item = &dyn Write>) {
        self.text.push('[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            item.write(self);
        }
        self.text.push(']');
    }

    #[inline(never)]
    fn items(&mut self, items: &dyn List) {
        self.list(&mut (0_usize..).map_while(|index| items.item(index)));
    }

    /// Writes a text, in ASCII: JavaScript engines take over a text of one byte a character many times faster than one they have
    /// to decode.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.text.push('"');
        if plain_length(text.as_bytes()) == text.len() {
            self.text.push_str(text);
        } else {
            self.escaped(text);
        }
        self.text.push('"');
    }

    #[inline(never)]
    fn escaped(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (plain, special) = rest.split_at_checked(plain_length(rest.as_bytes())).unwrap_or((rest, ""));
            self.text.push_str(plain);
            let mut characters = special.chars();
            let Some(character) = characters.next() else { break };
            self.escape(character);
            rest = characters.as_str();
        }
    }

    /// Writes what is JSON already.
    #[inline(never)]
    pub fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes a whole number.
    #[inline(never)]
    pub fn number(&mut self, number: i64) {
        push_number(&mut self.text, number);
    }

    fn escape(&mut self, character: char) {
        match character {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    self.text.push_str("\\u");
                    for shift in [12, 8, 4, 0] {
                        self.text.push(char::from_digit(u32::from(*unit >> shift & 15), 16).unwrap_or('0'));
                    }
                }
            }
        }
    }
}

/// Appends a whole number's digits, without the formatting machinery.
pub(crate) fn push_number(text: &mut String, number: i64) {
    let mut digits = [b'0'; 20];
    let mut rest = number.unsigned_abs();
    let mut length = 0_usize;
    for digit in digits.iter_mut().rev() {
        *digit = b'0'.wrapping_add(u8::try_from(rest % 10).unwrap_or_default());
        rest /= 10;
        length = length.saturating_add(1);
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        text.push('-');
    }
    let digits = digits.get(digits.len().saturating_sub(length)..).unwrap_or_default();
    text.push_str(core::str::from_utf8(digits).unwrap_or("0"));
}

impl Object<'_> {
    /// Writes a key that needs no escapes, and its value, unless that is absent.
    pub fn field(&mut self, key: &str, value: &dyn Write) {
        if value.is_absent() {
            return;
        }
        self.comma();
        self.out.text.push('"');
        self.out.text.push_str(key);
        self.out.text.push_str("\":");
        value.write(self.out);
    }

    fn comma(&mut self) {
        if !core::mem::replace(&mut self.first, false) {
            self.out.text.push(',');
        }
    }
}

impl Write for str {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl Write for String {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl Write for alloc::borrow::Cow<'_, str> {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl<T: Write + ?Sized> Write for &T {
    fn write(&self, out: &mut Writer) {
        (**self).write(out);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl Write for bool {
    fn write(&self, out: &mut Writer) {
        out.raw(if *self { "true" } else { "false" });
    }
}

impl Write for i64 {
    fn write(&self, out: &mut Writer) {
        out.number(*self);
    }
}

impl Write for u32 {
    fn write(&self, out: &mut Writer) {
        out.number((*self).into());
    }
}

impl Write for u16 {
    fn write(&self, out: &mut Writer) {
        out.number((*self).into());
    }
}

/// Nothing is absent, not `null`.
impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.raw("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Write::is_absent)
    }
}

/// A list without the type of its items, so that the module holds the loop over them once.
trait List {
    fn item(&self, index: usize) -> Option<&dyn Write>;
}

impl<T: Write> List for &[T] {
    fn item(&self, index: usize) -> Option<&dyn Write> {
        self.get(index).map(|item| -> &dyn Write { item })
    }
}

impl<T: Write> Write for [T] {
    fn write(&self, out: &mut Writer) {
        out.items(&self);
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut Writer) {
        self.as_slice().write(out);
    }
}

/// A mark that is there or not: `true`, or no key at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "true"))]
pub struct Mark(pub bool);

impl Write for Mark {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn is_absent(&self) -> bool {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Document, Limits};

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in "(\\PC|[\u{0}-\u{1f}\"\\\\]){0,40}", number in any::<i64>()) {
            let json = write(&text);
            let document = Document::parse_text(&json, &Limits::default()).unwrap();
            prop_assert_eq!(document.root().text(), Some(text.as_str()));
            prop_assert_eq!(write(&number), number.to_string());
        }
    }
}
