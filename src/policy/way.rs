//! How each rule stands for one conversation at one moment.

use core::cmp::Reverse;

use super::ask::{AdWindow, Ask, Author, Place, ReplyKind, TemplateKind};
use super::decision::Certainty;
use super::facts::{CommentFacts, Facts, Interaction, OptinKind, OptinToken};
use super::reason::ReasonCode;
use super::region;
use super::rule::{Actors, Counts, Forbid, Need, Opener, Platforms, RecipientKind, Rule, RuleId, Span};
use super::rules::RULES;
use super::tag::TagAsked;
use crate::json::Millis;

/// How one rule stands. Small and without text, because an inbox list asks for thousands.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) rule: &'static Rule,
    /// Why it is open, or why not.
    pub(super) code: ReasonCode,
    /// The time in which it holds or held, where it has one.
    pub(super) span: Option<Interval>,
}

/// From `start` on, until before `end`.
#[derive(Clone, Copy)]
pub(super) struct Interval {
    pub(super) start: Millis,
    pub(super) end: Option<Millis>,
}

/// What is asked, and what is known.
#[derive(Clone, Copy)]
pub(super) struct Question<'q> {
    pub(super) facts: &'q Facts,
    pub(super) ask: &'q Ask,
    /// The moment it is asked about: the ask's own, or a later one.
    pub(super) now: Millis,
}

impl Way {
    pub(super) const fn is_open(&self) -> bool {
        matches!(
            self.code,
            ReasonCode::WindowOpen
                | ReasonCode::FollowUpOpen
                | ReasonCode::AdWindowOpen
                | ReasonCode::AdWindowPossible
                | ReasonCode::HumanAgentOpen
                | ReasonCode::FeedbackOpen
                | ReasonCode::TagAllowed
                | ReasonCode::UtilityOpen
                | ReasonCode::OptinOpen
                | ReasonCode::PrivateReplyOpen
                | ReasonCode::PrivateReplyLive
                | ReasonCode::CommentReplyOpen
        )
    }

    /// The first moment at which an open way is no longer open.
    pub(super) fn until(&self) -> Option<Millis> {
        let ends = [self.span.and_then(|span| span.end), self.rule.until.map(super::Date::start)];
        if self.is_open() { ends.into_iter().flatten().min() } else { None }
    }

    /// Whether Meta leaves open if it will take the message.
    pub(super) fn certainty(&self) -> Option<Certainty> {
        let possible = matches!(self.code, ReasonCode::AdWindowPossible | ReasonCode::PrivateReplyLive);
        possible.then_some(Certainty::Possible)
    }
}

