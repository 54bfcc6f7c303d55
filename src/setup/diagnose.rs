//! What Graph's answers say about a channel's health: findings with what to do about each (`platform.md` 9).

use alloc::vec::Vec;

use super::case::Case;
use super::feature::Feature;
use super::{accounts, look, outcomes, page_token, routing, subscriptions, traffic};
use crate::json::{Document, Limits, Millis, Value};

pub use super::finding::{Finding, FindingCode, Severity};

/// Answers of Graph's as they came, as many as are at hand, and what else is known of the channel. Every key may be absent:
/// what is not there is not judged.
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ /** The moment to judge for, ms since the epoch; without it nothing that ends is judged. */ now?: number; \
/** Id of the Page. */ page?: string; /** Id of our app. */ app?: string; \
/** What the channel is to do; default messages. */ features?: Feature[]; \
/** Answer of debug_token for the Page's token. */ debug_token?: object; /** Answer of me/accounts. */ accounts?: object; \
/** Answer of me/permissions. */ permissions?: object; /** Answer of {page}/subscribed_apps. */ subscribed_apps?: object; \
/** Answer of {app}/subscriptions. */ subscriptions?: object; \
/** Answer of {page}?fields=messaging_feature_status. */ messaging_feature_status?: object; \
/** Answer of {page}/thread_owner. */ thread_owner?: object; \
/** Whether the app is published. */ appMode?: 'live' | 'development'; \
/** What App Review has given. */ approved?: { appReview?: boolean; humanAgent?: boolean; profiles?: boolean }; \
/** Id of the default app in the Page's settings. */ defaultApp?: string; \
/** Where the webhooks should go. */ callbackUrl?: string; /** The version the host calls. */ graphVersion?: string; \
/** Recent outcomes of sends and other calls, oldest first. */ outcomes?: { kind?: OutcomeKind; code?: number; subcode?: number }[]; \
/** The last policy_enforcement event. */ policyEnforcement?: { action: string }; \
/** When a webhook last came in. */ receivedAt?: number; /** When something last happened on the Page, such as updated_time of its conversations. */ trafficAt?: number; \
/** When the app last made a call. */ activeAt?: number; \
/** The Pages that are connected today, before a new login replaces what was granted. */ previousPages?: (string | { id: string })[]; \
/** Only the Page's own business uses the app. */ ownPages?: boolean; \
/** Conversations have a queue or chat channel to go to. */ routed?: boolean }"
    )
)]
pub struct GraphAnswers;

/// What was found, and which answers it was found from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// What is or will be wrong, the worst first.
    pub findings: Vec<Finding>,
    /// Which answers were there and could be read.
    pub judged: Vec<&'static str>,
}

impl Diagnosis {
    /// Judges the JSON text of [`GraphAnswers`]; `None` where it is no JSON object. Nothing that stands in it makes this fail.
    ///
    /// ```
    /// use messenger_desk::setup::diagnose::{Diagnosis, FindingCode};
    ///
    /// let answers = r#"{ "page": "1029384756", "app": "731000000000001",
    ///     "subscribed_apps": { "data": [{ "id": "731000000000001", "subscribed_fields": ["messages", "feed"] }] } }"#;
    /// let diagnosis = Diagnosis::from_json(answers).unwrap();
    /// let finding = &diagnosis.findings[0];
    /// assert_eq!(finding.code, FindingCode::FieldsMissing);
    /// let fix = finding.fix.as_ref().unwrap();
    /// assert_eq!(fix.path, "/v26.0/1029384756/subscribed_apps");
    /// assert!(fix.params[0].1.starts_with("messages,feed,messaging_postbacks"), "what is there stays");
    /// ```
    #[must_use]
    pub fn from_json(answers: &str) -> Option<Self> {
        let document = Document::parse_text(answers, &Limits { bytes: usize::MAX, ..Limits::default() }).ok()?;
        document.root().entries().map(|_| diagnose(document.root(), None))
    }
}

/// Judges what is at hand; `now` where the answers name none.
pub(super) fn diagnose(answers: &Value<'_>, now: Option<Millis>) -> Diagnosis {
    let mut case = Case::new(answers, now);
    routing::shared(&mut case);
    page_token::judge(&mut case);
    accounts::judge(&mut case);
    subscriptions::judge(&mut case);
    approvals(&mut case);
    routing::judge(&mut case);
    outcomes::judge(&mut case);
    traffic::judge(&mut case);
    let (findings, judged) = case.findings();
    Diagnosis { findings, judged }
}

/// What only the app dashboard shows, so that somebody has to say it.
fn approvals(case: &mut Case<'_, '_>) {
    if look::text(case.answers, "appMode") == Some("development") {
        case.found(FindingCode::AppInDevelopment, None);
    }
    let Some(approved) = case.answers.get("approved") else { return };
    for (feature, key, code) in [
        (Feature::HumanAgent, "humanAgent", FindingCode::HumanAgentMissing),
        (Feature::Profiles, "profiles", FindingCode::ProfilesRefused),
    ] {
        if case.features.wants(feature) && look::flag(approved, key) == Some(false) {
            case.found(code, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(answers: &str) -> Vec<&'static str> {
        let diagnosis = Diagnosis::from_json(answers).unwrap();
        diagnosis.findings.iter().map(|finding| finding.code.as_str()).collect()
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
