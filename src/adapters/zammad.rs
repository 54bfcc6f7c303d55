//! Zammad, by its REST interface (`desks.md` 2; its documentation of 2026-05).
//!
//! Articles are of type `chat`, which counts as communication and is sent nowhere: one of a `facebook` type by an agent would be posted to
//! Facebook, and one of type `email` would be mailed. The mark by which an article of ours is known again is its `message_id`.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::action::{Act, Action, Person};
use super::body::{Answer, DeskMethod, FileInJson, HttpRequest, Json, id_of, query};
use super::config::Common;
use super::course::{Api, DeskEnded, Failure, Next, Work};
use super::ids::{Course, Ids};
use super::incoming::{DeskInput, DeskUnheard, Heard, ReplyFile};
use super::{plain, unfit, wording};
use crate::conversation::TicketStatus;
use crate::desk::Route;
use crate::json::{Fields, Mark, Value};

/// How one Zammad is set up.
pub(super) struct Zammad {
    pub(super) common: Common,
    /// The group of actions whose route names none.
    pub(super) group: String,
    /// The article type of messages.
    pub(super) article_type: String,
    /// An attribute of tickets that shows how long the conversation can be answered.
    pub(super) window_attribute: Option<String>,
}

impl Api for Zammad {
    fn next(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        match &action.act {
            Act::Unknown => return Next::Ended(DeskEnded::UnknownAction),
            Act::Open { contact, subject, .. } => {
                return if course.is_done("open") {
                    Next::Ended(DeskEnded::Done)
                } else {
                    self.open(work, contact.as_ref(), subject)
                };
            }
            Act::Contact { contact, .. } => {
                let Some(user) = ids.contact.as_deref() else { return Next::Ended(DeskEnded::NotShown) };
                if !course.is_done("contact") {
                    let path = ["/api/v1/users/", user].concat();
                    return Next::Send(HttpRequest::json(
                        "contact",
                        DeskMethod::Put,
                        path,
                        Json::map(names(&contact.name)),
                    ));
                }
            }
            Act::Status(..) if self.window_attribute.is_none() => return Next::Ended(DeskEnded::NotShown),
            _ => {}
        }
        let article = match action.message() {
            Some(_) => self.article(work),
            None => wording::note(action, ids).map(|note| (internal(action, note), Vec::new())),
        };
        let silent = matches!(action.act, Act::Receipt(_) | Act::Contact { .. });
        if article.is_none() && silent {
            return Next::Ended(DeskEnded::of(course));
        }
        let Some(ticket) = ids.ticket.as_deref() else { return unfit::no_ticket() };
        if let (Act::Status(stage, expires_at), Some(attribute)) = (&action.act, &self.window_attribute) {
            let json = Json::entry(attribute, Json::text(wording::window(*stage, *expires_at)));
            return Self::put(course, "status", ticket, json);
        }
        let Some((mut article, files)) = article else { return unfit::blank() };
        if !course.is_done("message") {
            article.set("ticket_id", Json::id(ticket));
            let request = HttpRequest::json("message", DeskMethod::Post, "/api/v1/ticket_articles".to_owned(), article);
            return Next::Send(request.with_files(files).once());
        }
        if action.reopens() {
            return Self::put(course, "status", ticket, Json::map([("state", Json::text("open"))]));
        }
        Next::Ended(DeskEnded::Done)
    }

