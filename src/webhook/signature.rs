//! Proof that a body is Meta's (`platform.md` 1.2): `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body bytes under the
//! app secret, in hex.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::reserialised;
use crate::hex::hex;
use crate::json::{Object, Record, object, words};
use crate::mac::{MacKey, same};

/// The app secrets a signature may be made with: one, or two while the secret is being rotated. Never shown: `Debug` gives
/// their number only.
#[derive(Clone, Default)]
pub struct Secrets(Vec<MacKey>);

/// The outcome of [`Secrets::verify`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ ok: true; secret: number } | { ok: false; reason: SignatureRefusal; hint: string }")
)]
pub enum Verification {
    /// The body is Meta's, signed with the secret at this index.
    Genuine {
        /// Index into the secrets, counted from 0.
        secret: usize,
    },
    /// The body must not be used.
    Refused(SignatureRefusal),
}

words! {
    /// Why a signature was refused. None of this is ever taken as proof; it is there so that whoever sets a channel up finds
    /// the fault.
    pub enum SignatureRefusal {
        /// There is no `X-Hub-Signature-256` header.
        HeaderMissing = "header_missing",
        /// Only the old SHA-1 signature was given.
        Sha1Only = "sha1_only",
        /// The header is not `sha256=` and 64 hex digits.
        Malformed = "malformed",
        /// Signed with another secret, or not the bytes that were signed.
        Mismatch = "mismatch",
        /// The body was parsed and written again on its way here.
        Reserialised = "reserialised",
        /// The channel has no app secret to compare with.
        SecretEmpty = "secret_empty",
    }
}

impl SignatureRefusal {
    /// What to do about it; names neither secret nor signature.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::HeaderMissing => {
                "The request has no X-Hub-Signature-256 header. Either it is not from Meta, or a proxy drops the header."
            }
            Self::Sha1Only => {
                "Only a SHA-1 signature was given (X-Hub-Signature). Pass on the X-Hub-Signature-256 header, which Meta sends beside it."
            }
            Self::Malformed => {
                "The signature is not \"sha256=\" followed by 64 hex digits. Pass on the X-Hub-Signature-256 header as it is, once."
            }
            Self::Mismatch => {
                "The body was not signed with this app secret. Check that the secret is this app's (App settings, Basic; Instagram login has a secret of its own), and that the bytes are those of the request."
            }
            Self::Reserialised => {
                "The body was parsed and written again before it was verified. Pass the request's raw bytes: read it as an ArrayBuffer, before any JSON middleware."
            }
            Self::SecretEmpty => {
                "The channel has no app secret. Set appSecret in its configuration; an unset environment variable often is the cause."
            }
        }
    }
}

impl Secrets {
    /// Takes the secrets; empty ones are left out.
    ///
    /// ```
    /// use messenger_desk::webhook::signature::{Secrets, Verification, SignatureRefusal};
    ///
    /// let secrets = Secrets::new(["new secret", "old secret"]);
    /// let body = br#"{"object":"page","entry":[]}"#;
    /// let signature = Secrets::new(["old secret"]).sign(body);
    /// assert_eq!(secrets.verify(body, Some(&signature)), Verification::Genuine { secret: 1 });
    /// assert_eq!(secrets.verify(b"{}", Some(&signature)), Verification::Refused(SignatureRefusal::Mismatch));
    /// ```
    pub fn new<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let filled = secrets.into_iter().filter(|secret| !secret.as_ref().is_empty());
        Self(filled.map(|secret| MacKey::new(secret.as_ref().as_bytes())).collect())
    }

    /// Checks a body against the value of its `X-Hub-Signature-256` header, in constant time for each secret. `body` are the
    /// bytes of the request as they came in; anything parsed and written again will not match.
    #[must_use]
    pub fn verify(&self, body: &[u8], signature: Option<&str>) -> Verification {
        match self.check(body, signature) {
            Ok(secret) => Verification::Genuine { secret },
            Err(refusal) => Verification::Refused(refusal),
        }
    }

    /// As [`Self::verify`], where somebody else has computed the body's HMAC-SHA256 under each of these secrets, in their order. A
    /// mismatch is not explained any further: the body is not at hand.
    #[must_use]
    pub fn compare(&self, macs: &[[u8; 32]], signature: Option<&str>) -> Verification {
        let signer = |digest: [u8; 32]| macs.iter().take(self.0.len()).position(|mac| same(mac, &digest));
        match self.look(signature).and_then(|digest| signer(digest).ok_or(SignatureRefusal::Mismatch)) {
            Ok(secret) => Verification::Genuine { secret },
            Err(refusal) => Verification::Refused(refusal),
        }
    }

    /// What can be refused before the body is read; otherwise the signature's 32 bytes.
    pub(crate) fn look(&self, signature: Option<&str>) -> Result<[u8; 32], SignatureRefusal> {
        if self.0.is_empty() {
            return Err(SignatureRefusal::SecretEmpty);
        }
        let header = signature.map(str::trim).filter(|header| !header.is_empty());
        let header = header.ok_or(SignatureRefusal::HeaderMissing)?;
        if header.starts_with("sha1=") {
            return Err(SignatureRefusal::Sha1Only);
        }
        header.strip_prefix("sha256=").and_then(digest).ok_or(SignatureRefusal::Malformed)
    }

    fn check(&self, body: &[u8], signature: Option<&str>) -> Result<usize, SignatureRefusal> {
        let digest = self.look(signature)?;
        if let Some(secret) = self.signer_of(body, &digest) {
            return Ok(secret);
        }
        let rewritten = reserialised::candidates(body).any(|original| self.signer_of(&original, &digest).is_some());
        Err(if rewritten { SignatureRefusal::Reserialised } else { SignatureRefusal::Mismatch })
    }

    fn signer_of(&self, body: &[u8], digest: &[u8; 32]) -> Option<usize> {
        self.0.iter().position(|key| key.verify(body, digest))
    }

    /// The header value Meta would send for a body under the first secret: for tests and for stand-ins of Meta. Empty where
    /// there is no secret.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        self.0.first().map_or_else(String::new, |key| ["sha256=", &hex(&key.sign(&[body]))].concat())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

