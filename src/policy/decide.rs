//! The decision itself.

use alloc::vec::Vec;

use super::ask::{Ask, Author, ReplyKind, TagAsked};
use super::decision::{Decision, Envelope, Path, Recipient, Stage, Verdict};
use super::facts::{Controller, Facts};
use super::reason::{Reason, ReasonCode};
use super::rule::{Actors, Counts, Forbid, Need, Opener, Rule, RuleId, Span};
use super::rules::{RULES, SENDING_SOURCE};
use crate::json::Millis;

/// When a window that is about to end is called `ending`, where [`PolicyOptions::ending_soon_ms`](super::PolicyOptions) is silent.
const ENDING_SOON: i64 = Millis::HOUR;

/// May this reply be sent at `ask.now`, and as what?
///
/// Windows are half-open: one that opened at `t` for 24 hours allows `t <= now < t + 24 h`, exact to the millisecond.
///
/// ```
/// use messenger_desk::json::Millis;
/// use messenger_desk::policy::{decide, Ask, Facts, Stage, Verdict, WindowFacts};
///
/// let wrote = Millis(1_762_128_000_000);
/// let facts = Facts::from(WindowFacts { last_interaction_at: Some(wrote), ..WindowFacts::default() });
/// let decision = decide(&facts, &Ask::human(wrote.plus(Millis::HOUR)));
/// assert_eq!(decision.verdict, Verdict::Allowed);
/// assert_eq!(decision.expires_at, Some(wrote.plus(Millis::DAY)));
/// let later = decide(&facts, &Ask::human(wrote.plus(Millis::DAY)));
/// assert_eq!((later.verdict, later.stage), (Verdict::Blocked, Stage::Closed));
/// ```
#[must_use]
pub fn decide(facts: &Facts, ask: &Ask) -> Decision {
    let question = Question { facts, ask };
    let ways: Vec<Way> = RULES.iter().map(|rule| question.way(rule)).collect();
    let hurdles = question.hurdles();
    let answer = match question.refused_tag() {
        Some(reason) => Answer { chosen: None, reasons: vec![reason] },
        None => question.choose(&ways),
    };
    question.decision(&ways, hurdles, answer)
}

struct Question<'q> {
    facts: &'q Facts,
    ask: &'q Ask,
}

/// How one rule stands.
struct Way {
    rule: &'static Rule,
    open: bool,
    until: Option<Millis>,
    reason: Reason,
}

/// The way to use, if any, and why.
struct Answer<'w> {
    chosen: Option<&'w Way>,
    reasons: Vec<Reason>,
}

