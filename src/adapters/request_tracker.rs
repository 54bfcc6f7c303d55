//! Request Tracker 5, by its REST 2 interface. What is said of its ways here was tried with 5.0.3 (`desks.md` 1).
//!
//! It shows the interface's user as the author of everything, so each message begins with who wrote it. It mails requesters whenever it
//! knows their address, so Messenger users are made without one. Custom fields carry the ids by which an earlier write is found; the
//! script `request-tracker.pl` of the package makes them, and the scrip that tells this channel of answers.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::action::{Act, Person};
use super::body::{Answer, DeskMethod, FileInJson, HttpRequest, Json, id_of, query};
use super::config::Common;
use super::course::{Api, DeskEnded, Failure, Next, Work};
use super::ids::{Course, Ids};
use super::incoming::{DeskInput, DeskUnheard, Heard, ReplyFile};
use super::{unfit, wording};
use crate::conversation::TicketStatus;
use crate::desk::Route;
use crate::json::{Fields, Id, Mark, Value};

/// How one Request Tracker is set up.
pub(super) struct RequestTracker {
    pub(super) common: Common,
    /// The queue of actions whose route names none.
    pub(super) queue: String,
    /// Custom field of tickets: the conversation.
    pub(super) thread_field: String,
    /// Custom field of tickets and of transactions: the id of the action.
    pub(super) event_field: String,
    /// Custom field of tickets: how long the conversation can be answered.
    pub(super) window_field: String,
    /// The interface's user.
    pub(super) api_user: String,
}

impl Api for RequestTracker {
    fn next(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        if let Act::Open { contact, subject, .. } = &action.act {
            return self.open(work, contact.as_ref(), subject);
        }
        if let Act::Contact { contact, .. } = &action.act {
            let Some(name) = ids.contact.as_deref() else { return Next::Ended(DeskEnded::NotShown) };
            if !course.is_done("contact") {
                let json = Json::map([("RealName", Json::text(&*contact.name))]);
                return Next::Send(HttpRequest::json("contact", DeskMethod::Put, [USER, "/", name].concat(), json));
            }
        }
        if let Act::Unknown = action.act {
            return Next::Ended(DeskEnded::UnknownAction);
        }
        let speaks = action.message().is_some();
        let text = if speaks { self.text(work) } else { wording::note(action, ids) };
        let shows = text.is_some() || matches!(action.act, Act::Status(..));
        if !shows {
            let silent = matches!(action.act, Act::Receipt(_) | Act::Contact { .. });
            return if silent { Next::Ended(DeskEnded::of(course)) } else { unfit::blank() };
        }
        let Some(ticket) = ids.ticket.as_deref() else { return unfit::no_ticket() };
        let path = [TICKET, "/", ticket].concat();
        if let Act::Status(stage, expires_at) = action.act {
            if !course.is_done("status") {
                let fields = Json::entry(&self.window_field, Json::text(wording::window(stage, expires_at)));
                let json = Json::map([("CustomFields", fields)]);
                return Next::Send(HttpRequest::json("status", DeskMethod::Put, path, json));
            }
        } else if !course.is_done("message") {
            let kind = if speaks { "/correspond" } else { "/comment" };
            return Next::Send(self.write(work, [&path, kind].concat(), text.unwrap_or_default()));
        }
        if course.doubt.0 && !course.is_done("check") {
            return Next::Send(HttpRequest::get("check", path));
        }
        Next::Ended(DeskEnded::Done)
    }

