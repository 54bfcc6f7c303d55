//! What a body is.

use super::{Answer, Ending, end};
use crate::desk::Config;
use crate::error::ChannelError;
use crate::webhook::Delivery;
use crate::webhook::signature::Verification;

/// Proves that a body is Meta's, reads it, and hands what it holds to `take`; or gives the answer that refuses it.
///
/// `signature` is what [`Head::signature`](super::Head::signature) gives.
pub fn accept<T>(
    config: &Config,
    body: &[u8],
    signature: Option<&str>,
    take: impl FnOnce(&Delivery<'_>) -> T,
) -> Result<T, Answer> {
    accept_proved(config, body, config.secrets.verify(body, signature), take)
}

/// As [`accept`], for a host that computes HMAC-SHA256 faster than this crate does: `macs` are those of the body, one for each of the
/// channel's secrets, in their order.
pub fn accept_signed<T>(
    config: &Config,
    body: &[u8],
    signature: Option<&str>,
    macs: &[[u8; 32]],
    take: impl FnOnce(&Delivery<'_>) -> T,
) -> Result<T, Answer> {
    accept_proved(config, body, config.secrets.compare(macs, signature), take)
}

fn accept_proved<T>(
    config: &Config,
    body: &[u8],
    proof: Verification,
    take: impl FnOnce(&Delivery<'_>) -> T,
) -> Result<T, Answer> {
    if body.is_empty() {
        return Err(end(config, Ending::BodyEmpty));
    }
    match proof {
        Verification::Refused(refusal) => Err(refusal.into()),
        Verification::Genuine { .. } => {
            let document = config.reader.document(body).map_err(ChannelError::from)?;
            Ok(take(&config.reader.read(&document).map_err(ChannelError::from)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::MacKey;

    const BODY: &str = r#"{"object":"page","entry":[{"id":"1029384756","messaging":[{"sender":{"id":"24681012141618"},
        "recipient":{"id":"1029384756"},"timestamp":1762128000123,"message":{"mid":"m_1","text":"Is my bike ready?"}}]}]}"#;

    fn config() -> Config {
        Config::from_json(r#"{ "appSecret": ["the new one", "the old one"], "limits": { "items": 1, "depth": 8, "bodyBytes": 400 } }"#)
            .unwrap()
    }

    fn refusal(body: &[u8], signature: Option<&str>) -> (u16, &'static str) {
        let answer = accept(&config(), body, signature, |_| ()).expect_err("a refusal");
        assert!(!answer.body.is_empty());
        (answer.status, answer.reason.unwrap_or("none"))
    }

    fn signed(body: &[u8]) -> (u16, &'static str) {
        refusal(body, Some(&config().secrets.sign(body)))
    }

    #[test]
    fn what_meta_signed_is_handed_on() {
        let signature = config().secrets.sign(BODY.as_bytes());
        assert_eq!(accept(&config(), BODY.as_bytes(), Some(&signature), |delivery| delivery.events.len()), Ok(1));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_status() {
        let two = format!(r#"{{"entry":[{0},{0}]}}"#, r#"{"id":"1","messaging":[{"sender":{"id":"2"}}]}"#);
        assert_eq!(refusal(BODY.as_bytes(), None), (403, "header_missing"));
        assert_eq!(refusal(BODY.as_bytes(), Some(&config().secrets.sign(b"another"))), (403, "mismatch"));
        assert_eq!(signed(b""), (400, "body_empty"));
        assert_eq!(signed(b"  "), (400, "empty"));
        assert_eq!(signed(b"[]"), (400, "no_envelope"));
        assert_eq!(signed(br#"{"entry":["#), (400, "json"));
        assert_eq!(signed(b"{\"entry\":[\"\xff\"]}"), (400, "utf8"));
        assert_eq!(signed("[".repeat(9).as_bytes()), (400, "depth"));
        assert_eq!(signed(two.as_bytes()), (413, "items"));
        assert_eq!(signed(" ".repeat(401).as_bytes()), (413, "body_bytes"));
    }

    #[test]
    fn codes_computed_elsewhere_prove_the_same() {
        let body = BODY.as_bytes();
        let macs = ["the new one", "the old one"].map(|secret| MacKey::new(secret.as_bytes()).sign(&[body]));
        for secret in ["the new one", "the old one"] {
            let signature = crate::webhook::signature::Secrets::new([secret]).sign(body);
            assert_eq!(
                accept_signed(&config(), body, Some(&signature), &macs, |delivery| delivery.events.len()),
                Ok(1)
            );
            let others = macs.map(|mac| mac.map(|byte| byte ^ 1));
            for wrong in [&others[..], &[]] {
                let answer = accept_signed(&config(), body, Some(&signature), wrong, |_| ()).expect_err("a refusal");
                assert_eq!((answer.status, answer.reason), (403, Some("mismatch")));
            }
        }
    }
}
