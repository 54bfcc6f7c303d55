//! Graph's answers and what is made of them: the table in `tests/fixtures/graph-answers.json`, and what holds for any answer;
//! and that the pace keeps Meta's limits.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

use std::collections::BTreeSet;

use messenger_desk::js::calls;
use messenger_desk::json::{Document, Fields, Leftovers, Limits, Millis, Path, Reading, write};
use messenger_desk::send::{
    ErrorAt, GRAPH_ERRORS, Outcome, OutcomeKind, OutcomeReason, Pace, PaceAsk, PaceKind, PaceState, RATES, RateLimit,
    outcome, pace,
};
use proptest::prelude::*;

const ANSWERS: &str = include_str!("fixtures/graph-answers.json");

/// One row of the table.
struct Row {
    name: String,
    status: u32,
    body: String,
    headers: Vec<(String, String)>,
    outcome: Outcome,
}

/// Each row with its expectation, and with what is made of it.
fn each(check: &mut dyn FnMut(&Row, &Fields<'_, '_>)) {
    let document = Document::parse_text(ANSWERS, &Limits::default()).unwrap();
    let leftovers = Leftovers::unwanted();
    for answer in document.root().items().unwrap() {
        let fields = Reading::new(answer, &Path::ROOT, &leftovers).fields().unwrap();
        let headers = fields.value("headers").and_then(|headers| headers.entries()).unwrap_or_default();
        let headers: Vec<(String, String)> =
            headers.iter().filter_map(|(name, value)| Some((name.to_string(), value.text()?.to_owned()))).collect();
        let (status, body): (u32, String) = (fields.get("status").unwrap(), fields.get("body").unwrap());
        let outcome = outcome(status, &body, &headers);
        let row = Row { name: fields.get("name").unwrap(), status, body, headers, outcome };
        check(&row, &fields.child("expected").unwrap_or_else(|_| panic!("{} expects nothing", row.name)));
    }
}

#[test]
fn every_answer_means_what_the_table_says() {
    let mut rows = 0;
    each(&mut |row, expected| {
        rows += 1;
        let Row { name, outcome, .. } = row;
        assert_eq!(Some(outcome.kind.as_str()), expected.get::<String>("kind").as_deref(), "{name}");
        assert_eq!(outcome.reason.map(OutcomeReason::as_str), expected.get::<String>("reason").as_deref(), "{name}");
        assert_eq!(outcome.wait(1, 0.0), expected.get("waitMs"), "{name}: the wait before it is repeated");
        assert_eq!(outcome.retry_after_ms, expected.get("retryAfterMs"), "{name}: the wait Graph asks for");
        assert_eq!(outcome.alert.0, expected.get("alert").unwrap_or(false), "{name}: alert");
        assert_eq!(outcome.message_id, expected.get("messageId"), "{name}");
        assert_eq!(outcome.recipient_id, expected.get("recipientId"), "{name}");
        assert_eq!(outcome.attachment_id, expected.get("attachmentId"), "{name}");
        assert_eq!(outcome.code, expected.get("code"), "{name}");
        assert_eq!(outcome.subcode, expected.get("subcode"), "{name}");
        if expected.get("remedy") == Some(true) {
            assert!(outcome.remedy.is_some(), "{name} needs a remedy");
        }
    });
    assert!(rows >= 120, "{rows} answers are too few");
}

#[test]
fn every_outcome_is_said_in_sentences() {
    each(&mut |row, _| {
        let Outcome { text, log, remedy, kind, reason, .. } = &row.outcome;
        for sentence in [Some(*text), *remedy].into_iter().flatten() {
            assert!(sentence.ends_with('.') && sentence.len() > 4, "{}: {sentence}", row.name);
        }
        let begin = reason.map_or_else(|| "sent".to_owned(), |reason| format!("{} {}", kind.as_str(), reason.as_str()));
        assert!(log.starts_with(&format!("{begin}, HTTP {}", row.status)), "{}: {log}", row.name);
        assert_eq!(*kind == OutcomeKind::Sent, reason.is_none(), "{}", row.name);
        assert!(!log.contains("Graph says"), "{}: {log}", row.name);
    });
}