impl Question<'_> {
    /// How a rule stands at the moment asked for.
    pub(super) fn way(&self, rule: &'static Rule) -> Way {
        let span = self.span(rule);
        Way { rule, span, code: self.obstacle(rule, span).unwrap_or_else(|| self.open_code(rule)) }
    }

    /// The time in which a rule holds for this conversation; `None` where it has not begun, or needs none.
    fn span(&self, rule: &Rule) -> Option<Interval> {
        let margin = self.margin();
        let start = match rule.counts {
            Counts::LastInteraction => self.opened(rule.opened_by)?,
            Counts::WindowEnd => self.opened(rule.opened_by)?.plus(Millis::DAY),
            Counts::LastMessage => self.facts.last_message_at?,
            Counts::AdMessage => self.facts.ad_message_at.filter(|at| !self.refused(*at))?,
            Counts::Comment => self.comment()?.at,
            Counts::OneTimeOptin | Counts::RecurringOptin => return self.optin_span(rule, margin),
            Counts::Nothing => return None,
        };
        Some(Interval { start, end: end(rule.span, start, margin) })
    }

    /// The last action that opens the window. What opens none, such as a comment, takes none away that a message before it opened.
    fn opened(&self, by: &[Opener]) -> Option<Millis> {
        let opens = |last: &Interaction| match last.by {
            Opener::Comment => self.ask.policy.comment_opens_window == Some(true),
            Opener::Post => self.ask.policy.post_opens_window == Some(true),
            _ => by.contains(&last.by),
        };
        let message = self.facts.last_message_at.filter(|_| by.contains(&Opener::Message));
        let last = self.facts.last_interaction.filter(opens).map(|last| last.at).or(message);
        last.filter(|at| !self.refused(*at))
    }

    /// Whether Meta refused a reply after this: then it opens nothing any more.
    fn refused(&self, at: Millis) -> bool {
        self.facts.window_refused_at.is_some_and(|refused| at <= refused)
    }

    /// Whether a refusal closed what the person had opened.
    fn was_refused(&self) -> bool {
        let facts = self.facts;
        let acted = facts.last_interaction.filter(|last| !matches!(last.by, Opener::Comment | Opener::Post));
        let opened = [acted.map(|last| last.at), facts.last_message_at, facts.ad_message_at];
        opened.into_iter().flatten().any(|at| self.refused(at))
    }

    fn optin_span(&self, rule: &Rule, margin: i64) -> Option<Interval> {
        let token = self.optin(rule)?;
        Some(Interval { start: token.at, end: optin_end(rule, token, margin) })
    }

    /// The opt-in that a message would use: of those that still work, or will when they have rested, the one that rests least, and of
    /// those the one that lasts longest.
    #[inline(never)]
    pub(super) fn optin(&self, rule: &Rule) -> Option<&OptinToken> {
        let once = rule.counts == Counts::OneTimeOptin;
        let kind = if once { OptinKind::OneTime } else { OptinKind::Recurring };
        let margin = self.margin();
        let lasts = |token: &OptinToken| optin_end(rule, token, margin).unwrap_or(Millis(i64::MAX));
        let works = |token: &&OptinToken| {
            let usable = token.kind == kind && !token.stopped.0 && !(once && token.used_at.is_some());
            usable && optin_ready(rule, token).max(self.now) < lasts(token)
        };
        let rests_least = |token: &&OptinToken| (Reverse(optin_ready(rule, token)), lasts(token), token.at);
        self.facts.optins.iter().filter(works).max_by_key(rests_least)
    }

    /// The token of that, where the rule is about one.
    pub(super) fn token(&self, rule: &Rule) -> Option<&str> {
        if rule.recipient != RecipientKind::Token {
            return None;
        }
        self.optin(rule).map(|optin| optin.token.as_str())
    }

    /// Until when the opt-in that a message would use rests.
    pub(super) fn rests_until(&self, rule: &Rule) -> Option<Millis> {
        // Asked of every rule, and most know no pause.
        rule.pause_hours?;
        Some(optin_ready(rule, self.optin(rule)?)).filter(|ready| self.now < *ready)
    }

    fn margin(&self) -> i64 {
        self.ask.policy.margin_ms.unwrap_or(0).max(0)
    }

    /// The comment that is answered: the one the draft names, where that is known, or the last one that is still there; where all are
    /// gone, the last of all.
    pub(super) fn comment(&self) -> Option<&CommentFacts> {
        let all = &self.facts.comments;
        let named = self.ask.draft.answers.as_deref();
        let is_named = |comment: &&CommentFacts| named.is_some() && comment.id.as_deref() == named;
        all.iter().find(is_named).or_else(|| all.iter().rfind(|comment| !comment.removed.0)).or(all.last())
    }

    pub(super) fn place(&self) -> Place {
        self.ask.policy.platform.or(self.facts.place).unwrap_or(Place::Messenger)
    }

    /// Why a rule does not hold now; `None` where it does. What the conversation says comes before what the Page lacks: nobody
    /// needs a feature for a time that is over.
    fn obstacle(&self, rule: &Rule, span: Option<Interval>) -> Option<ReasonCode> {
        let now = self.now;
        if !rule.in_force(now) {
            return Some(out_of_force(rule, now));
        }
        let elsewhere = match rule.platforms {
            Platforms::Both => false,
            Platforms::Messenger => self.place() != Place::Messenger,
            Platforms::Instagram => self.place() != Place::Instagram,
        };
        if elsewhere {
            return Some(ReasonCode::NotOnPlatform);
        }
        if rule.actors == Actors::Humans && self.ask.author == Author::Bot {
            return Some(ReasonCode::HumanAgentNotForBots);
        }
        self.untimely(rule, span)
            .or_else(|| rule.needs.iter().find_map(|need| self.lacking(*need, rule)))
            .or_else(|| {
                let promotes = self.ask.draft.promotional && rule.forbids.contains(&Forbid::Promotion);
                promotes.then_some(ReasonCode::PromotionForbidden)
            })
            .or_else(|| self.unasked(rule))
    }

    /// What of its time keeps a rule from holding.
    fn untimely(&self, rule: &Rule, span: Option<Interval>) -> Option<ReasonCode> {
        if rule.counts == Counts::Nothing {
            let needs_thread = rule.recipient == RecipientKind::Person && !self.has_thread();
            return needs_thread.then(|| self.never_began(rule));
        }
        if rule.id == RuleId::AdWindow && self.ask.policy.ad_window == Some(AdWindow::Day) {
            return Some(ReasonCode::AdWindowOff);
        }
        let gone = || rule.counts == Counts::Comment && self.comment().is_some_and(|comment| comment.removed.0);
        let Some(span) = span.filter(|_| !gone()) else {
            return Some(self.never_began(rule));
        };
        let spent = match rule.counts {
            Counts::Comment => self.comment().and_then(|comment| comment.replied_at),
            Counts::WindowEnd => self.facts.follow_up_at.filter(|sent| *sent >= span.start),
            _ => None,
        };
        if spent.is_some() {
            let follow_up = rule.counts == Counts::WindowEnd;
            return Some(if follow_up { ReasonCode::FollowUpSpent } else { ReasonCode::PrivateReplySpent });
        }
        let skew = self.ask.policy.clock_skew_ms.unwrap_or(0).max(0);
        if self.now < span.start.plus(skew.saturating_neg()) {
            let waits = rule.counts == Counts::WindowEnd;
            return Some(if waits { ReasonCode::RuleNotYet } else { ReasonCode::InFuture });
        }
        let ended = span.end.filter(|end| self.now >= *end).map(|_| over(rule.counts));
        ended.or_else(|| self.rests_until(rule).map(|_| ReasonCode::OptinTooSoon))
    }

    /// Whether there is a thread with the person: who never wrote has no id to send to (`platform.md` 4.7).
    fn has_thread(&self) -> bool {
        let facts = self.facts;
        let acted = facts.last_interaction.is_some_and(|last| !matches!(last.by, Opener::Comment | Opener::Post));
        acted || facts.last_message_at.is_some() || facts.ad_message_at.is_some() || facts.recipient.is_some()
    }

    fn never_began(&self, rule: &Rule) -> ReasonCode {
        let wall = matches!(self.facts.last_interaction.map(|last| last.by), Some(Opener::Comment | Opener::Post));
        match rule.counts {
            Counts::Comment => ReasonCode::NoComment,
            Counts::LastInteraction | Counts::WindowEnd if self.was_refused() => ReasonCode::WindowRefused,
            Counts::AdMessage if self.facts.ad_message_at.is_some() => ReasonCode::WindowRefused,
            Counts::AdMessage => ReasonCode::NoAdMessage,
            Counts::LastMessage => ReasonCode::HumanAgentNoMessage,
            Counts::OneTimeOptin | Counts::RecurringOptin => ReasonCode::OptinMissing,
            _ if wall || self.comment().is_some() => ReasonCode::CommentOnly,
            _ => ReasonCode::NeverOpened,
        }
    }

    /// What of the Page, the app or the draft is missing.
    fn lacking(&self, need: Need, rule: &Rule) -> Option<ReasonCode> {
        let policy = &self.ask.policy;
        let has = |held: Option<bool>, code| (held != Some(true)).then_some(code);
        match need {
            Need::HumanAgentFeature => has(policy.human_agent, ReasonCode::HumanAgentNotApproved),
            Need::HumanAgentFeatureOnInstagram => has(
                if self.place() == Place::Instagram { policy.human_agent } else { Some(true) },
                ReasonCode::PrivateReplyNotApproved,
            ),
            Need::NewsPage => has(policy.news_page, ReasonCode::NewsPageNeeded),
            Need::UtilityPermission => has(policy.utility, ReasonCode::UtilityNotPermitted),
            Need::ApprovedTemplate => {
                has(Some(self.ask.draft.template == Some(TemplateKind::Utility)), ReasonCode::UtilityTemplateMissing)
            }
            Need::FeedbackTemplate => {
                has(Some(self.ask.draft.template == Some(TemplateKind::Feedback)), ReasonCode::FeedbackTemplateMissing)
            }
            Need::Region => {
                let offered =
                    if rule.id == RuleId::MarketingMessage { region::sends_marketing } else { region::keeps_recurring };
                has(policy.region.as_deref().map(offered), ReasonCode::RegionExcluded)
            }
            Need::MarketingApi => Some(ReasonCode::MarketingElsewhere),
            Need::OptIn | Need::EngagementPermission | Need::Tag => None,
        }
    }

    /// Some ways are for drafts that ask for them.
    fn unasked(&self, rule: &Rule) -> Option<ReasonCode> {
        match (rule.id, rule.tag) {
            // A person's late answer needs its tag, a survey its own: who decides gives them.
            (
                RuleId::HumanAgent | RuleId::HumanAgentBeta | RuleId::CustomerFeedback | RuleId::PrivateReplyTagged,
                _,
            ) => None,
            (RuleId::CommentReply, _) => {
                let stands = |comment: &CommentFacts| !comment.removed.0;
                // Bare facts may leave out what is answered, and a draft name it; a state knows it.
                let named = || self.ask.kind == ReplyKind::Comment && self.facts.page.is_none();
                let below = self.comment().map_or_else(named, stands);
                (!below).then_some(ReasonCode::NoComment)
            }
            (_, Some(tag)) => {
                let asked = self.ask.draft.tag == Some(TagAsked::Known(tag));
                (!asked).then_some(ReasonCode::TagNotAsked)
            }
            _ if matches!(rule.counts, Counts::OneTimeOptin | Counts::RecurringOptin) => {
                (!self.ask.draft.optin).then_some(ReasonCode::OptinNotAsked)
            }
            _ => None,
        }
    }

    fn open_code(&self, rule: &Rule) -> ReasonCode {
        match rule.id {
            RuleId::StandardWindow => ReasonCode::WindowOpen,
            RuleId::FollowUp => ReasonCode::FollowUpOpen,
            RuleId::AdWindow => match self.ask.policy.ad_window {
                Some(AdWindow::Week) => ReasonCode::AdWindowOpen,
                _ => ReasonCode::AdWindowPossible,
            },
            RuleId::HumanAgent | RuleId::HumanAgentBeta => ReasonCode::HumanAgentOpen,
            RuleId::CustomerFeedback => ReasonCode::FeedbackOpen,
            RuleId::Utility => ReasonCode::UtilityOpen,
            RuleId::PrivateReply | RuleId::PrivateReplyTagged => {
                let live = self.comment().is_some_and(|comment| comment.live.0);
                if live { ReasonCode::PrivateReplyLive } else { ReasonCode::PrivateReplyOpen }
            }
            RuleId::CommentReply => ReasonCode::CommentReplyOpen,
            _ if matches!(rule.counts, Counts::OneTimeOptin | Counts::RecurringOptin) => ReasonCode::OptinOpen,
            _ => ReasonCode::TagAllowed,
        }
    }
}

