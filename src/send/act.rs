//! What can be done that is no message: with a comment, with the control of a thread, with somebody else's message.

use alloc::string::String;

use crate::json::{Id, Read, Reading, words};

/// Something to do. Of a comment `comment` is its id; for threads `appId` the other app's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DraftAct {
    /// What.
    #[cfg_attr(feature = "types", ts(rename = "do"))]
    pub what: DraftActKind,
    /// The comment, where it is not the one the conversation is about.
    pub comment: Option<String>,
    /// `editComment`: what it shall say.
    pub text: Option<String>,
    /// `passThread`: the app that gets control; absent for the Page's default app.
    pub app_id: Option<String>,
    /// A text for the other app.
    pub metadata: Option<String>,
    /// `extendThread`: for how many seconds, at most 604 800 (7 days).
    pub seconds: Option<u32>,
}

words! {
    /// What can be done that is no message (`platform.md` 3.5 and 7).
    pub enum DraftActKind {
        /// Hide a comment from others.
        HideComment = "hideComment",
        /// Show it again.
        UnhideComment = "unhideComment",
        /// Delete it.
        DeleteComment = "deleteComment",
        /// Change a comment of the Page's.
        EditComment = "editComment",
        /// Like a comment.
        LikeComment = "likeComment",
        /// Take the like back.
        UnlikeComment = "unlikeComment",
        /// Give control of the thread to another app.
        PassThread = "passThread",
        /// Take control.
        TakeThread = "takeThread",
        /// Ask the app in control for it.
        RequestThread = "requestThread",
        /// Give control back.
        ReleaseThread = "releaseThread",
        /// Keep control for longer.
        ExtendThread = "extendThread",
    }
}

impl DraftActKind {
    /// Whether it is about a comment, and not about a thread.
    pub(super) const fn is_about_a_comment(self) -> bool {
        matches!(
            self,
            Self::HideComment
                | Self::UnhideComment
                | Self::DeleteComment
                | Self::EditComment
                | Self::LikeComment
                | Self::UnlikeComment
        )
    }
}

impl<'d> Read<'d> for DraftAct {
    const EXPECTED: &'static str = "an object with do";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let id = |key| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
        let what = fields.get("do");
        let (comment, text, app_id) = (id("comment"), fields.get("text"), id("appId"));
        let (metadata, seconds) = (fields.get("metadata"), fields.get("seconds"));
        Some(Self { what: what?, comment, text, app_id, metadata, seconds })
    }
}
