//! Our own sends, to know their echoes by.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Millis, record};

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
    /// It is the private reply to this comment.
    pub private_reply_to: Option<String>,
    /// It uses this opt-in token.
    pub token: Option<String>,
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

/// Whether a message is one of ours, by its metadata or by its mid. Notes the mid.
pub(super) fn recognise(sends: &mut [PendingSend], metadata: Option<&str>, mid: Option<&str>) -> bool {
    let known = mid.is_some() && sends.iter().any(|send| send.mid.as_deref() == mid);
    let of_metadata = |text| {
        let own = sends.iter().find(|send| send.mid.is_none() && send.metadata.as_deref() == Some(text));
        own.map_or(text, |send| send.key.as_str()).to_owned()
    };
    known || metadata.map(of_metadata).is_some_and(|key| learn(sends, &key, mid))
}

/// Takes a message of our app's without metadata for the oldest send whose mid is not known yet: Instagram's echoes, for one, tell the
/// app and nothing else.
pub(super) fn recognise_next(sends: &mut [PendingSend], mid: Option<&str>) -> bool {
    let next = sends.iter_mut().find(|send| send.mid.is_none());
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
    private_reply_to: "privateReplyTo",
    token: "token",
});
