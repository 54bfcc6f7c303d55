//! What is decided before a body is read.

use super::{Answer, Ending, end};
use crate::desk::Config;
use crate::json::{Object, Record, Text, object, readable};
use crate::webhook::handshake::handshake;

/// What is known of a request before its body is read. A header that came twice is joined with a comma, as HTTP servers do.
#[derive(Debug, Clone, Default)]
pub struct Head<'d> {
    /// The method, in capitals.
    pub method: Text<'d>,
    /// The query of the address, with or without the `?`.
    pub query: Text<'d>,
    /// The header `Content-Type`.
    pub content_type: Option<Text<'d>>,
    /// The header `Content-Encoding`. A host that has decoded the body leaves it out.
    pub content_encoding: Option<Text<'d>>,
    /// The header `Content-Length`.
    pub content_length: Option<Text<'d>>,
    /// The header `X-Hub-Signature-256`.
    pub x_hub_signature_256: Option<Text<'d>>,
    /// The header `X-Hub-Signature`, Meta's older one: it proves nothing here, and its presence alone explains a fault.
    pub x_hub_signature: Option<Text<'d>>,
    /// Whether somebody has read the body already, so that nothing is left of it.
    pub body_used: bool,
}

impl Head<'_> {
    /// The signature to pass to [`accept`](super::accept).
    #[must_use]
    pub fn signature(&self) -> Option<&str> {
        self.x_hub_signature_256.as_deref().or(self.x_hub_signature.as_deref())
    }
}

/// What to do with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// Read the body, and give up with [`Ending::BodyBytes`] when it is longer than this, whatever `Content-Length` says.
    Read {
        /// Bytes.
        at_most: usize,
    },
    /// Answer at once, and read nothing.
    Answer(Answer),
}

/// Looks at a request's head.
///
/// `HEAD` is answered as `GET`; the host leaves the body out. A `Content-Type` may be absent, because the signature is the proof and some
/// proxies drop it; where it is there, it has to be JSON's. A compressed body is refused: Meta sends none, and its signature is of the bytes
/// before.
///
/// ```
/// use messenger_desk::desk::Config;
/// use messenger_desk::edge::{Admission, Head, admit};
///
/// let config = Config::from_json(r#"{ "appSecret": "a-secret-for-tests-only", "verifyToken": "verify-me" }"#).unwrap();
/// let query = "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444";
/// let Admission::Answer(answer) = admit(&config, &Head { method: "GET".into(), query: query.into(), ..Head::default() }) else {
///     panic!("an answer")
/// };
/// assert_eq!((answer.status, &*answer.body), (200, "1158201444"));
///
/// let Admission::Answer(answer) = admit(&config, &Head { method: "POST".into(), ..Head::default() }) else { panic!("an answer") };
/// assert_eq!((answer.status, answer.reason), (403, Some("header_missing")));
/// ```
#[must_use]
pub fn admit(config: &Config, head: &Head<'_>) -> Admission {
    match judge(config, head) {
        Ok(at_most) => Admission::Read { at_most },
        Err(answer) => Admission::Answer(answer),
    }
}

fn judge(config: &Config, head: &Head<'_>) -> Result<usize, Answer> {
    match &*head.method {
        "POST" => {}
        "GET" | "HEAD" => return Err(handshake(&head.query, config.verify_token()).into()),
        _ => return Err(end(config, Ending::Method)),
    }
    let most = config.reader.limits.json.bytes;
    let refusals = [
        (Ending::ContentType, head.content_type.as_deref().is_some_and(|is| !is_json(is))),
        (Ending::ContentEncoding, head.content_encoding.as_deref().is_some_and(|is| !is_identity(is))),
        (Ending::BodyBytes, head.content_length.as_deref().is_some_and(|is| is_beyond(is, most))),
        (Ending::BodyUsed, head.body_used),
    ];
    if let Some((ending, _)) = refusals.into_iter().find(|(_, applies)| *applies) {
        return Err(end(config, ending));
    }
    config.secrets.look(head.signature())?;
    Ok(most)
}

/// With parameters or without, in any case.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split_once(';').map_or(content_type, |(essence, _)| essence);
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn is_identity(content_encoding: &str) -> bool {
    matches!(content_encoding.trim(), "") || content_encoding.trim().eq_ignore_ascii_case("identity")
}

/// A claim that is no number is left to the counting of what really arrives.
fn is_beyond(content_length: &str, most: usize) -> bool {
    let digits = content_length.trim();
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A number that does not fit is beyond any limit.
    number && digits.parse::<usize>().map_or(true, |length| length > most)
}

