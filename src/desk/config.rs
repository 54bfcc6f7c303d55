//! A channel's configuration.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{CommentThreads, Reopen, Route, RouteRule};
use crate::error::{ChannelError, ErrorCode, Problem};
use crate::json::{Document, Fields, Id, Leftovers, Limits, OrList, Path, Read, Reading};
use crate::policy::PolicyOptions;
use crate::webhook::event::EVENT_TYPES;
use crate::webhook::signature::Secrets;
use crate::webhook::{self, InboundEvent, Reader};

/// What a channel is configured with, as JSON. Every key may be absent.
#[derive(Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct ChannelConfig {
    /// The app secret, or several while it is being rotated. For the worker only: never hand it to a browser.
    #[cfg_attr(feature = "types", ts(type = "string | string[]", optional))]
    pub app_secret: Option<Vec<String>>,
    /// The text that is entered as verify token in the app dashboard.
    pub verify_token: Option<String>,
    /// Our app's id, by which our own echoes and our control of a thread are told.
    pub app_id: Option<String>,
    /// The Pages and Instagram accounts this channel serves; absent: any. Events of others are delivered all the same, marked
    /// `unconfiguredPage`.
    pub pages: Option<Vec<PageConfig>>,
    /// Where conversations go; default a ticket in the desk's default queue.
    pub route: Option<Route>,
    /// Where comments go; default as `route`.
    pub comment_route: Option<Route>,
    /// Rules that are tried in order before `route` and `commentRoute`, when a conversation begins.
    pub rules: Option<Vec<RouteRule>>,
    /// What of a wall is one conversation: each top-level comment with its answers (`comment`, the default) or each post with all its
    /// comments (`post`).
    pub comment_threads: Option<CommentThreads>,
    /// Whether a new person's name and picture are asked for, once; default true.
    pub profiles: Option<bool>,
    /// What the customer writes after the desk has solved the ticket: opens it again (`always`, the default), opens a new one
    /// (`never`), or the one within so many hours and then the other.
    pub reopen: Option<Reopen>,
    /// Facts of the app for decisions.
    pub policy: Option<PolicyOptions>,
    /// Limits against abuse.
    pub limits: Option<LimitsConfig>,
}

/// One Page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PageConfig {
    /// Id of the Page or of the Instagram professional account.
    pub id: String,
    /// Its name, for people.
    pub name: Option<String>,
    /// Where its conversations go.
    pub route: Option<Route>,
    /// Where comments below its posts go.
    pub comment_route: Option<Route>,
    /// Rules of this Page, tried before those of the channel.
    pub rules: Option<Vec<RouteRule>>,
    /// Facts of the Page for decisions.
    pub policy: Option<PolicyOptions>,
}

/// Limits against abuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct LimitsConfig {
    /// Longest body in bytes; default 1 048 576, at most 67 108 864.
    pub body_bytes: Option<u32>,
    /// Deepest nesting; default 64, at most 128.
    pub depth: Option<u32>,
    /// Most items in one body; default 10 000, at most 1 000 000.
    pub items: Option<u32>,
}

/// A configuration that was found to be without fault.
#[derive(Debug, Clone)]
pub struct Config {
    /// The app secrets.
    pub secrets: Secrets,
    verify_token: Option<VerifyToken>,
    /// Our app's id.
    pub app_id: Option<String>,
    /// The Pages; empty: any.
    pub pages: Vec<PageConfig>,
    /// Where conversations go by default.
    pub route: Route,
    /// Where comments go by default.
    pub comment_route: Option<Route>,
    /// Rules that are tried before the defaults.
    pub rules: Vec<RouteRule>,
    /// Whether a new person's name is asked for.
    pub profiles: bool,
    /// Whether the customer's words open a solved ticket again.
    pub reopen: Reopen,
    /// Facts of the app.
    pub policy: PolicyOptions,
    /// Reads this channel's webhooks.
    pub reader: Reader,
}

/// A channel that serves every Page and is told nothing.
impl Default for Config {
    fn default() -> Self {
        Self::checked(ChannelConfig::default())
    }
}

