//! How an action becomes requests one after another, whatever the desk: what is done is not done again, and what may have been done is
//! looked up first.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use super::action::{Act, Action};
use super::body::{Answer, HttpRequest};
use super::ids::{Course, Ids};
use crate::desk::ReceiptState;
use crate::error::Problem;
use crate::json::{Mark, words, written};

/// What one desk's interface asks for.
pub(super) trait Api {
    /// The first step of an action that is not done.
    fn next(&self, work: &Work<'_>) -> Next;

    /// A request that tells whether a step was carried out of which no answer is known; `None` where the desk cannot tell.
    fn lookup(&self, work: &Work<'_>, step: &str) -> Option<HttpRequest>;

    /// Learns from an answer that says yes. What is no success in spite of its status is a failure.
    fn learn(
        &self,
        work: &Work<'_>,
        step: &str,
        answer: &Answer<'_>,
        ids: &mut Ids,
        course: &mut Course,
    ) -> Result<(), Failure>;

    /// Learns from a lookup's answer (2xx or 404) whether the step was carried out.
    fn found(&self, work: &Work<'_>, step: &str, answer: &Answer<'_>, ids: &mut Ids, course: &mut Course) -> bool;

    /// What a refusal (4xx) means at this desk, where it means something else than elsewhere: `true` where the course goes on.
    fn refused(&self, _work: &Work<'_>, _step: &str, _answer: &Answer<'_>, _course: &mut Course) -> bool {
        false
    }
}

/// An action, and how far it is.
pub(super) struct Work<'w> {
    pub(super) action: &'w Action<'w>,
    pub(super) ids: &'w Ids,
    pub(super) course: &'w Course,
}

/// What comes next.
pub(super) enum Next {
    /// This request.
    Send(HttpRequest),
    /// Nothing more.
    Ended(DeskEnded),
    /// Nothing, because the desk would not take it, or would take it and show nothing.
    Unfit(Problem),
}

/// What [`request`](super::Desk::request) gives.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskRequest", optional_fields))]
pub struct Plan {
    /// The next request of this action; absent where there is none (any more).
    pub request: Option<HttpRequest>,
    /// Why there is none.
    pub ended: Option<DeskEnded>,
    /// What is wrong with the action: the desk would not take it.
    pub problem: Option<Problem>,
    /// The ids to keep before the request is sent: they say that its answer is outstanding, so that after a crash it is looked up
    /// before it is sent again.
    pub ids: Ids,
}

/// What [`learn`](super::Desk::learn) gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskLearned", optional_fields))]
pub struct Learned {
    /// The ids to keep.
    pub ids: Ids,
    /// What went wrong, and what to do: absent means ask for the next request.
    pub failure: Option<Failure>,
}

words! {
    /// Why an action needs no (further) request.
    pub enum DeskEnded {
        /// All of it is done.
        Done = "done",
        /// It was done before.
        DoneBefore = "done_before",
        /// This desk has no place to show it.
        NotShown = "not_shown",
        /// This version does not know what to do.
        UnknownAction = "unknown_action",
    }
}

/// A desk's refusal, or none at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeskFailure", rename_all = "camelCase", optional_fields))]
pub struct Failure {
    /// What to do about it.
    pub kind: DeskFailureKind,
    /// How long the desk asks to wait, ms.
    #[cfg_attr(feature = "types", ts(type = "number", optional))]
    pub wait_ms: Option<i64>,
    /// The HTTP status; 0 where no answer came.
    pub status: u32,
    /// What the desk said, cut to 300 characters; in its own language.
    pub text: String,
}

words! {
    /// What to do about a desk's refusal.
    pub enum DeskFailureKind {
        /// Ask for the request again, later.
        Retry = "retry",
        /// Park the action and show it: the same request will be refused again.
        Invalid = "invalid",
        /// Park it until the credentials, their rights or the queue's name are right.
        Unauthorised = "unauthorised",
    }
}

/// The next request of an action.
pub(super) fn request(api: &dyn Api, action: &Action<'_>, mut ids: Ids) -> Plan {
    let plan = |request, ended, problem, ids| Plan { request, ended, problem, ids };
    if ids.done.contains(&action.id) {
        return plan(None, Some(DeskEnded::DoneBefore), None, ids);
    }
    let mut course = begin(action, &mut ids);
    if let Some(step) = course.unsure.clone()
        && let Some(mut lookup) = api.lookup(&Work { action, ids: &ids, course: &course }, &step)
    {
        lookup.lookup = Mark(true);
        lookup.step = [LOOKUP, &step].concat();
        ids.current = Some(course);
        return plan(Some(lookup), None, None, ids);
    }
    match api.next(&Work { action, ids: &ids, course: &course }) {
        Next::Send(request) => {
            course.unsure = request.once.then(|| request.step.clone());
            ids.current = Some(course);
            plan(Some(request), None, None, ids)
        }
        Next::Ended(ended) => {
            ids.finish(&action.id);
            plan(None, Some(ended), None, ids)
        }
        Next::Unfit(problem) => plan(None, None, Some(problem), ids),
    }
}

/// What an answer teaches.
pub(super) fn learn(api: &dyn Api, action: &Action<'_>, step: &str, answer: &Answer<'_>, mut ids: Ids) -> Learned {
    let mut course = begin(action, &mut ids);
    let before = (ids.clone(), course.clone());
    let work = Work { action, ids: &before.0, course: &before.1 };
    let failure = match step.strip_prefix(LOOKUP) {
        Some(step) => looked_up(api, &work, step, answer, &mut ids, &mut course),
        None => answered(api, &work, step, answer, &mut ids, &mut course),
    };
    ids.current = Some(course);
    Learned { ids, failure: failure.err() }
}

/// Before the name of a step that is looked up.
const LOOKUP: &str = "lookup/";

/// The action's course so far; of a new one, what it says of ids is taken over.
fn begin(action: &Action<'_>, ids: &mut Ids) -> Course {
    if let Some(course) = ids.current.take_if(|course| course.action == action.id) {
        return course;
    }
    match &action.act {
        Act::Open { contact, .. } => {
            ids.ticket = None;
            ids.solved = Mark(false);
            let person = contact.as_ref().map(|contact| contact.key("", &action.conversation));
            // Below a post several people write: the ticket may be another one's than the last.
            if ids.person != person {
                ids.contact = None;
                ids.person = person;
            }
            ids.name = contact.as_ref().map(|contact| contact.name.clone());
        }
        Act::Append { reopens: true, .. } => ids.solved = Mark(false),
        // A name that stands in never takes the place of one the desk has.
        Act::Contact { contact, .. } if contact.stand_in.0 && ids.contact.is_some() => {
            let done = vec!["contact".to_owned()];
            return Course { action: action.id.clone(), done, ..Course::default() };
        }
        Act::Contact { contact, .. } => ids.name = Some(contact.name.clone()),
        Act::Receipt(receipt) if receipt.state == ReceiptState::Sent => {
            // The key of a request begins with the id that the draft had at the desk.
            let key = receipt.key.as_deref().unwrap_or_default();
            if let (Some(message), Some(mid)) = (written_at_desk(ids, key), receipt.mids.first()) {
                message.mid = Some(mid.clone().into_owned());
            }
        }
        _ => {}
    }
    Course { action: action.id.clone(), ..Course::default() }
}

/// The message at the desk that a draft's or a request's key stands for.
fn written_at_desk<'i>(ids: &'i mut Ids, key: &str) -> Option<&'i mut super::ids::KnownMessage> {
    let draft = key.split('/').next().unwrap_or(key);
    let id = draft.rsplit('-').next().unwrap_or(draft);
    ids.messages.iter_mut().find(|known| known.ours.0 && known.id == id)
}

