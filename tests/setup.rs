//! Diagnosis, guide and channel status over the tables in `tests/fixtures/setup`, which the JavaScript tests read alike, and what must hold
//! whatever is put in: nothing stops, and no secret comes out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

use std::fmt::Write as _;

use messenger_desk::js::setup_calls;
use messenger_desk::json::{Document, Kind, Limits, Value, write};
use proptest::prelude::*;

const DIAGNOSE: &str = include_str!("fixtures/setup/diagnose.json");
const GUIDE: &str = include_str!("fixtures/setup/guide.json");
const STATUS: &str = include_str!("fixtures/setup/status.json");

/// In the shapes of the secrets there are: an access token, an app secret, an app token, and one in an address.
const SECRETS: [&str; 4] = [
    "EAAGm0PX4ZCpsBAO4fZAqRkZB",
    "d41d8cd98f00b204e9800998ecf8427e",
    "731000000000001|hUsHhUsHhUsHhUsH",
    "https://desk.example/hook/hUsHhUsHhUsHhUsH?token=d41d8cd98f00b204e9800998ecf8427e",
];

fn parse(text: &str) -> Document<'_> {
    Document::parse_text(text, &Limits { bytes: usize::MAX, ..Limits::default() }).unwrap()
}

fn items<'v, 'd>(value: &'v Value<'d>, key: &str) -> &'v [Value<'d>] {
    value.get(key).and_then(Value::items).unwrap_or_default()
}

fn text<'v>(value: &'v Value<'_>, key: &str) -> &'v str {
    value.get(key).and_then(Value::text).unwrap_or_default()
}

/// Whether `actual` has all that is expected: lists item for item, objects at least these keys.
fn fits(expected: &Value<'_>, actual: Option<&Value<'_>>) -> bool {
    let Some(actual) = actual else { return false };
    match (expected.kind(), actual.kind()) {
        (Kind::Object(keys), Kind::Object(_)) => keys.iter().all(|(key, value)| fits(value, actual.get(key))),
        (Kind::Array(wanted), Kind::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| fits(wanted, Some(found)))
        }
        (Kind::Text(wanted), Kind::Text(found)) => wanted == found,
        _ => expected.raw() == actual.raw(),
    }
}

#[test]
fn every_set_of_answers_gives_its_findings() {
    let cases = parse(DIAGNOSE);
    let cases = cases.root().items().unwrap();
    assert!(cases.len() >= 100, "{} sets of answers are too few", cases.len());
    for case in cases {
        let given = setup_calls::diagnose(case.get("answers").unwrap().raw()).unwrap();
        let found = parse(&given);
        assert!(fits(case.get("findings").unwrap(), Some(found.root())), "{}: {given}", text(case, "name"));
    }
}

#[test]
fn every_code_of_the_catalogue_is_found_somewhere() {
    let cases = parse(DIAGNOSE);
    let found: Vec<&str> = cases
        .root()
        .items()
        .unwrap()
        .iter()
        .flat_map(|case| items(case, "findings"))
        .map(|finding| text(finding, "code"))
        .collect();
    let codes = <messenger_desk::setup::finding::FindingCode as messenger_desk::json::Read<'_>>::EXPECTED;
    for code in codes.strip_prefix("one of ").unwrap().split(' ') {
        // Two that only the channel's status knows.
        if !["deauthorized", "sends_failing"].contains(&code) {
            assert!(found.contains(&code), "no set of answers gives {code}");
        }
    }
}

#[test]
fn the_guide_ticks_what_is_proved() {
    for case in parse(GUIDE).root().items().unwrap() {
        let given = setup_calls::guide(case.get("answers").unwrap().raw()).unwrap();
        let steps = parse(&given);
        let states: Vec<(&str, &str)> =
            steps.root().items().unwrap().iter().map(|step| (text(step, "id"), text(step, "state"))).collect();
        let mut expected: Vec<(&str, &str)> = case
            .get("states")
            .and_then(Value::entries)
            .unwrap()
            .iter()
            .map(|(id, state)| (id.as_ref(), state.text().unwrap()))
            .collect();
        let mut sorted = states.clone();
        sorted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sorted, expected, "{}", text(case, "name"));
    }
}