impl Question<'_> {
    /// How a rule stands at the moment asked for.
    fn way(&self, rule: &'static Rule) -> Way {
        let span = self.span(rule);
        let reason = self.obstacle(rule, span).unwrap_or_else(|| {
            let open = Reason::new(open_code(rule), open_text(rule)).of(rule);
            span.map_or(open.clone(), |span| open.with("openedAt", span.start).with_until(span.end))
        });
        let open = matches!(
            reason.code,
            ReasonCode::WindowOpen
                | ReasonCode::HumanAgentOpen
                | ReasonCode::TagAllowed
                | ReasonCode::PrivateReplyOpen
                | ReasonCode::CommentReplyOpen
        );
        let until =
            if open { earlier(span.and_then(|span| span.end), rule.until.map(super::Date::start)) } else { None };
        Way { rule, open, until, reason }
    }

    /// The time in which a rule holds for this conversation; `None` where it has not begun, or needs none.
    fn span(&self, rule: &Rule) -> Option<Interval> {
        let start = match rule.counts {
            Counts::LastInteraction => self.opened()?,
            Counts::LastMessage => self.facts.last_message_at?,
            Counts::Comment => self.facts.comment.as_ref()?.at,
            Counts::Nothing => return None,
        };
        let margin = self.ask.policy.margin_ms.unwrap_or(0).max(0);
        let end = match rule.span {
            Span::Hours(hours) => {
                Some(start.plus(i64::from(hours).saturating_mul(Millis::HOUR).saturating_sub(margin)))
            }
            Span::Unlimited => None,
        };
        Some(Interval { start, end })
    }

    /// The last action that opens the window.
    fn opened(&self) -> Option<Millis> {
        let last = self.facts.last_interaction?;
        let opens = last.by != Opener::Comment || self.ask.policy.comment_opens_window == Some(true);
        opens.then_some(last.at)
    }

    /// Why a rule does not hold now; `None` where it does.
    fn obstacle(&self, rule: &Rule, span: Option<Interval>) -> Option<Reason> {
        let reason = |code, text: &'static str| Some(Reason::new(code, text).of(rule));
        let now = self.ask.now;
        if !rule.in_force(now) {
            return Some(not_in_force(rule, now));
        }
        if rule.actors == Actors::Humans && self.ask.author == Author::Bot {
            return reason(
                ReasonCode::HumanAgentNotForBots,
                "The HUMAN_AGENT tag is for answers a person writes; automation has to wait for the customer.",
            );
        }
        if rule.needs.contains(&Need::HumanAgentFeature) && self.ask.policy.human_agent != Some(true) {
            return reason(
                ReasonCode::HumanAgentNotApproved,
                "Up to 7 days after the customer's last message a person could answer, but the app lacks the Human Agent feature: apply for it in App Review.",
            );
        }
        if rule.forbids.contains(&Forbid::Promotion) && self.ask.promotional {
            return reason(
                ReasonCode::PromotionForbidden,
                "The draft promotes something, which is allowed inside the 24 hours only. Leave the promotion out, or use a marketing message.",
            );
        }
        if rule.counts == Counts::Nothing {
            return self.unwindowed(rule);
        }
        if rule.id == RuleId::PrivateReply
            && let Some(at) = self.facts.comment.as_ref().and_then(|comment| comment.replied_at)
        {
            return Some(
                Reason::new(ReasonCode::PrivateReplySpent, "This comment was answered privately already, which Meta allows once. Once the person answers, the conversation opens.")
                    .of(rule)
                    .with("repliedAt", at),
            );
        }
        let Some(span) = span else { return Some(never_began(rule)) };
        if now < span.start {
            return Some(
                Reason::new(
                    ReasonCode::InFuture,
                    "The customer's action is dated later than the moment asked for. Check the clock of this machine.",
                )
                .of(rule)
                .with("openedAt", span.start),
            );
        }
        match span.end {
            Some(end) if now >= end => Some(over(rule, span.start, end)),
            _ => None,
        }
    }

    /// Ways that count from nothing are open where the question is theirs: a tag the draft asks for, a public comment.
    fn unwindowed(&self, rule: &Rule) -> Option<Reason> {
        let asked = match (rule.tag, &self.ask.tag) {
            (Some(tag), Some(TagAsked::Known(asked))) => tag == *asked,
            (Some(_), _) => false,
            (None, _) => rule.id == RuleId::CommentReply && self.ask.kind == ReplyKind::Comment,
        };
        if asked {
            return None;
        }
        let text = match rule.id {
            RuleId::CommentReply => "A public answer below the comment is another kind of reply; it has no window.",
            RuleId::Utility => "An approved utility template may be sent at any time; this draft is none.",
            RuleId::MarketingMessage => {
                "A paid marketing message may be sent to people who opted in; it goes through the Marketing Messages API."
            }
            _ => "Open for messages of its kind, with its tag; this draft does not ask for it.",
        };
        Some(Reason::new(ReasonCode::TagNotNeeded, text).of(rule))
    }

    /// What stands in the way of every message, whatever the window says.
    fn hurdles(&self) -> Vec<Reason> {
        let facts = self.facts;
        let mut hurdles = Vec::new();
        if facts.token_invalid {
            hurdles.push(Reason::new(
                ReasonCode::TokenInvalid,
                "The Page has to be connected again: its access token no longer works. Messages still come in.",
            ));
        }
        if facts.restricted {
            hurdles.push(Reason::new(ReasonCode::PageRestricted, "Meta currently keeps this Page from sending. See Page Quality in the Page's settings for the reason and the appeal."));
        }
        if self.ask.kind == ReplyKind::Comment {
            return hurdles;
        }
        if facts.unreachable {
            hurdles.push(Reason::new(ReasonCode::Unreachable, "The person does not receive messages of this Page: blocked it, or left. Only they can change that, by writing."));
        }
        if let Some(app) = self.foreign_owner() {
            let text = "Another app controls the thread. Take or request control first, or answer in that app.";
            hurdles.push(Reason::new(ReasonCode::NotOwner, text).with("appId", app));
        }
        hurdles
    }

    /// Another app that controls the thread now. An owner whose control has run out is no owner; which app is ours must be
    /// known to tell.
    fn foreign_owner(&self) -> Option<&str> {
        let owner = self.facts.owner.as_ref()?;
        let current = owner.until.is_none_or(|until| self.ask.now < until);
        match &owner.controller {
            _ if !current => None,
            Controller::Nobody => None,
            Controller::App(app) => (self.ask.policy.app_id.as_deref() != Some(app)).then_some(app),
            Controller::AnotherApp => Some("unknown"),
        }
    }

    /// A tag the draft asks for and Meta would refuse, even inside the window.
    fn refused_tag(&self) -> Option<Reason> {
        if self.ask.kind != ReplyKind::Message {
            return None;
        }
        match self.ask.tag.as_ref()? {
            TagAsked::Unknown(word) => Some(
                Reason::new(ReasonCode::TagUnknown, "Meta knows no such message tag and refuses it (error 100). Send without a tag inside the window, or with HUMAN_AGENT after it.")
                    .with("tag", word.as_str())
                    .from(SENDING_SOURCE),
            ),
            TagAsked::Known(tag) => {
                let rule = RULES.iter().find(|rule| rule.tag == Some(*tag))?;
                (!rule.in_force(self.ask.now)).then(|| not_in_force(rule, self.ask.now))
            }
        }
    }

    /// The first way that is open for this kind of reply.
    fn choose<'w>(&self, ways: &'w [Way]) -> Answer<'w> {
        let kinds: &[Counts] = match self.ask.kind {
            ReplyKind::Message => &[Counts::LastInteraction, Counts::LastMessage, Counts::Nothing],
            ReplyKind::PrivateReply => &[Counts::Comment],
            ReplyKind::Comment => &[Counts::Nothing],
        };
        let usable: Vec<&Way> = ways.iter().filter(|way| kinds.contains(&way.rule.counts)).collect();
        let chosen = usable.iter().find(|way| way.open).copied();
        let mut reasons: Vec<Reason> = Vec::new();
        reasons.extend(chosen.map(|way| way.reason.clone()));
        if chosen.is_some_and(|way| way.rule.tag.is_none())
            && self.ask.tag.is_some()
            && self.ask.kind == ReplyKind::Message
        {
            let text = "The window is open, so the reply goes out without the tag the draft asks for.";
            reasons.push(Reason::new(ReasonCode::TagNotNeeded, text).from(SENDING_SOURCE));
        }
        // The ways before the chosen one say why it takes this one, or why there is none.
        let before = usable.iter().take_while(|way| chosen.is_none_or(|chosen| way.rule.id != chosen.rule.id));
        reasons.extend(before.filter(|way| way.rule.counts != Counts::Nothing).map(|way| way.reason.clone()));
        Answer { chosen, reasons }
    }

    fn decision(&self, ways: &[Way], hurdles: Vec<Reason>, answer: Answer<'_>) -> Decision {
        let chosen = answer.chosen.filter(|_| hurdles.is_empty());
        let verdict = match chosen {
            None => Verdict::Blocked,
            Some(way) if way.rule.tag.is_some() => Verdict::NeedsTag,
            Some(_) => Verdict::Allowed,
        };
        let stage = self.stage(chosen);
        let expires_at = chosen.and_then(|way| way.until);
        Decision {
            verdict,
            at: self.ask.now,
            send: chosen.map(|way| Envelope {
                messaging_type: way.rule.messaging_type,
                tag: way.rule.tag,
                recipient: self.recipient(way.rule),
            }),
            expires_at,
            stage,
            next_change_at: self.next_change(ways, stage, expires_at),
            paths: ways.iter().map(Way::path).collect(),
            reasons: hurdles.into_iter().chain(answer.reasons).collect(),
            page: self.facts.page.clone(),
        }
    }

    fn stage(&self, chosen: Option<&Way>) -> Stage {
        let Some(way) = chosen else { return Stage::Closed };
        match way.rule.id {
            RuleId::HumanAgent => Stage::HumanAgent,
            RuleId::PrivateReply => Stage::PrivateReply,
            _ if way.until.is_some_and(|until| self.ask.now >= until.plus(self.ending_soon().saturating_neg())) => {
                Stage::Ending
            }
            _ => Stage::Open,
        }
    }

    fn ending_soon(&self) -> i64 {
        self.ask.policy.ending_soon_ms.unwrap_or(ENDING_SOON).max(0)
    }

    /// The next moment that changes the answer: the end of the way in use or the start of its last hour, a window that only
    /// begins, an owner whose control runs out.
    fn next_change(&self, ways: &[Way], stage: Stage, expires_at: Option<Millis>) -> Option<Millis> {
        let ending =
            expires_at.filter(|_| stage == Stage::Open).map(|end| end.plus(self.ending_soon().saturating_neg()));
        let begins =
            ways.iter().filter(|way| way.reason.code == ReasonCode::InFuture).filter_map(|way| self.span(way.rule));
        let owner = self.foreign_owner().and_then(|_| self.facts.owner.as_ref()?.until);
        let moments = [expires_at, ending, owner].into_iter().flatten().chain(begins.map(|span| span.start));
        moments.filter(|moment| *moment > self.ask.now).min()
    }

    fn recipient(&self, rule: &Rule) -> Option<Recipient> {
        let comment = self.facts.comment.as_ref().and_then(|comment| {
            let id = comment.id.clone()?;
            Some(if comment.is_post { Recipient::Post(id) } else { Recipient::Comment(id) })
        });
        match rule.id {
            RuleId::PrivateReply | RuleId::CommentReply => comment,
            _ => self.facts.recipient.clone(),
        }
    }
}

