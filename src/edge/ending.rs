//! How a request can end that is not decided by its body's content.

use alloc::borrow::Cow;
use alloc::string::ToString;

use super::Answer;
use crate::desk::Config;
use crate::json::words;

words! {
    /// How a request ended.
    pub enum Ending {
        /// Everything it held is stored.
        Delivered = "delivered",
        /// It could not be stored: Meta will deliver it again.
        NotDelivered = "not_delivered",
        /// The body is longer than the channel allows.
        BodyBytes = "body_bytes",
        /// The body is empty, as after a middleware that has read it.
        BodyEmpty = "body_empty",
        /// The body was read before it got here.
        BodyUsed = "body_used",
        /// The sender went away before the body's end.
        BodyBroken = "body_broken",
        /// The method is none of a webhook's.
        Method = "method",
        /// The body is said to be something else than JSON.
        ContentType = "content_type",
        /// The body is compressed.
        ContentEncoding = "content_encoding",
    }
}

/// Status and sentence of each.
const ANSWERS: [(Ending, u16, &str); 9] = [
    (Ending::Delivered, 200, "EVENT_RECEIVED"),
    (Ending::NotDelivered, 500, "What arrived could not be stored. Deliver it again."),
    (Ending::BodyBytes, 413, "The body is longer than this channel's limits.bodyBytes allows, in bytes: "),
    (
        Ending::BodyEmpty,
        400,
        "The body is empty. If a JSON middleware stands before this address, put it behind: it has read the body.",
    ),
    (
        Ending::BodyUsed,
        500,
        "The body was read before it got here. Hand the request on unread: its signature is of the raw bytes.",
    ),
    (Ending::BodyBroken, 400, "The body ended before it was complete."),
    (Ending::Method, 405, "Use GET for Meta's handshake and POST for its notifications."),
    (Ending::ContentType, 415, "Meta sends its notifications as application/json."),
    (
        Ending::ContentEncoding,
        415,
        "The body is compressed, which Meta's never is. Send it as it is; a proxy that decodes it has to drop Content-Encoding too.",
    ),
];

/// The answer to a request that ended so.
#[must_use]
pub fn end(config: &Config, ending: Ending) -> Answer {
    let row = ANSWERS.iter().find(|(row, ..)| *row == ending);
    let (status, sentence) = row.map_or((500, ""), |(_, status, sentence)| (*status, *sentence));
    Answer {
        status,
        allow: (ending == Ending::Method).then_some("GET, HEAD, POST"),
        body: match ending {
            Ending::BodyBytes => [sentence, &config.reader.limits.json.bytes.to_string(), "."].concat().into(),
            _ => Cow::Borrowed(sentence),
        },
        reason: (ending != Ending::Delivered).then_some(ending.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_a_status_and_a_sentence() {
        for (ending, status, sentence) in ANSWERS {
            let answer = end(&Config::default(), ending);
            assert_eq!(answer.status, status);
            assert!(answer.body.starts_with(sentence) && !sentence.is_empty(), "{ending:?}");
            assert_eq!(answer.reason.is_none(), answer.status == 200, "{ending:?}");
        }
        for word in ["delivered", "not_delivered", "body_bytes", "body_empty", "body_used", "body_broken"] {
            let ending = Ending::from_word(word).unwrap();
            assert!(ANSWERS.iter().any(|(row, ..)| *row == ending), "{word}");
        }
    }

    #[test]
    fn the_limit_is_named() {
        assert!(end(&Config::default(), Ending::BodyBytes).body.ends_with(": 1048576."));
    }
}
