//! Graph's error codes (`platform.md` 6 and 6.1), as rows.

use super::{OutcomeKind, OutcomeReason as Reason};
use crate::policy::{Date, date};

/// What one code means for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphError {
    /// Which errors it is about.
    pub at: ErrorAt,
    /// Why; says also what to do.
    pub reason: Reason,
    /// Where that is said.
    pub source: ErrorSource,
}

/// Which errors a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorAt {
    /// A code with this subcode.
    Pair(u32, u32),
    /// Codes from the first to the last, with any subcode that has no row.
    Codes(u32, u32),
    /// Numbers that Meta's lists give as a code and that answers carry as the code or as a subcode of any code.
    Numbers(u32, u32),
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorSource {
    /// Messenger Platform, "Common Error Codes", with the shorter lists of "Send a Message", "Saving assets" and "Facebook Pages API
    /// Error Codes" beside it.
    ErrorCodes,
    /// Graph API, "Handling Errors".
    HandlingErrors,
    /// Graph API, "Rate Limits".
    RateLimits,
    /// Changelog of the Marketing Messages API.
    Marketing,
    /// No page of Meta's at hand says so: seen by several who run such channels.
    Reported,
}

impl ErrorSource {
    /// Title of the page and the day it was updated, where it is dated.
    #[must_use]
    pub const fn page(self) -> (&'static str, Option<Date>) {
        match self {
            Self::ErrorCodes => ("Common Error Codes", Some(date(2026, 6, 25))),
            Self::HandlingErrors => ("Handling Errors", None),
            Self::RateLimits => ("Rate Limits", None),
            Self::Marketing => ("Marketing Messages on Messenger, changelog", None),
            Self::Reported => ("reported", None),
        }
    }
}

/// The row of an error: the one of the pair, else of the subcode alone, else of the code. So an unknown subcode counts as its
/// code.
pub(super) fn row_of(code: i64, subcode: Option<i64>) -> Option<&'static GraphError> {
    let rank = |row: &GraphError| match row.at {
        ErrorAt::Pair(first, second) => (i64::from(first) == code && Some(i64::from(second)) == subcode).then_some(0),
        ErrorAt::Numbers(first, last) if subcode.is_some_and(|number| within(number, first, last)) => Some(1),
        ErrorAt::Codes(first, last) | ErrorAt::Numbers(first, last) => within(code, first, last).then_some(2),
    };
    let ranked = GRAPH_ERRORS.iter().filter_map(|row| Some((rank(row)?, row)));
    // The first of the best: a code of its own stands before the range it lies in.
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, row)| row)
}

fn within(number: i64, first: u32, last: u32) -> bool {
    (i64::from(first)..=i64::from(last)).contains(&number)
}

/// What a code and subcode ask for.
pub(crate) fn kind_of(code: i64, subcode: Option<i64>) -> Option<OutcomeKind> {
    row_of(code, subcode).map(|row| row.reason.kind())
}

/// What the Marketing Messages API puts in the place of a code.
pub(super) fn named(code: &str) -> Option<Reason> {
    match code {
        "WEEKLY_MM_LOAD_CAP_REACHED" | "DAILY_MM_LOAD_CAP_REACHED" => Some(Reason::MarketingCap),
        "MIN_ORGANIC_THREAD_NOT_REACHED" => Some(Reason::MarketingRefused),
        _ => None,
    }
}

const fn pair(code: u32, subcode: u32, reason: Reason, source: ErrorSource) -> GraphError {
    GraphError { at: ErrorAt::Pair(code, subcode), reason, source }
}

const fn code(code: u32, reason: Reason, source: ErrorSource) -> GraphError {
    GraphError { at: ErrorAt::Codes(code, code), reason, source }
}

const fn number(number: u32, reason: Reason, source: ErrorSource) -> GraphError {
    numbers(number, number, reason, source)
}

const fn numbers(first: u32, last: u32, reason: Reason, source: ErrorSource) -> GraphError {
    GraphError { at: ErrorAt::Numbers(first, last), reason, source }
}

use ErrorSource::{ErrorCodes, HandlingErrors, Marketing, RateLimits, Reported};

