//! What will change by itself, for a page that draws it.

use alloc::vec::Vec;

use super::ask::Ask;
use super::decide::decide;
use super::decision::{Certainty, Envelope, Stage, Verdict};
use super::facts::Facts;
use super::reason::ReasonCode;
use crate::json::{Millis, written};

/// How many changes are told of: more than any conversation has.
const MOST: usize = 12;

/// One stretch of time in which the answer is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Stretch {
    /// From when, ms since the epoch; of the first the moment asked for.
    pub from: Millis,
    /// Until when, ms since the epoch; absent where it does not end by itself.
    pub until: Option<Millis>,
    /// The answer.
    pub verdict: Verdict,
    /// The stage.
    pub stage: Stage,
    /// Set where Meta leaves open whether it will take the message then.
    pub certainty: Option<Certainty>,
    /// What to put around a message then.
    pub send: Option<Envelope>,
    /// Why.
    pub code: Option<ReasonCode>,
}

/// Every change that comes by itself from `ask.now` on, for the same question.
///
/// ```
/// use messenger_desk::json::Millis;
/// use messenger_desk::policy::{timeline, Ask, Facts, PolicyOptions, Stage, WindowFacts};
///
/// let wrote = Millis(1_762_128_000_000);
/// let facts = Facts::from(WindowFacts { last_interaction_at: Some(wrote), ..WindowFacts::default() });
/// let policy = PolicyOptions { human_agent: Some(true), ..PolicyOptions::default() };
/// let stages: Vec<Stage> =
///     timeline(&facts, &Ask { policy, ..Ask::human(wrote) }).iter().map(|stretch| stretch.stage).collect();
/// assert_eq!(stages, [Stage::Open, Stage::Ending, Stage::HumanAgent, Stage::Closed]);
/// ```
#[must_use]
pub fn timeline(facts: &Facts, ask: &Ask) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut ask = ask.clone();
    while stretches.len() < MOST {
        let decision = decide(facts, &ask);
        let until = decision.next_change_at;
        stretches.push(Stretch {
            from: ask.now,
            until,
            verdict: decision.verdict,
            stage: decision.stage,
            certainty: decision.certainty,
            send: decision.send,
            code: decision.reasons.first().map(|reason| reason.code),
        });
        let Some(next) = until else { break };
        ask.now = next;
    }
    stretches
}

written!(Stretch {
    from: "from",
    until: "until",
    verdict: "verdict",
    stage: "stage",
    certainty: "certainty",
    send: "send",
    code: "code"
});
