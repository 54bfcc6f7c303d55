//! Zendesk, by its ticketing interface (`desks.md` 4).
//!
//! A ticket has 30 updates in ten minutes and a user, 5000 comments in all, and takes nothing more once it is closed: then its successor is
//! opened. Comments have no id of ours; each update carries one in its metadata, which its audit shows.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::action::{Act, Person};
use super::body::{Answer, DeskMethod, HttpRequest, Json, dig, header, id_of, query};
use super::config::Common;
use super::course::{Api, DeskEnded, Failure, Next, Work};
use super::ids::{Course, Ids};
use super::incoming::{DeskInput, DeskUnheard, Heard, ReplyFile};
use super::{unfit, wording};
use crate::conversation::TicketStatus;
use crate::desk::Route;
use crate::json::{Fields, Id, Mark, Value};

/// How one Zendesk is set up.
pub(super) struct Zendesk {
    pub(super) common: Common,
    /// Number of the group of actions whose route names none.
    pub(super) group: Option<String>,
    /// Number of the interface's user.
    pub(super) api_user: String,
    /// Number of a field of tickets that shows how long the conversation can be answered.
    pub(super) window_field: Option<String>,
}

/// How many comments a ticket can have.
const MOST_COMMENTS: i64 = 5000;

const TICKETS: &str = "/api/v2/tickets";

impl Api for Zendesk {
    fn next(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        match &action.act {
            Act::Unknown => return Next::Ended(DeskEnded::UnknownAction),
            Act::Open { contact, .. } => {
                if let Some(request) = self.contact(work, contact.as_ref()) {
                    return Next::Send(request);
                }
            }
            Act::Contact { contact, .. } => {
                if ids.contact.is_none() {
                    return Next::Ended(DeskEnded::NotShown);
                }
                if let Some(request) = self.contact(work, Some(contact)) {
                    return Next::Send(request);
                }
            }
            Act::Status(..) if self.window_field.is_none() => return Next::Ended(DeskEnded::NotShown),
            _ => {}
        }
        if let Some(request) = self.upload(work) {
            return Next::Send(request);
        }
        if matches!(action.act, Act::Open { .. }) || course.follow_up.is_some() {
            return self.open(work);
        }
        self.update(work)
    }

    fn lookup(&self, work: &Work<'_>, step: &str) -> Option<HttpRequest> {
        // Opening carries an Idempotency-Key: sent again, it gives the same ticket.
        let ticket = work.ids.ticket.as_deref().filter(|_| step == "message")?;
        let mut path = [TICKETS, "/", ticket, "/audits?page%5Bsize%5D=100"].concat();
        if let Some(page) = work.course.page.as_deref() {
            path.push_str("&page%5Bafter%5D=");
            path.push_str(&query(page));
        }
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
        let nothing = || Failure::no_success(answer, "Zendesk answered without the id of what it should have made.");
        match step {
            "contact" => ids.contact = Some(answer.id(&["user", "id"]).ok_or_else(nothing)?),
            "open" => {
                ids.ticket = Some(answer.id(&["ticket", "id"]).ok_or_else(nothing)?);
                Self::comment(work, answer.at(&["audit"]), ids);
            }
            "message" => {
                answer.id(&["ticket", "id"]).ok_or_else(nothing)?;
                Self::comment(work, answer.at(&["audit"]), ids);
            }
            "check" => {
                let closed = answer.at(&["ticket", "status"]).and_then(Value::text) == Some("closed");
                let comments =
                    answer.at(&["ticket", "comment_count"]).and_then(|count| count.raw().parse::<i64>().ok());
                course.doubt = Mark(false);
                if !closed && comments.is_none_or(|comments| comments < MOST_COMMENTS) {
                    let text = course.refused.take().unwrap_or_default();
                    return Err(Failure::no_success(answer, &text));
                }
                // Only a closed ticket can have a follow-up; a full one has a successor that knows nothing of it.
                course.follow_up = Some(if closed { ids.ticket.clone().unwrap_or_default() } else { String::new() });
            }
            _ if step.starts_with(UPLOAD) => {
                course.uploads.push(answer.id(&["upload", "token"]).ok_or_else(nothing)?);
            }
            _ => {}
        }
        Ok(())
    }

