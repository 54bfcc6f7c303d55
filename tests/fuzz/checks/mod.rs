//! What must hold for any bytes, once for each door of the crate: the fuzz targets and `tests/replay.rs` both call these.

mod body;
mod proof;
mod reference;
mod sending;
mod thread;

use std::sync::OnceLock;

use messenger_desk::desk::Config;
use messenger_desk::error::ChannelError;
use messenger_desk::js::calls;
use messenger_desk::json::{Document, Leftovers, Limits, Path, Read, Reading, Value};

pub(crate) use body::body;
pub(crate) use proof::{query, signature, signed_request};
pub(crate) use sending::{draft, graph_answer};
pub(crate) use thread::{decision, inputs, state, thread};

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

/// The app secret of the channel under test.
const SECRET: &str = "a secret nobody signs with";

/// A configuration opens, and then serves, or says what is wrong with it.
pub(crate) fn config(bytes: &[u8]) {
    match Config::from_json(&String::from_utf8_lossy(bytes)) {
        Ok(config) => {
            readable(&calls::handshake(&config, ""));
            let event = thread::EVENT.as_bytes();
            assert!(calls::verify(&config, event, None).contains("\"ok\":false"), "proved without a signature");
            match calls::step(&config, None, thread::EVENT, thread::NOW) {
                Ok(done) => readable(&done),
                Err(error) => explained(&error),
            }
        }
        Err(error) => explained(&error),
    }
}

fn channel() -> &'static Config {
    static CHANNEL: OnceLock<Config> = OnceLock::new();
    CHANNEL.get_or_init(|| {
        let text = format!(r#"{{"appId":"731000000000001","appSecret":"{SECRET}","verifyToken":"verify-me"}}"#);
        Config::from_json(&text).unwrap_or_else(|error| panic!("{}", error.message))
    })
}

/// An error has a sentence of its own or of every problem.
fn explained(error: &ChannelError) {
    assert!(!error.message.is_empty() || !error.problems.is_empty(), "an error that says nothing");
    for problem in &error.problems {
        assert!(!problem.message.is_empty() && !problem.code.is_empty(), "a problem that says nothing");
    }
}

fn readable(text: &str) {
    document(text);
}

/// JSON of ours, read back.
fn document(text: &str) -> Document<'_> {
    let limits = Limits { bytes: usize::MAX, depth: 128 + 16 };
    Document::parse_text(text, &limits).unwrap_or_else(|_| panic!("JSON of ours is not read back: {text}"))
}

/// A value as a type of ours.
fn read_as<'d, T: Read<'d>>(value: &Value<'d>) -> Option<T> {
    T::read(Reading::new(value, &Path::ROOT, &Leftovers::unwanted()))
}

fn is(value: &Value<'_>, key: &str, raw: &str) -> bool {
    value.get(key).is_some_and(|value| value.raw() == raw)
}

fn list<'v, 'd>(value: &'v Value<'d>, key: &str) -> &'v [Value<'d>] {
    value.get(key).and_then(Value::items).unwrap_or_default()
}

fn word<'v>(value: &'v Value<'_>, key: &str) -> &'v str {
    value.get(key).and_then(Value::text).unwrap_or_default()
}
