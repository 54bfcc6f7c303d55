//! Decisions at the borders: each at one millisecond before, at, and one after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects, reason = "a failing test may stop")]

use messenger_desk::desk::Config;
use messenger_desk::error::ErrorCode;
use messenger_desk::js::calls;
use messenger_desk::json::{Mark, Millis, write};
use messenger_desk::policy::{
    Ask, Author, CommentFacts, Controller, DraftFacts, Facts, Opener, OptinKind, OptinToken, Owner, PolicyOptions,
    ReasonCode, ReplyKind, RuleId, Stage, TagAsked, Verdict, WindowFacts, date, decide, windows,
};

const START: Millis = Millis(1_762_128_000_000);

fn wrote() -> Facts {
    WindowFacts { last_interaction_at: Some(START), ..WindowFacts::default() }.into()
}

fn tagged(tag: &str) -> DraftFacts {
    DraftFacts { tag: Some(TagAsked::new(tag)), ..DraftFacts::default() }
}

fn human_agent(now: Millis) -> Ask {
    Ask { policy: PolicyOptions { human_agent: Some(true), ..PolicyOptions::default() }, ..Ask::human(now) }
}

fn answer(facts: &Facts, ask: &Ask) -> (Verdict, Stage, Option<Millis>, ReasonCode) {
    let decision = decide(facts, ask);
    (decision.verdict, decision.stage, decision.expires_at, decision.reasons.first().unwrap().code)
}

#[test]
fn the_standard_window_is_half_open() {
    let end = START.plus(Millis::DAY);
    let open = (Verdict::Allowed, Stage::Open, Some(end), ReasonCode::WindowOpen);
    let ending = (Verdict::Allowed, Stage::Ending, Some(end), ReasonCode::WindowOpen);
    let closed = |code| (Verdict::Blocked, Stage::Closed, None, code);
    for (now, expected) in [
        (START.plus(-1), closed(ReasonCode::InFuture)),
        (START, open),
        (START.plus(1), open),
        (end.plus(-Millis::HOUR - 1), open),
        (end.plus(-Millis::HOUR), ending),
        (end.plus(-1), ending),
        (end, closed(ReasonCode::WindowClosed)),
        (end.plus(1), closed(ReasonCode::WindowClosed)),
    ] {
        assert_eq!(answer(&wrote(), &Ask::human(now)), expected, "{}", now.0 - START.0);
    }
}

