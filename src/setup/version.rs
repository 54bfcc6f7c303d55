//! The versions of the Graph API and the day each ends (Graph API changelog, after 2026-07-29; `platform.md` 5.5).

use alloc::borrow::ToOwned;

use super::case::Case;
use super::finding::{Finding, FindingCode};
use super::{evidence, look};
use crate::json::Millis;
use crate::policy::{Date, date};

/// A version of the Graph API.
pub(super) struct Version {
    /// Its number before the dot.
    number: u16,
    /// The first day it cannot be used; not announced for the newest.
    ends: Option<(Date, &'static str)>,
}

/// Newest first.
const VERSIONS: [Version; 9] = [
    Version { number: 26, ends: None },
    Version { number: 25, ends: Some((date(2028, 7, 29), "2028-07-29")) },
    Version { number: 24, ends: Some((date(2028, 2, 18), "2028-02-18")) },
    Version { number: 23, ends: Some((date(2027, 10, 8), "2027-10-08")) },
    Version { number: 22, ends: Some((date(2027, 5, 20), "2027-05-20")) },
    Version { number: 21, ends: Some((date(2027, 1, 21), "2027-01-21")) },
    Version { number: 20, ends: Some((date(2026, 9, 24), "2026-09-24")) },
    Version { number: 19, ends: Some((date(2026, 5, 21), "2026-05-21")) },
    Version { number: 18, ends: Some((date(2026, 1, 26), "2026-01-26")) },
];

/// The newest version known, and the one that requests are written for.
pub(super) const NEWEST: &str = "v26.0";

/// How long before its end a version is reported: time enough for a release.
const SOON: i64 = 90 * Millis::DAY;

/// The version the host calls, and the oldest its webhooks are written in.
pub(super) fn judge(case: &mut Case<'_, '_>, webhooks: Option<&str>) {
    for (version, key, of) in
        [(look::text(case.answers, "graphVersion"), "graphVersion", "calls"), (webhooks, "subscriptions", "webhooks")]
    {
        if let Some(version) = version {
            judge_one(case, version, key, of);
        }
    }
}

fn judge_one(case: &mut Case<'_, '_>, name: &str, key: &'static str, of: &str) {
    let Some(number) = number(name) else { return case.not_judged(key) };
    let known = VERSIONS.iter().find(|version| version.number == number);
    let newer = VERSIONS.first().is_none_or(|newest| newest.number < number);
    let ends = known.and_then(|version| version.ends);
    let code = if newer {
        FindingCode::GraphVersionUnknown
    } else if known.is_some() {
        let (Some((ends, _)), Some(now)) = (ends, case.now()) else { return };
        match ends.start() {
            over if over <= now => FindingCode::GraphVersionEnded,
            soon if soon <= now.plus(SOON) => FindingCode::GraphVersionEnding,
            _ => return,
        }
    } else {
        FindingCode::GraphVersionEnded
    };
    let mut finding = Finding::of(code);
    finding.show(Some(of.to_owned()));
    finding.show(evidence::version(name));
    if newer {
        finding.show(Some(NEWEST.to_owned()));
    } else if let (Some((ends, day)), Some(now)) = (ends, case.now()) {
        finding.show(Some(day.to_owned()));
        finding.end(ends.start(), now);
    }
    case.report(finding);
}

/// The number before the dot of `v26.0` and, since people write it so, of `26.0`.
pub(super) fn number(name: &str) -> Option<u16> {
    let name = name.strip_prefix('v').unwrap_or(name);
    let mut number = 0_u16;
    let mut digits = name.bytes().take_while(|byte| *byte != b'.').peekable();
    digits.peek()?;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(u16::from(digit.wrapping_sub(b'0')))?;
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Ask, Facts, WindowFacts, decide};
    use crate::send::{Draft, SendPlan, plan};

    #[test]
    fn sends_and_setup_speak_the_same_version() {
        let facts: Facts =
            WindowFacts { last_interaction_at: Some(Millis(1_762_128_000_000)), ..WindowFacts::default() }.into();
        let draft = Draft::from_json(r#"{"id":"1","text":"Hello","recipient":{"id":"24681012141618"}}"#).unwrap();
        let planned = plan(&draft, &decide(&facts, &Ask::human(Millis(1_762_128_000_001))));
        let SendPlan::Ready(requests) = planned else { panic!("{planned:?}") };
        assert!(requests[0].path.starts_with("/v26.0/"), "{}", requests[0].path);
        assert_eq!(NEWEST, "v26.0");
    }

    #[test]
    fn newer_versions_end_later() {
        for (day, text) in VERSIONS.iter().filter_map(|version| version.ends) {
            assert_eq!(day.to_string(), text);
        }
        for pair in VERSIONS.windows(2) {
            assert_eq!(pair[0].number, pair[1].number + 1);
            assert!(pair[0].ends.is_none_or(|(ends, _)| pair[1].ends.is_some_and(|(before, _)| before < ends)));
        }
    }
}
