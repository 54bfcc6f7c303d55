//! `appsecret_proof`: shows Graph that a call comes from somebody who knows the app secret (`platform.md` 5.4).

use alloc::string::{String, ToString};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::hex::hex;

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
    // HMAC takes keys of any length; its error exists for other MACs.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()) else { return String::new() };
    let mac = mac.chain_update(token);
    let mac = match time {
        Some(seconds) => mac.chain_update("|").chain_update(seconds.to_string()),
        None => mac,
    };
    hex(&mac.finalize().into_bytes())
}
