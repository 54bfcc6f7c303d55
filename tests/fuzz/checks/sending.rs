//! The doors of sending: a draft, and Graph's answer.

use std::collections::BTreeSet;

use messenger_desk::js::calls;
use messenger_desk::json::Value;
use messenger_desk::policy::Place;
use messenger_desk::send::What;

use super::{document, explained, is, list, readable, thread, word};

/// A draft, and a decision after a line break, to a plan: of calls that keep within Meta's limits, or of problems.
pub(crate) fn draft(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let allowed = thread::decision();
    let (draft, decision) = text.split_once('\n').unwrap_or((&text, allowed));
    match calls::plan(draft, decision) {
        Ok(plan) => {
            let place = if is(document(decision).root(), "platform", "\"instagram\"") {
                Place::Instagram
            } else {
                Place::Messenger
            };
            planned(&plan, place);
            said(draft, &plan);
            assert_eq!(calls::plan(draft, decision).ok(), Some(plan), "the same draft, another plan");
        }
        Err(error) => explained(&error),
    }
}

fn planned(plan: &str, place: Place) {
    let document = document(plan);
    let root = document.root();
    let requests = list(root, "requests");
    let problems = list(root, "problems");
    assert!(problems.iter().all(|problem| !word(problem, "code").is_empty() && !word(problem, "message").is_empty()));
    assert_eq!(is(root, "ok", "false"), !problems.is_empty(), "{plan}");
    let mut keys = BTreeSet::new();
    for request in requests {
        let after = word(request, "after");
        assert!(after.is_empty() || keys.contains(after), "waits for what is not planned: {plan}");
        assert!(keys.insert(word(request, "key")), "two requests of one key: {plan}");
        assert!(word(request, "path").starts_with("/v"), "{plan}");
        if let Some(message) = request.get("body").and_then(|body| body.get("message")) {
            within(message, place, plan);
        }
    }
}

/// Whatever was written is sent: all of the texts, but for white space around them.
fn said(draft: &str, plan: &str) {
    let plan = document(plan);
    let plan = plan.root();
    if is(plan, "ok", "false") {
        return;
    }
    let draft = document(draft);
    let draft = draft.root();
    if draft.get("act").is_some_and(|act| !act.is_null()) || !list(draft, "sent").is_empty() {
        return;
    }
    let written = [draft].into_iter().chain(list(draft, "parts")).map(|part| word(part, "text"));
    let bodies = || list(plan, "requests").iter().filter_map(|request| request.get("body")?.get("message"));
    let sent = bodies().map(|message| message.text().unwrap_or_else(|| word(message, "text")));
    assert_eq!(letters(sent), letters(written), "words are lost");
    let buttons = bodies().map(|message| list(message, "quick_replies").len()).sum::<usize>();
    assert_eq!(buttons, list(draft, "quickReplies").len(), "buttons are lost");
}

fn letters<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.flat_map(str::chars).filter(|letter| !letter.is_whitespace()).collect()
}

/// A message of the Send API, or the text of a comment, against the table of limits.
fn within(message: &Value<'_>, place: Place, plan: &str) {
    let fits = |what: What, text: &str| {
        let limit = what.limit(place);
        assert!(limit.length(text) <= limit.count(), "{} is over its limit: {plan}", what.as_str());
    };
    let few = |what: What, items: &[Value<'_>]| {
        assert!(items.len() <= what.limit(place).count(), "{} are too many: {plan}", what.as_str());
    };
    if let Some(text) = message.text() {
        return assert!(!text.trim().is_empty(), "an empty comment: {plan}");
    }
    assert!(message.get("text").is_none() || !word(message, "text").trim().is_empty(), "an empty message: {plan}");
    fits(What::Text, word(message, "text"));
    fits(What::Metadata, word(message, "metadata"));
    few(What::Images, list(message, "attachments"));
    few(What::QuickReplies, list(message, "quick_replies"));
    for button in list(message, "quick_replies") {
        fits(What::ButtonTitle, word(button, "title"));
        fits(What::Payload, word(button, "payload"));
    }
    let template = message.get("attachment").and_then(|attachment| attachment.get("payload"));
    let Some(template) = template.filter(|_| is_template(message)) else { return };
    let elements = list(template, "elements");
    match word(template, "template_type") {
        "button" => fits(What::ButtonText, word(template, "text")),
        "generic" => {
            few(What::Elements, elements);
            for element in elements {
                fits(What::TemplateTitle, word(element, "title"));
                fits(What::TemplateTitle, word(element, "subtitle"));
            }
        }
        _ => return,
    }
    for holder in elements.iter().chain([template]) {
        few(What::Buttons, list(holder, "buttons"));
        for button in list(holder, "buttons") {
            fits(What::ButtonTitle, word(button, "title"));
            fits(What::Payload, word(button, "payload"));
        }
    }
}

fn is_template(message: &Value<'_>) -> bool {
    message.get("attachment").is_some_and(|attachment| is(attachment, "type", "\"template\""))
}

/// Whatever Graph answers, and with whatever status: a first line of digits is the status, the rest the body and the headers.
pub(crate) fn graph_answer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (first, rest) = text.split_once('\n').unwrap_or(("", &text));
    let (statuses, body): (Vec<u16>, &str) = match first.parse() {
        Ok(status) => (vec![status], rest),
        Err(_) => (vec![0, 200, 204, 400, 429, 500, u16::MAX], &text),
    };
    let (body, headers) = body.split_once('\n').unwrap_or((body, body));
    for status in statuses {
        let answer = calls::outcome(status.into(), body, Some(headers));
        let outcome = document(&answer);
        let outcome = outcome.root();
        let sent = word(outcome, "kind") == "sent";
        assert!(!word(outcome, "kind").is_empty() && !word(outcome, "text").is_empty(), "{answer}");
        assert_eq!(sent, outcome.get("reason").is_none(), "{answer}");
        assert!(!sent || (200..300).contains(&status), "sent with {status}: {answer}");
        assert!(!sent || outcome.get("retry").is_none(), "sent, and once more: {answer}");
        let plain = |letter: char| letter.is_ascii_alphanumeric() || " ,_+/=-".contains(letter);
        assert!(word(outcome, "log").chars().all(plain), "the log has words of somebody else's: {answer}");
        for attempt in [0, 1, u32::from(status)] {
            match calls::backoff(&answer, attempt, 0.5) {
                Ok(wait) => assert!(wait == "null" || wait.parse().is_ok_and(|wait: f64| wait >= 0.0), "{answer}"),
                Err(error) => panic!("an outcome of ours is not read back: {answer} {}", error.message),
            }
        }
    }
    readable(&calls::outcome(200, &text, None));
}