#[test]
fn the_guide_names_what_to_copy() {
    let given = setup_calls::guide(r#"{"features":["comments","humanAgent"]}"#).unwrap();
    let steps = parse(&given);
    let copies = |id: &str| -> Vec<String> {
        let step = steps.root().items().unwrap().iter().find(|step| text(step, "id") == id).unwrap();
        items(step, "copy").iter().map(|copy| format!("{} {}", text(copy, "kind"), text(copy, "text"))).collect()
    };
    assert_eq!(copies("webhook"), ["callback_url ", "verify_token "]);
    assert_eq!(copies("human_agent"), ["app_feature Human Agent"]);
    assert!(copies("permissions").contains(&"permission pages_manage_engagement".to_owned()));
    assert!(copies("fields").contains(&"page_field feed".to_owned()));
    let mut names = copies("permissions");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), copies("permissions").len(), "each once");
}

#[test]
fn every_story_of_a_channel_ends_as_it_should() {
    let stories = parse(STATUS);
    let stories = stories.root().items().unwrap();
    assert!(stories.len() >= 20, "{} stories are too few", stories.len());
    for story in stories {
        let mut state: Option<String> = None;
        for (index, step) in items(story, "steps").iter().enumerate() {
            let now: f64 = step.get("now").unwrap().raw().parse().unwrap();
            let input = step.get("input").unwrap().raw();
            let given = setup_calls::channel_status(state.as_deref(), input, now).unwrap();
            let answer = parse(&given);
            let told = told(answer.root());
            let expected = step.get("expected").unwrap();
            assert!(
                fits(expected, Some(parse(&told).root())),
                "{}, step {index}: {told}\n{given}",
                text(story, "name")
            );
            let probe = expected.get("probe").map_or("false", Value::raw);
            assert_eq!(answer.root().get("probe").unwrap().raw(), probe, "{}, step {index}", text(story, "name"));
            // The same state read and written again is the same state: nothing of it is lost between two calls.
            let kept = answer.root().get("state").unwrap().raw().to_owned();
            assert!(kept.starts_with(r#"{"v":1,"#) && kept.len() < 2000, "{kept}");
            state = Some(kept);
        }
    }
}

/// An answer of `channelStatus` in the words of the table.
fn told(answer: &Value<'_>) -> String {
    let mut alerts = Vec::new();
    for alert in items(answer, "alerts") {
        let codes: Vec<&str> = items(alert, "reasons").iter().map(|reason| text(reason, "code")).collect();
        let kept = alert.entries().unwrap().iter().filter(|(key, _)| key != "reasons");
        let mut entries: Vec<String> =
            kept.map(|(key, value)| format!("{}:{}", write(key.as_ref()), value.raw())).collect();
        entries.push(format!("\"codes\":{}", write(&codes)));
        alerts.push(format!("{{{}}}", entries.join(",")));
    }
    let raw = |value: Option<&Value<'_>>| value.map_or("null".to_owned(), |value| value.raw().to_owned());
    format!(
        r#"{{"status":{},"hold":{},"probe":{},"wakeAt":{},"alerts":[{}]}}"#,
        raw(answer.get("state").and_then(|state| state.get("status"))),
        raw(answer.get("hold")),
        raw(answer.get("probe")),
        raw(answer.get("wakeAt")),
        alerts.join(",")
    )
}

/// A value written again, with some of its texts and numbers replaced: those for which `replace` gives something, asked in order.
fn rewritten(value: &Value<'_>, replace: &mut dyn FnMut() -> Option<String>) -> String {
    match value.kind() {
        Kind::Object(entries) => {
            let mut out = String::from("{");
            for (index, (key, value)) in entries.iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                write!(out, "{comma}{}:{}", write(key.as_ref()), rewritten(value, replace)).unwrap();
            }
            out + "}"
        }
        Kind::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| rewritten(item, replace)).collect();
            format!("[{}]", items.join(","))
        }
        _ => replace().unwrap_or_else(|| value.raw().to_owned()),
    }
}

