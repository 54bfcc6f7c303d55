//! `appsecret_proof`: shows Graph that a call comes from somebody who knows the app secret (`platform.md` 5.4).

use alloc::string::{String, ToString};

use crate::hex::hex;
use crate::mac::MacKey;

/// The `appsecret_proof` of a token: lower-case hex of HMAC-SHA256 under the app secret, of the token's bytes ("Secure Graph API
/// Calls").
///
/// It goes along with every call as the parameter `appsecret_proof`, in the query or in the body; an app can demand it ("Require
/// App Secret" in its settings). It belongs to one token: another token needs another proof.
///
/// With a time (Unix **seconds**, to be sent along as `appsecret_time`) the message is the token, `|` and the time, and the proof
/// is good for about five minutes only, so that one that leaks is soon worth nothing. Meta's page does not describe this form;
/// it is taken from what is used in practice.
///
/// ```
/// use messenger_desk::send::proof::app_secret_proof;
///
/// let proof = app_secret_proof("a-secret-for-tests-only", "token", None);
/// assert_eq!(proof, "7ec6636d27393ac943ef7840bf66609b202b1cbefc4e63a2e65fb2e5336c55de");
/// let for_five_minutes = app_secret_proof("a-secret-for-tests-only", "token", Some(1_762_128_000));
/// assert_eq!(for_five_minutes, "9d78b690bb2f97118acd486282d4f75dca1ff6975bdf8261f2f55c9cf540cb0a");
/// ```
#[must_use]
pub fn app_secret_proof(app_secret: &str, token: &str, time: Option<i64>) -> String {
    let time = time.map_or_else(String::new, |seconds| ["|", &seconds.to_string()].concat());
    hex(&MacKey::new(app_secret.as_bytes()).sign(&[token.as_bytes(), time.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2, whose message is long enough to be a token with a time behind it.
    #[test]
    fn it_is_hmac_sha256() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(app_secret_proof("Jefe", "what do ya want for nothing?", None), expected);
    }

    #[test]
    fn the_time_stands_behind_the_token() {
        for time in [0, 1, 1_762_128_000, i64::MAX] {
            let written = app_secret_proof("secret", &format!("token|{time}"), None);
            assert_eq!(app_secret_proof("secret", "token", Some(time)), written);
            assert_ne!(app_secret_proof("secret", "token", None), written);
        }
    }
}
