//! Posts on a Page's wall and reactions to them (`platform.md` 3.1).

use alloc::vec::Vec;

use super::comment::{answered, created};
use super::{Attachment, AttachmentType, Verb};
use crate::json::{Fields, Id, Millis, Text, record};

/// A post, status, photo, video, share, album or event of the Page's wall was put there, changed, hidden or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Post<'d> {
    /// What was done with it.
    pub verb: Verb,
    /// Meta's word for what it is: `post`, `status`, `photo`, `video`, `share`, `album`, `event` ...
    pub item: Option<Text<'d>>,
    /// Id of the post.
    pub post_id: Option<Id<'d>>,
    /// What it says.
    pub text: Option<Text<'d>>,
    /// Its pictures and videos.
    pub attachments: Vec<Attachment<'d>>,
    /// Written by the Page itself.
    pub by_page: bool,
    /// Where a person can see it.
    pub link: Option<Text<'d>>,
    /// When it was written, ms since the epoch, where the event tells of something later.
    pub created_at: Option<Millis>,
}

/// Somebody reacted to a post or a comment, or took the reaction back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PostReaction<'d> {
    /// What was done with it.
    pub verb: Verb,
    /// `like`, `love`, `haha`, `wow`, `sorry`, `anger`, `care` ...
    pub reaction: Option<Text<'d>>,
    /// The post.
    pub post_id: Option<Id<'d>>,
    /// The comment, where it is one that was reacted to.
    pub comment_id: Option<Id<'d>>,
    /// The comment that one answers; absent for a top-level comment.
    pub parent_id: Option<Id<'d>>,
    /// It was the Page itself.
    pub by_page: bool,
}

impl<'d> Post<'d> {
    /// Reads Meta's `value` of a feed change.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>, by_page: bool) -> Self {
        let mut attachments: Vec<Attachment<'d>> = Vec::new();
        let pictures: Option<Vec<Text<'d>>> = fields.get("photos");
        attachments.extend(pictures.into_iter().flatten().map(|url| Attachment::linked(AttachmentType::Image, url)));
        attachments.extend(fields.get("photo").map(|url| Attachment::linked(AttachmentType::Image, url)));
        attachments.extend(fields.get("video").map(|url| Attachment::linked(AttachmentType::Video, url)));
        let linked = match (fields.has("video_id"), fields.has("photo_id")) {
            (true, _) => AttachmentType::Video,
            (false, true) => AttachmentType::Image,
            (false, false) => AttachmentType::Share,
        };
        attachments.extend(fields.get("link").map(|url| Attachment::linked(linked, url)));
        Self {
            verb: Verb::from_meta(fields),
            item: fields.get("item"),
            post_id: fields.get("post_id"),
            text: fields.get("message").or_else(|| fields.get("story")),
            attachments,
            by_page,
            link: fields.get("permalink_url"),
            created_at: created(fields),
        }
    }
}

impl<'d> PostReaction<'d> {
    /// Reads Meta's `value` of a feed change whose `item` is `reaction`, or in old deliveries `like`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>, by_page: bool) -> Self {
        let post_id = fields.get("post_id");
        let legacy = || fields.is("item", "like").then_some(Text::Borrowed("like"));
        Self {
            verb: Verb::from_meta(fields),
            reaction: fields.get("reaction_type").or_else(legacy),
            comment_id: fields.get("comment_id"),
            parent_id: answered(fields, post_id.as_ref()),
            post_id,
            by_page,
        }
    }

    /// The comment that heads the thread of the one reacted to.
    pub(in crate::webhook) fn top_level(&self) -> Option<&Id<'d>> {
        self.comment_id.as_ref().map(|comment| self.parent_id.as_ref().unwrap_or(comment))
    }
}

record!(Post<'d> {
    verb: "verb" required,
    item: "item",
    post_id: "postId",
    text: "text",
    attachments: "attachments" default,
    by_page: "byPage" default,
    link: "link",
    created_at: "createdAt",
});
record!(PostReaction<'d> {
    verb: "verb" required,
    reaction: "reaction",
    post_id: "postId",
    comment_id: "commentId",
    parent_id: "parentId",
    by_page: "byPage" default,
});
