//! Ids that are the same whenever the same thing arrives: of an event (`platform.md` 1.4) and of the thread it belongs to.

use alloc::string::String;

/// Joins the parts of an id: `message:<page>:<mid>`.
pub(super) fn joined(parts: &[&str]) -> String {
    let mut id =
        String::with_capacity(parts.iter().map(|part| part.len().wrapping_add(1)).fold(0, usize::wrapping_add));
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            id.push(':');
        }
        id.push_str(part);
    }
    id
}

/// The id of the event of a message with a mid.
pub(crate) fn message_id(page: &str, mid: &str) -> String {
    joined(&["message", page, mid])
}

/// The id of the thread of one person's direct messages with a Page.
pub(crate) fn direct(page: &str, person: &str) -> String {
    joined(&["dm", page, person])
}

/// The id of the thread of a person who is known by a `user_ref` only, from a plugin.
pub(crate) fn by_reference(page: &str, user_ref: &str) -> String {
    joined(&["ref", page, user_ref])
}

/// The id of the thread below one top-level comment.
pub(super) fn comment(page: &str, post: &str, top_level: &str) -> String {
    joined(&["comment", page, post, top_level])
}

/// The id of the thread of one post, or of a recommendation of the Page.
pub(super) fn post(page: &str, post: &str) -> String {
    joined(&["post", page, post])
}

/// The id of what concerns the Page as a whole, and of what names no person.
pub(super) fn page(page: &str) -> String {
    joined(&["page", page])
}

pub(super) use crate::hex::fingerprint;
