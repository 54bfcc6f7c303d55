//! `tests/fixtures/SHAPES.md`: every shape handled, with its source, made from the fixtures and `tests/fixtures/shapes.json`.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failing test may stop")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use messenger_desk::desk::Config;
use messenger_desk::json::{Document, Limits, Value};
use messenger_desk::webhook::event::EVENT_TYPES;

/// The types of events of the contract: programs outside this repository switch over them.
const CONTRACT: &str = "message echo edit unsend reaction postback referral optin delivery read handover policyEnforcement \
    accountLinking feedback responseFeedback order coupon form customerInformation gamePlay payment checkoutUpdate preCheckout \
    call comment post postReaction mention rating lead label groupComment marketing templateStatus integrity unknown";

#[test]
fn types_are_those_of_the_contract() {
    let contract: BTreeSet<&str> = CONTRACT.split_whitespace().collect();
    assert_eq!(EVENT_TYPES.iter().copied().collect::<BTreeSet<_>>(), contract);
    assert_eq!(EVENT_TYPES.len(), contract.len(), "a type is there twice");
}

#[test]
fn table_is_what_the_fixtures_give() {
    let (table, seen) = table();
    let missing: Vec<&str> = CONTRACT.split_whitespace().filter(|name| !seen.contains(*name)).collect();
    assert!(missing.is_empty(), "no fixture gives {missing:?}");
    let file = folder().join("SHAPES.md");
    if std::env::var_os("WRITE_SHAPES").is_some() {
        fs::write(&file, &table).unwrap();
    }
    let written = fs::read_to_string(file).unwrap_or_default();
    assert!(written == table, "SHAPES.md is out of date: run `cargo xtask shapes`");
}

/// The table, and the types that occur in it.
fn table() -> (String, BTreeSet<&'static str>) {
    let sources = fs::read_to_string(folder().join("shapes.json")).unwrap();
    let document = Document::parse_text(&sources, &Limits::default()).unwrap();
    let rows = document.root().items().unwrap();
    let config = Config::from_json(&fs::read_to_string(folder().join("channel.json")).unwrap()).unwrap();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("webhooks")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut seen = BTreeSet::new();
    let mut used = BTreeSet::new();
    let mut out = format!(
        "# Shapes\n\nMade by `cargo xtask shapes` from the {} bodies in `webhooks` and from `shapes.json`; do not edit.\n\n\
         The section is that of `platform.md`, the notes on Meta's platform that this crate is built from; source and date are \
         the page, as it is cited there, that shows the shape. Sure: C confirmed by a page or an SDK of Meta's, I by other \
         people's implementations only, X where sources disagree, U not confirmed, - where there is nothing to confirm: \
         Meta does not say so, we read it all the same.\n\n\
         | shape | what it shows | gives | section | source | date | sure |\n|---|---|---|---|---|---|---|\n",
        files.len()
    );
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let row = source(rows, &name);
        used.insert(text(row, "prefix"));
        let body = fs::read(&file).unwrap();
        let gives = gives(&config, &body, &mut seen);
        let [title, page, date, section] = ["title", "page", "date", "section"].map(|key| text(row, key));
        let sure = confidence(row);
        let rest = name.strip_prefix(text(row, "prefix")).unwrap().replace('-', " ");
        let colon = if rest.is_empty() { "" } else { ":" };
        writeln!(out, "| `{name}` | {title}{colon}{rest} | {gives} | {section} | {page} | {date} | {sure} |").unwrap();
    }
    let idle: Vec<&str> = rows.iter().map(|row| text(row, "prefix")).filter(|prefix| !used.contains(prefix)).collect();
    assert!(idle.is_empty(), "rows of shapes.json that no fixture matches: {idle:?}");
    (out, seen)
}

/// The row with the longest prefix, whole words only.
fn source<'r, 'd>(rows: &'r [Value<'d>], name: &str) -> &'r Value<'d> {
    let fits = |row: &&Value<'_>| {
        name.strip_prefix(text(row, "prefix")).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let longest = rows.iter().filter(fits).map(|row| text(row, "prefix").len()).max();
    let found: Vec<_> = rows.iter().filter(fits).filter(|row| Some(text(row, "prefix").len()) == longest).collect();
    let [row] = found.as_slice() else { panic!("{name} has {} rows in shapes.json, not one", found.len()) };
    row
}

/// The marks of `platform.md`, several where it gives several.
fn confidence<'r>(row: &'r Value<'_>) -> &'r str {
    let marks = text(row, "confidence");
    assert!(marks.split('/').all(|mark| matches!(mark, "C" | "I" | "X" | "U" | "-")), "no such mark: {marks}");
    marks
}

fn gives(config: &Config, body: &[u8], seen: &mut BTreeSet<&'static str>) -> String {
    let Ok(document) = config.reader.document(body) else { return "an error".to_owned() };
    let Ok(delivery) = config.reader.read(&document) else { return "an error".to_owned() };
    let mut words: BTreeSet<&'static str> = delivery.events.iter().map(|event| event.body.type_name()).collect();
    seen.extend(&words);
    if !delivery.rejected.is_empty() {
        words.insert("a rejection");
    }
    if words.is_empty() {
        words.insert("nothing");
    }
    words.into_iter().collect::<Vec<_>>().join(", ")
}

fn text<'r>(row: &'r Value<'_>, key: &str) -> &'r str {
    row.get(key).and_then(Value::text).unwrap_or_else(|| panic!("a row of shapes.json has no {key}"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}
