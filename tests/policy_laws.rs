//! The laws of the reply policy, each as a property over generated facts, questions and moments from 2017 to 2027.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

use std::collections::BTreeSet;

use messenger_desk::json::{Mark, Millis};
use messenger_desk::policy::{
    AdWindow, Ask, Author, CommentFacts, Controller, Decision, DraftFacts, Facts, Interaction, NextStep, Opener,
    OptinKind, OptinToken, Owner, Path, Place, PolicyOptions, RULES, ReasonCode, ReplyKind, RuleId, TagAsked,
    TemplateKind, Verdict, WindowFacts, decide, standing, timeline, windows,
};
use proptest::prelude::*;

const FIRST: i64 = 1_483_228_800_000;
const LAST: i64 = 1_830_297_600_000;

/// Moments that matter: the days on which a rule begins or ends, and any other.
fn moment() -> impl Strategy<Value = Millis> {
    let borders: Vec<i64> =
        RULES.iter().flat_map(|rule| [Some(rule.from), rule.until]).flatten().map(|date| date.start().0).collect();
    let near =
        (prop::sample::select(borders), -9 * Millis::DAY..9 * Millis::DAY).prop_map(|(border, off)| border + off);
    prop_oneof![near, FIRST..LAST].prop_map(Millis)
}

/// A stretch of time before a moment, or now and then after it, of which borders are likelier than chance.
fn ago() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => 0..9 * Millis::DAY,
        2 => (prop::sample::select(vec![0, Millis::HOUR, Millis::DAY, 7 * Millis::DAY, 365 * Millis::DAY]), -1_i64..=1)
            .prop_map(|(span, off)| span + off),
        1 => -Millis::DAY..0,
        1 => 0..900 * Millis::DAY,
    ]
}

fn opener() -> impl Strategy<Value = Opener> {
    prop::sample::select(vec![
        Opener::Message,
        Opener::QuickReply,
        Opener::Postback,
        Opener::Referral,
        Opener::Optin,
        Opener::Reaction,
        Opener::AdMessage,
        Opener::Comment,
        Opener::Post,
    ])
}

/// On the heap: a test's stack is too small for it.
fn facts(now: Millis) -> BoxedStrategy<Facts> {
    let before = move |ago: i64| Some(now.plus(-ago));
    let at = move || prop::option::of(ago()).prop_map(move |ago| ago.and_then(before));
    let rarely = || prop::bool::weighted(0.05);
    let comment = move |id: &'static str| {
        let known = (ago(), at(), any::<bool>(), prop::bool::weighted(0.2), rarely());
        prop::option::of(known).prop_map(move |comment| {
            let (ago, replied_at, post, live, removed) = comment?;
            Some(CommentFacts {
                at: before(ago)?,
                replied_at,
                id: Some(id.to_owned()),
                is_post: Mark(post),
                live: Mark(live),
                removed: Mark(removed),
            })
        })
    };
    let used = prop_oneof![3 => Just(None), 1 => at()];
    let optin = (ago(), any::<bool>(), at(), prop::bool::weighted(0.2), used).prop_map(
        move |(ago, one, expires_at, stopped, used_at)| OptinToken {
            token: ago.to_string(),
            kind: if one { OptinKind::OneTime } else { OptinKind::Recurring },
            at: now.plus(-ago),
            expires_at,
            stopped: Mark(stopped),
            used_at,
        },
    );
    let owner = prop_oneof![
        8 => Just(None),
        1 => (prop::sample::select(vec![Controller::Nobody, Controller::AnotherApp, Controller::App("1".to_owned())]), at())
            .prop_map(|(controller, until)| Some(Owner { controller, until })),
    ];
    let refused = prop_oneof![8 => Just(None), 1 => at()];
    let times = (at(), opener(), at(), at(), at(), refused);
    let comments = (comment("77_1"), comment("77_2"));
    (times, comments, prop::collection::vec(optin, 0..3), owner, (rarely(), rarely(), rarely()))
        .prop_map(
            |(
                (last_interaction_at, by, last_message_at, ad_message_at, follow_up_at, window_refused_at),
                (comment, earlier),
                optins,
                owner,
                bad,
            )| {
                let comments = earlier.into_iter().chain(comment).collect();
                let bare = WindowFacts {
                    last_interaction_at,
                    opened_by: Some(by),
                    last_message_at,
                    ad_message_at,
                    follow_up_at,
                    window_refused_at,
                    comment: None,

                    optins,
                    owner,
                    unreachable: Some(bad.0),
                    restricted: Some(bad.1),
                    token_invalid: Some(bad.2),
                };
                Facts { comments, ..Facts::from(bare) }
            },
        )
        .boxed()
}