/// Never shown.
#[derive(Clone)]
struct VerifyToken(String);

impl core::fmt::Debug for VerifyToken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Config {
    /// Reads a configuration. Every problem is reported at once, each with its pointer; no secret is repeated.
    ///
    /// ```
    /// use messenger_desk::desk::Config;
    ///
    /// let error = Config::from_json(r#"{"verifyToken": 7, "pages": [{"name": "Harbour Bikes"}], "pagse": []}"#).unwrap_err();
    /// let found: Vec<(&str, &str)> = error.problems.iter().map(|problem| (problem.pointer.as_str(), problem.code)).collect();
    /// assert_eq!(found, [("/pages/0/id", "missing"), ("/verifyToken", "wrong_type"), ("/pagse", "unknown_key")]);
    /// ```
    pub fn from_json(text: &str) -> Result<Self, ChannelError> {
        let misread = || ChannelError::misread(ErrorCode::Config, "The configuration", "a JSON object");
        let document =
            Document::parse_text(text, &Limits { bytes: usize::MAX, ..Limits::default() }).map_err(|_| misread())?;
        let leftovers = Leftovers::default();
        let mut problems = Vec::new();
        let config = read(Reading::new(document.root(), &Path::ROOT, &leftovers), &mut problems).ok_or_else(misread)?;
        problems.extend(Problem::of(&leftovers.into_vec()));
        if problems.is_empty() {
            return Ok(Self::checked(config));
        }
        let error = ChannelError::with_problems(ErrorCode::Config, "The configuration is not valid", problems);
        Err(ChannelError { hint: Some("Mend every entry of problems, each at its pointer."), ..error })
    }

    fn checked(config: ChannelConfig) -> Self {
        let pages = config.pages.unwrap_or_default();
        let default = webhook::Limits::default();
        let limits = config.limits.unwrap_or_default();
        let count = |set: Option<u32>, default: usize| set.and_then(|set| usize::try_from(set).ok()).unwrap_or(default);
        Self {
            secrets: Secrets::new(config.app_secret.unwrap_or_default()),
            verify_token: config.verify_token.map(VerifyToken),
            reader: Reader {
                limits: webhook::Limits {
                    json: Limits {
                        bytes: count(limits.body_bytes, default.json.bytes),
                        depth: count(limits.depth, default.json.depth),
                    },
                    items: count(limits.items, default.items),
                },
                pages: pages.iter().map(|page| page.id.clone()).collect(),
                comment_threads: config.comment_threads.unwrap_or(CommentThreads::Comment),
            },
            pages,
            route: config.route.unwrap_or_default(),
            comment_route: config.comment_route,
            rules: config.rules.unwrap_or_default(),
            profiles: config.profiles.unwrap_or(true),
            reopen: config.reopen.unwrap_or_default(),
            policy: PolicyOptions { app_id: config.app_id.clone(), ..PolicyOptions::default() }
                .or(&config.policy.unwrap_or_default()),
            app_id: config.app_id,
        }
    }

    /// The verify token.
    #[must_use]
    pub fn verify_token(&self) -> Option<&str> {
        self.verify_token.as_ref().map(|token| token.0.as_str())
    }

    /// The Page's own configuration.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&PageConfig> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// Where a conversation goes that begins with an event: by the first rule that fits, or by the defaults.
    #[must_use]
    pub fn route_of(&self, event: &InboundEvent<'_>, comment: bool, first_contact: bool) -> &Route {
        let own = self.page(&event.page).and_then(|page| page.rules.as_ref());
        let mut rules = own.into_iter().flatten().chain(&self.rules);
        let rule = rules.find(|rule| rule.fits(event, first_contact));
        rule.map_or_else(|| self.route(&event.page, comment), |rule| &rule.route)
    }

