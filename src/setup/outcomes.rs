//! What recent errors say of the channel, as rows. Most errors are about one message or one person and say nothing of it.

use alloc::vec::Vec;

use super::case::Case;
use super::feature::Feature;
use super::finding::{Finding, FindingCode};
use super::{evidence, subcode};
use crate::json::{Fields, Text, readable};
use crate::send::OutcomeKind;

/// Graph's answer to a request, as `outcome` read it.
pub(super) struct Failure<'d> {
    pub(super) kind: Option<Text<'d>>,
    pub(super) code: Option<i64>,
    pub(super) subcode: Option<i64>,
}

readable!(Failure<'d> { kind: "kind", code: "code", subcode: "subcode" });

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

impl Failure<'_> {
    /// What kind of outcome it is.
    pub(super) fn outcome(&self) -> Option<OutcomeKind> {
        let named = self.kind.as_deref().and_then(OutcomeKind::from_word);
        named.or_else(|| self.code.and_then(|code| crate::send::error_kind(code, self.subcode)))
    }

    /// The finding it makes, and how many of them make it.
    pub(super) fn finding(&self) -> Option<(Finding, usize)> {
        let code = self.code?;
        if code == 190 {
            return Some((subcode::finding(self.subcode), 1));
        }
        let find = |subcode| ROWS.iter().find(|row| row.code == code && row.subcode == subcode);
        let exact = self.subcode.and_then(|subcode| find(Some(subcode)));
        // A subcode that Meta has a meaning of its own for (the window is closed, the person has left) is no matter of the
        // channel's; one that nobody knows counts as its code.
        let blunt = || {
            matches!(self.outcome(), Some(OutcomeKind::Reauthorize | OutcomeKind::Restricted))
                .then(|| find(None))
                .flatten()
        };
        match exact.or_else(|| if self.subcode.is_none() { find(None) } else { blunt() }) {
            Some(row) => Some((Finding::of(row.finding), row.times)),
            None if (200..300).contains(&code) && self.outcome() == Some(OutcomeKind::Reauthorize) => {
                Some((Finding::of(FindingCode::PermissionRefused), 1))
            }
            None => None,
        }
    }
}

/// Recent outcomes, oldest first. What came before the last success is history.
pub(super) fn judge(case: &mut Case<'_, '_>) {
    if let Some(event) = case.answers.has("policyEnforcement").then(|| case.answers.child("policyEnforcement")) {
        match event {
            Ok(event) => enforcement(case, &event),
            Err(_) => case.not_judged("policyEnforcement"),
        }
    }
    if !case.answers.has("outcomes") {
        return;
    }
    let Some(outcomes) = case.answers.get::<Vec<Failure<'_>>>("outcomes") else { return case.not_judged("outcomes") };
    case.judged.push("outcomes");
    let sent = outcomes.iter().rposition(|outcome| outcome.outcome() == Some(OutcomeKind::Sent));
    let recent = outcomes.get(sent.map_or(0, |index| index.saturating_add(1))..).unwrap_or_default();
    for failure in recent {
        let Some((finding, times)) = failure.finding() else { continue };
        let same = |other: &&Failure<'_>| other.finding().is_some_and(|(other, _)| other.code == finding.code);
        let wanted = finding.code != FindingCode::ProfilesRefused || case.features.wants(Feature::Profiles);
        if wanted && recent.iter().filter(same).count() >= times {
            let evidence = [failure.code, failure.subcode].into_iter().flatten().map(evidence::number);
            case.report(finding.with(evidence));
        }
    }
}

/// The last `policy_enforcement` event of the Page.
fn enforcement(case: &mut Case<'_, '_>, event: &Fields<'_, '_>) {
    for (action, code) in [("block", FindingCode::PageRestricted), ("warning", FindingCode::PageWarned)] {
        if event.is("action", action) {
            case.found(code, [evidence::word(action)]);
        }
    }
}
