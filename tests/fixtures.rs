//! Every webhook body in `tests/fixtures/webhooks`, read and folded, against a snapshot.
//!
//! The same suite runs over the same snapshots in Node, workerd and Chromium (`tests/js/suite.mjs`), so the module gives the
//! same JSON everywhere. What a snapshot holds is said once here and once there: the delivery, the effects of every event, the
//! states in the end, and for each conversation whether a person may answer one hour after its last event.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failing test may stop"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use messenger_desk::conversation::{ConversationState, Effect, Input, step};
use messenger_desk::desk::Config;
use messenger_desk::error::ChannelError;
use messenger_desk::json::{
    Document, Kind, Leftovers, Limits, Millis, Object, Path as Pointer, Read, Reading, Record, Value, Write, Writer,
    write,
};
use messenger_desk::policy::{Ask, Decision, decide};
use messenger_desk::webhook::Delivery;

#[test]
fn every_fixture_gives_its_snapshot() {
    let config = Config::from_json(&fs::read_to_string(folder().join("channel.json")).unwrap()).unwrap();
    let mut bodies: Vec<PathBuf> =
        fs::read_dir(folder().join("webhooks")).unwrap().map(|entry| entry.unwrap().path()).collect();
    bodies.sort();
    assert!(bodies.len() >= 180, "{} fixtures are too few", bodies.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(true);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in bodies {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let body = fs::read(&path).unwrap();
            insta::assert_snapshot!(name, pretty(&replay(&config, &body)));
        }
    });
}

#[test]
fn every_event_survives_being_kept_as_json() {
    let config = Config::from_json(&fs::read_to_string(folder().join("channel.json")).unwrap()).unwrap();
    for entry in fs::read_dir(folder().join("webhooks")).unwrap() {
        let body = fs::read(entry.unwrap().path()).unwrap();
        let Ok(document) = config.reader.document(&body) else { continue };
        let Ok(delivery) = config.reader.read(&document) else { continue };
        for event in &delivery.events {
            let text = write(event);
            let again = Document::parse_text(&text, &Limits::default()).unwrap();
            let leftovers = Leftovers::default();
            let read =
                messenger_desk::webhook::InboundEvent::read(Reading::new(again.root(), &Pointer::ROOT, &leftovers));
            let read = read.unwrap();
            assert_eq!(write(&read), text);
            // Of a number that JavaScript would round only the digits are kept, as a text.
            if !holds_long_number(document.root()) {
                assert_eq!(&read, event, "{text}");
            }
        }
    }
}

fn holds_long_number(value: &Value<'_>) -> bool {
    match value.kind() {
        Kind::Number(digits) => digits.len() > 15,
        Kind::Array(items) => items.iter().any(holds_long_number),
        Kind::Object(entries) => entries.iter().any(|(_, value)| holds_long_number(value)),
        _ => false,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// What a snapshot holds.
struct Replay<'r> {
    delivery: &'r Delivery<'r>,
    steps: Vec<Folded<'r>>,
    states: Ordered<ConversationState>,
    decisions: Ordered<Answer>,
}

impl Write for Replay<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(self);
    }
}

impl Record for Replay<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("delivery", self.delivery);
        object.field("steps", &self.steps);
        object.field("states", &self.states);
        object.field("decisions", &self.decisions);
    }
}

struct Folded<'r> {
    conversation: &'r str,
    effects: Vec<Effect<'r>>,
}

impl Write for Folded<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(self);
    }
}

impl Record for Folded<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("conversation", &self.conversation);
        object.field("effects", &self.effects);
    }
}

/// The parts of a decision that follow from the thread.
struct Answer(Decision);

impl Write for Answer {
    fn write(&self, out: &mut Writer) {
        out.object(self);
    }
}

impl Record for Answer {
    fn entries(&self, object: &mut Object<'_>) {
        let Self(decision) = self;
        object.field("verdict", &decision.verdict);
        object.field("send", &decision.send);
        object.field("expiresAt", &decision.expires_at);
        object.field("stage", &decision.stage);
        object.field("nextChangeAt", &decision.next_change_at);
    }
}

