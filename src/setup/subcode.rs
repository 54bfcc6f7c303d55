//! Why a token died, by the subcode of error 190 (`platform.md` 6.1; Common error codes, 2026-06-25; 452, 466 and 490 as others
//! report them).

use super::finding::{Finding, FindingCode};

struct Row {
    subcode: i64,
    code: FindingCode,
    text: &'static str,
    remedy: &'static str,
}

const fn row(subcode: i64, code: FindingCode, [text, remedy]: [&'static str; 2]) -> Row {
    Row { subcode, code, text, remedy }
}

const AGAIN: &str = "Connect the Page again. Incoming messages are kept meanwhile.";
const LOG_IN: &str = "That person logs in at facebook.com and does what is asked there; the token may then work again. Otherwise connect the Page again, best with another administrator.";

const ROWS: [Row; 11] = [
    row(452, FindingCode::TokenInvalid, ["The token's session no longer fits the person's.", AGAIN]),
    row(
        458,
        FindingCode::TokenInvalid,
        [
            "The person who connected the Page has removed the app.",
            "Connect the Page again, with a person who keeps the app. Incoming messages are kept meanwhile.",
        ],
    ),
    row(459, FindingCode::TokenBlocked, ["Facebook holds the account of the person who connected the Page.", LOG_IN]),
    row(
        460,
        FindingCode::TokenInvalid,
        ["The person who connected the Page has changed the password, or Facebook has ended their sessions.", AGAIN],
    ),
    row(
        463,
        FindingCode::TokenExpired,
        ["The token's time is over.", "Connect the Page again. A system user's token need never end."],
    ),
    row(
        464,
        FindingCode::TokenBlocked,
        ["Facebook has not confirmed the account of the person who connected the Page.", LOG_IN],
    ),
    row(466, FindingCode::TokenInvalid, ["Facebook has ended the session the token came from.", AGAIN]),
    row(
        467,
        FindingCode::TokenInvalid,
        [
            "The token is not valid: ended, withdrawn, or not copied whole.",
            "Connect the Page again, or paste the whole token. Incoming messages are kept meanwhile.",
        ],
    ),
    row(
        490,
        FindingCode::TokenBlocked,
        ["Facebook wants the person who connected the Page to pass a security check.", LOG_IN],
    ),
    row(
        492,
        FindingCode::RoleLost,
        [
            "The person who connected the Page no longer has a role on it.",
            "Another administrator of the Page connects it again, or gives that person the role back. A system user's token depends on nobody's role.",
        ],
    ),
    row(
        2_069_032,
        FindingCode::NotPageToken,
        [
            "This is no Page token.",
            "Take the Page's own token from me/accounts (access_token of the Page), not the person's, the system user's or the app's.",
        ],
    ),
];

/// The finding that a dead token makes.
pub(super) fn finding(subcode: Option<i64>) -> Finding {
    let row = ROWS.iter().find(|row| Some(row.subcode) == subcode);
    let finding = Finding::of(row.map_or(FindingCode::TokenInvalid, |row| row.code));
    match row {
        Some(row) => Finding { text: row.text, remedy: row.remedy, ..finding },
        None => finding,
    }
}
