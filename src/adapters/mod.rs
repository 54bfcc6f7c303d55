//! Between the actions of a conversation and the HTTP interface of a real help desk: Request Tracker 5, Zammad, Chatwoot, Zendesk, and a
//! JSON webhook for any other.
//!
//! An adapter does no input or output. It says which request comes next ([`Desk::request`]), learns from the answer ([`Desk::learn`]),
//! and reads what the desk tells of ([`Desk::read`]). What it knows of a conversation at the desk are its [`Ids`], which the host keeps
//! and hands back, like the conversation's state. Paths stand below the desk's address; the host adds that and the credentials.
//!
//! ```text
//!   DeskAction, Ids ->  request()  -> HTTP request, Ids       until there is no request:
//!   its answer, Ids ->  learn()    -> Ids, failure?           ask again, with the new ids
//!   a webhook, Ids  ->  read()     -> inputs of step(), Ids
//! ```
//!
//! Keep the ids that `request` gives before the request is sent. They say that its answer is outstanding: whether it never came or the
//! host ended meanwhile, the next request then asks the desk whether it has the message (`lookup`), and it is sent again only if not.
//!
//! ```
//! use messenger_desk::adapters::{Answer, Desk, DeskName, Ids};
//!
//! let desk = Desk::from_json(DeskName::RequestTracker, r#"{ "queue": "Bikes" }"#).unwrap();
//! let action = r#"{ "do": "open", "subject": "Is my bike ready?", "contact": { "id": "24681012141618", "kind": "psid", "name": "Ana" },
//!     "message": { "mid": "m_1", "text": "Is my bike ready?", "attachments": [] }, "id": "message:1029384756:m_1",
//!     "conversation": "dm:1029384756:24681012141618", "route": { "ticket": {} }, "author": "customer", "at": 1762128000123 }"#;
//!
//! let first = desk.request(action, Ids::default()).unwrap();
//! let user = first.request.unwrap();
//! assert_eq!((user.path.as_str(), user.step.as_str()), ("/REST/2.0/user", "contact"));
//!
//! let made = Answer::new(201, Vec::new(), r#"{ "type": "user", "id": "fb-24681012141618" }"#);
//! let learned = desk.learn(action, "contact", &made, first.ids).unwrap();
//! assert_eq!(desk.request(action, learned.ids).unwrap().request.unwrap().path, "/REST/2.0/ticket");
//! ```

mod action;
mod body;
mod chatwoot;
mod config;
mod course;
mod ids;
mod incoming;
mod plain;
mod request_tracker;
mod signed;
mod unfit;
mod webhook;
mod wording;
mod zammad;
mod zendesk;

use alloc::boxed::Box;

use action::Action;
pub use body::{Answer, DeskMethod, FileInJson, Files, Form, FormPart, Headers, HttpRequest, Json, RemoteFile};
pub use config::{DeskConfig, DeskFiles, DeskName};
pub use course::{DeskEnded, DeskFailureKind, Failure, Learned, Plan};
pub use ids::{Course, IDS_VERSION, Ids, IdsVersion, KnownMessage};
pub use incoming::{DeskInput, DeskUnheard, Incoming, Reply, ReplyFile};
pub use signed::DeskUnsigned;

use crate::error::{ChannelError, ErrorCode};
use crate::json::{Document, Leftovers, Limits, Millis, Path, Read, Reading};

/// The adapter of one help desk.
pub struct Desk {
    kind: Kind,
    proof: config::Proof,
}

enum Kind {
    RequestTracker(Box<request_tracker::RequestTracker>),
    Zammad(Box<zammad::Zammad>),
    Chatwoot(Box<chatwoot::Chatwoot>),
    Zendesk(Box<zendesk::Zendesk>),
    Webhook(Box<webhook::Webhook>),
}

impl Desk {
    /// The next request that an action asks for; none where it is done, or shows nowhere at this desk, or would be refused.
    ///
    /// An action that was carried out gives none, so one that is delivered twice shows once.
    pub fn request(&self, action: &str, ids: Ids) -> Result<Plan, ChannelError> {
        with_action(action, |action| course::request(self.api(), action, ids))
    }

    /// Learns from the answer to a request: ids, and whether the action goes on or failed.
    ///
    /// `step` is the request's. A status of 0 stands for an answer that never came, 424 for a file of the request that could not be
    /// fetched: its link is written instead.
    pub fn learn(&self, action: &str, step: &str, answer: &Answer<'_>, ids: Ids) -> Result<Learned, ChannelError> {
        with_action(action, |action| course::learn(self.api(), action, step, answer, ids))
    }

    /// Reads a webhook of the desk, given as its headers and raw body; its status is not looked at. `now` is the host's clock.
    ///
    /// Without ids it cannot be told what is news, but the conversation it belongs to is named where the desk knows it: call again with
    /// that conversation's ids before the inputs are used.
    pub fn read(&self, webhook: &Answer<'_>, ids: Option<Ids>, now: Millis) -> Result<Incoming, ChannelError> {
        self.prove(webhook, now)?;
        let what = "The desk's webhook";
        let misread = || ChannelError::misread(ErrorCode::Payload, what, "a JSON object");
        let document = webhook.json.as_ref().ok_or_else(misread)?;
        let leftovers = Leftovers::unwanted();
        let fields = Reading::new(document.root(), &Path::ROOT, &leftovers).fields().ok_or_else(misread)?;
        let heard = match &self.kind {
            Kind::RequestTracker(desk) => desk.read(&fields),
            Kind::Zammad(_) => zammad::Zammad::read(&fields),
            Kind::Chatwoot(_) => chatwoot::Chatwoot::read(&fields),
            Kind::Zendesk(desk) => desk.read(&fields),
            Kind::Webhook(_) => webhook::Webhook::read(&fields),
        };
        Ok(heard.news(ids, now))
    }

    fn prove(&self, webhook: &Answer<'_>, now: Millis) -> Result<(), ChannelError> {
        let refused = match &self.proof.secret {
            Some(secret) => signed::check(self.proof.scheme, secret, webhook, now),
            None if self.proof.unsigned => Ok(()),
            None => {
                let message = "Anybody could post this: without a secret the desk's webhooks are not read.";
                let hint = "Set webhookSecret to the secret the desk signs with, or unsignedWebhooks to true where it cannot sign.";
                return Err(ChannelError { hint: Some(hint), ..ChannelError::new(ErrorCode::Config, message) });
            }
        };
        refused.map_err(|why| ChannelError {
            reason: Some(why.as_str()),
            hint: Some(why.hint()),
            ..ChannelError::new(ErrorCode::Signature, "The webhook is not proved to be the desk's and was not read.")
        })
    }

    fn api(&self) -> &dyn course::Api {
        match &self.kind {
            Kind::RequestTracker(desk) => &**desk,
            Kind::Zammad(desk) => &**desk,
            Kind::Chatwoot(desk) => &**desk,
            Kind::Zendesk(desk) => &**desk,
            Kind::Webhook(desk) => &**desk,
        }
    }
}

/// Reads an action, from this build's fold or from another's.
fn with_action<T>(text: &str, then: impl FnOnce(&Action<'_>) -> T) -> Result<T, ChannelError> {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let misread = || ChannelError::misread(ErrorCode::Payload, "The action", Action::EXPECTED);
    let document = Document::parse_text(text, &limits).map_err(|_| misread())?;
    let leftovers = Leftovers::unwanted();
    let action = Action::read(Reading::new(document.root(), &Path::ROOT, &leftovers)).ok_or_else(misread)?;
    Ok(then(&action))
}
