//! The package's English catalogue against the crate's own sentences: where a sentence has no parameters, both say the same.
#![allow(clippy::unwrap_used, reason = "a failing test may stop")]

use messenger_desk::json::{Document, Limits};
use messenger_desk::policy::{NextStep, ReasonCode};

const ENGLISH: &str = include_str!("../pkg/catalogues/en.js");

/// The message of a key in one part of the catalogue.
fn message(part: &str, key: &str) -> String {
    let part = ENGLISH.split_once(&format!("\n  {part}: {{\n")).unwrap().1.split_once("\n  },").unwrap().0;
    let line = part.lines().find_map(|line| line.trim().strip_prefix(&format!("{key}: "))).unwrap();
    let json = line.strip_suffix(',').unwrap();
    Document::parse_text(json, &Limits::default()).unwrap().root().text().unwrap().to_owned()
}

#[test]
fn english_says_what_the_crate_says() {
    let reasons = ReasonCode::ALL.iter().map(|code| ("reasons", code.as_str(), code.sentence()));
    let steps = NextStep::ALL.iter().map(|step| ("steps", step.as_str(), step.sentence()));
    let mut same = 0;
    for (part, key, sentence) in reasons.chain(steps) {
        let message = message(part, key);
        if !message.contains('{') {
            assert_eq!(message, sentence, "{part}.{key}");
            same += 1;
        }
    }
    assert!(same > 40, "{same}");
}
