//! What the headers of an answer say about when to call again (`platform.md` 8).

use alloc::string::String;

use crate::json::{Document, Leftovers, Limits, Millis, Path, Read, Reading, Value};

/// Headers of the shape `{ call_count: percent, total_time: percent, ... }`.
const PERCENTAGES: [&str; 3] = ["x-app-usage", "x-page-usage", "x-ad-account-usage"];

/// A header of the shape `{ "<object>": [ { estimated_time_to_regain_access: minutes, call_count: percent, ... } ] }`.
const USE_CASES: &str = "x-business-use-case-usage";

/// How long to wait where a share is used up and Graph names no time: shares are counted over a rolling hour ("Rate Limits"), so
/// they run back a little at a time, and calls meanwhile prolong the block.
const USED_UP: i64 = 5 * MINUTE;

const MINUTE: i64 = 60 * Millis::SECOND;

/// Beyond a week no header is believed.
const LONGEST: i64 = 7 * Millis::DAY;

/// How long to wait before the next call, ms: the longest that any header asks for. What is not of its shape is ignored, and so
/// is a `Retry-After` that names a date: the core has no clock.
pub(super) fn wait(headers: &[(String, String)]) -> Option<i64> {
    let mut longest = None;
    for (name, value) in headers {
        let asked = if name.eq_ignore_ascii_case("retry-after") {
            value.trim().parse::<i64>().ok().map(|seconds| seconds.saturating_mul(Millis::SECOND))
        } else if name.eq_ignore_ascii_case(USE_CASES) {
            read(value, use_cases)
        } else if PERCENTAGES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            read(value, used_up)
        } else {
            None
        };
        longest = longest.max(asked);
    }
    longest.filter(|wait| *wait > 0).map(|wait| wait.min(LONGEST))
}

fn read(header: &str, look: fn(&Value<'_>) -> Option<i64>) -> Option<i64> {
    let document = Document::parse_text(header, &Limits::default()).ok()?;
    look(document.root())
}

/// Each use case of each object: the time it names, else whether a share of it is used up.
fn use_cases(usage: &Value<'_>) -> Option<i64> {
    let cases = usage.entries()?.iter().filter_map(|(_, cases)| cases.items()).flatten();
    cases.filter_map(|case| regain(case).or_else(|| used_up(case))).max()
}

fn regain(case: &Value<'_>) -> Option<i64> {
    let minutes = whole(case.get("estimated_time_to_regain_access")?)?;
    (minutes > 0).then(|| minutes.saturating_mul(MINUTE))
}

/// Any share at 100 percent or more: the time to its reset, seconds, where it is named.
fn used_up(usage: &Value<'_>) -> Option<i64> {
    const SHARES: [&str; 5] = ["call_count", "total_time", "total_cputime", "acc_id_util_pct", "app_id_util_pct"];
    let used = |share: &&str| usage.get(share).and_then(whole).is_some_and(|percent| percent >= 100);
    let reset =
        || usage.get("reset_time_duration").and_then(whole).map(|seconds| seconds.saturating_mul(Millis::SECOND));
    SHARES.iter().any(used).then(|| reset().unwrap_or(USED_UP))
}

fn whole(value: &Value<'_>) -> Option<i64> {
    i64::read(Reading::new(value, &Path::ROOT, &Leftovers::unwanted()))
}