    fn lookup(&self, work: &Work<'_>, step: &str) -> Option<HttpRequest> {
        let event = work.action.id.replace('\\', "\\\\").replace('\'', "\\'");
        let by_event = ["CF.{", &self.event_field, "} = '", &event, "'"].concat();
        let path = match step {
            "contact" => [USER, "/", &self.contact(work)?].concat(),
            "open" => ["/REST/2.0/tickets?query=", &query(&by_event)].concat(),
            _ => ["/REST/2.0/transactions?query=", &query(&by_event)].concat(),
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
        match step {
            "contact" if ids.contact.is_none() => ids.contact = self.contact(work),
            "open" => {
                let id = answer.id(&["id"]).or_else(|| located(answer));
                ids.ticket = Some(id.ok_or_else(|| Failure::no_success(answer, NO_ID))?);
            }
            "message" => {
                // An invalid status or field is told of beside a success, in the language of the interface's user.
                let id = located(answer).ok_or_else(|| Failure::no_success(answer, NO_ID))?;
                ids.note(work.action.known_as(id));
                course.doubt = Mark(work.action.reopens());
            }
            // Nothing changed: it was so before, or there is no such field.
            "status" => {
                let unchanged = answer.json.as_ref().and_then(|json| json.root().items()).is_some_and(<[_]>::is_empty);
                course.doubt = Mark(unchanged);
            }
            "check" => self.check(work, answer, ids)?,
            _ => {}
        }
        Ok(())
    }

    fn found(&self, work: &Work<'_>, step: &str, answer: &Answer<'_>, ids: &mut Ids, course: &mut Course) -> bool {
        if step == "contact" {
            if answer.status == 200 {
                ids.contact = self.contact(work);
            }
            return answer.status == 200;
        }
        let items = answer.at(&["items"]).and_then(Value::items).unwrap_or_default();
        let Some(id) = items.first().and_then(|item| item.get("id")).and_then(id_of) else { return false };
        if step == "open" {
            ids.ticket = Some(id);
        } else {
            ids.note(work.action.known_as(id));
            course.doubt = Mark(work.action.reopens());
        }
        true
    }

    /// `Name in use` is 400, and in any language: whether the user is there is asked.
    fn refused(&self, _work: &Work<'_>, step: &str, answer: &Answer<'_>, course: &mut Course) -> bool {
        let taken = step == "contact" && answer.status == 400 && course.refused.is_none();
        if taken {
            course.unsure = Some(step.to_owned());
            course.refused = Some(wording::cut(answer.text, 300).to_owned());
        }
        taken
    }
}

const USER: &str = "/REST/2.0/user";
const TICKET: &str = "/REST/2.0/ticket";
const NO_ID: &str = "Request Tracker answered without the id of what it should have made.";

impl RequestTracker {
    fn open(&self, work: &Work<'_>, contact: Option<&Person>, subject: &str) -> Next {
        let Work { action, course, ids } = *work;
        let name = self.contact(work);
        if let (Some(name), Some(person)) = (&name, contact)
            && !course.is_done("contact")
            && ids.contact.as_ref() != Some(name)
        {
            // Made first: a requester who is not there is left out without a word.
            let json = Json::map([
                ("Name", Json::text(name)),
                ("RealName", Json::text(&*person.name)),
                ("Privileged", Json::Number(0)),
            ]);
            return Next::Send(HttpRequest::json("contact", DeskMethod::Post, USER.to_owned(), json).once());
        }
        if course.is_done("open") {
            return Next::Ended(DeskEnded::Done);
        }
        let Some(text) = self.text(work) else { return unfit::blank() };
        let queue = match &action.route {
            Route::Ticket { queue: Some(queue) } => queue,
            _ => &self.queue,
        };
        let mut fields = Json::entry(&self.thread_field, Json::text(&*action.conversation));
        fields.set(&self.event_field, Json::text(&*action.id));
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let subject = if subject.is_empty() { "Messenger" } else { wording::cut(&subject, 200) };
        let mut json = Json::map([
            ("Queue", Json::text(&**queue)),
            ("Subject", Json::text(subject)),
            ("Requestor", Json::from(name)),
            ("Status", Json::text("open")),
            ("Content", Json::text(text)),
            ("ContentType", Json::text("text/plain")),
            ("CustomFields", fields),
        ]);
        let files = self.attach(work, &mut json);
        Next::Send(HttpRequest::json("open", DeskMethod::Post, TICKET.to_owned(), json).with_files(files).once())
    }

    /// A message or a comment.
    fn write(&self, work: &Work<'_>, path: String, text: String) -> HttpRequest {
        let Work { action, ids, .. } = *work;
        // Writing opens a solved ticket, and not a stalled one: the customer's words are to open either, anybody else's neither.
        let status = match (action.message(), action.is_from_customer(), ids.solved.0) {
            (Some(_), true, _) => Some("open".to_owned()),
            (Some(_), false, true) => Some("resolved".to_owned()),
            _ => None,
        };
        let mut json = Json::map([
            ("Content", Json::text(text)),
            ("ContentType", Json::text("text/plain")),
            ("Status", Json::from(status)),
            ("TxnCustomFields", Json::entry(&self.event_field, Json::text(&*action.id))),
        ]);
        let files = self.attach(work, &mut json);
        HttpRequest::json("message", DeskMethod::Post, path, json).with_files(files).once()
    }

    /// The text of a message, with who wrote it.
    fn text(&self, work: &Work<'_>) -> Option<String> {
        let message = work.action.message()?;
        let text = wording::message(work.action, message, self.uploads(work))?;
        Some([wording::speaker(work.action, work.ids), text].concat())
    }

    fn uploads(&self, work: &Work<'_>) -> bool {
        self.common.upload && !work.course.linked.0
    }