    /// Where a conversation of a Page goes by default.
    #[must_use]
    pub fn route(&self, page: &str, comment: bool) -> &Route {
        let page = self.page(page);
        let of_page = |pick: fn(&PageConfig) -> Option<&Route>| page.and_then(pick);
        let messages = || of_page(|page| page.route.as_ref()).unwrap_or(&self.route);
        if comment {
            of_page(|page| page.comment_route.as_ref()).or(self.comment_route.as_ref()).unwrap_or_else(messages)
        } else {
            messages()
        }
    }

    /// Facts of the app and of a Page for decisions.
    #[must_use]
    pub fn policy(&self, page: &str) -> PolicyOptions {
        let own = self.page(page).and_then(|page| page.policy.as_ref());
        own.map_or_else(|| self.policy.clone(), |own| own.or(&self.policy))
    }
}

/// Reads the shape; what is there and cannot be right becomes a problem, what is of a wrong type or unknown a leftover.
fn read(reading: Reading<'_, '_>, problems: &mut Vec<Problem>) -> Option<ChannelConfig> {
    let fields = reading.fields()?;
    let app_secret = fields.get::<OrList<String>>("appSecret").map(|secrets| secrets.0);
    let listed = reading.value().get("appSecret").is_some_and(|secrets| secrets.text().is_none());
    for (index, secret) in app_secret.iter().flatten().enumerate() {
        if secret.is_empty() {
            let hint = "The app secret is empty: an unset environment variable often is the cause.";
            let place = if listed { ["/", &index.to_string()].concat() } else { String::new() };
            problems.push(Problem::new(["/appSecret", &place].concat(), "empty", hint));
        }
    }
    let verify_token: Option<String> = fields.get("verifyToken");
    if verify_token.as_deref() == Some("") {
        problems.push(Problem::new("/verifyToken", "empty", "The verify token is empty."));
    }
    let pages = pages(&fields, problems);
    let limits = limits(&fields, problems);
    let rules: Option<Vec<RouteRule>> = fields.get("rules");
    check_rules(rules.as_deref(), "", problems);
    Some(ChannelConfig {
        app_secret,
        verify_token,
        app_id: text_id(&fields, "appId"),
        pages,
        route: fields.get("route"),
        comment_route: fields.get("commentRoute"),
        rules,
        comment_threads: fields.get("commentThreads"),
        profiles: fields.get("profiles"),
        reopen: fields.get("reopen"),
        policy: fields.get("policy"),
        limits,
    })
}

fn pages(fields: &Fields<'_, '_>, problems: &mut Vec<Problem>) -> Option<Vec<PageConfig>> {
    let pages: Vec<PageConfig> = fields.get("pages")?;
    for (index, page) in pages.iter().enumerate() {
        let place = ["/pages/", &index.to_string()].concat();
        check_rules(page.rules.as_deref(), &place, problems);
        let pointer = [&place, "/id"].concat();
        if page.id.is_empty() {
            problems.push(Problem::new(pointer, "missing", "Every Page needs its id."));
        } else if pages.iter().take(index).any(|before| before.id == page.id) {
            problems.push(Problem::new(pointer, "duplicate", "This Page is listed before already."));
        }
    }
    Some(pages)
}

/// A mistyped event type would fit nothing, quietly.
fn check_rules(rules: Option<&[RouteRule]>, place: &str, problems: &mut Vec<Problem>) {
    for (index, rule) in rules.unwrap_or_default().iter().enumerate() {
        let kinds = rule.when.event.iter().flat_map(|kinds| &kinds.0);
        if kinds.into_iter().any(|kind| !EVENT_TYPES.contains(&kind.as_str())) {
            let pointer = [place, "/rules/", &index.to_string(), "/when/event"].concat();
            problems.push(Problem::new(
                pointer,
                "unknown_event",
                "There is no such type of event. Check its spelling.",
            ));
        }
    }
}

/// How deep the JSON of a body may be, where the configuration says so.
pub(crate) const DEEPEST: u8 = 128;