impl Way {
    fn path(&self) -> Path {
        Path {
            path: self.rule.id,
            allowed: self.open,
            until: self.until,
            needs: self.rule.needs,
            forbids: self.rule.forbids,
            rule: self.rule.id,
            text: self.reason.text.clone(),
        }
    }
}

/// From `start` on, until before `end`.
#[derive(Clone, Copy)]
struct Interval {
    start: Millis,
    end: Option<Millis>,
}

impl Reason {
    fn with_until(self, until: Option<Millis>) -> Self {
        match until {
            Some(until) => self.with("until", until),
            None => self,
        }
    }
}

fn earlier(one: Option<Millis>, other: Option<Millis>) -> Option<Millis> {
    [one, other].into_iter().flatten().min()
}

fn open_code(rule: &Rule) -> ReasonCode {
    match rule.id {
        RuleId::StandardWindow => ReasonCode::WindowOpen,
        RuleId::HumanAgent => ReasonCode::HumanAgentOpen,
        RuleId::PrivateReply => ReasonCode::PrivateReplyOpen,
        RuleId::CommentReply => ReasonCode::CommentReplyOpen,
        _ => ReasonCode::TagAllowed,
    }
}

fn open_text(rule: &Rule) -> &'static str {
    match rule.id {
        RuleId::StandardWindow => "The customer was active less than 24 hours ago: any reply may be sent.",
        RuleId::HumanAgent => {
            "The 24 hours are over, but a person may still answer the customer's question, without promotion, until 7 days after the customer's last message."
        }
        RuleId::PrivateReply => "One private message may be sent to the author of the comment, within 7 days of it.",
        RuleId::CommentReply => "A public answer below the comment may be written at any time.",
        _ => "The draft's message tag is in force: it may be sent outside the 24 hours, for what the tag stands for.",
    }
}

