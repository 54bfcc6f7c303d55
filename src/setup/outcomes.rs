//! What recent errors say of the channel, as rows. Most errors are about one message or one person and say nothing of it.

use super::case::Case;
use super::feature::Feature;
use super::finding::{Finding, FindingCode};
use super::{evidence, look, subcode};
use crate::json::Value;
use crate::send::OutcomeKind;

/// Graph's answer to a request, as `outcome` read it.
#[derive(Clone, Copy)]
pub(super) struct Failure {
    kind: Option<OutcomeKind>,
    pub(super) code: Option<i64>,
    subcode: Option<i64>,
}

struct Row {
    code: i64,
    subcode: Option<i64>,
    finding: FindingCode,
    /// How many make a finding.
    times: usize,
}

const fn row(code: i64, subcode: Option<i64>, finding: FindingCode, times: usize) -> Row {
    Row { code, subcode, finding, times }
}

/// The first row that fits counts (`platform.md` 6; Common error codes, 2026-06-25). A single refusal can be about one thread;
/// several in a row are about the channel.
const ROWS: [Row; 17] = [
    row(10, Some(1_893_063), FindingCode::PageRestricted, 1),
    row(368, None, FindingCode::PageRestricted, 1),
    row(2022, None, FindingCode::PageRestricted, 1),
    row(100, Some(2_534_029), FindingCode::PageRestricted, 1),
    row(200, Some(2_534_041), FindingCode::InstagramAccessOff, 1),
    row(10, Some(2_534_077), FindingCode::InstagramAccessOff, 1),
    row(100, Some(2_534_013), FindingCode::InstagramAccessOff, 1),
    row(200, Some(2_018_028), FindingCode::NotApproved, 1),
    row(200, None, FindingCode::NotApproved, 1),
    row(100, Some(2_534_037), FindingCode::OtherDefaultApp, 3),
    row(2_018_300, None, FindingCode::OtherDefaultApp, 3),
    row(2_018_247, None, FindingCode::ProfilesRefused, 1),
    row(100, Some(2_018_001), FindingCode::NoMatchingUser, 3),
    row(3, None, FindingCode::PermissionRefused, 1),
    row(10, None, FindingCode::PermissionRefused, 1),
    row(102, None, FindingCode::TokenInvalid, 1),
    row(190, None, FindingCode::TokenInvalid, 1),
];

impl Failure {
    pub(super) fn of(value: &Value<'_>) -> Self {
        Self {
            kind: look::text(value, "kind").and_then(OutcomeKind::from_word),
            code: look::whole(value, "code"),
            subcode: look::whole(value, "subcode"),
        }
    }

    /// What kind of outcome it is.
    pub(super) fn outcome(self) -> Option<OutcomeKind> {
        self.kind.or_else(|| self.code.and_then(|code| crate::send::error_kind(code, self.subcode)))
    }

    /// The finding it makes, and how many of them make it.
    pub(super) fn finding(self) -> Option<(FindingCode, usize)> {
        let code = self.code?;
        if code == 190 {
            return Some((subcode::finding(self.subcode).code, 1));
        }
        let exact = ROWS.iter().find(|row| row.code == code && row.subcode.is_some() && row.subcode == self.subcode);
        if let Some(row) = exact {
            return Some((row.finding, row.times));
        }
        // A subcode that Meta has a meaning of its own for (the window is closed, the person has left) is no matter of the
        // channel's; one that nobody knows counts as its code.
        let refused = matches!(self.outcome(), Some(OutcomeKind::Reauthorize | OutcomeKind::Restricted));
        if self.subcode.is_some() && !refused {
            return None;
        }
        let blunt = ROWS.iter().find(|row| row.code == code && row.subcode.is_none());
        let other = ((200..300).contains(&code) && refused).then_some((FindingCode::PermissionRefused, 1));
        blunt.map(|row| (row.finding, row.times)).or(other)
    }
}

/// Recent outcomes, oldest first. What came before the last success is history.
pub(super) fn judge(case: &mut Case<'_, '_>) {
    // The last policy_enforcement event of the Page.
    if let Some(event) = case.answer("policyEnforcement") {
        for (action, code) in [("block", FindingCode::PageRestricted), ("warning", FindingCode::PageWarned)] {
            if look::text(event, "action") == Some(action) {
                case.found(code, evidence::word(action));
            }
        }
    }
    if !look::has(case.answers, "outcomes") {
        return;
    }
    let Some(outcomes) = look::list(case.answers, "outcomes") else { return case.not_judged("outcomes") };
    case.judged.push("outcomes");
    let sent = outcomes.iter().rposition(|outcome| Failure::of(outcome).outcome() == Some(OutcomeKind::Sent));
    let recent = outcomes.get(sent.map_or(0, |index| index.saturating_add(1))..).unwrap_or_default();
    for failure in recent.iter().map(Failure::of) {
        let Some((code, times)) = failure.finding() else { continue };
        let same = |other: &&Value<'_>| Failure::of(other).finding().is_some_and(|(other, _)| other == code);
        let wanted = code != FindingCode::ProfilesRefused || case.features.wants(Feature::Profiles);
        if wanted && recent.iter().filter(same).count() >= times {
            let dead = failure.code == Some(190);
            let mut finding = if dead { subcode::finding(failure.subcode) } else { Finding::of(code) };
            finding.show(failure.code.and_then(evidence::number));
            finding.show(failure.subcode.and_then(evidence::number));
            case.report(finding);
        }
    }
}
