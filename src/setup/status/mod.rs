//! A channel's status, as a small state machine: what was found and what happened go in, the status, alerts and what to do with
//! waiting replies come out.
//!
//! Incoming messages are never held: webhooks go on arriving with a dead token, and are kept. What waits goes out again when
//! [`hold`](ChannelStatus::hold) turns false, if the policy still allows it then.

use alloc::vec::Vec;

use super::entry::Effect;
use super::finding::{FindingCode, days_until};
use crate::json::{Millis, Object, Record, object, words, written};

mod input;
mod state;

pub use input::{StatusInput, TokenSeen};
pub use state::{Cause, ChannelState, End, StateVersion, Status, Witness};

impl Status {
    const fn sentence(self) -> &'static str {
        match self {
            Self::Connected => {
                "The channel works. Replies that waited go out now, as far as there is still time for them."
            }
            Self::Degraded => "Sending fails now and then. Replies are sent again by themselves.",
            Self::NeedsAttention => "The channel needs an administrator.",
            Self::Disconnected => {
                "The channel is disconnected: messages still come in and are kept, replies wait until the Page is connected again."
            }
        }
    }
}

/// What the host does now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct ChannelStatus {
    /// What to keep.
    pub state: ChannelState,
    /// What to tell the channel's owner, now and once.
    pub alerts: Vec<StatusAlert>,
    /// Replies have to wait.
    pub hold: bool,
    /// Ask Graph now, and come back with `answers`.
    pub probe: bool,
    /// When to call again with `tick`, ms since the epoch.
    pub wake_at: Option<Millis>,
}

/// Something to tell the channel's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct StatusAlert {
    /// A change, or a reminder.
    pub kind: AlertKind,
    /// How the channel stands.
    pub status: Status,
    /// How it stood before, where that changed.
    pub from: Option<Status>,
    /// What is new, or what ends.
    pub reasons: Vec<AlertReason>,
    /// A sentence for a person.
    pub text: &'static str,
    /// Reminder: when it ends, ms since the epoch.
    pub at: Option<Millis>,
    /// Reminder: how many days are left, begun ones counted.
    pub days_left: Option<u32>,
}

/// Why, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "{ code: FindingCode; text: string; remedy: string }"))]
pub struct AlertReason(pub FindingCode);

words! {
    /// Kinds of alerts.
    pub enum AlertKind {
        /// The status changed, or something new is wrong.
        Changed = "changed",
        /// Something ends soon.
        Reminder = "reminder",
    }
}

/// So many refusals for want of permission in a row, with no success between, disconnect a channel. One alone can be about one
/// person, one thread or one kind of message (codes 3, 10, 200 to 299). Error 190 is about the token itself, which is the same for
/// every message: it counts at once.
const REFUSALS: u32 = 3;

/// So many passing failures in a row make a channel degraded.
const FAILURES: u32 = 3;

/// Days before an end at which its owner is reminded, each once.
const REMINDERS: [u32; 3] = [14, 7, 1];

/// How long until Graph is asked again, by status: first, and at most, each time twice as long. A restricted Page is probed
/// slowly, since every try counts against it.
const PROBES: [(Effect, i64, i64); 5] = [
    (Effect::Quiet, Millis::DAY, Millis::DAY),
    (Effect::Degrades, Millis::HOUR / 4, 4 * Millis::HOUR),
    (Effect::Attention, 6 * Millis::HOUR, Millis::DAY),
    (Effect::Pauses, Millis::HOUR / 2, 4 * Millis::HOUR),
    (Effect::Disconnects, Millis::HOUR, Millis::DAY),
];

/// What is announced, and what it becomes when its time comes.
const ENDS: [(FindingCode, FindingCode); 4] = [
    (FindingCode::TokenExpiring, FindingCode::TokenExpired),
    (FindingCode::DataAccessExpiring, FindingCode::DataAccessExpired),
    (FindingCode::AppInactiveSoon, FindingCode::AppInactive),
    (FindingCode::GraphVersionEnding, FindingCode::GraphVersionEnded),
];

