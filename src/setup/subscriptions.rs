//! Whether webhooks are sent at all: by the Page (`subscribed_apps`) and by the app (`subscriptions`); both are needed
//! (`platform.md` 9.3).

use alloc::vec::Vec;

use super::case::Case;
use super::feature::{Feature, NeedKind};
use super::finding::{Finding, FindingCode};
use super::request::RequestName;
use super::{evidence, look, version};
use crate::json::Value;

pub(super) fn judge(case: &mut Case<'_, '_>) {
    of_page(case);
    of_app(case);
}

fn of_page(case: &mut Case<'_, '_>) {
    let Some(apps) = case.list("subscribed_apps") else { return };
    let app = case.app;
    let mut listed = apps.iter().filter(|listed| listed.entries().is_some());
    let Some(ours) = listed.find(|listed| app.is_none_or(|app| look::id(listed, "id") == Some(app))) else {
        let fix = case.fix(RequestName::SubscribePage, &[]);
        let required = case.features.missing(NeedKind::PageField, &|_| false);
        return case.missing(FindingCode::AppNotSubscribed, &required, fix, true);
    };
    if let Some(fields) = look::list(ours, "subscribed_fields") {
        case.subscribed = look::texts(fields);
        let present = case.subscribed.clone();
        missing(case, &present, NeedKind::PageField, FindingCode::FieldsMissing, RequestName::SubscribePage);
    }
}

fn of_app(case: &mut Case<'_, '_>) {
    let listed = case.list("subscriptions");
    let mut oldest: Option<&str> = None;
    for (object, kind, request, feature) in [
        ("page", NeedKind::PageField, RequestName::SubscribeApp, Feature::Messages),
        ("instagram", NeedKind::InstagramField, RequestName::SubscribeInstagram, Feature::Instagram),
    ] {
        let Some(listed) = listed.filter(|_| case.features.wants(feature)) else { continue };
        if let Some(subscription) = listed.iter().find(|one| look::text(one, "object") == Some(object)) {
            one_of_app(case, subscription, kind, request);
            let fields = look::list(subscription, "fields").unwrap_or_default();
            for version in fields.iter().filter_map(|field| look::text(field, "version")) {
                // All fields usually have one version; the oldest is the one to worry about.
                if oldest.is_none_or(|oldest| version::number(version) < version::number(oldest)) {
                    oldest = Some(version);
                }
            }
        } else {
            let fix = case.fix(request, &[]);
            case.missing(FindingCode::AppSubscriptionMissing, &[object], fix, true);
        }
    }
    version::judge(case, oldest);
}

/// One subscription of the app's: that it is on, that it comes here, and that it has the fields.
fn one_of_app(case: &mut Case<'_, '_>, subscription: &Value<'_>, kind: NeedKind, request: RequestName) {
    let fields = look::list(subscription, "fields");
    // In old answers a field is only its name.
    let name = |field| look::text(field, "name").or_else(|| Value::text(field));
    let names: Vec<&str> = fields.unwrap_or_default().iter().filter_map(name).collect();
    let theirs = look::text(subscription, "callback_url");
    let elsewhere = match (theirs, look::text(case.answers, "callbackUrl")) {
        // An address with a slash at its end is the same one.
        (Some(theirs), Some(ours)) => theirs.trim_end_matches('/') != ours.trim_end_matches('/'),
        _ => false,
    };
    let inactive = look::flag(subscription, "active") == Some(false);
    for (is_so, code, evidence) in [
        (elsewhere, FindingCode::AppSubscriptionElsewhere, theirs.and_then(evidence::host)),
        (inactive, FindingCode::AppSubscriptionInactive, None),
    ] {
        if is_so {
            let mut finding = Finding::of(code);
            finding.show(evidence);
            finding.fix = case.fix(request, &names);
            case.report(finding);
        }
    }
    if fields.is_some() {
        missing(case, &names, kind, FindingCode::AppFieldsMissing, request);
    }
}

fn missing(case: &mut Case<'_, '_>, present: &[&str], kind: NeedKind, code: FindingCode, request: RequestName) {
    let missing = case.features.missing(kind, &|name| present.contains(&name));
    if !missing.is_empty() {
        let fix = case.fix(request, present);
        case.missing(code, &missing, fix, missing.contains(&"messages"));
    }
}
