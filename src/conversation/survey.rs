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
    let answer = question.get("payload");
    let more = question.get("follow_up").and_then(|more| more.get("payload"));
    let said = [answer, more].into_iter().flatten().filter_map(word).filter(|said| !said.trim().is_empty());
    let said: Vec<&str> = said.collect();
    let kind = question.get("type").and_then(word).unwrap_or("?");
    (!said.is_empty()).then(|| [id, " (", kind, "): ", &said.join("; ")].concat())
}

/// A text, or a number as it was written.
pub(super) fn word<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value.kind() {
        Kind::Text(text) => Some(text),
        Kind::Number(digits) => Some(digits),
        _ => None,
    }
}
