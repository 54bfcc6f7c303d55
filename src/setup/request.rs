//! The calls to Graph that setting a channel up takes, as rows, without a token or secret in any of them.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::feature::{Features, NeedKind};
use super::{evidence, look, version};
use crate::json::{Object, Read, Reading, Record, Write, Writer, object, words};
use crate::send::Method;

/// A call to Graph for the host to make: `https://graph.facebook.com`, then `path`, with `params` in the query or the form. What
/// `add` names the host puts in itself, since only it has it; where the app asks for it, also an `appsecret_proof`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(type = "{ method: Method; path: string; params: Record<string, string>; add: Record<string, Addition> }")
)]
pub struct SetupRequest {
    /// HTTP method.
    pub method: Method,
    /// Path with version: `/v26.0/me/accounts`.
    pub path: String,
    /// Parameters that are known.
    pub params: Vec<(&'static str, String)>,
    /// Parameters that only the host knows, and what goes into each.
    pub add: &'static [(&'static str, Addition)],
}

words! {
    /// What the host puts into a request.
    pub enum Addition {
        /// The Page's own token.
        PageToken = "page_token",
        /// The token of the person who logged in, or of a system user.
        UserToken = "user_token",
        /// The app's own token: id, `|`, secret.
        AppToken = "app_token",
        /// The app secret.
        AppSecret = "app_secret",
        /// The code the login gave.
        Code = "code",
        /// The webhook's address.
        CallbackUrl = "callback_url",
        /// The webhook's verify token.
        VerifyToken = "verify_token",
        /// The person a thread is with (PSID).
        Recipient = "recipient",
    }
}

/// Which app, Page and features requests are for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct SetupAsk {
    /// The app's id; without it the requests that need it are left out.
    pub app_id: Option<String>,
    /// The Page's id; without it the token's own Page is meant.
    pub page: Option<String>,
    /// Where the login came back to, exactly as in its address.
    pub redirect_uri: Option<String>,
    /// What the channel is to do; default `messages`.
    #[cfg_attr(feature = "types", ts(type = "Feature[]", optional))]
    pub features: Features,
    /// The version of the Graph API; default the newest known.
    pub version: Option<String>,
}

/// Every request there is for an ask, each by its name. Those that read are named as `diagnose` takes their answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "Partial<Record<RequestName, SetupRequest>>"))]
pub struct SetupRequests(pub Vec<(RequestName, SetupRequest)>);

words! {
    /// The names of the requests.
    pub enum RequestName {
        /// The login's code for a person's token.
        ExchangeCode = "exchange_code",
        /// A person's token of an hour for one of 60 days; Page tokens taken with it then have no date of their own.
        ExchangeToken = "exchange_token",
        /// The Pages of a person, with their tokens.
        Accounts = "accounts",
        /// What the person granted.
        Permissions = "permissions",
        /// What a token is good for.
        DebugToken = "debug_token",
        /// Which fields the app gets of the Page.
        SubscribedApps = "subscribed_apps",
        /// Where the app's webhooks go.
        Subscriptions = "subscriptions",
        /// Whether several apps share the Page's conversations.
        MessagingFeatureStatus = "messaging_feature_status",
        /// Which app controls a thread.
        ThreadOwner = "thread_owner",
        /// Has the Page's webhooks sent to the app.
        SubscribePage = "subscribe_page",
        /// Sets the address of the app's webhooks of Pages.
        SubscribeApp = "subscribe_app",
        /// Sets the address of the app's webhooks of Instagram accounts.
        SubscribeInstagram = "subscribe_instagram",
    }
}

/// What a path begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    None,
    Me,
    App,
    Page,
}

#[derive(Clone, Copy)]
enum Param {
    Is(&'static str),
    App,
    RedirectUri,
    Fields(NeedKind),
}

struct Row {
    name: RequestName,
    method: Method,
    node: Node,
    edge: &'static str,
    params: &'static [(&'static str, Param)],
    add: &'static [(&'static str, Addition)],
}

