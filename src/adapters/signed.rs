//! Whether a webhook is the desk's. Each has its own way to sign, or none.

use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::body::Answer;
use crate::json::{Millis, words};
use crate::mac::MacKey;

/// How a desk signs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scheme {
    /// `X-Hub-Signature-256: sha256=<hex>` of the body: our own script in Request Tracker, and the JSON webhook.
    HubSha256,
    /// `X-Hub-Signature: sha1=<hex>` of the body: Zammad.
    HubSha1,
    /// `X-Chatwoot-Signature: sha256=<hex>` of the time, a point and the body.
    Chatwoot,
    /// `X-Zendesk-Webhook-Signature: <base64>` of the time and the body.
    Zendesk,
}

words! {
    /// Why a webhook is not believed.
    pub enum DeskUnsigned {
        /// It has no signature, or one without the time that was signed.
        Missing = "missing",
        /// The signature does not fit the body and the secret.
        Mismatch = "mismatch",
        /// It was signed more than five minutes ago, or will be.
        Stale = "stale",
    }
}

/// How old a signature with a time may be.
const OLDEST: i64 = 5 * 60 * 1000;

/// Checks a webhook, whose headers and body are those of `webhook`.
pub(super) fn check(scheme: Scheme, secret: &str, webhook: &Answer<'_>, now: Millis) -> Result<(), DeskUnsigned> {
    let header =
        |name| webhook.header(name).map(str::trim).filter(|value| !value.is_empty()).ok_or(DeskUnsigned::Missing);
    let body = webhook.text.as_bytes();
    let fits = match scheme {
        Scheme::HubSha256 => {
            let signature = header("x-hub-signature-256")?;
            MacKey::new(secret.as_bytes()).verify(body, &from_hex(signature, "sha256=")?)
        }
        Scheme::HubSha1 => {
            let signature = from_hex(header("x-hub-signature")?, "sha1=")?;
            let mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).map_err(|_| DeskUnsigned::Mismatch)?;
            mac.chain_update(body).verify_slice(&signature).is_ok()
        }
        Scheme::Chatwoot => {
            let (signature, time) = (header("x-chatwoot-signature")?, header("x-chatwoot-timestamp")?);
            fresh(time.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1000)), now)?;
            let message = [time.as_bytes(), b".", body].concat();
            MacKey::new(secret.as_bytes()).verify(&message, &from_hex(signature, "sha256=")?)
        }
        Scheme::Zendesk => {
            let (signature, time) =
                (header("x-zendesk-webhook-signature")?, header("x-zendesk-webhook-signature-timestamp")?);
            let signature = Base64::decode_vec(signature).map_err(|_| DeskUnsigned::Mismatch)?;
            fresh(iso(time), now)?;
            MacKey::new(secret.as_bytes()).verify(&[time.as_bytes(), body].concat(), &signature)
        }
    };
    if fits { Ok(()) } else { Err(DeskUnsigned::Mismatch) }
}

fn fresh(at: Option<i64>, now: Millis) -> Result<(), DeskUnsigned> {
    let age = now.0.saturating_sub(at.ok_or(DeskUnsigned::Missing)?);
    if age.saturating_abs() <= OLDEST { Ok(()) } else { Err(DeskUnsigned::Stale) }
}

fn from_hex(signature: &str, prefix: &str) -> Result<Vec<u8>, DeskUnsigned> {
    let digits = signature.strip_prefix(prefix).unwrap_or(signature);
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| core::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    pairs
        .map(byte)
        .collect::<Option<Vec<u8>>>()
        .filter(|_| digits.len().is_multiple_of(2))
        .ok_or(DeskUnsigned::Mismatch)
}

/// A moment as Zendesk writes it, `2026-11-25T09:30:00Z`, in ms since the epoch.
fn iso(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u16>().ok());
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let small = |number: u16, most: u16| u8::try_from(number).ok().filter(|_| (1..=most).contains(&number));
    let day = crate::policy::date(year, small(month, 12)?, small(day, 31)?);
    let seconds = i64::from(hour).saturating_mul(3600).saturating_add(i64::from(minute).saturating_mul(60));
    let seconds = seconds.saturating_add(i64::from(second));
    text.ends_with('Z').then(|| day.start().plus(seconds.saturating_mul(1000)).0)
}

