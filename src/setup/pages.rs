//! The Pages a login gave: for a person to choose from, and their tokens for the host's store.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::accounts::has_more;
use super::feature::{Features, NeedKind};
use super::{evidence, look};
use crate::json::{Document, Limits, Value, written};

/// The Pages of an answer to `accounts`, without their tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Accounts {
    /// The Pages, in Graph's order.
    pub pages: Vec<AccountPage>,
    /// Graph has more: ask again with `paging.cursors.after`.
    pub more: bool,
}

/// A Page the person may connect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct AccountPage {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What the person may do on it, in Meta's words.
    pub tasks: Vec<String>,
    /// What the channel needs of these and the person may not do.
    pub missing_tasks: Vec<&'static str>,
    /// The answer has the Page's token.
    pub has_token: bool,
}

/// A Page's token. For the host's store alone: it has no `Debug`, and nothing else here gives one out.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PageToken {
    /// Id of the Page.
    pub id: String,
    /// Its token: a secret.
    pub token: String,
}

/// Reads the JSON text of an answer to `accounts`; an answer that is an error, or is none, has no Pages: `diagnose` says why.
///
/// ```
/// use messenger_desk::setup::pages::{page_tokens, read_accounts};
///
/// let answer = r#"{ "data": [{ "id": "1029384756", "name": "Harbour Bikes", "tasks": ["MESSAGING", "MODERATE"], "access_token": "hush" }] }"#;
/// let accounts = read_accounts(answer);
/// assert!(accounts.pages[0].has_token && accounts.pages[0].missing_tasks.is_empty());
/// assert_eq!(page_tokens(answer)[0].token, "hush");
/// ```
#[must_use]
pub fn read_accounts(answer: &str) -> Accounts {
    let mut accounts = Accounts::default();
    accounts.more = each_account(answer, &mut |account, id| {
        let Some(id) = evidence::id(id) else { return };
        let held = look::list(account, "tasks").unwrap_or_default();
        accounts.pages.push(AccountPage {
            id,
            name: look::owned(account, "name"),
            tasks: held.iter().filter_map(|task| evidence::word(task.text()?)).collect(),
            missing_tasks: Features::default().missing(NeedKind::Task, &|task| look::holds(held, task)),
            has_token: token(account).is_some(),
        });
    });
    accounts
}

/// Takes the Pages' tokens out of the JSON text of an answer to `accounts`, for the host to keep encrypted. They are secrets: never
/// to a browser, never to a log.
#[must_use]
pub fn page_tokens(answer: &str) -> Vec<PageToken> {
    let mut tokens = Vec::new();
    each_account(answer, &mut |account, id| {
        if let Some(token) = token(account) {
            tokens.push(PageToken { id: id.to_owned(), token: token.to_owned() });
        }
    });
    tokens
}

fn token<'v>(account: &'v Value<'_>) -> Option<&'v str> {
    look::text(account, "access_token").filter(|token| !token.is_empty())
}

/// Calls for each Page of an answer; says whether there are more elsewhere.
fn each_account(answer: &str, found: &mut dyn FnMut(&Value<'_>, &str)) -> bool {
    let document = Document::parse_text(answer, &Limits { bytes: usize::MAX, ..Limits::default() });
    let Ok(document) = document else { return false };
    for account in look::list(document.root(), "data").unwrap_or_default() {
        if let Some(id) = look::id(account, "id") {
            found(account, id);
        }
    }
    has_more(document.root())
}

written!(Accounts { pages: "pages", more: "more" });
written!(AccountPage { id: "id", name: "name", tasks: "tasks", missing_tasks: "missingTasks", has_token: "hasToken" });
written!(PageToken { id: "id", token: "token" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_answers_have_no_pages() {
        for answer in ["", "[]", "{}", r#"{"error":{"code":190}}"#, r#"{"data":7}"#, r#"{"data":[7,{"name":"no id"}]}"#]
        {
            assert_eq!(read_accounts(answer), Accounts::default(), "{answer}");
            assert!(page_tokens(answer).is_empty());
        }
        let more = r#"{"data":[{"id":1,"tasks":["MODERATE","eaa9"]}],"paging":{"next":"https://graph.example/"}}"#;
        let accounts = read_accounts(more);
        assert!(accounts.more && !accounts.pages[0].has_token);
        assert_eq!(accounts.pages[0].missing_tasks, ["MESSAGING"]);
        assert_eq!(accounts.pages[0].tasks, ["MODERATE"]);
    }
}
