//! What the person agreed to be sent later: tokens, each good for some messages outside the window.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Mark, Millis, Read, Reading, Write, Writer, record};
use crate::policy::{OptinKind, OptinToken};
use crate::webhook::event::{Optin, OptinAction, OptinFamily};

/// How many opt-ins are remembered.
const MOST: usize = 16;

/// Bytes of a token; Meta's have some hundred. A longer one is none, and the state stays small.
const LONGEST: usize = 1024;

/// One opt-in of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct OptinFacts {
    /// What a message is sent with.
    pub token: String,
    /// Which kind of opt-in it is.
    pub family: OptinFamily,
    /// What was said last about it, ms since the epoch.
    pub at: Millis,
    /// Until when it works, ms since the epoch.
    pub expires_at: Option<Millis>,
    /// The person wants nothing more of it for now.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub stopped: Mark,
    /// A message was sent with the token at this moment, the last one of several, ms since the epoch.
    pub used_at: Option<Millis>,
}

/// The opt-ins of a thread, in the order in which they were spoken of last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Optins(Vec<OptinFacts>);

impl Optins {
    /// Each of them.
    pub fn iter(&self) -> core::slice::Iter<'_, OptinFacts> {
        self.0.iter()
    }

    /// Notes what the person said. Of one token the latest word counts; beyond 16 tokens the one that was spoken of longest ago is
    /// forgotten. Both depend on the moments only, not on the order in which the events came.
    pub(super) fn note(&mut self, optin: &Optin<'_>, at: Millis) {
        let Some(token) = optin.token.as_deref().filter(|token| token.len() <= LONGEST) else { return };
        let said = OptinFacts {
            token: token.to_owned(),
            family: optin.family,
            at,
            expires_at: optin.token_expires_at,
            stopped: Mark(optin.action == OptinAction::Stop),
            used_at: None,
        };
        let known = self.0.iter().position(|known| known.token == token).map(|place| self.0.remove(place));
        let merged = match known {
            None => said,
            Some(known) if (at, said.stopped.0) > (known.at, known.stopped.0) => {
                OptinFacts { expires_at: said.expires_at.or(known.expires_at), used_at: known.used_at, ..said }
            }
            Some(known) => OptinFacts { expires_at: known.expires_at.or(said.expires_at), ..known },
        };
        let place = self.0.partition_point(|other| (other.at, &other.token) < (merged.at, &merged.token));
        self.0.insert(place, merged);
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
    }

    /// A one-time token is good for one message; one for recurring messages has to rest after each.
    pub(super) fn spend(&mut self, token: &str, at: Millis) {
        if let Some(known) = self.0.iter_mut().find(|known| known.token == token) {
            let first = known.used_at.filter(|_| known.family == OptinFamily::OneTime);
            known.used_at = first.or(known.used_at.max(Some(at)));
        }
    }
}

impl OptinFacts {
    /// What policy asks for; of the plugins' opt-ins nothing, they have no token to send with.
    pub(super) fn token(&self) -> Option<OptinToken> {
        let kind = match self.family {
            OptinFamily::OneTime => OptinKind::OneTime,
            OptinFamily::NotificationMessages => OptinKind::Recurring,
            OptinFamily::Plugin | OptinFamily::Other => return None,
        };
        Some(OptinToken {
            token: self.token.clone(),
            kind,
            at: self.at,
            expires_at: self.expires_at,
            stopped: self.stopped,
            used_at: self.used_at,
        })
    }
}

impl<'o> IntoIterator for &'o Optins {
    type Item = &'o OptinFacts;
    type IntoIter = core::slice::Iter<'o, OptinFacts>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Write for Optins {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'d> Read<'d> for Optins {
    const EXPECTED: &'static str = "a list of opt-ins";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        Vec::read(reading).map(Self)
    }
}

record!(OptinFacts {
    token: "token" required,
    family: "family" required,
    at: "at" required,
    expires_at: "expiresAt",
    stopped: "stopped" default,
    used_at: "usedAt",
});