/// A new row without an answer in the table, or a reason nothing leads to, is found here.
#[test]
fn the_table_has_every_code_and_every_reason() {
    let (mut pairs, mut codes, mut reasons) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    each(&mut |row, _| {
        let code = row.outcome.code.unwrap_or(-1);
        codes.insert(code);
        pairs.insert((code, row.outcome.subcode));
        reasons.extend(row.outcome.reason);
    });
    for row in GRAPH_ERRORS {
        let covered = match row.at {
            ErrorAt::Pair(code, subcode) => pairs.contains(&(code.into(), Some(subcode.into()))),
            ErrorAt::Codes(first, last) | ErrorAt::Numbers(first, last) => {
                codes.contains(&first.into()) && codes.contains(&last.into())
            }
        };
        assert!(covered, "no answer for {row:?}");
        assert!(reasons.contains(&row.reason), "{row:?}");
    }
}

/// What JavaScript gets is the same, as JSON text.
#[test]
fn javascript_gets_the_same() {
    each(&mut |row, expected| {
        let headers: Vec<String> =
            row.headers.iter().map(|(name, value)| format!("{}:{}", write(name), write(value))).collect();
        let text = calls::outcome(row.status, &row.body, Some(&format!("{{{}}}", headers.join(","))));
        assert_eq!(text, write(&row.outcome), "{}", row.name);
        let waits: Vec<String> = (0..=1).map(|attempt| calls::backoff(&text, attempt, 0.0).unwrap()).collect();
        let expected = expected.get::<i64>("waitMs").map(Millis);
        assert_eq!(waits, ["null".to_owned(), write(&expected)], "{}", row.name);
    });
    for wrong in ["", "7", "[]", "null"] {
        assert_eq!(calls::backoff(wrong, 1, 0.0).unwrap_err().code.as_str(), "payload");
    }
}

