//! `signed_request`: how Meta signs data deletion and deauthorise callbacks (`platform.md` 10).

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Document, Id, Leftovers, Limits, MetaTime, Millis, Object, Path, Reading, Record, object, words};
use crate::mac::MacKey;
use base64ct::{Base64UrlUnpadded, Encoding};

/// What a `signed_request` says, or why it must not be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ ok: true; secret: number; userId?: string; issuedAt?: number; expires?: number } | { ok: false; reason: SignedRequestRefusal; hint: string }"
    )
)]
pub enum SignedRequest {
    /// Signed by Meta with the app secret.
    Genuine {
        /// Which of the secrets fitted, counted from 0.
        secret: usize,
        /// App-scoped id of the person: not the PSID.
        user_id: Option<String>,
        /// When Meta made it, ms since the epoch.
        issued_at: Option<Millis>,
        /// When it ends, ms since the epoch.
        expires: Option<Millis>,
    },
    /// Not to be believed.
    Refused(SignedRequestRefusal),
}

words! {
    /// Why a `signed_request` must not be believed.
    pub enum SignedRequestRefusal {
        /// Not two parts of base64url with a dot between them, or no JSON object inside.
        Malformed = "malformed",
        /// It names another algorithm than HMAC-SHA256.
        Algorithm = "algorithm",
        /// Signed with another secret.
        Mismatch = "mismatch",
        /// There is no app secret to compare with.
        SecretEmpty = "secret_empty",
        /// Its time is over, or it is older than was asked for.
        Expired = "expired",
        /// It was made later than now.
        InFuture = "in_future",
        /// It does not say when it was made, and an age was asked for.
        Undated = "undated",
    }
}

impl SignedRequestRefusal {
    /// What to do about it.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Malformed => {
                "Pass the value of the form field signed_request as it came in, decoded from the form and nothing else."
            }
            Self::Algorithm => "The request does not name HMAC-SHA256, the only algorithm Meta uses.",
            Self::Mismatch => "It was not signed with this app secret. Instagram login has a secret of its own.",
            Self::SecretEmpty => "Set the app secret; an unset environment variable often is the cause.",
            Self::Expired => {
                "It is old: somebody may be sending again what Meta sent before. Do nothing, or allow a greater age."
            }
            Self::InFuture => "It was made later than now. See that the clock is right and now is in milliseconds.",
            Self::Undated => "It has no issued_at, so its age is not known. Meta's requests have one.",
        }
    }
}

/// How old a request may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxAge {
    /// The present, ms since the epoch.
    pub now: Millis,
    /// The greatest age, ms; `None` checks only that the request has not ended by its own `expires`.
    pub max_age_ms: Option<i64>,
}

/// How far Meta's clock may be ahead of ours.
const CLOCK_SKEW: i64 = 300 * Millis::SECOND;

/// Checks the signature of a `signed_request` in constant time under each secret (several while one is being rotated), then its
/// age where that is asked for, and reads it.
///
/// ```
/// use messenger_desk::setup::signed_request::{signed_request, SignedRequest, SignedRequestRefusal};
///
/// assert_eq!(signed_request(&["a secret"], "e30.e30", None), SignedRequest::Refused(SignedRequestRefusal::Mismatch));
/// assert_eq!(signed_request(&[""], "e30.e30", None), SignedRequest::Refused(SignedRequestRefusal::SecretEmpty));
/// ```
#[must_use]
pub fn signed_request<S: AsRef<str>>(app_secrets: &[S], signed: &str, age: Option<MaxAge>) -> SignedRequest {
    let secrets: Vec<&str> = app_secrets.iter().map(AsRef::as_ref).collect();
    read(&secrets, signed, age).unwrap_or_else(SignedRequest::Refused)
}

fn read(secrets: &[&str], signed: &str, age: Option<MaxAge>) -> Result<SignedRequest, SignedRequestRefusal> {
    use SignedRequestRefusal as Refusal;
    if secrets.iter().all(|secret| secret.is_empty()) {
        return Err(Refusal::SecretEmpty);
    }
    let (signature, payload) = signed.trim().split_once('.').ok_or(Refusal::Malformed)?;
    let decode = |text: &str| Base64UrlUnpadded::decode_vec(text.trim_end_matches('=')).map_err(|_| Refusal::Malformed);
    let (signature, json) = (decode(signature)?, decode(payload)?);
    // Signed is the payload as it is encoded.
    let secret = secrets
        .iter()
        .position(|secret| !secret.is_empty() && MacKey::new(secret.as_bytes()).verify(payload.as_bytes(), &signature));
    let secret = secret.ok_or(Refusal::Mismatch)?;
    let document = Document::parse(&json, &Limits::default()).map_err(|_| Refusal::Malformed)?;
    let leftovers = Leftovers::unwanted();
    let fields = Reading::new(document.root(), &Path::ROOT, &leftovers).fields().ok_or(Refusal::Malformed)?;
    if !fields.get::<String>("algorithm").is_some_and(|name| name.eq_ignore_ascii_case("HMAC-SHA256")) {
        return Err(Refusal::Algorithm);
    }
    let moment = |key| fields.get::<MetaTime>(key).map(|moment| moment.0).filter(|moment| moment.0 > 0);
    let (issued_at, expires) = (moment("issued_at"), moment("expires"));
    if let Some(age) = age {
        fresh(issued_at, expires, age)?;
    }
    let user_id = fields.get::<Id<'_>>("user_id").map(|id| id.0.into_owned());
    Ok(SignedRequest::Genuine { secret, user_id, issued_at, expires })
}