    fn lookup(&self, work: &Work<'_>, step: &str) -> Option<HttpRequest> {
        let path = match (step, &work.action.act) {
            ("open", Act::Open { contact: Some(person), .. }) => {
                let login = person.key(&self.common.prefix, &work.action.conversation);
                let search = query(&["customer.login:\"", &login, "\""].concat());
                ["/api/v1/tickets/search?expand=true&limit=50&sort_by=created_at&order_by=desc&query=", &search]
                    .concat()
            }
            ("message", _) => {
                ["/api/v1/ticket_articles/by_ticket/", work.ids.ticket.as_deref()?, "?expand=true"].concat()
            }
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
        _: &mut Course,
    ) -> Result<(), Failure> {
        let nothing = || Failure::no_success(answer, "Zammad answered without the id of what it should have made.");
        match step {
            "open" => {
                ids.ticket = Some(answer.id(&["id"]).ok_or_else(nothing)?);
                ids.contact = answer.id(&["customer_id"]);
                let articles = answer.at(&["article_ids"]).and_then(Value::items).unwrap_or_default();
                if let Some(id) = articles.first().and_then(id_of) {
                    ids.note(work.action.known_as(id));
                }
            }
            "message" => ids.note(work.action.known_as(answer.id(&["id"]).ok_or_else(nothing)?)),
            "status" if work.action.reopens() => {
                let state = answer.at(&["state"]).and_then(named);
                if matches!(state, Some("closed" | "merged" | "removed")) {
                    let text = "The ticket was not opened again. Check the group's rule for follow-ups.";
                    return Err(Failure::no_success(answer, text));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn found(&self, work: &Work<'_>, step: &str, answer: &Answer<'_>, ids: &mut Ids, _: &mut Course) -> bool {
        let items = answer.json.as_ref().and_then(|json| json.root().items()).unwrap_or_default();
        let wanted = if step == "open" { work.action.id.clone() } else { mark(&work.action.id) };
        let is_it = |item: &&Value<'_>| {
            let place: &[&str] = if step == "open" { &["preferences", "messenger", "event"] } else { &["message_id"] };
            super::body::dig(item, place).and_then(Value::text) == Some(&wanted)
        };
        let Some(item) = items.iter().find(is_it) else { return false };
        let Some(id) = item.get("id").and_then(id_of) else { return false };
        if step == "open" {
            ids.ticket = Some(id);
            ids.contact = item.get("customer_id").and_then(id_of);
        } else {
            ids.note(work.action.known_as(id));
        }
        true
    }
}

impl Zammad {
    /// The person is found by login or made, and the ticket opened, in one request.
    fn open(&self, work: &Work<'_>, contact: Option<&Person>, subject: &str) -> Next {
        let action = work.action;
        let Some((article, files)) = self.article(work) else { return unfit::blank() };
        let nobody =
            Person { id: None, kind: None, name: "Messenger user".to_owned(), stand_in: Mark(true), picture: None };
        let person = contact.unwrap_or(&nobody);
        let mut customer = Json::map(names(&person.name));
        customer.set("login", Json::text(person.key(&self.common.prefix, &action.conversation)));
        customer.set("roles", Json::List(vec![Json::text("Customer")]));
        let group = match &action.route {
            Route::Ticket { queue: Some(queue) } => queue,
            _ => &self.group,
        };
        let title = if subject.trim().is_empty() { "Messenger" } else { wording::cut(subject, 200) };
        let about =
            Json::map([("conversation", Json::text(&*action.conversation)), ("event", Json::text(&*action.id))]);
        let json = Json::map([
            ("title", Json::text(title)),
            ("group", Json::text(&**group)),
            ("customer", customer),
            ("preferences", Json::entry("messenger", about)),
            ("article", article),
        ]);
        let files = files.into_iter().map(|file| FileInJson { at: ["/article", &file.at].concat(), ..file });
        let request = HttpRequest::json("open", DeskMethod::Post, "/api/v1/tickets".to_owned(), json);
        Next::Send(request.with_files(files.collect()).once())
    }

    /// A message, and the files in it.
    fn article(&self, work: &Work<'_>) -> Option<(Json, Vec<FileInJson>)> {
        let Work { action, ids, course } = *work;
        let uploads = self.common.upload && !course.linked.0;
        let message = action.message()?;
        let body = wording::message(action, message, uploads)?;
        let files = if uploads { wording::files(message) } else { Vec::new() };
        let customer = action.is_from_customer();
        let on_behalf = ids.contact.as_deref().filter(|_| customer && !matches!(action.act, Act::Open { .. }));
        let list: Vec<Json> = files
            .iter()
            .map(|file| {
                Json::map([
                    ("filename", Json::text(&*file.name)),
                    ("data", Json::text("")),
                    ("mime-type", Json::text(file.kind)),
                ])
            })
            .collect();
        // A body is asked for even where there are files only.
        let body = if body.is_empty() { "(file)".to_owned() } else { body };
        let article = Json::map([
            ("body", Json::text(body)),
            ("content_type", Json::text("text/plain")),
            ("type", Json::text(&*self.article_type)),
            ("sender", Json::text(if customer { "Customer" } else { "Agent" })),
            ("internal", Json::Bool(false)),
            ("message_id", Json::text(mark(&action.id))),
            ("origin_by_id", on_behalf.map_or(Json::Absent, Json::id)),
            ("attachments", if list.is_empty() { Json::Absent } else { Json::List(list) }),
        ]);
        let place = |index: usize| ["/attachments/", &index.to_string(), "/data"].concat();
        Some((
            article,
            files.into_iter().enumerate().map(|(index, file)| FileInJson { at: place(index), file }).collect(),
        ))
    }

    fn put(course: &Course, step: &str, ticket: &str, json: Json) -> Next {
        if course.is_done(step) {
            return Next::Ended(DeskEnded::Done);
        }
        let path = ["/api/v1/tickets/", ticket, "?expand=true"].concat();
        Next::Send(HttpRequest::json(step, DeskMethod::Put, path, json))
    }

    /// Reads Zammad's own payload of a webhook: `{ ticket, article }`.
    pub(super) fn read(fields: &Fields<'_, '_>) -> Heard {
        let Some(ticket) = fields.value("ticket") else { return Heard::nothing(DeskUnheard::NothingToDo) };
        let ticket_id = ticket.get("id").and_then(id_of);
        let conversation =
            super::body::dig(ticket, &["preferences", "messenger", "conversation"]).and_then(Value::text);
        let status = match ticket.get("state").and_then(named) {
            Some("closed" | "removed") => Some(TicketStatus::Solved),
            Some("new" | "open" | "pending reminder" | "pending close") => Some(TicketStatus::Open),
            _ => None,
        };
        let (reply, message) = match fields.value("article") {
            Some(article) => article_read(article, ticket_id.as_deref()),
            None => (Err(DeskUnheard::NothingToDo), None),
        };
        // What our own write did to the state is known.
        let own = matches!(reply, Err(DeskUnheard::OwnWrite));
        Heard {
            conversation: conversation.map(ToOwned::to_owned),
            ticket: ticket_id,
            reply,
            message,
            status: status.filter(|_| !own),
        }
    }
}

fn article_read(article: &Value<'_>, ticket: Option<&str>) -> (Result<DeskInput, DeskUnheard>, Option<String>) {
    let text = |key: &str| article.get(key).and_then(Value::text);
    let Some(id) = article.get("id").and_then(id_of) else { return (Err(DeskUnheard::NothingToDo), None) };
    if text("message_id").is_some_and(|id| id.ends_with(MARK)) {
        return (Err(DeskUnheard::OwnWrite), None);
    }
    let internal = article.get("internal").is_some_and(|internal| internal.raw() == "true");
    let sender = article.get("sender").and_then(named);
    let why = match sender {
        _ if internal => Some(DeskUnheard::Internal),
        Some("Agent") => None,
        Some("System") => Some(DeskUnheard::Automation),
        _ => Some(DeskUnheard::NotAnAgent),
    };
    if let Some(why) = why {
        return (Err(why), None);
    }
    let body = text("body").unwrap_or_default();
    let body = if text("content_type") == Some("text/plain") { body.to_owned() } else { plain::plain(body) };
    let attachments = article.get("attachments").and_then(Value::items).unwrap_or_default();
    let files = attachments.iter().filter_map(|file| {
        let path = ["/api/v1/ticket_attachment/", ticket?, "/", &id, "/", &file.get("id").and_then(id_of)?].concat();
        let preferences = file.get("preferences");
        let kind = preferences.and_then(|all| all.get("Content-Type").or_else(|| all.get("Mime-Type")));
        Some(ReplyFile::of_type(kind.and_then(Value::text).unwrap_or_default(), None, Some(path)))
    });
    let reply = DeskInput::reply(["zammad-", &id].concat(), Some(body), files.collect());
    (reply, Some(id))
}

/// The end of every `message_id` of ours.
const MARK: &str = "@messenger-desk>";

fn mark(event: &str) -> String {
    ["<", event, MARK].concat()
}

fn internal(action: &Action<'_>, note: String) -> Json {
    Json::map([
        ("body", Json::text(note)),
        ("content_type", Json::text("text/plain")),
        ("type", Json::text("note")),
        ("sender", Json::text("Agent")),
        ("internal", Json::Bool(true)),
        ("message_id", Json::text(mark(&action.id))),
    ])
}

/// First and last name.
fn names(name: &str) -> [(&'static str, Json); 2] {
    let (first, last) = name.trim().rsplit_once(' ').unwrap_or((name.trim(), ""));
    [("firstname", Json::text(first)), ("lastname", Json::text(last))]
}

/// A name, by itself or in an object.
fn named<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    value.text().or_else(|| value.get("name").and_then(Value::text))
}
