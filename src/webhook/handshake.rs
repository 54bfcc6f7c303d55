//! The GET with which Meta checks a callback URL (`platform.md` 1.1; Meta Webhooks for Messenger Platform, 2026-05-05).

use alloc::borrow::Cow;

use crate::json::{Object, Record, object, words};
use crate::mac::same;

/// The answer to a handshake: what to send back, and where it was refused, why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ ok: true; status: 200; body: string } | { ok: false; status: 400 | 403; reason: HandshakeRefusal; body: string }"
    )
)]
pub enum Handshake<'q> {
    /// Answer 200 with exactly this body, as plain text: the challenge, verbatim.
    Accepted {
        /// The challenge.
        challenge: Cow<'q, str>,
    },
    /// Answer with [`HandshakeRefusal::status`].
    Refused(HandshakeRefusal),
}

words! {
    /// Why a handshake was refused.
    pub enum HandshakeRefusal {
        /// The query has no `hub.mode`: this is no handshake, or a proxy dropped the query.
        ModeMissing = "mode_missing",
        /// `hub.mode` is not `subscribe`.
        ModeWrong = "mode_wrong",
        /// The query has no `hub.verify_token`.
        TokenMissing = "token_missing",
        /// `hub.verify_token` is not ours.
        TokenWrong = "token_wrong",
        /// The configuration has no verify token to compare with.
        TokenUnset = "token_unset",
        /// The query has no `hub.challenge`.
        ChallengeMissing = "challenge_missing",
        /// A key occurs twice, and the two do not say the same.
        RepeatedKey = "repeated_key",
    }
}

impl HandshakeRefusal {
    /// The HTTP status to answer with: 403 where a token was shown and is not ours, 400 where the query is no handshake.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::TokenWrong | Self::TokenUnset | Self::ModeWrong => 403,
            Self::ModeMissing | Self::TokenMissing | Self::ChallengeMissing | Self::RepeatedKey => 400,
        }
    }

    /// A sentence for the log of whoever sets the webhook up; it names no token.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::ModeMissing => {
                "The query has no hub.mode. Open this address through the app dashboard's \"Verify and save\", not by hand, and check that no proxy drops the query."
            }
            Self::ModeWrong => "hub.mode is not \"subscribe\". Only Meta's subscription check is answered here.",
            Self::TokenMissing => "The query has no hub.verify_token. Enter the verify token in the app dashboard.",
            Self::TokenWrong => {
                "The verify token is not the one this channel was configured with. Copy it again into the app dashboard, without spaces around it."
            }
            Self::TokenUnset => {
                "This channel has no verify token. Set verifyToken in its configuration and enter the same text in the app dashboard."
            }
            Self::ChallengeMissing => "The query has no hub.challenge, so there is nothing to answer with.",
            Self::RepeatedKey => {
                "A key of the query occurs twice with different values. Check for a proxy that rewrites queries."
            }
        }
    }
}

impl Handshake<'_> {
    /// The HTTP status to answer with.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Accepted { .. } => 200,
            Self::Refused(refusal) => refusal.status(),
        }
    }

    /// The plain-text body to answer with.
    #[must_use]
    pub fn body(&self) -> &str {
        match self {
            Self::Accepted { challenge } => challenge,
            Self::Refused(refusal) => refusal.sentence(),
        }
    }
}

impl Record for Handshake<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("ok", &matches!(self, Self::Accepted { .. }));
        object.field("status", &self.status());
        if let Self::Refused(refusal) = self {
            object.field("reason", refusal);
        }
        object.field("body", &self.body());
    }
}

object!(Handshake<'q>);

/// Answers a handshake from the query of its URL, with or without the leading `?`. Keys are read in both spellings,
/// `hub.mode` and `hub_mode`, since some stacks rewrite the dots.
///
/// ```
/// use messenger_desk::webhook::handshake::{handshake, HandshakeRefusal, Handshake};
///
/// let query = "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444";
/// assert_eq!(handshake(query, Some("verify-me")).body(), "1158201444");
/// assert_eq!(handshake(query, Some("another")), Handshake::Refused(HandshakeRefusal::TokenWrong));
/// ```
#[must_use]
pub fn handshake<'q>(query: &'q str, verify_token: Option<&str>) -> Handshake<'q> {
    match read(query, verify_token) {
        Ok(challenge) => Handshake::Accepted { challenge },
        Err(refusal) => Handshake::Refused(refusal),
    }
}

