//! How to try again: how long to wait, how often.

use crate::json::{Millis, record};

/// How a call is tried again: waiting twice as long each time, up to a ceiling, and not for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Retry {
    /// The wait before the first repetition, ms.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub after_ms: i64,
    /// The longest wait before any repetition, ms.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub ceiling_ms: i64,
    /// How often it is repeated at most; the first call does not count.
    pub attempts: u32,
}

const MINUTE: i64 = 60 * Millis::SECOND;

impl Retry {
    /// A passing trouble: for the better part of an hour.
    pub const PASSING: Self = Self { after_ms: 5 * Millis::SECOND, ceiling_ms: 15 * MINUTE, attempts: 10 };
    /// What may pass or be for good: a few times.
    pub const FEW: Self = Self { attempts: 3, ..Self::PASSING };
    /// Once, in case the file was not there yet.
    pub const ONCE: Self = Self { after_ms: 5 * Millis::SECOND, ceiling_ms: 5 * Millis::SECOND, attempts: 1 };
    /// Too many calls: calls while limited prolong the block (`platform.md` 8), so wait long.
    pub const THROTTLED: Self = Self { after_ms: MINUTE, ceiling_ms: Millis::HOUR, attempts: 12 };
    /// An automated flow that ends by itself.
    pub const FLOW: Self = Self { after_ms: 5 * MINUTE, ceiling_ms: Millis::HOUR, attempts: 24 };
    /// A Page that Meta keeps from sending: 30 minutes, doubling to 4 hours (as reported; Meta names no time), for three days.
    pub const RESTRICTED: Self = Self { after_ms: 30 * MINUTE, ceiling_ms: 4 * Millis::HOUR, attempts: 20 };
    /// Once an hour.
    pub const HOURLY: Self = Self { after_ms: Millis::HOUR, ceiling_ms: Millis::HOUR, attempts: 24 };

    /// How long to wait before repetition number `attempt` (from 1), ms; nothing where it should not be tried again.
    ///
    /// There is no randomness in here: `jitter`, a number from 0 to 1 of the host's, lengthens the wait by up to a quarter, so
    /// that what failed together does not come back together. Anything else counts as the nearer end.
    ///
    /// ```
    /// use messenger_desk::send::Retry;
    ///
    /// let retry = Retry { after_ms: 1000, ceiling_ms: 3000, attempts: 3 };
    /// let waits: Vec<_> = (1..=4).map(|attempt| retry.wait(attempt, 0.0)).collect();
    /// assert_eq!(waits, [Some(1000), Some(2000), Some(3000), None]);
    /// assert_eq!(retry.wait(1, 1.0), Some(1250));
    /// ```
    #[must_use]
    pub fn wait(self, attempt: u32, jitter: f64) -> Option<i64> {
        if attempt == 0 || attempt > self.attempts {
            return None;
        }
        let mut wait = self.after_ms.max(0);
        for _ in 1..attempt {
            if wait >= self.ceiling_ms {
                break;
            }
            wait = wait.saturating_mul(2);
        }
        let wait = wait.min(self.ceiling_ms.max(0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a wait need not be exact; what is no number is 0"
        )]
        let longer = ((wait / 4) as f64 * jitter.clamp(0.0, 1.0)) as i64;
        Some(wait.saturating_add(longer.min(wait / 4)))
    }
}

record!(Retry { after_ms: "afterMs" required, ceiling_ms: "ceilingMs" required, attempts: "attempts" required });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_grow_to_the_ceiling_and_end(
            after_ms in any::<i64>(),
            ceiling_ms in any::<i64>(),
            attempts in 0_u32..200,
            jitter in any::<f64>(),
        ) {
            let retry = Retry { after_ms, ceiling_ms, attempts };
            let mut last = 0;
            for attempt in 1..=attempts {
                let whole = retry.wait(attempt, 0.0).unwrap();
                prop_assert!(whole >= last && whole <= ceiling_ms.max(0));
                let longer = retry.wait(attempt, jitter).unwrap();
                prop_assert!(longer >= whole && longer <= whole.saturating_add(whole / 4));
                last = whole;
            }
            prop_assert_eq!(retry.wait(attempts + 1, jitter), None);
            prop_assert_eq!(retry.wait(0, jitter), None);
        }
    }
}
