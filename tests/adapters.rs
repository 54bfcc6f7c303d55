//! Every adapter against the requests and answers that `tests/fixtures/desks` holds: shapes as the desks' documentation and sources give
//! them (`desks.md`), with names and ids of our own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

use std::fs;
use std::path::Path;

use messenger_desk::adapters::{Answer, Desk, DeskEnded, DeskName, DeskUnheard, Ids};
use messenger_desk::json::{
    self, Document, Kind, Leftovers, Limits, Millis, Path as Pointer, Read, Reading, Value, write,
};

/// 2026-11-25 09:30 UTC.
const NOW: Millis = Millis(1_795_599_000_000);

#[test]
fn requests_and_answers() {
    let mut cases = 0;
    for_each("cases", |desk, name, case| {
        cases += 1;
        let mut ids = ids_of(case.get("ids"));
        let action = compact(case.get("action").unwrap());
        for (index, exchange) in case.get("exchanges").and_then(Value::items).unwrap().iter().enumerate() {
            let plan = desk.request(&action, ids).unwrap();
            let at = format!("{name}, exchange {index}");
            let actual = plan.request.as_ref().map_or_else(|| panic!("{at}: {}", write(&plan)), write);
            assert_eq!(actual, compact(exchange.get("request").unwrap()), "{at}");
            let answer = exchange.get("answer").unwrap();
            let headers = answer.get("headers").and_then(Value::entries).unwrap_or_default();
            let headers = headers.iter().map(|(key, value)| (key.to_string(), value.text().unwrap().to_owned()));
            let body = answer.get("body").map(compact).unwrap_or_default();
            let status = answer.get("status").unwrap().raw().parse().unwrap();
            let step = plan.request.unwrap().step;
            let answer = Answer::new(status, headers.collect(), &body);
            let learned = desk.learn(&action, &step, &answer, plan.ids).unwrap();
            let failure = learned.failure.as_ref().map(write);
            assert_eq!(failure, exchange.get("failure").map(compact), "{at}");
            // What is kept must be readable again.
            ids = again(&learned.ids);
        }
        let plan = desk.request(&action, ids).unwrap();
        let ended = plan.ended.map(DeskEnded::as_str).or(plan.problem.as_ref().map(|problem| problem.code));
        let expected = case.get("ended").and_then(Value::text);
        assert_eq!(ended, expected, "{name}: {}", write(&plan));
        for (key, value) in case.get("then").and_then(Value::entries).unwrap_or_default() {
            let ids = write(&plan.ids);
            let document = Document::parse_text(&ids, &Limits::default()).unwrap();
            assert_eq!(document.root().get(key).map(compact), Some(compact(value)), "{name}: {key} of {ids}");
        }
    });
    assert!(cases > 30, "{cases} cases");
}

#[test]
fn webhooks() {
    let mut cases = 0;
    for_each("webhooks", |desk, name, case| {
        cases += 1;
        let ids = case.get("ids").map(|ids| ids_of(Some(ids)));
        let body = compact(case.get("body").unwrap());
        let incoming = desk.read(&Answer::new(0, Vec::new(), &body), ids, NOW).unwrap();
        assert_eq!(write(&incoming.inputs), compact(case.get("inputs").unwrap()), "{name}");
        assert_eq!(incoming.ignored.map(DeskUnheard::as_str), case.get("ignored").and_then(Value::text), "{name}");
        for (key, actual) in [("conversation", incoming.conversation), ("ticket", incoming.ticket)] {
            if let Some(expected) = case.get(key) {
                assert_eq!(actual.as_deref(), expected.text(), "{name}: {key}");
            }
        }
        // Read with ids that know it, it leads to nothing more.
        if let Some(ids) = incoming.ids {
            let twice = desk.read(&Answer::new(0, Vec::new(), &body), Some(again(&ids)), NOW).unwrap();
            assert!(twice.inputs.is_empty(), "{name} twice: {}", write(&twice.inputs));
        }
    });
    assert!(cases > 20, "{cases} webhooks");
}

