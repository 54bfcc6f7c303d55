//! What Graph's answers say about a channel's health: findings with what to do about each (`platform.md` 9).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Fields, Id, MetaTime, Millis, Raw, Read, Reading, Text, words, written};
use crate::send::OutcomeKind;

/// Answers of Graph's as they came, as many as are at hand.
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ now?: number; page?: string; app?: string; debug_token?: object; accounts?: object; subscribed_apps?: object }"
    )
)]
pub struct GraphAnswers;

/// One thing that is or will be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Finding {
    /// What it is; stable, for programs.
    pub code: FindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// What is the matter, for a person.
    pub text: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// What in the answers shows it: a scope, a field, a moment, an error code.
    pub evidence: Vec<String>,
}

words! {
    /// How bad a finding is.
    pub enum Severity {
        /// Messages are not received or cannot be sent.
        Error = "error",
        /// They soon will not.
        Warning = "warning",
    }
}

words! {
    /// What a finding is.
    pub enum FindingCode {
        /// Graph refused the question itself.
        GraphError = "graph_error",
        /// The token no longer works.
        TokenInvalid = "token_invalid",
        /// It is no Page token.
        NotPageToken = "not_page_token",
        /// It belongs to another app.
        OtherApp = "other_app",
        /// Its time is over.
        TokenExpired = "token_expired",
        /// Its time is over within 14 days.
        TokenExpiring = "token_expiring",
        /// Access to data is over.
        DataAccessExpired = "data_access_expired",
        /// Access to data is over within 14 days.
        DataAccessExpiring = "data_access_expiring",
        /// Permissions are missing.
        ScopeMissing = "scope_missing",
        /// The permission to send was not given for this Page.
        PageNotGranted = "page_not_granted",
        /// The Page is not among those the login gives.
        PageNotListed = "page_not_listed",
        /// The app gets no webhooks of this Page.
        AppNotSubscribed = "app_not_subscribed",
        /// Webhook fields are missing.
        FieldsMissing = "fields_missing",
    }
}

/// How long before its end a token is reported.
const SOON: i64 = 14 * Millis::DAY;

/// Permissions a channel needs (`platform.md` 9.1, Messenger use case, 2026-03-18).
const SCOPES: [&str; 2] = ["pages_messaging", "pages_manage_metadata"];

