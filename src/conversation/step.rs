//! One step of the fold.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::effect::{Effect, IgnoredReason};
use super::fold::Fold;
use super::input::{DeskStatus, Input, TicketStatus};
use super::state::ConversationState;
use super::{inbound, outbound};
use crate::desk::{Act, Actor, Config, StageStatus};
use crate::error::{ChannelError, ErrorCode};
use crate::json::{Millis, written};

/// What a step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Step<'d> {
    /// The thread as it is now.
    pub state: ConversationState,
    /// What to do, in order.
    pub effects: Vec<Effect<'d>>,
}

/// Folds inputs into a thread's state. `state` is `None` for a thread that begins; `now` is the host's clock, ms since the epoch.
///
/// Every input gives at least one effect, if only [`Effect::Ignored`] with its reason. A thread begins with an event: any other
/// input without a state, and an event of another thread, is an error of code `state`.
pub fn step<'d>(
    config: &Config,
    state: Option<ConversationState>,
    inputs: &[Input<'d>],
    now: Millis,
) -> Result<Step<'d>, ChannelError> {
    let mut state = match (state, inputs.first()) {
        (Some(state), _) => state,
        (None, Some(Input::Event(event))) => ConversationState::new(&event.conversation, &event.page),
        (None, _) => return Err(no_state()),
    };
    let mut effects = Vec::new();
    for input in inputs {
        let mut fold = Fold { config, state: &mut state, effects: &mut effects, now };
        match input {
            Input::Event(event) if event.conversation != fold.state.conversation => return Err(other_thread()),
            Input::Event(event) => inbound::event(&mut fold, event),
            Input::Reply(draft) => outbound::reply(&mut fold, draft),
            Input::Unreadable(id, problems) => outbound::refuse(&mut fold, id.clone(), problems),
            Input::Sent(result) => outbound::sent(&mut fold, result),
            Input::Desk(status) => fold.desk_status(*status),
            Input::Tick => fold.tick(),
        }
    }
    Ok(Step { state, effects })
}

fn no_state() -> ChannelError {
    let message = "A thread begins with an event of the customer's or the Page's; this input needs the thread's state.";
    let hint = "Pass the state that the last step of this conversation gave.";
    ChannelError { reason: Some("missing"), hint: Some(hint), ..ChannelError::new(ErrorCode::State, message) }
}

fn other_thread() -> ChannelError {
    let message = "The event belongs to another conversation than the state.";
    let hint = "Keep one state for each value of event.conversation, and pass the one that belongs to the event.";
    ChannelError {
        reason: Some("other_conversation"),
        hint: Some(hint),
        ..ChannelError::new(ErrorCode::State, message)
    }
}

impl Fold<'_, '_> {
    fn tick(&mut self) {
        let outlook = self.outlook();
        let status = StageStatus {
            stage: outlook.stage,
            expires_at: outlook.expires_at,
            next_change_at: outlook.next_change_at,
        };
        let id = ["tick:", &self.state.conversation, ":", &self.now.0.to_string()].concat();
        self.desk(Act::Status { status }, &id, Actor::System, self.now);
        self.wake_by(outlook.next_change_at);
    }

    fn desk_status(&mut self, status: DeskStatus) {
        let solved_at = match status.ticket {
            TicketStatus::Solved => Some(status.at),
            TicketStatus::Open => None,
        };
        let id = ["desk:", &self.state.conversation, ":", &status.at.0.to_string()].concat();
        let changed = self.state.thread.as_mut().is_some_and(|thread| {
            // That it was open before it was solved says nothing new.
            let outdated = solved_at.is_none() && thread.solved_at.is_some_and(|solved| status.at < solved);
            let changed = thread.solved_at.is_some() != solved_at.is_some() && !outdated;
            if !outdated {
                thread.solved_at = solved_at;
            }
            changed
        });
        if changed {
            self.tick();
        } else {
            self.ignore(&id, IgnoredReason::NoChange);
        }
    }
}

written!(Step<'d> { state: "state", effects: "effects" });
