//! What `debug_token` says of the Page's token, and `permissions` of what was granted (`platform.md` 9.5).

use alloc::string::String;
use alloc::vec::Vec;

use super::case::Case;
use super::feature::NeedKind;
use super::finding::{Finding, FindingCode, Severity};
use super::request::RequestName;
use super::{evidence, subcode};
use crate::json::{Fields, Id, MetaTime, Millis, Read, Reading, Text};

/// How long before its end a token is reported.
pub(super) const SOON: i64 = 14 * Millis::DAY;

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let granted: Option<Vec<Granted<'_>>> = case.list("permissions").map(|(list, _)| list);
    let Some(answer) = case.answer("debug_token") else { return scopes(case, None, granted.as_deref()) };
    let data = answer.child("data").ok();
    let valid = data.as_ref().and_then(|data| data.get::<bool>("is_valid"));
    let (Some(data), Some(valid)) = (data, valid) else {
        case.not_judged("debug_token");
        return scopes(case, None, granted.as_deref());
    };
    case.judged.push("debug_token");
    if valid {
        owner(case, &data);
        ends(case, &data);
        scopes(case, Some(&data), granted.as_deref());
    } else {
        dead(case, &data);
    }
}

fn dead(case: &mut Case<'_, '_>, data: &Fields<'_, '_>) {
    let error = data.child("error").ok();
    let read = |key| error.as_ref().and_then(|error| error.get::<i64>(key));
    let subcode = read("subcode").or_else(|| read("error_subcode"));
    let shown = subcode.or_else(|| read("code"));
    case.report(subcode::finding(subcode).with(shown.map(evidence::number)));
}

/// Whose token it is.
fn owner(case: &mut Case<'_, '_>, data: &Fields<'_, '_>) {
    if let Some(kind) = data.get::<Text<'_>>("type").filter(|kind| kind != "PAGE") {
        let fix = case.fix(RequestName::Accounts, &[]);
        let finding = Finding::of(FindingCode::NotPageToken).with(evidence::word(&kind));
        case.report(Finding { fix, ..finding });
    }
    for (ours, key, code) in
        [(case.app.clone(), "app_id", FindingCode::OtherApp), (case.page.clone(), "profile_id", FindingCode::OtherPage)]
    {
        if let (Some(ours), Some(other)) = (ours, data.get::<Id<'_>>(key))
            && ours != other
        {
            case.found(code, [evidence::id(other.as_str())]);
        }
    }
}

/// The moments at which it ends; 0 means never.
fn ends(case: &mut Case<'_, '_>, data: &Fields<'_, '_>) {
    for (key, over, soon) in [
        ("expires_at", FindingCode::TokenExpired, FindingCode::TokenExpiring),
        ("data_access_expires_at", FindingCode::DataAccessExpired, FindingCode::DataAccessExpiring),
    ] {
        let Some(at) = data.get::<MetaTime>(key).map(|at| at.0).filter(|at| at.0 > 0) else { continue };
        let Some(now) = case.now() else { return };
        if let Some(code) = past_or_soon(at, now, over, soon) {
            case.report(Finding::of(code).with([evidence::number(at.0)]).ending(at, now));
        }
    }
}

/// Which of two findings a moment makes, if any.
pub(super) fn past_or_soon(at: Millis, now: Millis, over: FindingCode, soon: FindingCode) -> Option<FindingCode> {
    if at <= now { Some(over) } else { (at <= now.plus(SOON)).then_some(soon) }
}

fn scopes(case: &mut Case<'_, '_>, data: Option<&Fields<'_, '_>>, granted: Option<&[Granted<'_>]>) {
    let held: Option<Vec<Text<'_>>> = data.and_then(|data| data.get("scopes"));
    let granular: Vec<Granular<'_>> = data.and_then(|data| data.get("granular_scopes")).unwrap_or_default();
    if held.is_none() && granted.is_none() && granular.is_empty() {
        return;
    }
    case.judged.push("scopes");
    let mut missing: Vec<&str> = Vec::new();
    let mut elsewhere: Vec<&str> = Vec::new();
    let mut cannot_send = false;
    for need in case.features.required(NeedKind::Permission) {
        let name = need.name;
        let lacking = held.as_ref().is_some_and(|held| !held.iter().any(|have| have == name))
            || granted.is_some_and(|granted| !granted.iter().any(|have| have.permission == name && have.given));
        let targets = granular.iter().find(|one| one.scope == name).and_then(|one| one.targets.as_ref());
        if lacking {
            missing.push(name);
            cannot_send |= matches!(name, "pages_messaging" | "pages_manage_metadata");
        } else if let (Some(page), Some(targets)) = (&case.page, targets)
            // Instagram permissions name the account and not the Page.
            && name.starts_with("pages_")
            && !targets.contains(page)
        {
            elsewhere.push(name);
        }
    }
    for (code, names) in [(FindingCode::ScopeMissing, missing), (FindingCode::PageNotGranted, elsewhere)] {
        if names.is_empty() {
            continue;
        }
        let finding = Finding::of(code).with(names.iter().map(|name| String::from(*name)));
        let severe = cannot_send || code == FindingCode::PageNotGranted;
        let severity = if severe { Severity::Error } else { Severity::Warning };
        case.report(Finding { severity, ..finding });
    }
}

/// An entry of `permissions`.
struct Granted<'d> {
    permission: Text<'d>,
    given: bool,
}

/// An entry of `granular_scopes`; without targets it holds for all.
struct Granular<'d> {
    scope: Text<'d>,
    targets: Option<Vec<Id<'d>>>,
}

impl<'d> Read<'d> for Granted<'d> {
    const EXPECTED: &'static str = "an object with permission and status";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self { permission: fields.get("permission")?, given: fields.is("status", "granted") })
    }
}

impl<'d> Read<'d> for Granular<'d> {
    const EXPECTED: &'static str = "an object with scope";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self { scope: fields.get("scope")?, targets: fields.get("target_ids") })
    }
}