fn looked_up(
    api: &dyn Api,
    work: &Work<'_>,
    step: &str,
    answer: &Answer<'_>,
    ids: &mut Ids,
    course: &mut Course,
) -> Result<(), Failure> {
    if !(200..300).contains(&answer.status) && answer.status != 404 {
        return Err(classify(answer));
    }
    course.page = None;
    if api.found(work, step, answer, ids, course) {
        course.unsure = None;
        course.refused = None;
        course.done.push(step.to_owned());
        return Ok(());
    }
    if course.page.is_some() {
        return Ok(());
    }
    course.unsure = None;
    // It is not there, so the refusal meant what it said.
    course
        .refused
        .take()
        .map_or(Ok(()), |text| Err(Failure { kind: DeskFailureKind::Invalid, wait_ms: None, status: 400, text }))
}

fn answered(
    api: &dyn Api,
    work: &Work<'_>,
    step: &str,
    answer: &Answer<'_>,
    ids: &mut Ids,
    course: &mut Course,
) -> Result<(), Failure> {
    match answer.status {
        200..300 => {
            course.unsure = None;
            api.learn(work, step, answer, ids, course)?;
            course.done.push(step.to_owned());
            Ok(())
        }
        424 if !course.linked.0 => {
            course.unsure = None;
            course.linked = Mark(true);
            Ok(())
        }
        400..500 => {
            if !matches!(answer.status, 408) {
                course.unsure = None;
            }
            if api.refused(work, step, answer, course) { Ok(()) } else { Err(classify(answer)) }
        }
        // No answer, or one of a proxy's or a broken server's: it may have been carried out.
        _ => Err(classify(answer)),
    }
}

/// What a status means at any desk.
fn classify(answer: &Answer<'_>) -> Failure {
    let kind = match answer.status {
        // Request Tracker sends a browser to its login page; nothing here is ever moved.
        300..=399 | 401 | 403 => DeskFailureKind::Unauthorised,
        0 | 408 | 409 | 412 | 423 | 425 | 429 | 500.. => DeskFailureKind::Retry,
        _ => DeskFailureKind::Invalid,
    };
    let wait = answer.header("retry-after").and_then(|wait| wait.trim().parse::<i64>().ok());
    Failure {
        kind,
        wait_ms: wait.filter(|seconds| (0..=86_400).contains(seconds)).map(|seconds| seconds.saturating_mul(1000)),
        status: answer.status,
        text: super::wording::cut(answer.text.trim(), 300).to_string(),
    }
}

impl Failure {
    /// A success by its status that was none.
    pub(super) fn no_success(answer: &Answer<'_>, text: &str) -> Self {
        Self { kind: DeskFailureKind::Invalid, wait_ms: None, status: answer.status, text: text.to_owned() }
    }
}

written!(Plan { request: "request", ended: "ended", problem: "problem", ids: "ids" });
written!(Learned { ids: "ids", failure: "failure" });
written!(Failure { kind: "kind", wait_ms: "waitMs", status: "status", text: "text" });

impl DeskEnded {
    /// The end of a course: of one without a step the desk has shown nothing.
    pub(super) fn of(course: &Course) -> Self {
        if course.done.is_empty() { Self::NotShown } else { Self::Done }
    }
}
