//! The decision itself.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::ask::{Ask, Place, ReplyKind, TemplateKind};
use super::date::date;
use super::decision::{Decision, Envelope, Path, Recipient, Stage, Verdict};
use super::facts::{Controller, Facts};
use super::instead::{Alternative, NextStep};
use super::reason::{Reason, ReasonCode};
use super::rule::{Counts, RecipientKind, Rule, RuleId};
use super::rules::{RULES, SENDING, rule};
use super::tag::TagAsked;
use super::way::{Question, Way};
use crate::json::Millis;

/// When a window that is about to end is called `ending`, where [`PolicyOptions::ending_soon_ms`](super::PolicyOptions) is silent.
const ENDING_SOON: i64 = Millis::HOUR;

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
    let hurdles = question.hurdles();
    let refused = question.refused_tag();
    let open = question.choose(&ways).filter(|_| refused.is_none());
    let chosen = open.filter(|_| hurdles.is_empty());
    let standing = question.standing(&ways, chosen);
    let mut reasons: Vec<Reason> = hurdles.iter().map(|(code, app)| hurdle(*code, app.as_deref())).collect();
    match refused {
        Some(reason) => reasons.push(reason),
        None => question.explain(&ways, open, &mut reasons),
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

/// What [`decide`] says of stage and moments, without a word about why: for whoever only has to know when to look again.
#[must_use]
pub fn standing(facts: &Facts, ask: &Ask) -> Standing {
    let question = Question { facts, ask, now: ask.now };
    let ways = question.coming();
    let blocked = question.refused_tag().is_some() || !question.hurdles().is_empty();
    let chosen = question.choose(&ways).filter(|_| !blocked);
    question.standing(&ways, chosen)
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The stage.
    pub stage: Stage,
    /// When it ends, ms since the epoch.
    pub expires_at: Option<Millis>,
    /// When the answer or the stage changes by itself, ms since the epoch.
    pub next_change_at: Option<Millis>,
}

/// What stands in the way of every message, with the app that controls the thread.
type Hurdle = (ReasonCode, Option<String>);

fn hurdle(code: ReasonCode, app: Option<&str>) -> Reason {
    match app {
        Some(app) => Reason::new(code).with("appId", app),
        None => Reason::new(code),
    }
}

impl<'q> Question<'q> {
    /// Every way there is or was.
    fn ways(&self) -> Vec<Way> {
        RULES.iter().map(|rule| self.way(rule)).collect()
    }

    /// Every way there is or will be: for an answer that tells of nothing else. What has ended opens nothing any more.
    fn coming(&self) -> Vec<Way> {
        RULES.iter().filter(|rule| !rule.is_over(self.now)).map(|rule| self.way(rule)).collect()
    }

    /// The same question about another moment.
    const fn at(&self, now: Millis) -> Question<'q> {
        Question { now, ..*self }
    }

    /// The rule by which it may be sent, if it may.
    fn answer(&self) -> Option<&'static Rule> {
        let refused = !self.hurdles().is_empty() || self.refused_tag().is_some();
        if refused { None } else { self.choose(&self.coming()).map(|way| way.rule) }
    }

    fn hurdles(&self) -> Vec<Hurdle> {
        let facts = self.facts;
        let mut hurdles = Vec::new();
        let mut hurdle = |stands: bool, code| {
            if stands {
                hurdles.push((code, None));
            }
        };
        hurdle(facts.token_invalid, ReasonCode::TokenInvalid);
        hurdle(facts.restricted, ReasonCode::PageRestricted);
        // An answer in public reaches everybody who reads the post, whoever controls the thread.
        if self.ask.kind != ReplyKind::Comment {
            hurdle(facts.unreachable, ReasonCode::Unreachable);
            hurdles.extend(self.foreign_owner().map(|app| (ReasonCode::NotOwner, Some(app.to_owned()))));
        }
        hurdles
    }

    /// Another app that controls the thread now. An owner whose control has run out is no owner; which app is ours must be
    /// known to tell.
    fn foreign_owner(&self) -> Option<&str> {
        let owner = self.facts.owner.as_ref().filter(|owner| owner.until.is_none_or(|until| self.now < until))?;
        match &owner.controller {
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
    fn tag_ends(&self) -> Option<Millis> {
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
    fn choose<'w>(&self, ways: &'w [Way]) -> Option<&'w Way> {
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
    fn is_for_this_kind(&self, rule: &Rule) -> bool {
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
        for way in ways {
            if Some(way.rule.id) == chosen {
                break;
            }
            let asked = asked.is_some_and(|asked| asked.rule.id == way.rule.id);
            if self.is_for_this_kind(way.rule) && (asked || self.concerns(way)) {
                reasons.push(self.reason(way));
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
            _ => self.ask.draft.optin && way.rule.recipient == RecipientKind::Token && way.rule.in_force(self.now),
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
                reason.at("repliedAt", self.facts.comment.as_ref().and_then(|comment| comment.replied_at))
            }
            ReasonCode::InFuture => reason.at("openedAt", start),
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

    /// What to do where nothing can be sent, most helpful first; there is always something. While all messages are held up, only
    /// what ends that, and what is no message.
    fn instead(&self, ways: &[Way], reasons: &[Reason]) -> Vec<Alternative> {
        use NextStep as Step;
        let has = |code| reasons.iter().any(|reason: &Reason| reason.code == code);
        let of = |id| ways.iter().find(|way| way.rule.id == id);
        let open = |id| of(id).is_some_and(Way::is_open);
        let stands = |id, code| of(id).is_some_and(|way| way.code == code);
        let dead = has(ReasonCode::TokenInvalid) || has(ReasonCode::PageRestricted);
        let owned = has(ReasonCode::NotOwner);
        let free = !dead && !owned && !has(ReasonCode::Unreachable);
        let message = free && self.ask.kind == ReplyKind::Message;
        let refused = message && self.refused_tag().is_some();
        let untagged = self.choose(ways).filter(|_| refused).map(|way| way.rule.id);
        // What a person may do later is no help while anybody may write now.
        let later = message && !open(RuleId::StandardWindow);
        let until = self.foreign_owner().and_then(|_| self.facts.owner.as_ref()?.until);
        let agent = |code| later && stands(RuleId::HumanAgent, code);
        let token = |id| free && stands(id, ReasonCode::OptinNotAsked);
        let steps = [
            (has(ReasonCode::TokenInvalid), Step::ReconnectPage, None),
            (has(ReasonCode::PageRestricted), Step::SeePageQuality, None),
            (owned, Step::TakeThreadControl, None),
            (owned && until.is_some(), Step::WaitForControl, None),
            (untagged.is_some(), Step::RemoveTag, untagged),
            (free && has(ReasonCode::InFuture), Step::CheckClock, Some(RuleId::StandardWindow)),
            (agent(ReasonCode::PromotionForbidden), Step::RemovePromotion, Some(RuleId::HumanAgent)),
            (later && self.for_a_person(), Step::LetAPersonAnswer, Some(RuleId::HumanAgent)),
            (agent(ReasonCode::HumanAgentNotApproved), Step::ApplyForHumanAgent, Some(RuleId::HumanAgent)),
            (
                free && self.ask.kind != ReplyKind::PrivateReply && open(RuleId::PrivateReply),
                Step::SendPrivateReply,
                Some(RuleId::PrivateReply),
            ),
            (
                !dead && self.ask.kind != ReplyKind::Comment && open(RuleId::CommentReply),
                Step::AnswerInPublic,
                Some(RuleId::CommentReply),
            ),
            (token(RuleId::OneTimeNotification), Step::UseOptin, Some(RuleId::OneTimeNotification)),
            (token(RuleId::RecurringNotification), Step::UseOptin, Some(RuleId::RecurringNotification)),
            (token(RuleId::RecurringNotificationRegional), Step::UseOptin, Some(RuleId::RecurringNotificationRegional)),
            (
                free && stands(RuleId::Utility, ReasonCode::UtilityTemplateMissing),
                Step::SendUtilityTemplate,
                Some(RuleId::Utility),
            ),
            (
                message && stands(RuleId::Utility, ReasonCode::UtilityNotPermitted),
                Step::ApplyForUtility,
                Some(RuleId::Utility),
            ),
            (
                message && stands(RuleId::MarketingMessage, ReasonCode::MarketingElsewhere),
                Step::SendMarketingMessage,
                Some(RuleId::MarketingMessage),
            ),
            (!dead && !owned, Step::WaitForCustomer, None),
        ];
        let offered = steps.into_iter().filter(|(offered, _, _)| *offered);
        offered
            .map(|(_, step, path)| Alternative { step, path, at: until.filter(|_| step == Step::WaitForControl) })
            .collect()
    }

    /// Whether a person might answer what automation may not.
    fn for_a_person(&self) -> bool {
        if self.ask.author == super::Author::Human {
            return false;
        }
        let ask = Ask { author: super::Author::Human, ..self.ask.clone() };
        let person = Question { ask: &ask, ..*self };
        rule(RuleId::HumanAgent).is_some_and(|rule| person.way(rule).is_open())
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
            RecipientKind::Comment => self.facts.comment.as_ref().and_then(|comment| {
                let id = comment.id.clone()?;
                Some(if comment.is_post.0 { Recipient::Post(id) } else { Recipient::Comment(id) })
            }),
            RecipientKind::Token => {
                let token = self.optin(rule.counts)?.token.clone();
                let once = rule.counts == Counts::OneTimeOptin;
                Some(if once { Recipient::OneTimeToken(token) } else { Recipient::NotificationToken(token) })
            }
        }
    }

    /// Where the conversation stands with the way that was chosen.
    pub(super) fn standing(&self, ways: &[Way], chosen: Option<&Way>) -> Standing {
        let expires_at = chosen.and_then(|way| [self.lasts(way), self.tag_ends()].into_iter().flatten().min());
        let soon = self.ask.policy.ending_soon_ms.unwrap_or(ENDING_SOON).max(0).saturating_neg();
        let stage = match chosen.map(|way| way.rule.id) {
            Some(RuleId::HumanAgent | RuleId::HumanAgentBeta) => Stage::HumanAgent,
            Some(RuleId::PrivateReply | RuleId::PrivateReplyTagged) => Stage::PrivateReply,
            Some(RuleId::StandardWindow | RuleId::FollowUp | RuleId::AdWindow | RuleId::CommentReply) => {
                let ending = expires_at.is_some_and(|until| self.now >= until.plus(soon));
                if ending { Stage::Ending } else { Stage::Open }
            }
            // A tag, a template or a token reaches the person although the conversation is closed.
            _ => Stage::Closed,
        };
        let ending = expires_at.filter(|_| stage == Stage::Open).map(|end| end.plus(soon));
        let elsewhere = matches!(self.hurdles().as_slice(), [(ReasonCode::NotOwner, _)]);
        let owner = self.facts.owner.as_ref().filter(|_| elsewhere).and_then(|owner| owner.until);
        let known = [expires_at, ending, owner].into_iter().flatten().filter(|moment| *moment > self.now).min();
        Standing { stage, expires_at, next_change_at: self.begins(ways, chosen, known).or(known) }
    }

    /// The first moment at which the envelope of an open way no longer holds: later than the rule's own end where another rule goes
    /// on with the same.
    fn lasts(&self, way: &Way) -> Option<Millis> {
        let end = way.until()?;
        let follows = RULES.iter().find(|next| goes_on(way.rule, next) && next.from.start() == end);
        match follows.map(|next| self.at(end).way(next)) {
            Some(next) if next.is_open() => next.until(),
            _ => Some(end),
        }
    }

    /// The first moment, before `known`, at which a way begins that is better than the one that was chosen.
    fn begins(&self, ways: &[Way], chosen: Option<&Way>, known: Option<Millis>) -> Option<Millis> {
        let skew = self.ask.policy.clock_skew_ms.unwrap_or(0).max(0).saturating_neg();
        let waits = ways.iter().filter(|way| matches!(way.code, ReasonCode::InFuture | ReasonCode::RuleNotYet));
        let moments = waits.filter(|way| self.is_for_this_kind(way.rule)).map(|way| {
            let from = way.rule.from.start();
            way.span.map_or(from, |span| span.start.plus(skew).max(from))
        });
        let earlier = moments.filter(|moment| *moment > self.now && known.is_none_or(|known| *moment < known));
        let differs = |moment: &Millis| match (chosen.map(|way| way.rule), self.at(*moment).answer()) {
            (Some(rule), Some(next)) => rule.id != next.id && !goes_on(rule, next),
            (rule, next) => rule.is_some() != next.is_some(),
        };
        earlier.filter(differs).min()
    }

    /// Where a conversation stands for ordinary replies, for a list: only by the rules given.
    pub(super) fn outline(&self, rules: &[&'static Rule]) -> Standing {
        let mut best: Option<Way> = None;
        let mut waiting = Vec::new();
        for rule in rules {
            let way = self.way(rule);
            if way.is_open() && best.is_none() {
                best = Some(way);
            } else if matches!(way.code, ReasonCode::InFuture | ReasonCode::RuleNotYet) {
                waiting.push(way);
            }
        }
        self.standing(&waiting, best.as_ref())
    }

    /// Whether a way is told of: every one there is or was, but of what ended long ago only what matters at the moment.
    fn lists(&self, way: &Way) -> bool {
        let old = way.rule.until.is_some_and(|until| until < OLD);
        let asked = matches!(&self.ask.draft.tag, Some(TagAsked::Known(tag)) if way.rule.tag == Some(*tag));
        !old || asked || way.rule.in_force(self.now)
    }
}

/// Whether a rule goes on with the envelope of another one from the day that one ended.
fn goes_on(rule: &Rule, next: &Rule) -> bool {
    let envelope = |rule: &Rule| (rule.tag, rule.messaging_type, rule.recipient);
    rule.until == Some(next.from) && envelope(rule) == envelope(next)
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