const PAGE_TOKEN: &[(&str, Addition)] = &[("access_token", Addition::PageToken)];
const USER_TOKEN: &[(&str, Addition)] = &[("access_token", Addition::UserToken)];
const APP_TOKEN: &[(&str, Addition)] = &[("access_token", Addition::AppToken)];
const WEBHOOK: &[(&str, Addition)] = &[
    ("access_token", Addition::AppToken),
    ("callback_url", Addition::CallbackUrl),
    ("verify_token", Addition::VerifyToken),
];

const ROWS: [Row; 12] = [
    Row {
        name: RequestName::ExchangeCode,
        method: Method::Get,
        node: Node::None,
        edge: "oauth/access_token",
        params: &[("client_id", Param::App), ("redirect_uri", Param::RedirectUri)],
        add: &[("client_secret", Addition::AppSecret), ("code", Addition::Code)],
    },
    Row {
        name: RequestName::ExchangeToken,
        method: Method::Get,
        node: Node::None,
        edge: "oauth/access_token",
        params: &[("grant_type", Param::Is("fb_exchange_token")), ("client_id", Param::App)],
        add: &[("client_secret", Addition::AppSecret), ("fb_exchange_token", Addition::UserToken)],
    },
    Row {
        name: RequestName::Accounts,
        method: Method::Get,
        node: Node::Me,
        edge: "accounts",
        params: &[("fields", Param::Is("id,name,tasks,access_token")), ("limit", Param::Is("100"))],
        add: USER_TOKEN,
    },
    reading(RequestName::Permissions, Node::Me, "permissions", USER_TOKEN),
    reading(
        RequestName::DebugToken,
        Node::None,
        "debug_token",
        &[("input_token", Addition::PageToken), ("access_token", Addition::AppToken)],
    ),
    reading(RequestName::SubscribedApps, Node::Page, "subscribed_apps", PAGE_TOKEN),
    reading(RequestName::Subscriptions, Node::App, "subscriptions", APP_TOKEN),
    Row {
        name: RequestName::MessagingFeatureStatus,
        method: Method::Get,
        node: Node::Page,
        edge: "",
        params: &[("fields", Param::Is("messaging_feature_status"))],
        add: PAGE_TOKEN,
    },
    reading(
        RequestName::ThreadOwner,
        Node::Page,
        "thread_owner",
        &[("access_token", Addition::PageToken), ("recipient", Addition::Recipient)],
    ),
    Row {
        name: RequestName::SubscribePage,
        method: Method::Post,
        node: Node::Page,
        edge: "subscribed_apps",
        params: &[("subscribed_fields", Param::Fields(NeedKind::PageField))],
        add: PAGE_TOKEN,
    },
    subscribing(
        RequestName::SubscribeApp,
        &[
            ("object", Param::Is("page")),
            ("include_values", Param::Is("true")),
            ("fields", Param::Fields(NeedKind::PageField)),
        ],
    ),
    subscribing(
        RequestName::SubscribeInstagram,
        &[
            ("object", Param::Is("instagram")),
            ("include_values", Param::Is("true")),
            ("fields", Param::Fields(NeedKind::InstagramField)),
        ],
    ),
];

const fn reading(name: RequestName, node: Node, edge: &'static str, add: &'static [(&'static str, Addition)]) -> Row {
    Row { name, method: Method::Get, node, edge, params: &[], add }
}

const fn subscribing(name: RequestName, params: &'static [(&'static str, Param)]) -> Row {
    Row { name, method: Method::Post, node: Node::App, edge: "subscriptions", params, add: WEBHOOK }
}