    fn found(&self, work: &Work<'_>, _: &str, answer: &Answer<'_>, ids: &mut Ids, course: &mut Course) -> bool {
        let audits = answer.at(&["audits"]).and_then(Value::items).unwrap_or_default();
        let place = ["metadata", "custom", EVENT];
        let audit = audits.iter().find(|audit| dig(audit, &place).and_then(Value::text) == Some(&work.action.id));
        if let Some(audit) = audit {
            Self::comment(work, Some(audit), ids);
            return true;
        }
        let more = answer.at(&["meta", "has_more"]).is_some_and(|more| more.raw() == "true");
        course.page = answer.id(&["meta", "after_cursor"]).filter(|_| more);
        false
    }

    /// 422 on an update may say that the ticket is closed or full. Words differ, so it is asked.
    fn refused(&self, _: &Work<'_>, step: &str, answer: &Answer<'_>, course: &mut Course) -> bool {
        let full = step == "message" && answer.status == 422 && course.refused.is_none();
        if full {
            course.doubt = Mark(true);
            course.refused = Some(wording::cut(answer.text, 300).to_owned());
        }
        full
    }
}

/// The key of our id in an update's metadata.
const EVENT: &str = "messenger_event";

/// Before the number of an upload.
const UPLOAD: &str = "upload:";

impl Zendesk {
    /// Finds the user by the external id, or makes them.
    fn contact(&self, work: &Work<'_>, contact: Option<&Person>) -> Option<HttpRequest> {
        let known = work.ids.contact.is_some() && matches!(work.action.act, Act::Open { .. });
        if work.course.is_done("contact") || known {
            return None;
        }
        let person = contact?;
        let user = Json::map([
            ("name", Json::text(&*person.name)),
            ("external_id", Json::text(person.key(&self.common.prefix, &work.action.conversation))),
        ]);
        let json = Json::map([("user", user), ("skip_verify_email", Json::Bool(true))]);
        Some(HttpRequest::json("contact", DeskMethod::Post, "/api/v2/users/create_or_update".to_owned(), json))
    }

    fn uploads(&self, work: &Work<'_>) -> bool {
        self.common.upload && !work.course.linked.0
    }

    /// The next file; what it gives is part of the comment.
    fn upload(&self, work: &Work<'_>) -> Option<HttpRequest> {
        let message = work.action.message().filter(|_| self.uploads(work))?;
        let files = wording::files(message).into_iter().enumerate();
        let (step, file) = files
            .map(|(index, file)| ([UPLOAD, &index.to_string()].concat(), file))
            .find(|(step, _)| !work.course.is_done(step))?;
        let path = ["/api/v2/uploads?filename=", &query(&file.name)].concat();
        Some(HttpRequest::upload(&step, path, file))
    }

    fn open(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        if course.is_done("open") {
            return Next::Ended(DeskEnded::Done);
        }
        let Some(comment) = self.written(work) else { return unfit::blank() };
        let group = match &action.route {
            Route::Ticket { queue: Some(queue) } => Some(queue.as_str()),
            _ => self.group.as_deref(),
        };
        let subject = match &action.act {
            Act::Open { subject, .. } if !subject.trim().is_empty() => wording::cut(subject, 150),
            _ => "Messenger",
        };
        let contact = ids.contact.as_deref();
        let ticket = Json::map([
            ("subject", Json::text(subject)),
            ("comment", comment),
            ("requester_id", contact.map_or(Json::Absent, Json::id)),
            ("group_id", group.map_or(Json::Absent, Json::id)),
            ("external_id", Json::text(&*action.conversation)),
            ("tags", Json::List(vec![Json::text("messenger")])),
            ("metadata", Json::entry(EVENT, Json::text(&*action.id))),
            (
                "via_followup_source_id",
                course.follow_up.as_deref().filter(|id| !id.is_empty()).map_or(Json::Absent, Json::id),
            ),
        ]);
        let json = Json::map([("ticket", ticket)]);
        // Without a requester Zendesk would take the interface's user for one.
        let request = HttpRequest::json("open", DeskMethod::Post, TICKETS.to_owned(), json);
        Next::Send(request.with_header("Idempotency-Key", wording::cut(&header(&action.id), 255).to_owned()))
    }

