//! A thread under test.

use messenger_desk::conversation::{ConversationState, Effect, Input, step};
use messenger_desk::desk::{Act, Config, ReceiptState};
use messenger_desk::json::{Millis, write};
use messenger_desk::policy::{Ask, Author, Stage, decide};
use messenger_desk::send::{Draft, GraphRequest, SendResult};

pub(crate) const START: Millis = Millis(1_762_128_000_000);

/// A thread under test, with its own clock.
pub(crate) struct Desk {
    pub(crate) config: Config,
    pub(crate) state: Option<ConversationState>,
    pub(crate) now: Millis,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(r#"{ "appId": "731000000000001", "profiles": false, "policy": { "humanAgent": true } }"#)
    }

    pub(crate) fn with(config: &str) -> Self {
        Self { config: Config::from_json(config).unwrap(), state: None, now: START }
    }

    /// Folds one item of `messaging` in; the effects as JSON, since they borrow from the body.
    pub(crate) fn messaging(&mut self, item: &str) -> Vec<String> {
        self.webhook(&format!(r#"{{"object":"page","entry":[{{"id":"1","messaging":[{item}]}}]}}"#))
    }

    pub(crate) fn webhook(&mut self, body: &str) -> Vec<String> {
        let document = self.config.reader.document(body.as_bytes()).unwrap();
        let delivery = self.config.reader.read(&document).unwrap();
        assert!(delivery.rejected.is_empty(), "{:?}", delivery.rejected);
        let inputs: Vec<Input<'_>> = delivery.events.into_iter().map(|event| Input::Event(Box::new(event))).collect();
        let done = step(&self.config, self.state.take(), &inputs, self.now).unwrap();
        self.state = Some(done.state);
        done.effects.iter().map(write).collect()
    }

    pub(crate) fn input(&mut self, input: Input<'static>) -> Vec<Effect<'static>> {
        let done = step(&self.config, self.state.take(), &[input], self.now).unwrap();
        self.state = Some(done.state);
        done.effects
    }

    pub(crate) fn customer_writes(&mut self, mid: &str, text: &str) -> Vec<String> {
        let at = self.now.0;
        self.messaging(&format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{at},"message":{{"mid":"{mid}","text":"{text}"}}}}"#
        ))
    }

    pub(crate) fn echo(&mut self, mid: &str, rest: &str) -> Vec<String> {
        let at = self.now.0;
        self.messaging(&format!(
            r#"{{"sender":{{"id":"1"}},"recipient":{{"id":"24681"}},"timestamp":{at},"message":{{"mid":"{mid}","is_echo":true,"text":"Done."{rest}}}}}"#
        ))
    }

    pub(crate) fn reply(&mut self, id: &str, text: &str) -> Vec<Effect<'static>> {
        let draft = Draft { id: Some(id.to_owned()), text: Some(text.to_owned()), ..Draft::default() };
        self.input(Input::Reply(Box::new(draft)))
    }

    pub(crate) fn answered(&mut self, key: &str, status: u32, body: &str) -> Vec<Effect<'static>> {
        self.input(Input::Sent(SendResult { key: key.to_owned(), status, body: body.to_owned(), headers: Vec::new() }))
    }

    pub(crate) fn stage(&self, author: Author) -> Stage {
        let policy = self.config.policy("1");
        decide(&self.state.as_ref().unwrap().facts(), &Ask { author, policy, ..Ask::human(self.now) }).stage
    }
}

pub(crate) fn requests<'e>(effects: &'e [Effect<'_>]) -> Vec<&'e GraphRequest> {
    effects.iter().filter_map(|effect| if let Effect::Graph(request) = effect { Some(request) } else { None }).collect()
}

pub(crate) fn receipt<'e>(effects: &'e [Effect<'_>]) -> (ReceiptState, Option<&'e str>) {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Desk(action) => match &action.act {
                Act::Receipt { receipt } => Some((receipt.state, receipt.reason)),
                _ => None,
            },
            _ => None,
        })
        .unwrap()
}