fn read<'q>(query: &'q str, verify_token: Option<&str>) -> Result<Cow<'q, str>, HandshakeRefusal> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let mode = parameter(query, "mode")?.ok_or(HandshakeRefusal::ModeMissing)?;
    if mode != "subscribe" {
        return Err(HandshakeRefusal::ModeWrong);
    }
    let shown = parameter(query, "verify_token")?.ok_or(HandshakeRefusal::TokenMissing)?;
    let ours = verify_token.filter(|token| !token.is_empty()).ok_or(HandshakeRefusal::TokenUnset)?;
    if !same(shown.as_bytes(), ours.as_bytes()) {
        return Err(HandshakeRefusal::TokenWrong);
    }
    parameter(query, "challenge")?.ok_or(HandshakeRefusal::ChallengeMissing)
}

/// The value of `hub.<name>` or `hub_<name>`; an empty one counts as missing.
fn parameter<'q>(query: &'q str, name: &str) -> Result<Option<Cow<'q, str>>, HandshakeRefusal> {
    let mut found: Option<Cow<'q, str>> = None;
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        let ours = key.strip_prefix("hub").and_then(|rest| rest.strip_prefix(['.', '_'])) == Some(name);
        if !ours {
            continue;
        }
        if found.as_ref().is_some_and(|before| *before != value) {
            return Err(HandshakeRefusal::RepeatedKey);
        }
        found = Some(value);
    }
    Ok(found.filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(query: &str) -> Option<HandshakeRefusal> {
        match handshake(query, Some("verify-me")) {
            Handshake::Accepted { .. } => None,
            Handshake::Refused(refusal) => Some(refusal),
        }
    }

    #[test]
    fn both_spellings_are_read_and_the_challenge_is_verbatim() {
        for query in [
            "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=0012345678901234567890",
            "?hub_challenge=0012345678901234567890&hub_verify_token=verify-me&hub_mode=subscribe",
            "hub%2Emode=subscribe&hub%2Everify_token=verify%2Dme&hub%2Echallenge=0012345678901234567890&x=1",
        ] {
            assert_eq!(handshake(query, Some("verify-me")).body(), "0012345678901234567890", "{query}");
        }
    }

    #[test]
    fn every_refusal_has_its_reason() {
        use HandshakeRefusal as R;
        for (query, expected) in [
            ("", R::ModeMissing),
            ("hub.mode=unsubscribe&hub.verify_token=verify-me&hub.challenge=1", R::ModeWrong),
            ("hub.mode=subscribe&hub.challenge=1", R::TokenMissing),
            ("hub.mode=subscribe&hub.verify_token=&hub.challenge=1", R::TokenMissing),
            ("hub.mode=subscribe&hub.verify_token=Verify-me&hub.challenge=1", R::TokenWrong),
            ("hub.mode=subscribe&hub.verify_token=verify-me", R::ChallengeMissing),
            ("hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1&hub.challenge=2", R::RepeatedKey),
        ] {
            assert_eq!(refusal(query), Some(expected), "{query}");
        }
        let query = "hub.mode=subscribe&hub.verify_token=&hub.challenge=1";
        assert_eq!(handshake(query, Some("")), Handshake::Refused(R::TokenMissing));
        let query = "hub.mode=subscribe&hub.verify_token=x&hub.challenge=1";
        assert_eq!(handshake(query, Some("")), Handshake::Refused(R::TokenUnset));
        assert_eq!(handshake(query, None), Handshake::Refused(R::TokenUnset));
    }

    #[test]
    fn the_same_key_twice_with_the_same_value_is_one() {
        let query = "hub.mode=subscribe&hub_mode=subscribe&hub.verify_token=verify-me&hub.challenge=7";
        assert_eq!(handshake(query, Some("verify-me")).body(), "7");
    }
}
