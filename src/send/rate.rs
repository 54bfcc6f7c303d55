//! Rate planning: when the next send fits under Meta's limits (`platform.md` 8).

use crate::json::{Millis, readable, record, words, written};
use crate::policy::{Date, date};

/// A rate limit of one Page.
///
/// Kept by a token bucket: `burst` sends may leave at once, the others follow evenly, `even` in each span. Together they are no
/// more than `most`, so no span of that length, wherever it begins, sees more. How large the burst is, is ours to choose: Meta
/// counts and does not say how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Rate {
    /// What is limited.
    pub limit: RateLimit,
    /// The most Meta takes in a span of `per_ms`.
    pub most: u32,
    /// For each person whom the Page can write to, not for the Page as a whole.
    pub per_person: bool,
    /// The span, ms.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub per_ms: i64,
    /// How many of them may leave at once.
    pub burst: u32,
    /// How many of them follow evenly in each span.
    pub even: u32,
    /// What Meta says: the page's title, and the day it was updated, where it is dated.
    #[cfg_attr(feature = "types", ts(skip))]
    pub source: (&'static str, Option<Date>),
}

words! {
    /// What a rate limit is about.
    pub enum RateLimit {
        /// Texts, links, reactions, stickers and templates.
        Text = "text",
        /// Audio and video, and files we count with them.
        Media = "media",
        /// Private replies to comments and posts.
        PrivateReplies = "privateReplies",
        /// Reading conversations.
        Conversations = "conversations",
        /// Everything sent in a rolling day.
        Day = "day",
        /// Calls about posts and comments in a rolling day.
        Pages = "pages",
    }
}

words! {
    /// What is to be sent.
    pub enum PaceKind {
        /// Text, link, reaction, sticker, template, sender action.
        Text = "text",
        /// Audio, video or a file.
        Media = "media",
        /// The private reply to a comment or post, whatever is in it.
        PrivateReply = "privateReply",
        /// A call to the Conversations API.
        Conversations = "conversations",
        /// A public comment, or another call about posts and comments.
        Comment = "comment",
    }
}

/// The limits, one row each.
///
/// Ten of the 300 texts a second are left for private replies, which are sends as well and have a row of their own. One generic page
/// says 100 a second for Instagram, which is not followed here. Meta names 750 private replies an hour and Page, in words that speak
/// of Instagram's comments; they are kept for Facebook's too.
pub const RATES: &[Rate] = &[
    row(RateLimit::Text, 300, Millis::SECOND, 30, 260),
    row(RateLimit::Media, 10, Millis::SECOND, 2, 8),
    row(RateLimit::PrivateReplies, 750, Millis::HOUR, 9, 741),
    row(RateLimit::Conversations, 2, Millis::SECOND, 1, 1),
    Rate { per_person: true, ..row(RateLimit::Day, 200, Millis::DAY, 100, 100) },
    Rate { per_person: true, source: ("Rate Limits", None), ..row(RateLimit::Pages, 4800, Millis::DAY, 2400, 2400) },
];

const fn row(limit: RateLimit, most: u32, per_ms: i64, burst: u32, even: u32) -> Rate {
    let source = ("Messenger Platform rate limits", Some(date(2026, 3, 23)));
    Rate { limit, most, per_person: false, per_ms, burst, even, source }
}

/// What a Page has sent of late: small, for the host to keep and to hand in again, unchanged.
///
/// `used` is how much of each row of [`RATES`] is used up, in shares that run back as time passes; a list of another length than
/// there are rows is filled up with zeros.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct PaceState {
    /// Version of this shape: 1.
    pub version: u32,
    /// When it was true, ms since the epoch.
    pub at: Millis,
    /// How much of each row is used up.
    #[cfg_attr(feature = "types", ts(type = "number[]"))]
    pub used: alloc::vec::Vec<i64>,
}

/// A send that is about to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PaceAsk {
    /// What is to be sent.
    pub kind: PaceKind,
    /// The moment, ms since the epoch.
    pub now: Millis,
    /// How many people the Page can write to, as far as the host knows; for a comment, how many engaged with the Page in the last
    /// day. Without it the limits by person are not kept, and what was used of them is forgotten.
    pub engaged: Option<u32>,
}

/// When to send.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Pace {
    /// To be kept until the next call.
    pub state: PaceState,
    /// When to send, ms since the epoch; `now` or later.
    pub at: Millis,
    /// What makes it wait.
    pub limit: Option<RateLimit>,
}

