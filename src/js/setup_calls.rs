//! As [`super::calls`]: what JavaScript can call to connect a Page, and of Meta's callbacks.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::calls::{moment, read_as, read_json};
use crate::error::{ChannelError, ErrorCode};
use crate::json::{OrList, Path, Read, write};
use crate::send;
use crate::setup;
use crate::setup::diagnose::Diagnosis;
use crate::setup::login::LoginAsk;
use crate::setup::request::SetupAsk;
use crate::setup::signed_request::MaxAge;
use crate::setup::status::{ChannelState, StatusInput};

/// The `appsecret_proof` of a token; `time` in Unix seconds.
pub fn app_secret_proof(secret: &str, token: &str, time: Option<f64>) -> Result<String, ChannelError> {
    if secret.is_empty() || token.is_empty() {
        let message = "The app secret and the token are needed; one of them is empty.";
        return Err(ChannelError::new(ErrorCode::Config, message));
    }
    let seconds = time.map(|time| moment(time).map(|moment| moment.0)).transpose()?;
    Ok(send::proof::app_secret_proof(secret, token, seconds))
}

/// Checks and reads a `signed_request`. The secrets are the JSON text of a text or a list of them.
pub fn signed_request(
    secrets: &str,
    signed: &str,
    now: Option<f64>,
    max_age: Option<f64>,
) -> Result<String, ChannelError> {
    let document = read_json(secrets);
    let secrets = document.as_ref().and_then(|document| read_as(document, OrList::<String>::read));
    let secrets = secrets.map(|secrets| secrets.0).unwrap_or_default();
    let max_age_ms = max_age.map(|age| moment(age).map(|age| age.0)).transpose()?;
    let age = match (now, max_age_ms) {
        (None, None) => None,
        // An age without a present is not a number and refused as such.
        (now, max_age_ms) => Some(MaxAge { now: moment(now.unwrap_or(f64::NAN))?, max_age_ms }),
    };
    Ok(write(&setup::signed_request::signed_request(&secrets, signed, age)))
}

/// What Graph's answers say about a channel's health.
pub fn diagnose(answers: &str) -> Result<String, ChannelError> {
    Diagnosis::from_json(answers).map(|diagnosis| write(&diagnosis.findings)).ok_or_else(misread_answers)
}

/// The steps of setting a channel up, ticked as far as the answers prove them.
pub fn guide(answers: &str) -> Result<String, ChannelError> {
    setup::guide::guide(answers).map(|steps| write(&steps)).ok_or_else(misread_answers)
}

fn misread_answers() -> ChannelError {
    let expected = "an object with debug_token, accounts, subscribed_apps and others, as far as they are at hand";
    ChannelError::misread(ErrorCode::Payload, "The argument", expected)
}

/// The calls to Graph that setting up takes.
pub fn setup_requests(ask: &str) -> Result<String, ChannelError> {
    let ask = read_json(ask).and_then(|document| read_as(&document, SetupAsk::read));
    ask.map(|ask| write(&setup::request::setup_requests(&ask)))
        .ok_or_else(|| ChannelError::misread(ErrorCode::Payload, "The argument", SetupAsk::EXPECTED))
}

/// The address of the login dialog.
pub fn login_url(ask: &str) -> Result<String, ChannelError> {
    let ask = read_json(ask).and_then(|document| read_as(&document, LoginAsk::read));
    setup::login::login_url(
        &ask.ok_or_else(|| ChannelError::misread(ErrorCode::Config, "The argument", LoginAsk::EXPECTED))?,
    )
}

/// What came back from the login dialog.
#[must_use]
pub fn read_login(query: &str, state: &str) -> String {
    write(&setup::login::read_login(query, state))
}

/// The Pages of an answer to `accounts`, without tokens.
#[must_use]
pub fn read_accounts(answer: &str) -> String {
    write(&setup::pages::read_accounts(answer))
}

/// The Pages' tokens of an answer to `accounts`: secrets, for the host.
#[must_use]
pub fn page_tokens(answer: &str) -> String {
    write(&setup::pages::page_tokens(answer))
}

/// Folds findings and what happened (one input, or a list) into a channel's status.
pub fn channel_status(state: Option<&str>, inputs: &str, now: f64) -> Result<String, ChannelError> {
    let now = moment(now)?;
    let kept = state.filter(|state| !matches!(state.trim(), "" | "null"));
    let state = kept.map(|state| {
        read_json(state).and_then(|document| read_as(&document, ChannelState::read)).ok_or_else(|| ChannelError {
            reason: Some("unreadable"),
            ..ChannelError::misread(ErrorCode::State, "The state", ChannelState::EXPECTED)
        })
    });
    let misread = |pointer: &str| {
        let expected =
            "an object with one of answers, findings, outcome, sent, received, reconnected, deauthorized, tick";
        let error = ChannelError::misread(ErrorCode::Payload, "An input", expected);
        ChannelError { reason: Some("input"), pointer: Some(pointer.to_owned()), ..error }
    };
    let document = read_json(inputs).ok_or_else(|| misread(""))?;
    let root = document.root();
    let path = Path::ROOT;
    let mut inputs = Vec::new();
    for (index, item) in root.items().unwrap_or(core::slice::from_ref(root)).iter().enumerate() {
        let place = if root.items().is_some() { path.index(index) } else { path };
        inputs.push(StatusInput::read(item, now).ok_or_else(|| misread(&place.pointer()))?);
    }
    Ok(write(&setup::status::channel_status(state.transpose()?, &inputs, now)))
}

/// A token from the host's random bytes.
pub fn random_token(bytes: &[u8]) -> Result<String, ChannelError> {
    setup::token::random_token(bytes)
}

/// Everything that is wrong with a verify token, or with a confirmation code.
#[must_use]
pub fn token_problems(text: &str, confirmation_code: bool) -> String {
    let problems = if confirmation_code {
        setup::token::confirmation_code_problems(text)
    } else {
        setup::token::verify_token_problems(text)
    };
    write(&problems)
}

/// The answer to a data deletion callback.
pub fn deletion_reply(status_page: &str, code: &str) -> Result<String, ChannelError> {
    setup::deletion::deletion_reply(status_page, code).map(|reply| write(&reply))
}