#[test]
fn a_person_may_answer_for_seven_days_with_the_tag() {
    let (day, week) = (START.plus(Millis::DAY), START.plus(7 * Millis::DAY));
    let tagged = (Verdict::NeedsTag, Stage::HumanAgent, Some(week), ReasonCode::HumanAgentOpen);
    assert_eq!(answer(&wrote(), &human_agent(day.plus(-1))).0, Verdict::Allowed);
    assert_eq!(answer(&wrote(), &human_agent(day)), tagged);
    assert_eq!(answer(&wrote(), &human_agent(week.plus(-1))), tagged);
    assert_eq!(answer(&wrote(), &human_agent(week)).0, Verdict::Blocked);
    let envelope = write(&decide(&wrote(), &human_agent(day)).send);
    assert_eq!(envelope, r#"{"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT"}"#);
    let bot = Ask { author: Author::Bot, ..human_agent(day) };
    assert_eq!(answer(&wrote(), &bot).0, Verdict::Blocked);
    assert!(decide(&wrote(), &bot).reasons.iter().any(|reason| reason.code == ReasonCode::HumanAgentNotForBots));
    let promotion = Ask { draft: DraftFacts { promotional: true, ..DraftFacts::default() }, ..human_agent(day) };
    assert!(decide(&wrote(), &promotion).reasons.iter().any(|reason| reason.code == ReasonCode::PromotionForbidden));
    assert!(
        decide(&wrote(), &Ask::human(day))
            .reasons
            .iter()
            .any(|reason| reason.code == ReasonCode::HumanAgentNotApproved)
    );
}

#[test]
fn human_agent_counts_from_the_last_message() {
    let facts = Facts { last_message_at: Some(START.plus(-3 * Millis::DAY)), ..wrote() };
    let now = START.plus(Millis::DAY);
    assert_eq!(answer(&facts, &human_agent(now)).2, Some(START.plus(4 * Millis::DAY)));
    let tapped_only = Facts { last_message_at: None, ..wrote() };
    assert_eq!(answer(&tapped_only, &human_agent(now)).0, Verdict::Blocked);
}

#[test]
fn human_agent_is_not_offered_before_it_was_there() {
    let opened = date(2021, 6, 2).start();
    let facts: Facts =
        WindowFacts { last_interaction_at: Some(opened.plus(-2 * Millis::DAY)), ..WindowFacts::default() }.into();
    let rule = |now| decide(&facts, &human_agent(now)).reasons.first().and_then(|reason| reason.rule);
    assert_eq!(rule(opened.plus(-1)), Some(RuleId::HumanAgentBeta));
    assert_eq!(rule(opened), Some(RuleId::HumanAgent));
    let beta = date(2019, 8, 29).start();
    let facts: Facts = WindowFacts {
        last_interaction_at: Some(beta.plus(-2 * Millis::DAY)),
        follow_up_at: Some(beta.plus(-1)),
        ..WindowFacts::default()
    }
    .into();
    assert_eq!(answer(&facts, &human_agent(beta.plus(-1))).0, Verdict::Blocked);
    assert_eq!(answer(&facts, &human_agent(beta)).0, Verdict::NeedsTag);
}

#[test]
fn a_retired_tag_is_good_until_the_day_it_was_retired() {
    let retired = date(2026, 4, 27).start();
    let facts = WindowFacts { last_interaction_at: Some(retired.plus(-30 * Millis::DAY)), ..WindowFacts::default() };
    let facts = Facts::from(facts);
    for tag in ["CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE"] {
        let ask = |now| Ask { draft: tagged(tag), ..Ask::human(now) };
        let before = decide(&facts, &ask(retired.plus(-1)));
        assert_eq!((before.verdict, before.expires_at), (Verdict::NeedsTag, Some(retired)));
        let after = decide(&facts, &ask(retired));
        assert_eq!(after.verdict, Verdict::Blocked);
        let reason = write(&after.reasons);
        assert!(
            reason.contains("tag_retired") && reason.contains("100/1893061") && reason.contains("utility"),
            "{reason}"
        );
    }
    let inside = Ask { draft: tagged("ACCOUNT_UPDATE"), ..Ask::human(START) };
    assert_eq!(answer(&wrote(), &inside).0, Verdict::Allowed, "in 2025 the window alone is enough");
    let unknown = Ask { draft: tagged("SHIPPING"), ..Ask::human(START) };
    assert_eq!(answer(&wrote(), &unknown), (Verdict::Blocked, Stage::Closed, None, ReasonCode::TagUnknown));
}

#[test]
fn whatever_stands_in_the_way_comes_first() {
    let owner = |until| Some(Owner { controller: Controller::App("842000000000002".to_owned()), until });
    let now = START.plus(1000);
    for (facts, expected) in [
        (Facts { token_invalid: true, ..wrote() }, ReasonCode::TokenInvalid),
        (Facts { restricted: true, ..wrote() }, ReasonCode::PageRestricted),
        (Facts { unreachable: true, ..wrote() }, ReasonCode::Unreachable),
        (Facts { owner: owner(None), ..wrote() }, ReasonCode::NotOwner),
        (Facts { owner: owner(Some(now.plus(1))), ..wrote() }, ReasonCode::NotOwner),
    ] {
        assert_eq!(answer(&facts, &Ask::human(now)), (Verdict::Blocked, Stage::Closed, None, expected));
    }
    let lapsed = Facts { owner: owner(Some(now)), ..wrote() };
    assert_eq!(answer(&lapsed, &Ask::human(now)).0, Verdict::Allowed, "an owner whose control has run out is no owner");
    let policy = PolicyOptions { app_id: Some("842000000000002".to_owned()), ..PolicyOptions::default() };
    let ours = Facts { owner: owner(None), ..wrote() };
    assert_eq!(answer(&ours, &Ask { policy, ..Ask::human(now) }).0, Verdict::Allowed);
}

#[test]
fn comments_allow_one_private_reply_and_public_ones_without_end() {
    let comment = |replied_at| Facts {
        comments: vec![CommentFacts {
            at: START,
            replied_at,
            id: Some("77_1".to_owned()),
            is_post: Mark(false),
            live: Mark(false),
            removed: Mark(false),
        }],
        ..Facts::default()
    };
    let ask = |kind, now| Ask { kind, ..Ask::human(now) };
    let week = START.plus(7 * Millis::DAY);
    let open = (Verdict::Allowed, Stage::PrivateReply, Some(week), ReasonCode::PrivateReplyOpen);
    assert_eq!(answer(&comment(None), &ask(ReplyKind::PrivateReply, week.plus(-1))), open);
    assert_eq!(answer(&comment(None), &ask(ReplyKind::PrivateReply, week)).3, ReasonCode::PrivateReplyClosed);
    assert_eq!(answer(&comment(Some(START)), &ask(ReplyKind::PrivateReply, START)).3, ReasonCode::PrivateReplySpent);
    let years = START.plus(1000 * Millis::DAY);
    assert_eq!(answer(&comment(None), &ask(ReplyKind::Comment, years)).3, ReasonCode::CommentReplyOpen);
    assert_eq!(answer(&comment(None), &ask(ReplyKind::Message, START)).3, ReasonCode::CommentOnly);
}

#[test]
fn a_comment_opens_the_window_only_where_that_is_switched_on() {
    let facts: Facts =
        WindowFacts { last_interaction_at: Some(START), opened_by: Some(Opener::Comment), ..WindowFacts::default() }
            .into();
    assert_eq!(answer(&facts, &Ask::human(START)).0, Verdict::Blocked);
    let policy = PolicyOptions { comment_opens_window: Some(true), ..PolicyOptions::default() };
    assert_eq!(answer(&facts, &Ask { policy, ..Ask::human(START) }).0, Verdict::Allowed);
}

#[test]
fn a_margin_ends_every_window_earlier() {
    let policy = PolicyOptions { margin_ms: Some(60_000), ..PolicyOptions::default() };
    let end = START.plus(Millis::DAY - 60_000);
    let ask = |now| Ask { policy: policy.clone(), ..Ask::human(now) };
    assert_eq!(answer(&wrote(), &ask(end.plus(-1))).0, Verdict::Allowed);
    assert_eq!(answer(&wrote(), &ask(end)).0, Verdict::Blocked);
}

#[test]
fn every_way_says_how_it_stands() {
    let decision = decide(&wrote(), &Ask::human(START.plus(2 * Millis::DAY)));
    assert_eq!(decision.paths.first().map(|path| (path.path, path.allowed)), Some((RuleId::StandardWindow, false)));
    assert!(decision.paths.iter().all(|path| !path.code.sentence().is_empty()));
    assert!(decision.reasons.iter().all(|reason| reason.rule.is_some() && reason.source.is_some()));
}

#[test]
fn a_list_agrees_with_the_decisions_of_its_rows() {
    let rows = [None, Some(START), Some(START.plus(-Millis::DAY)), Some(START.plus(-3 * Millis::DAY))];
    let policy = PolicyOptions { human_agent: Some(true), ..PolicyOptions::default() };
    let columns = windows(&rows, START, &policy);
    assert_eq!(columns.stage, [Stage::Closed, Stage::Open, Stage::HumanAgent, Stage::HumanAgent]);
    assert_eq!(columns.expires_at.get(1), Some(&Some(START.plus(Millis::DAY))));
    // Three days old: four are left; a day old: six; the one that never wrote comes last.
    assert_eq!(columns.order, [1, 3, 2, 0]);
    for (row, at) in rows.into_iter().enumerate() {
        let facts = WindowFacts { last_interaction_at: at, ..WindowFacts::default() }.into();
        let decision = decide(&facts, &human_agent(START));
        assert_eq!(Some(&decision.stage), columns.stage.get(row));
        assert_eq!(Some(&decision.expires_at), columns.expires_at.get(row));
        assert_eq!(Some(&decision.next_change_at), columns.next_change_at.get(row));
    }
}

#[test]
fn a_value_that_cannot_be_read_is_named_and_never_changes_an_answer_unseen() {
    let problems = |state: &str, ask: &str| {
        let error = calls::decide(state, ask).expect_err("a fault");
        let found = error.problems.iter().map(|problem| (problem.pointer.clone(), problem.code));
        (error.code, error.reason, found.collect::<Vec<_>>())
    };
    let ask = r#"{"now": 1, "author": "human", "policy": {"humanAgent": "yes", "adWindow": "7 days", "region": "EU", "marginMs": [1]}}"#;
    let wrong = |pointers: &[&str]| pointers.iter().map(|at| ((*at).to_owned(), "wrong_type")).collect::<Vec<_>>();
    let expected = wrong(&["/policy/humanAgent", "/policy/adWindow", "/policy/marginMs"]);
    assert_eq!(problems("{}", ask), (ErrorCode::Payload, Some("wrong_type"), expected));
    let ask = r#"{"now": 1, "author": "human", "policy": true}"#;
    assert_eq!(problems("{}", ask).2, wrong(&["/policy"]));
    let ask = r#"{"now": 1, "author": "human", "draft": {"text": 7, "promotional": "yes", "tag": 5, "optin": 1}}"#;
    assert_eq!(problems("{}", ask).2, wrong(&["/draft/promotional", "/draft/tag", "/draft/optin"]));
    let ask = r#"{"now": 1, "author": "human", "draft": {"template": 5, "parts": "x", "attachments": {}, "quickReplies": 1}}"#;
    let expected = wrong(&["/draft/template", "/draft/parts", "/draft/attachments", "/draft/quickReplies"]);
    assert_eq!(problems("{}", ask).2, expected);
    let ask =
        r#"{"now": 1, "author": "bot", "draft": {"utility": true, "template": {"template_type": 5, "elements": []}}}"#;
    assert_eq!(problems("{}", ask).2, wrong(&["/draft/template/template_type", "/draft/utility"]));
    let ask = r#"{"now": 1, "author": "bot", "draft": {"template": {"template_type": "generic", "elements": 1}, "utility": null}}"#;
    assert!(calls::decide("{}", ask).is_ok(), "what is in a template planning will say");
    assert_eq!(problems("{}", r#"{"now": 1, "author": "human", "draft": ["text"]}"#).2, wrong(&["/draft"]));
    assert_eq!(problems("{}", r#"{"now": 1, "author": "human", "kind": "dm"}"#).2, wrong(&["/kind"]));
    let (code, _, found) =
        problems(r#"{"lastInteractionAt": "2026-11-16", "openedBy": "mesage"}"#, r#"{"now": 1, "author": "bot"}"#);
    assert_eq!((code, found), (ErrorCode::State, wrong(&["/lastInteractionAt", "/openedBy"])));
    for owner in ["{}", r#"{"until": 5}"#, "7"] {
        let state = ["{\"owner\": ", owner, "}"].concat();
        assert_eq!(problems(&state, r#"{"now": 1, "author": "bot"}"#).2, wrong(&["/owner"]), "{owner}");
    }
    assert!(calls::decide(r#"{"owner": {"appId": null}}"#, r#"{"now": 1, "author": "bot"}"#).is_ok());
    // A key that is not known may be one of a later version.
    let later = r#"{"now": 1, "author": "human", "shiny": 1, "policy": {"shiny": true, "region": null}}"#;
    assert!(calls::decide(r#"{"shiny": 1}"#, later).is_ok());
    assert!(calls::windows(&[1.0], 2.0, Some(r#"{"endingSoonMs": "soon"}"#)).is_err());
    assert!(calls::windows(&[1.0], 2.0, Some(r#"{"endingSoonMs": 5, "shiny": 1}"#)).is_ok());
    // What is misread as a whole says what to pass, too.
    assert!(calls::windows(&[], f64::NAN, None).expect_err("no time").hint.is_some());
    for (state, ask) in [("7", r#"{"now": 1, "author": "bot"}"#), ("{}", "7"), ("{}", r#"{"now": 1}"#), ("{}", "{")] {
        let error = calls::decide(state, ask).expect_err("a fault");
        let told = [error.reason, error.hint, error.pointer.as_deref().map(|_| "a place"), Some(&error.message)];
        assert!(told.iter().all(|told| told.is_some_and(|told| !told.is_empty())), "{error:?}");
    }
    // In a configuration, which is read once and by the version that is there, it is a slip of the pen.
    let config =
        r#"{"policy": {"humanAgnet": true, "platform": "facebook"}, "pages": [{"id": "1", "policy": {"utility": 1}}]}"#;
    let error = Config::from_json(config).expect_err("a fault");
    let mut found: Vec<_> = error.problems.iter().map(|problem| (problem.pointer.as_str(), problem.code)).collect();
    found.sort_unstable();
    let expected = [
        ("/pages/0/policy/utility", "wrong_type"),
        ("/policy/humanAgnet", "unknown_key"),
        ("/policy/platform", "wrong_type"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn nobody_is_said_not_to_have_agreed_who_did() {
    let token = |used_at| OptinToken {
        token: "nm_1".to_owned(),
        kind: OptinKind::Recurring,
        at: START,
        expires_at: None,
        stopped: Mark(false),
        used_at,
    };
    let now = date(2026, 11, 16).start();
    let codes = |region: &str, used_at| {
        let facts = Facts { optins: vec![token(used_at)], ..wrote() };
        let draft = DraftFacts { optin: true, ..DraftFacts::default() };
        let policy = PolicyOptions { region: Some(region.to_owned()), ..PolicyOptions::default() };
        let decision = decide(&facts, &Ask { draft, policy, author: Author::Bot, ..Ask::human(now) });
        decision.reasons.iter().map(|reason| reason.code).collect::<Vec<_>>()
    };
    for (told, region, used_at) in [
        (ReasonCode::OptinOpen, "DE", None),
        (ReasonCode::OptinTooSoon, "DE", Some(now)),
        (ReasonCode::RegionExcluded, "CA", None),
    ] {
        let codes = codes(region, used_at);
        assert!(codes.contains(&told) && !codes.contains(&ReasonCode::OptinMissing), "{told:?}: {codes:?}");
    }
}

/// Every sentence of a decision, of its reasons and its ways.
fn told(facts: &Facts, ask: &Ask) -> Vec<&'static str> {
    let decision = decide(facts, ask);
    let ways = decision.paths.iter().map(|path| path.code);
    ways.chain(decision.reasons.iter().map(|reason| reason.code)).map(ReasonCode::sentence).collect()
}

#[test]
fn no_sentence_says_that_the_24_hours_are_over_while_they_are_not() {
    let refused = Facts { window_refused_at: Some(START.plus(Millis::HOUR)), ..wrote() };
    let promotes = DraftFacts { promotional: true, ..DraftFacts::default() };
    for facts in [refused, wrote()] {
        for draft in [DraftFacts::default(), promotes.clone()] {
            let ask = Ask { draft, ..human_agent(START.plus(2 * Millis::HOUR)) };
            let wrong = told(&facts, &ask).into_iter().find(|text| {
                text.contains("24 hours are over")
                    || text.contains("More than 24 hours")
                    || text.contains("allowed inside")
            });
            assert_eq!(wrong, None);
        }
    }
}
