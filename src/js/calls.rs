//! What JavaScript can call: JSON text in, JSON text or a [`ChannelError`] out.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::conversation::{self, ConversationState, Input, state_facts};
use crate::desk::{Config, DEEPEST};
use crate::edge::{self, Ending, Head};
use crate::error::{ChannelError, ErrorCode, Problem};
use crate::json::{Document, Leftovers, Limits, Millis, Path, Read, Reading, Value, write};
use crate::policy::{self, Ask, Decision, Place, PolicyOptions, Stage};
use crate::send::{self, Draft, PaceAsk, PaceState, Retry};
use crate::webhook::Delivery;
use crate::webhook::handshake::handshake as answer;
use crate::webhook::signature::Verification;

/// Reads a configuration.
pub fn open_channel(config: &str) -> Result<Config, ChannelError> {
    Config::from_json(config)
}

/// Answers the GET with which Meta checks a callback URL.
#[must_use]
pub fn handshake(config: &Config, query: &str) -> String {
    write(&answer(query, config.verify_token()))
}

/// Checks a body's signature.
#[must_use]
pub fn verify(config: &Config, body: &[u8], signature: Option<&str>) -> String {
    write(&config.secrets.verify(body, signature))
}

/// Checks a body's signature and reads its events.
pub fn receive(config: &Config, body: &[u8], signature: Option<&str>) -> Result<String, ChannelError> {
    match config.secrets.verify(body, signature) {
        Verification::Genuine { .. } => parse(config, body),
        Verification::Refused(refusal) => Err(ChannelError {
            reason: Some(refusal.as_str()),
            hint: Some(refusal.hint()),
            ..ChannelError::new(ErrorCode::Signature, "The body is not proved to be Meta's and was not read.")
        }),
    }
}

/// Reads a body's events, where somebody else has checked the signature.
pub fn parse(config: &Config, body: &[u8]) -> Result<String, ChannelError> {
    let document = config.reader.document(body)?;
    Ok(write(&config.reader.read(&document)?))
}

/// What a request's head is answered with, or how much of its body may be read.
pub fn edge_admit(config: &Config, head: &str) -> Result<String, ChannelError> {
    let head = read_json(head);
    let head = head.as_ref().and_then(|document| read_as(document, Head::read));
    let head =
        head.ok_or_else(|| ChannelError::misread(ErrorCode::Payload, "The head", "an object with method, query"))?;
    Ok(write(&edge::admit(config, &head)))
}

/// What a request's body holds, or what it is answered with: an object with `delivery` or `answer`. `macs` are the body's HMAC-SHA256
/// under each secret, one after another, where the host has computed them.
#[must_use]
pub fn edge_accept(config: &Config, body: &[u8], signature: Option<&str>, macs: Option<&[u8]>) -> String {
    let done = |delivery: &Delivery<'_>| ["{\"delivery\":", &write(delivery), "}"].concat();
    let outcome = match macs {
        None => edge::accept(config, body, signature, done),
        Some(macs) => edge::accept_signed(config, body, signature, macs.as_chunks().0, done),
    };
    outcome.unwrap_or_else(|answer| ["{\"answer\":", &write(&answer), "}"].concat())
}

/// What a request is answered with that ended so.
pub fn edge_end(config: &Config, ending: &str) -> Result<String, ChannelError> {
    let ending = Ending::from_word(ending)
        .ok_or_else(|| ChannelError::misread(ErrorCode::Payload, "The ending", Ending::EXPECTED))?;
    Ok(write(&edge::end(config, ending)))
}

/// Folds inputs (one, or a list) into a thread's state.
pub fn step(config: &Config, state: Option<&str>, inputs: &str, now: f64) -> Result<String, ChannelError> {
    let state = state.map(read_state).transpose()?.flatten();
    let document = read_json(inputs).ok_or_else(|| no_input(""))?;
    let path = Path::ROOT;
    let listed = document.root().items();
    let read = |item, path: &Path<'_>| match Input::read(Reading::new(item, path, &Leftovers::unwanted())) {
        Some(input) => Ok(input),
        None => Err(misread_input(item, path)),
    };
    let inputs = match listed {
        None => vec![read(document.root(), &path)?],
        Some(items) => {
            items.iter().enumerate().map(|(index, item)| read(item, &path.index(index))).collect::<Result<_, _>>()?
        }
    };
    Ok(write(&conversation::step(config, state, &inputs, moment(now)?)?))
}

/// May this reply be sent?
pub fn decide(state: &str, ask: &str) -> Result<String, ChannelError> {
    let (facts, ask) = question(state, ask)?;
    Ok(write(&policy::decide(&facts, &ask)))
}

