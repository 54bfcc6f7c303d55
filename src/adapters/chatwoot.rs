//! Chatwoot with an inbox of type API (`desks.md` 3).
//!
//! `source_id` of a message is the id of its action: the mark by which it is found again, and known when the inbox's webhook brings it back,
//! which it does for everything that goes out.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::action::{Act, Action, Person, Receipt};
use super::body::{Answer, DeskMethod, FormPart, HttpRequest, Json, dig, id_of, query};
use super::config::Common;
use super::course::{Api, DeskEnded, Failure, Next, Work};
use super::ids::{Course, Ids, KnownMessage};
use super::incoming::{DeskInput, DeskUnheard, Heard, ReplyFile};
use super::{unfit, wording};
use crate::conversation::TicketStatus;
use crate::desk::ReceiptState;
use crate::json::{Fields, Mark, Value};

/// How one Chatwoot is set up.
pub(super) struct Chatwoot {
    pub(super) common: Common,
    /// Number of the account.
    pub(super) account: String,
    /// Number of the inbox.
    pub(super) inbox: String,
}

/// How many files a message can have.
const MOST_FILES: usize = 15;
/// What the step that takes one message back begins with; its id follows.
const REDACT: &str = "redact/";

impl Api for Chatwoot {
    fn next(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        match &action.act {
            Act::Unknown => return Next::Ended(DeskEnded::UnknownAction),
            // What is written to a conversation's attributes replaces all of them, the agents' own too.
            Act::Status(..) => return Next::Ended(DeskEnded::NotShown),
            Act::Open { contact, .. } => {
                if let Some(request) = self.open(work, contact.as_ref()) {
                    return Next::Send(request);
                }
            }
            Act::Contact { contact, .. } => {
                let Some(id) = ids.contact.as_deref() else { return Next::Ended(DeskEnded::NotShown) };
                if !course.is_done("contact") {
                    let mut json = Json::map([("name", Json::text(&*contact.name))]);
                    json.set("avatar_url", Json::from(contact.picture.clone()));
                    return Next::Send(HttpRequest::json(
                        "contact",
                        DeskMethod::Put,
                        self.path(&["contacts", id]),
                        json,
                    ));
                }
            }
            Act::Receipt(receipt) => {
                if let Some(request) = self.receipt(work, receipt) {
                    return Next::Send(request);
                }
                let told =
                    matches!(receipt.state, ReceiptState::Failed | ReceiptState::Refused) && course.done.is_empty();
                if !told {
                    return Next::Ended(DeskEnded::of(course));
                }
            }
            Act::Redact { target } => {
                let mut steps = ids.of_message(target).map(|id| (id, [REDACT, id].concat())).peekable();
                if let (Some(ticket), Some(_)) = (ids.ticket.as_deref(), steps.peek()) {
                    let next = steps.find(|(_, step)| !course.is_done(step));
                    return next.map_or(Next::Ended(DeskEnded::Done), |(id, step)| {
                        let path = self.path(&["conversations", ticket, "messages", id]);
                        Next::Send(HttpRequest::delete(&step, path))
                    });
                }
            }
            _ => {}
        }
        self.message(work)
    }

    fn lookup(&self, work: &Work<'_>, step: &str) -> Option<HttpRequest> {
        let ids = work.ids;
        let path = match (step, &work.action.act) {
            ("contact", Act::Open { contact, .. }) => {
                let key = key(contact.as_ref(), &self.common.prefix, work.action);
                [&self.path(&["contacts", "search"]), "?q=", &query(&key)].concat()
            }
            ("open", _) => self.path(&["contacts", ids.contact.as_deref()?, "conversations"]),
            ("message", _) => self.path(&["conversations", ids.ticket.as_deref()?, "messages"]),
            _ => return None,
        };
        Some(HttpRequest::get(step, path))
    }

