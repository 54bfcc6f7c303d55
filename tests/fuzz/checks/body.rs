//! The door of the webhook: a body.

use messenger_desk::conversation::{Effect, Input, step};
use messenger_desk::desk::{Act, Config};
use messenger_desk::js::calls;
use messenger_desk::json::write;
use messenger_desk::webhook::InboundEvent;

use super::{channel, document, read_as, readable, reference};

/// Every item becomes an event or a rejection, every event folds to an effect and survives being kept as JSON, nothing is
/// blank, twice is the same.
pub(crate) fn body(bytes: &[u8]) {
    let config = channel();
    let Ok(document) = config.reader.document(bytes) else { return };
    let Ok(delivery) = config.reader.read(&document) else { return };
    let events = delivery.events.iter().map(|event| &event.source);
    counted(reference::items(document.root()), events.chain(delivery.rejected.iter().map(|item| &item.source)));
    for event in &delivery.events {
        folds(config, event);
        kept(event);
    }
    let text = write(&delivery);
    readable(&text);
    assert_eq!(calls::parse(config, bytes).ok(), Some(text), "the same body, another delivery");
}

/// As many of each place as there are items.
fn counted<'d>(expected: Option<Vec<String>>, sources: impl Iterator<Item = &'d String>) {
    let Some(expected) = expected else { return };
    // An entry's id and time are events only where they are of a wrong type.
    let told = |source: &&String| {
        let key = source.rsplit('/').next().unwrap_or_default();
        !(matches!(key, "id" | "time") && source.matches('/').count() <= 3)
    };
    let mut sources: Vec<&String> = sources.filter(told).collect();
    sources.sort();
    assert_eq!(sources, expected.iter().collect::<Vec<_>>(), "items in, and events and rejections out");
}

fn folds(config: &Config, event: &InboundEvent<'_>) {
    assert!(!event.id.is_empty() && !event.conversation.is_empty(), "an event without an id");
    let Ok(done) = step(config, None, &[Input::Event(Box::new(event.clone()))], event.at) else {
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

/// A host may keep an event as JSON, and hand it to `step` later.
fn kept(event: &InboundEvent<'_>) {
    let text = write(event);
    let again = document(&text);
    // By what is written: a number that JavaScript would round is kept as its digits.
    let read = read_as::<InboundEvent<'_>>(again.root());
    assert_eq!(read.map(|read| write(&read)).as_deref(), Some(text.as_str()));
    let inputs = format!("[{{\"event\":{text}}}]");
    let done = calls::step(channel(), None, &inputs, 0.0);
    assert!(done.is_ok(), "an event of ours is no input: {text} {done:?}");
}