fn question(state: &str, ask: &str) -> Result<(policy::Facts, Ask), ChannelError> {
    let facts = read_by_hand(state, state_facts, || {
        ChannelError::misread(
            ErrorCode::State,
            "The first argument",
            "a state as `step` gives it, of this version, or window facts",
        )
    })?;
    let ask = read_by_hand(ask, Ask::read, || {
        ChannelError::misread(
            ErrorCode::Payload,
            "The second argument",
            "an object with now (ms) and author (\"human\" or \"bot\")",
        )
    })?;
    Ok((facts, ask))
}

/// Reads what a program puts together by hand. A value of a wrong type, or a word that is none, would change the answer unseen: every
/// one is named. Keys that are not known do no harm; they may be those of a later version.
fn read_by_hand<'t, T>(
    text: &'t str,
    read: impl FnOnce(Reading<'_, 't>) -> Option<T>,
    misread: fn() -> ChannelError,
) -> Result<T, ChannelError> {
    let leftovers = Leftovers::default();
    let document = read_json(text);
    let read = document.as_ref().and_then(|document| read(Reading::new(document.root(), &Path::ROOT, &leftovers)));
    all_understood(leftovers, misread)?;
    read.ok_or_else(misread)
}

fn all_understood(leftovers: Leftovers<'_>, misread: fn() -> ChannelError) -> Result<(), ChannelError> {
    let mut left = leftovers.into_vec();
    left.retain(|left| left.expected.is_some());
    let problems = Problem::of(&left);
    if problems.is_empty() {
        return Ok(());
    }
    Err(ChannelError {
        reason: Some("wrong_type"),
        hint: Some("Mend every entry of problems, each at its pointer."),
        ..ChannelError::with_problems(misread().code, "A value cannot be read", problems)
    })
}

/// A draft and a decision to requests.
pub fn plan(draft: &str, decision: &str) -> Result<String, ChannelError> {
    let decision = read_json(decision).and_then(|document| read_as(&document, Decision::read));
    let decision =
        decision.ok_or_else(|| ChannelError::misread(ErrorCode::Payload, "The decision", Decision::EXPECTED))?;
    let plan = match Draft::from_json(draft) {
        Ok(draft) => send::plan(&draft, &decision),
        Err(problems) => send::SendPlan::Refused(problems),
    };
    Ok(write(&plan))
}

/// How a text stands to the limit of one message; `platform` is `messenger`, where absent, or `instagram`.
pub fn measure(text: &str, platform: Option<&str>) -> Result<String, ChannelError> {
    let place = platform.map_or(Some(Place::Messenger), Place::from_word);
    let place = place
        .ok_or_else(|| ChannelError::misread(ErrorCode::Payload, "The platform", "\"messenger\" or \"instagram\""))?;
    Ok(write(&send::measure(text, place)))
}

/// The Send API's limits.
#[must_use]
pub fn limits() -> String {
    write(send::LIMITS)
}

/// What Graph's answer means. Headers are a JSON object.
#[must_use]
pub fn outcome(status: u32, body: &str, headers: Option<&str>) -> String {
    let document = headers.and_then(read_json);
    let entries = document.as_ref().and_then(|document| document.root().entries()).unwrap_or_default();
    let headers = entries.iter().filter_map(|(name, value)| Some((name.to_string(), value.text()?.to_owned())));
    write(&send::outcome(status, body, &headers.collect::<Vec<_>>()))
}

/// What will change by itself.
pub fn timeline(state: &str, ask: &str) -> Result<String, ChannelError> {
    let (facts, ask) = question(state, ask)?;
    Ok(write(&policy::timeline(&facts, &ask)))
}

/// Meta's rules, every one this version knows.
#[must_use]
pub fn policy_rules() -> String {
    write(policy::RULES)
}

/// How long to wait before repetition number `attempt` of what had this outcome, ms; nothing where it is not to be repeated.
pub fn backoff(outcome: &str, attempt: u32, jitter: f64) -> Result<String, ChannelError> {
    let document = read_json(outcome).ok_or_else(misread_outcome)?;
    let (retry, asked) = read_as(&document, |reading| {
        reading.fields().map(|fields| (fields.get::<Retry>("retry"), fields.get::<Millis>("retryAfterMs")))
    })
    .ok_or_else(misread_outcome)?;
    let wait = retry.and_then(|retry| retry.wait(attempt, jitter)).map(Millis);
    Ok(write(&wait.map(|wait| wait.max(asked.unwrap_or_default()))))
}

fn misread_outcome() -> ChannelError {
    ChannelError::misread(ErrorCode::Payload, "The first argument", "an outcome as `outcome` gives it")
}

