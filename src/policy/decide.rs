//! The decision itself.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::ask::{Ask, Place, ReplyKind, TemplateKind};
use super::date::date;
use super::decision::{Decision, Envelope, Path, Recipient, Verdict};
use super::facts::{Controller, Facts};
use super::reason::{Reason, ReasonCode};
use super::rule::{Counts, RecipientKind, Rule, RuleId};
use super::rules::{RULES, SENDING, rule};
use super::tag::TagAsked;
use super::way::{Question, Way};
use crate::json::Millis;

/// What ended before this day is told of only where it was in force at the moment asked for, or is asked for by the draft.
const OLD: super::Date = date(2022, 1, 1);

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
    let question = Question { facts, ask, now: ask.now };
    let ways = question.ways();
    let chosen = question.taken(&ways);
    let standing = question.standing(&ways, chosen);
    let hurdles = question.hurdles();
    let mut reasons: Vec<Reason> = hurdles.iter().map(|(code, app)| hurdle(*code, app.as_deref())).collect();
    match question.refused_tag() {
        Some(reason) => reasons.push(reason),
        None => question.explain(&ways, question.choose(&ways), &mut reasons),
    }
    let instead = if chosen.is_some() { Vec::new() } else { question.instead(&ways, &reasons) };
    Decision {
        verdict: match chosen {
            None => Verdict::Blocked,
            Some(way) if way.rule.tag.is_some() => Verdict::NeedsTag,
            Some(_) => Verdict::Allowed,
        },
        certainty: chosen.and_then(Way::certainty),
        at: ask.now,
        send: chosen.map(|way| question.envelope(way)),
        fallback: chosen.and_then(|way| question.fallback(&ways, way)),
        expires_at: standing.expires_at,
        stage: standing.stage,
        next_change_at: standing.next_change_at,
        paths: ways.iter().filter(|way| question.lists(way)).map(path).collect(),
        reasons,
        instead,
        page: facts.page.clone(),
        recipient: facts.recipient.clone(),
        platform: Some(question.place()).filter(|place| *place != Place::Messenger),
    }
}

/// What stands in the way of every message, with the app that controls the thread.
type Hurdle = (ReasonCode, Option<String>);

fn hurdle(code: ReasonCode, app: Option<&str>) -> Reason {
    match app {
        Some(app) => Reason::new(code).with("appId", app),
        None => Reason::new(code),
    }
}