fn end(span: Span, start: Millis, margin: i64) -> Option<Millis> {
    match span {
        Span::Hours(hours) => Some(start.plus(i64::from(hours).saturating_mul(Millis::HOUR).saturating_sub(margin))),
        Span::Unlimited => None,
    }
}

/// Until when an opt-in may be used.
fn optin_end(rule: &Rule, token: &OptinToken, margin: i64) -> Option<Millis> {
    let told = token.expires_at.map(|until| until.plus(margin.saturating_neg()));
    told.or_else(|| end(rule.span, token.at, margin))
}

/// From when on an opt-in may be used: one that was used before may have to rest.
fn optin_ready(rule: &Rule, token: &OptinToken) -> Millis {
    match (token.used_at, rule.pause_hours) {
        (Some(used), Some(hours)) => used.plus(i64::from(hours).saturating_mul(Millis::HOUR)),
        _ => Millis(i64::MIN),
    }
}

fn out_of_force(rule: &Rule, now: Millis) -> ReasonCode {
    if now < rule.from.start() {
        ReasonCode::RuleNotYet
    } else if rule.tag.is_some() && !RULES.iter().any(|other| other.tag == rule.tag && other.in_force(now)) {
        ReasonCode::TagRetired
    } else {
        ReasonCode::RuleEnded
    }
}

const fn over(counts: Counts) -> ReasonCode {
    match counts {
        Counts::Comment => ReasonCode::PrivateReplyClosed,
        Counts::LastMessage => ReasonCode::HumanAgentClosed,
        Counts::AdMessage => ReasonCode::AdWindowClosed,
        Counts::OneTimeOptin | Counts::RecurringOptin => ReasonCode::OptinMissing,
        Counts::LastInteraction | Counts::WindowEnd | Counts::Nothing => ReasonCode::WindowClosed,
    }
}