/// Books a send under Meta's rate limits and says when it may leave.
pub fn pace(state: Option<&str>, ask: &str) -> Result<String, ChannelError> {
    let state = match state.filter(|text| !matches!(text.trim(), "" | "null")) {
        None => None,
        Some(state) => {
            let state = read_json(state).and_then(|document| read_as(&document, PaceState::read));
            let state = state.filter(|state| state.version == PaceState::VERSION);
            Some(state.ok_or_else(|| {
                ChannelError::misread(ErrorCode::State, "The state", "one that `pace` gave, of this version, or null")
            })?)
        }
    };
    let ask = read_json(ask).and_then(|document| read_as(&document, PaceAsk::read));
    let ask = ask.ok_or_else(|| {
        let expected = "an object with now (ms) and kind (\"text\", \"media\", \"privateReply\", \"conversations\" or \"comment\")";
        ChannelError::misread(ErrorCode::Payload, "The second argument", expected)
    })?;
    Ok(write(&send::pace(state, &ask)))
}

/// Where many conversations stand: four columns after one another, the stage as its index in [`STAGES`], moments in ms, NaN
/// where there is none, and the rows in the order in which they end.
pub fn windows(last_interaction_at: &[f64], now: f64, options: Option<&str>) -> Result<Vec<f64>, ChannelError> {
    let policy = match options {
        None => PolicyOptions::default(),
        Some(options) => read_by_hand(options, PolicyOptions::read, || {
            ChannelError::misread(ErrorCode::Payload, "The options", "an object of policy options")
        })?,
    };
    let rows: Vec<Option<Millis>> = last_interaction_at.iter().map(|at| moment(*at).ok()).collect();
    let columns = policy::windows(&rows, moment(now)?, &policy);
    let stages = columns.stage.iter().map(|stage| {
        let index = STAGES.iter().position(|other| other == stage);
        index.and_then(|index| u8::try_from(index).ok()).map_or(f64::NAN, f64::from)
    });
    let ends = columns.expires_at.iter().chain(&columns.next_change_at);
    let order = columns.order.iter().map(|row| u32::try_from(*row).map_or(f64::NAN, f64::from));
    Ok(stages.chain(ends.map(|at| at.map_or(f64::NAN, as_f64))).chain(order).collect())
}

/// The stages in the order of their index in the first column of [`windows`].
pub const STAGES: [Stage; 5] = [Stage::Open, Stage::Ending, Stage::HumanAgent, Stage::PrivateReply, Stage::Closed];

/// A state handed back by the host; `null` and an empty text are no state.
fn read_state(text: &str) -> Result<Option<ConversationState>, ChannelError> {
    if matches!(text.trim(), "" | "null") {
        return Ok(None);
    }
    let state = read_json(text).and_then(|document| read_as(&document, ConversationState::read));
    state.map(Some).ok_or_else(|| ChannelError {
        reason: Some("unreadable"),
        hint: Some("Pass the state of the last step, unchanged. A state of a later version needs a later version of this package."),
        ..ChannelError::misread(ErrorCode::State, "The state", ConversationState::EXPECTED)
    })
}

/// Reads what the host hands us. It may hold what a body held: as deep as a configuration lets a body be, and a few levels
/// around it.
pub(super) fn read_json(text: &str) -> Option<Document<'_>> {
    const AROUND: usize = 8;
    let depth = usize::from(DEEPEST).saturating_add(AROUND);
    Document::parse_text(text, &Limits { bytes: usize::MAX, depth }).ok()
}

pub(super) fn read_as<'d, T>(document: &Document<'d>, read: impl FnOnce(Reading<'_, 'd>) -> Option<T>) -> Option<T> {
    read(Reading::new(document.root(), &Path::ROOT, &Leftovers::unwanted()))
}

/// What is wrong with an input, read once more to find out.
fn misread_input(item: &Value<'_>, path: &Path<'_>) -> ChannelError {
    let leftovers = Leftovers::default();
    drop(Input::read(Reading::new(item, path, &leftovers)));
    let pointer = path.pointer();
    all_understood(leftovers, || no_input("")).err().unwrap_or_else(|| no_input(&pointer))
}

fn no_input(pointer: &str) -> ChannelError {
    let error =
        ChannelError::misread(ErrorCode::Payload, "An input", "an object with one of event, reply, sent, desk, tick");
    ChannelError { reason: Some("input"), pointer: Some(pointer.to_owned()), ..error }
}

/// A number of JavaScript's as a moment.
pub(super) fn moment(milliseconds: f64) -> Result<Millis, ChannelError> {
    const LAST: f64 = 8.64e15;
    if !(-LAST..=LAST).contains(&milliseconds) {
        let error = ChannelError::misread(ErrorCode::Payload, "A time", "a number of milliseconds since the epoch");
        return Err(ChannelError { reason: Some("time"), hint: Some("Pass one such as Date.now() gives."), ..error });
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within what a Date can hold; fractions of a millisecond are dropped"
    )]
    let whole = milliseconds as i64;
    // Towards the past, as `Math.floor` does; a cast cuts towards zero.
    Ok(Millis(if as_f64(Millis(whole)) > milliseconds { whole.saturating_sub(1) } else { whole }))
}

#[expect(clippy::cast_precision_loss, reason = "moments stay far below 2^53 ms")]
fn as_f64(at: Millis) -> f64 {
    at.0 as f64
}
