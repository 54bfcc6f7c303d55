//! The steps of setting a channel up, as data; those that the answers prove tick themselves (`platform.md` 9).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::diagnose::{Diagnosis, diagnose};
use super::feature::{Feature, Features};
use super::finding::FindingCode;
use super::look;
pub use super::steps::{CopyKind, StepId};
use super::steps::{ROWS, Row, Sign};
use crate::json::{Document, Limits, Value, words, written};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct SetupStep {
    /// Which step.
    pub id: StepId,
    /// What it is called.
    pub title: &'static str,
    /// What to do, for a person.
    pub text: &'static str,
    /// Where that is done.
    pub place: &'static str,
    /// What to copy there, or tick.
    pub copy: Vec<CopyItem>,
    /// How one can tell that it is done.
    pub proof: &'static str,
    /// Whether it is.
    pub state: StepState,
    /// The findings that say it is not.
    pub findings: Vec<FindingCode>,
}

/// Something to copy or to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct CopyItem {
    /// What kind of thing.
    pub kind: CopyKind,
    /// The text; absent where the host has it, since it is a secret or an address.
    pub text: Option<String>,
    /// The feature does not work without it.
    pub required: bool,
    /// Where Meta says that it is needed.
    pub source: Option<&'static str>,
}

words! {
    /// Whether a step is done.
    pub enum StepState {
        /// The answers prove it.
        Done = "done",
        /// The answers prove that it is not, or nothing can be done before it.
        Todo = "todo",
        /// The answers do not say.
        Unknown = "unknown",
    }
}

/// The steps for the features that the answers name, from the same JSON text that is diagnosed; `None` where it is no object.
///
/// ```
/// use messenger_desk::setup::guide::{guide, StepId, StepState};
///
/// let steps = guide(r#"{ "app": "731000000000001", "appMode": "development" }"#).unwrap();
/// let state = |id| steps.iter().find(|step| step.id == id).unwrap().state;
/// assert_eq!(state(StepId::App), StepState::Done);
/// assert_eq!(state(StepId::Page), StepState::Unknown);
/// assert_eq!(state(StepId::Publish), StepState::Todo);
/// ```
#[must_use]
pub fn guide(answers: &str) -> Option<Vec<SetupStep>> {
    let document = Document::parse_text(answers, &Limits { bytes: usize::MAX, ..Limits::default() }).ok()?;
    let answers = document.root();
    answers.entries()?;
    let diagnosis = diagnose(answers, None);
    let features = Features::of(look::list(answers, "features").unwrap_or_default());
    let wanted = ROWS.iter().filter(|row| features.wants(row.wanted_for));
    Some(wanted.map(|row| row.step(answers, &diagnosis, &features)).collect())
}

impl Row {
    fn step(&self, answers: &Value<'_>, diagnosis: &Diagnosis, features: &Features) -> SetupStep {
        let found = diagnosis.findings.iter().map(|finding| finding.code);
        let findings: Vec<FindingCode> = found.filter(|code| self.against.contains(code)).collect();
        let state = if findings.is_empty() { self.sign.read(answers, diagnosis) } else { StepState::Todo };
        SetupStep {
            id: self.id,
            title: self.title,
            text: self.text,
            place: self.place,
            copy: self.copy(features),
            proof: self.proof,
            state,
            findings,
        }
    }

    fn copy(&self, features: &Features) -> Vec<CopyItem> {
        let mut copies: Vec<CopyItem> = Vec::new();
        for (need, kind) in self.needs {
            for need in features
                .needs(*need)
                .into_iter()
                .filter(|need| self.wanted_for == Feature::Messages || need.wanted_for.contains(&self.wanted_for))
            {
                let same = |copy: &&mut CopyItem| copy.kind == *kind && copy.text.as_deref() == Some(need.name);
                match copies.iter_mut().find(same) {
                    Some(copy) => copy.required |= need.required,
                    None => copies.push(CopyItem {
                        kind: *kind,
                        text: Some(need.name.to_owned()),
                        required: need.required,
                        source: Some(need.source),
                    }),
                }
            }
        }
        copies.extend(self.copies.iter().map(|kind| CopyItem {
            kind: *kind,
            text: None,
            required: true,
            source: None,
        }));
        copies
    }
}

impl Sign {
    fn read(&self, answers: &Value<'_>, diagnosis: &Diagnosis) -> StepState {
        let flag = |flag: Option<bool>| match flag {
            Some(true) => StepState::Done,
            Some(false) => StepState::Todo,
            None => StepState::Unknown,
        };
        match self {
            Self::Judged(keys) => flag(keys.iter().any(|key| diagnosis.judged.contains(key)).then_some(true)),
            Self::Given(key) => flag(Some(look::has(answers, key))),
            Self::Seen(key) => flag(look::has(answers, key).then_some(true)),
            Self::Flag(key) => flag(look::flag(answers, key)),
            Self::Says(key, word) => flag(look::text(answers, key).map(|said| said == *word)),
            Self::Approved(key) => {
                let said = answers.get("approved").and_then(|approved| look::flag(approved, key));
                let own = *key == "appReview" && look::flag(answers, "ownPages") == Some(true);
                flag(if own { Some(true) } else { said })
            }
        }
    }
}

written!(SetupStep {
    id: "id",
    title: "title",
    text: "text",
    place: "place",
    copy: "copy",
    proof: "proof",
    state: "state",
    findings: "findings",
});
written!(CopyItem { kind: "kind", text: "text", required: "required", source: "source" });
