//! Recommendations of a Page (`platform.md` 3.3).

use super::Verb;
use crate::json::{Fields, Id, Mark, Text, record};

/// Somebody recommended the Page or advised against it, or spoke below a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Rating<'d> {
    /// What was done with it.
    pub verb: Verb,
    /// `rating`, or `comment`, `like`, `reaction` below one.
    pub item: Option<Text<'d>>,
    /// Id of the recommendation.
    pub story_id: Option<Id<'d>>,
    /// Id of the comment below it.
    pub comment_id: Option<Id<'d>>,
    /// Stars, 1 to 5, in old payloads.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub rating: Option<i64>,
    /// `POSITIVE` or `NEGATIVE`, in either case.
    pub recommendation: Option<Text<'d>>,
    /// What it says.
    pub text: Option<Text<'d>>,
    /// The Page itself wrote it.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub by_page: Mark,
}

impl<'d> Rating<'d> {
    /// Reads Meta's `value` of a change of the field `ratings`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>, by_page: bool) -> Self {
        Self {
            verb: Verb::from_meta(fields),
            item: fields.get("item"),
            story_id: fields.get("open_graph_story_id"),
            comment_id: fields.get("comment_id"),
            rating: fields.get("rating"),
            recommendation: fields.get("recommendation_type"),
            text: fields.get("review_text").or_else(|| fields.get("message")),
            by_page: Mark(by_page),
        }
    }
}

record!(Rating<'d> {
    verb: "verb" required,
    item: "item",
    story_id: "storyId",
    comment_id: "commentId",
    rating: "rating",
    recommendation: "recommendation",
    text: "text",
    by_page: "byPage" default,
});