/// Everything that says something of answers, in one text.
fn everything(answers: &str) -> String {
    let status = setup_calls::channel_status(
        None,
        &format!(r#"[{{"answers":{answers}}},{{"tick":true}}]"#),
        1_795_521_600_000.0,
    );
    let accounts = parse(answers)
        .root()
        .get("accounts")
        .map_or_else(String::new, |answer| setup_calls::read_accounts(answer.raw()));
    [setup_calls::diagnose(answers).unwrap(), setup_calls::guide(answers).unwrap(), status.unwrap(), accounts].concat()
}

#[test]
fn no_secret_comes_out_wherever_it_was_put_in() {
    let mut runs = 0;
    for case in parse(DIAGNOSE).root().items().unwrap() {
        let answers = case.get("answers").unwrap();
        for secret in SECRETS {
            // In every place at once, and in each place alone.
            let planted = rewritten(answers, &mut || Some(write(secret)));
            assert_silent(&planted, secret);
            let mut place = 0;
            loop {
                let mut at = 0;
                let planted = rewritten(answers, &mut || {
                    at += 1;
                    (at == place + 1).then(|| write(secret))
                });
                if at <= place {
                    break;
                }
                // A Page's name is for showing, and nothing else is.
                if !planted.contains(&format!("\"name\":{}", write(secret))) {
                    assert_silent(&planted, secret);
                }
                place += 1;
                runs += 1;
            }
        }
    }
    assert!(runs > 1000, "{runs}");
}

fn assert_silent(planted: &str, secret: &str) {
    let named = planted.contains("\"name\":");
    let told = everything(planted);
    let hidden = ["EAAGm0PX", "d41d8cd98f", "hUsHhUsH"];
    for piece in hidden.iter().filter(|piece| secret.contains(**piece)) {
        let shown = told.matches(piece).count();
        let repeats = if named { told.matches(&format!("\"name\":{}", write(secret))).count() } else { 0 };
        let pieces = secret.matches(piece).count() * repeats;
        assert_eq!(shown, pieces, "{piece} came out of {planted}\n{told}");
    }
}

#[test]
fn no_error_repeats_what_was_put_in() {
    for secret in SECRETS {
        let login = format!(
            r#"{{"appId":{0},"redirectUri":7,"state":{0},"configId":{0},"scopes":[{0}],"version":{0}}}"#,
            write(secret)
        );
        let error = write(&setup_calls::login_url(&login).unwrap_err());
        assert!(!error.contains(secret), "{error}");
        let answers = [
            setup_calls::read_login(&format!("?error={secret}&error_description={secret}&state=x"), secret),
            setup_calls::read_login(&format!("?state={}", secret.replace('|', "%7C")), secret),
            setup_calls::token_problems(&format!("{secret} "), false),
            setup_calls::token_problems(&format!("{secret}-"), true),
            write(&setup_calls::deletion_reply(secret, &format!("{secret}-")).unwrap_err()),
            write(&setup_calls::channel_status(Some(&write(secret)), "{}", 0.0).unwrap_err()),
            write(&setup_calls::channel_status(None, &write(secret), 0.0).unwrap_err()),
            setup_calls::signed_request(&write(secret), secret, None, None).unwrap(),
        ];
        for answer in answers {
            assert!(!answer.contains(secret), "{answer}");
        }
    }
}

/// Any JSON at all, small.
fn anything() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("1e400".to_owned()),
        Just("-99999999999999999999999".to_owned()),
        "\\PC{0,8}".prop_map(|text| write(&text)),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((key(), inner), 0..4).prop_map(|entries| {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "data",
        "error",
        "code",
        "subcode",
        "error_subcode",
        "is_valid",
        "expires_at",
        "scopes",
        "granular_scopes",
        "id",
        "tasks",
        "subscribed_fields",
        "object",
        "active",
        "fields",
        "version",
        "thread_owner",
        "app_id",
        "expiration",
        "paging",
        "next",
        "now",
        "page",
        "app",
        "features",
        "debug_token",
        "accounts",
        "permissions",
        "subscribed_apps",
        "subscriptions",
        "messaging_feature_status",
        "appMode",
        "approved",
        "outcomes",
        "receivedAt",
        "trafficAt",
        "activeAt",
        "previousPages",
        "graphVersion",
        "answers",
        "findings",
        "outcome",
        "sent",
        "tick",
        "status",
        "causes",
        "ends",
        "at",
        "v",
    ])
}

