//! The customer's comments: the last one is what an answer is to, and where it is taken back the one before it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Mark, Millis, Read, Reading, Write, Writer, record};
use crate::policy::CommentFacts;

/// How many comments are remembered beside the last one.
const EARLIER: usize = 3;

/// A comment of the customer's, or the visitor's post a thread is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct KnownComment {
    /// Its id.
    pub id: String,
    /// When it was written, ms since the epoch.
    pub at: Millis,
    /// The id of who wrote it, where Meta shows that.
    pub author: Option<String>,
    /// When it was answered privately, ms since the epoch.
    pub replied_at: Option<Millis>,
    /// It is a visitor's post and not a comment.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub post: Mark,
    /// It was written below a live video: it can be answered privately only while that is live.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub live: Mark,
    /// Only a change of it came: it was written before this channel heard of the thread.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub changed: Mark,
    /// It is gone: nobody can answer it any more.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub removed: Mark,
}

/// Up to three comments before the last one, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EarlierComments(Vec<KnownComment>);

impl KnownComment {
    /// One of which nothing more is known.
    pub(super) fn new(id: &str, at: Millis) -> Self {
        let no = Mark(false);
        Self { id: id.to_owned(), at, author: None, replied_at: None, post: no, live: no, changed: no, removed: no }
    }

    /// What policy asks for.
    pub(super) fn facts(&self) -> CommentFacts {
        CommentFacts {
            at: self.at,
            replied_at: self.replied_at,
            id: Some(self.id.clone()),
            is_post: self.post,
            live: self.live,
            removed: self.removed,
        }
    }

    /// What is known of a comment that was spoken of before.
    fn and(self, said: Self) -> Self {
        let at = match (self.changed.0, said.changed.0) {
            (true, true) => self.at.max(said.at),
            (true, false) => said.at,
            (false, _) => self.at,
        };
        Self {
            at,
            author: self.author.or(said.author),
            live: Mark(self.live.0 || said.live.0),
            changed: Mark(self.changed.0 && said.changed.0),
            removed: Mark(self.removed.0 || said.removed.0),
            ..self
        }
    }

    /// What tells which of two is the later.
    fn place(&self) -> (Millis, &str) {
        (self.at, &self.id)
    }
}

impl EarlierComments {
    /// Each of them.
    pub fn iter(&self) -> core::slice::Iter<'_, KnownComment> {
        self.0.iter()
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [KnownComment] {
        &mut self.0
    }
}

/// Remembers a comment. Of all of them the last stands apart, and beyond three others the oldest is forgotten. One of which only a
/// change came counts while no other is known. All of that depends on the moments, never on the order in which they came.
pub(super) fn remember(last: &mut Option<KnownComment>, earlier: &mut EarlierComments, said: KnownComment) {
    let all = &mut earlier.0;
    all.extend(last.take());
    let known = all.iter().position(|known| known.id == said.id).map(|place| all.remove(place));
    let said = match known {
        Some(known) => known.and(said),
        None => said,
    };
    let changed = said.changed.0;
    if !changed {
        all.retain(|known| !known.changed.0);
    }
    if !changed || all.iter().all(|known| known.changed.0) {
        let place = all.partition_point(|known| known.place() < said.place());
        all.insert(place, said);
    }
    *last = all.pop();
    let kept = if last.as_ref().is_some_and(|last| last.changed.0) { 0 } else { EARLIER };
    all.drain(..all.len().saturating_sub(kept));
}

impl<'c> IntoIterator for &'c EarlierComments {
    type Item = &'c KnownComment;
    type IntoIter = core::slice::Iter<'c, KnownComment>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Write for EarlierComments {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'d> Read<'d> for EarlierComments {
    const EXPECTED: &'static str = "a list of comments";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        Vec::read(reading).map(Self)
    }
}

record!(KnownComment {
    id: "id" required,
    at: "at" required,
    author: "author",
    replied_at: "repliedAt",
    post: "post" default,
    live: "live" default,
    changed: "changed" default,
    removed: "removed" default,
});
