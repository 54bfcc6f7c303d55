//! What each finding means: how bad it is, what it does to the channel's status, what to say and what to do. One row a code.

use super::access_findings::ACCESS;
use super::channel_findings::CHANNEL;
use super::finding::{FindingCode, Severity};

/// A finding's row.
pub(super) struct Entry {
    pub(super) code: FindingCode,
    pub(super) severity: Severity,
    pub(super) effect: Effect,
    pub(super) text: &'static str,
    pub(super) remedy: &'static str,
    /// A page of Meta's and its date; empty where it is no rule of Meta's.
    pub(super) source: &'static str,
}

/// What a finding does to the channel's status, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Nothing: a note, or a reminder of something that works today.
    Quiet,
    /// Passes by itself; nobody has to do anything.
    Degrades,
    /// Somebody has to do something; replies still go out.
    Attention,
    /// Somebody has to do something, and Meta takes no replies for a while.
    Pauses,
    /// No reply can go out before the Page is connected again.
    Disconnects,
}

impl FindingCode {
    pub(super) fn entry(self) -> &'static Entry {
        ACCESS.iter().chain(CHANNEL).find(|entry| entry.code == self).unwrap_or(&UNLISTED)
    }
}

const UNLISTED: Entry = row(FindingCode::NotJudged, Severity::Note, Effect::Quiet, "", ["", ""]);

/// A row, in the order in which the tables are written: the source, then what to say and what to do.
pub(super) const fn row(
    code: FindingCode,
    severity: Severity,
    effect: Effect,
    source: &'static str,
    [text, remedy]: [&'static str; 2],
) -> Entry {
    Entry { code, severity, effect, text, remedy, source }
}

pub(super) const ERRORS: &str = "Common error codes, 2026-06-25";
pub(super) const OVERVIEW: &str = "Messenger Platform overview, 2026-03-23";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Read;

    #[test]
    fn every_code_has_its_row() {
        let words = FindingCode::EXPECTED.strip_prefix("one of ").unwrap().split(' ');
        assert_eq!(words.clone().count(), ACCESS.len() + CHANNEL.len());
        for word in words {
            let code = FindingCode::from_word(word).unwrap();
            let entry = code.entry();
            assert_eq!(entry.code, code);
            assert!(!entry.text.is_empty() && !entry.remedy.is_empty(), "{word}");
            let day = entry.source.rsplit(' ').next().unwrap();
            assert!(entry.source.is_empty() || day.len() == 10 && day.starts_with("202"), "{word}: {}", entry.source);
        }
    }
}
