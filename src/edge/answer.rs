//! The response to build.

use alloc::borrow::Cow;
use alloc::string::ToString;

use crate::error::{ChannelError, ErrorCode};
use crate::json::{Object, Record, Write, Writer, object};
use crate::webhook::handshake::Handshake;
use crate::webhook::signature::SignatureRefusal;

/// A response: status, headers and a body of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where the method is not one of ours: the value of the header `Allow`.
    pub allow: Option<&'static str>,
    /// The body; where the request was refused, the reason as sentences. It names no secret.
    pub body: Cow<'static, str>,
    /// Where the request was refused: which of the reasons, stable, for programs.
    pub reason: Option<&'static str>,
}

impl Answer {
    /// The response's headers. The body is never to be taken for a page, since a handshake repeats what the caller wrote.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        const ALWAYS: [(&str, &str); 3] = [
            ("content-type", "text/plain; charset=utf-8"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ];
        ALWAYS.into_iter().chain(self.allow.map(|methods| ("allow", methods)))
    }

    /// A refusal.
    pub(super) fn refused(status: u16, reason: &'static str, body: impl Into<Cow<'static, str>>) -> Self {
        Self { status, allow: None, body: body.into(), reason: Some(reason) }
    }
}

impl From<Handshake<'_>> for Answer {
    fn from(handshake: Handshake<'_>) -> Self {
        let reason = match &handshake {
            Handshake::Accepted { .. } => None,
            Handshake::Refused(refusal) => Some(refusal.as_str()),
        };
        Self { status: handshake.status(), allow: None, body: Cow::Owned(handshake.body().to_string()), reason }
    }
}

impl From<SignatureRefusal> for Answer {
    fn from(refusal: SignatureRefusal) -> Self {
        Self::refused(403, refusal.as_str(), refusal.hint())
    }
}

/// A body that is Meta's and cannot be read.
impl From<ChannelError> for Answer {
    fn from(error: ChannelError) -> Self {
        let reason = error.reason.unwrap_or(error.code.as_str());
        let status = match (error.code, reason) {
            // Too much of it; too deep is no question of size.
            (ErrorCode::Limit, "body_bytes" | "items") => 413,
            _ => 400,
        };
        let hint = error.hint.unwrap_or_default();
        Self::refused(status, reason, [&error.message, "\n", hint].concat())
    }
}

impl Record for Answer {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("status", &self.status);
        object.field("headers", &Headers(self));
        object.field("body", &self.body);
        object.field("reason", &self.reason);
    }
}

object!(Answer);

struct Headers<'a>(&'a Answer);

impl Write for Headers<'_> {
    fn write(&self, out: &mut Writer) {
        let headers: alloc::vec::Vec<_> = self.0.headers().collect();
        out.map(&mut headers.iter().map(|(name, value)| (*name, value as &dyn Write)));
    }
}
