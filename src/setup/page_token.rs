//! What `debug_token` says of the Page's token, and `permissions` of what was granted (`platform.md` 9.5).

use super::case::Case;
use super::feature::NeedKind;
use super::finding::{Finding, FindingCode};
use super::request::RequestName;
use super::{evidence, look, subcode};
use crate::json::{Millis, Value};

/// How long before its end a token is reported.
const SOON: i64 = 14 * Millis::DAY;

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let granted = case.list("permissions");
    let data = case.answer("debug_token").map(|answer| answer.get("data"));
    let valid = data.flatten().and_then(|data| Some((data, look::flag(data, "is_valid")?)));
    match (data, valid) {
        (_, Some((data, true))) => {
            case.judged.push("debug_token");
            owner(case, data);
            for (key, over, soon) in [
                ("expires_at", FindingCode::TokenExpired, FindingCode::TokenExpiring),
                ("data_access_expires_at", FindingCode::DataAccessExpired, FindingCode::DataAccessExpiring),
            ] {
                if let Some(at) = look::moment(data, key) {
                    ends(case, at, at, over, soon);
                }
            }
            scopes(case, Some(data), granted);
        }
        (_, Some((data, false))) => {
            case.judged.push("debug_token");
            dead(case, data);
        }
        (given, None) => {
            if given.is_some() {
                case.not_judged("debug_token");
            }
            scopes(case, None, granted);
        }
    }
}

fn dead(case: &mut Case<'_, '_>, data: &Value<'_>) {
    let read = |key| data.get("error").and_then(|error| look::whole(error, key));
    let subcode = read("subcode").or_else(|| read("error_subcode"));
    let mut finding = subcode::finding(subcode);
    finding.show(subcode.or_else(|| read("code")).and_then(evidence::number));
    case.report(finding);
}

/// Whose token it is.
fn owner(case: &mut Case<'_, '_>, data: &Value<'_>) {
    if let Some(kind) = look::text(data, "type").filter(|kind| *kind != "PAGE") {
        let mut finding = Finding::of(FindingCode::NotPageToken);
        finding.show(evidence::word(kind));
        finding.fix = case.fix(RequestName::Accounts, &[]);
        case.report(finding);
    }
    for (ours, key, code) in
        [(case.app, "app_id", FindingCode::OtherApp), (case.page, "profile_id", FindingCode::OtherPage)]
    {
        if let (Some(ours), Some(other)) = (ours, look::id(data, key))
            && ours != other
        {
            case.found(code, evidence::id(other));
        }
    }
}

/// Something that ends: a finding where it is over, or soon will be. `shown` is the moment that shows it.
pub(super) fn ends(case: &mut Case<'_, '_>, at: Millis, shown: Millis, over: FindingCode, soon: FindingCode) {
    let Some(now) = case.now() else { return };
    if at > now.plus(SOON) {
        return;
    }
    let mut finding = Finding::of(if at <= now { over } else { soon });
    finding.show(evidence::number(shown.0));
    finding.end(at, now);
    case.report(finding);
}

fn scopes(case: &mut Case<'_, '_>, data: Option<&Value<'_>>, granted: Option<&[Value<'_>]>) {
    let held = data.and_then(|data| look::list(data, "scopes"));
    let granular = data.and_then(|data| look::list(data, "granular_scopes"));
    if held.is_some() || granted.is_some() {
        case.judged.push("scopes");
    }
    let was_granted = |name: &str| {
        granted.is_none_or(|granted| {
            let of_name = |one: &Value<'_>| {
                look::text(one, "permission") == Some(name) && look::text(one, "status") == Some("granted")
            };
            granted.iter().any(of_name)
        })
    };
    let is_held = |name: &str| held.is_none_or(|held| look::holds(held, name)) && was_granted(name);
    let missing = case.features.missing(NeedKind::Permission, &is_held);
    let severe = missing.iter().any(|name| matches!(*name, "pages_messaging" | "pages_manage_metadata"));
    let page = case.page;
    let is_here = |name: &str| {
        let of_name = |one: &&Value<'_>| look::text(one, "scope") == Some(name);
        // Without targets it holds for all. Instagram permissions name the account and not the Page.
        let targets =
            granular.and_then(|granular| granular.iter().find(of_name)).and_then(|one| look::list(one, "target_ids"));
        match (page, targets) {
            (Some(page), Some(targets)) if name.starts_with("pages_") => look::holds(targets, page),
            _ => true,
        }
    };
    let mut elsewhere = case.features.missing(NeedKind::Permission, &is_here);
    elsewhere.retain(|name| !missing.contains(name));
    case.missing(FindingCode::ScopeMissing, &missing, None, severe);
    case.missing(FindingCode::PageNotGranted, &elsewhere, None, true);
}
