//! What Graph's answer means.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::OutcomeKind;
use super::graph_error::kind_of;
use crate::json::{Document, Fields, Id, Leftovers, Limits, Path, Read, Reading, written};

/// The answer to one request, as the host got it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct SendResult {
    /// The `key` of the request.
    pub key: String,
    /// HTTP status; 0 where no answer came.
    pub status: u32,
    /// The body as text; empty where no answer came.
    pub body: String,
    /// The answer's headers; names in any case.
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>", optional))]
    pub headers: Vec<(String, String)>,
}

/// What an answer means and what was learned from it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Outcome {
    /// What to do next.
    pub kind: OutcomeKind,
    /// A sentence for the agent.
    pub text: &'static str,
    /// `sent`: Meta's id of the message.
    pub message_id: Option<String>,
    /// `sent`: the person's id; of a private reply this is where it is learned.
    pub recipient_id: Option<String>,
    /// How long to wait before the next call, ms, where Graph says so.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub retry_after_ms: Option<i64>,
    /// Graph's error code.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub code: Option<i64>,
    /// Graph's error subcode.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub subcode: Option<i64>,
    /// What Meta's support asks for.
    pub fbtrace_id: Option<String>,
}

/// Reads an answer by its code and subcode, never by its text.
///
/// ```
/// use messenger_desk::send::{outcome, OutcomeKind};
///
/// let sent = outcome(200, r#"{"recipient_id":"24681012141618","message_id":"m_1"}"#, &[]);
/// assert_eq!((sent.kind, sent.message_id.as_deref()), (OutcomeKind::Sent, Some("m_1")));
/// let closed = outcome(400, r#"{"error":{"code":10,"error_subcode":2018278}}"#, &[]);
/// assert_eq!(closed.kind, OutcomeKind::WindowClosed);
/// assert_eq!(outcome(502, "<html>Bad Gateway</html>", &[]).kind, OutcomeKind::Unknown);
/// ```
#[must_use]
pub fn outcome(status: u32, body: &str, headers: &[(String, String)]) -> Outcome {
    let document = Document::parse_text(body, &Limits::default()).ok();
    let leftovers = Leftovers::unwanted();
    let fields = document.as_ref().and_then(|document| Reading::new(document.root(), &Path::ROOT, &leftovers).fields());
    let Some(fields) = fields else { return Outcome::of(OutcomeKind::Unknown) };
    if fields.has("error") {
        return failure(&fields, headers);
    }
    let id = |key| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
    let message_id = id("message_id").or_else(|| id("id"));
    let recipient_id = id("recipient_id");
    let arrived = (200..300).contains(&status) && (message_id.is_some() || recipient_id.is_some());
    let kind = if arrived { OutcomeKind::Sent } else { OutcomeKind::Unknown };
    Outcome { message_id, recipient_id, ..Outcome::of(kind) }
}

fn failure(fields: &Fields<'_, '_>, headers: &[(String, String)]) -> Outcome {
    let Ok(error) = fields.child("error") else { return Outcome::of(OutcomeKind::Unknown) };
    let code: Option<i64> = error.get("code");
    let subcode: Option<i64> = error.get("error_subcode");
    let passing = error.get("is_transient") == Some(true);
    let known = code.and_then(|code| kind_of(code, subcode));
    let kind = match known {
        Some(OutcomeKind::Throttled) => OutcomeKind::Throttled,
        _ if passing => OutcomeKind::Retry,
        known => known.unwrap_or(OutcomeKind::Unknown),
    };
    Outcome {
        code,
        subcode,
        fbtrace_id: error.get("fbtrace_id"),
        retry_after_ms: if kind == OutcomeKind::Throttled { regain_access(headers) } else { None },
        ..Outcome::of(kind)
    }
}

impl Outcome {
    fn of(kind: OutcomeKind) -> Self {
        Self {
            kind,
            text: kind.sentence(),
            message_id: None,
            recipient_id: None,
            retry_after_ms: None,
            code: None,
            subcode: None,
            fbtrace_id: None,
        }
    }
}

/// The longest wait that `X-Business-Use-Case-Usage` names: `{ "<object>": [ { estimated_time_to_regain_access: minutes } ] }`.
fn regain_access(headers: &[(String, String)]) -> Option<i64> {
    const MINUTE: i64 = 60_000;
    let (_, usage) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-business-use-case-usage"))?;
    let document = Document::parse_text(usage, &Limits::default()).ok()?;
    let limits = document.root().entries()?.iter().filter_map(|(_, limits)| limits.items()).flatten();
    let minutes = limits.filter_map(|limit| {
        let minutes = limit.get("estimated_time_to_regain_access")?;
        i64::read(Reading::new(minutes, &Path::ROOT, &Leftovers::unwanted()))
    });
    minutes.max().filter(|minutes| *minutes > 0).map(|minutes| minutes.saturating_mul(MINUTE))
}

impl<'d> Read<'d> for SendResult {
    const EXPECTED: &'static str = "an object with key, status and body";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let headers = fields.value("headers").and_then(|headers| headers.entries()).unwrap_or_default();
        let headers = headers.iter().filter_map(|(name, value)| Some((name.to_string(), value.text()?.to_owned())));
        Some(Self {
            key: fields.get("key")?,
            status: fields.get("status").unwrap_or_default(),
            body: fields.get("body").unwrap_or_default(),
            headers: headers.collect(),
        })
    }
}

written!(Outcome {
    kind: "kind",
    text: "text",
    message_id: "messageId",
    recipient_id: "recipientId",
    retry_after_ms: "retryAfterMs",
    code: "code",
    subcode: "subcode",
    fbtrace_id: "fbtraceId",
});