    fn learn(
        &self,
        work: &Work<'_>,
        step: &str,
        answer: &Answer<'_>,
        ids: &mut Ids,
        course: &mut Course,
    ) -> Result<(), Failure> {
        let nothing = || Failure::no_success(answer, "Chatwoot answered without the id of what it should have made.");
        match step {
            "contact" if matches!(work.action.act, Act::Open { .. }) => {
                let places: [&[&str]; 3] = [&["payload", "contact", "id"], &["payload", "id"], &["id"]];
                ids.contact = Some(places.iter().find_map(|place| answer.id(place)).ok_or_else(nothing)?);
            }
            "open" => ids.ticket = Some(answer.id(&["id"]).ok_or_else(nothing)?),
            "message" => {
                ids.note(work.action.known_as(answer.id(&["id"]).ok_or_else(nothing)?));
                course.doubt = Mark(work.action.reopens());
            }
            // An incoming message has opened it, unless the contact is muted.
            "check" => course.doubt = Mark(answer.at(&["status"]).and_then(Value::text) == Some("resolved")),
            _ => {
                if let (Some(id), Act::Receipt(receipt)) = (step.strip_prefix("receipt:"), &work.action.act)
                    && let Some(known) = ids.messages.iter_mut().find(|known| known.id == id)
                {
                    known.receipt = Some(receipt.state.as_str().to_owned());
                }
            }
        }
        Ok(())
    }

    fn found(&self, work: &Work<'_>, step: &str, answer: &Answer<'_>, ids: &mut Ids, course: &mut Course) -> bool {
        let items = answer.at(&["payload"]).and_then(Value::items).unwrap_or_default();
        let (place, wanted): (&[&str], String) = match (step, &work.action.act) {
            // The search finds parts of words: only the whole identifier is the person.
            ("contact", Act::Open { contact, .. }) => {
                (&["identifier"], key(contact.as_ref(), &self.common.prefix, work.action))
            }
            ("open", _) => (&["custom_attributes", "messenger_event"], work.action.id.clone()),
            _ => (&["source_id"], work.action.id.clone()),
        };
        let item = items.iter().find(|item| dig(item, place).and_then(Value::text) == Some(&wanted));
        let Some(id) = item.and_then(|item| item.get("id")).and_then(id_of) else { return false };
        match step {
            "contact" => ids.contact = Some(id),
            "open" => ids.ticket = Some(id),
            _ => {
                ids.note(work.action.known_as(id));
                course.doubt = Mark(work.action.reopens());
            }
        }
        true
    }

    /// 422 says that the identifier or the source id is taken: then the contact is there.
    fn refused(&self, work: &Work<'_>, step: &str, answer: &Answer<'_>, course: &mut Course) -> bool {
        let opens = matches!(work.action.act, Act::Open { .. });
        let taken = opens && step == "contact" && answer.status == 422 && course.refused.is_none();
        if taken {
            course.unsure = Some(step.to_owned());
            course.refused = Some(wording::cut(answer.text, 300).to_owned());
        }
        // A message that is gone already is as it should be.
        let gone = step.starts_with(REDACT) && answer.status == 404;
        if gone {
            course.done.push(step.to_owned());
        }
        taken || gone
    }
}

impl Chatwoot {
    /// The contact, then the conversation without a message.
    fn open(&self, work: &Work<'_>, contact: Option<&Person>) -> Option<HttpRequest> {
        let Work { action, ids, course } = *work;
        let key = key(contact, &self.common.prefix, action);
        if !course.is_done("contact") && ids.contact.is_none() {
            let json = Json::map([
                ("inbox_id", Json::id(&self.inbox)),
                ("name", Json::from(contact.map(|contact| contact.name.clone()))),
                ("identifier", Json::text(&*key)),
                ("source_id", Json::text(&*key)),
                ("avatar_url", Json::from(contact.and_then(|contact| contact.picture.clone()))),
            ]);
            return Some(HttpRequest::json("contact", DeskMethod::Post, self.path(&["contacts"]), json).once());
        }
        if course.is_done("open") {
            return None;
        }
        let about = Json::map([
            ("messenger_conversation", Json::text(&*action.conversation)),
            ("messenger_event", Json::text(&*action.id)),
        ]);
        let json = Json::map([
            ("source_id", Json::text(key)),
            ("inbox_id", Json::id(&self.inbox)),
            ("contact_id", ids.contact.as_deref().map_or(Json::Absent, Json::id)),
            ("status", Json::text("open")),
            ("custom_attributes", about),
        ]);
        Some(HttpRequest::json("open", DeskMethod::Post, self.path(&["conversations"]), json).once())
    }

