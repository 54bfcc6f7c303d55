//! Where a conversation stands, and until when: the stage, its end, and the next change.

use alloc::vec::Vec;

use super::ask::{Ask, DraftFacts, ReplyKind, TemplateKind};
use super::decision::Stage;
use super::facts::Facts;
use super::reason::ReasonCode;
use super::rule::{Rule, RuleId};
use super::rules::RULES;
use super::way::{Question, Way};
use crate::json::Millis;

/// When a window that is about to end is called `ending`, where [`PolicyOptions::ending_soon_ms`](super::PolicyOptions) is silent.
const ENDING_SOON: i64 = Millis::HOUR;

/// What [`decide`](super::decide()) says of stage and moments, without a word about why: for whoever only has to know when to look again.
#[must_use]
pub fn standing(facts: &Facts, ask: &Ask) -> Standing {
    let question = Question { facts, ask, now: ask.now };
    let ways = question.coming();
    question.standing(&ways, question.taken(&ways))
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

impl<'q> Question<'q> {
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
            // A tag or a token reaches the person although the conversation is closed.
            _ => Stage::Closed,
        };
        let ending = expires_at.filter(|_| stage == Stage::Open).map(|end| end.plus(soon));
        let elsewhere = matches!(self.hurdles().as_slice(), [(ReasonCode::NotOwner, _)]);
        let owner = self.facts.owner.as_ref().filter(|_| elsewhere).and_then(|owner| owner.until);
        let known = [expires_at, ending, owner].into_iter().flatten().filter(|moment| *moment > self.now).min();
        let next = self.begins(ways, chosen, known).or(known);
        match self.as_message().filter(|_| self.ask.kind == ReplyKind::Message) {
            None => Standing { stage, expires_at, next_change_at: next },
            Some(ask) => {
                let (stage, changes) = Question { ask: &ask, ..*self }.window();
                Standing { stage, expires_at, next_change_at: [next, changes].into_iter().flatten().min() }
            }
        }
    }

    /// What is asked, of an ordinary message instead of a private reply, an answer in public or a utility template: the window is as
    /// open for that as it is for any.
    pub(super) fn as_message(&self) -> Option<Ask> {
        let Ask { kind, draft, .. } = self.ask;
        let utility = draft.template == Some(TemplateKind::Utility);
        (utility || *kind != ReplyKind::Message).then(|| Ask {
            kind: ReplyKind::Message,
            draft: DraftFacts { template: draft.template.filter(|_| !utility), ..draft.clone() },
            ..self.ask.clone()
        })
    }

    /// The stage of the window alone, and the first moment at which it is another.
    fn window(&self) -> (Stage, Option<Millis>) {
        let at = |now: Millis| {
            let question = self.at(now);
            let ways = question.coming();
            let standing = question.standing(&ways, question.taken(&ways));
            let open = matches!(standing.stage, Stage::Open | Stage::Ending);
            (if open { standing.stage } else { Stage::Closed }, standing.next_change_at)
        };
        let (stage, mut changes) = at(self.now);
        while let Some(moment) = changes {
            let (then, later) = at(moment);
            if then != stage {
                break;
            }
            changes = later;
        }
        (stage, changes)
    }

    /// The first moment at which the envelope of an open way no longer holds: later than the rule's own end where another rule goes
    /// on with the same.
    fn lasts(&self, way: &Way) -> Option<Millis> {
        let end = way.until()?;
        let follows = RULES.iter().find(|next| goes_on(way.rule, next) && next.from.start() == end);
        match follows.map(|next| self.at(end).way(next)) {
            // Of several opt-ins the later rule may use another.
            Some(next) if next.is_open() && self.at(end).token(next.rule) == self.token(way.rule) => next.until(),
            _ => Some(end),
        }
    }

    /// The first moment, before `known`, at which a way begins that is better than the one that was chosen.
    fn begins(&self, ways: &[Way], chosen: Option<&Way>, known: Option<Millis>) -> Option<Millis> {
        let skew = self.ask.policy.clock_skew_ms.unwrap_or(0).max(0).saturating_neg();
        let waits = ways
            .iter()
            .filter(|way| matches!(way.code, ReasonCode::InFuture | ReasonCode::RuleNotYet | ReasonCode::OptinTooSoon));
        let moments = waits.filter(|way| self.is_for_this_kind(way.rule)).map(|way| {
            let from = way.rule.from.start();
            let begins = way.span.map_or(from, |span| span.start.plus(skew).max(from));
            self.rests_until(way.rule).map_or(begins, |ready| ready.max(begins))
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

    /// Every way there is or will be for replies of this kind: for an answer that tells of nothing else. What has ended opens nothing
    /// any more.
    fn coming(&self) -> Vec<Way> {
        let concerns = |rule: &&'static Rule| !rule.is_over(self.now) && self.is_for_this_kind(rule);
        RULES.iter().filter(concerns).map(|rule| self.way(rule)).collect()
    }

    /// The same question about another moment.
    const fn at(&self, now: Millis) -> Question<'q> {
        Question { now, ..*self }
    }

    /// The rule by which it may be sent, if it may.
    pub(super) fn answer(&self) -> Option<&'static Rule> {
        self.taken(&self.coming()).map(|way| way.rule)
    }
}

/// Whether a rule goes on with the envelope of another one from the day that one ended.
fn goes_on(rule: &Rule, next: &Rule) -> bool {
    let envelope = |rule: &Rule| (rule.tag, rule.messaging_type, rule.recipient);
    rule.until == Some(next.from) && envelope(rule) == envelope(next)
}
