//! The Page was named elsewhere (`platform.md` 3.2).

use super::Verb;
use crate::json::{Fields, Id, Mark, Text, record};

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
    /// The Page itself wrote it.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub by_page: Mark,
}

impl<'d> Mention<'d> {
    /// Reads Meta's `value` of a change of the field `mention` or `mentions`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>, by_page: bool) -> Self {
        Self {
            verb: Verb::from_meta(fields),
            item: fields.get("item"),
            post_id: fields.get("post_id").or_else(|| fields.get("media_id")),
            comment_id: fields.get("comment_id"),
            text: fields.get("message"),
            by_page: Mark(by_page),
        }
    }
}

record!(Mention<'d> {
    verb: "verb" required,
    item: "item",
    post_id: "postId",
    comment_id: "commentId",
    text: "text",
    by_page: "byPage" default,
});
