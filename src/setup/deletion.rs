//! The answer to a data deletion callback (`platform.md` 10).

use alloc::string::String;

use super::token::confirmation_code_problems;
use crate::error::{ChannelError, ErrorCode};
use crate::json::{write, written};

/// What Meta wants as JSON, with status 200: it shows the person both.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeletionReply {
    /// Where the person can see how the deletion stands, in words.
    pub url: String,
    /// The code by which it is known.
    pub confirmation_code: String,
}

/// The answer, for a status page and a code. An address that ends with `/` or `=` is followed by the code, any other by
/// `?code=` or `&code=` and the code.
///
/// # Errors
///
/// Code `payload`: reason `code` where the code is not alphanumeric or too short, `url` where the address is no `https` address, with
/// every problem of a code in `problems`.
///
/// ```
/// use messenger_desk::setup::deletion::deletion_reply;
///
/// let reply = deletion_reply("https://desk.example/deletion", "9f86d081884c7d65").unwrap();
/// assert_eq!(reply.url, "https://desk.example/deletion?code=9f86d081884c7d65");
/// assert_eq!(deletion_reply("https://desk.example/deletion", "a b").unwrap_err().reason, Some("code"));
/// ```
pub fn deletion_reply(status_page: &str, code: &str) -> Result<DeletionReply, ChannelError> {
    let problems = confirmation_code_problems(code);
    if !problems.is_empty() {
        let error = ChannelError::with_problems(ErrorCode::Payload, "The confirmation code is not valid", problems);
        return Err(ChannelError { reason: Some("code"), ..error });
    }
    let rest = status_page.strip_prefix("https://").unwrap_or_default();
    let plain = !rest.is_empty()
        && !rest.starts_with('/')
        && rest.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b'#');
    if !plain {
        let message = "The status page has to be an https address without a fragment.";
        return Err(ChannelError { reason: Some("url"), ..ChannelError::new(ErrorCode::Payload, message) });
    }
    let joint = if status_page.ends_with(['/', '=']) {
        ""
    } else if status_page.contains('?') {
        "&code="
    } else {
        "?code="
    };
    Ok(DeletionReply { url: [status_page, joint, code].concat(), confirmation_code: code.into() })
}

impl DeletionReply {
    /// The body to answer with.
    #[must_use]
    pub fn body(&self) -> String {
        write(self)
    }
}

written!(DeletionReply { url: "url", confirmation_code: "confirmation_code" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_gets_its_code() {
        for (page, url) in [
            ("https://desk.example/d/", "https://desk.example/d/9f86d081884c7d65"),
            ("https://desk.example/d?lang=en", "https://desk.example/d?lang=en&code=9f86d081884c7d65"),
            ("https://desk.example/d?id=", "https://desk.example/d?id=9f86d081884c7d65"),
        ] {
            assert_eq!(deletion_reply(page, "9f86d081884c7d65").unwrap().url, url);
        }
        for page in [
            "",
            "https://",
            "http://desk.example/",
            "https://desk.example/#x",
            "https://desk.example/a b",
            "https:///x",
        ] {
            assert_eq!(deletion_reply(page, "9f86d081884c7d65").unwrap_err().reason, Some("url"), "{page}");
        }
        let reply = deletion_reply("https://desk.example/d/", "9f86d081884c7d65").unwrap();
        assert_eq!(
            reply.body(),
            r#"{"url":"https://desk.example/d/9f86d081884c7d65","confirmation_code":"9f86d081884c7d65"}"#
        );
    }
}
