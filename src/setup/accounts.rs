//! What `me/accounts` says: which Pages the login gives, and what the person may do on them.

use super::case::Case;
use super::feature::NeedKind;
use super::finding::{Finding, FindingCode};
use super::{evidence, look};
use crate::json::Value;

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let Some(accounts) = case.list("accounts") else { return };
    // Of a list that goes on elsewhere nobody can say what is not in it.
    let whole = !case.answers.get("accounts").is_some_and(has_more);
    let mut unsure = false;
    if let Some(page) = case.page {
        match find(accounts, page) {
            Some(account) => tasks(case, account),
            None if whole => case.found(FindingCode::PageNotListed, evidence::id(page)),
            None => unsure = true,
        }
    } else if whole && !accounts.iter().any(|account| look::has(account, "id")) {
        case.found(FindingCode::NoPages, None);
    }
    let mut dropped = Finding::of(FindingCode::PagesDropped);
    let mut drops = false;
    for page in look::list(case.answers, "previousPages").unwrap_or_default() {
        if let Some(page) = look::id(page, "id").or_else(|| look::as_id(page))
            && find(accounts, page).is_none()
        {
            dropped.show(evidence::id(page));
            drops = true;
        }
    }
    if drops && whole {
        case.report(dropped);
    } else if drops || unsure {
        case.not_judged("accounts");
    }
}

fn find<'v, 'd>(accounts: &'v [Value<'d>], page: &str) -> Option<&'v Value<'d>> {
    accounts.iter().find(|account| look::id(account, "id") == Some(page))
}

/// Whether Graph has more Pages than it gave in this answer.
pub(super) fn has_more(answer: &Value<'_>) -> bool {
    answer.get("paging").is_some_and(|paging| look::has(paging, "next"))
}

fn tasks(case: &mut Case<'_, '_>, account: &Value<'_>) {
    let tasks = look::list(account, "tasks");
    let missing = case.features.missing(NeedKind::Task, &|name| tasks.is_none_or(|tasks| look::holds(tasks, name)));
    case.missing(FindingCode::TaskMissing, &missing, None, true);
}
