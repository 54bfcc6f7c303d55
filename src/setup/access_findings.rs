//! What findings about tokens, people and Pages mean: who may do what.

use super::entry::Effect::{Attention, Disconnects, Quiet};
use super::entry::{ERRORS, Entry, OVERVIEW, row};
use super::finding::FindingCode as Code;
use super::finding::Severity::{Error, Warning};

const TOKENS: &str = "Access tokens: debugging and errors, read 2026-11-21";
const USE_CASE: &str = "Messenger use case, 2026-03-18";

pub(super) const ACCESS: &[Entry] = &[
    row(Code::GraphError, Error, Quiet, ERRORS, ["Graph refused to answer.", "See the code in Meta's list of errors."]),
    row(
        Code::TokenInvalid,
        Error,
        Disconnects,
        TOKENS,
        ["The token no longer works.", "Connect the Page again. Incoming messages are kept meanwhile."],
    ),
    row(
        Code::TokenBlocked,
        Error,
        Disconnects,
        TOKENS,
        [
            "Facebook holds the account of the person who connected the Page until they log in.",
            "That person logs in at facebook.com and does what is asked there; the token may then work again. Otherwise connect the Page again, best with another administrator.",
        ],
    ),
    row(
        Code::RoleLost,
        Error,
        Disconnects,
        TOKENS,
        [
            "The person who connected the Page no longer has a role on it.",
            "Another administrator of the Page connects it again, or gives that person the role back. A system user's token depends on nobody's role.",
        ],
    ),
    row(
        Code::Deauthorized,
        Error,
        Disconnects,
        "Data deletion and deauthorise callbacks, read 2026-11-21",
        [
            "The person who connected the Page has removed the app.",
            "Connect the Page again, with a person who keeps the app.",
        ],
    ),
    row(
        Code::NotPageToken,
        Error,
        Disconnects,
        TOKENS,
        [
            "This is no Page token.",
            "Take the Page's own token from me/accounts (access_token of the Page), not the person's, the system user's or the app's.",
        ],
    ),
    row(
        Code::OtherPage,
        Error,
        Disconnects,
        TOKENS,
        [
            "The token belongs to another Page.",
            "Take the token of this Page from me/accounts. With another Page's token Meta knows none of the people who wrote.",
        ],
    ),
    row(
        Code::OtherApp,
        Error,
        Disconnects,
        TOKENS,
        ["The token belongs to another app.", "Connect the Page with this app."],
    ),
    row(
        Code::TokenExpired,
        Error,
        Disconnects,
        TOKENS,
        ["The token's time is over.", "Connect the Page again. A system user's token need never end."],
    ),
    row(
        Code::TokenExpiring,
        Warning,
        Quiet,
        TOKENS,
        ["The token's time is over soon.", "Connect the Page again. A system user's token need never end."],
    ),
    row(
        Code::DataAccessExpired,
        Error,
        Attention,
        TOKENS,
        [
            "Meta no longer gives this app the Page's data.",
            "Connect the Page again. A system user's token need never end.",
        ],
    ),
    row(
        Code::DataAccessExpiring,
        Warning,
        Quiet,
        TOKENS,
        [
            "Meta soon gives this app no more of the Page's data.",
            "Connect the Page again. A system user's token need never end.",
        ],
    ),
    row(
        Code::ScopeMissing,
        Error,
        Attention,
        USE_CASE,
        [
            "Permissions are missing.",
            "Connect the Page again and leave every permission ticked; outside the app's own people they need App Review.",
        ],
    ),
    row(
        Code::PageNotGranted,
        Error,
        Attention,
        TOKENS,
        ["The permission to send was not given for this Page.", "Connect again and tick this Page too."],
    ),
    row(
        Code::PageNotListed,
        Error,
        Attention,
        USE_CASE,
        [
            "The Page is not among those this login may manage.",
            "Connect again and tick this Page too; the person needs full control or the task MESSAGING of it.",
        ],
    ),
    row(
        Code::NoPages,
        Error,
        Attention,
        USE_CASE,
        [
            "The login gives no Page at all.",
            "Connect again and tick the Pages. A Page that a business portfolio owns also needs business_management, and the person a role in that portfolio.",
        ],
    ),
    row(
        Code::PagesDropped,
        Warning,
        Quiet,
        TOKENS,
        [
            "This login no longer gives Pages that are connected. A new login replaces what the person granted before, so these Pages would stop.",
            "Before saving, connect again and tick these Pages too, or connect them with another person. Keep their present tokens until then.",
        ],
    ),
    row(
        Code::TaskMissing,
        Error,
        Attention,
        OVERVIEW,
        [
            "The person who connected the Page may not do there what the channel needs.",
            "An administrator gives that person the tasks in evidence in the Page's settings (Page access), or connects the Page.",
        ],
    ),
];