    /// A message of either side, or a private note.
    fn message(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        let uploads = self.common.upload && !course.linked.0;
        let said = action.message().map(|message| {
            let files = if uploads { wording::files(message) } else { Vec::new() };
            // Beyond what a message can carry, they are linked.
            let files = if files.len() > MOST_FILES { Vec::new() } else { files };
            (wording::message(action, message, !files.is_empty()), files)
        });
        let private = said.is_none();
        let (text, files) = said.unwrap_or_else(|| (wording::note(action, ids), Vec::new()));
        let Some(text) = text else {
            let silent = matches!(action.act, Act::Contact { .. });
            return if silent { Next::Ended(DeskEnded::of(course)) } else { unfit::blank() };
        };
        let Some(ticket) = ids.ticket.as_deref() else { return unfit::no_ticket() };
        if !course.is_done("message") {
            let path = self.path(&["conversations", ticket, "messages"]);
            return Next::Send(Self::write(action, path, text, private, files));
        }
        if course.doubt.0 {
            let path = self.path(&["conversations", ticket]);
            if !course.is_done("check") {
                return Next::Send(HttpRequest::get("check", path));
            }
            if !course.is_done("status") {
                // Only where it is needed: with a person's token this also makes them the assignee.
                let json = Json::map([("status", Json::text("open"))]);
                return Next::Send(HttpRequest::json(
                    "status",
                    DeskMethod::Post,
                    [&path, "/toggle_status"].concat(),
                    json,
                ));
            }
        }
        Next::Ended(DeskEnded::Done)
    }

    fn write(
        action: &Action<'_>,
        path: String,
        text: String,
        private: bool,
        files: Vec<super::body::RemoteFile>,
    ) -> HttpRequest {
        let incoming = action.is_from_customer() && !private;
        let kind = if incoming { "incoming" } else { "outgoing" };
        if files.is_empty() {
            let json = Json::map([
                ("content", Json::text(text)),
                ("message_type", Json::text(kind)),
                ("private", Json::Bool(private)),
                ("content_type", Json::text("text")),
                ("content_attributes", Json::entry("messenger_event", Json::text(&*action.id))),
                ("source_id", Json::text(&*action.id)),
            ]);
            return HttpRequest::json("message", DeskMethod::Post, path, json).once();
        }
        let field = |name, value: &str| FormPart { name, value: Some(value.to_owned()), file: None };
        let mut parts = vec![
            field("content", &text),
            field("message_type", kind),
            field("private", "false"),
            field("source_id", &action.id),
        ];
        parts.extend(files.into_iter().map(|file| FormPart { name: "attachments[]", value: None, file: Some(file) }));
        HttpRequest::form("message", path, parts).once()
    }

    /// The next message of ours that the receipt says something new of.
    fn receipt(&self, work: &Work<'_>, receipt: &Receipt<'_>) -> Option<HttpRequest> {
        let ticket = work.ids.ticket.as_deref()?;
        let refused = matches!(receipt.state, ReceiptState::Failed | ReceiptState::Refused);
        let status = match receipt.state {
            // It shows as sent already.
            ReceiptState::Sent => return None,
            _ if refused => "failed",
            state => state.as_str(),
        };
        let key = receipt.key.as_deref().and_then(|key| key.split('/').next());
        let meant = |known: &&KnownMessage| {
            let mid = known.mid.as_deref();
            let until = receipt.watermark.is_some_and(|until| mid.is_some() && known.at <= until);
            let named = mid.is_some_and(|mid| receipt.mids.iter().any(|named| named == mid));
            let keyed = refused && key == Some(&["chatwoot-", &known.id].concat());
            let news =
                known.receipt.as_deref() != Some("read") && known.receipt.as_deref() != Some(receipt.state.as_str());
            known.ours.0 && (until || named || keyed) && news && !work.course.is_done(&step(known))
        };
        let known = work.ids.messages.iter().find(meant)?;
        let mut json = Json::map([("status", Json::text(status))]);
        json.set("external_error", Json::from(receipt.text.as_deref().filter(|_| refused).map(ToOwned::to_owned)));
        let path = self.path(&["conversations", ticket, "messages", &known.id]);
        Some(HttpRequest::json(&step(known), DeskMethod::Patch, path, json))
    }

