//! What every part of a step works with.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::effect::{Alert, AlertCode, Effect, Ignored, IgnoredReason};
use super::state::ConversationState;
use crate::desk::{Act, Actor, Config, DeskAction, Route};
use crate::json::Millis;
use crate::policy::{Ask, Standing, standing};

/// A step in progress.
pub(super) struct Fold<'f, 'd> {
    pub(super) config: &'f Config,
    pub(super) state: &'f mut ConversationState,
    pub(super) effects: &'f mut Vec<Effect<'d>>,
    pub(super) now: Millis,
}

impl<'d> Fold<'_, 'd> {
    /// Where this thread goes: where it went when it began, or by today's defaults.
    pub(super) fn route(&self) -> Route {
        let routed = || self.config.route(&self.state.page, self.state.is_on_wall()).clone();
        self.state.thread.as_ref().map_or_else(routed, |thread| thread.route.clone())
    }

    /// Asks for an action at the desk.
    pub(super) fn desk(&mut self, act: Act<'d>, id: &str, author: Actor, at: Millis) {
        let action = DeskAction {
            act,
            id: id.to_owned(),
            conversation: self.state.conversation.clone(),
            route: self.route(),
            author,
            at,
        };
        self.effects.push(Effect::Desk(Box::new(action)));
    }

    /// Says that an input leads to nothing.
    pub(super) fn ignore(&mut self, id: &str, reason: IgnoredReason) {
        self.effects.push(Effect::Ignored(Ignored { id: id.to_owned(), reason }));
    }

    /// Tells the channel's owner.
    pub(super) fn alert(&mut self, code: AlertCode, text: &'static str, at: Millis) {
        self.effects.push(Effect::Alert(Alert { code, text, page: self.state.page.clone(), at }));
    }

    /// How long a person may still answer.
    pub(super) fn outlook(&self) -> Standing {
        standing(&self.state.facts(), &Ask { policy: self.config.policy(&self.state.page), ..Ask::human(self.now) })
    }

    /// Asks to be woken when the stage changes, or a send is to be repeated before that: a later moment replaces an earlier one.
    pub(super) fn wake(&mut self) {
        let next = self.outlook().next_change_at;
        self.wake_by(next);
    }

    /// The same, where it is known when the stage changes.
    pub(super) fn wake_by(&mut self, next: Option<Millis>) {
        let retries = self.state.sends.iter().filter_map(|send| send.retry_at).filter(|at| *at > self.now);
        self.effects.extend(retries.chain(next).min().map(Effect::Wake));
    }
}
