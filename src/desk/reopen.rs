//! What the customer writes after the desk has solved the ticket.

use crate::json::{Millis, Read, Reading};

/// Whether it opens the solved ticket again, or a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "\"always\" | \"never\" | { withinHours: number }"))]
pub enum Reopen {
    /// The solved ticket, however old.
    #[default]
    Always,
    /// A new ticket.
    Never,
    /// The solved ticket for so many hours, then a new one.
    WithinHours(u32),
}

impl Reopen {
    /// Whether words of `at` belong to a ticket that was solved at `solved`.
    #[must_use]
    pub fn continues(self, solved: Millis, at: Millis) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::WithinHours(hours) => at < solved.plus(i64::from(hours).saturating_mul(Millis::HOUR)),
        }
    }
}

impl<'d> Read<'d> for Reopen {
    const EXPECTED: &'static str = "\"always\", \"never\" or { \"withinHours\" }";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.value().text() {
            Some("always") => Some(Self::Always),
            Some("never") => Some(Self::Never),
            Some(_) => None,
            None => reading.fields()?.get("withinHours").map(Self::WithinHours),
        }
    }
}
