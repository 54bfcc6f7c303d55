//! Whether what should happen does: webhooks arrive while the Page has traffic, and the app is not asleep.

use super::case::Case;
use super::evidence;
use super::finding::{Finding, FindingCode};
use super::page_token::past_or_soon;
use super::request::RequestName;
use crate::json::{MetaTime, Millis};

/// After an hour of failure Meta unsubscribes an app (Meta Webhooks for Messenger Platform, 2026-05-05); within it, webhooks may
/// still be on their way.
const PATIENCE: i64 = Millis::HOUR;

/// An app that does nothing for so long is made inactive (`platform.md` 9.2).
const INACTIVE_AFTER: i64 = 90 * Millis::DAY;

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let moment = |case: &Case<'_, '_>, key| case.answers.get::<MetaTime>(key).map(|at| at.0);
    let received = moment(case, "receivedAt");
    if let Some(seen) = moment(case, "trafficAt")
        && let Some(now) = case.now()
    {
        let missed = received.is_none_or(|received| received.plus(PATIENCE) < seen);
        if missed && seen.plus(PATIENCE) <= now {
            let fix = case.fix(RequestName::SubscribePage, &case.subscribed);
            let evidence = [received, Some(seen)].into_iter().flatten().map(|at| evidence::number(at.0));
            case.report(Finding { fix, ..Finding::of(FindingCode::SilentChannel).with(evidence) });
        }
    }
    let active = [moment(case, "activeAt"), received].into_iter().flatten().max();
    if case.answers.has("activeAt")
        && let (Some(active), Some(now)) = (active, case.now())
    {
        let at = active.plus(INACTIVE_AFTER);
        if let Some(code) = past_or_soon(at, now, FindingCode::AppInactive, FindingCode::AppInactiveSoon) {
            case.report(Finding::of(code).with([evidence::number(active.0)]).ending(at, now));
        }
    }
}
