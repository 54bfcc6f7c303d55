//! Comments in the Page's group (`platform.md` 2.14, `group_feed`).

use super::Verb;
use super::comment::answered;
use crate::json::{Fields, Id, Mark, Text, record};

/// Somebody commented in a group of the Page's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct GroupComment<'d> {
    /// What was done with it.
    pub verb: Verb,
    /// The group.
    pub group_id: Option<Id<'d>>,
    /// Id of the comment.
    pub comment_id: Option<Id<'d>>,
    /// Id of the post.
    pub post_id: Option<Id<'d>>,
    /// Id of the comment this one answers; absent for a top-level comment.
    pub parent_id: Option<Id<'d>>,
    /// What it says.
    pub text: Option<Text<'d>>,
    /// The Page itself wrote it.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub by_page: Mark,
}

impl<'d> GroupComment<'d> {
    /// Reads Meta's flat item, or the same as the `value` of a change.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>, by_page: bool) -> Self {
        let post_id = fields.get("post_id");
        Self {
            verb: Verb::from_meta(fields),
            group_id: fields.get("group_id"),
            comment_id: fields.get("comment_id"),
            parent_id: answered(fields, post_id.as_ref()),
            post_id,
            text: fields.get("message"),
            by_page: Mark(by_page),
        }
    }

    /// The comment that heads the thread this one belongs to.
    pub(in crate::webhook) fn top_level(&self) -> Option<&Id<'d>> {
        self.parent_id.as_ref().or(self.comment_id.as_ref())
    }
}

record!(GroupComment<'d> {
    verb: "verb" required,
    group_id: "groupId",
    comment_id: "commentId",
    post_id: "postId",
    parent_id: "parentId",
    text: "text",
    by_page: "byPage" default,
});