    fn path(&self, steps: &[&str]) -> String {
        ["/api/v1/accounts/", &self.account, "/", &steps.join("/")].concat()
    }

    /// Reads a webhook of the inbox or of the account.
    pub(super) fn read(fields: &Fields<'_, '_>) -> Heard {
        let text = |key: &str| fields.value(key).and_then(Value::text).map(ToOwned::to_owned);
        let event = text("event").unwrap_or_default();
        let changed = event == "conversation_status_changed";
        if !changed && event != "message_created" {
            return Heard::nothing(DeskUnheard::NothingToDo);
        }
        let conversation = fields.value("conversation");
        let attributes = if changed { fields.value("custom_attributes") } else { None };
        let attributes = attributes.or_else(|| conversation.and_then(|all| all.get("custom_attributes")));
        let ticket = if changed { fields.value("id") } else { conversation.and_then(|all| all.get("id")) };
        let mut heard = Heard {
            conversation: attributes
                .and_then(|all| all.get("messenger_conversation"))
                .and_then(Value::text)
                .map(ToOwned::to_owned),
            ticket: ticket.and_then(id_of),
            reply: Err(DeskUnheard::NothingToDo),
            message: None,
            status: None,
        };
        if changed {
            heard.status = match text("status").as_deref() {
                Some("resolved") => Some(TicketStatus::Solved),
                Some("open" | "pending" | "snoozed") => Some(TicketStatus::Open),
                _ => None,
            };
            return heard;
        }
        let Some(id) = fields.value("id").and_then(id_of) else { return heard };
        heard.reply = Self::reply(fields, &id);
        heard.message = heard.reply.is_ok().then_some(id);
        heard
    }

    fn reply(fields: &Fields<'_, '_>, id: &str) -> Result<DeskInput, DeskUnheard> {
        let own = fields.value("source_id").and_then(Value::text).is_some_and(is_event)
            || fields.value("content_attributes").is_some_and(|all| all.get("messenger_event").is_some());
        if own {
            return Err(DeskUnheard::OwnWrite);
        }
        if fields.get::<bool>("private") == Some(true) {
            return Err(DeskUnheard::Internal);
        }
        // A word in webhooks, a number elsewhere.
        match fields.value("message_type").map(Value::raw) {
            Some("\"outgoing\"" | "1") => {}
            Some("\"incoming\"" | "0") => return Err(DeskUnheard::NotAnAgent),
            _ => return Err(DeskUnheard::Automation),
        }
        let files = fields.value("attachments").and_then(Value::items).unwrap_or_default();
        let files = files.iter().filter_map(|file| {
            let url = file.get("data_url").and_then(Value::text)?;
            let kind = file.get("file_type").and_then(Value::text).unwrap_or_default();
            Some(ReplyFile::of_type(kind, Some(url.to_owned()), None))
        });
        DeskInput::reply(["chatwoot-", id].concat(), fields.get("content"), files.collect())
    }
}

/// Whether this is the id of an event of ours: a word, a colon, and more.
fn is_event(id: &str) -> bool {
    id.split_once(':').is_some_and(|(word, rest)| {
        !rest.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    })
}

fn step(known: &KnownMessage) -> String {
    ["receipt:", &known.id].concat()
}

fn key(contact: Option<&Person>, prefix: &str, action: &Action<'_>) -> String {
    let nobody = Person { id: None, kind: None, name: String::new(), stand_in: Mark(false), picture: None };
    contact.unwrap_or(&nobody).key(prefix, &action.conversation)
}
