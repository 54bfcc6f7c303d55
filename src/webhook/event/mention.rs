//! The Page was named elsewhere (`platform.md` 3.2).

use super::Verb;
use crate::json::{Fields, Id, Text, record};

/// Somebody named the Page in a post or comment of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Mention<'d> {
    /// What was done with it.
    pub verb: Verb,
    /// `post` or `comment`.
    pub item: Option<Text<'d>>,
    /// Id of the post; it need not be on the Page's wall.
    pub post_id: Option<Id<'d>>,
    /// Id of the comment.
    pub comment_id: Option<Id<'d>>,
    /// What it says.
    pub text: Option<Text<'d>>,
}

impl<'d> Mention<'d> {
    /// Reads Meta's `value` of a change of the field `mention` or `mentions`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        // Instagram names a mention without a verb: then it is new.
        let verb = if fields.has("verb") { Verb::from_meta(fields) } else { Verb::Add };
        Self {
            verb,
            item: fields.get("item"),
            post_id: fields.get("post_id").or_else(|| fields.get("media_id")),
            comment_id: fields.get("comment_id"),
            text: fields.get("message"),
        }
    }
}

record!(Mention<'d> {
    verb: "verb" required,
    item: "item",
    post_id: "postId",
    comment_id: "commentId",
    text: "text",
});
