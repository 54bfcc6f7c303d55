//! Any other desk: every action as one POST of JSON, and back in the same words.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::action::Act;
use super::body::{Answer, DeskMethod, HttpRequest, Json, header};
use super::course::{Api, DeskEnded, Failure, Next, Work};
use super::ids::{Course, Ids};
use super::incoming::{DeskInput, DeskUnheard, Heard};
use crate::conversation::TicketStatus;
use crate::json::{Fields, Id, Value, write};

/// Where actions are posted to.
pub(super) struct Webhook {
    /// Path below the address.
    pub(super) path: String,
}

impl Api for Webhook {
    fn next(&self, work: &Work<'_>) -> Next {
        let Work { action, ids, course } = *work;
        if course.is_done("post") {
            return Next::Ended(DeskEnded::Done);
        }
        let known =
            Json::map([("ticket", Json::from(ids.ticket.clone())), ("contact", Json::from(ids.contact.clone()))]);
        let json = Json::map([("v", Json::Number(1)), ("action", Json::Raw(action.raw.to_owned())), ("ids", known)]);
        let request = HttpRequest::json("post", DeskMethod::Post, self.path.clone(), json);
        // The receiver tells by this key what it has.
        Next::Send(request.with_header("Idempotency-Key", header(&action.id)))
    }

    fn lookup(&self, _: &Work<'_>, _: &str) -> Option<HttpRequest> {
        None
    }

    fn learn(
        &self,
        work: &Work<'_>,
        _: &str,
        answer: &Answer<'_>,
        ids: &mut Ids,
        _: &mut Course,
    ) -> Result<(), Failure> {
        ids.ticket = answer.id(&["ticket"]).or_else(|| ids.ticket.take());
        ids.contact = answer.id(&["contact"]).or_else(|| ids.contact.take());
        if let (Some(id), Some(_)) = (answer.id(&["message"]), work.action.message()) {
            ids.note(work.action.known_as(id));
        }
        Ok(())
    }

    fn found(&self, _: &Work<'_>, _: &str, _: &Answer<'_>, _: &mut Ids, _: &mut Course) -> bool {
        false
    }

    /// 409 says that it has this already.
    fn refused(&self, work: &Work<'_>, step: &str, answer: &Answer<'_>, course: &mut Course) -> bool {
        let has = answer.status == 409 && !matches!(work.action.act, Act::Unknown);
        if has {
            course.done.push(step.to_owned());
        }
        has
    }
}

impl Webhook {
    /// Reads `{ conversation, ticket?, reply?: Draft with an id, status?: "open" | "solved" }`.
    pub(super) fn read(fields: &Fields<'_, '_>) -> Heard {
        let id = |key: &str| fields.get::<Id<'_>>(key).map(|id| id.0.into_owned());
        let reply = fields.value("reply").filter(|reply| reply.entries().is_some());
        let draft = reply.and_then(|reply| Some((super::body::id_of(reply.get("id")?)?, reply)));
        let blank = |reply: &Value<'_>| reply.entries().is_none_or(|entries| entries.len() < 2);
        Heard {
            conversation: id("conversation"),
            ticket: id("ticket"),
            reply: match draft {
                Some((_, reply)) if blank(reply) => Err(DeskUnheard::Blank),
                Some((id, reply)) => Ok(DeskInput::Draft(id, Json::Raw(write(&crate::json::Raw::of(reply))))),
                None => Err(DeskUnheard::NothingToDo),
            },
            message: None,
            status: fields.get::<TicketStatus>("status"),
        }
    }
}