fn not_in_force(rule: &Rule, now: Millis) -> Reason {
    let reason = match (rule.until, rule.tag) {
        (Some(until), Some(tag)) if now >= until.start() => {
            let instead: Vec<&str> = rule.replaced_by.iter().map(|rule| rule.as_str()).collect();
            let text = "Meta retired this message tag and refuses every request that has it (error 100, subcode 1893061). Send without it inside the 24 hours; after them use an approved utility template or a marketing message, or HUMAN_AGENT where a person answers.";
            Reason::new(ReasonCode::TagRetired, text)
                .with("tag", tag.as_str())
                .with("since", until.start())
                .with("error", "100/1893061")
                .with("replacement", instead.join(" ").as_str())
        }
        _ => Reason::new(ReasonCode::TagNotYet, "This way was not open yet at that time.")
            .with("from", rule.from.start()),
    };
    reason.of(rule)
}

fn never_began(rule: &Rule) -> Reason {
    let (code, text) = match rule.counts {
        Counts::Comment => (ReasonCode::NoComment, "There is no comment or post of the person's to answer privately."),
        Counts::LastMessage => {
            (ReasonCode::NeverOpened, "The customer has not written a message yet that a person could answer later.")
        }
        _ => (
            ReasonCode::NeverOpened,
            "The customer has not written yet, and only they can begin. An approved utility template or an opt-in is needed to write first.",
        ),
    };
    Reason::new(code, text).of(rule)
}

fn over(rule: &Rule, start: Millis, end: Millis) -> Reason {
    let (code, text) = match rule.counts {
        Counts::Comment => (
            ReasonCode::PrivateReplyClosed,
            "The comment is older than 7 days, too old for a private reply. Answer in public below it.",
        ),
        Counts::LastMessage => (
            ReasonCode::HumanAgentClosed,
            "More than 7 days have passed since the customer's last message. Only an approved utility template or a marketing message can reach them, or they write again.",
        ),
        _ => (
            ReasonCode::WindowClosed,
            "More than 24 hours have passed since the customer was last active; until they write again, no ordinary reply can be sent.",
        ),
    };
    Reason::new(code, text).of(rule).with("openedAt", start).with("closedAt", end)
}
