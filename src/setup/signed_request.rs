//! `signed_request`: how Meta signs data deletion and deauthorise callbacks (`platform.md` 10).

use alloc::string::String;

use crate::json::{Document, Id, Leftovers, Limits, MetaTime, Millis, Object, Path, Reading, Record, object, words};
use crate::mac::MacKey;
use base64ct::{Base64UrlUnpadded, Encoding};

/// What a `signed_request` says, or why it must not be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ ok: true; userId?: string; issuedAt?: number; expires?: number } | { ok: false; reason: SignedRequestRefusal; hint: string }"
    )
)]
pub enum SignedRequest {
    /// Signed by Meta with the app secret.
    Genuine {
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
        }
    }
}

/// Checks the signature of a `signed_request` in constant time and reads it.
///
/// ```
/// use messenger_desk::setup::signed_request::{signed_request, SignedRequest, SignedRequestRefusal};
///
/// assert_eq!(signed_request("a secret", "e30.e30"), SignedRequest::Refused(SignedRequestRefusal::Mismatch));
/// assert_eq!(signed_request("", "e30.e30"), SignedRequest::Refused(SignedRequestRefusal::SecretEmpty));
/// ```
#[must_use]
pub fn signed_request(app_secret: &str, signed: &str) -> SignedRequest {
    read(app_secret, signed).unwrap_or_else(SignedRequest::Refused)
}

fn read(app_secret: &str, signed: &str) -> Result<SignedRequest, SignedRequestRefusal> {
    use SignedRequestRefusal as Refusal;
    if app_secret.is_empty() {
        return Err(Refusal::SecretEmpty);
    }
    let (signature, payload) = signed.trim().split_once('.').ok_or(Refusal::Malformed)?;
    let decode = |text: &str| Base64UrlUnpadded::decode_vec(text.trim_end_matches('=')).map_err(|_| Refusal::Malformed);
    let (signature, json) = (decode(signature)?, decode(payload)?);
    // Signed is the payload as it is encoded.
    if !MacKey::new(app_secret.as_bytes()).verify(payload.as_bytes(), &signature) {
        return Err(Refusal::Mismatch);
    }
    let document = Document::parse(&json, &Limits::default()).map_err(|_| Refusal::Malformed)?;
    let leftovers = Leftovers::unwanted();
    let fields = Reading::new(document.root(), &Path::ROOT, &leftovers).fields().ok_or(Refusal::Malformed)?;
    if !fields.get::<String>("algorithm").is_some_and(|name| name.eq_ignore_ascii_case("HMAC-SHA256")) {
        return Err(Refusal::Algorithm);
    }
    let moment = |key| fields.get::<MetaTime>(key).map(|moment| moment.0).filter(|moment| moment.0 > 0);
    Ok(SignedRequest::Genuine {
        user_id: fields.get::<Id<'_>>("user_id").map(|id| id.0.into_owned()),
        issued_at: moment("issued_at"),
        expires: moment("expires"),
    })
}

impl Record for SignedRequest {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Genuine { user_id, issued_at, expires } => {
                object.field("ok", &true);
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
        let expected = SignedRequest::Genuine {
            user_id: Some("218471".to_owned()),
            issued_at: Some(Millis(1_762_128_000_000)),
            expires: None,
        };
        assert_eq!(signed_request(SECRET, &signed), expected);
        let padded = signed.replace('.', "=.");
        assert_eq!(signed_request(SECRET, &padded), expected);
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
            assert_eq!(signed_request(SECRET, signed), SignedRequest::Refused(expected), "{signed}");
        }
    }
}
