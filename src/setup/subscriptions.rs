//! Whether webhooks are sent at all: by the Page (`subscribed_apps`) and by the app (`subscriptions`); both are needed
//! (`platform.md` 9.3).

use alloc::vec::Vec;

use super::case::Case;
use super::feature::{Feature, NeedKind};
use super::finding::{Finding, FindingCode, Severity};
use super::request::RequestName;
use super::{evidence, version};
use crate::json::{Id, Read, Reading, Text, readable};

pub(super) fn judge(case: &mut Case<'_, '_>) {
    of_page(case);
    of_app(case);
}

fn of_page(case: &mut Case<'_, '_>) {
    let Some((apps, _)) = case.list::<SubscribedApp<'_>>("subscribed_apps") else { return };
    let ours = match &case.app {
        Some(app) => apps.iter().find(|listed| listed.id.as_ref() == Some(app)),
        None => apps.first(),
    };
    let Some(ours) = ours else {
        let fix = case.fix(RequestName::SubscribePage, &[]);
        let required = case.features.required(NeedKind::PageField).map(|need| need.name.into());
        let finding = Finding::of(FindingCode::AppNotSubscribed).with(required);
        return case.report(Finding { fix, ..finding });
    };
    let Some(fields) = &ours.subscribed_fields else { return };
    case.subscribed.clone_from(fields);
    missing(case, fields, NeedKind::PageField, FindingCode::FieldsMissing, RequestName::SubscribePage);
}

fn of_app(case: &mut Case<'_, '_>) {
    let listed = case.list::<AppSubscription<'_>>("subscriptions").map(|(list, _)| list);
    if let Some(listed) = &listed {
        for (object, kind, request, feature) in [
            ("page", NeedKind::PageField, RequestName::SubscribeApp, Feature::Messages),
            ("instagram", NeedKind::InstagramField, RequestName::SubscribeInstagram, Feature::Instagram),
        ] {
            if case.features.wants(feature) {
                if let Some(subscription) = listed.iter().find(|one| one.object == object) {
                    one_of_app(case, subscription, kind, request);
                } else {
                    let fix = case.fix(request, &[]);
                    let finding = Finding::of(FindingCode::AppSubscriptionMissing).with(evidence::word(object));
                    case.report(Finding { fix, ..finding });
                }
            }
        }
    }
    let fields = listed.iter().flatten().filter_map(|one| one.fields.as_ref()).flatten();
    version::judge(case, fields.filter_map(|field| field.version.as_deref()));
}

/// One subscription of the app's: that it is on, that it comes here, and that it has the fields.
fn one_of_app(case: &mut Case<'_, '_>, subscription: &AppSubscription<'_>, kind: NeedKind, request: RequestName) {
    let fields = subscription.fields.as_deref();
    let names: Vec<Text<'_>> = fields.unwrap_or_default().iter().map(|field| field.name.clone()).collect();
    let ours: Option<Text<'_>> = case.answers.get("callbackUrl");
    let elsewhere = subscription.callback_url.as_ref().zip(ours).filter(|(theirs, ours)| !same_address(theirs, ours));
    let inactive = subscription.active == Some(false);
    for (code, evidence) in [
        elsewhere.map(|(theirs, _)| (FindingCode::AppSubscriptionElsewhere, evidence::host(theirs))),
        inactive.then_some((FindingCode::AppSubscriptionInactive, None)),
    ]
    .into_iter()
    .flatten()
    {
        let fix = case.fix(request, &names);
        let finding = Finding::of(code).with(evidence);
        case.report(Finding { fix, ..finding });
    }
    if fields.is_some() {
        missing(case, &names, kind, FindingCode::AppFieldsMissing, request);
    }
}

/// An address with a slash at its end is the same one.
fn same_address(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

fn missing(case: &mut Case<'_, '_>, present: &[Text<'_>], kind: NeedKind, code: FindingCode, request: RequestName) {
    let lacking = |name: &str| !present.iter().any(|have| have == name);
    let missing: Vec<&str> = case.features.required(kind).map(|need| need.name).filter(|name| lacking(name)).collect();
    if missing.is_empty() {
        return;
    }
    let severity = if missing.contains(&"messages") { Severity::Error } else { Severity::Warning };
    let fix = case.fix(request, present);
    let finding = Finding::of(code).with(missing.into_iter().map(Into::into));
    case.report(Finding { severity, fix, ..finding });
}

/// An entry of `subscribed_apps`.
struct SubscribedApp<'d> {
    id: Option<Id<'d>>,
    subscribed_fields: Option<Vec<Text<'d>>>,
}

readable!(SubscribedApp<'d> { id: "id", subscribed_fields: "subscribed_fields" });

/// An entry of `subscriptions`.
struct AppSubscription<'d> {
    object: Text<'d>,
    callback_url: Option<Text<'d>>,
    active: Option<bool>,
    fields: Option<Vec<AppField<'d>>>,
}

readable!(AppSubscription<'d> {
    object: "object" required,
    callback_url: "callback_url",
    active: "active",
    fields: "fields",
});

/// One of its fields: an object, or in old answers the name.
struct AppField<'d> {
    name: Text<'d>,
    version: Option<Text<'d>>,
}

impl<'d> Read<'d> for AppField<'d> {
    const EXPECTED: &'static str = "a field with its name";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.fields() {
            Some(fields) => Some(Self { name: fields.get("name")?, version: fields.get("version") }),
            None => Some(Self { name: Text::read(reading)?, version: None }),
        }
    }
}
