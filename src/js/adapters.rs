//! What JavaScript can call of [`adapters`](crate::adapters): JSON text in, JSON text or a [`ChannelError`] out. A module of its own has
//! these: whoever needs no desk does not load them.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::calls::{moment, read_as, read_json};
use crate::adapters::{Answer, Desk, DeskName, Ids};
use crate::error::{ChannelError, ErrorCode};
use crate::json::{Read, write};

/// Sets an adapter up, to say at once what is wrong with its configuration.
pub fn open_desk(name: &str, config: &str) -> Result<Desk, ChannelError> {
    let name = DeskName::from_word(name)
        .ok_or_else(|| ChannelError::misread(ErrorCode::Config, "The desk's name", DeskName::EXPECTED))?;
    Desk::from_json(name, config)
}

/// The next request of an action.
pub fn request(desk: &Desk, action: &str, ids: Option<&str>) -> Result<String, ChannelError> {
    Ok(write(&desk.request(action, read_ids(ids)?.unwrap_or_default())?))
}

/// What the answer to a request teaches. Headers are a JSON object.
pub fn learn(
    desk: &Desk,
    action: &str,
    step: &str,
    answer: &Answer<'_>,
    ids: Option<&str>,
) -> Result<String, ChannelError> {
    Ok(write(&desk.learn(action, step, answer, read_ids(ids)?.unwrap_or_default())?))
}

/// What a webhook of the desk says.
pub fn read(desk: &Desk, webhook: &Answer<'_>, ids: Option<&str>, now: f64) -> Result<String, ChannelError> {
    Ok(write(&desk.read(webhook, read_ids(ids)?, moment(now)?)?))
}

/// Status, headers (a JSON object) and body of a message.
#[must_use]
pub fn answer<'a>(status: u32, headers: Option<&str>, body: &'a str) -> Answer<'a> {
    let document = headers.and_then(read_json);
    let entries = document.as_ref().and_then(|document| document.root().entries()).unwrap_or_default();
    let headers = entries.iter().filter_map(|(name, value)| Some((name.to_string(), value.text()?.to_owned())));
    Answer::new(status, headers.collect::<Vec<_>>(), body)
}

/// Ids handed back by the host; `null` and an empty text are none.
fn read_ids(text: Option<&str>) -> Result<Option<Ids>, ChannelError> {
    let Some(text) = text.filter(|text| !matches!(text.trim(), "" | "null")) else { return Ok(None) };
    let ids = read_json(text).and_then(|document| read_as(&document, Ids::read));
    ids.map(Some).ok_or_else(|| ChannelError {
        reason: Some("unreadable"),
        hint: Some("Pass the ids that the last call for this conversation gave, unchanged."),
        ..ChannelError::misread(ErrorCode::State, "The desk's ids", Ids::EXPECTED)
    })
}
