//! Where an item stands, and what may be wrong with it.

use alloc::string::String;

use super::delivery::Rejection;
use super::event::Platform;
use crate::json::{Id, Millis, Path, Value, words};

/// What is known of the item being read from where it stands.
#[derive(Clone, Copy)]
pub(super) struct Scope<'e, 'd> {
    /// `entry.id`.
    pub(super) page: Option<&'e Id<'d>>,
    /// `entry.time`: the moment of an event that has none itself.
    pub(super) time: Option<Millis>,
    pub(super) standby: bool,
    pub(super) platform: Platform,
    pub(super) comment_threads: CommentThreads,
}

words! {
    /// What of a Page's wall is one conversation.
    pub enum CommentThreads {
        /// Each top-level comment with the answers below it.
        Comment = "comment",
        /// Each post with everything below it.
        Post = "post",
    }
}

/// A reason to reject an item, and where in the item.
pub(super) struct Fault {
    pub(super) reason: Rejection,
    pub(super) pointer: String,
    pub(super) found: &'static str,
}

impl Fault {
    /// A value at a place is no object.
    pub(super) fn new(reason: Rejection, path: &Path<'_>, value: &Value<'_>) -> Self {
        Self { reason, pointer: path.pointer(), found: value.type_name() }
    }
}
