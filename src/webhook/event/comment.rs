//! A comment below a post of the Page (`platform.md` 3.1, item `comment`).

use alloc::vec::Vec;

use super::{Attachment, AttachmentType, Verb};
use crate::json::{Fields, Id, Mark, MetaTime, Millis, Text, record};

/// A comment was written, changed, hidden, shown again or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Comment<'d> {
    /// What was done with it.
    pub verb: Verb,
    /// Id of the comment.
    pub comment_id: Option<Id<'d>>,
    /// Id of the post.
    pub post_id: Option<Id<'d>>,
    /// Id of the comment this one answers; absent for a top-level comment.
    pub parent_id: Option<Id<'d>>,
    /// What it says; absent on removals and on comments that are a picture only.
    pub text: Option<Text<'d>>,
    /// Its picture or video.
    pub attachments: Vec<Attachment<'d>>,
    /// Written by the Page itself.
    pub by_page: bool,
    /// Written below a live video of Instagram's: it can be answered privately only while that is live (`platform.md` 3.6).
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub live: Mark,
    /// Where a person can see it.
    pub link: Option<Text<'d>>,
    /// When it was written, ms since the epoch, where the event tells of something later.
    pub created_at: Option<Millis>,
}

impl<'d> Comment<'d> {
    /// Reads Meta's `value` of a feed change whose `item` is `comment`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>, by_page: bool) -> Self {
        let post_id = fields.get("post_id");
        let pictures = fields.get("photo").map(|url| Attachment::linked(AttachmentType::Image, url));
        let videos = fields.get("video").map(|url| Attachment::linked(AttachmentType::Video, url));
        Self {
            verb: Verb::from_meta(fields),
            comment_id: fields.get("comment_id"),
            parent_id: answered(fields, post_id.as_ref()),
            post_id,
            text: fields.get("message"),
            attachments: pictures.into_iter().chain(videos).collect(),
            by_page,
            live: Mark(false),
            link: fields.get("permalink_url"),
            created_at: created(fields),
        }
    }

    /// Reads Meta's `value` of a change of Instagram's fields `comments` and `live_comments`: `id`, `text`, `media`.
    pub(in crate::webhook) fn from_instagram(fields: &Fields<'_, 'd>, by_page: bool, live: bool) -> Self {
        let media = fields.child("media").ok();
        Self {
            verb: Verb::from_meta(fields),
            comment_id: fields.get("id").or_else(|| fields.get("comment_id")),
            post_id: media.as_ref().and_then(|media| media.get("id")),
            parent_id: fields.get("parent_id"),
            text: fields.get("text"),
            attachments: Vec::new(),
            by_page,
            live: Mark(live || media.is_some_and(|media| media.is("media_product_type", "LIVE"))),
            link: None,
            created_at: None,
        }
    }

    /// The comment that heads the thread this one belongs to.
    pub(in crate::webhook) fn top_level(&self) -> Option<&Id<'d>> {
        self.parent_id.as_ref().or(self.comment_id.as_ref())
    }
}

/// When something was written, where the event is of a later change.
pub(super) fn created(fields: &Fields<'_, '_>) -> Option<Millis> {
    let changed = fields.has("edited_time") || fields.has("updated_time");
    fields.get::<MetaTime>("created_time").map(|time| time.0).filter(|_| changed)
}

/// The comment above another: of a top-level comment the parent is the post.
pub(super) fn answered<'d>(fields: &Fields<'_, 'd>, post: Option<&Id<'d>>) -> Option<Id<'d>> {
    fields.get("parent_id").filter(|parent| post != Some(parent))
}

record!(Comment<'d> {
    verb: "verb" required,
    comment_id: "commentId",
    post_id: "postId",
    parent_id: "parentId",
    text: "text",
    attachments: "attachments" default,
    by_page: "byPage" default,
    live: "live" default,
    link: "link",
    created_at: "createdAt",
});