/// Takes a channel one step further; `None` for its first.
///
/// ```
/// use messenger_desk::json::Millis;
/// use messenger_desk::setup::finding::FindingCode;
/// use messenger_desk::setup::status::{channel_status, Status, StatusInput};
///
/// let now = Millis(1_795_564_800_000);
/// let dead = StatusInput::Failed { finding: FindingCode::TokenInvalid, proof: true };
/// let first = channel_status(None, &[dead.clone()], now);
/// assert_eq!((first.state.status, first.hold, first.alerts.len()), (Status::Disconnected, true, 1));
/// let again = channel_status(Some(first.state), &[dead], now.plus(1));
/// assert!(again.alerts.is_empty(), "alerted once a change, not once a failure");
/// let back = channel_status(Some(again.state), &[StatusInput::Reconnected(now.plus(2))], now.plus(2));
/// assert_eq!((back.state.status, back.hold, back.alerts.len()), (Status::Connected, false, 1));
/// ```
#[must_use]
pub fn channel_status(state: Option<ChannelState>, inputs: &[StatusInput], now: Millis) -> ChannelStatus {
    let mut state = state.unwrap_or_else(|| ChannelState::new(now));
    let before = (state.status, state.causes.clone());
    let renewed = inputs.iter().any(|input| matches!(input, StatusInput::Reconnected(_)));
    for input in inputs {
        state.take(input, now);
    }
    state.run_out(now);
    let effect = state.effect();
    state.status = effect.status();
    let mut alerts = Vec::new();
    let changed = state.status != before.0;
    if changed {
        state.since = now;
    }
    let known = |code| before.1.iter().any(|cause| cause.code == code);
    let fresh =
        state.causes.iter().filter(|cause| !known(cause.code) && cause.code.entry().effect >= Effect::Attention);
    let reasons: Vec<AlertReason> = if changed && state.status < before.0 {
        state.causes.iter().map(|cause| AlertReason(cause.code)).collect()
    } else if changed && state.status == Status::Degraded {
        vec![AlertReason(FindingCode::SendsFailing)]
    } else {
        fresh.map(|cause| AlertReason(cause.code)).collect()
    };
    if changed || !reasons.is_empty() {
        alerts.push(StatusAlert {
            kind: AlertKind::Changed,
            status: state.status,
            from: changed.then_some(before.0),
            reasons,
            text: state.status.sentence(),
            at: None,
            days_left: None,
        });
    }
    state.remind(now, &mut alerts);
    let due = state.probe_at.is_some_and(|at| at <= now);
    let answered = inputs.iter().any(|input| matches!(input, StatusInput::Diagnosed { .. }));
    // A change asks for nothing: it starts the waiting anew.
    let probe = due && !answered && !changed;
    if changed || renewed || state.probe_at.is_none() {
        state.probes = 0;
        state.probe_at = Some(now.plus(interval(effect, 0)));
    } else if due || answered {
        state.probes = state.probes.saturating_add(1);
        state.probe_at = Some(now.plus(interval(effect, state.probes)));
    }
    let hold = effect >= Effect::Pauses;
    let wake_at = state.ends.iter().map(End::next).chain(state.probe_at).min();
    ChannelStatus { state, alerts, hold, probe, wake_at }
}

fn interval(effect: Effect, probes: u32) -> i64 {
    let row = PROBES.iter().find(|(of, ..)| *of == effect);
    let (first, most) = row.map_or((Millis::DAY, Millis::DAY), |(_, first, most)| (*first, *most));
    first.checked_shl(probes.min(10)).map_or(most, |time| time.min(most))
}

impl Effect {
    const fn status(self) -> Status {
        match self {
            Self::Quiet => Status::Connected,
            Self::Degrades => Status::Degraded,
            Self::Attention | Self::Pauses => Status::NeedsAttention,
            Self::Disconnects => Status::Disconnected,
        }
    }
}

impl ChannelState {
    const fn new(now: Millis) -> Self {
        Self {
            v: StateVersion,
            status: Status::Connected,
            since: now,
            causes: Vec::new(),
            ends: Vec::new(),
            refusals: 0,
            failures: 0,
            received_at: None,
            sent_at: None,
            probe_at: None,
            probes: 0,
        }
    }

    fn effect(&self) -> Effect {
        self.causes.iter().map(|cause| cause.code.entry().effect).max().unwrap_or(Effect::Quiet)
    }