fn policy() -> impl Strategy<Value = PolicyOptions> {
    let known = || prop::option::of(any::<bool>());
    let short = || prop_oneof![3 => Just(None), 1 => (-10_i64..2 * Millis::HOUR).prop_map(Some)];
    let rarely = || prop_oneof![18 => Just(None), 1 => any::<bool>().prop_map(Some)];
    let region = prop::sample::select(vec![None, Some("DE"), Some("US"), Some("XX")]);
    let app = prop::sample::select(vec![None, Some("1"), Some("2")]);
    let place = prop::sample::select(vec![None, Some(Place::Messenger), Some(Place::Instagram)]);
    let ads = prop::sample::select(vec![None, Some(AdWindow::Possible), Some(AdWindow::Day), Some(AdWindow::Week)]);
    (
        (known(), known(), known(), known(), known(), rarely(), rarely()),
        region,
        app,
        place,
        ads,
        (short(), short(), short()),
    )
        .prop_map(|(known, region, app, platform, ad_window, (margin_ms, clock_skew_ms, ending_soon_ms))| {
            PolicyOptions {
                human_agent: known.0,
                utility: known.1,
                news_page: known.2,
                restricted: known.5,
                token_invalid: known.6,
                region: region.map(str::to_owned),
                app_id: app.map(str::to_owned),
                platform,
                ad_window,
                comment_opens_window: known.3,
                post_opens_window: known.4,
                margin_ms,
                clock_skew_ms,
                ending_soon_ms,
            }
        })
}

fn ask(now: Millis) -> impl Strategy<Value = Ask> {
    let tags: Vec<Option<TagAsked>> = RULES
        .iter()
        .filter_map(|rule| rule.tag)
        .map(|tag| Some(TagAsked::Known(tag)))
        .chain([Some(TagAsked::new("?"))])
        .collect();
    let tag = prop_oneof![2 => Just(None), 1 => prop::sample::select(tags)];
    let template =
        prop::sample::select(vec![None, None, None, Some(TemplateKind::Utility), Some(TemplateKind::Feedback)]);
    let kind =
        prop_oneof![4 => Just(ReplyKind::Message), 1 => Just(ReplyKind::PrivateReply), 1 => Just(ReplyKind::Comment)];
    let author = prop::sample::select(vec![Author::Human, Author::Bot]);
    let answers = prop::sample::select(vec![None, None, Some("77_1"), Some("77_2"), Some("77_9")]);
    (author, kind, tag, template, prop::bool::weighted(0.2), any::<bool>(), answers, policy()).prop_map(
        move |(author, kind, tag, template, promotional, optin, answers, policy)| Ask {
            now,
            author,
            kind,
            draft: DraftFacts { tag, promotional, template, optin, answers: answers.map(str::to_owned) },
            policy,
        },
    )
}

fn question() -> impl Strategy<Value = (Facts, Ask)> {
    moment().prop_flat_map(|now| (facts(now), ask(now)))
}

fn sendable(decision: &Decision) -> bool {
    decision.verdict != Verdict::Blocked
}

fn at(facts: &Facts, ask: &Ask, now: Millis) -> Decision {
    decide(facts, &Ask { now, ..ask.clone() })
}

