//! Texts that must be hard to guess and survive being copied: verify tokens, the `state` of a login, confirmation codes.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{ChannelError, ErrorCode, Problem};
use crate::hex::hex;

/// The fewest random bytes that make a token: 128 bits.
pub const RANDOM_BYTES: usize = 16;

/// A token from the host's random bytes, since the library has no randomness of its own: two lower-case hex digits a byte, so that it is
/// good for a verify token, for the `state` of a login and for a confirmation code.
///
/// # Errors
///
/// Code `config`, reason `random`: fewer than [`RANDOM_BYTES`], or all bytes alike, as an array has them that nobody filled.
///
/// ```
/// use messenger_desk::setup::token::{random_token, verify_token_problems};
///
/// let bytes: Vec<u8> = (0..24).map(|number| number * 7).collect(); // in earnest: crypto.getRandomValues
/// let token = random_token(&bytes).unwrap();
/// assert_eq!(token.len(), 48);
/// assert!(verify_token_problems(&token).is_empty());
/// assert!(random_token(&[0; 24]).is_err());
/// ```
pub fn random_token(bytes: &[u8]) -> Result<String, ChannelError> {
    let alike = bytes.iter().all(|byte| Some(byte) == bytes.first());
    if bytes.len() < RANDOM_BYTES || alike {
        let message =
            "A token needs at least 16 random bytes, such as crypto.getRandomValues(new Uint8Array(24)) gives.";
        return Err(ChannelError { reason: Some("random"), ..ChannelError::new(ErrorCode::Config, message) });
    }
    Ok(hex(bytes))
}

/// What a text has to be like.
struct Shape {
    least: usize,
    most: usize,
    /// Beside letters and digits.
    also: &'static str,
    /// How many different characters it has to have.
    different: u32,
    short: &'static str,
    long: &'static str,
    characters: &'static str,
}

/// Wide enough that nobody guesses it, narrow enough for every form and query on its way.
const VERIFY_TOKEN: Shape = Shape {
    least: 20,
    most: 255,
    also: "-._~",
    different: 8,
    short: "A verify token needs at least 20 characters: whoever guesses it can have Meta's check answered in your name.",
    long: "A verify token may have at most 255 characters.",
    characters: "A verify token may have letters, digits and -._~ only: others are changed on their way through forms and addresses.",
};

/// Alphanumeric, as Meta asks (data deletion callback; `platform.md` 10).
const CONFIRMATION_CODE: Shape = Shape {
    least: 10,
    most: 64,
    also: "",
    different: 1,
    short: "A confirmation code needs at least 10 characters: whoever guesses one sees the state of somebody's deletion.",
    long: "A confirmation code may have at most 64 characters.",
    characters: "A confirmation code may have letters and digits only.",
};

/// Everything that is wrong with a verify token; an empty list is a good one. The token is in none of the sentences.
#[must_use]
pub fn verify_token_problems(token: &str) -> Vec<Problem> {
    VERIFY_TOKEN.problems(token)
}

/// Everything that is wrong with a confirmation code, before it is looked up or handed out.
///
/// ```
/// use messenger_desk::setup::token::confirmation_code_problems;
///
/// assert!(confirmation_code_problems("9f86d081884c7d65").is_empty());
/// assert_eq!(confirmation_code_problems("../../etc").len(), 2);
/// ```
#[must_use]
pub fn confirmation_code_problems(code: &str) -> Vec<Problem> {
    CONFIRMATION_CODE.problems(code)
}

impl Shape {
    fn problems(&self, text: &str) -> Vec<Problem> {
        // Which ASCII characters there are, a bit each.
        let seen = text.bytes().fold(0_u128, |seen, byte| seen | 1_u128.checked_shl(byte.into()).unwrap_or_default());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || self.also.as_bytes().contains(&byte);
        let long_enough = text.len() >= self.least;
        let mut problems = Vec::new();
        for (good, code, message) in [
            (long_enough, "too_short", self.short),
            (text.len() <= self.most, "too_long", self.long),
            (text.bytes().all(allowed), "characters", self.characters),
            (
                !long_enough || seen.count_ones() >= self.different,
                "monotonous",
                "It repeats too few characters. Make one from random bytes.",
            ),
        ] {
            if !good {
                problems.push(Problem::new("", code, message));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_tokens_are_told_why() {
        let codes = |token: &str| -> Vec<&'static str> {
            verify_token_problems(token).into_iter().map(|problem| problem.code).collect()
        };
        assert_eq!(codes("verify-me"), ["too_short"]);
        assert_eq!(codes(""), ["too_short"]);
        assert_eq!(codes("my token with some spaces"), ["characters"]);
        assert_eq!(codes(&"ab".repeat(20)), ["monotonous"]);
        assert_eq!(codes(&"abcdefghij".repeat(26)), ["too_long"]);
        assert_eq!(codes("tok~en.with-every_kind9"), Vec::<&str>::new());
        assert!(random_token(&[1; 16]).is_err());
        assert!(random_token(&[1, 2, 3]).is_err());
    }
}