impl Record for Verification {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Genuine { secret } => {
                object.field("ok", &true);
                object.field("secret", &u32::try_from(*secret).unwrap_or_default());
            }
            Self::Refused(refusal) => {
                object.field("ok", &false);
                object.field("reason", refusal);
                object.field("hint", &refusal.hint());
            }
        }
    }
}

object!(Verification);

/// 64 hex digits as 32 bytes.
fn digest(digits: &str) -> Option<[u8; 32]> {
    let digits = <&[u8; 64]>::try_from(digits.as_bytes()).ok()?;
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let nibble = char::from(*digit).to_digit(16).and_then(|nibble| u8::try_from(nibble).ok())?;
            *byte = (*byte << 4) | nibble;
        }
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with another implementation: `printf '%s' BODY | openssl dgst -sha256 -hmac SECRET`.
    const VECTORS: [(&str, &str); 3] = [
        ("", "89a79c2926148e5857df7c9c3b2b7abf04e42a704f36013b068085e96d252b7c"),
        (r#"{"object":"page"}"#, "f6e4754e7df69780759b754ccc0ab5afbede17fe1f1f671652b27e6d5c246c43"),
        (
            r#"{"text":"gr\u00fc\u00df dich \ud83d\ude42"}"#,
            "b64c690c50afc54c5436a031d2f683e758c016f8eb70971434e5a0ae737b9213",
        ),
    ];

    #[test]
    fn every_refusal_has_its_reason() {
        use SignatureRefusal as R;
        let secrets = Secrets::new(["a-secret-for-tests-only"]);
        let body = br#"{"object":"page","entry":[]}"#;
        let good = secrets.sign(body);
        let refused = |signature: Option<&str>| match secrets.verify(body, signature) {
            Verification::Genuine { .. } => None,
            Verification::Refused(refusal) => Some(refusal),
        };
        assert_eq!(refused(Some(&good)), None);
        assert_eq!(refused(Some(&format!(" {good}\t"))), None);
        assert_eq!(refused(Some(&good.to_uppercase().replace("SHA", "sha"))), None);
        assert_eq!(refused(None), Some(R::HeaderMissing));
        assert_eq!(refused(Some("  ")), Some(R::HeaderMissing));
        assert_eq!(refused(Some("sha1=0123456789012345678901234567890123456789")), Some(R::Sha1Only));
        assert_eq!(refused(Some("sha256=12")), Some(R::Malformed));
        assert_eq!(refused(Some(&good[7..])), Some(R::Malformed));
        assert_eq!(refused(Some(&format!("{good}, {good}"))), Some(R::Malformed));
        assert_eq!(refused(Some(&format!("sha256={}", "g".repeat(64)))), Some(R::Malformed));
        assert_eq!(refused(Some(&format!("sha256={}", "0".repeat(64)))), Some(R::Mismatch));
        assert_eq!(Secrets::new([""]).verify(body, Some(&good)), Verification::Refused(R::SecretEmpty));
    }

    #[test]
    fn signatures_equal_those_of_another_implementation() {
        let secrets = Secrets::new(["a-secret-for-tests-only"]);
        for (body, expected) in VECTORS {
            assert_eq!(secrets.sign(body.as_bytes()), format!("sha256={expected}"), "{body}");
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        assert_eq!(format!("{:?}", Secrets::new(["one", "two"])), "Secrets(2)");
    }
}
