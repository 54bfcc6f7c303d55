//! What was done with something on a Page's wall (`platform.md` 3.1).

use crate::json::{Fields, words};

words! {
    /// What was done. Meta uses two words for some: `edit` and `edited`, `remove` and `delete`.
    pub enum Verb {
        /// Written or put there.
        Add = "add",
        /// Changed.
        Edit = "edit",
        /// Removed, by its author or by the Page.
        Remove = "remove",
        /// Hidden from others.
        Hide = "hide",
        /// Shown again.
        Unhide = "unhide",
        /// Something else; the item's own word is in `extra`.
        Other = "other",
    }
}

impl Verb {
    /// Reads `verb`. What is told without one, as Instagram does, is new.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, '_>) -> Self {
        const WORDS: [(&str, Verb); 8] = [
            ("add", Verb::Add),
            ("edited", Verb::Edit),
            ("edit", Verb::Edit),
            ("update", Verb::Edit),
            ("remove", Verb::Remove),
            ("delete", Verb::Remove),
            ("hide", Verb::Hide),
            ("unhide", Verb::Unhide),
        ];
        if !fields.has("verb") {
            return Self::Add;
        }
        WORDS.iter().find(|(word, _)| fields.is("verb", word)).map_or(Self::Other, |(_, verb)| *verb)
    }
}
