//! Which app answers: `messaging_feature_status`, `thread_owner`, and the default app of Page settings (`platform.md` 7).

use alloc::borrow::ToOwned;

use super::case::Case;
use super::feature::Feature;
use super::finding::{Finding, FindingCode};
use super::{evidence, look};
use crate::json::Value;

/// Apps of Meta's own that may hold a thread (Conversation Routing, 2025-09-24).
const KNOWN: [(&str, &str); 3] =
    [("263902037430900", "Page Inbox"), ("1217981644879628", "Instagram Inbox"), ("413038776280800", "lead ad")];

/// Whether several apps share the Page; known before the subscriptions are judged, since it takes more fields.
pub(super) fn shared(case: &mut Case<'_, '_>) {
    let Some(answer) = case.answer("messaging_feature_status") else { return };
    let status = answer.get("messaging_feature_status").unwrap_or(answer);
    let mut said = false;
    for key in ["hop_v2", "msgr_multi_app", "ig_multi_app"] {
        said |= look::has(status, key);
        if is_on(status, key) {
            case.features.add(Feature::Routing);
        }
    }
    if said {
        case.judged.push("messaging_feature_status");
    } else {
        case.not_judged("messaging_feature_status");
    }
}

fn is_on(status: &Value<'_>, key: &str) -> bool {
    let word = look::text(status, key).unwrap_or_default();
    look::flag(status, key) == Some(true) || ["true", "enabled"].iter().any(|on| word.eq_ignore_ascii_case(on))
}

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let owners = case.list("thread_owner");
    let Some(ours) = case.app else { return };
    if let Some(default) = look::id(case.answers, "defaultApp") {
        case.judged.push("defaultApp");
        other(case, ours, default);
    }
    for owner in owners.unwrap_or_default().iter().filter_map(|item| item.get("thread_owner")) {
        let until = look::moment(owner, "expiration");
        let over = until.is_some_and(|until| case.now().is_some_and(|now| until <= now));
        if let Some(app) = look::id(owner, "app_id").filter(|_| !over) {
            other(case, ours, app);
        }
    }
}

/// An app that is not ours, by its id and, where it is one of Meta's, by its name.
fn other(case: &mut Case<'_, '_>, ours: &str, app: &str) {
    if app != ours {
        let known = KNOWN.iter().find(|(id, _)| *id == app);
        let mut finding = Finding::of(FindingCode::OtherDefaultApp);
        finding.show(evidence::id(app));
        finding.show(known.map(|(_, name)| (*name).to_owned()));
        case.report(finding);
    }
}
