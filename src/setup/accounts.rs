//! What `me/accounts` says: which Pages the login gives, and what the person may do on them.

use alloc::vec::Vec;

use super::case::Case;
use super::evidence;
use super::feature::NeedKind;
use super::finding::FindingCode;
use crate::json::{Fields, Id, OrList, Read, Reading, Text};

/// One Page of the answer.
pub(super) struct Account<'d> {
    pub(super) id: Id<'d>,
    pub(super) name: Option<Text<'d>>,
    pub(super) tasks: Option<Vec<Text<'d>>>,
    pub(super) token: Option<Text<'d>>,
}

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let Some((accounts, answer)) = case.list::<Account<'_>>("accounts") else { return };
    // Of a list that goes on elsewhere nobody can say what is not in it.
    let whole = !has_more(&answer);
    let named: Vec<Id<'_>> = case
        .answers
        .get::<OrList<Named<'_>>>("previousPages")
        .map(|pages| pages.0)
        .into_iter()
        .flatten()
        .map(|page| page.0)
        .collect();
    if let Some(page) = case.page.clone() {
        match accounts.iter().find(|account| account.id == page) {
            Some(account) => tasks(case, account),
            None if whole => case.found(FindingCode::PageNotListed, [evidence::id(page.as_str())]),
            None => case.not_judged("accounts"),
        }
    } else if accounts.is_empty() && whole {
        case.found(FindingCode::NoPages, []);
    }
    let mut dropped = named.iter().filter(|page| !accounts.iter().any(|account| account.id == **page)).peekable();
    if dropped.peek().is_none() {
        return;
    }
    if whole {
        case.found(FindingCode::PagesDropped, dropped.map(|page| evidence::id(page.as_str())));
    } else {
        case.not_judged("accounts");
    }
}

/// Whether Graph has more Pages than it gave in this answer.
pub(super) fn has_more(answer: &Fields<'_, '_>) -> bool {
    answer.child("paging").is_ok_and(|paging| paging.has("next"))
}

fn tasks(case: &mut Case<'_, '_>, account: &Account<'_>) {
    let Some(tasks) = &account.tasks else { return };
    let lacking = |name: &str| !tasks.iter().any(|task| task == name);
    let missing: Vec<_> =
        case.features.required(NeedKind::Task).map(|need| need.name).filter(|name| lacking(name)).collect();
    if !missing.is_empty() {
        case.found(FindingCode::TaskMissing, missing.iter().map(|task| evidence::word(task)));
    }
}

impl<'d> Read<'d> for Account<'d> {
    const EXPECTED: &'static str = "a Page with its id";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let token = fields.get::<Text<'_>>("access_token").filter(|token| !token.is_empty());
        Some(Self { id: fields.get("id")?, name: fields.get("name"), tasks: fields.get("tasks"), token })
    }
}

/// A Page that was connected before: its id, or an object with it.
struct Named<'d>(Id<'d>);

impl<'d> Read<'d> for Named<'d> {
    const EXPECTED: &'static str = "a Page's id";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        match reading.fields() {
            Some(fields) => fields.get("id"),
            None => Id::read(reading),
        }
        .map(Self)
    }
}