impl DeskUnsigned {
    /// What to do about it.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Missing => "Give the desk's webhook a secret, and pass its headers on unchanged.",
            Self::Mismatch => {
                "Compare the secret at the desk with `webhookSecret`, and pass on the raw body: a parsed one no longer fits."
            }
            Self::Stale => "Compare the clocks; an old webhook may have been recorded and sent again.",
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    /// 2026-11-25 09:30 UTC.
    const NOW: Millis = Millis(1_795_599_000_000);
    const BODY: &str = r#"{"text":"Hi \u003c3"}"#;

    fn checked(scheme: Scheme, headers: &[(&str, &str)], body: &str, now: Millis) -> Result<(), DeskUnsigned> {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        check(scheme, "hush", &Answer::new(0, headers.collect(), body), now)
    }

    /// The signatures were made by another implementation.
    #[test]
    fn each_desk_signs_its_way() {
        /// The scheme, the header with the signature, the signature, and the header with the time.
        type Case = (Scheme, &'static str, &'static str, Option<(&'static str, &'static str)>);
        let cases: [Case; 4] = [
            (
                Scheme::HubSha256,
                "X-Hub-Signature-256",
                "sha256=fcb7f7859b185a33572ac880bd28f40a16e855165d26e91246daf245402f79c2",
                None,
            ),
            (Scheme::HubSha1, "X-Hub-Signature", "sha1=f35ded700c94726f6970a216d67fdf302d82b38c", None),
            (
                Scheme::Chatwoot,
                "X-Chatwoot-Signature",
                "sha256=c9b6e6d3a53a1afe324e4be049d1937349d667a73cc4e4cb63ea6744a8d312fc",
                Some(("X-Chatwoot-Timestamp", "1795599000")),
            ),
            (
                Scheme::Zendesk,
                "X-Zendesk-Webhook-Signature",
                "BmGJmx22E8kB669blwMJzlTTLw1TnvdIF1l/PVK5bfg=",
                Some(("X-Zendesk-Webhook-Signature-Timestamp", "2026-11-25T09:30:00Z")),
            ),
        ];
        for (scheme, name, signature, time) in cases {
            let headers: Vec<(&str, &str)> = [Some((name, signature)), time].into_iter().flatten().collect();
            let lower: Vec<String> = headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
            let lower: Vec<(&str, &str)> =
                lower.iter().map(String::as_str).zip(headers.iter().map(|(_, v)| *v)).collect();
            assert_eq!(checked(scheme, &headers, BODY, NOW), Ok(()), "{name}");
            assert_eq!(checked(scheme, &lower, BODY, NOW), Ok(()), "{name}");
            // What a parser makes of it says the same and is another body.
            let parsed = r#"{"text":"Hi <3"}"#;
            assert_eq!(checked(scheme, &headers, parsed, NOW), Err(DeskUnsigned::Mismatch), "{name}");
            assert_eq!(checked(scheme, &[], BODY, NOW), Err(DeskUnsigned::Missing), "{name}");
            for odd in ["", "sha256=", "sha256=zz", "sha1=0", "=", "é"] {
                let odd: Vec<(&str, &str)> = [Some((name, odd)), time].into_iter().flatten().collect();
                assert!(checked(scheme, &odd, BODY, NOW).is_err(), "{name}");
            }
            if time.is_some() {
                assert_eq!(checked(scheme, &headers[..1], BODY, NOW), Err(DeskUnsigned::Missing), "{name}");
                let later = NOW.plus(OLDEST + 1);
                assert_eq!(checked(scheme, &headers, BODY, later), Err(DeskUnsigned::Stale), "{name}");
                assert_eq!(checked(scheme, &headers, BODY, NOW.plus(OLDEST)), Ok(()), "{name}");
            }
        }
    }
}
