//! `appsecret_proof`: shows Graph that a call comes from somebody who knows the app secret (`platform.md` 5.4).

use alloc::string::{String, ToString};

use crate::hex::hex;
use crate::mac::MacKey;

/// The `appsecret_proof` of a token: lower-case hex of HMAC-SHA256 under the app secret. With a time (Unix **seconds**, to be
/// sent along as `appsecret_time`) the proof is good for about five minutes only.
///
/// ```
/// use messenger_desk::send::proof::app_secret_proof;
///
/// let proof = app_secret_proof("a-secret-for-tests-only", "token", None);
/// assert_eq!(proof, "7ec6636d27393ac943ef7840bf66609b202b1cbefc4e63a2e65fb2e5336c55de");
/// ```
#[must_use]
pub fn app_secret_proof(app_secret: &str, token: &str, time: Option<i64>) -> String {
    let time = time.map_or_else(String::new, |seconds| ["|", &seconds.to_string()].concat());
    hex(&MacKey::new(app_secret.as_bytes()).sign(&[token.as_bytes(), time.as_bytes()]))
}
