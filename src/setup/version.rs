//! The versions of the Graph API and the day each ends (Graph API changelog, after 2026-07-29; `platform.md` 5.5).

use alloc::string::ToString;

use super::case::Case;
use super::evidence;
use super::finding::{Finding, FindingCode};
use crate::json::{Millis, Text};
use crate::policy::{Date, date};

/// A version of the Graph API.
pub(super) struct Version {
    /// Its number before the dot.
    number: u16,
    name: &'static str,
    /// The first day it cannot be used; not announced for the newest.
    ends: Option<Date>,
}

/// Newest first.
const VERSIONS: [Version; 9] = [
    Version { number: 26, name: NEWEST, ends: None },
    Version { number: 25, name: "v25.0", ends: Some(date(2028, 7, 29)) },
    Version { number: 24, name: "v24.0", ends: Some(date(2028, 2, 18)) },
    Version { number: 23, name: "v23.0", ends: Some(date(2027, 10, 8)) },
    Version { number: 22, name: "v22.0", ends: Some(date(2027, 5, 20)) },
    Version { number: 21, name: "v21.0", ends: Some(date(2027, 1, 21)) },
    Version { number: 20, name: "v20.0", ends: Some(date(2026, 9, 24)) },
    Version { number: 19, name: "v19.0", ends: Some(date(2026, 5, 21)) },
    Version { number: 18, name: "v18.0", ends: Some(date(2026, 1, 26)) },
];

/// The newest version known, and the one that requests are written for.
pub(super) const NEWEST: &str = "v26.0";

/// How long before its end a version is reported: time enough for a release.
const SOON: i64 = 90 * Millis::DAY;

/// The version the host calls, and those its webhooks are written in.
pub(super) fn judge<'v>(case: &mut Case<'_, '_>, webhooks: impl Iterator<Item = &'v str>) {
    if let Some(version) = case.answers.get::<Text<'_>>("graphVersion") {
        judge_one(case, &version, "graphVersion", "calls");
    }
    // All fields of a subscription usually have one version; the oldest is the one to worry about.
    if let Some(oldest) = webhooks.min_by_key(|version| number(version).unwrap_or(u16::MAX)) {
        judge_one(case, oldest, "subscriptions", "webhooks");
    }
}

fn judge_one(case: &mut Case<'_, '_>, name: &str, key: &'static str, of: &'static str) {
    let Some(number) = number(name) else { return case.not_judged(key) };
    let known = VERSIONS.iter().find(|version| version.number == number);
    let oldest = VERSIONS.last();
    let evidence = [evidence::word(of), evidence::version(name)].into_iter().flatten();
    let Some(ends) = known.or(oldest).map(|version| version.ends) else { return };
    if known.is_none() && oldest.is_some_and(|oldest| number > oldest.number) {
        let newest = VERSIONS.first().map(|version| version.name.to_string());
        return case.report(Finding::of(FindingCode::GraphVersionUnknown).with(evidence).with(newest));
    }
    let Some(ends) = ends else { return };
    let Some(now) = case.now() else { return };
    let code = if known.is_none() || ends.start() <= now {
        FindingCode::GraphVersionEnded
    } else if ends.start() <= now.plus(SOON) {
        FindingCode::GraphVersionEnding
    } else {
        return;
    };
    let finding = Finding::of(code).with(evidence);
    case.report(if known.is_some() { finding.with([ends.to_string()]).ending(ends.start(), now) } else { finding });
}

/// `v26.0` and, since people write it so, `26.0`.
fn number(name: &str) -> Option<u16> {
    let name = name.strip_prefix('v').unwrap_or(name);
    name.split('.').next()?.parse().ok()
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
        for pair in VERSIONS.windows(2) {
            assert_eq!(pair[0].number, pair[1].number + 1);
            assert!(pair[0].ends.is_none_or(|ends| pair[1].ends.is_some_and(|before| before < ends)));
        }
    }
}
