//! What Graph's answer means.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::graph_error::{named, row_of};
use super::usage;
use super::{OutcomeKind, OutcomeReason, Retry};
use crate::json::{Document, Fields, Id, Kind, Leftovers, Limits, Mark, Path, Read, Reading, Text, written};

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

/// What an answer means, what to do, and what was learned from it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Outcome {
    /// What to do next.
    pub kind: OutcomeKind,
    /// Why, wherever it is not `sent`.
    pub reason: Option<OutcomeReason>,
    /// A sentence for the agent.
    pub text: &'static str,
    /// A line for the log: kind, reason, HTTP status, codes and trace id. Never a text of Graph's or of the message, never a
    /// token.
    pub log: String,
    /// What an administrator or a developer can do about it.
    pub remedy: Option<&'static str>,
    /// The channel's owner has to know.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub alert: Mark,
    /// How to try again; absent where it must not be tried again by itself.
    pub retry: Option<Retry>,
    /// How long to wait before the next call of any kind, ms, where Graph's headers say so; also after a success.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub retry_after_ms: Option<i64>,
    /// `sent`: Meta's id of the message; of a comment, its id.
    pub message_id: Option<String>,
    /// `sent`: the person's id; of a private reply this is where it is learned. Absent for a `user_ref` or a phone number.
    pub recipient_id: Option<String>,
    /// `sent`: the id of an upload, to send the file again within 90 days.
    pub attachment_id: Option<String>,
    /// Graph's error code.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub code: Option<i64>,
    /// Graph's error subcode.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub subcode: Option<i64>,
    /// What Meta's support asks for.
    pub fbtrace_id: Option<String>,
}

/// Reads an answer by its code, subcode and `is_transient`, never by its text.
///
/// The HTTP status (0 where no answer came) counts only where there is no error in JSON to read. Without one, a request may have
/// been carried out, so that is [`OutcomeKind::MaybeSent`] and not to be repeated blindly.
///
/// ```
/// use messenger_desk::send::{outcome, OutcomeKind, OutcomeReason};
///
/// let sent = outcome(200, r#"{"recipient_id":"24681012141618","message_id":"m_1"}"#, &[]);
/// assert_eq!((sent.kind, sent.message_id.as_deref()), (OutcomeKind::Sent, Some("m_1")));
///
/// let closed = outcome(400, r#"{"error":{"code":10,"error_subcode":2018278,"fbtrace_id":"AbC"}}"#, &[]);
/// assert_eq!((closed.kind, closed.reason), (OutcomeKind::WindowClosed, Some(OutcomeReason::WindowClosed)));
/// assert_eq!(closed.log, "windowClosed window_closed, HTTP 400, code 10, subcode 2018278, fbtrace_id AbC");
///
/// let header = ("X-Business-Use-Case-Usage".to_owned(), r#"{"1":[{"estimated_time_to_regain_access":4}]}"#.to_owned());
/// let throttled = outcome(400, r#"{"error":{"code":80006}}"#, &[header]);
/// assert_eq!((throttled.kind, throttled.retry_after_ms), (OutcomeKind::Throttled, Some(240_000)));
/// assert_eq!(throttled.wait(1, 0.0), Some(240_000));
///
/// assert_eq!(outcome(502, "<html>Bad Gateway</html>", &[]).kind, OutcomeKind::MaybeSent);
/// assert_eq!(outcome(400, r#"{"error":{"code":987654}}"#, &[]).kind, OutcomeKind::Unknown);
/// ```
#[must_use]
pub fn outcome(status: u32, body: &str, headers: &[(String, String)]) -> Outcome {
    let document = Document::parse_text(body, &Limits::default()).ok();
    let mut outcome = match &document {
        None => Outcome::failed(no_json(status, body)),
        Some(document) => {
            let leftovers = Leftovers::unwanted();
            match Reading::new(document.root(), &Path::ROOT, &leftovers).fields() {
                Some(fields) if fields.has("error") => failure(&fields),
                Some(fields) => answer(status, &fields),
                // What hiding, liking and deleting used to be answered with.
                None => match document.root().kind() {
                    Kind::Bool(true) if is_success(status) => Outcome::sent(),
                    _ => Outcome::failed(no_error(status)),
                },
            }
        }
    };
    outcome.retry_after_ms = usage::wait(headers);
    outcome.log = outcome.line(status);
    outcome
}

/// An error of Graph's.
fn failure(fields: &Fields<'_, '_>) -> Outcome {
    let Ok(error) = fields.child("error") else { return Outcome::failed(OutcomeReason::UnknownCode) };
    let code: Option<i64> = error.get("code");
    let subcode: Option<i64> = error.get("error_subcode");
    let by_name = || error.get::<Text<'_>>("code").and_then(|name| named(&name));
    let known = code.and_then(|code| row_of(code, subcode)).map(|row| row.reason).or_else(by_name);
    let reason = known.unwrap_or(OutcomeReason::UnknownCode);
    let meaning = reason.meaning();
    // That it will pass says nothing new about what has a way of waiting, and nothing about whether it was sent.
    let settled = meaning.retry.is_some() || meaning.kind == OutcomeKind::MaybeSent;
    let passing = !settled && error.get("is_transient") == Some(true);
    Outcome {
        code,
        subcode,
        fbtrace_id: error.get("fbtrace_id").filter(|id: &String| is_trace_id(id)),
        ..Outcome::failed(if passing { OutcomeReason::Transient } else { reason })
    }
}