/// A map that keeps the order in which keys came.
struct Ordered<T>(Vec<(String, T)>);

impl<T: Write> Write for Ordered<T> {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(key, value)| -> (&str, &dyn Write) { (key, value) }));
    }
}

fn replay(config: &Config, body: &[u8]) -> String {
    let refused = |error: ChannelError| write(&Ordered(vec![("error".to_owned(), Refusal(error))]));
    let document = match config.reader.document(body) {
        Ok(document) => document,
        Err(unreadable) => return refused(unreadable.into()),
    };
    let delivery = match config.reader.read(&document) {
        Ok(delivery) => delivery,
        Err(unreadable) => return refused(unreadable.into()),
    };
    let mut steps = Vec::new();
    let mut states: Vec<(String, ConversationState)> = Vec::new();
    let mut last: BTreeMap<String, Millis> = BTreeMap::new();
    for event in &delivery.events {
        let known = states.iter().position(|(conversation, _)| *conversation == event.conversation);
        let before = known.map(|index| states[index].1.clone());
        let done = step(config, before, &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
        steps.push(Folded { conversation: &event.conversation, effects: done.effects });
        match known {
            Some(index) => states[index].1 = done.state,
            None => states.push((event.conversation.clone(), done.state)),
        }
        last.insert(event.conversation.clone(), event.at);
    }
    let decisions = states.iter().map(|(conversation, state)| {
        let ask = Ask::human(last[conversation].plus(Millis::HOUR));
        (conversation.clone(), Answer(decide(&state.facts(), &ask)))
    });
    write(&Replay { delivery: &delivery, steps, decisions: Ordered(decisions.collect()), states: Ordered(states) })
}

/// A refusal as JavaScript sees it, in the order of the suite's keys.
struct Refusal(ChannelError);

impl Write for Refusal {
    fn write(&self, out: &mut Writer) {
        out.object(self);
    }
}

impl Record for Refusal {
    fn entries(&self, object: &mut Object<'_>) {
        let Self(error) = self;
        object.field("code", &error.code);
        object.field("reason", &error.reason);
        object.field("pointer", &error.pointer);
        object.field("hint", &error.hint);
        object.field("message", &error.message);
    }
}

/// Breaks JSON text into lines, token by token: parsing it would lose what only its text holds, such as numbers that no
/// machine type can.
fn pretty(json: &str) -> String {
    let mut text = String::new();
    let mut depth = 0;
    let json = readable(json);
    let mut characters = json.chars().peekable();
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                text.push('"');
                while let Some(inner) = characters.next() {
                    text.push(inner);
                    match inner {
                        '"' => break,
                        '\\' => text.extend(characters.next()),
                        _ => {}
                    }
                }
            }
            open @ ('{' | '[') => {
                text.push(open);
                while characters.peek().is_some_and(char::is_ascii_whitespace) {
                    characters.next();
                }
                if let Some(close @ ('}' | ']')) = characters.peek() {
                    text.push(*close);
                    characters.next();
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            close @ ('}' | ']') => {
                depth -= 1;
                line(&mut text, depth);
                text.push(close);
            }
            ',' => {
                text.push(',');
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            space if space.is_ascii_whitespace() => {}
            other => text.push(other),
        }
    }
    text
}

/// Resolves the escapes of whole characters outside ASCII, which we write everything outside ASCII as.
fn readable(json: &str) -> String {
    let mut text = String::new();
    let mut rest = json;
    while let Some(place) = rest.find('\\') {
        let (plain, escape) = rest.split_at(place);
        text.push_str(plain);
        let unit = |at: usize| {
            escape.get(at..at + 6)?.strip_prefix("\\u").and_then(|digits| u16::from_str_radix(digits, 16).ok())
        };
        let units: Vec<u16> = [unit(0), unit(6)].into_iter().map_while(|unit| unit).collect();
        let character = char::decode_utf16(units).next().and_then(Result::ok).filter(|character| !character.is_ascii());
        let length = character.map_or(2, |character| 6 * character.len_utf16());
        match character {
            Some(character) => text.push(character),
            None => text.push_str(&escape[..length]),
        }
        rest = &escape[length..];
    }
    text.push_str(rest);
    text
}
