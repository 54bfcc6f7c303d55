//! Which app answers: `messaging_feature_status`, `thread_owner`, and the default app of Page settings (`platform.md` 7).

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::case::Case;
use super::evidence;
use super::feature::Feature;
use super::finding::FindingCode;
use crate::json::{Fields, Id, MetaTime, Text};

/// Apps of Meta's own that may hold a thread (Conversation Routing, 2025-09-24).
const KNOWN: [(&str, &str); 3] =
    [("263902037430900", "Page Inbox"), ("1217981644879628", "Instagram Inbox"), ("413038776280800", "lead ad")];

/// Whether several apps share the Page; known before the subscriptions are judged, since it takes more fields.
pub(super) fn shared(case: &mut Case<'_, '_>) {
    let Some(answer) = case.answer("messaging_feature_status") else { return };
    let inner = answer.child("messaging_feature_status").ok().filter(|_| answer.has("messaging_feature_status"));
    let status = inner.as_ref().unwrap_or(&answer);
    let keys = ["hop_v2", "msgr_multi_app", "ig_multi_app"];
    if !keys.iter().any(|key| status.has(key)) {
        return case.not_judged("messaging_feature_status");
    }
    case.judged.push("messaging_feature_status");
    if keys.iter().any(|key| is_on(status, key)) {
        case.features.add(Feature::Routing);
    }
}

fn is_on(status: &Fields<'_, '_>, key: &str) -> bool {
    let word = || {
        status
            .get::<Text<'_>>(key)
            .is_some_and(|word| ["true", "enabled"].iter().any(|on| word.eq_ignore_ascii_case(on)))
    };
    status.get(key) == Some(true) || word()
}

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let Some(ours) = case.app.clone() else { return };
    if let Some(default) = case.answers.get::<Id<'_>>("defaultApp") {
        case.judged.push("defaultApp");
        if default != ours {
            case.found(FindingCode::OtherDefaultApp, name(&default));
        }
    }
    let Some(answer) = case.answer("thread_owner") else { return };
    let Some(listed) = answer.value("data").and_then(|data| data.items()) else {
        return case.not_judged("thread_owner");
    };
    case.judged.push("thread_owner");
    for item in listed {
        let Some(owner) = item.get("thread_owner") else { continue };
        let path = answer.path();
        let Some(owner) = crate::json::Reading::new(owner, path, answer.leftovers()).fields() else { continue };
        let Some(app) = owner.get::<Id<'_>>("app_id").filter(|app| *app != ours) else { continue };
        let until = owner.get::<MetaTime>("expiration").map(|at| at.0).filter(|at| at.0 > 0);
        let over = until.is_some_and(|until| case.now().is_some_and(|now| until <= now));
        if !over {
            case.found(FindingCode::OtherDefaultApp, name(&app));
        }
    }
}

/// An app by its id and, where it is one of Meta's, by its name.
fn name(app: &Id<'_>) -> [Option<String>; 2] {
    let known = KNOWN.iter().find(|(id, _)| *id == app.as_str());
    [evidence::id(app.as_str()), known.map(|(_, name)| (*name).to_owned())]
}