/// Webhook fields a desk needs at least (`platform.md` 2.1); echoes, or answers typed in Meta's inbox never reach the ticket.
const FIELDS: [&str; 6] =
    ["messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "messaging_handovers"];

impl Finding {
    fn new(code: FindingCode, severity: Severity, text: &'static str, remedy: &'static str) -> Self {
        Self { code, severity, text, remedy, evidence: Vec::new() }
    }

    fn with(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}

/// Reads `{ now, page, app, debug_token, accounts, subscribed_apps }`; whatever is missing is not judged.
pub(crate) fn diagnose(answers: &Fields<'_, '_>) -> Vec<Finding> {
    let now: Option<Millis> = answers.get("now");
    let page: Option<Id<'_>> = answers.get("page");
    let app: Option<Id<'_>> = answers.get("app");
    let mut findings = Vec::new();
    for key in ["debug_token", "accounts", "subscribed_apps"] {
        findings.extend(answers.child(key).ok().and_then(|answer| refusal(&answer)));
    }
    if let Ok(answer) = answers.child("debug_token")
        && let Ok(data) = answer.child("data")
        && data.has("is_valid")
    {
        token(&data, now, page.as_ref(), app.as_ref(), &mut findings);
    }
    if let (Some(page), Ok(answer)) = (&page, answers.child("accounts"))
        && let Some(accounts) = answer.get::<Vec<Listed<'_>>>("data")
        && !accounts.iter().any(|account| account.id.as_ref() == Some(page))
    {
        let text = "The Page is not among those this login may manage.";
        let remedy = "Connect again and tick this Page too; the person needs full control or the task MESSAGING of it.";
        findings.push(Finding::new(FindingCode::PageNotListed, Severity::Error, text, remedy));
    }
    if let Ok(answer) = answers.child("subscribed_apps")
        && let Some(apps) = answer.get::<Vec<Listed<'_>>>("data")
    {
        subscription(&apps, app.as_ref(), &mut findings);
    }
    findings
}

/// An answer that is an error.
fn refusal(answer: &Fields<'_, '_>) -> Option<Finding> {
    if !answer.has("error") {
        return None;
    }
    let error = answer.child("error").ok()?;
    let code: Option<i64> = error.get("code");
    let kind = code.and_then(|code| crate::send::error_kind(code, error.get("error_subcode")));
    let remedy = match kind {
        Some(OutcomeKind::Reauthorize) => "Connect the Page again, with an administrator of the Page.",
        Some(OutcomeKind::Throttled | OutcomeKind::Retry) => "Ask again later.",
        _ => "See the code in Meta's list of errors.",
    };
    let evidence =
        ["code", "error_subcode"].into_iter().filter_map(|key| Some(error.get::<Raw<'_>>(key)?.as_str().to_owned()));
    let finding = Finding::new(FindingCode::GraphError, Severity::Error, "Graph refused to answer.", remedy);
    Some(finding.with(evidence.collect::<Vec<_>>()))
}

fn token(
    data: &Fields<'_, '_>,
    now: Option<Millis>,
    page: Option<&Id<'_>>,
    app: Option<&Id<'_>>,
    findings: &mut Vec<Finding>,
) {
    use FindingCode as Code;
    if data.get("is_valid") == Some(false) {
        let text = "The token no longer works.";
        let remedy = "Connect the Page again. Incoming messages are kept meanwhile.";
        let error = data.child("error").ok();
        let code = error.as_ref().and_then(|error| error.get::<Raw<'_>>("subcode").or_else(|| error.get("code")));
        let evidence = code.map(|code| code.as_str().to_owned());
        findings.push(Finding::new(Code::TokenInvalid, Severity::Error, text, remedy).with(evidence));
        return;
    }
    if let Some(kind) = data.get::<Text<'_>>("type").filter(|kind| kind != "PAGE") {
        let text = "This is no Page token.";
        let remedy =
            "Take the Page's own token from me/accounts (access_token of the Page), not the person's or the app's.";
        findings.push(Finding::new(Code::NotPageToken, Severity::Error, text, remedy).with([kind.into_owned()]));
    }
    if let (Some(app), Some(other)) = (app, data.get::<Id<'_>>("app_id"))
        && *app != other
    {
        let text = "The token belongs to another app.";
        let remedy = "Connect the Page with this app.";
        findings.push(Finding::new(Code::OtherApp, Severity::Error, text, remedy).with([other.0.into_owned()]));
    }
    if let Some(now) = now {
        let text = ["The token's time is over.", "The token's time is over soon."];
        ends(data, "expires_at", now, [Code::TokenExpired, Code::TokenExpiring], text, findings);
        let text =
            ["Meta no longer gives this app the Page's data.", "Meta soon gives this app no more of the Page's data."];
        ends(data, "data_access_expires_at", now, [Code::DataAccessExpired, Code::DataAccessExpiring], text, findings);
    }
    let granted: Option<Vec<Text<'_>>> = data.get("scopes");
    let lacking = |scope: &&str| granted.as_ref().is_some_and(|granted| !granted.iter().any(|have| have == scope));
    let missing: Vec<String> = SCOPES.into_iter().filter(|scope| lacking(scope)).map(str::to_owned).collect();
    if !missing.is_empty() {
        let text = "Permissions are missing.";
        let remedy = "Connect the Page again and leave every permission ticked; outside the app's own people they need App Review.";
        findings.push(Finding::new(Code::ScopeMissing, Severity::Error, text, remedy).with(missing));
    }
    let granular: Vec<Granular<'_>> = data.get("granular_scopes").unwrap_or_default();
    let targets = granular.iter().find(|one| one.scope == "pages_messaging").and_then(|one| one.targets.as_ref());
    if let (Some(page), Some(targets)) = (page, targets)
        && !targets.contains(page)
    {
        let text = "The permission to send was not given for this Page.";
        let remedy = "Connect again and tick this Page too.";
        findings.push(Finding::new(Code::PageNotGranted, Severity::Error, text, remedy));
    }
}

/// A moment at which something ends; 0 means never.
fn ends(
    data: &Fields<'_, '_>,
    key: &str,
    now: Millis,
    [over, soon]: [FindingCode; 2],
    [text_over, text_soon]: [&'static str; 2],
    findings: &mut Vec<Finding>,
) {
    let Some(at) = data.get::<MetaTime>(key).map(|at| at.0).filter(|at| at.0 > 0) else { return };
    let remedy = "Connect the Page again. A system user's token need never end.";
    let raw = data.get::<Raw<'_>>(key).map(|raw| raw.as_str().to_owned());
    if at <= now {
        findings.push(Finding::new(over, Severity::Error, text_over, remedy).with(raw));
    } else if at <= now.plus(SOON) {
        findings.push(Finding::new(soon, Severity::Warning, text_soon, remedy).with(raw));
    }
}

fn subscription(apps: &[Listed<'_>], app: Option<&Id<'_>>, findings: &mut Vec<Finding>) {
    let ours = match app {
        Some(app) => apps.iter().find(|listed| listed.id.as_ref() == Some(app)),
        None => apps.first(),
    };
    let Some(ours) = ours else {
        let text = "The app gets no webhooks of this Page.";
        let remedy = "POST /{page-id}/subscribed_apps with the fields in evidence, with the Page's token.";
        let fields = FIELDS.into_iter().map(str::to_owned);
        findings.push(Finding::new(FindingCode::AppNotSubscribed, Severity::Error, text, remedy).with(fields));
        return;
    };
    let Some(fields) = &ours.subscribed_fields else { return };
    let missing: Vec<&str> = FIELDS.into_iter().filter(|field| !fields.iter().any(|have| have == field)).collect();
    if !missing.is_empty() {
        let text = "Webhook fields are not subscribed to.";
        let remedy = "POST /{page-id}/subscribed_apps with all the fields in evidence: the list replaces the present one, so it names those too.";
        let severity = if missing.contains(&"messages") { Severity::Error } else { Severity::Warning };
        let all = fields.iter().map(AsRef::as_ref).chain(missing).map(str::to_owned);
        findings.push(Finding::new(FindingCode::FieldsMissing, severity, text, remedy).with(all.collect::<Vec<_>>()));
    }
}

/// An entry of `accounts` or of `subscribed_apps`.
struct Listed<'d> {
    id: Option<Id<'d>>,
    subscribed_fields: Option<Vec<Text<'d>>>,
}

/// An entry of `granular_scopes`; without targets it holds for all.
struct Granular<'d> {
    scope: Text<'d>,
    targets: Option<Vec<Id<'d>>>,
}

crate::json::readable!(Listed<'d> { id: "id", subscribed_fields: "subscribed_fields" });

impl<'d> Read<'d> for Granular<'d> {
    const EXPECTED: &'static str = "an object with scope";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self { scope: fields.get("scope")?, targets: fields.get("target_ids") })
    }
}

written!(Finding { code: "code", severity: "severity", text: "text", remedy: "remedy", evidence: "evidence" });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Leftovers, Limits, Path};

    fn codes(answers: &str) -> Vec<&'static str> {
        let document = Document::parse_text(answers, &Limits::default()).unwrap();
        let leftovers = Leftovers::default();
        let fields = Reading::new(document.root(), &Path::ROOT, &leftovers).fields().unwrap();
        diagnose(&fields).iter().map(|finding| finding.code.as_str()).collect()
    }

    #[test]
    fn a_healthy_channel_has_no_findings() {
        let answers = r#"{ "now": 1762128000000, "page": "1", "app": "7",
            "debug_token": { "data": { "app_id": "7", "type": "PAGE", "is_valid": true, "expires_at": 0, "data_access_expires_at": 1769904000,
              "scopes": ["pages_messaging", "pages_manage_metadata"], "granular_scopes": [{ "scope": "pages_messaging", "target_ids": ["1"] }] } },
            "accounts": { "data": [{ "id": "1" }] },
            "subscribed_apps": { "data": [{ "id": "7", "subscribed_fields": ["messages", "messaging_postbacks", "message_echoes",
              "message_deliveries", "message_reads", "messaging_handovers", "feed"] }] } }"#;
        assert_eq!(codes(answers), Vec::<&str>::new());
        assert_eq!(codes("{}"), Vec::<&str>::new());
    }

    #[test]
    fn each_fault_has_its_finding() {
        for (answers, expected) in [
            (
                r#"{ "debug_token": { "data": { "is_valid": false, "error": { "code": 190, "subcode": 460 } } } }"#,
                "token_invalid",
            ),
            (r#"{ "debug_token": { "data": { "is_valid": true, "type": "USER" } } }"#, "not_page_token"),
            (r#"{ "app": "7", "debug_token": { "data": { "is_valid": true, "app_id": 8 } } }"#, "other_app"),
            (
                r#"{ "now": 1762128000000, "debug_token": { "data": { "is_valid": true, "expires_at": 1762128000 } } }"#,
                "token_expired",
            ),
            (
                r#"{ "now": 1762128000000, "debug_token": { "data": { "is_valid": true, "expires_at": 1762128001 } } }"#,
                "token_expiring",
            ),
            (
                r#"{ "now": 1762128000000, "debug_token": { "data": { "is_valid": true, "data_access_expires_at": 1762127999 } } }"#,
                "data_access_expired",
            ),
            (r#"{ "debug_token": { "data": { "is_valid": true, "scopes": ["pages_messaging"] } } }"#, "scope_missing"),
            (
                r#"{ "page": "1", "debug_token": { "data": { "is_valid": true, "granular_scopes": [{ "scope": "pages_messaging", "target_ids": ["2"] }] } } }"#,
                "page_not_granted",
            ),
            (r#"{ "page": "1", "accounts": { "data": [] } }"#, "page_not_listed"),
            (r#"{ "subscribed_apps": { "data": [] } }"#, "app_not_subscribed"),
            (
                r#"{ "subscribed_apps": { "data": [{ "id": "7", "subscribed_fields": ["messages"] }] } }"#,
                "fields_missing",
            ),
            (r#"{ "accounts": { "error": { "code": 190 } } }"#, "graph_error"),
        ] {
            assert_eq!(codes(answers), [expected], "{answers}");
        }
    }
}
