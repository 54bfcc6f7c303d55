//! Our own sends, to know their echoes by.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::hex::fingerprint;
use crate::json::{Mark, Millis, record, words};
use crate::send::MOST_CALLS;

/// How long after a send what has its words may still be taken for it, ms. Meta tells of what was sent within seconds; the same words an
/// hour later were said by somebody else.
const SOON: i64 = Millis::HOUR;
/// How far the host's clock and Meta's may differ, ms.
const SKEW: i64 = 300 * Millis::SECOND;

/// A message of ours. Graph's answer and the echo come in either order; whichever is first fills in the mid.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PendingSend {
    /// The key of its request, which its metadata carries too.
    pub key: String,
    /// When it was last under way, ms since the epoch: handed to the host, or answered.
    pub at: Millis,
    /// Meta's id of it, once known.
    pub mid: Option<String>,
    /// The draft's own metadata, where that is not the key.
    pub metadata: Option<String>,
    /// A fingerprint of its words, for where nothing else that came back tells that it is ours: Meta lets nothing go along with a
    /// public comment, and Instagram gives no metadata back. Absent where it shows no words and no file in this thread.
    pub words: Option<String>,
    /// It is the private reply to this comment.
    pub private_reply_to: Option<String>,
    /// It uses this opt-in token.
    pub token: Option<String>,
    /// Whom it gives control of the thread.
    pub hands: Option<Handed>,
    /// The app that is given control, where it is known.
    pub hands_to: Option<String>,
    /// The decision it was planned by holds until this moment, ms since the epoch: after it, it must not be sent again.
    pub until: Option<Millis>,
    /// How often it failed and is to be repeated.
    pub attempts: Option<u32>,
    /// When the host repeats it, ms since the epoch.
    pub retry_at: Option<Millis>,
    /// Nobody knows whether it arrived; its echo would tell.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub doubtful: Mark,
    /// Graph did not take it, or seems not to have, and it is not made again.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub failed: Mark,
}

words! {
    /// Who is given control of a thread.
    pub enum Handed {
        /// This app.
        Us = "us",
        /// Another one.
        App = "app",
        /// Nobody: the thread is idle.
        Nobody = "nobody",
    }
}

impl PendingSend {
    /// Whether no answer has told yet what it became, and what came at this moment may be it.
    fn may_be(&self, at: Millis) -> bool {
        let last = self.at.max(self.retry_at.unwrap_or(self.at));
        self.mid.is_none() && !self.failed.0 && self.at <= at.plus(SKEW) && at <= last.plus(SOON)
    }

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

/// Notes a send. Beyond as many as one draft may become, the oldest is forgotten of which it is known what became of it, or else the
/// oldest of all; its echo then shows as one of another sender.
pub(super) fn remember(sends: &mut Vec<PendingSend>, send: PendingSend) {
    sends.retain(|known| known.key != send.key);
    sends.push(send);
    if sends.len() > MOST_CALLS {
        let settled = |send: &PendingSend| send.mid.is_some() || send.failed.0;
        sends.remove(sends.iter().position(settled).unwrap_or_default());
    }
}

/// Notes the mid of a send; `false` where there is no such send. One that had it by its words only had the other's.
pub(super) fn learn(sends: &mut [PendingSend], key: &str, mid: Option<&str>) -> bool {
    let Some(place) = sends.iter().position(|send| send.key == key) else { return false };
    let Some(mid) = mid else { return true };
    let other = sends.iter().position(|send| send.mid.as_deref() == Some(mid));
    let before = sends.get_mut(place).and_then(|send| send.mid.replace(mid.to_owned()));
    if let Some(other) = other.filter(|other| *other != place).and_then(|other| sends.get_mut(other)) {
        other.mid = before;
    }
    true
}

/// The send that nobody knew to have arrived, that was to be repeated or that Graph seemed to have refused, and whose echo this is; it
/// is settled now.
pub(super) fn confirmed(sends: &mut [PendingSend], mid: Option<&str>) -> Option<String> {
    let open = |send: &PendingSend| send.doubtful.0 || send.retry_at.is_some() || send.failed.0;
    let send = sends.iter_mut().find(|send| open(send) && mid.is_some() && send.mid.as_deref() == mid)?;
    send.doubtful = Mark(false);
    send.failed = Mark(false);
    send.retry_at = None;
    Some(send.key.clone())
}

/// Whether one of ours is known by this id.
pub(super) fn knows(sends: &[PendingSend], mid: Option<&str>) -> bool {
    mid.is_some() && sends.iter().any(|send| send.mid.as_deref() == mid)
}

/// Whether a message is one of ours, by its metadata or by its mid. Notes the mid.
pub(super) fn recognise(sends: &mut [PendingSend], metadata: Option<&str>, mid: Option<&str>) -> bool {
    let known = knows(sends, mid);
    let of_metadata = |text| {
        let own = sends.iter().find(|send| send.mid.is_none() && send.metadata.as_deref() == Some(text));
        own.map_or(text, |send| send.key.as_str()).to_owned()
    };
    known || metadata.map(of_metadata).is_some_and(|key| learn(sends, &key, mid))
}

/// Whether what the Page or our app said, of which nothing else tells whose it is, has the words of one of ours that no answer has
/// told of yet. What is on its way comes before what is doubtful or waits for another try. Notes the id.
pub(super) fn recognise_words(sends: &mut [PendingSend], text: Option<&str>, id: Option<&str>, at: Millis) -> bool {
    let Some(id) = id else { return false };
    let words = words_of(text);
    let same = |send: &PendingSend| send.may_be(at) && send.words.as_ref() == Some(&words);
    let on_its_way = |send: &PendingSend| same(send) && !send.doubtful.0 && send.retry_at.is_none();
    let place = sends.iter().position(on_its_way).or_else(|| sends.iter().position(same));
    let send = place.and_then(|place| sends.get_mut(place));
    let found = send.is_some();
    if let Some(send) = send {
        send.mid = Some(id.to_owned());
    }
    found
}

/// What words are known by; a file has none.
pub(super) fn words_of(text: Option<&str>) -> String {
    fingerprint(text.unwrap_or_default().trim())
}

record!(PendingSend {
    key: "key" required,
    at: "at" required,
    mid: "mid",
    metadata: "metadata",
    words: "words",
    private_reply_to: "privateReplyTo",
    token: "token",
    hands: "hands",
    hands_to: "handsTo",
    until: "until",
    attempts: "attempts",
    retry_at: "retryAt",
    doubtful: "doubtful" default,
    failed: "failed" default,
});
