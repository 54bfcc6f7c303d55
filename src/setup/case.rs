//! What is at hand, and what was found so far.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::feature::Features;
use super::finding::{Finding, FindingCode, Severity};
use super::request::{RequestName, SetupAsk, SetupRequest};
use super::{evidence, look, subcode};
use crate::json::{Millis, Value};
use crate::send::OutcomeKind;

/// What is asked with the Page's token, so that a dead token's refusal is about that token.
const WITH_PAGE_TOKEN: [&str; 3] = ["subscribed_apps", "messaging_feature_status", "thread_owner"];

/// A channel under examination.
pub(super) struct Case<'v, 'd> {
    pub(super) answers: &'v Value<'d>,
    pub(super) page: Option<&'v str>,
    pub(super) app: Option<&'v str>,
    pub(super) features: Features,
    /// Which of the answers were there and could be read.
    pub(super) judged: Vec<&'static str>,
    /// The fields the app gets of the Page today.
    pub(super) subscribed: Vec<&'v str>,
    findings: Vec<Finding>,
    now: Option<Millis>,
    /// Whether it was said already that there is no `now`.
    timeless: bool,
}

impl<'v, 'd> Case<'v, 'd> {
    pub(super) fn new(answers: &'v Value<'d>, now: Option<Millis>) -> Self {
        Self {
            answers,
            page: look::id(answers, "page"),
            app: look::id(answers, "app"),
            features: Features::of(look::list(answers, "features").unwrap_or_default()),
            judged: Vec::new(),
            subscribed: Vec::new(),
            findings: Vec::new(),
            now: look::moment(answers, "now").or(now),
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
    pub(super) fn answer(&mut self, key: &'static str) -> Option<&'v Value<'d>> {
        let answer = self.answers.get(key).filter(|answer| !answer.is_null())?;
        if answer.entries().is_none() {
            self.not_judged(key);
            return None;
        }
        if look::has(answer, "error") {
            self.refused(key, answer);
            return None;
        }
        Some(answer)
    }

    /// The list an answer holds in `data`.
    pub(super) fn list(&mut self, key: &'static str) -> Option<&'v [Value<'d>]> {
        let list = self.answer(key).map(|answer| look::list(answer, "data"))?;
        match list {
            Some(_) => self.judged.push(key),
            None => self.not_judged(key),
        }
        list
    }

    /// Graph refused a question.
    fn refused(&mut self, key: &'static str, answer: &Value<'_>) {
        let read = |key| answer.get("error").and_then(|error| look::whole(error, key));
        let (code, subcode) = (read("code"), read("error_subcode"));
        let kind = code.and_then(|code| crate::send::error_kind(code, subcode));
        let mut finding = Finding::of(FindingCode::GraphError);
        finding.remedy = match (code, kind) {
            (Some(190), _) => subcode::finding(subcode).remedy,
            (_, Some(OutcomeKind::Reauthorize)) => "Connect the Page again, with an administrator of the Page.",
            (_, Some(OutcomeKind::Throttled | OutcomeKind::Retry)) => "Ask again later.",
            _ => finding.remedy,
        };
        finding.show(Some(key.to_owned()));
        finding.show(code.and_then(evidence::number));
        finding.show(subcode.and_then(evidence::number));
        self.report(finding);
        if code == Some(190) && WITH_PAGE_TOKEN.contains(&key) {
            let mut finding = subcode::finding(subcode);
            finding.show(evidence::number(subcode.unwrap_or(190)));
            self.report(finding);
        }
    }

    /// Something was at hand and could not be read.
    pub(super) fn not_judged(&mut self, what: &'static str) {
        self.found(FindingCode::NotJudged, Some(what.to_owned()));
    }

    /// Adds a finding with no more to say than its row does.
    pub(super) fn found(&mut self, code: FindingCode, evidence: Option<String>) {
        let mut finding = Finding::of(code);
        finding.show(evidence);
        self.report(finding);
    }

    /// Adds a finding; the same one again only adds its evidence. Refusals stay apart, each with its own remedy.
    pub(super) fn report(&mut self, finding: Finding) {
        let same = self.findings.iter_mut().find(|other| other.code == finding.code);
        match same.filter(|same| same.code != FindingCode::GraphError) {
            Some(same) => finding.evidence.into_iter().for_each(|piece| same.show(Some(piece))),
            None => self.findings.push(finding),
        }
    }

    /// Adds a finding for names that are missing, unless none is, with the request that mends it.
    pub(super) fn missing(&mut self, code: FindingCode, names: &[&str], fix: Option<SetupRequest>, severe: bool) {
        if names.is_empty() {
            return;
        }
        let mut finding = Finding::of(code);
        for name in names {
            finding.show(Some((*name).to_owned()));
        }
        finding.severity = if severe { Severity::Error } else { Severity::Warning };
        finding.fix = fix;
        self.report(finding);
    }

    /// The request that mends something, naming the fields that are there already.
    pub(super) fn fix(&self, name: RequestName, present: &[&str]) -> Option<SetupRequest> {
        let ask = SetupAsk {
            app_id: self.app.map(ToOwned::to_owned),
            page: self.page.map(ToOwned::to_owned),
            features: self.features.clone(),
            ..SetupAsk::default()
        };
        ask.named(name, present)
    }

    /// What was found, the worst first.
    pub(super) fn findings(mut self) -> (Vec<Finding>, Vec<&'static str>) {
        let mut sorted = Vec::with_capacity(self.findings.len());
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            while let Some(index) = self.findings.iter().position(|finding| finding.severity == severity) {
                sorted.push(self.findings.remove(index));
            }
        }
        (sorted, self.judged)
    }
}