proptest! {
    #[test]
    fn nothing_stops_whatever_is_put_in(pick in any::<prop::sample::Index>(), seed in prop::collection::vec((any::<u8>(), anything()), 1..6)) {
        let cases = parse(DIAGNOSE);
        let cases = cases.root().items().unwrap();
        let answers = cases[pick.index(cases.len())].get("answers").unwrap();
        let mut at = 0_usize;
        let mutated = rewritten(answers, &mut || {
            at += 1;
            seed.iter().find(|(place, _)| at.is_multiple_of(usize::from(*place) % 23 + 2)).map(|(_, value)| value.clone())
        });
        let told = everything(&mutated);
        prop_assert!(!told.is_empty());
    }

    #[test]
    fn any_json_is_answered(value in anything(), other in anything(), now in any::<f64>()) {
        for answer in [setup_calls::diagnose(&value), setup_calls::guide(&value), setup_calls::setup_requests(&value), setup_calls::login_url(&value)].into_iter().flatten() {
            prop_assert!(!answer.is_empty());
        }
        parse(&setup_calls::read_accounts(&value));
        parse(&setup_calls::page_tokens(&value));
        if let Ok(first) = setup_calls::channel_status(Some(&value), &other, now) {
            let first = parse(&first);
            let kept = first.root().get("state").unwrap().raw();
            let next = setup_calls::channel_status(Some(kept), r#"{"tick":true}"#, 1_795_521_600_000.0);
            prop_assert!(next.is_ok(), "{:?}", next);
        }
    }

    #[test]
    fn a_channel_is_told_of_each_change_once(inputs in prop::collection::vec(input(), 1..40)) {
        let mut state: Option<String> = None;
        let mut before = ("connected".to_owned(), Vec::<String>::new());
        let mut now = 1_795_521_600_000.0;
        for input in inputs {
            now += 60_000.0;
            let given = setup_calls::channel_status(state.as_deref(), &input.replace("NOW", &format!("{now}")), now).unwrap();
            let answer = parse(&given);
            let root = answer.root();
            let kept = root.get("state").unwrap();
            let causes: Vec<String> = items(kept, "causes").iter().map(|cause| text(cause, "code").to_owned()).collect();
            let status = text(kept, "status").to_owned();
            let changes = items(root, "alerts").iter().filter(|alert| text(alert, "kind") == "changed").count();
            let news = status != before.0 || causes.iter().any(|cause| !before.1.contains(cause) && cause != "sends_failing");
            prop_assert_eq!(changes, usize::from(news), "{}", given);
            prop_assert_eq!(root.get("hold").unwrap().raw() == "true", status == "disconnected" || causes.iter().any(|cause| cause == "page_restricted"));
            if input.contains("sent") || input.contains("reconnected") {
                prop_assert!(root.get("hold").unwrap().raw() == "false", "a reply that went out proves that replies go out");
            }
            before = (status, causes);
            state = Some(kept.raw().to_owned());
        }
    }
}

fn input() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        r#"{"outcome":{"kind":"reauthorize","code":190,"subcode":460}}"#,
        r#"{"outcome":{"kind":"reauthorize","code":190,"subcode":492}}"#,
        r#"{"outcome":{"kind":"reauthorize","code":10}}"#,
        r#"{"outcome":{"kind":"restricted","code":368}}"#,
        r#"{"outcome":{"kind":"retry","code":2}}"#,
        r#"{"outcome":{"kind":"windowClosed"}}"#,
        r#"{"sent":NOW}"#,
        r#"{"received":NOW}"#,
        r#"{"reconnected":NOW}"#,
        r#"{"tick":true}"#,
        r#"{"findings":[{"code":"silent_channel"}]}"#,
        r#"{"findings":[{"code":"fields_missing"},{"code":"token_expired"}]}"#,
        r#"{"findings":[]}"#,
    ])
}
