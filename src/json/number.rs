//! Numbers that are never rounded, and times.

use alloc::borrow::Cow;

use super::{Kind, Read, Reading, Write, Writer};

/// A number as it was written. Written out again it is the same digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "number"))]
pub struct Decimal<'d>(&'d str);

impl<'d> Decimal<'d> {
    /// Its digits.
    #[must_use]
    pub const fn as_str(&self) -> &'d str {
        self.0
    }
}

impl Write for Decimal<'_> {
    fn write(&self, out: &mut Writer) {
        out.raw(self.0);
    }
}

impl<'d> Read<'d> for Decimal<'d> {
    const EXPECTED: &'static str = "a number without exponent";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            // Nothing that JavaScript would read as infinite.
            Kind::Number(text) if text.len() <= 40 && !text.contains(['e', 'E']) => Some(Self(text)),
            // A number that was written as a text.
            Kind::Text(Cow::Borrowed(text)) if text.len() <= 40 && is_decimal(text) => Some(Self(text)),
            _ => None,
        }
    }
}

/// Whether a text is a number of JSON's, without an exponent: it is written out again as it is.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && (whole.len() == 1 || !whole.starts_with('0'))
}

/// A moment: milliseconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "number"))]
pub struct Millis(pub i64);

impl Millis {
    /// One second.
    pub const SECOND: i64 = 1000;
    /// One hour.
    pub const HOUR: i64 = 3600 * Self::SECOND;
    /// One day.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// The moment so many milliseconds later; at the end of all time instead of wrapping around.
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

impl Write for Millis {
    fn write(&self, out: &mut Writer) {
        out.number(self.0);
    }
}

impl<'d> Read<'d> for Millis {
    const EXPECTED: &'static str = "a time in milliseconds since the epoch";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            Kind::Number(digits) => whole(digits).map(Self),
            _ => None,
        }
    }
}

/// A moment as Meta writes it: milliseconds or seconds, a number or a text. What is below 10^11 is seconds (`platform.md`,
/// general parsing rule 2); as milliseconds that border would be March 1973.
///
/// ```
/// use messenger_desk_json::{MetaTime, Millis};
///
/// assert_eq!(MetaTime::parse("1762128000123"), Some(Millis(1_762_128_000_123)));
/// assert_eq!(MetaTime::parse("1762128000"), Some(Millis(1_762_128_000_000)));
/// assert_eq!(MetaTime::parse("1762128000.5"), Some(Millis(1_762_128_000_000)));
/// assert_eq!(MetaTime::parse("1.762128e12"), None);
/// assert_eq!(MetaTime::parse("soon"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetaTime(pub Millis);

impl MetaTime {
    /// Reads the digits of a moment.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Millis> {
        const BORDER: i64 = 100_000_000_000;
        // What `Date` can hold; later than any calendar can write is no moment.
        const LAST: i64 = 8_640_000_000_000_000;
        match whole(digits.trim_ascii())? {
            seconds @ 0..BORDER => seconds.checked_mul(Millis::SECOND).map(Millis),
            milliseconds @ BORDER..=LAST => Some(Millis(milliseconds)),
            _ => None,
        }
    }
}

impl<'d> Read<'d> for MetaTime {
    const EXPECTED: &'static str = "a time in seconds or milliseconds since the epoch";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().kind() {
            Kind::Number(digits) => Self::parse(digits).map(Self),
            Kind::Text(digits) => Self::parse(digits).map(Self),
            _ => None,
        }
    }
}

/// The whole part of a decimal number without exponent.
pub(crate) fn whole(digits: &str) -> Option<i64> {
    let (negative, rest) = match digits.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let dot = rest.iter().position(|byte| *byte == b'.').unwrap_or(rest.len());
    let (whole, fraction) = rest.split_at_checked(dot)?;
    // An exponent behind the point would make it another number.
    if whole.is_empty() || !fraction.iter().skip(1).all(u8::is_ascii_digit) {
        return None;
    }
    let mut number = 0_i64;
    for byte in whole {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // By comparison, because a checked multiplication of 64 bits is one of 128 in Wasm.
        if number < i64::MIN / 10 {
            return None;
        }
        number = number.wrapping_mul(10).checked_sub(i64::from(digit))?;
    }
    if negative { Some(number) } else { number.checked_neg() }
}