fn limits(fields: &Fields<'_, '_>, problems: &mut Vec<Problem>) -> Option<LimitsConfig> {
    let limits: LimitsConfig = fields.get("limits")?;
    let bounds = [
        ("bodyBytes", limits.body_bytes, 64 << 20),
        ("depth", limits.depth, u32::from(DEEPEST)),
        ("items", limits.items, 1_000_000),
    ];
    for (key, set, most) in bounds {
        if set.is_some_and(|set| !(1..=most).contains(&set)) {
            let message = ["A whole number from 1 to ", &most.to_string(), "."].concat();
            problems.push(Problem::new(["/limits/", key].concat(), "out_of_range", message));
        }
    }
    Some(limits)
}

fn text_id(fields: &Fields<'_, '_>, key: &str) -> Option<String> {
    fields.get::<Id<'_>>(key).map(|id| id.0.into_owned())
}

impl<'d> Read<'d> for PageConfig {
    const EXPECTED: &'static str = "a Page with its id";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        Some(Self {
            id: text_id(&fields, "id").unwrap_or_default(),
            name: fields.get("name"),
            route: fields.get("route"),
            comment_route: fields.get("commentRoute"),
            rules: fields.get("rules"),
            policy: fields.get("policy"),
        })
    }
}

crate::json::readable!(LimitsConfig { body_bytes: "bodyBytes", depth: "depth", items: "items" });

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(String, &'static str)> {
        let error = Config::from_json(text).expect_err("a fault");
        error.problems.into_iter().map(|problem| (problem.pointer, problem.code)).collect()
    }

    #[test]
    fn every_problem_is_reported_at_once() {
        let text = r#"{
            "appSecret": ["", "fine"], "verifyToken": "", "appId": true,
            "pages": [{ "id": 1029384756 }, { "id": "1029384756", "nam": "x" }, "1"],
            "route": { "ticket": {}, "chat": {} }, "limits": { "depth": 0, "items": 2000000 }, "shiny": 1
        }"#;
        let mut found = problems(text);
        found.sort();
        let expected = [
            ("/appId", "wrong_type"),
            ("/appSecret/0", "empty"),
            ("/limits/depth", "out_of_range"),
            ("/limits/items", "out_of_range"),
            ("/pages/1/id", "duplicate"),
            ("/pages/1/nam", "unknown_key"),
            ("/pages/2", "wrong_type"),
            ("/route", "wrong_type"),
            ("/shiny", "unknown_key"),
            ("/verifyToken", "empty"),
        ];
        let found: Vec<(&str, &str)> = found.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
        // A route that is both leaves its inner keys over as well.
        let found: Vec<_> = found.into_iter().filter(|(pointer, _)| !pointer.starts_with("/route/")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_secret_has_no_number() {
        assert_eq!(problems(r#"{ "appSecret": "" }"#), [("/appSecret".to_owned(), "empty")]);
        assert_eq!(problems(r#"{ "appSecret": [""] }"#), [("/appSecret/0".to_owned(), "empty")]);
        assert_eq!(problems(r#"{ "appSecret": 7 }"#), [("/appSecret".to_owned(), "wrong_type")]);
    }

    #[test]
    fn secrets_never_show() {
        let config = Config::from_json(r#"{"appSecret": "hush-1", "verifyToken": "hush-2"}"#).expect("valid");
        assert!(!format!("{config:?}").contains("hush"));
        let error =
            Config::from_json(r#"{"appSecret": ["hush-1", 7], "verifyToken": "hush-2", "x": 1}"#).expect_err("a fault");
        assert!(!format!("{error:?}").contains("hush"));
    }

    #[test]
    fn pages_route_their_own_way() {
        let config = Config::from_json(
            r#"{ "route": { "ticket": { "queue": "all" } }, "commentRoute": { "ticket": { "queue": "wall" } },
                 "pages": [{ "id": 1, "route": { "chat": { "channel": "live" } } }, { "id": "2" }] }"#,
        )
        .expect("valid");
        let queue = |name: &str| Route::Ticket { queue: Some(name.to_owned()) };
        assert_eq!(config.route("1", false), &Route::Chat { channel: "live".to_owned() });
        assert_eq!(config.route("1", true), &queue("wall"));
        assert_eq!(config.route("2", false), &queue("all"));
    }
}