fn path(decision: &Decision, id: RuleId) -> Option<&Path> {
    decision.paths.iter().find(|path| path.path == id && path.allowed)
}

/// The end of a way; one without end ends last.
fn end(path: &Path) -> i64 {
    path.until.map_or(i64::MAX, |until| until.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is blocked stays blocked as time passes, unless something was dated in the future, another app's control runs out, an opt-in
    /// has rested, or a rule had not begun.
    #[test]
    fn time_opens_nothing_by_itself((facts, ask) in question(), later in 0_i64..400 * Millis::DAY) {
        let now = decide(&facts, &ask);
        let then = at(&facts, &ask, ask.now.plus(later));
        let waits = |code| matches!(code, ReasonCode::InFuture | ReasonCode::RuleNotYet | ReasonCode::OptinTooSoon);
        let may_open = now.paths.iter().any(|path| waits(path.code))
            || now.reasons.iter().any(|reason| waits(reason.code) || reason.code == ReasonCode::NotOwner);
        prop_assert!(sendable(&now) || !sendable(&then) || may_open, "{:?}\n{:?}", now.reasons, then.reasons);
    }

    /// What the customer does later never ends a way sooner, and never closes what was open.
    #[test]
    fn a_later_action_shortens_nothing((facts, ask) in question(), part in 0_i64..=1000) {
        // A margin leaves a gap between the 24 hours and the one more message after them.
        let ask = Ask { policy: PolicyOptions { margin_ms: None, ..ask.policy.clone() }, ..ask };
        let Some(last) = facts.last_interaction.filter(|last| last.at <= ask.now) else { return Ok(()) };
        let moved = last.at.plus((ask.now.0 - last.at.0) / 1000 * part);
        let mut after = facts.clone();
        after.last_interaction = Some(Interaction { at: moved, ..last });
        if last.by == Opener::Message {
            after.last_message_at = facts.last_message_at.max(Some(moved));
        }
        let (one, other) = (decide(&facts, &ask), decide(&after, &ask));
        prop_assert!(!sendable(&one) || sendable(&other), "{:?}\n{:?}", one.reasons, other.reasons);
        for id in [RuleId::StandardWindow, RuleId::HumanAgent, RuleId::HumanAgentBeta, RuleId::CustomerFeedback] {
            if let Some(before) = path(&one, id) {
                prop_assert!(path(&other, id).is_some_and(|after| end(after) >= end(before)), "{:?}", id);
            }
        }
    }

    /// A bot is never allowed what a person is not.
    #[test]
    fn a_bot_is_allowed_less((facts, ask) in question()) {
        let bot = decide(&facts, &Ask { author: Author::Bot, ..ask.clone() });
        let human = decide(&facts, &Ask { author: Author::Human, ..ask });
        prop_assert!(!sendable(&bot) || sendable(&human), "{:?}\n{:?}", bot.reasons, human.reasons);
        for path in bot.paths.iter().filter(|path| path.allowed) {
            prop_assert!(human.paths.contains(path), "{:?}", path);
        }
    }

    /// Whatever is blocked has a next step and a reason with a sentence; whatever is not has an envelope.
    #[test]
    fn every_answer_is_whole((facts, ask) in question()) {
        let decision = decide(&facts, &ask);
        let stands = standing(&facts, &ask);
        let told = (decision.stage, decision.expires_at, decision.next_change_at);
        prop_assert_eq!((stands.stage, stands.expires_at, stands.next_change_at), told);
        prop_assert_eq!(sendable(&decision), decision.send.is_some());
        prop_assert_eq!(sendable(&decision), decision.instead.is_empty());
        prop_assert!(!decision.reasons.is_empty());
        let codes: BTreeSet<_> = decision.reasons.iter().map(|reason| reason.code).collect();
        let steps: BTreeSet<_> = decision.instead.iter().map(|step| step.step).collect();
        prop_assert_eq!((codes.len(), steps.len()), (decision.reasons.len(), decision.instead.len()), "said twice");
        prop_assert!(decision.expires_at.is_none_or(|end| end > ask.now));
        prop_assert!(decision.next_change_at.is_none_or(|change| change > ask.now));
        prop_assert!(decision.certainty.is_some() || decision.fallback.is_none());
    }

    /// Whoever changes in a blocked draft what the steps name can send it.
    #[test]
    fn what_the_steps_change_in_a_draft_helps((facts, ask) in question()) {
        let steps: Vec<NextStep> = decide(&facts, &ask).instead.iter().map(|step| step.step).collect();
        let mut mended = ask.clone();
        for step in &steps {
            match step {
                NextStep::RemoveTag => mended.draft.tag = None,
                NextStep::RemovePromotion => mended.draft.promotional = false,
                NextStep::UseOptin => mended.draft.optin = true,
                NextStep::SendMessage => {
                    mended.kind = ReplyKind::Message;
                    mended.draft.template = mended.draft.template.filter(|kind| *kind != TemplateKind::Utility);
                }
                _ => {}
            }
        }
        prop_assert!(mended == ask || sendable(&decide(&facts, &mended)), "{:?}", steps);
    }

    /// Between two borders of the timeline nothing changes, and at each border something does.
    #[test]
    fn the_timeline_agrees_with_the_decisions((facts, ask) in question(), within in 0.0_f64..1.0) {
        let stretches = timeline(&facts, &ask);
        let whole = stretches.len() < 12;
        prop_assert_eq!(stretches[0].from, ask.now);
        for (index, stretch) in stretches.iter().enumerate() {
            let until = stretch.until.unwrap_or(Millis(LAST + 400 * Millis::DAY)).max(stretch.from.plus(1));
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any moment between will do")]
            let between = stretch.from.plus(((until.0 - stretch.from.0) as f64 * within) as i64);
            for moment in [stretch.from, between.min(until.plus(-1)), until.plus(-1)] {
                let decision = at(&facts, &ask, moment);
                prop_assert_eq!(
                    (decision.verdict, decision.stage, &decision.send),
                    (stretch.verdict, stretch.stage, &stretch.send),
                    "stretch {} at {}: {:?}", index, moment.0, stretches
                );
            }
            let next = stretches.get(index + 1);
            prop_assert_eq!(stretch.until, next.map(|next| next.from).or(stretch.until.filter(|_| !whole)));
            if let Some(next) = next {
                let same = (next.verdict, next.stage, &next.send, next.code) == (stretch.verdict, stretch.stage, &stretch.send, stretch.code);
                prop_assert!(!same, "nothing changes at {}: {:?}", next.from.0, stretches);
            }
        }
    }

    /// A list says of every row what the decision for a person's message says.
    #[test]
    fn a_list_agrees_with_the_decisions(now in moment(), agos in prop::collection::vec(prop::option::of(ago()), 1..8), policy in policy()) {
        let rows: Vec<Option<Millis>> = agos.into_iter().map(|ago| ago.map(|ago| now.plus(-ago))).collect();
        let columns = windows(&rows, now, &policy);
        let mut ends = Vec::new();
        for (row, at) in rows.iter().enumerate() {
            let facts = Facts::from(WindowFacts { last_interaction_at: *at, ..WindowFacts::default() });
            let decision = decide(&facts, &Ask { policy: policy.clone(), ..Ask::human(now) });
            prop_assert_eq!(
                (columns.stage[row], columns.expires_at[row], columns.next_change_at[row]),
                (decision.stage, decision.expires_at, decision.next_change_at),
                "{:?} at {}", at, now.0
            );
            ends.push((decision.expires_at.unwrap_or(Millis(i64::MAX)), row));
        }
        ends.sort_unstable();
        prop_assert_eq!(columns.order, ends.into_iter().map(|(_, row)| row).collect::<Vec<_>>());
    }
}
