//! The windows of many conversations at once, for an inbox list.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;

use super::ask::{Ask, PolicyOptions};
use super::decision::Stage;
use super::facts::{Facts, WindowFacts};
use super::rule::{Rule, RuleId};
use super::rules::RULES;
use super::way::Question;
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
    /// The rows in the order in which they end, the soonest first; what is closed or has no end comes last, in its own order.
    pub order: Vec<usize>,
}

/// Where many conversations stand for a human's reply at one moment, given when each customer last wrote; `None` for one who never
/// did. Nothing is built for a row but its four numbers.
#[must_use]
pub fn windows(last_interaction_at: &[Option<Millis>], now: Millis, policy: &PolicyOptions) -> WindowColumns {
    let ask = Ask { policy: policy.clone(), ..Ask::human(now) };
    // Where the Page may send nothing, no rule helps anybody.
    let held = [policy.restricted, policy.token_invalid].contains(&Some(true));
    let ordinary = |rule: &&'static Rule| {
        let by_hand =
            matches!(rule.id, RuleId::StandardWindow | RuleId::FollowUp | RuleId::HumanAgent | RuleId::HumanAgentBeta);
        !held && by_hand && rule.until.is_none_or(|until| now < until.start())
    };
    let rules: Vec<&'static Rule> = RULES.iter().filter(ordinary).collect();
    let mut columns = WindowColumns::default();
    let mut ends = BinaryHeap::with_capacity(last_interaction_at.len());
    for (row, at) in last_interaction_at.iter().enumerate() {
        let facts = Facts::from(WindowFacts { last_interaction_at: *at, ..WindowFacts::default() });
        let standing = Question { facts: &facts, ask: &ask, now }.outline(&rules);
        columns.stage.push(standing.stage);
        columns.expires_at.push(standing.expires_at);
        columns.next_change_at.push(standing.next_change_at);
        ends.push((standing.expires_at.unwrap_or(Millis(i64::MAX)), row));
    }
    columns.order = ends.into_sorted_vec().into_iter().map(|(_, row)| row).collect();
    columns
}