impl PaceState {
    /// The version this library writes.
    pub const VERSION: u32 = 1;
}

/// Books a send and says when it may leave. One state for each Page and app; none is that of a Page which has sent nothing.
///
/// The send counts from now on, so ask once for each, in the order in which they are to leave, and send at the time given. An
/// answer of Graph's that throttles comes first: wait as its [`Outcome`](super::Outcome) says, then ask again.
///
/// ```
/// use messenger_desk::json::Millis;
/// use messenger_desk::send::{PaceAsk, PaceKind, RateLimit, pace};
///
/// let ask = PaceAsk { kind: PaceKind::Conversations, now: Millis(1_762_128_000_000), engaged: None };
/// let first = pace(None, &ask);
/// assert_eq!(first.at, ask.now);
/// let second = pace(Some(first.state), &ask);
/// assert_eq!((second.at, second.limit), (ask.now.plus(1000), Some(RateLimit::Conversations)));
/// ```
#[must_use]
pub fn pace(state: Option<PaceState>, ask: &PaceAsk) -> Pace {
    let mut state = state.unwrap_or_default();
    // A clock that goes backwards gives nothing back and takes nothing.
    let now = ask.now;
    let passed = if state.at < now { now.0.saturating_sub(state.at.0) } else { 0 };
    state.at = state.at.max(now);
    state.version = PaceState::VERSION;
    state.used.resize(RATES.len(), 0);
    let mut pace = Pace { state, at: now, limit: None };
    for (row, used) in RATES.iter().zip(&mut pace.state.used) {
        let people = if row.per_person { ask.engaged } else { Some(1) };
        let Some(people) = people else {
            *used = 0;
            continue;
        };
        let bucket = Bucket::of(row, people);
        *used = (*used).clamp(0, MOST_USED).saturating_sub(passed.saturating_mul(bucket.runs_back)).max(0);
        if !ask.kind.counts(row.limit) {
            continue;
        }
        *used = used.saturating_add(bucket.cost).min(MOST_USED);
        let wait = div_up(used.saturating_sub(bucket.size), bucket.runs_back);
        if wait > pace.at.0.saturating_sub(now.0) {
            pace.at = now.plus(wait);
            pace.limit = Some(row.limit);
        }
    }
    pace
}

/// What JavaScript can hold as a whole number.
const MOST_USED: i64 = 9_007_199_254_740_991;

/// Shares of one row: whole numbers, so that nothing is lost however often it is asked.
struct Bucket {
    /// What one send uses.
    cost: i64,
    /// What runs back in a millisecond.
    runs_back: i64,
    /// What may be used at once.
    size: i64,
}

impl Bucket {
    fn of(row: &Rate, people: u32) -> Self {
        // A hundred million people are no limit any more; the shares of more would not be whole in JavaScript.
        let people = i64::from(people.clamp(1, 100_000_000));
        let even = i64::from(row.even);
        // A share is the same whatever the number of people, so that it may change from call to call.
        let common = common_divisor(even, row.per_ms);
        let cost = row.per_ms.checked_div(common).unwrap_or(row.per_ms);
        Self {
            cost,
            runs_back: even.checked_div(common).unwrap_or(even).saturating_mul(people).max(1),
            size: i64::from(row.burst).saturating_mul(people).saturating_mul(cost),
        }
    }
}

impl PaceKind {
    /// Whether a send of this kind counts for a limit.
    const fn counts(self, limit: RateLimit) -> bool {
        match limit {
            RateLimit::Text => matches!(self, Self::Text),
            RateLimit::Media => matches!(self, Self::Media),
            RateLimit::PrivateReplies => matches!(self, Self::PrivateReply),
            RateLimit::Conversations => matches!(self, Self::Conversations),
            RateLimit::Day => matches!(self, Self::Text | Self::Media | Self::PrivateReply),
            RateLimit::Pages => matches!(self, Self::Comment),
        }
    }
}

fn common_divisor(mut one: i64, mut other: i64) -> i64 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one
}

fn div_up(number: i64, by: i64) -> i64 {
    if number <= 0 { 0 } else { number.saturating_add(by.saturating_sub(1)).checked_div(by).unwrap_or(0) }
}

record!(PaceState { version: "version" required, at: "at" required, used: "used" default });
readable!(PaceAsk { kind: "kind" required, now: "now" required, engaged: "engaged" });
written!(Pace { state: "state", at: "at", limit: "limit" });