/// Every error this version knows.
pub const GRAPH_ERRORS: &[GraphError] = &[
    code(1, Reason::UnknownTrouble, HandlingErrors),
    pair(1, 1_357_046, Reason::ReplyLost, ErrorCodes),
    pair(1, 2_018_382, Reason::FormInvalid, ErrorCodes),
    pair(1, 2_853_006, Reason::PageRoleMissing, ErrorCodes),
    code(2, Reason::Outage, HandlingErrors),
    pair(2, 2_018_344, Reason::ContactTerms, ErrorCodes),
    code(3, Reason::CapabilityMissing, HandlingErrors),
    code(4, Reason::AppLimit, RateLimits),
    pair(4, 2_018_354, Reason::TooEarly, ErrorCodes),
    pair(9, 2_018_352, Reason::OptInLimit, ErrorCodes),
    code(10, Reason::PermissionMissing, HandlingErrors),
    pair(10, 2_018_278, Reason::WindowClosed, ErrorCodes),
    pair(10, 2_534_022, Reason::WindowClosed, ErrorCodes),
    pair(10, 2_018_065, Reason::NewsOnly, ErrorCodes),
    // One list of others reads it as "neither administrator nor tester" (`platform.md` 6).
    pair(10, 2_018_108, Reason::CannotReceive, ErrorCodes),
    pair(10, 2_018_336, Reason::RegionRestricted, ErrorCodes),
    pair(10, 1_404_170, Reason::OptInsBarred, ErrorCodes),
    pair(10, 1_893_015, Reason::TopicStopped, ErrorCodes),
    pair(10, 1_893_063, Reason::PageRestricted, ErrorCodes),
    pair(10, 2_534_077, Reason::InstagramLink, ErrorCodes),
    code(17, Reason::UserLimit, RateLimits),
    pair(17, 2_446_079, Reason::UserLimit, RateLimits),
    code(32, Reason::PageLimit, RateLimits),
    code(100, Reason::BadParameter, ErrorCodes),
    pair(100, 33, Reason::ObjectMissing, ErrorCodes),
    pair(100, 1_893_061, Reason::RetiredTag, Reported),
    pair(100, 2_018_001, Reason::NoSuchPerson, ErrorCodes),
    pair(100, 2_018_008, Reason::FetchFailed, ErrorCodes),
    pair(100, 2_018_014, Reason::ActionWithMessage, ErrorCodes),
    pair(100, 2_018_034, Reason::EmptyMessage, Reported),
    pair(100, 2_018_047, Reason::UploadFailed, ErrorCodes),
    pair(100, 2_018_074, Reason::AttachmentUnknown, ErrorCodes),
    pair(100, 2_018_109, Reason::AttachmentTooLarge, ErrorCodes),
    pair(100, 2_018_164, Reason::WrongAppId, ErrorCodes),
    pair(100, 2_018_294, Reason::VideoFailed, ErrorCodes),
    pair(100, 2_018_320, Reason::ProductInvalid, ErrorCodes),
    pair(100, 2_018_328, Reason::VersionTooLow, ErrorCodes),
    pair(100, 2_534_013, Reason::InstagramLink, ErrorCodes),
    pair(100, 2_534_014, Reason::NoSuchPerson, ErrorCodes),
    pair(100, 2_534_015, Reason::InstagramData, ErrorCodes),
    pair(100, 2_534_025, Reason::CommentInvalid, ErrorCodes),
    pair(100, 2_534_029, Reason::InstagramBlocked, ErrorCodes),
    pair(100, 2_534_037, Reason::OtherApp, ErrorCodes),
    pair(100, 2_534_068, Reason::SeveralImages, ErrorCodes),
    code(102, Reason::SessionInvalid, HandlingErrors),
    code(190, Reason::TokenInvalid, HandlingErrors),
    pair(190, 452, Reason::SessionInvalid, Reported),
    pair(190, 458, Reason::AppRemoved, HandlingErrors),
    pair(190, 459, Reason::LoginNeeded, HandlingErrors),
    pair(190, 460, Reason::PasswordChanged, HandlingErrors),
    pair(190, 463, Reason::TokenExpired, HandlingErrors),
    pair(190, 464, Reason::AccountUnconfirmed, HandlingErrors),
    pair(190, 466, Reason::SessionInvalid, Reported),
    pair(190, 467, Reason::TokenInvalid, HandlingErrors),
    pair(190, 490, Reason::LoginNeeded, Reported),
    pair(190, 492, Reason::RoleLost, HandlingErrors),
    pair(190, 2_069_032, Reason::PageTokenNeeded, ErrorCodes),
    code(200, Reason::MessagingNotApproved, ErrorCodes),
    pair(200, 2_018_021, Reason::PhoneMatching, ErrorCodes),
    pair(200, 2_018_027, Reason::PhoneMatching, ErrorCodes),
    pair(200, 2_018_028, Reason::MessagingNotApproved, ErrorCodes),
    pair(200, 2_534_041, Reason::InstagramAccessOff, ErrorCodes),
    code(230, Reason::ConsentMissing, Reported),
    GraphError { at: ErrorAt::Codes(200, 299), reason: Reason::PermissionMissing, source: HandlingErrors },
    code(341, Reason::AppLimit, HandlingErrors),
    code(368, Reason::PolicyBlock, HandlingErrors),
    code(506, Reason::DuplicatePost, HandlingErrors),
    code(551, Reason::PersonUnavailable, ErrorCodes),
    code(613, Reason::CustomLimit, RateLimits),
    pair(613, 1996, Reason::UnevenVolume, RateLimits),
    pair(613, 1_893_016, Reason::TopicRepeated, ErrorCodes),
    pair(613, 2_018_338, Reason::TooManyTagged, ErrorCodes),
    pair(613, 2_534_040, Reason::InstagramLimit, ErrorCodes),
    code(1200, Reason::SendFailed, Reported),
    code(2022, Reason::CommerceBlocked, ErrorCodes),
    code(10_303, Reason::LinkingToken, ErrorCodes),
    code(10_900, Reason::PrivateReplySpent, Reported),
    code(10_903, Reason::PrivateReplySpent, Reported),
    code(36_103, Reason::InstagramNotEligible, ErrorCodes),
    code(80_001, Reason::PageLimit, RateLimits),
    code(80_002, Reason::InstagramLimit, RateLimits),
    code(80_005, Reason::LeadLimit, RateLimits),
    code(80_006, Reason::MessengerLimit, RateLimits),
    // Advertisements, catalogues and the like.
    GraphError { at: ErrorAt::Codes(80_000, 80_014), reason: Reason::CustomLimit, source: RateLimits },
    // Under 551 and 200 in the long list and everywhere in practice; the short table of "Send a Message" reads the bare number
    // as a closed window (`platform.md` 6, conflict).
    number(1_545_041, Reason::PersonUnavailable, ErrorCodes),
    number(1_609_005, Reason::LinkFailed, HandlingErrors),
    number(1_893_047, Reason::MarketingRefused, Marketing),
    number(2_018_144, Reason::GameLimit, ErrorCodes),
    number(2_018_171, Reason::OtherRole, ErrorCodes),
    number(2_018_218, Reason::NoProfile, ErrorCodes),
    number(2_018_234, Reason::OtherRole, ErrorCodes),
    number(2_018_247, Reason::ProfilePermission, ErrorCodes),
    number(2_018_300, Reason::OtherApp, ErrorCodes),
    number(2_018_321, Reason::LeadFlowRunning, ErrorCodes),
    numbers(2_018_389, 2_018_396, Reason::CallRefused, ErrorCodes),
    number(2_300_018, Reason::MarketingRefused, Marketing),
    number(2_300_027, Reason::MarketingRefused, Marketing),
    number(2_300_028, Reason::MarketingLater, Marketing),
    number(2_300_052, Reason::MarketingRefused, Marketing),
    numbers(2_300_064, 2_300_080, Reason::MarketingRefused, Marketing),
    number(9_000_001, Reason::MessageDeleted, ErrorCodes),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_has_two_rows() {
        for (index, row) in GRAPH_ERRORS.iter().enumerate() {
            let same = GRAPH_ERRORS.iter().rposition(|other| other.at == row.at);
            assert_eq!(same, Some(index), "{row:?}");
            let (page, _) = row.source.page();
            assert!(!page.is_empty());
        }
    }

    #[test]
    fn every_row_is_found() {
        for row in GRAPH_ERRORS {
            let (code, subcode) = match row.at {
                ErrorAt::Pair(code, subcode) => (code, Some(subcode.into())),
                ErrorAt::Codes(_, last) => (last, None),
                ErrorAt::Numbers(first, _) => (first, None),
            };
            assert_eq!(row_of(code.into(), subcode), Some(row));
            if let ErrorAt::Numbers(first, last) = row.at {
                for number in first..=last {
                    assert_eq!(row_of(999_999, Some(number.into())), Some(row), "as a subcode");
                    assert_eq!(row_of(number.into(), None), Some(row), "as a code");
                }
            }
        }
    }

    #[test]
    fn a_code_of_its_own_goes_before_its_range() {
        assert_eq!(row_of(200, None).unwrap().reason, Reason::MessagingNotApproved);
        assert_eq!(row_of(230, Some(1)).unwrap().reason, Reason::ConsentMissing);
        assert_eq!(row_of(299, Some(1)).unwrap().reason, Reason::PermissionMissing);
        assert_eq!(row_of(300, None), None);
        assert_eq!(row_of(-1, None), None);
    }
}
