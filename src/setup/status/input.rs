//! What happened to a channel, as far as its status is concerned.

use alloc::vec::Vec;

use crate::json::{Millis, Value};
use crate::send::OutcomeKind;
use crate::setup::diagnose::diagnose;
use crate::setup::entry::Effect;
use crate::setup::finding::FindingCode;
use crate::setup::look;
use crate::setup::outcomes::Failure;

/// Something that is or happened. In JSON an object with one of `answers`, `findings`, `outcome`, `sent`, `received`,
/// `reconnected`, `deauthorized`, `tick`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ /** Graph's answers, to be diagnosed: each time all there are, since a diagnosis replaces the one before. */ answers: GraphAnswers } | { /** A diagnosis that was made elsewhere. */ findings: Finding[] } \
| { /** An answer to a send or another call, as outcome read it. */ outcome: { kind?: OutcomeKind; code?: number; subcode?: number } } \
| { /** A reply went out: when. */ sent: number } | { /** A webhook came in: when. */ received: number } \
| { /** The Page was connected anew: when. */ reconnected: number } | { /** Meta's deauthorise callback: when. */ deauthorized: number } | { tick: true }"
    )
)]
pub enum StatusInput {
    /// A diagnosis.
    Diagnosed {
        /// What it found, and when that ends.
        findings: Vec<(FindingCode, Option<Millis>)>,
        /// What it saw of the token.
        token: TokenSeen,
    },
    /// A request failed in a way that is the channel's matter.
    Failed {
        /// What that shows.
        finding: FindingCode,
        /// Whether one of them is proof.
        proof: bool,
    },
    /// A request failed, and it may work again by itself.
    Wavered,
    /// A reply went out, or another call was answered.
    Sent(Millis),
    /// A webhook came in.
    Received(Millis),
    /// The Page was connected anew.
    Reconnected(Millis),
    /// The person removed the app.
    Deauthorized(Millis),
    /// Time passed.
    Tick,
}

/// What a diagnosis saw of the Page's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenSeen {
    /// Nothing: it was not asked for, so what was known of it stays.
    No,
    /// Whatever the findings say.
    AsFound,
    /// That it works.
    Working,
}

impl StatusInput {
    /// Reads one input; `now` is for answers that name no moment of their own.
    pub(crate) fn read(value: &Value<'_>, now: Millis) -> Option<Self> {
        for (key, of) in [
            ("sent", Self::Sent as fn(Millis) -> Self),
            ("received", Self::Received),
            ("reconnected", Self::Reconnected),
            ("deauthorized", Self::Deauthorized),
        ] {
            if let Some(at) = look::whole(value, key) {
                // What happened later than now happened now: a clock that is ahead must not outlast what comes after.
                return Some(of(Millis(at).min(now)));
            }
        }
        if let Some(answers) = value.get("answers").filter(|answers| answers.entries().is_some()) {
            return Some(Self::of_answers(answers, now));
        }
        if let Some(listed) = look::list(value, "findings") {
            let mut findings = Vec::new();
            for finding in listed {
                if let Some(code) = look::text(finding, "code").and_then(FindingCode::from_word) {
                    findings.push((code, look::moment(finding, "at")));
                }
            }
            return Some(Self::Diagnosed { findings, token: TokenSeen::AsFound });
        }
        if let Some(outcome) = value.get("outcome").filter(|outcome| outcome.entries().is_some()) {
            return Some(Self::of_outcome(Failure::of(outcome), now));
        }
        (look::flag(value, "tick") == Some(true)).then_some(Self::Tick)
    }

    fn of_answers(answers: &Value<'_>, now: Millis) -> Self {
        let diagnosis = diagnose(answers, Some(now));
        let dead = |code: FindingCode| code.entry().effect == Effect::Disconnects;
        let token = match diagnosis.judged.contains(&"debug_token") {
            false => TokenSeen::No,
            true if diagnosis.findings.iter().any(|finding| dead(finding.code)) => TokenSeen::AsFound,
            true => TokenSeen::Working,
        };
        let findings = diagnosis.findings.iter().map(|finding| (finding.code, finding.at)).collect();
        Self::Diagnosed { findings, token }
    }

    /// What an outcome says of the channel. That a window is closed, a person gone or a message wrong says nothing of it.
    fn of_outcome(failure: Failure, now: Millis) -> Self {
        use OutcomeKind as Kind;
        let finding = failure.finding().map(|(code, _)| code);
        match failure.outcome() {
            Some(Kind::Sent) => Self::Sent(now),
            Some(Kind::Retry | Kind::Throttled) => Self::Wavered,
            // Without a code there was no usable answer.
            Some(Kind::Unknown) if failure.code.is_none() => Self::Wavered,
            Some(Kind::Restricted) => Self::Failed { finding: FindingCode::PageRestricted, proof: true },
            Some(Kind::Reauthorize) => {
                let proof = matches!(failure.code, Some(102 | 190));
                Self::Failed { finding: finding.unwrap_or(FindingCode::PermissionRefused), proof }
            }
            _ => Self::Tick,
        }
    }
}