fn error(code: i64, subcode: Option<i64>, transient: Option<bool>, text: &str) -> String {
    let subcode = subcode.map_or_else(String::new, |subcode| format!(r#","error_subcode":{subcode}"#));
    let transient = transient.map_or_else(String::new, |transient| format!(r#","is_transient":{transient}"#));
    let text = write(text);
    format!(
        r#"{{"error":{{"message":{text},"type":{text},"error_user_title":{text},"error_user_msg":{text},"code":{code}{subcode}{transient}}}}}"#
    )
}

/// Codes: those of the table, and any other.
fn code() -> impl Strategy<Value = i64> {
    let known: Vec<i64> = GRAPH_ERRORS
        .iter()
        .map(|row| match row.at {
            ErrorAt::Pair(code, _) | ErrorAt::Codes(code, _) | ErrorAt::Numbers(code, _) => code.into(),
        })
        .collect();
    prop_oneof![proptest::sample::select(known), any::<i64>(), 0_i64..1000]
}

/// Whether a row mentions this number.
fn has_row(number: i64) -> bool {
    GRAPH_ERRORS.iter().any(|row| match row.at {
        ErrorAt::Pair(_, subcode) => i64::from(subcode) == number,
        ErrorAt::Codes(..) => false,
        ErrorAt::Numbers(first, last) => (i64::from(first)..=i64::from(last)).contains(&number),
    })
}

/// Whether no span of this length has more than `most`.
fn keeps(times: &[Millis], most: u32, span: i64) -> bool {
    let most = usize::try_from(most).unwrap();
    times.windows(most + 1).all(|window| window[most].0 - window[0].0 >= span)
}

#[test]
fn no_rate_promises_more_than_meta_takes() {
    for row in RATES {
        assert!(row.burst > 0 && row.even > 0 && row.burst + row.even <= row.most, "{row:?}");
    }
}

proptest! {
    #[test]
    fn no_answer_is_too_strange(status in any::<u32>(), body in "\\PC{0,60}", name in "\\PC{0,20}", value in "\\PC{0,60}") {
        let outcome = outcome(status, &body, &[(name, value)]);
        prop_assert!(Document::parse_text(&write(&outcome), &Limits::default()).is_ok());
    }

    #[test]
    fn no_header_is_too_strange(
        name in proptest::sample::select(vec![
            "Retry-After", "X-App-Usage", "X-Page-Usage", "X-Ad-Account-Usage", "X-Business-Use-Case-Usage",
        ]),
        key in proptest::sample::select(vec!["call_count", "total_time", "estimated_time_to_regain_access", "x"]),
        value in prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            any::<f64>().prop_map(|number| number.to_string()),
            "[\\[\\]{}\",:0-9a-z]{0,12}",
        ],
        shape in 0_usize..4,
    ) {
        let header = [
            value.clone(),
            format!(r#"{{"{key}":{value}}}"#),
            format!(r#"{{"1":[{{"{key}":{value}}}]}}"#),
            format!(r#"{{"1":[null,7,{{"{key}":"{value}"}}],"2":{value}}}"#),
        ];
        let outcome = outcome(400, r#"{"error":{"code":80006}}"#, &[(name.to_owned(), header[shape].clone())]);
        prop_assert_eq!(outcome.kind, OutcomeKind::Throttled);
        prop_assert!(outcome.retry_after_ms.is_none_or(|wait| wait > 0 && wait <= 7 * Millis::DAY));
        prop_assert!(outcome.wait(1, 0.0).unwrap() >= 60_000);
    }

    #[test]
    fn texts_and_status_say_nothing(
        code in code(),
        subcode in proptest::option::of(code()),
        transient in proptest::option::of(any::<bool>()),
        text in "\\PC{0,40}",
        status in any::<u32>(),
    ) {
        let plain = outcome(400, &error(code, subcode, transient, ""), &[]);
        let mut worded = outcome(status, &error(code, subcode, transient, &text), &[]);
        let secret = "Error validating access token: EAAG";
        prop_assert!(!write(&outcome(status, &error(code, subcode, transient, secret), &[])).contains("EAAG"));
        prop_assert_eq!(&worded.log, &plain.log.replace("HTTP 400", &format!("HTTP {status}")));
        worded.log.clone_from(&plain.log);
        prop_assert_eq!(worded, plain);
    }

    #[test]
    fn an_unknown_subcode_counts_as_its_code(
        code in code(),
        subcode in any::<i64>().prop_filter("no row mentions it", |number| !has_row(*number)),
        transient in proptest::option::of(any::<bool>()),
    ) {
        let alone = outcome(400, &error(code, None, transient, ""), &[]);
        let with = outcome(400, &error(code, Some(subcode), transient, ""), &[]);
        prop_assert_eq!((with.kind, with.reason, with.retry), (alone.kind, alone.reason, alone.retry));
    }

    #[test]
    fn what_may_have_been_sent_is_never_repeated_by_itself(status in any::<u32>(), body in "\\PC{0,60}") {
        let outcome = outcome(status, &body, &[]);
        let repeated = matches!(outcome.kind, OutcomeKind::MaybeSent | OutcomeKind::Unknown | OutcomeKind::Sent);
        prop_assert!(!repeated || outcome.retry.is_none());
    }

    /// No span of a row's length, wherever it begins, sees more sends than the row allows.
    #[test]
    fn the_pace_keeps_every_limit(
        asks in proptest::collection::vec((0_usize..4, prop_oneof![Just(0_i64), 0..20_i64, 0..20_000_i64]), 1..1500),
        engaged in 1_u32..6,
    ) {
        let kinds = [PaceKind::Text, PaceKind::Media, PaceKind::PrivateReply, PaceKind::Conversations];
        let mut now = Millis(1_762_128_000_000);
        let (mut state, mut sent) = (None, vec![Vec::new(); kinds.len()]);
        for (kind, passes) in asks {
            now = now.plus(passes);
            let Pace { state: kept, at, limit } =
                pace(state, &PaceAsk { kind: kinds[kind], now, engaged: Some(engaged) });
            prop_assert!(at >= now);
            prop_assert_eq!(limit.is_some(), at > now);
            sent[kind].push(at);
            // Through JSON, as a host keeps it.
            state = Some(kept);
        }
        for (row, times) in RATES.iter().zip(&sent) {
            prop_assert!(keeps(times, row.burst + row.even, row.per_ms), "{row:?}");
        }
        let mut texts = [sent[0].clone(), sent[2].clone()].concat();
        texts.sort();
        prop_assert!(keeps(&texts, 300, Millis::SECOND), "private replies are texts too");
    }

    #[test]
    fn no_state_is_too_strange(
        used in proptest::collection::vec(any::<i64>(), 0..8),
        at in any::<i64>(),
        now in any::<i64>(),
        engaged in proptest::option::of(any::<u32>()),
    ) {
        let state = PaceState { version: 1, at: Millis(at), used };
        let Pace { state, at, .. } = pace(Some(state), &PaceAsk { kind: PaceKind::Text, now: Millis(now), engaged });
        prop_assert!(at >= Millis(now));
        prop_assert!(state.used.iter().all(|used| (0..=9_007_199_254_740_991).contains(used)));
    }
}

/// Thousands asked for at once, and again half a span later.
#[test]
fn floods_keep_the_limits_too() {
    let kinds = [PaceKind::Text, PaceKind::Media, PaceKind::PrivateReply, PaceKind::Conversations];
    let start = Millis(1_762_128_000_000);
    for (row, kind) in RATES.iter().zip(kinds) {
        let (mut state, mut times) = (None, Vec::new());
        for now in [start, start.plus(row.per_ms / 2)] {
            for _ in 0..2000 {
                let Pace { state: kept, at, .. } = pace(state, &PaceAsk { kind, now, engaged: None });
                times.push(at);
                state = Some(kept);
            }
        }
        assert!(keeps(&times, row.burst + row.even, row.per_ms), "{row:?}");
        let spans = times[3999].0 - start.0;
        let fewest = (4000 - i64::from(row.burst)) * row.per_ms / i64::from(row.even);
        assert!((fewest..=fewest + row.per_ms).contains(&spans), "{row:?} wastes nothing: {spans} {fewest}");
    }
    let (mut state, mut times) = (None, Vec::new());
    for turn in 0..4000 {
        let kind = if turn % 2 == 0 { PaceKind::Text } else { PaceKind::PrivateReply };
        let Pace { state: kept, at, .. } = pace(state, &PaceAsk { kind, now: start, engaged: None });
        times.push(at);
        state = Some(kept);
    }
    times.sort();
    assert!(keeps(&times, 300, Millis::SECOND), "private replies are texts too");
}

#[test]
fn a_day_has_room_for_two_hundred_messages_a_person() {
    let now = Millis(1_762_128_000_000);
    let mut state = None;
    let mut times = Vec::new();
    for _ in 0..2500 {
        let Pace { state: kept, at, limit } = pace(state, &PaceAsk { kind: PaceKind::Media, now, engaged: Some(7) });
        times.push((at, limit));
        state = Some(kept);
    }
    assert_eq!(times[699].1, Some(RateLimit::Media), "the burst of the day");
    assert_eq!(times[1399].0.plus(-Millis::DAY), now, "the last of the first day, to the millisecond");
    assert_eq!(times[1399].1, Some(RateLimit::Day));
    let times: Vec<Millis> = times.into_iter().map(|(at, _)| at).collect();
    assert!(keeps(&times, 1400, Millis::DAY));
}

#[test]
fn comments_count_by_the_people_too() {
    let now = Millis(1_762_128_000_000);
    let (mut state, mut times) = (None, Vec::new());
    for turn in 0..9601 {
        // The number of people may change at any time.
        let engaged = Some(if turn < 4000 { 1 } else { 2 });
        let Pace { state: kept, at, .. } = pace(state, &PaceAsk { kind: PaceKind::Comment, now, engaged });
        times.push(at);
        state = Some(kept);
    }
    assert_eq!((times[2399], times[2400]), (now, now.plus(36_000)));
    assert_eq!(times[9599], now.plus(Millis::DAY));
    let forgotten = pace(state, &PaceAsk { kind: PaceKind::Comment, now, engaged: None });
    assert_eq!((forgotten.at, forgotten.limit), (now, None));
}

#[test]
fn a_pace_is_kept_as_text() {
    let ask = r#"{"kind":"conversations","now":1762128000000}"#;
    let first = calls::pace(None, ask).unwrap();
    assert_eq!(first, r#"{"state":{"version":1,"at":1762128000000,"used":[0,0,0,1000,0,0]},"at":1762128000000}"#);
    let state = r#"{"version":1,"at":1762128000000,"used":[0,0,0,1000,0,0]}"#;
    let second = calls::pace(Some(state), ask).unwrap();
    assert!(second.ends_with(r#""at":1762128001000,"limit":"conversations"}"#), "{second}");
    let later = r#"{"kind":"conversations","now":1762128000400}"#;
    let second = calls::pace(Some(state), later).unwrap();
    assert!(second.contains(r#""at":1762128001000,"limit""#), "{second}");
    assert_eq!(calls::pace(Some("null"), ask).unwrap(), first);

    let back = r#"{"kind":"conversations","now":1762127990000}"#;
    let earlier = calls::pace(Some(state), back).unwrap();
    assert!(earlier.contains(r#""at":1762127991000"#), "a clock that goes backwards: {earlier}");
    for wrong in ["{}", "7", r#"{"version":2,"at":0,"used":[]}"#, "{"] {
        assert_eq!(calls::pace(Some(wrong), ask).unwrap_err().code.as_str(), "state", "{wrong}");
    }
    for wrong in ["{}", "", r#"{"kind":"pigeon","now":0}"#, r#"{"kind":"text"}"#] {
        assert_eq!(calls::pace(None, wrong).unwrap_err().code.as_str(), "payload", "{wrong}");
    }
}
