//! Graph's error codes (`platform.md` 6), as rows. A row with a subcode is more exact than one without.

use super::OutcomeKind;

/// What a code means for us.
pub(super) struct GraphError {
    pub(super) code: i64,
    pub(super) subcode: Option<i64>,
    pub(super) kind: OutcomeKind,
}

/// What a code and subcode mean; an unknown subcode counts as its code.
pub(crate) fn kind_of(code: i64, subcode: Option<i64>) -> Option<OutcomeKind> {
    let find = |subcode| GRAPH_ERRORS.iter().find(|row| row.code == code && row.subcode == subcode);
    let exact = subcode.and_then(|subcode| find(Some(subcode)));
    exact
        .or_else(|| find(None))
        .map(|row| row.kind)
        .or_else(|| (200..300).contains(&code).then_some(OutcomeKind::Reauthorize))
}

const fn row(code: i64, subcode: Option<i64>, kind: OutcomeKind) -> GraphError {
    GraphError { code, subcode, kind }
}

const GRAPH_ERRORS: &[GraphError] = &[
    row(1, None, OutcomeKind::Retry),
    row(2, None, OutcomeKind::Retry),
    row(1200, None, OutcomeKind::Retry),
    row(4, None, OutcomeKind::Throttled),
    row(17, None, OutcomeKind::Throttled),
    row(32, None, OutcomeKind::Throttled),
    row(341, None, OutcomeKind::Throttled),
    row(613, None, OutcomeKind::Throttled),
    row(80001, None, OutcomeKind::Throttled),
    row(80002, None, OutcomeKind::Throttled),
    row(80006, None, OutcomeKind::Throttled),
    row(10, Some(2_018_278), OutcomeKind::WindowClosed),
    row(10, Some(2_534_022), OutcomeKind::WindowClosed),
    row(10, Some(2_018_065), OutcomeKind::WindowClosed),
    row(10, Some(2_018_108), OutcomeKind::Unreachable),
    row(10, Some(1_893_063), OutcomeKind::Restricted),
    row(10, None, OutcomeKind::Reauthorize),
    row(368, None, OutcomeKind::Restricted),
    row(3, None, OutcomeKind::Reauthorize),
    row(102, None, OutcomeKind::Reauthorize),
    row(190, None, OutcomeKind::Reauthorize),
    row(200, Some(1_545_041), OutcomeKind::Unreachable),
    row(551, None, OutcomeKind::Unreachable),
    row(100, Some(2_018_001), OutcomeKind::Unreachable),
    row(100, Some(2_534_037), OutcomeKind::NotOwner),
    row(2_018_300, None, OutcomeKind::NotOwner),
    row(2_018_321, None, OutcomeKind::NotOwner),
    row(100, None, OutcomeKind::Invalid),
    row(506, None, OutcomeKind::Invalid),
];
