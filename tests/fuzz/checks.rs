//! What must hold for any bytes, once for each door of the crate: the fuzz targets and `tests/replay.rs` both call these.

use messenger_desk::conversation::{Effect, Input, step};
use messenger_desk::desk::{Act, Config};
use messenger_desk::error::ChannelError;
use messenger_desk::js::calls;
use messenger_desk::json::{Document, Limits, write};
use messenger_desk::webhook::handshake::{Handshake, handshake};

const ASK: &str = r#"{"now":1793737091205,"author":"human"}"#;
/// A customer's message, with which a thread begins.
const EVENT: &str = r#"{"event":{"type":"message","id":"m","at":1793737091000,"page":"1","conversation":"dm:1:2","attachments":[],"text":"hi","contact":{"id":"2","kind":"psid"}}}"#;
const NOW: f64 = 1_793_737_091_205.0;

/// A door and what is checked there.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its file in `fuzz_targets` and of its folder in `corpus`.
pub(crate) const TARGETS: [Target; 9] = [
    ("body", body),
    ("signature", signature),
    ("query", query),
    ("config", config),
    ("state", state),
    ("inputs", inputs),
    ("draft", draft),
    ("graph_answer", graph_answer),
    ("signed_request", signed_request),
];

/// Every item becomes an event or a rejection, every event folds to an effect, nothing is blank, twice is the same.
pub(crate) fn body(bytes: &[u8]) {
    let config = channel();
    let Ok(document) = config.reader.document(bytes) else { return };
    let Ok(delivery) = config.reader.read(&document) else { return };
    let sources: Vec<&str> = delivery
        .events
        .iter()
        .map(|event| event.source.as_str())
        .chain(delivery.rejected.iter().map(|rejected| rejected.source.as_str()))
        .collect();
    let entries = document.root().get("entry").and_then(|entry| entry.items()).unwrap_or_default();
    for (number, entry) in entries.iter().enumerate() {
        for key in ["messaging", "standby", "changes"] {
            let count = entry.get(key).and_then(|list| list.items()).map_or(0, <[_]>::len);
            for item in 0..count {
                let pointer = format!("/entry/{number}/{key}/{item}");
                assert!(sources.contains(&pointer.as_str()), "{pointer} is neither an event nor rejected");
            }
        }
    }
    for event in &delivery.events {
        assert!(!event.id.is_empty() && !event.conversation.is_empty(), "an event without an id");
        let Ok(done) = step(&config, None, &[Input::Event(Box::new(event.clone()))], event.at) else {
            panic!("an event of ours does not fold: {}", event.id)
        };
        assert!(!done.effects.is_empty(), "{} has no effect", event.id);
        for effect in &done.effects {
            if let Effect::Desk(action) = effect
                && let Act::Open { message, .. } | Act::Append { message, .. } | Act::Edit { message, .. } = &action.act
            {
                let text = message.text.as_ref().is_some_and(|text| !text.trim().is_empty());
                assert!(text || !message.attachments.is_empty() || message.placeholder.is_some(), "a blank message");
            }
        }
    }
    let text = write(&delivery);
    readable(&text);
    assert_eq!(calls::parse(&config, bytes).ok(), Some(text), "the same body, another delivery");
}

/// A signature nobody made is refused; the one the header claims is the same answer twice.
pub(crate) fn signature(bytes: &[u8]) {
    let config = channel();
    let header = String::from_utf8_lossy(bytes);
    let answer = calls::verify(&config, b"{}", Some(&header));
    readable(&answer);
    assert!(answer.contains("\"ok\":false"), "a forged signature is genuine: {header}");
}

/// A challenge comes back verbatim, and only with the token.
pub(crate) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Handshake::Accepted { challenge } = handshake(&text, Some("verify-me")) {
        assert!(text.contains("verif") || text.contains('%'), "accepted without the token");
        let encoded = text.contains('%') || text.contains('+');
        assert!(encoded || text.contains(&*challenge), "the challenge is not what came");
    }
    assert!(!matches!(handshake(&text, None), Handshake::Accepted { .. }), "accepted without a token set");
    readable(&calls::handshake(&channel(), &text));
}

/// A configuration opens or says what is wrong with it.
pub(crate) fn config(bytes: &[u8]) {
    match Config::from_json(&String::from_utf8_lossy(bytes)) {
        Ok(config) => readable(&calls::handshake(&config, "")),
        Err(error) => explained(&error),
    }
}

/// A state that is taken gives one that is taken again.
pub(crate) fn state(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    fold(Some(&text), r#"{"tick":true}"#);
    if let Err(error) = calls::decide(&text, ASK) {
        explained(&error);
    }
}

/// Inputs of any kind, one or a list, at the beginning of a thread and within one.
pub(crate) fn inputs(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    fold(None, &text);
    fold(Some(&thread()), &text);
}

/// A draft, and a decision after a line break, to a plan.
pub(crate) fn draft(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let allowed = decision();
    let (draft, decision) = text.split_once('\n').unwrap_or((&text, &allowed));
    match calls::plan(draft, decision) {
        Ok(plan) => {
            readable(&plan);
            assert_eq!(calls::plan(draft, decision).ok(), Some(plan), "the same draft, another plan");
        }
        Err(error) => explained(&error),
    }
}

/// Whatever Graph answers, the outcome has a kind.
pub(crate) fn graph_answer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for status in [0, 200, 400, 429, 500] {
        let answer = calls::outcome(status, &text, Some(&text));
        readable(&answer);
        assert!(answer.contains("\"kind\":"), "{answer}");
    }
}

/// A request nobody signed is refused.
pub(crate) fn signed_request(bytes: &[u8]) {
    let secrets = "\"a secret nobody signs with\"";
    let answer = calls::signed_request(secrets, &String::from_utf8_lossy(bytes), None, None).unwrap();
    readable(&answer);
    assert!(answer.contains("\"ok\":false"), "a forged request is genuine: {answer}");
}

/// The state of a thread in which the customer has just written.
pub(crate) fn thread() -> String {
    let done = calls::step(&channel(), None, EVENT, NOW).unwrap_or_else(|error| panic!("{}", error.message));
    readable_document(&done).root().get("state").map(|state| state.raw().to_owned()).unwrap_or_default()
}

/// The decision of that thread: it may be answered.
pub(crate) fn decision() -> String {
    calls::decide(&thread(), ASK).unwrap_or_else(|error| panic!("{}", error.message))
}

fn channel() -> Config {
    let text = r#"{"appId":"731000000000001","appSecret":"a secret nobody signs with","verifyToken":"verify-me"}"#;
    Config::from_json(text).unwrap_or_else(|error| panic!("{}", error.message))
}

fn fold(state: Option<&str>, inputs: &str) {
    match calls::step(&channel(), state, inputs, NOW) {
        Ok(done) => {
            let document = readable_document(&done);
            let Some(kept) = document.root().get("state").map(|state| state.raw().to_string()) else { return };
            let again = calls::step(&channel(), Some(&kept), r#"{"tick":true}"#, NOW);
            assert!(again.is_ok(), "a state of ours is not taken back: {kept}");
        }
        Err(error) => explained(&error),
    }
}

fn explained(error: &ChannelError) {
    assert!(!error.message.is_empty() || !error.problems.is_empty(), "an error that says nothing");
}

fn readable(text: &str) {
    readable_document(text);
}

fn readable_document(text: &str) -> Document<'_> {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    Document::parse_text(text, &limits).unwrap_or_else(|_| panic!("JSON of ours is not read back: {text}"))
}
