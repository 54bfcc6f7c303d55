//! What is at hand, and what was found so far.

use alloc::vec::Vec;

use super::feature::Features;
use super::finding::{Finding, FindingCode};
use super::request::{RequestName, SetupAsk, owned_id};
use super::{evidence, subcode};
use crate::json::{Fields, Id, Millis, Text};
use crate::send::OutcomeKind;

/// A channel under examination.
pub(super) struct Case<'r, 'd> {
    pub(super) answers: &'r Fields<'r, 'd>,
    pub(super) page: Option<Id<'d>>,
    pub(super) app: Option<Id<'d>>,
    pub(super) features: Features,
    pub(super) findings: Vec<Finding>,
    /// Which of the answers were there and could be read.
    pub(super) judged: Vec<&'static str>,
    /// The fields the app gets of the Page today.
    pub(super) subscribed: Vec<Text<'d>>,
    now: Option<Millis>,
    /// Whether it was said already that there is no `now`.
    timeless: bool,
}

impl<'r, 'd> Case<'r, 'd> {
    pub(super) fn new(answers: &'r Fields<'r, 'd>, now: Option<Millis>) -> Self {
        Self {
            answers,
            page: answers.get("page"),
            app: answers.get("app"),
            features: answers.get("features").unwrap_or_default(),
            findings: Vec::new(),
            judged: Vec::new(),
            subscribed: Vec::new(),
            now: answers.get("now").or(now),
            timeless: false,
        }
    }

    /// The moment to judge for. Where there is none, what depends on it is not judged, and that is said once.
    pub(super) fn now(&mut self) -> Option<Millis> {
        if self.now.is_none() && !core::mem::replace(&mut self.timeless, true) {
            self.not_judged("now");
        }
        self.now
    }

    /// An answer of Graph's, if it is there and is one. An error in its place is a finding.
    pub(super) fn answer(&mut self, key: &'static str) -> Option<Fields<'r, 'd>> {
        if !self.answers.has(key) {
            return None;
        }
        let Ok(answer) = self.answers.child(key) else {
            self.not_judged(key);
            return None;
        };
        if answer.has("error") {
            self.refused(key, &answer);
            return None;
        }
        Some(answer)
    }

    /// The list an answer holds in `data`.
    pub(super) fn list<T: crate::json::Read<'d>>(&mut self, key: &'static str) -> Option<(Vec<T>, Fields<'r, 'd>)> {
        let answer = self.answer(key)?;
        let Some(list) = answer.get("data") else {
            self.not_judged(key);
            return None;
        };
        self.judged.push(key);
        Some((list, answer))
    }

    /// Graph refused a question.
    fn refused(&mut self, key: &'static str, answer: &Fields<'_, '_>) {
        let error = answer.child("error").ok();
        let read = |key| error.as_ref().and_then(|error| error.get::<i64>(key));
        let (code, subcode) = (read("code"), read("error_subcode"));
        let kind = code.and_then(|code| crate::send::error_kind(code, subcode));
        let remedy = match (code, kind) {
            (Some(190), _) => subcode::finding(subcode).remedy,
            (_, Some(OutcomeKind::Reauthorize)) => "Connect the Page again, with an administrator of the Page.",
            (_, Some(OutcomeKind::Throttled | OutcomeKind::Retry)) => "Ask again later.",
            _ => FindingCode::GraphError.entry().remedy,
        };
        let evidence = [evidence::word(key), code.map(evidence::number), subcode.map(evidence::number)];
        let finding = Finding::of(FindingCode::GraphError).with(evidence.into_iter().flatten());
        self.report(Finding { remedy, ..finding });
    }

    /// Something was at hand and could not be read.
    pub(super) fn not_judged(&mut self, what: &'static str) {
        self.report(Finding::of(FindingCode::NotJudged).with([what.into()]));
    }

    /// Adds a finding, the worst first; the same one again only adds its evidence.
    pub(super) fn report(&mut self, finding: Finding) {
        if let Some(same) = self.findings.iter_mut().find(|other| other.code == finding.code) {
            for piece in finding.evidence {
                if !same.evidence.contains(&piece) {
                    same.evidence.push(piece);
                }
            }
            return;
        }
        let place = self.findings.iter().position(|other| other.severity > finding.severity);
        self.findings.insert(place.unwrap_or(self.findings.len()), finding);
    }

    /// Adds a finding with no more to say than the catalogue does.
    pub(super) fn found(
        &mut self,
        code: FindingCode,
        evidence: impl IntoIterator<Item = Option<alloc::string::String>>,
    ) {
        self.report(Finding::of(code).with(evidence.into_iter().flatten()));
    }

    /// The request that mends something, naming the fields that are there already.
    pub(super) fn fix(&self, name: RequestName, present: &[Text<'_>]) -> Option<super::request::SetupRequest> {
        let ask = SetupAsk {
            app_id: owned_id(self.answers, "app"),
            page: owned_id(self.answers, "page"),
            redirect_uri: None,
            features: self.features.clone(),
            version: None,
        };
        ask.named(name, present)
    }
}