fn fresh(issued_at: Option<Millis>, expires: Option<Millis>, age: MaxAge) -> Result<(), SignedRequestRefusal> {
    if expires.is_some_and(|expires| expires <= age.now) {
        return Err(SignedRequestRefusal::Expired);
    }
    if issued_at.is_some_and(|issued| issued > age.now.plus(CLOCK_SKEW)) {
        return Err(SignedRequestRefusal::InFuture);
    }
    let Some(max_age) = age.max_age_ms else { return Ok(()) };
    let issued = issued_at.ok_or(SignedRequestRefusal::Undated)?;
    if issued.plus(max_age) < age.now { Err(SignedRequestRefusal::Expired) } else { Ok(()) }
}

impl Record for SignedRequest {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Genuine { secret, user_id, issued_at, expires } => {
                object.field("ok", &true);
                object.field("secret", &u32::try_from(*secret).unwrap_or_default());
                object.field("userId", user_id);
                object.field("issuedAt", issued_at);
                object.field("expires", expires);
            }
            Self::Refused(refusal) => {
                object.field("ok", &false);
                object.field("reason", refusal);
                object.field("hint", &refusal.hint());
            }
        }
    }
}

object!(SignedRequest);

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a-secret-for-tests-only";

    fn sign(json: &str) -> String {
        let payload = Base64UrlUnpadded::encode_string(json.as_bytes());
        let mac = MacKey::new(SECRET.as_bytes()).sign(&[payload.as_bytes()]);
        let signature = Base64UrlUnpadded::encode_string(&mac);
        format!("{signature}.{payload}")
    }

    #[test]
    fn what_meta_signed_is_read() {
        let signed = sign(r#"{"algorithm":"HMAC-SHA256","issued_at":1762128000,"expires":0,"user_id":"218471"}"#);
        let expected = |secret| SignedRequest::Genuine {
            secret,
            user_id: Some("218471".to_owned()),
            issued_at: Some(Millis(1_762_128_000_000)),
            expires: None,
        };
        assert_eq!(signed_request(&[SECRET], &signed, None), expected(0));
        assert_eq!(signed_request(&["", "a-newer-secret", SECRET], &signed, None), expected(2));
        let padded = signed.replace('.', "=.");
        assert_eq!(signed_request(&[SECRET], &padded, None), expected(0));
    }

    #[test]
    fn nothing_else_is_believed() {
        use SignedRequestRefusal as R;
        let good = sign(r#"{"algorithm":"HMAC-SHA256","user_id":"1"}"#);
        for (signed, expected) in [
            ("", R::Malformed),
            ("a.b.c", R::Malformed),
            ("!.!", R::Malformed),
            (&sign("[]"), R::Malformed),
            (&sign("{}"), R::Algorithm),
            (&sign(r#"{"algorithm":"none"}"#), R::Algorithm),
            (&good.replacen(&good[..4], "AAAA", 1), R::Mismatch),
        ] {
            assert_eq!(signed_request(&[SECRET], signed, None), SignedRequest::Refused(expected), "{signed}");
        }
        let none: [&str; 0] = [];
        assert_eq!(signed_request(&none, &good, None), SignedRequest::Refused(R::SecretEmpty));
    }

    #[test]
    fn age_is_checked_to_the_millisecond() {
        use SignedRequestRefusal as R;
        let issued = Millis(1_762_128_000_000);
        let signed = sign(r#"{"algorithm":"HMAC-SHA256","issued_at":1762128000,"expires":1762135200}"#);
        let refused = |signed: &str, now: Millis, max_age_ms| match signed_request(
            &[SECRET],
            signed,
            Some(MaxAge { now, max_age_ms }),
        ) {
            SignedRequest::Genuine { .. } => None,
            SignedRequest::Refused(refusal) => Some(refusal),
        };
        assert_eq!(refused(&signed, issued.plus(60_000), Some(60_000)), None);
        assert_eq!(refused(&signed, issued.plus(60_001), Some(60_000)), Some(R::Expired));
        assert_eq!(refused(&signed, issued.plus(7_199_999), None), None);
        assert_eq!(refused(&signed, issued.plus(7_200_000), None), Some(R::Expired));
        assert_eq!(refused(&signed, issued.plus(-300_000), None), None);
        assert_eq!(refused(&signed, issued.plus(-300_001), None), Some(R::InFuture));
        let undated = sign(r#"{"algorithm":"HMAC-SHA256"}"#);
        assert_eq!(refused(&undated, issued, Some(1)), Some(R::Undated));
        assert_eq!(refused(&undated, issued, None), None);
    }
}
