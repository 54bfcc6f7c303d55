//! Days as Meta announces them.

use alloc::string::String;

use crate::json::{Millis, Write, Writer};

/// A day of the calendar, in JSON as `2026-04-27`; a rule changes at its start in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Day", type = "string"))]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A day, for the rule table: `date(2026, 4, 27)`.
#[must_use]
pub const fn date(year: u16, month: u8, day: u8) -> Date {
    Date { year, month, day }
}

impl Date {
    /// The first moment of the day.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "a u16 year of days is far from any bound")]
    pub const fn start(self) -> Millis {
        // Days from the civil calendar, counted in 400-year eras that begin in March.
        let (year, month, day) = (self.year as i64, self.month as i64, self.day as i64);
        let year = if month <= 2 { year - 1 } else { year };
        let era = year / 400;
        let year_of_era = year - era * 400;
        let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Millis((era * 146_097 + day_of_era - 719_468) * Millis::DAY)
    }
}

impl Date {
    /// As in ISO 8601: `2026-04-27`.
    pub(super) fn text(self) -> String {
        let mut text = String::with_capacity(10);
        for (number, unit) in [(self.year, 1000), (self.month.into(), 10), (self.day.into(), 10)] {
            if !text.is_empty() {
                text.push('-');
            }
            let mut unit: u16 = unit;
            while let Some(digit) = number.checked_div(unit) {
                text.push(char::from_digit(u32::from(digit % 10), 10).unwrap_or('0'));
                unit /= 10;
            }
        }
        text
    }
}

impl Write for Date {
    fn write(&self, out: &mut Writer) {
        out.text(&self.text());
    }
}

impl core::fmt::Display for Date {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_start_where_the_calendar_says() {
        for (day, start) in [
            (date(1970, 1, 1), 0),
            (date(2000, 2, 29), 951_782_400_000),
            (date(2020, 3, 4), 1_583_280_000_000),
            (date(2026, 4, 27), 1_777_248_000_000),
        ] {
            assert_eq!(day.start(), Millis(start), "{day}");
        }
    }
}