/// No action and no answer, however odd, makes an adapter lose its way: it ends, or fails, within a few requests.
#[test]
fn odd_answers_end() {
    let bodies =
        ["", "[]", "{}", "null", "7", "\"x\"", "{\"id\":null}", "{\"payload\":7}", "{\"ticket\":[]}", "<html>"];
    for_each("cases", |desk, name, case| {
        let action = compact(case.get("action").unwrap());
        for status in [0, 200, 201, 204, 302, 404, 408, 409, 422, 424, 429, 500] {
            for body in bodies {
                let mut ids = ids_of(case.get("ids"));
                let mut requests = 0;
                while let Some(request) = {
                    let plan = desk.request(&action, ids).unwrap();
                    ids = plan.ids;
                    plan.request
                } {
                    requests += 1;
                    assert!(requests < 12, "{name}: {status} {body} never ends");
                    let learned = desk.learn(&action, &request.step, &Answer::new(status, vec![], body), ids).unwrap();
                    ids = learned.ids;
                    if learned.failure.is_some() {
                        break;
                    }
                }
            }
        }
    });
}

/// A conversation that turns out to be with somebody who writes elsewhere too brings no name along, only words that stand in for one.
#[test]
fn a_name_that_stands_in_replaces_none() {
    let mut cases = 0;
    for_each("cases", |desk, name, case| {
        let action = compact(case.get("action").unwrap());
        if !action.contains(r#""do":"contact""#) || name.starts_with("webhook") {
            return;
        }
        cases += 1;
        let action = action.replacen(r#""contact":{"#, r#""contact":{"standIn":true,"#, 1);
        let plan = desk.request(&action, ids_of(case.get("ids"))).unwrap();
        assert!(plan.request.is_none_or(|request| request.step != "contact"), "{name}");
    });
    assert!(cases >= 2, "{cases} cases");
}

/// Calls a test with every item under a key of every desk's fixture.
fn for_each(key: &str, mut test: impl FnMut(&Desk, &str, &Value<'_>)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/desks");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 5, "a file a desk");
    for file in files {
        let fixture = fs::read_to_string(&file).unwrap();
        let document = Document::parse_text(&fixture, &Limits::default()).expect("JSON");
        let name = file.file_stem().unwrap().to_str().unwrap();
        let desk_name = DeskName::from_word(name).expect("the name of a desk");
        let common = document.root().get("config").map(compact).unwrap_or_default();
        for item in document.root().get(key).and_then(Value::items).unwrap() {
            let config = item.get("config").map_or_else(|| common.clone(), compact);
            let desk = Desk::from_json(desk_name, &config).unwrap();
            let about = item.get("name").and_then(Value::text).unwrap();
            test(&desk, &format!("{name}: {about}"), item);
        }
    }
}

fn ids_of(value: Option<&Value<'_>>) -> Ids {
    value.map_or_else(Ids::default, |value| {
        Ids::read(Reading::new(value, &Pointer::ROOT, &Leftovers::default())).expect("ids")
    })
}

fn again(ids: &Ids) -> Ids {
    let text = write(ids);
    let document = Document::parse_text(&text, &Limits::default()).unwrap();
    let read = ids_of(Some(document.root()));
    assert_eq!(&read, ids);
    read
}

/// A value as this crate writes it.
fn compact(value: &Value<'_>) -> String {
    match value.kind() {
        Kind::Text(text) => write(text),
        Kind::Array(items) => format!("[{}]", items.iter().map(compact).collect::<Vec<_>>().join(",")),
        Kind::Object(entries) => {
            let entries =
                entries.iter().map(|(key, value)| format!("{}:{}", write(&json::Text::from(&**key)), compact(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        _ => value.raw().to_owned(),
    }
}
