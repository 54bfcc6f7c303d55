//! Drafts become valid calls, or every problem at once.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

use messenger_desk::json::{Mark, Millis, write};
use messenger_desk::policy::{
    Ask, CommentFacts, Controller, Decision, Facts, Interaction, Opener, Owner, Place, PolicyOptions, Recipient,
    ReplyKind, decide,
};
use messenger_desk::send::{Draft, SendPlan, plan};
use proptest::prelude::*;

const START: Millis = Millis(1_762_128_000_000);

fn open() -> Facts {
    Facts {
        last_interaction: Some(Interaction { at: START, by: Opener::Message }),
        last_message_at: Some(START),
        recipient: Some(Recipient::Person("24681".to_owned())),
        page: Some("1".to_owned()),
        ..Facts::default()
    }
}

fn below_a_comment() -> Facts {
    let comment = CommentFacts {
        at: START,
        replied_at: None,
        id: Some("10_1".to_owned()),
        is_post: Mark(false),
        live: Mark(false),
        removed: Mark(false),
    };
    Facts { comments: vec![comment], page: Some("1".to_owned()), ..Facts::default() }
}

fn decided(facts: &Facts, draft: &Draft, kind: ReplyKind) -> Decision {
    decide(facts, &Ask { kind, draft: draft.facts(), ..Ask::human(START.plus(1000)) })
}

/// The requests of a draft inside the window, as `METHOD path body` each.
fn planned(json: &str) -> Vec<String> {
    calls(&open(), json, ReplyKind::Message)
}

fn calls(facts: &Facts, json: &str, kind: ReplyKind) -> Vec<String> {
    let draft = Draft::from_json(json).unwrap();
    match plan(&draft, &decided(facts, &draft, kind)) {
        SendPlan::Ready(requests) => requests
            .iter()
            .map(|request| {
                let (method, path) = (request.method.as_str(), request.path.strip_prefix("/v26.0").unwrap());
                format!("{method} {path} {}", request.body.as_ref().map(write).unwrap_or_default())
            })
            .collect(),
        SendPlan::Refused(problems) => panic!("{problems:?}"),
    }
}

fn problems(facts: &Facts, json: &str, kind: ReplyKind) -> Vec<(String, &'static str)> {
    let draft = match Draft::from_json(json) {
        Ok(draft) => draft,
        Err(problems) => return problems.into_iter().map(|problem| (problem.pointer, problem.code)).collect(),
    };
    match plan(&draft, &decided(facts, &draft, kind)) {
        SendPlan::Ready(requests) => panic!("{requests:?}"),
        SendPlan::Refused(problems) => problems.into_iter().map(|problem| (problem.pointer, problem.code)).collect(),
    }
}

const TO: &str = r#"{"recipient":{"id":"24681"}"#;
const REPLY: &str = r#"{"recipient":{"id":"24681"},"messaging_type":"RESPONSE""#;