    /// A comment, and with it whatever else changes.
    fn update(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        let mut ticket = Json::map([]);
        if let (Act::Status(stage, expires_at), Some(field)) = (&action.act, &self.window_field) {
            let text = wording::window(*stage, *expires_at);
            let field = Json::map([("id", Json::id(field)), ("value", Json::text(text))]);
            ticket.set("custom_fields", Json::List(vec![field]));
        } else {
            let Some(comment) = self.written(work) else {
                let silent = matches!(action.act, Act::Receipt(_) | Act::Contact { .. });
                return if silent { Next::Ended(DeskEnded::of(course)) } else { unfit::blank() };
            };
            ticket.set("comment", comment);
        }
        let Some(id) = ids.ticket.as_deref() else { return unfit::no_ticket() };
        let path = [TICKETS, "/", id].concat();
        if course.is_done("message") {
            return Next::Ended(DeskEnded::Done);
        }
        if course.doubt.0 {
            return Next::Send(HttpRequest::get("check", [&path, "?include=comment_count"].concat()));
        }
        if action.reopens() {
            ticket.set("status", Json::text("open"));
        }
        ticket.set("metadata", Json::entry(EVENT, Json::text(&*action.id)));
        let request = HttpRequest::json("message", DeskMethod::Put, path, Json::map([("ticket", ticket)]));
        Next::Send(if matches!(action.act, Act::Status(..)) { request } else { request.once() })
    }

    /// A comment: public where somebody speaks, of the requester where that is the customer.
    fn written(&self, work: &Work<'_>) -> Option<Json> {
        let Work { action, ids, course } = *work;
        let message = action.message();
        let body = match message {
            Some(message) => wording::message(action, message, self.uploads(work))?,
            None => wording::note(action, ids)?,
        };
        let author = ids.contact.as_deref().filter(|_| message.is_some() && action.is_from_customer());
        let tokens: Vec<Json> = course.uploads.iter().map(|token| Json::text(&**token)).collect();
        let body = if body.is_empty() { "(file)".to_owned() } else { body };
        Some(Json::map([
            ("body", Json::text(body)),
            ("public", Json::Bool(message.is_some())),
            ("author_id", author.map_or(Json::Absent, Json::id)),
            ("uploads", if tokens.is_empty() { Json::Absent } else { Json::List(tokens) }),
        ]))
    }

    /// Notes the comment of an audit.
    fn comment(work: &Work<'_>, audit: Option<&Value<'_>>, ids: &mut Ids) {
        let events = audit.and_then(|audit| audit.get("events")).and_then(Value::items).unwrap_or_default();
        let comment = events.iter().find(|event| event.get("type").and_then(Value::text) == Some("Comment"));
        if let Some(id) = comment.and_then(|comment| comment.get("id")).and_then(id_of) {
            ids.note(work.action.known_as(id));
        }
    }

    /// Reads what a trigger sends; the package's types show the JSON to give it.
    pub(super) fn read(&self, fields: &Fields<'_, '_>) -> Heard {
        let id = |key: &str| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
        let Some(ticket) = id("ticket") else { return Heard::nothing(DeskUnheard::NothingToDo) };
        let own = id("updater").as_deref() == Some(&self.api_user);
        let status = match fields.get::<String>("status").map(|status| status.to_ascii_lowercase()).as_deref() {
            Some("solved" | "closed") => Some(TicketStatus::Solved),
            Some("new" | "open" | "pending" | "hold") => Some(TicketStatus::Open),
            _ => None,
        };
        let mut heard = Heard {
            conversation: id("conversation"),
            reply: Err(if own { DeskUnheard::OwnWrite } else { DeskUnheard::NothingToDo }),
            message: None,
            status: status.filter(|_| !own),
            ticket: Some(ticket),
        };
        let Some(comment) = fields.value("comment").filter(|_| !own) else { return heard };
        let text = |key: &str| comment.get(key).and_then(Value::text).unwrap_or_default();
        let truth = |key: &str| comment.get(key).is_some_and(|value| value.text().unwrap_or(value.raw()) == "true");
        if !truth("public") {
            heard.reply = Err(if text("body").is_empty() { DeskUnheard::NothingToDo } else { DeskUnheard::Internal });
        } else if !truth("agent") {
            heard.reply = Err(DeskUnheard::NotAnAgent);
        } else {
            let told = comment.get("id").and_then(id_of);
            let of = [heard.ticket.as_deref().unwrap_or_default(), "\n", text("at"), "\n", text("body")].concat();
            let id = told.unwrap_or_else(|| crate::hex::fingerprint(&of));
            let files = comment.get("attachments").and_then(Value::items).unwrap_or_default();
            let files = files.iter().filter_map(|file| {
                let url = file.get("url").and_then(Value::text)?.to_owned();
                let kind = file.get("type").and_then(Value::text).unwrap_or_default();
                Some(ReplyFile::of_type(kind, Some(url), None))
            });
            heard.reply = DeskInput::reply(["zendesk-", &id].concat(), Some(text("body").to_owned()), files.collect());
            heard.message = heard.reply.is_ok().then_some(id);
        }
        heard
    }
}
