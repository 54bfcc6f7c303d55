//! Our own sends, to know their echoes by.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::hex::fingerprint;
use crate::json::{Mark, Millis, record};

/// How many sends are remembered.
const MOST: usize = 32;

/// A message of ours. Graph's answer and the echo come in either order; whichever is first fills in the mid.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PendingSend {
    /// The key of its request, which its metadata carries too.
    pub key: String,
    /// When it was handed to the host, ms since the epoch.
    pub at: Millis,
    /// Meta's id of it, once known.
    pub mid: Option<String>,
    /// The draft's own metadata, where that is not the key.
    pub metadata: Option<String>,
    /// A fingerprint of a public comment's words: Meta lets nothing else go along with it to know it by.
    pub words: Option<String>,
    /// It is the private reply to this comment.
    pub private_reply_to: Option<String>,
    /// It uses this opt-in token.
    pub token: Option<String>,
    /// The decision it was planned by holds until this moment, ms since the epoch: after it, it must not be sent again.
    pub until: Option<Millis>,
    /// How often it failed and is to be repeated.
    pub attempts: Option<u32>,
    /// When the host repeats it, ms since the epoch.
    pub retry_at: Option<Millis>,
    /// Nobody knows whether it arrived; its echo would tell.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub doubtful: Mark,
    /// Graph did not take it, and it is not made again: no echo is of it.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub failed: Mark,
}

impl PendingSend {
    /// The messages of one draft have this in common.
    fn draft(&self) -> &str {
        draft_of(&self.key)
    }
}

/// The draft of a key: `r1` of `r1/2` and of `r1/2/upload`.
fn draft_of(key: &str) -> &str {
    let message = key.strip_suffix("/upload").unwrap_or(key);
    message.rsplit_once('/').map_or(message, |(draft, _)| draft)
}

/// Whether a key is of a message, and not of a gesture that may fail on its own.
fn is_message(key: &str) -> bool {
    let message = key.strip_suffix("/upload").unwrap_or(key);
    message.rsplit_once('/').is_some_and(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Takes away what was to follow a message that failed: the rest of a reply must not stand without its beginning.
pub(super) fn cut_off(sends: &mut Vec<PendingSend>, failed: &str) -> Vec<String> {
    let Some(place) = sends.iter().position(|send| send.key == failed).filter(|_| is_message(failed)) else {
        return Vec::new();
    };
    let draft = draft_of(failed).to_owned();
    let follows = |index: usize, send: &PendingSend| {
        index > place && send.mid.is_none() && !send.doubtful.0 && send.draft() == draft
    };
    let followers = sends.iter().enumerate().filter(|(index, send)| follows(*index, send));
    let keys: Vec<String> = followers.map(|(_, send)| send.key.clone()).collect();
    sends.retain(|send| !keys.contains(&send.key));
    keys
}

/// Notes a send; beyond 32 the oldest is forgotten, whose echo then shows as one of another sender.
pub(super) fn remember(sends: &mut Vec<PendingSend>, send: PendingSend) {
    sends.retain(|known| known.key != send.key);
    sends.push(send);
    let surplus = sends.len().saturating_sub(MOST);
    sends.drain(..surplus);
}

/// Notes the mid of a send; `false` where there is no such send.
pub(super) fn learn(sends: &mut [PendingSend], key: &str, mid: Option<&str>) -> bool {
    let send = sends.iter_mut().find(|send| send.key == key);
    let found = send.is_some();
    if let (Some(send), Some(mid)) = (send, mid) {
        send.mid = Some(mid.to_owned());
    }
    found
}

/// The send that nobody knew to have arrived, or that was to be repeated, and whose echo this is; it is settled now.
pub(super) fn confirmed(sends: &mut [PendingSend], mid: Option<&str>) -> Option<String> {
    let open = |send: &PendingSend| send.doubtful.0 || send.retry_at.is_some();
    let send = sends.iter_mut().find(|send| open(send) && mid.is_some() && send.mid.as_deref() == mid)?;
    send.doubtful = Mark(false);
    send.retry_at = None;
    Some(send.key.clone())
}

/// Whether a message is one of ours, by its metadata or by its mid. Notes the mid.
pub(super) fn recognise(sends: &mut [PendingSend], metadata: Option<&str>, mid: Option<&str>) -> bool {
    let known = mid.is_some() && sends.iter().any(|send| send.mid.as_deref() == mid);
    let of_metadata = |text| {
        let own = sends.iter().find(|send| send.mid.is_none() && send.metadata.as_deref() == Some(text));
        own.map_or(text, |send| send.key.as_str()).to_owned()
    };
    known || metadata.map(of_metadata).is_some_and(|key| learn(sends, &key, mid))
}

/// Whether a comment of the Page's whose id no answer has told yet has the words of one of ours. Notes the id.
pub(super) fn recognise_words(sends: &mut [PendingSend], text: Option<&str>, id: Option<&str>) -> bool {
    let (Some(words), Some(id)) = (text.map(words_of), id) else { return false };
    let ours = |send: &&mut PendingSend| send.mid.is_none() && !send.failed.0 && send.words.as_ref() == Some(&words);
    let send = sends.iter_mut().find(ours);
    let found = send.is_some();
    if let Some(send) = send {
        send.mid = Some(id.to_owned());
    }
    found
}

/// What the words of a comment are known by.
pub(super) fn words_of(text: &str) -> String {
    fingerprint(text.trim())
}

/// Takes a message of our app's without metadata for the oldest message whose mid is not known yet: Instagram's echoes, for one, tell
/// the app and nothing else. What failed, and what is no message, has no echo.
pub(super) fn recognise_next(sends: &mut [PendingSend], mid: Option<&str>) -> bool {
    let shows = |key: &str| is_message(key) && !key.ends_with("/upload");
    let waits = |send: &&mut PendingSend| send.mid.is_none() && !send.failed.0 && shows(&send.key);
    let next = sends.iter_mut().find(waits);
    let found = next.is_some();
    if let (Some(send), Some(mid)) = (next, mid) {
        send.mid = Some(mid.to_owned());
    }
    found
}

record!(PendingSend {
    key: "key" required,
    at: "at" required,
    mid: "mid",
    metadata: "metadata",
    words: "words",
    private_reply_to: "privateReplyTo",
    token: "token",
    until: "until",
    attempts: "attempts",
    retry_at: "retryAt",
    doubtful: "doubtful" default,
    failed: "failed" default,
});