/// Every request for an app, a Page and features.
///
/// ```
/// use messenger_desk::json::write;
/// use messenger_desk::setup::request::{setup_requests, SetupAsk};
///
/// let requests = setup_requests(&SetupAsk { app_id: Some("731000000000001".into()), ..SetupAsk::default() });
/// let exchange = write(&requests).contains(
///     r#""exchange_token":{"method":"GET","path":"/v26.0/oauth/access_token","params":{"grant_type":"fb_exchange_token","client_id":"731000000000001"},"add":{"client_secret":"app_secret","fb_exchange_token":"user_token"}}"#,
/// );
/// assert!(exchange);
/// ```
#[must_use]
pub fn setup_requests(ask: &SetupAsk) -> SetupRequests {
    SetupRequests(ROWS.iter().filter_map(|row| Some((row.name, ask.request(row, &[])?))).collect())
}

impl SetupAsk {
    /// One of the requests; what it subscribes to is what the features need and what is `present`.
    pub(super) fn named(&self, name: RequestName, present: &[&str]) -> Option<SetupRequest> {
        ROWS.iter().find(|row| row.name == name).and_then(|row| self.request(row, present))
    }

    fn request(&self, row: &Row, present: &[&str]) -> Option<SetupRequest> {
        let app = || self.app_id.as_deref().and_then(evidence::id);
        let node = match row.node {
            Node::None => None,
            Node::Me => Some("me".to_owned()),
            Node::App => Some(app()?),
            Node::Page => Some(self.page.as_deref().and_then(evidence::id).unwrap_or_else(|| "me".to_owned())),
        };
        let version = self.version.as_deref().and_then(evidence::version);
        let mut path = ["/", version.as_deref().unwrap_or(version::NEWEST)].concat();
        for part in [node.as_deref().unwrap_or_default(), row.edge] {
            if !part.is_empty() {
                path.push('/');
                path.push_str(part);
            }
        }
        let mut params = Vec::with_capacity(row.params.len());
        for (name, param) in row.params {
            let value = match param {
                Param::Is(text) => (*text).to_owned(),
                Param::App => app()?,
                Param::RedirectUri => self.redirect_uri.clone()?,
                Param::Fields(kind) => {
                    let fields = self.fields(*kind, present);
                    if fields.is_empty() {
                        return None;
                    }
                    fields.join(",")
                }
            };
            params.push((*name, value));
        }
        Some(SetupRequest { method: row.method, path, params, add: row.add })
    }

    /// The fields that are there and those that the features need, each once: a subscription replaces the one before.
    fn fields(&self, kind: NeedKind, present: &[&str]) -> Vec<String> {
        let mut fields: Vec<String> = Vec::new();
        let mut add = |name: &str| {
            if let Some(name) = evidence::word(name).filter(|name| !fields.contains(name)) {
                fields.push(name);
            }
        };
        for name in present {
            add(name);
        }
        for need in self.features.needs(kind) {
            add(need.name);
        }
        fields
    }
}

impl<'d> Read<'d> for SetupAsk {
    const EXPECTED: &'static str =
        "an object with appId, page, redirectUri, features, version, as far as they are at hand";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let value = reading.value();
        value.entries().map(|_| Self {
            app_id: look::owned_id(value, "appId"),
            page: look::owned_id(value, "page"),
            redirect_uri: look::owned(value, "redirectUri"),
            features: Features::of(look::list(value, "features").unwrap_or_default()),
            version: look::owned(value, "version"),
        })
    }
}

impl Record for SetupRequest {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("method", &self.method);
        object.field("path", &self.path);
        object.field("params", &Params(&self.params));
        object.field("add", &Additions(self.add));
    }
}

object!(SetupRequest);

struct Params<'p>(&'p [(&'static str, String)]);
struct Additions(&'static [(&'static str, Addition)]);

impl Write for Params<'_> {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(name, value)| -> (&str, &dyn Write) { (name, value) }));
    }
}

impl Write for Additions {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(name, what)| -> (&str, &dyn Write) { (name, what) }));
    }
}

impl Write for SetupRequests {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(name, request)| -> (&str, &dyn Write) { (name.as_str(), request) }));
    }
}
