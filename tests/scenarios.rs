//! The scenario table, `tests/fixtures/policy.json`: facts, a question, a moment, and what has to come of it. It was written from Meta's
//! rules and not from what the code does; `tests/js/scenarios.node.test.mjs` reads the same table.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use messenger_desk::js::calls;
use messenger_desk::json::{Document, Kind, Limits, Value};

/// What a row may say of a decision; a word that is not here is a mistake in the table.
const EXPECTATIONS: [&str; 13] = [
    "verdict",
    "stage",
    "send",
    "expiresAt",
    "firstReason",
    "nextChangeAt",
    "certainty",
    "fallback",
    "pathsOpen",
    "instead",
    "reasons",
    "params",
    "codes",
];

#[test]
fn every_row_of_the_table_holds() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/policy.json")).unwrap();
    let document = Document::parse_text(&table, &Limits::default()).unwrap();
    let rows = document.root().items().unwrap();
    assert!(rows.len() >= 250, "{} rows", rows.len());
    let mut names = BTreeSet::new();
    let mut wrong = String::new();
    let mut failed = 0;
    for row in rows {
        let name = row.get("name").unwrap().text().unwrap();
        assert!(names.insert(name), "two rows are called {name}");
        let differences = differences(row);
        if !differences.is_empty() {
            failed += 1;
            writeln!(wrong, "{name}\n  {}", differences.join("\n  ")).unwrap();
        }
    }
    assert_eq!(failed, 0, "{failed} of {} rows\n{wrong}", rows.len());
    for report in 32..=43 {
        assert!(names.iter().any(|name| name.starts_with(&format!("report {report}:"))), "report {report} has no row");
    }
}

fn differences(row: &Value<'_>) -> Vec<String> {
    let question = row.get("ask").unwrap().raw().strip_prefix('{').unwrap();
    let ask = format!(r#"{{"now":{},{question}"#, row.get("at").unwrap().raw());
    let decision = calls::decide(row.get("facts").unwrap().raw(), &ask).unwrap();
    let document = Document::parse_text(&decision, &Limits::default()).unwrap();
    let decision = document.root();
    let mut differences = Vec::new();
    for (key, expected) in row.get("expect").unwrap().entries().unwrap() {
        assert!(EXPECTATIONS.contains(&key.as_ref()), "no such expectation: {key}");
        let actual = actual(decision, key, expected);
        let expected = canonical(Some(expected));
        if actual != expected {
            differences.push(format!("{key}: expected {expected}, decided {actual}"));
        }
    }
    differences
}

/// What a decision says of one expectation; of `reasons`, `params` and `codes` only what the row asks about.
fn actual(decision: &Value<'_>, key: &str, expected: &Value<'_>) -> String {
    let list = |key: &str| decision.get(key).unwrap().items().unwrap();
    let text = |item: &Value<'_>, key: &str| item.get(key).unwrap().text().unwrap().to_owned();
    let words = |words: Vec<String>| format!("{words:?}").replace(", ", ",");
    let some = |value: &Value<'_>, of: &dyn Fn(&str) -> String| {
        let entries = value.entries().unwrap().iter().map(|(name, _)| format!("{name:?}:{}", of(name)));
        format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
    };
    match key {
        "firstReason" => canonical(list("reasons").first().unwrap().get("code")),
        "pathsOpen" => words(
            list("paths")
                .iter()
                .filter(|path| path.get("allowed").unwrap().raw() == "true")
                .map(|path| text(path, "path"))
                .collect(),
        ),
        "instead" => words(list("instead").iter().map(|step| text(step, "step")).collect()),
        "reasons" => {
            let asked: Vec<&str> = expected.items().unwrap().iter().map(|code| code.text().unwrap()).collect();
            words(
                list("reasons")
                    .iter()
                    .map(|reason| text(reason, "code"))
                    .filter(|code| asked.contains(&code.as_str()))
                    .collect(),
            )
        }
        "params" => some(expected, &|name| canonical(list("reasons")[0].get("params").unwrap().get(name))),
        "codes" => some(expected, &|path| {
            canonical(list("paths").iter().find(|known| text(known, "path") == path).and_then(|path| path.get("code")))
        }),
        other => canonical(decision.get(other)),
    }
}

/// JSON without white space; what is absent is `null`.
fn canonical(value: Option<&Value<'_>>) -> String {
    let Some(value) = value else { return "null".to_owned() };
    match value.kind() {
        Kind::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key:?}:{}", canonical(Some(value))));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Kind::Array(items) => {
            format!("[{}]", items.iter().map(|item| canonical(Some(item))).collect::<Vec<_>>().join(","))
        }
        _ => value.raw().to_owned(),
    }
}
