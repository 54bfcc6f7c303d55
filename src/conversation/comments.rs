//! The customer's comments: the last one is what an answer is to, and where it is taken back the one before it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Mark, Millis, Read, Reading, Write, Writer, record};
use crate::policy::CommentFacts;

/// How many comments are remembered beside the last one.
const EARLIER: usize = 3;

/// The customer's last comment, or the visitor's post a thread is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct LastComment {
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
pub struct EarlierComments(Vec<LastComment>);

impl LastComment {
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

    /// What tells which of two is the later.
    fn place(&self) -> (Millis, &str) {
        (self.at, &self.id)
    }
}

impl EarlierComments {
    /// Each of them.
    pub fn iter(&self) -> core::slice::Iter<'_, LastComment> {
        self.0.iter()
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [LastComment] {
        &mut self.0
    }
}

/// Remembers a comment. Of all of them the last stands apart, and beyond three others the oldest is forgotten. One of which only a
/// change came counts while no other is known. All of that depends on the moments, never on the order in which they came.
pub(super) fn remember(last: &mut Option<LastComment>, earlier: &mut EarlierComments, said: LastComment) {
    let known = last.take_if(|last| !last.changed.0 || said.changed.0);
    let all = &mut earlier.0;
    match known {
        Some(known) if known.changed.0 || said.changed.0 => {
            let later = known.changed.0 && known.place() < said.place();
            *last = Some(if later { said } else { known });
        }
        known => {
            all.extend(known);
            let place = all.partition_point(|known| known.place() < said.place());
            all.insert(place, said);
            *last = all.pop();
            let surplus = all.len().saturating_sub(EARLIER);
            all.drain(..surplus);
        }
    }
}

impl<'c> IntoIterator for &'c EarlierComments {
    type Item = &'c LastComment;
    type IntoIter = core::slice::Iter<'c, LastComment>;

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

record!(LastComment {
    id: "id" required,
    at: "at" required,
    author: "author",
    replied_at: "repliedAt",
    post: "post" default,
    live: "live" default,
    changed: "changed" default,
    removed: "removed" default,
});
