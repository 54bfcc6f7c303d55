//! The channel without a worker: reads notifications and says what state every conversation is in afterwards, as the soak's second opinion.
//! `cargo run --example fold`: the first line of the input is the channel's configuration, each further one a notification's body; each line
//! of the output is a conversation's state.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, stdin};

use messenger_desk::conversation::{ConversationState, Effect, Input, step};
use messenger_desk::desk::Config;
use messenger_desk::error::ChannelError;
use messenger_desk::json::{Millis, write};
use messenger_desk::send::{GraphRequest, SendResult};

fn main() -> Result<(), String> {
    let mut lines = stdin().lock().lines();
    let mut line = || lines.next().transpose().map_err(|error| error.to_string());
    let config = line()?.ok_or("the first line is the channel's configuration")?;
    let config = Config::from_json(&config).map_err(said)?;
    let mut states = BTreeMap::new();
    while let Some(body) = line()? {
        receive(&config, &mut states, body.as_bytes()).map_err(said)?;
    }
    for state in states.values() {
        println!("{}", write(state));
    }
    Ok(())
}

/// Every event at the moment it happened.
fn receive(config: &Config, states: &mut BTreeMap<String, ConversationState>, body: &[u8]) -> Result<(), ChannelError> {
    let document = config.reader.document(body)?;
    for event in config.reader.read(&document)?.events {
        let (conversation, at) = (event.conversation.clone(), event.at);
        let before = states.remove(&conversation);
        let state = fold(config, before, Input::Event(Box::new(event)), at)?;
        states.insert(conversation, state);
    }
    Ok(())
}

/// One step, and those that Graph's answers to it lead to: everybody has a name.
fn fold(
    config: &Config,
    state: Option<ConversationState>,
    input: Input<'_>,
    at: Millis,
) -> Result<ConversationState, ChannelError> {
    let done = step(config, state, &[input], at)?;
    done.effects.iter().try_fold(done.state, |state, effect| match effect {
        Effect::Graph(GraphRequest { key, .. }) => fold(config, Some(state), Input::Sent(profile(key)), at),
        _ => Ok(state),
    })
}

fn profile(key: &str) -> SendResult {
    SendResult {
        key: key.to_owned(),
        status: 200,
        body: r#"{"first_name":"Customer"}"#.to_owned(),
        ..SendResult::default()
    }
}

fn said(error: ChannelError) -> String {
    error.message
}
