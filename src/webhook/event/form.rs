//! Forms filled in inside a thread, and games (`platform.md` 2.14).

use super::from_meta::from_meta;
use crate::json::{Id, Raw, Text, record};

/// The person sent an instant form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Form<'d> {
    /// Id of the form.
    pub form_id: Option<Id<'d>>,
}

/// The person gave an address or the like. Meta does not describe its shape (`platform.md` 2.15).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct CustomerInformation<'d> {
    /// The screens with their answers, as Meta writes them.
    pub screens: Option<Raw<'d>>,
}

/// The person finished a round of an instant game.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct GamePlay<'d> {
    /// The game.
    pub game_id: Option<Id<'d>>,
    /// The player.
    pub player_id: Option<Id<'d>>,
    /// `SOLO`, `THREAD` or `GROUP`.
    pub context_type: Option<Text<'d>>,
    /// Where it was played.
    pub context_id: Option<Id<'d>>,
    /// The player's language.
    pub locale: Option<Text<'d>>,
    /// The score.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub score: Option<i64>,
    /// The developer's text of the round.
    pub payload: Option<Text<'d>>,
}

from_meta!(Form<'d> { form_id: "id" });
record!(Form<'d> { form_id: "formId" });
from_meta!(CustomerInformation<'d> { screens: "screens" });
record!(CustomerInformation<'d> { screens: "screens" });
from_meta!(GamePlay<'d> {
    game_id: "game_id",
    player_id: "player_id",
    context_type: "context_type",
    context_id: "context_id",
    locale: "locale",
    score: "score",
    payload: "payload",
});
record!(GamePlay<'d> {
    game_id: "gameId",
    player_id: "playerId",
    context_type: "contextType",
    context_id: "contextId",
    locale: "locale",
    score: "score",
    payload: "payload",
});
