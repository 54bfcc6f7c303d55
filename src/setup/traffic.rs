//! Whether what should happen does: webhooks arrive while the Page has traffic, and the app is not asleep.

use super::case::Case;
use super::finding::{Finding, FindingCode};
use super::page_token::ends;
use super::request::RequestName;
use super::{evidence, look};
use crate::json::Millis;

/// After an hour of failure Meta unsubscribes an app (Meta Webhooks for Messenger Platform, 2026-05-05); within it, webhooks may
/// still be on their way.
const PATIENCE: i64 = Millis::HOUR;

/// An app that does nothing for so long is made inactive (`platform.md` 9.2).
const INACTIVE_AFTER: i64 = 90 * Millis::DAY;

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let received = look::moment(case.answers, "receivedAt");
    if let Some(seen) = look::moment(case.answers, "trafficAt")
        && let Some(now) = case.now()
        && received.is_none_or(|received| received.plus(PATIENCE) < seen)
        && seen.plus(PATIENCE) <= now
    {
        let mut finding = Finding::of(FindingCode::SilentChannel);
        finding.show(received.and_then(|at| evidence::number(at.0)));
        finding.show(evidence::number(seen.0));
        finding.fix = case.fix(RequestName::SubscribePage, &case.subscribed);
        case.report(finding);
    }
    if let Some(active) = look::moment(case.answers, "activeAt") {
        let active = received.map_or(active, |received| received.max(active));
        let at = active.plus(INACTIVE_AFTER);
        ends(case, at, active, FindingCode::AppInactive, FindingCode::AppInactiveSoon);
    }
}
