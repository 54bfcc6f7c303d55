//! A reaction to a message (`platform.md` 2.6).

use super::from_meta::mid;
use crate::json::{Fields, Mark, Text, record, words};

/// The person reacted to a message, or took the reaction back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Reaction<'d> {
    /// The message reacted to.
    pub mid: Option<Text<'d>>,
    /// Put there or taken back.
    pub action: ReactionAction,
    /// Meta's name of the reaction: `smile`, `angry`, `sad`, `wow`, `love`, `like`, `dislike`, `laugh`, `other`.
    pub reaction: Option<Text<'d>>,
    /// The emoji itself.
    pub emoji: Option<Text<'d>>,
    /// The Page reacted.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub by_page: Mark,
}

words! {
    /// Whether a reaction was put or taken back.
    pub enum ReactionAction {
        /// Put there. Opens the standard messaging window.
        React = "react",
        /// Taken back. Opens nothing.
        Unreact = "unreact",
    }
}

impl<'d> Reaction<'d> {
    /// Reads Meta's `reaction` object. Without an `action`, a named reaction or an emoji means it was put there.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        let reaction: Option<Text<'d>> = fields.get("reaction");
        let emoji: Option<Text<'d>> = fields.get("emoji");
        let put = if reaction.is_some() || emoji.is_some() { ReactionAction::React } else { ReactionAction::Unreact };
        Self { mid: mid(fields), action: fields.get("action").unwrap_or(put), reaction, emoji, by_page: Mark(false) }
    }
}

record!(Reaction<'d> {
    mid: "mid",
    action: "action" required,
    reaction: "reaction",
    emoji: "emoji",
    by_page: "byPage" default,
});