    fn attach(&self, work: &Work<'_>, json: &mut Json) -> Vec<FileInJson> {
        let message = work.action.message().filter(|_| self.uploads(work));
        let files = message.map(wording::files).unwrap_or_default();
        let list = files.iter().map(|file| {
            Json::map([
                ("FileName", Json::text(&*file.name)),
                ("FileType", Json::text(file.kind)),
                ("FileContent", Json::text("")),
            ])
        });
        let list: Vec<Json> = list.collect();
        if !list.is_empty() {
            json.set("Attachments", Json::List(list));
        }
        let place = |index: usize| ["/Attachments/", &index.to_string(), "/FileContent"].concat();
        files.into_iter().enumerate().map(|(index, file)| FileInJson { at: place(index), file }).collect()
    }

    /// The name of the user that the person is.
    fn contact(&self, work: &Work<'_>) -> Option<String> {
        match &work.action.act {
            Act::Open { contact, .. } => {
                contact.as_ref().map(|contact| contact.key(&self.common.prefix, &work.action.conversation))
            }
            _ => work.ids.contact.clone(),
        }
    }

    /// Whether the ticket is as it should be; and its number, which is another one after a merge.
    fn check(&self, work: &Work<'_>, answer: &Answer<'_>, ids: &mut Ids) -> Result<(), Failure> {
        if let Some(id) = answer.id(&["id"]) {
            ids.ticket = Some(id);
        }
        if work.action.reopens() {
            let status = answer.at(&["Status"]).and_then(Value::text).unwrap_or_default();
            if matches!(status, "resolved" | "rejected" | "deleted") {
                return Err(Failure::no_success(
                    answer,
                    "The ticket was not opened again. Check the queue's lifecycle.",
                ));
            }
        } else {
            let fields = answer.at(&["CustomFields"]).and_then(Value::items).unwrap_or_default();
            let there = fields.iter().any(|field| field.get("name").and_then(Value::text) == Some(&self.window_field));
            if !there {
                let text = "There is no such custom field on the ticket's queue; the desk's script makes it.";
                return Err(Failure::no_success(answer, text));
            }
        }
        Ok(())
    }

    /// Reads what the scrip sends.
    pub(super) fn read(&self, fields: &Fields<'_, '_>) -> Heard {
        let id = |key: &str| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
        let (Some(ticket), Some(transaction)) = (id("ticket"), id("transaction")) else {
            return Heard::nothing(DeskUnheard::NothingToDo);
        };
        let own = fields.get::<String>("creator").as_deref() == Some(&self.api_user);
        let mut heard = Heard {
            conversation: fields.get("conversation"),
            ticket: Some(ticket),
            reply: Err(DeskUnheard::NothingToDo),
            message: None,
            status: None,
        };
        let kind: Option<String> = fields.get("type");
        heard.reply = Err(match kind.as_deref() {
            _ if own => DeskUnheard::OwnWrite,
            Some("Comment") => DeskUnheard::Internal,
            Some("Correspond") if fields.get::<bool>("privileged") != Some(true) => DeskUnheard::NotAnAgent,
            Some("Correspond") => {
                let attachments: Vec<RtFile> = fields.get("attachments").unwrap_or_default();
                let path = |id: &str| Some(["/REST/2.0/attachment/", id].concat());
                let files = attachments.iter().map(|file| ReplyFile::of_type(&file.kind, None, path(&file.id)));
                let id = ["rt-", &transaction].concat();
                match DeskInput::reply(id, fields.get("text"), files.collect()) {
                    Ok(reply) => {
                        heard.reply = Ok(reply);
                        heard.message = Some(transaction);
                        return heard;
                    }
                    Err(why) => why,
                }
            }
            Some("Status") => {
                let active: Option<bool> = fields.get("active");
                heard.status = active.map(|active| if active { TicketStatus::Open } else { TicketStatus::Solved });
                DeskUnheard::NothingToDo
            }
            _ => DeskUnheard::NothingToDo,
        });
        heard
    }
}

/// A file of an answer, as the scrip names it.
struct RtFile {
    id: String,
    kind: String,
}

impl<'d> crate::json::Read<'d> for RtFile {
    const EXPECTED: &'static str = "an attachment with id and type";

    fn read(reading: crate::json::Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let id = fields.get::<Id<'_>>("id")?.0.into_owned();
        Some(Self { id, kind: fields.get("type").unwrap_or_default() })
    }
}

/// The number at the end of `Location`; its host and path are those of the configuration, which need not be the ones that were called.
fn located(answer: &Answer<'_>) -> Option<String> {
    let number = answer.header("location")?.trim_end_matches('/').rsplit('/').next()?;
    Some(number.to_owned()).filter(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}