/// What is no short word is no trace id, whatever key it came under: it goes into logs.
fn is_trace_id(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte))
}

/// An object without an error.
fn answer(status: u32, fields: &Fields<'_, '_>) -> Outcome {
    if !is_success(status) {
        return Outcome::failed(no_error(status));
    }
    if fields.get("success") == Some(false) {
        return Outcome::failed(OutcomeReason::NotDone);
    }
    let id = |key| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
    let created = id("id");
    let mut sent = Outcome {
        message_id: id("message_id"),
        recipient_id: id("recipient_id"),
        attachment_id: id("attachment_id"),
        ..Outcome::sent()
    };
    let learned = [&sent.message_id, &sent.recipient_id, &sent.attachment_id, &created];
    let nothing = learned.into_iter().all(Option::is_none);
    let others = !fields.rest().is_empty();
    if nothing && !others && !fields.has("success") {
        return Outcome::failed(OutcomeReason::UnknownAnswer);
    }
    // Alone it is the id of what was made, a comment; among other keys it is that of what was asked about.
    if !others && sent.message_id.is_none() {
        sent.message_id = created;
    }
    sent
}

const fn is_success(status: u32) -> bool {
    matches!(status, 200..300)
}

/// Why there is no JSON to read.
fn no_json(status: u32, body: &str) -> OutcomeReason {
    let body = body.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    match status {
        0 => OutcomeReason::NoAnswer,
        429 => OutcomeReason::TooManyRequests,
        _ if body.is_empty() => OutcomeReason::EmptyAnswer,
        _ if body.starts_with('<') => OutcomeReason::WebPage,
        500.. => OutcomeReason::ServerError,
        _ => OutcomeReason::NotJson,
    }
}

/// JSON that is neither an error nor a success.
const fn no_error(status: u32) -> OutcomeReason {
    match status {
        0 => OutcomeReason::NoAnswer,
        429 => OutcomeReason::TooManyRequests,
        500.. => OutcomeReason::ServerError,
        _ => OutcomeReason::UnknownAnswer,
    }
}

impl Outcome {
    /// How long to wait before repetition number `attempt` (from 1) of this call, ms: as [`Retry::wait`], but at least what Graph
    /// asks for. Nothing where it must not be repeated by itself.
    #[must_use]
    pub fn wait(&self, attempt: u32, jitter: f64) -> Option<i64> {
        let wait = self.retry?.wait(attempt, jitter)?;
        Some(wait.max(self.retry_after_ms.unwrap_or_default()))
    }

    fn sent() -> Self {
        let kind = OutcomeKind::Sent;
        Self {
            kind,
            reason: None,
            text: kind.sentence(),
            log: String::new(),
            remedy: None,
            alert: Mark(false),
            retry: None,
            retry_after_ms: None,
            message_id: None,
            recipient_id: None,
            attachment_id: None,
            code: None,
            subcode: None,
            fbtrace_id: None,
        }
    }

    fn failed(reason: OutcomeReason) -> Self {
        let meaning = reason.meaning();
        Self {
            kind: meaning.kind,
            reason: Some(reason),
            text: meaning.text,
            remedy: meaning.remedy,
            alert: Mark(meaning.alert),
            retry: meaning.retry,
            ..Self::sent()
        }
    }

    /// The line for the log.
    fn line(&self, status: u32) -> String {
        let mut line = self.kind.as_str().to_owned();
        if let Some(reason) = self.reason {
            line.push(' ');
            line.push_str(reason.as_str());
        }
        let number = |number: i64| Cow::Owned(number.to_string());
        let facts = [
            (", HTTP ", Some(number(status.into()))),
            (", code ", self.code.map(number)),
            (", subcode ", self.subcode.map(number)),
            (", fbtrace_id ", self.fbtrace_id.as_deref().map(Cow::Borrowed)),
        ];
        for (name, fact) in facts {
            if let Some(fact) = fact {
                line.push_str(name);
                line.push_str(&fact);
            }
        }
        line
    }
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
            // An object in its place would be an answer that says nothing, and every reply doubtful.
            body: if fields.has("body") { fields.get("body")? } else { String::new() },
            headers: headers.collect(),
        })
    }
}

written!(Outcome {
    kind: "kind",
    reason: "reason",
    text: "text",
    log: "log",
    remedy: "remedy",
    alert: "alert",
    retry: "retry",
    retry_after_ms: "retryAfterMs",
    message_id: "messageId",
    recipient_id: "recipientId",
    attachment_id: "attachmentId",
    code: "code",
    subcode: "subcode",
    fbtrace_id: "fbtraceId",
});
