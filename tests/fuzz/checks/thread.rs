//! The doors of a thread: its state, what happens to it, and what may be answered.

use std::sync::OnceLock;

use messenger_desk::conversation::ConversationState;
use messenger_desk::js::calls;
use messenger_desk::json::{Document, Limits, Millis, Value, write};

use super::{channel, document, explained, is, list, read_as, readable, word};

/// A customer's message, with which a thread begins.
pub(super) const EVENT: &str = r#"{"event":{"type":"message","id":"m","at":1793737091000,"page":"1","conversation":"dm:1:2","attachments":[],"text":"hi","contact":{"id":"2","kind":"psid"}}}"#;
/// Shortly after.
pub(super) const NOW: f64 = 1_793_737_091_205.0;
const TICK: &str = r#"{"tick":true}"#;

/// One question of each kind; any may be asked of any state.
const ASKS: [&str; 6] = [
    r#"{"now":1793737091205,"author":"human"}"#,
    r#"{"now":1793737091205,"author":"bot","draft":{"text":"hi","tag":"ACCOUNT_UPDATE"}}"#,
    r#"{"now":1793937091205,"author":"human","policy":{"humanAgent":true,"adWindow":"7d","appId":"7"}}"#,
    r#"{"now":1793937091205,"author":"bot","draft":{"utility":{"name":"n"},"promotional":true},"policy":{"utility":true}}"#,
    r#"{"now":1793737091205,"author":"human","kind":"privateReply"}"#,
    r#"{"now":1593737091205,"author":"human","kind":"comment","policy":{"platform":"instagram"}}"#,
];

/// A state that is taken is written as it was read and gives one that is taken again; a question after a line break, and those
/// above, have an answer.
pub(crate) fn state(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (state, ask) = text.split_once('\n').unwrap_or((&text, ASKS[0]));
    for ask in [&[ask][..], &ASKS].concat() {
        decided(state, ask);
    }
    if let Ok(document) = Document::parse_text(state, &Limits::default())
        && let Some(state) = read_as::<ConversationState>(document.root())
    {
        let text = write(&state);
        assert_eq!(read_as(self::document(&text).root()), Some(state), "another state: {text}");
    }
    match calls::step(channel(), Some(state), TICK, NOW) {
        Ok(done) => settled(&done),
        Err(error) => explained(&error),
    }
}

/// Inputs of any kind, one or a list, at the beginning of a thread and within one.
pub(crate) fn inputs(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for state in [None, Some(thread())] {
        match calls::step(channel(), state, &text, NOW) {
            Ok(done) => {
                settled(&done);
                let inputs = document(&text);
                let count = inputs.root().items().map_or(1, <[_]>::len);
                let effects = document(&done);
                let effects = list(effects.root(), "effects").len();
                assert!(effects >= count, "an input without an effect: {done}");
            }
            Err(error) => explained(&error),
        }
    }
}

/// What a step gave: its state is read back as it was written, and taken by the next step.
fn settled(done: &str) {
    let document = document(done);
    let kept = document.root().get("state").map(Value::raw).unwrap_or_default();
    let state = document.root().get("state").and_then(read_as::<ConversationState>);
    let state = state.unwrap_or_else(|| panic!("a state of ours is not read back: {kept}"));
    assert_eq!(write(&state), kept, "another text of the same state");
    assert!(calls::step(channel(), Some(kept), TICK, NOW).is_ok(), "a state of ours is not taken back: {kept}");
    for ask in ASKS {
        decided(kept, ask);
    }
}

/// A decision says either how to send it or what to do instead, and looks ahead.
fn decided(state: &str, ask: &str) {
    let answer = match calls::decide(state, ask) {
        Ok(answer) => answer,
        Err(error) => return explained(&error),
    };
    let decision = document(&answer);
    let decision = decision.root();
    let blocked = word(decision, "verdict") == "blocked";
    assert_eq!(blocked, decision.get("send").is_none(), "{answer}");
    assert_eq!(blocked, !list(decision, "instead").is_empty(), "{answer}");
    assert!(!list(decision, "reasons").is_empty() && !list(decision, "paths").is_empty(), "{answer}");
    let at = moment(decision, "at");
    for key in ["expiresAt", "nextChangeAt"] {
        assert!(moment(decision, key).is_none_or(|moment| Some(moment) > at), "{key} is over: {answer}");
    }
    assert!(
        !is(decision, "verdict", "\"needs_tag\"") || decision.get("send").is_some_and(|send| send.get("tag").is_some())
    );
    match calls::timeline(state, ask) {
        Ok(timeline) => readable(&timeline),
        Err(error) => explained(&error),
    }
}

fn moment(value: &Value<'_>, key: &str) -> Option<Millis> {
    value.get(key).and_then(read_as)
}

/// The state of a thread in which the customer has just written.
pub(crate) fn thread() -> &'static str {
    static THREAD: OnceLock<String> = OnceLock::new();
    THREAD.get_or_init(|| {
        let done = calls::step(channel(), None, EVENT, NOW).unwrap_or_else(|error| panic!("{}", error.message));
        document(&done).root().get("state").map(|state| state.raw().to_owned()).unwrap_or_default()
    })
}

/// The decision of that thread: it may be answered.
pub(crate) fn decision() -> &'static str {
    static DECISION: OnceLock<String> = OnceLock::new();
    DECISION.get_or_init(|| calls::decide(thread(), ASKS[0]).unwrap_or_else(|error| panic!("{}", error.message)))
}