impl Question<'_> {
    /// Every way there is or was.
    pub(super) fn ways(&self) -> Vec<Way> {
        RULES.iter().map(|rule| self.way(rule)).collect()
    }

    /// The way that is taken: the one chosen, unless something stands in the way of every message.
    pub(super) fn taken<'w>(&self, ways: &'w [Way]) -> Option<&'w Way> {
        self.choose(ways).filter(|_| self.hurdles().is_empty() && self.refused_tag().is_none())
    }

    pub(super) fn hurdles(&self) -> Vec<Hurdle> {
        let facts = self.facts;
        let mut hurdles = Vec::new();
        let mut hurdle = |stands: bool, code| {
            if stands {
                hurdles.push((code, None));
            }
        };
        let policy = &self.ask.policy;
        hurdle(policy.token_invalid.unwrap_or(facts.token_invalid), ReasonCode::TokenInvalid);
        hurdle(policy.restricted.unwrap_or(facts.restricted), ReasonCode::PageRestricted);
        // An answer in public reaches everybody who reads the post, whoever controls the thread.
        if self.ask.kind != ReplyKind::Comment {
            hurdle(facts.unreachable, ReasonCode::Unreachable);
            hurdles.extend(self.foreign_owner().map(|app| (ReasonCode::NotOwner, Some(app.to_owned()))));
        }
        hurdles
    }

    /// Another app that controls the thread now. An owner whose control has run out is no owner; which app is ours must be
    /// known to tell.
    pub(super) fn foreign_owner(&self) -> Option<&str> {
        let owner = self.facts.owner.as_ref().filter(|owner| owner.until.is_none_or(|until| self.now < until))?;
        match &owner.controller {
            Controller::Nobody => None,
            Controller::App(app) => (self.ask.policy.app_id.as_deref() != Some(app)).then_some(app),
            Controller::AnotherApp => Some("unknown"),
        }
    }

    /// A tag the draft asks for and Meta would refuse, even inside the window.
    pub(super) fn refused_tag(&self) -> Option<Reason> {
        if self.ask.kind != ReplyKind::Message {
            return None;
        }
        let tag = match self.ask.draft.tag.as_ref()? {
            TagAsked::Unknown(word) => {
                let reason = Reason::new(ReasonCode::TagUnknown).with("tag", word.as_str()).with("error", "100");
                return Some(reason.from(SENDING));
            }
            TagAsked::Known(tag) => *tag,
        };
        let with_tag = || tagged(tag);
        let refused = !with_tag().any(|rule| rule.in_force(self.now));
        let rule = with_tag().filter(|rule| self.now < rule.from.start()).min_by_key(|rule| rule.from);
        let rule = rule.or_else(|| with_tag().next()).filter(|_| refused)?;
        Some(self.reason(&self.way(rule)))
    }

    /// When the tag that the draft asks for is refused from, where that is known: even a reply that goes out without it is then
    /// refused for asking.
    pub(super) fn tag_ends(&self) -> Option<Millis> {
        let Some(TagAsked::Known(tag)) = self.ask.draft.tag else { return None };
        if self.ask.kind != ReplyKind::Message {
            return None;
        }
        let ends = tagged(tag).map(|rule| rule.until.map(super::Date::start));
        // Of several rules with a tag the last one counts; one without end never ends. `None` is the least of options.
        let mut last = Some(Millis(i64::MIN));
        for end in ends {
            last = last.and_then(|last| end.map(|end| end.max(last)));
        }
        last.filter(|end| self.now < *end)
    }

    /// The way to send it by.
    pub(super) fn choose<'w>(&self, ways: &'w [Way]) -> Option<&'w Way> {
        let usable = || ways.iter().filter(|way| way.is_open() && self.is_for_this_kind(way.rule));
        let asked = self.asked_tag(ways).filter(|way| way.is_open());
        let window = usable().find(|way| way.rule.id == RuleId::StandardWindow);
        window.or(asked).or_else(|| usable().next())
    }

    /// The way of the tag that the draft asks for, of several with that tag the one in force.
    fn asked_tag<'w>(&self, ways: &'w [Way]) -> Option<&'w Way> {
        let Some(TagAsked::Known(tag)) = &self.ask.draft.tag else { return None };
        let with_tag = ways.iter().filter(|way| way.rule.tag == Some(*tag) && self.is_for_this_kind(way.rule));
        with_tag.filter(|way| way.rule.in_force(self.now)).max_by_key(|way| way.is_open())
    }

    /// Whether a rule is about replies of the kind asked for. A template of its own kind goes its own way and no other.
    pub(super) fn is_for_this_kind(&self, rule: &Rule) -> bool {
        match self.ask.kind {
            ReplyKind::PrivateReply => rule.counts == Counts::Comment,
            ReplyKind::Comment => rule.id == RuleId::CommentReply,
            ReplyKind::Message if self.ask.draft.template == Some(TemplateKind::Utility) => rule.id == RuleId::Utility,
            ReplyKind::Message => rule.counts != Counts::Comment && rule.id != RuleId::CommentReply,
        }
    }

    /// Why it takes the way it takes, or why there is none: the chosen way first, then those before it.
    fn explain(&self, ways: &[Way], chosen: Option<&Way>, reasons: &mut Vec<Reason>) {
        reasons.extend(chosen.map(|way| self.reason(way)));
        let asked = self.asked_tag(ways);
        let other = self.ask.draft.tag.is_some()
            && chosen.is_some_and(|way| asked.is_none_or(|asked| asked.rule.tag != way.rule.tag));
        if other && self.ask.kind == ReplyKind::Message {
            reasons.push(Reason::new(ReasonCode::TagNotNeeded).from(SENDING));
        }
        let chosen = chosen.map(|way| way.rule.id);
        let before = ways.iter().take_while(|way| Some(way.rule.id) != chosen);
        let worth = before.filter(|way| {
            let asked = asked.is_some_and(|asked| asked.rule.id == way.rule.id);
            self.is_for_this_kind(way.rule) && (asked || self.concerns(way))
        });
        // What begins with a comment may allow a private reply, which is no way for a message.
        let beside = |way: &&Way| way.rule.id == RuleId::PrivateReply && way.rule.in_force(self.now);
        let beside = ways.iter().filter(beside).filter(|_| self.comment().is_some());
        for way in worth {
            say(reasons, self.reason(way));
            if way.code == ReasonCode::CommentOnly {
                beside.clone().for_each(|way| say(reasons, self.reason(way)));
            }
        }
    }

    /// Whether a way that is not taken is worth a word.
    fn concerns(&self, way: &Way) -> bool {
        match way.rule.id {
            RuleId::StandardWindow | RuleId::PrivateReply | RuleId::CommentReply => true,
            RuleId::HumanAgent | RuleId::HumanAgentBeta | RuleId::FollowUp => way.rule.in_force(self.now),
            RuleId::AdWindow => self.facts.ad_message_at.is_some() && way.rule.in_force(self.now),
            RuleId::Utility => self.ask.draft.template == Some(TemplateKind::Utility),
            RuleId::CustomerFeedback => self.ask.draft.template == Some(TemplateKind::Feedback),
            _ => {
                let token = |rule: &Rule| rule.recipient == RecipientKind::Token && rule.in_force(self.now);
                // One opt-in is missing only where there is none of another kind: the customer did agree.
                let missing = |rule: &'static Rule| self.way(rule).code == ReasonCode::OptinMissing;
                let agreed =
                    || RULES.iter().any(|rule| token(rule) && rule.counts != Counts::Nothing && !missing(rule));
                self.ask.draft.optin && token(way.rule) && !(way.code == ReasonCode::OptinMissing && agreed())
            }
        }
    }

    /// The reason of a way, with the facts behind it.
    pub(super) fn reason(&self, way: &Way) -> Reason {
        let rule = way.rule;
        let reason = Reason::new(way.code).of(rule);
        let start = way.span.map(|span| span.start);
        let end = way.span.and_then(|span| span.end);
        match way.code {
            ReasonCode::TagRetired => {
                let instead: Vec<&str> = self.replacements(rule, 4).into_iter().map(RuleId::as_str).collect();
                let known = reason.with("tag", rule.tag.map_or("", super::Tag::as_str));
                let error = if rule.until.is_some_and(|until| until > OLD) { "100/1893061" } else { "100" };
                known
                    .at("since", rule.until.map(super::Date::start))
                    .with("error", error)
                    .with("replacement", instead.join(" ").as_str())
            }
            ReasonCode::RuleEnded => reason.at("since", rule.until.map(super::Date::start)),
            ReasonCode::RuleNotYet if rule.counts == Counts::WindowEnd => reason.at("from", start),
            ReasonCode::RuleNotYet => reason.with("from", rule.from.start()),
            ReasonCode::PrivateReplySpent => {
                reason.at("repliedAt", self.comment().and_then(|comment| comment.replied_at))
            }
            ReasonCode::InFuture => reason.at("openedAt", start),
            ReasonCode::OptinTooSoon => {
                let used = self.optin(rule).and_then(|token| token.used_at);
                reason.at("usedAt", used).at("next", self.rests_until(rule))
            }
            _ if way.is_open() => reason.at("openedAt", start).at("until", way.until()),
            _ if end.is_some_and(|end| self.now >= end) => reason.at("openedAt", start).at("closedAt", end),
            _ => reason,
        }
    }

    /// What stands for a retired rule at the moment asked for: a replacement may itself have been replaced.
    fn replacements(&self, rule: &Rule, depth: u8) -> Vec<RuleId> {
        let mut found = Vec::new();
        for id in rule.replaced_by {
            let Some(row) = self::rule(*id) else { continue };
            let next = match depth.checked_sub(1) {
                Some(depth) if !row.in_force(self.now) => self.replacements(row, depth),
                _ => vec![row.id],
            };
            found.extend(next);
        }
        found
    }

    /// What to fall back to where Meta may refuse the way that was chosen: the next one that is certain.
    fn fallback(&self, ways: &[Way], chosen: &Way) -> Option<Envelope> {
        chosen.certainty()?;
        let certain = |way: &&Way| way.is_open() && way.certainty().is_none() && self.is_for_this_kind(way.rule);
        ways.iter().find(certain).map(|way| self.envelope(way))
    }

    fn envelope(&self, way: &Way) -> Envelope {
        Envelope {
            messaging_type: way.rule.messaging_type,
            tag: way.rule.tag,
            recipient: self.recipient(way.rule),
            public: way.rule.id == RuleId::CommentReply,
        }
    }

    fn recipient(&self, rule: &Rule) -> Option<Recipient> {
        match rule.recipient {
            RecipientKind::Person => self.facts.recipient.clone(),
            RecipientKind::Comment => self.comment().and_then(|comment| {
                let id = comment.id.clone()?;
                Some(if comment.is_post.0 { Recipient::Post(id) } else { Recipient::Comment(id) })
            }),
            RecipientKind::Token => {
                let token = self.token(rule)?.to_owned();
                let once = rule.counts == Counts::OneTimeOptin;
                Some(if once { Recipient::OneTimeToken(token) } else { Recipient::NotificationToken(token) })
            }
        }
    }

    /// Whether a way is told of: every one there is or was, but of what ended long ago only what matters at the moment.
    fn lists(&self, way: &Way) -> bool {
        let old = way.rule.until.is_some_and(|until| until < OLD);
        let asked = matches!(&self.ask.draft.tag, Some(TagAsked::Known(tag)) if way.rule.tag == Some(*tag));
        !old || asked || way.rule.in_force(self.now)
    }
}

/// A sentence is said once, however many rows of the table come to it.
fn say(reasons: &mut Vec<Reason>, reason: Reason) {
    if reasons.iter().all(|said| said.code != reason.code) {
        reasons.push(reason);
    }
}

/// The rules of messages with a tag.
fn tagged(tag: super::Tag) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.tag == Some(tag) && rule.id != RuleId::PrivateReplyTagged)
}

/// A way as a decision tells of it.
fn path(way: &Way) -> Path {
    Path {
        path: way.rule.id,
        allowed: way.is_open(),
        certainty: way.certainty(),
        until: way.until(),
        needs: way.rule.needs,
        forbids: way.rule.forbids,
        rule: way.rule.id,
        code: way.code,
    }
}