readable!(Head<'d> {
    method: "method" default,
    query: "query" default,
    content_type: "contentType",
    content_encoding: "contentEncoding",
    content_length: "contentLength",
    x_hub_signature_256: "xHubSignature256",
    x_hub_signature: "xHubSignature",
    body_used: "bodyUsed" default,
});

/// For JavaScript: an answer, or `read` with how many bytes may be read.
impl Record for Admission {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Read { at_most } => object.field("read", &i64::try_from(*at_most).unwrap_or(i64::MAX)),
            Self::Answer(answer) => object.field("answer", answer),
        }
    }
}

object!(Admission);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::write;

    fn config() -> Config {
        Config::from_json(r#"{ "appSecret": "a-secret-for-tests-only", "verifyToken": "verify-me", "limits": { "bodyBytes": 1000 } }"#)
            .unwrap()
    }

    /// A post as Meta sends it.
    fn post() -> Head<'static> {
        Head {
            method: "POST".into(),
            content_type: Some("application/json".into()),
            content_length: Some("28".into()),
            x_hub_signature_256: Some(format!("sha256={}", "0".repeat(64)).into()),
            ..Head::default()
        }
    }

    fn refusal(head: &Head<'_>) -> (u16, &'static str) {
        match admit(&config(), head) {
            Admission::Answer(answer) => (answer.status, answer.reason.unwrap_or("none")),
            Admission::Read { at_most } => panic!("{head:?} may be read up to {at_most}"),
        }
    }

    #[test]
    fn what_looks_like_metas_is_read_up_to_the_limit() {
        for head in [
            post(),
            Head { content_type: None, content_length: None, ..post() },
            Head { content_type: Some("Application/JSON ; charset=utf-8".into()), ..post() },
            Head { content_encoding: Some("identity".into()), ..post() },
            Head { content_encoding: Some("".into()), ..post() },
            Head { content_length: Some("1000".into()), ..post() },
            Head { content_length: Some("-1".into()), ..post() },
            Head { content_length: Some("5, 5".into()), ..post() },
        ] {
            assert_eq!(admit(&config(), &head), Admission::Read { at_most: 1000 }, "{head:?}");
        }
    }

    #[test]
    fn what_cannot_be_metas_is_refused_unread() {
        let twice = format!("sha256={0}, sha256={0}", "0".repeat(64));
        for (expected, head) in [
            ((405, "method"), Head { method: "PUT".into(), ..post() }),
            ((405, "method"), Head { method: "post".into(), ..post() }),
            ((405, "method"), Head::default()),
            ((415, "content_type"), Head { content_type: Some("text/plain".into()), ..post() }),
            ((415, "content_type"), Head { content_type: Some("application/json, text/html".into()), ..post() }),
            ((415, "content_type"), Head { content_type: Some("".into()), ..post() }),
            ((415, "content_encoding"), Head { content_encoding: Some("gzip".into()), ..post() }),
            ((415, "content_encoding"), Head { content_encoding: Some("identity, br".into()), ..post() }),
            ((413, "body_bytes"), Head { content_length: Some("1001".into()), ..post() }),
            ((413, "body_bytes"), Head { content_length: Some("9".repeat(40).into()), ..post() }),
            ((500, "body_used"), Head { body_used: true, ..post() }),
            ((403, "header_missing"), Head { x_hub_signature_256: None, ..post() }),
            ((403, "malformed"), Head { x_hub_signature_256: Some(twice.into()), ..post() }),
            ((403, "sha1_only"), Head { x_hub_signature_256: None, x_hub_signature: Some("sha1=00".into()), ..post() }),
        ] {
            assert_eq!(refusal(&head), expected, "{head:?}");
        }
    }

    #[test]
    fn a_method_that_is_not_ours_is_told_which_are() {
        let Admission::Answer(answer) = admit(&config(), &Head { method: "DELETE".into(), ..Head::default() }) else {
            panic!("an answer")
        };
        assert_eq!(answer.headers().last(), Some(("allow", "GET, HEAD, POST")));
        assert!(write(&answer).contains(r#""allow":"GET, HEAD, POST""#), "{}", write(&answer));
    }

    #[test]
    fn head_is_answered_as_get() {
        for method in ["GET", "HEAD"] {
            assert_eq!(refusal(&Head { method: method.into(), ..Head::default() }), (400, "mode_missing"));
        }
    }

    #[test]
    fn a_channel_without_a_secret_reads_no_body() {
        let admission = admit(&Config::default(), &post());
        let Admission::Answer(answer) = admission else { panic!("an answer") };
        assert_eq!((answer.status, answer.reason), (403, Some("secret_empty")));
    }
}
