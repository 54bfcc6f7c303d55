//! The windows of many conversations at once, for an inbox list.

use alloc::vec::Vec;

use super::ask::{Ask, PolicyOptions};
use super::decide::decide;
use super::decision::Stage;
use super::facts::{Facts, WindowFacts};
use crate::json::Millis;

/// One row a conversation, in the order they were asked for, as columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WindowColumns {
    /// The stage of each.
    pub stage: Vec<Stage>,
    /// When what is open ends.
    pub expires_at: Vec<Option<Millis>>,
    /// When the stage changes.
    pub next_change_at: Vec<Option<Millis>>,
}

/// Where many conversations stand for a human's reply at one moment, given when each customer was last active; `None` for one
/// who never was.
#[must_use]
pub fn windows(last_interaction_at: &[Option<Millis>], now: Millis, policy: &PolicyOptions) -> WindowColumns {
    let ask = Ask { policy: policy.clone(), ..Ask::human(now) };
    let mut columns = WindowColumns::default();
    for at in last_interaction_at {
        let facts = Facts::from(WindowFacts { last_interaction_at: *at, ..WindowFacts::default() });
        let decision = decide(&facts, &ask);
        columns.stage.push(decision.stage);
        columns.expires_at.push(decision.expires_at);
        columns.next_change_at.push(decision.next_change_at);
    }
    columns
}