#[test]
fn text_files_and_buttons_keep_their_order() {
    let sent = planned(
        r#"{ "id": "r", "text": "Look:", "replyTo": "m_1", "persona": "77", "notification": "SILENT_PUSH", "threadControl": "release",
            "attachments": [{ "type": "image", "url": "https://x.example/1.jpg" }, { "type": "image", "attachmentId": 5 }, { "type": "file", "url": "https://x.example/a.pdf" }],
            "quickReplies": [{ "title": "Yes", "payload": "Y" }, { "title": "No" }, { "type": "user_email" }] }"#,
    );
    assert_eq!(
        sent,
        [
            format!(
                r#"POST /1/messages {REPLY},"message":{{"text":"Look:","metadata":"r/1"}},"reply_to":{{"mid":"m_1"}},"persona_id":"77","notification_type":"SILENT_PUSH"}}"#
            ),
            format!(
                r#"POST /1/messages {REPLY},"message":{{"attachments":[{{"type":"image","payload":{{"url":"https://x.example/1.jpg"}}}},{{"type":"image","payload":{{"attachment_id":"5"}}}}],"metadata":"r/2"}},"persona_id":"77","notification_type":"SILENT_PUSH"}}"#
            ),
            format!(
                r#"POST /1/messages {REPLY},"message":{{"attachment":{{"type":"file","payload":{{"url":"https://x.example/a.pdf"}}}},"quick_replies":[{{"content_type":"text","title":"Yes","payload":"Y"}},{{"content_type":"text","title":"No","payload":"No"}},{{"content_type":"user_email"}}],"metadata":"r/3"}},"persona_id":"77","notification_type":"SILENT_PUSH","thread_control":{{"control_type":"release"}}}}"#
            ),
        ]
    );
    let mixed = planned(
        r#"{ "id": "r", "parts": [{ "text": "One" }, { "type": "audio", "attachmentId": "9" }, { "text": "Two" }] }"#,
    );
    assert_eq!(mixed.iter().map(|call| call.contains("\"text\":")).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn gestures_are_calls_of_their_own_before_the_message() {
    let sent = planned(
        r#"{ "id": "r", "text": "Hi", "seen": true, "typing": "on", "reaction": { "mid": "m_1", "reaction": "love" } }"#,
    );
    assert_eq!(sent[0], format!(r#"POST /1/messages {TO},"sender_action":"mark_seen"}}"#));
    assert_eq!(sent[1], format!(r#"POST /1/messages {TO},"sender_action":"typing_on"}}"#));
    assert_eq!(
        sent[2],
        format!(
            r#"POST /1/messages {TO},"sender_action":"react","payload":{{"message_id":"m_1","reaction":"love"}}}}"#
        )
    );
    assert!(sent[3].contains("Hi"));
    let back = planned(r#"{ "id": "r", "reaction": { "mid": "m_1" } }"#);
    assert_eq!(
        back,
        [format!(r#"POST /1/messages {TO},"sender_action":"unreact","payload":{{"message_id":"m_1"}}}}"#)]
    );
}

#[test]
fn templates_and_stickers_are_handed_on_in_metas_words() {
    let template =
        r#"{"template_type":"button","text":"Which?","buttons":[{"type":"postback","title":"One","payload":"1"}]}"#;
    let sent = planned(&format!(r#"{{ "id": "r", "template": {template}, "sticker": 369239263222822 }}"#));
    assert_eq!(
        sent[0],
        format!(
            r#"POST /1/messages {REPLY},"message":{{"attachment":{{"type":"template","payload":{template}}},"metadata":"r/1"}}}}"#
        )
    );
    assert_eq!(
        sent[1],
        format!(r#"POST /1/messages {REPLY},"message":{{"sticker_id":369239263222822,"metadata":"r/2"}}}}"#)
    );
}

#[test]
fn a_utility_template_goes_out_as_utility_whenever_it_is() {
    let json = r#"{ "id": "r", "utility": {"name":"order_ready","language":{"code":"pt"}} }"#;
    let draft = Draft::from_json(json).unwrap();
    let policy = PolicyOptions { utility: Some(true), ..PolicyOptions::default() };
    let ask = Ask { draft: draft.facts(), policy, ..Ask::human(START.plus(90 * Millis::DAY)) };
    let SendPlan::Ready(requests) = plan(&draft, &decide(&open(), &ask)) else { panic!("allowed") };
    assert_eq!(
        write(&requests[0].body),
        format!(
            r#"{TO},"messaging_type":"UTILITY","message":{{"template":{{"name":"order_ready","language":{{"code":"pt"}}}},"metadata":"r/1"}}}}"#
        )
    );
    assert_eq!(problems(&open(), json, ReplyKind::Message), [(String::new(), "utility_not_permitted")]);
}

#[test]
fn a_survey_goes_out_with_its_tag_after_the_window() {
    let json = r#"{ "id": "r", "template": { "template_type": "customer_feedback", "title": "How was it?",
        "feedback_screens": [{ "questions": [{ "id": "q1", "type": "csat" }] }], "business_privacy": { "url": "https://x.example/p" } } }"#;
    let draft = Draft::from_json(json).unwrap();
    let ask = Ask { draft: draft.facts(), ..Ask::human(START.plus(3 * Millis::DAY)) };
    let SendPlan::Ready(requests) = plan(&draft, &decide(&open(), &ask)) else { panic!("allowed") };
    assert!(write(&requests[0].body).contains(r#""messaging_type":"MESSAGE_TAG","tag":"CUSTOMER_FEEDBACK""#));
}

#[test]
fn a_file_of_the_host_is_uploaded_first() {
    let draft = Draft::from_json(
        r#"{ "id": "r", "text": "Here", "attachments": [{ "type": "file", "upload": "invoice.pdf" }] }"#,
    )
    .unwrap();
    let SendPlan::Ready(requests) = plan(&draft, &decided(&open(), &draft, ReplyKind::Message)) else { panic!("open") };
    let chain: Vec<(&str, Option<&str>)> =
        requests.iter().map(|request| (request.key.as_str(), request.after.as_deref())).collect();
    assert_eq!(chain, [("r/1", None), ("r/2/upload", Some("r/1")), ("r/2", Some("r/2/upload"))]);
    assert_eq!(requests[1].path, "/v26.0/1/message_attachments");
    assert_eq!(requests[1].upload.as_deref(), Some("invoice.pdf"));
    assert_eq!(
        write(&requests[1].body),
        r#"{"message":{"attachment":{"type":"file","payload":{"is_reusable":true}}}}"#
    );
    assert_eq!(requests[2].attachment_at, Some("/message/attachment/payload/attachment_id"));
}

#[test]
fn what_was_sent_is_not_sent_again() {
    let long =
        format!(r#"{{ "id": "r", "seen": true, "text": "{}", "sent": ["r/seen", "r/1"] }}"#, "word ".repeat(900));
    let sent = planned(&long);
    assert_eq!(sent.len(), 2);
    assert!(sent[0].contains(r#""metadata":"r/2""#) && sent[1].contains(r#""metadata":"r/3""#));
}

#[test]
fn below_a_comment_texts_and_pictures_go_together() {
    let facts = below_a_comment();
    let sent = calls(
        &facts,
        r#"{ "id": "r", "text": "Like this", "attachments": [{ "type": "image", "url": "https://x.example/1.jpg" }] }"#,
        ReplyKind::Comment,
    );
    assert_eq!(sent, [r#"POST /10_1/comments {"message":"Like this","attachment_url":"https://x.example/1.jpg"}"#]);
    let other = calls(&facts, r#"{ "id": "r", "text": "Hi", "replyTo": "10_7" }"#, ReplyKind::Comment);
    assert_eq!(other, [r#"POST /10_7/comments {"message":"Hi"}"#]);
    let instagram = Facts { place: Some(Place::Instagram), ..facts.clone() };
    assert_eq!(
        calls(&instagram, r#"{ "id": "r", "text": "Hi" }"#, ReplyKind::Comment),
        [r#"POST /10_1/replies {"message":"Hi"}"#]
    );
    let private = calls(&facts, r#"{ "id": "r", "text": "Hi" }"#, ReplyKind::PrivateReply);
    assert_eq!(
        private,
        [
            r#"POST /1/messages {"recipient":{"comment_id":"10_1"},"messaging_type":"RESPONSE","message":{"text":"Hi","metadata":"r/1"}}"#
        ]
    );
    assert_eq!(
        problems(&facts, r#"{ "text": "Hi", "typing": "on" }"#, ReplyKind::PrivateReply),
        [(String::new(), "not_for_comments")]
    );
    assert_eq!(
        problems(
            &facts,
            r#"{ "text": "Hi", "sticker": "7", "attachments": [{ "type": "video", "url": "https://x.example/v" }] }"#,
            ReplyKind::Comment
        ),
        [(String::new(), "not_in_public"), (String::new(), "file_not_in_public")]
    );
    let released = r#"{ "text": "Hi", "threadControl": "release" }"#;
    assert_eq!(problems(&facts, released, ReplyKind::Comment), [(String::new(), "not_in_public")]);
    let mut nameless = facts.clone();
    nameless.comments[0].id = None;
    let to_a_person = r#"{ "text": "Hi", "recipient": { "id": "2" } }"#;
    assert_eq!(problems(&nameless, to_a_person, ReplyKind::Comment), [("/recipient".to_owned(), "not_a_comment")]);
    let two = r#"{ "text": "Hi", "attachments": [{ "type": "image", "url": "https://x.example/1.jpg" }] }"#;
    assert_eq!(problems(&facts, two, ReplyKind::PrivateReply), [(String::new(), "too_long")]);
}

#[test]
fn a_sticker_is_a_number_as_it_stands() {
    for id in [r#""0369""#, r#""12a""#, r#""-1""#] {
        let draft = format!(r#"{{ "id": "r", "sticker": {id} }}"#);
        assert!(problems(&open(), &draft, ReplyKind::Message).contains(&("/sticker".to_owned(), "not_an_id")), "{id}");
    }
}

#[test]
fn comments_are_hidden_changed_and_liked() {
    let facts = below_a_comment();
    for (act, call) in [
        (r#"{ "do": "hideComment" }"#, r#"POST /10_1 {"is_hidden":true}"#),
        (r#"{ "do": "unhideComment", "comment": "10_7" }"#, r#"POST /10_7 {"is_hidden":false}"#),
        (r#"{ "do": "deleteComment" }"#, "DELETE /10_1 "),
        (r#"{ "do": "editComment", "text": "Better" }"#, r#"POST /10_1 {"message":"Better"}"#),
        (r#"{ "do": "likeComment" }"#, "POST /10_1/likes "),
        (r#"{ "do": "unlikeComment" }"#, "DELETE /10_1/likes "),
    ] {
        assert_eq!(calls(&facts, &format!(r#"{{ "id": "r", "act": {act} }}"#), ReplyKind::Comment), [call], "{act}");
    }
    assert_eq!(
        problems(&facts, r#"{ "act": { "do": "editComment" } }"#, ReplyKind::Comment),
        [("/act/text".to_owned(), "missing")]
    );
    assert_eq!(
        problems(&facts, r#"{ "text": "Hi", "act": { "do": "likeComment" } }"#, ReplyKind::Comment),
        [("/act".to_owned(), "not_alone")]
    );
}

#[test]
fn control_can_be_taken_by_whoever_does_not_have_it() {
    let owner = Owner { controller: Controller::App("9".to_owned()), until: None };
    let facts = Facts { owner: Some(owner), ..open() };
    assert_eq!(problems(&facts, r#"{ "text": "Hi" }"#, ReplyKind::Message), [(String::new(), "not_owner")]);
    for (act, call) in [
        (
            r#"{ "do": "takeThread", "metadata": "mine" }"#,
            r#"POST /1/take_thread_control {"recipient":{"id":"24681"},"metadata":"mine"}"#,
        ),
        (r#"{ "do": "requestThread" }"#, r#"POST /1/request_thread_control {"recipient":{"id":"24681"}}"#),
        (
            r#"{ "do": "passThread", "appId": "9" }"#,
            r#"POST /1/pass_thread_control {"recipient":{"id":"24681"},"target_app_id":"9"}"#,
        ),
        (r#"{ "do": "releaseThread" }"#, r#"POST /1/release_thread_control {"recipient":{"id":"24681"}}"#),
        (
            r#"{ "do": "extendThread", "seconds": 3600 }"#,
            r#"POST /1/extend_thread_control {"recipient":{"id":"24681"},"duration":3600}"#,
        ),
    ] {
        assert_eq!(calls(&facts, &format!(r#"{{ "id": "r", "act": {act} }}"#), ReplyKind::Message), [call], "{act}");
    }
    assert_eq!(
        problems(&facts, r#"{ "act": { "do": "extendThread", "seconds": 700000 } }"#, ReplyKind::Message),
        [("/act/seconds".to_owned(), "out_of_range")]
    );
    let dead = Facts { token_invalid: true, ..facts };
    assert_eq!(
        problems(&dead, r#"{ "act": { "do": "takeThread" } }"#, ReplyKind::Message),
        [(String::new(), "token_invalid")]
    );
}

#[test]
fn every_problem_is_told_at_once() {
    let long = "x".repeat(21);
    let json = format!(
        r#"{{ "attachments": [{{ "type": "image" }}, {{ "type": "image", "url": "ftp://x" }}, {{ "type": "image", "url": "https://x.example/a", "size": 9000000, "contentType": "video/mp4" }}],
            "quickReplies": [{{ "title": "{long}" }}, {{ "title": "" }}], "metadata": "{}",
            "template": {{ "template_type": "generic", "elements": [{{ "subtitle": "{}", "buttons": [{{ "title": "{long}" }}, {{}}, {{}}, {{}}] }}] }} }}"#,
        "m".repeat(1001),
        "s".repeat(81)
    );
    let mut found = problems(&open(), &json, ReplyKind::Message);
    found.sort();
    let expected = [
        ("/attachments/0", "file_unclear"),
        ("/attachments/1/url", "url_not_public"),
        ("/attachments/2/contentType", "type_mismatch"),
        ("/attachments/2/size", "too_large"),
        ("/metadata", "too_long"),
        ("/quickReplies/0/title", "too_long"),
        ("/quickReplies/1/title", "empty"),
        ("/template/elements/0/buttons", "too_long"),
        ("/template/elements/0/buttons/0/title", "too_long"),
        ("/template/elements/0/buttons/0/type", "missing"),
        ("/template/elements/0/buttons/1/type", "missing"),
        ("/template/elements/0/buttons/2/type", "missing"),
        ("/template/elements/0/buttons/3/type", "missing"),
        ("/template/elements/0/subtitle", "too_long"),
        ("/template/elements/0/title", "missing"),
    ];
    assert_eq!(found.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect::<Vec<_>>(), expected);
    assert_eq!(
        problems(&open(), r#"{ "text": "Hi", "colour": "red" }"#, ReplyKind::Message),
        [("/colour".to_owned(), "unknown_key")]
    );
    assert_eq!(problems(&open(), r#"{ "text": " \n " }"#, ReplyKind::Message), [(String::new(), "empty")]);
    let id = |length: usize| format!(r#"{{ "id": "{}", "text": "Hi" }}"#, "i".repeat(length));
    assert_eq!(problems(&open(), &id(996), ReplyKind::Message), [("/id".to_owned(), "too_long")]);
    assert_eq!(planned(&id(995)).len(), 1);
}

#[test]
fn what_goes_with_a_message_is_not_dropped_without_one() {
    for lone in [
        r#"{ "typing": "on", "quickReplies": [{ "title": "Yes" }] }"#,
        r#"{ "seen": true, "threadControl": "release" }"#,
        r#"{ "act": { "do": "takeThread" }, "quickReplies": [{ "title": "Yes" }] }"#,
    ] {
        assert_eq!(problems(&open(), lone, ReplyKind::Message), [(String::new(), "no_message")], "{lone}");
    }
}

#[test]
fn an_opt_in_is_used_where_the_draft_asks_for_it() {
    let json = r#"{ "optins": [{ "token": "t-1", "kind": "one_time", "at": 1762128000000 }], "lastInteractionAt": 1762128000000 }"#;
    let ask = |draft: &str| format!(r#"{{ "now": 1763128000000, "author": "human", "draft": {draft} }}"#);
    let decided = |draft: &str| messenger_desk::js::calls::decide(json, &ask(draft)).unwrap();
    assert!(decided(r#"{ "text": "Back in stock" }"#).contains(r#""verdict":"blocked""#));
    let draft = r#"{ "id": "r", "text": "Back in stock", "optin": true }"#;
    let planned = messenger_desk::js::calls::plan(draft, &decided(draft)).unwrap();
    assert!(
        planned.contains(r#""body":{"recipient":{"one_time_notif_token":"t-1"},"message":{"text":"Back in stock""#),
        "{planned}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Joined, the texts of the planned messages are the draft's text but for parts of white space only; each fits its limit.
    #[test]
    fn planned_texts_are_the_draft(words in prop::collection::vec("(\\PC{0,40}|[a-z]{1,60}|\n\n|👨‍👩‍👧| )", 0..120), instagram in any::<bool>()) {
        let text = words.join(" ");
        prop_assume!(!text.trim().is_empty());
        let place = if instagram { Place::Instagram } else { Place::Messenger };
        let draft = Draft { id: Some("r".to_owned()), text: Some(text.clone()), ..Draft::default() };
        let facts = Facts { place: Some(place), ..open() };
        let SendPlan::Ready(requests) = plan(&draft, &decided(&facts, &draft, ReplyKind::Message)) else { panic!("open") };
        let mut said = String::new();
        for request in &requests {
            let body = messenger_desk::json::write(&request.body);
            let document = messenger_desk::json::Document::parse_text(&body, &messenger_desk::json::Limits::default()).unwrap();
            let part = document.root().get("message").unwrap().get("text").unwrap().text().unwrap().to_owned();
            let fits = if instagram { part.len() <= 1000 } else { part.encode_utf16().count() <= 2000 };
            prop_assert!(fits && !part.trim().is_empty());
            said.push_str(&part);
        }
        let visible = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(visible(&said), visible(&text));
    }
}

#[test]
fn an_id_names_one_thing_of_graphs_whatever_it_holds() {
    let refused = |facts: &Facts, json: &str, kind| {
        let draft = Draft::from_json(json).unwrap();
        match plan(&draft, &decided(facts, &draft, kind)) {
            SendPlan::Ready(requests) => panic!("{requests:?}"),
            SendPlan::Refused(problems) => problems[0].pointer.clone() + " " + problems[0].code,
        }
    };
    let act = r#"{ "act": { "do": "deleteComment", "comment": "1/../2?x" } }"#;
    assert_eq!(refused(&below_a_comment(), act, ReplyKind::Comment), "/act/comment not_an_id");
    let reply = r#"{ "text": "x", "replyTo": "1/2?a=b" }"#;
    assert_eq!(refused(&below_a_comment(), reply, ReplyKind::Comment), "/replyTo not_an_id");
    // In Messenger it is the id of a message, which is in no path.
    assert!(
        matches!(planned(r#"{ "text": "x", "replyTo": "mid.$a/b+c=" }"#).as_slice(), [one] if one.contains("mid.$a/b+c="))
    );
    // What a webhook told is not refused, and still leads nowhere else.
    let mut told = below_a_comment();
    told.comments[0].id = Some("../me/feed?x=".to_owned());
    let sent = calls(&told, r#"{ "text": "x" }"#, ReplyKind::Comment);
    assert!(sent[0].starts_with("POST /%2e%2e%2fme%2ffeed%3fx%3d/comments "), "{sent:?}");
}

#[test]
fn a_promotion_does_not_go_out_by_a_decision_about_something_else() {
    let late = Ask {
        policy: PolicyOptions { human_agent: Some(true), ..PolicyOptions::default() },
        ..Ask::human(START.plus(2 * Millis::DAY))
    };
    let draft = Draft::from_json(r#"{ "text": "Sale!", "promotional": true }"#).unwrap();
    let SendPlan::Refused(problems) = plan(&draft, &decide(&open(), &late)) else {
        panic!("HUMAN_AGENT is for answers")
    };
    assert_eq!((problems[0].pointer.as_str(), problems[0].code), ("/promotional", "promotion_forbidden"));
    assert!(matches!(plan(&draft, &decide(&open(), &Ask::human(START.plus(1)))), SendPlan::Ready(_)));
}

#[test]
fn a_template_does_not_go_out_by_a_decision_about_something_else() {
    let refused = |json: &str, decision: &Decision| {
        let draft = Draft::from_json(json).unwrap();
        match plan(&draft, decision) {
            SendPlan::Ready(requests) => panic!("{requests:?}"),
            SendPlan::Refused(problems) => {
                problems.iter().map(|problem| [&problem.pointer, " ", problem.code].concat()).collect::<Vec<_>>()
            }
        }
    };
    let utility = r#"{ "utility": {"name":"order_ready","language":{"code":"pt"}} }"#;
    let survey = r#"{ "template": { "template_type": "customer_feedback", "title": "How was it?", "business_privacy": { "url": "https://x.example/p" },
        "feedback_screens": [{ "questions": [{ "id": "q1", "type": "csat" }] }] } }"#;
    let policy = PolicyOptions { utility: Some(true), human_agent: Some(true), ..PolicyOptions::default() };
    let about = |json: &str, days: i64| {
        let draft = Draft::from_json(json).unwrap().facts();
        decide(&open(), &Ask { draft, policy: policy.clone(), ..Ask::human(START.plus(1 + days * Millis::DAY)) })
    };
    // Inside the window, and by a person's late answer: Meta takes a utility template as UTILITY only.
    for days in [0, 2] {
        assert_eq!(refused(utility, &about("{}", days)), ["/utility decided_without_it"]);
    }
    assert_eq!(refused(r#"{ "text": "Hi" }"#, &about(utility, 0)), ["/utility utility_template_missing"]);
    assert_eq!(refused(r#"{ "text": "Hi" }"#, &about(survey, 2)), ["/template feedback_template_missing"]);
    assert_eq!(
        refused(r#"{ "text": "Hi", "promotional": true }"#, &about(utility, 0)),
        ["/promotional promotion_forbidden", "/utility utility_template_missing"]
    );
    assert_eq!(refused(r#"{ "text": "Hi", "author": "bot" }"#, &about("{}", 2)), ["/author human_agent_not_for_bots"]);
    // On Instagram there is none, whoever decided, and it is said once.
    let instagram = Facts { place: Some(Place::Instagram), ..open() };
    let draft = Draft::from_json(utility).unwrap().facts();
    for draft in [draft, Draft::default().facts()] {
        let ask = Ask { draft, policy: policy.clone(), ..Ask::human(START.plus(1)) };
        assert_eq!(refused(utility, &decide(&instagram, &ask)), ["/utility not_on_platform"]);
    }
    // The tag of a survey is for nothing else, a utility template has its own buttons.
    let worded = survey.replace(r#"{ "template""#, r#"{ "text": "Please:", "template""#);
    assert_eq!(refused(&worded, &about(&worded, 2)), ["/template not_alone"]);
    assert!(matches!(plan(&Draft::from_json(&worded).unwrap(), &about(&worded, 0)), SendPlan::Ready(_)));
    let buttons = utility.replace(r#"{ "utility""#, r#"{ "quickReplies": [{ "title": "Yes" }], "utility""#);
    assert_eq!(refused(&buttons, &about(utility, 0)), ["/utility not_alone"]);
    // What is meant to be private is not published by a decision about an answer in public, nor the other way round.
    let public = decided(&below_a_comment(), &Draft::default(), ReplyKind::Comment);
    let private = decided(&below_a_comment(), &Draft::default(), ReplyKind::PrivateReply);
    for (kind, decision) in [("privateReply", &public), ("message", &public), ("comment", &private)] {
        let json = format!(r#"{{ "text": "Hi", "kind": "{kind}" }}"#);
        assert_eq!(refused(&json, decision), ["/kind decided_without_it"], "{kind}");
    }
    // A gesture is no message.
    let typing = Draft::from_json(r#"{ "typing": "on", "author": "bot" }"#).unwrap();
    assert!(matches!(plan(&typing, &about(utility, 0)), SendPlan::Ready(_)));
}

#[test]
fn a_fault_is_told_once_and_where_it_is() {
    for (json, found) in [
        (
            r#"{ "attachments": [{ "type": "gif", "url": "https://x.example/a" }] }"#,
            vec!["/attachments/0/type wrong_type"],
        ),
        (r#"{ "attachments": [{ "url": "https://x.example/a", "size": 7 }] }"#, vec!["/attachments/0 wrong_type"]),
        (
            r#"{ "parts": [{ "text": 5 }, { "type": "gif", "upload": "a" }] }"#,
            vec!["/parts/0/text wrong_type", "/parts/1/type wrong_type"],
        ),
        (
            r#"{ "parts": [{ "typ": "image", "url": "https://x.example/a" }] }"#,
            vec!["/parts/0/typ unknown_key", "/parts/0 wrong_type"],
        ),
        (r#"{ "act": { "do": "dance", "comment": "1_2" } }"#, vec!["/act/do wrong_type"]),
        (r#"{ "text": "Hi", "recipient": { "id": "1", "comment_id": "1_2" } }"#, vec!["/recipient wrong_type"]),
        (r#"{ "text": "Hi", "recipient": { "id": true } }"#, vec!["/recipient/id wrong_type"]),
        (r#"{ "text": "Hi", "recipient": {} }"#, vec!["/recipient wrong_type"]),
        (r#"{ "template": { "template_type": "generic" } }"#, vec!["/template/elements missing"]),
    ] {
        let told = problems(&open(), json, ReplyKind::Message);
        let told: Vec<String> = told.iter().map(|(pointer, code)| [pointer, " ", code].concat()).collect();
        assert_eq!(told, found, "{json}");
    }
    let state = r#"{ "optins": [{ "token": "t", "kind": "weekly", "at": 1 }] }"#;
    let error = messenger_desk::js::calls::decide(state, r#"{ "now": 1, "author": "human" }"#).unwrap_err();
    let places: Vec<&str> = error.problems.iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(places, ["/optins/0/kind"]);
    assert_eq!(planned(r#"{ "parts": [{ "text": null, "type": "image", "url": "https://x.example/a" }] }"#).len(), 1);
}

#[test]
fn gestures_and_utility_templates_need_the_person() {
    let nobody = Facts { recipient: None, ..open() };
    for to in [r#"{ "one_time_notif_token": "t" }"#, r#"{ "user_ref": "u" }"#] {
        let seen = format!(r#"{{ "seen": true, "recipient": {to} }}"#);
        assert_eq!(problems(&nobody, &seen, ReplyKind::Message), [(String::new(), "person_needed")], "{to}");
        let utility = format!(r#"{{ "utility": {{"name":"a","language":{{"code":"pt"}}}}, "recipient": {to} }}"#);
        let draft = Draft::from_json(&utility).unwrap();
        let policy = PolicyOptions { utility: Some(true), ..PolicyOptions::default() };
        let ask = Ask { draft: draft.facts(), policy, ..Ask::human(START.plus(1)) };
        let SendPlan::Refused(problems) = plan(&draft, &decide(&nobody, &ask)) else { panic!("{to}") };
        assert_eq!((problems[0].pointer.as_str(), problems[0].code), ("/recipient", "person_needed"));
    }
}

#[test]
fn a_draft_that_says_nothing_is_empty() {
    for blank in [r#"{ "parts": [{ "text": " " }] }"#, r#"{ "parts": [{ "text": "" }, { "text": "\n" }] }"#] {
        assert_eq!(problems(&open(), blank, ReplyKind::Message), [(String::new(), "empty")], "{blank}");
    }
    assert_eq!(
        problems(&open(), r#"{ "reaction": { "mid": "", "reaction": "" } }"#, ReplyKind::Message),
        [("/reaction/mid".to_owned(), "empty"), ("/reaction/reaction".to_owned(), "empty")]
    );
}

#[test]
fn a_token_is_for_one_message() {
    for (key, kind) in [("one_time_notif_token", "one_time"), ("notification_messages_token", "notification_messages")]
    {
        let state = format!(
            r#"{{ "optins": [{{ "token": "t", "kind": "{kind}", "at": 1793000000000 }}], "lastInteractionAt": 1793000000000 }}"#
        );
        let planned = |draft: &str| {
            let ask = format!(
                r#"{{ "now": 1794000000000, "author": "human", "draft": {draft}, "policy": {{ "region": "JP" }} }}"#
            );
            let decision = messenger_desk::js::calls::decide(&state, &ask).unwrap();
            messenger_desk::js::calls::plan(draft, &decision).unwrap()
        };
        let one = planned(r#"{ "text": "Back in stock", "optin": true }"#);
        assert!(one.contains(key), "{one}");
        let two = planned(
            r#"{ "text": "Look:", "optin": true, "attachments": [{ "type": "image", "url": "https://x.example/1" }] }"#,
        );
        assert!(two.contains(r#""ok":false"#) && two.contains(r#""limit":1,"actual":2"#), "{two}");
    }
}

#[test]
fn an_address_has_a_host_and_a_scheme_of_the_web() {
    let file = |url: &str| format!(r#"{{ "attachments": [{{ "type": "file", "url": "{url}" }}] }}"#);
    for url in ["https://", "http:///a", "https://?a", "ftp://x.example/a", "", "//x.example/a", "blob:https://x"] {
        let found = problems(&open(), &file(url), ReplyKind::Message);
        assert_eq!(found, [("/attachments/0/url".to_owned(), "url_not_public")], "{url}");
    }
    for url in ["https://x.example/a", "HTTPS://X.EXAMPLE/A", "http://x.example?a=b"] {
        assert_eq!(planned(&file(url)).len(), 1, "{url}");
    }
}
