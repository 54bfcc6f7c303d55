//! Whether a webhook is the desk's. Each has its own way to sign, or none.

use alloc::string::{String, ToString};
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
    pairs.map(byte).collect::<Option<Vec<u8>>>().filter(|_| digits.len() % 2 == 0).ok_or(DeskUnsigned::Mismatch)
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

/// The signature our own senders write, for tests and hosts that sign.
#[must_use]
pub fn hub_signature(secret: &str, body: &str) -> String {
    let digest = MacKey::new(secret.as_bytes()).sign(&[body.as_bytes()]);
    ["sha256=", &crate::hex::hex(&digest)].concat().to_string()
}
