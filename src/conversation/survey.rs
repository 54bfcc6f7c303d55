//! The answers of a survey, as lines a person can read.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Document, Kind, Limits, Raw, Value};

/// The answers of a customer feedback template (`platform.md` 2.14): `screens[].questions.<id> { type, payload, follow_up? }`.
pub(super) fn answers(screens: Raw<'_>) -> Vec<String> {
    let Ok(document) = Document::parse_text(screens.as_str(), &Limits::default()) else { return Vec::new() };
    let screens = document.root().items().unwrap_or_default();
    let questions = screens.iter().filter_map(|screen| screen.get("questions")?.entries()).flatten();
    questions.filter_map(|(id, question)| answer(id, question)).collect()
}

/// `visit (csat): 4, and what they added`.
fn answer(id: &str, question: &Value<'_>) -> Option<String> {
    let score = question.get("payload").and_then(word)?;
    let kind = question.get("type").and_then(word).unwrap_or("?");
    let more = question.get("follow_up").and_then(|more| more.get("payload")).and_then(word);
    let mut line = [id, " (", kind, "): ", score].concat();
    if let Some(more) = more.filter(|more| !more.trim().is_empty()) {
        line.push_str("; ");
        line.push_str(more);
    }
    Some(line)
}

/// A text, or a number as it was written.
pub(super) fn word<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value.kind() {
        Kind::Text(text) => Some(text),
        Kind::Number(digits) => Some(digits),
        _ => None,
    }
}
