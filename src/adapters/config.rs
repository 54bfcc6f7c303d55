//! Which desk, and how it is set up.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::chatwoot::Chatwoot;
use super::request_tracker::RequestTracker;
use super::signed::Scheme;
use super::webhook::Webhook;
use super::zammad::Zammad;
use super::zendesk::Zendesk;
use super::{Desk, Kind};
use crate::error::{ChannelError, ErrorCode, Problem};
use crate::json::{Document, Fields, Id, Leftovers, Limits, Path, Reading, words};

words! {
    /// The desks there is an adapter for.
    pub enum DeskName {
        /// Request Tracker 5.
        RequestTracker = "requestTracker",
        /// Zammad.
        Zammad = "zammad",
        /// Chatwoot, with an inbox of type API.
        Chatwoot = "chatwoot",
        /// Zendesk.
        Zendesk = "zendesk",
        /// Any other: actions are posted as JSON.
        Webhook = "webhook",
    }
}

words! {
    /// What becomes of the files a customer sends.
    pub enum DeskFiles {
        /// The host fetches them and hands them to the desk.
        Upload = "upload",
        /// Their links are written into the message, with the moment they end.
        Link = "link",
    }
}

/// What a desk is configured with, as JSON. Nothing in it is a credential of the desk's interface.
#[derive(Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DeskConfig {
    /// The secret by which the desk signs its webhooks.
    pub webhook_secret: Option<String>,
    /// The desk cannot sign its webhooks, and something else proves that they are its own.
    pub unsigned_webhooks: Option<bool>,
    /// Stands before the ids of people at the desk; default `fb-`.
    pub prefix: Option<String>,
    /// What becomes of files; default `upload`.
    pub files: Option<DeskFiles>,
    /// Request Tracker: the queue of conversations whose route names none; default `General`.
    pub queue: Option<String>,
    /// Request Tracker: the custom field of tickets with the conversation; default `Messenger thread`.
    pub thread_field: Option<String>,
    /// Request Tracker: the custom field of tickets and transactions with the event; default `Messenger event`.
    pub event_field: Option<String>,
    /// Request Tracker: the custom field of tickets that shows how long they can be answered; default `Messenger window`. Zendesk:
    /// the number of such a field; default none.
    pub window_field: Option<String>,
    /// Request Tracker: name of the interface's user, default `messenger-desk`. Zendesk: their number.
    pub api_user: Option<String>,
    /// Zammad: the group of conversations whose route names none; default `Users`. Zendesk: its number; default none.
    pub group: Option<String>,
    /// Zammad: type of the articles; default `chat`.
    pub article_type: Option<String>,
    /// Zammad: an attribute of tickets that shows how long they can be answered; default none.
    pub window_attribute: Option<String>,
    /// Chatwoot: number of the account.
    pub account: Option<String>,
    /// Chatwoot: number of the inbox.
    pub inbox: Option<String>,
    /// Webhook: path that actions are posted to; default `/`.
    pub path: Option<String>,
}

/// What every desk has.
pub(super) struct Common {
    pub(super) prefix: String,
    pub(super) upload: bool,
}

/// How webhooks of the desk are proved.
pub(super) struct Proof {
    pub(super) scheme: Scheme,
    pub(super) secret: Option<String>,
    pub(super) unsigned: bool,
}

impl Desk {
    /// Sets an adapter up, or says everything that is wrong with its configuration.
    pub fn from_json(name: DeskName, config: &str) -> Result<Self, ChannelError> {
        let limits = Limits { bytes: usize::MAX, ..Limits::default() };
        let misread = || ChannelError::misread(ErrorCode::Config, "The desk's configuration", "a JSON object");
        let document = Document::parse_text(config, &limits).map_err(|_| misread())?;
        let leftovers = Leftovers::default();
        let fields = Reading::new(document.root(), &Path::ROOT, &leftovers).fields().ok_or_else(misread)?;
        let mut problems = Vec::new();
        let desk = read(name, &fields, &mut problems);
        drop(fields);
        problems.extend(Problem::of(&leftovers.into_vec()));
        if problems.is_empty() {
            return Ok(desk);
        }
        Err(ChannelError::with_problems(ErrorCode::Config, "The desk's configuration is not right", problems))
    }
}

fn read(name: DeskName, fields: &Fields<'_, '_>, problems: &mut Vec<Problem>) -> Desk {
    let text =
        |key: &str, default: &str| fields.get::<Id<'_>>(key).map_or_else(|| default.into(), |id| id.0.into_owned());
    let maybe = |key: &str| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
    let proof = |scheme| Proof {
        scheme,
        secret: fields.get::<String>("webhookSecret").filter(|secret| !secret.is_empty()),
        unsigned: fields.get("unsignedWebhooks") == Some(true),
    };
    let common = || Common { prefix: text("prefix", "fb-"), upload: fields.get("files") != Some(DeskFiles::Link) };
    let mut number = |key: &'static str| {
        let value = text(key, "");
        if value.is_empty() || !value.bytes().all(|digit| digit.is_ascii_digit()) {
            problems.push(Problem::new(["/", key].concat(), "missing", "This desk's number is needed here."));
        }
        value
    };
    match name {
        DeskName::RequestTracker => Desk {
            proof: proof(Scheme::HubSha256),
            kind: Kind::RequestTracker(Box::new(RequestTracker {
                common: common(),
                queue: text("queue", "General"),
                thread_field: text("threadField", "Messenger thread"),
                event_field: text("eventField", "Messenger event"),
                window_field: text("windowField", "Messenger window"),
                api_user: text("apiUser", "messenger-desk"),
            })),
        },
        DeskName::Zammad => Desk {
            proof: proof(Scheme::HubSha1),
            kind: Kind::Zammad(Box::new(Zammad {
                common: common(),
                group: text("group", "Users"),
                article_type: text("articleType", "chat"),
                window_attribute: maybe("windowAttribute"),
            })),
        },
        DeskName::Chatwoot => Desk {
            proof: proof(Scheme::Chatwoot),
            kind: Kind::Chatwoot(Box::new(Chatwoot {
                common: common(),
                account: number("account"),
                inbox: number("inbox"),
            })),
        },
        DeskName::Zendesk => Desk {
            proof: proof(Scheme::Zendesk),
            kind: Kind::Zendesk(Box::new(Zendesk {
                common: common(),
                group: maybe("group"),
                api_user: number("apiUser"),
                window_field: maybe("windowField"),
            })),
        },
        DeskName::Webhook => {
            Desk { proof: proof(Scheme::HubSha256), kind: Kind::Webhook(Box::new(Webhook { path: text("path", "/") })) }
        }
    }
}