    fn take(&mut self, input: &StatusInput, now: Millis) {
        match input {
            StatusInput::Diagnosed { findings, token } => self.diagnosed(findings, *token, now),
            StatusInput::Failed { finding, proof } => {
                self.refusals = self.refusals.saturating_add(1);
                if *proof || self.refusals >= REFUSALS {
                    self.add(*finding, Witness::Outcome, now);
                } else {
                    self.add(FindingCode::SendsFailing, Witness::Outcome, now);
                }
            }
            StatusInput::Wavered => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= FAILURES {
                    self.add(FindingCode::SendsFailing, Witness::Outcome, now);
                }
            }
            StatusInput::Sent(at) => {
                self.sent_at = self.sent_at.max(Some(*at));
                self.refusals = 0;
                self.failures = 0;
                // What went out proves that sending works, whoever said otherwise before.
                self.causes.retain(|cause| {
                    let stops =
                        matches!(cause.code.entry().effect, Effect::Degrades | Effect::Pauses | Effect::Disconnects);
                    !stops || cause.at > *at
                });
            }
            StatusInput::Received(at) => {
                self.received_at = self.received_at.max(Some(*at));
                self.causes.retain(|cause| cause.code != FindingCode::SilentChannel || cause.at > *at);
            }
            StatusInput::Reconnected(_) => {
                *self = Self {
                    status: self.status,
                    since: self.since,
                    received_at: self.received_at,
                    sent_at: self.sent_at,
                    ..Self::new(now)
                };
            }
            StatusInput::Deauthorized(at) => self.add(FindingCode::Deauthorized, Witness::Outcome, *at),
            StatusInput::Tick => {}
        }
    }

    fn diagnosed(&mut self, findings: &[(FindingCode, Option<Millis>)], token: TokenSeen, now: Millis) {
        let still = |code| findings.iter().any(|(found, _)| *found == code);
        self.causes.retain(|cause| {
            let disconnects = cause.code.entry().effect == Effect::Disconnects;
            let disproved = match cause.by {
                Witness::Diagnosis => !disconnects || token != TokenSeen::No,
                // A permission may be missing all the same: only a success proves that it is not.
                Witness::Outcome => {
                    disconnects
                        && token == TokenSeen::Working
                        && !matches!(cause.code, FindingCode::PermissionRefused | FindingCode::NotApproved)
                }
            };
            still(cause.code) || !disproved
        });
        let mut ends = Vec::new();
        for (code, at) in findings {
            if code.entry().effect != Effect::Quiet {
                self.add(*code, Witness::Diagnosis, now);
            }
            if let (Some(at), true) = (at, ENDS.iter().any(|(soon, _)| soon == code)) {
                let same = self.ends.iter().find(|end| end.code == *code && end.at == *at);
                ends.push(End { code: *code, at: *at, reminded: same.and_then(|end| end.reminded) });
            }
        }
        if token == TokenSeen::No {
            let unmentioned = |end: &&End| !ends.iter().any(|other| other.code == end.code);
            let kept: Vec<End> = self.ends.iter().filter(unmentioned).copied().collect();
            ends.extend(kept);
        }
        self.ends = ends;
    }

    /// Adds a cause, unless it is known.
    fn add(&mut self, code: FindingCode, by: Witness, at: Millis) {
        if !self.causes.iter().any(|cause| cause.code == code) {
            self.causes.push(Cause { code, at, by });
        }
    }

    /// What was announced and is now over.
    fn run_out(&mut self, now: Millis) {
        let over: Vec<End> = self.ends.iter().copied().filter(|end| end.at <= now).collect();
        self.ends.retain(|end| end.at > now);
        for end in over {
            if let Some((_, ended)) = ENDS.iter().find(|(soon, _)| *soon == end.code) {
                self.add(*ended, Witness::Diagnosis, end.at);
            }
        }
    }

    /// A reminder for each end that has come closer than the last one said.
    fn remind(&mut self, now: Millis, alerts: &mut Vec<StatusAlert>) {
        for end in &mut self.ends {
            let days_left = days_until(end.at, now);
            let due = REMINDERS.into_iter().filter(|days| days_left <= *days).min();
            let Some(due) = due.filter(|due| end.reminded.is_none_or(|before| *due < before)) else { continue };
            end.reminded = Some(due);
            alerts.push(StatusAlert {
                kind: AlertKind::Reminder,
                status: self.status,
                from: None,
                reasons: vec![AlertReason(end.code)],
                text: end.code.entry().text,
                at: Some(end.at),
                days_left: Some(days_left),
            });
        }
    }
}

impl End {
    /// When something of it is to be done next: its next reminder, or its end.
    fn next(&self) -> Millis {
        let next = REMINDERS.into_iter().find(|days| self.reminded.is_none_or(|before| *days < before));
        next.map_or(self.at, |days| self.at.plus(Millis::DAY.saturating_mul(i64::from(days)).saturating_neg()))
    }
}

impl Record for AlertReason {
    fn entries(&self, object: &mut Object<'_>) {
        let entry = self.0.entry();
        object.field("code", &self.0);
        object.field("text", &entry.text);
        object.field("remedy", &entry.remedy);
    }
}

object!(AlertReason);
written!(ChannelStatus { state: "state", alerts: "alerts", hold: "hold", probe: "probe", wake_at: "wakeAt" });
written!(StatusAlert {
    kind: "kind",
    status: "status",
    from: "from",
    reasons: "reasons",
    text: "text",
    at: "at",
    days_left: "daysLeft",
});
