//! Replies: decided, planned, answered by Graph, echoed.

use messenger_desk::conversation::{DeskStatus, Effect, IgnoredReason, Input, TicketStatus, step};
use messenger_desk::desk::{Act, Actor, Config, ReceiptState};
use messenger_desk::json::{Millis, write};
use messenger_desk::policy::{Author, ReplyKind, Stage};
use messenger_desk::send::Draft;

use crate::desk::{Desk, START, receipt, requests};

#[test]
fn the_first_message_opens_a_ticket_and_the_next_is_added() {
    let mut desk = Desk::new();
    let first = desk.customer_writes("m_1", "Is my bike ready?");
    assert!(first[0].starts_with(r#"{"desk":{"do":"open","subject":"Is my bike ready?""#), "{first:?}");
    assert_eq!(first[1], format!(r#"{{"wake":{}}}"#, START.plus(23 * Millis::HOUR).0));
    let second = desk.customer_writes("m_2", "The red one.");
    assert!(second[0].starts_with(r#"{"desk":{"do":"append","message":"#), "{second:?}");
}

#[test]
fn an_answer_inside_the_window_is_a_response_and_later_a_human_agents() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is my bike ready?");
    let sent = desk.reply("r1", "Yes.");
    assert!(write(requests(&sent)[0]).contains(r#""messaging_type":"RESPONSE","message":"#));
    desk.now = START.plus(Millis::DAY);
    assert_eq!((desk.stage(Author::Human), desk.stage(Author::Bot)), (Stage::HumanAgent, Stage::Closed));
    let sent = desk.reply("r2", "Still here.");
    assert!(write(requests(&sent)[0]).contains(r#""messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT""#));
    desk.now = START.plus(7 * Millis::DAY);
    let refused = desk.reply("r3", "Hello?");
    assert!(requests(&refused).is_empty());
    assert_eq!(receipt(&refused), (ReceiptState::Refused, Some("window_closed")));
}

#[test]
fn our_own_echo_is_known_in_whichever_order_it_comes() {
    for echo_first in [true, false] {
        let mut desk = Desk::new();
        desk.customer_writes("m_1", "Is my bike ready?");
        let key = requests(&desk.reply("r1", "Done."))[0].key.clone();
        let metadata = format!(r#","app_id":731000000000001,"metadata":"{key}""#);
        let graph = r#"{"recipient_id":"24681","message_id":"m_out"}"#;
        let (echo, answer) = if echo_first {
            let echo = desk.echo("m_out", &metadata);
            (echo, desk.answered(&key, 200, graph))
        } else {
            let answer = desk.answered(&key, 200, graph);
            // Some echoes come without the metadata; then the mid tells.
            (desk.echo("m_out", ""), answer)
        };
        assert_eq!(echo, [r#"{"ignored":{"id":"echo:1:m_out","reason":"own_echo"}}"#]);
        assert_eq!(receipt(&answer), (ReceiptState::Sent, None));
    }
}

#[test]
fn a_reply_that_was_sent_is_ignored_when_it_comes_again() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is my bike ready?");
    let key = requests(&desk.reply("r1", "Done."))[0].key.clone();
    desk.answered(&key, 200, r#"{"recipient_id":"24681","message_id":"m_out"}"#);
    let again = desk.reply("r1", "Done.");
    let [Effect::Ignored(ignored)] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!((ignored.id.as_str(), ignored.reason), ("r1", IgnoredReason::Duplicate));
}

#[test]
fn somebody_elses_answer_is_recorded_with_its_author() {
    for (rest, author) in [
        (r#","app_id":263902037430900"#, "agent"),
        (r#","app_id":"1217981644879628""#, "agent"),
        (r#","app_id":"842000000000002""#, "bot"),
        ("", "page"),
    ] {
        let mut desk = Desk::new();
        desk.customer_writes("m_1", "Is my bike ready?");
        let effects = desk.echo("m_other", rest);
        assert!(effects[0].contains(&format!(r#""author":"{author}""#)), "{effects:?}");
        assert_eq!(effects.len(), 1, "an echo opens no window and sets no timer");
    }
}

#[test]
fn receipts_never_go_backwards_and_name_each_message() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is my bike ready?");
    let delivery = |mids: &str, watermark: i64| {
        format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"delivery":{{"mids":[{mids}],"watermark":{watermark}}}}}"#
        )
    };
    let at = START.plus(5000).0;
    assert!(desk.messaging(&delivery(r#""m_a""#, at))[0].contains(r#""state":"delivered""#));
    assert!(desk.messaging(&delivery(r#""m_b""#, at))[0].contains(r#""mids":["m_b"]"#));
    assert!(desk.messaging(&delivery(r#""m_a""#, at))[0].contains(r#""reason":"duplicate""#));
    assert!(desk.messaging(&delivery(r#""m_0""#, at - 1))[0].contains(r#""reason":"old_receipt""#));
    let read = |mid: &str, at: i64| {
        format!(r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{at},"read":{{"mid":"{mid}"}}}}"#)
    };
    assert!(desk.messaging(&read("m_a", at))[0].contains(r#""mids":["m_a"]"#));
    assert!(desk.messaging(&read("m_b", at))[0].contains(r#""mids":["m_b"]"#));
    assert!(desk.messaging(&read("m_a", at))[0].contains(r#""reason":"duplicate""#));
    assert!(desk.messaging(&read("m_0", at - 1))[0].contains(r#""reason":"old_receipt""#));
}

#[test]
fn what_the_customer_writes_after_the_desk_solved_it_opens_it_again() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is my bike ready?");
    desk.now = START.plus(1000);
    desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: desk.now }));
    let again = desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: desk.now }));
    assert!(matches!(&again[0], Effect::Ignored(ignored) if ignored.reason == IgnoredReason::NoChange));
    desk.now = START.plus(2000);
    assert!(desk.customer_writes("m_2", "Thanks!")[0].contains(r#""do":"append","reopens":true"#));
    desk.now = START.plus(3000);
    assert!(!desk.customer_writes("m_3", "Bye.")[0].contains("reopens"));
    // What was written before the desk solved it and comes after that was seen by nobody.
    desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: START.plus(5000) }));
    desk.now = START.plus(4000);
    assert!(desk.customer_writes("m_4", "One more thing")[0].contains(r#""do":"append","reopens":true"#));
}

#[test]
fn a_solved_ticket_stays_solved_where_the_channel_says_so() {
    let after = |reopen: &str, hours: i64| {
        let mut desk = Desk::new();
        desk.config = Config::from_json(&format!(r#"{{ "reopen": {reopen} }}"#)).unwrap();
        desk.customer_writes("m_1", "Is my bike ready?");
        desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: START }));
        desk.now = START.plus(hours * Millis::HOUR);
        desk.customer_writes("m_2", "Another thing")[0].clone()
    };
    assert!(after(r#""always""#, 1000).contains(r#""do":"append","reopens":true"#));
    assert!(after(r#""never""#, 1).contains(r#""do":"open","subject":"Another thing""#));
    assert!(after(r#"{ "withinHours": 48 }"#, 47).contains(r#""reopens":true"#));
    assert!(after(r#"{ "withinHours": 48 }"#, 48).contains(r#""do":"open""#));
}

#[test]
fn what_graph_says_is_learned() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is my bike ready?");
    let key = requests(&desk.reply("r1", "Yes."))[0].key.clone();
    let closed = r#"{"error":{"code":10,"error_subcode":2018278}}"#;
    assert_eq!(receipt(&desk.answered(&key, 400, closed)), (ReceiptState::Failed, Some("windowClosed")));
    assert_eq!(desk.stage(Author::Bot), Stage::Closed, "the decision agrees from then on");
    desk.now = START.plus(1000);
    desk.customer_writes("m_2", "Hello?");
    assert_eq!(desk.stage(Author::Bot), Stage::Open);

    let key = requests(&desk.reply("r2", "Yes."))[0].key.clone();
    desk.answered(&key, 400, r#"{"error":{"code":551,"error_subcode":1545041}}"#);
    assert_eq!(desk.stage(Author::Human), Stage::Closed, "they blocked the Page");
    desk.now = START.plus(2000);
    desk.customer_writes("m_3", "Back again");
    assert_eq!(desk.stage(Author::Human), Stage::Open);

    let key = requests(&desk.reply("r3", "Yes."))[0].key.clone();
    let dead = desk.answered(&key, 400, r#"{"error":{"code":190,"error_subcode":463}}"#);
    assert!(dead.iter().any(|effect| matches!(effect, Effect::Alert(_))), "{dead:?}");
    let stray = desk.answered("nobody/1", 200, "{}");
    assert!(matches!(&stray[0], Effect::Ignored(ignored) if ignored.reason == IgnoredReason::UnknownSend));
}

#[test]
fn a_comment_is_answered_in_public_or_once_in_private() {
    let comment = |id: &str, from: &str| {
        format!(
            r#"{{"object":"page","entry":[{{"id":"1","changes":[{{"field":"feed","value":{{"item":"comment","verb":"add",
            "comment_id":"{id}","post_id":"1_77","parent_id":"1_77","message":"Open on Sunday?","from":{{"id":"{from}","name":"Customer"}},
            "created_time":{}}}}}]}}]}}"#,
            START.0 / 1000
        )
    };
    let mut desk = Desk::new();
    assert!(desk.webhook(&comment("77_1", "555"))[0].contains(r#""do":"open""#));
    desk.now = START.plus(1000);
    let public = desk.reply("r1", "Yes, until six.");
    assert_eq!(requests(&public)[0].path, "/v26.0/77_1/comments");
    desk.answered(&requests(&public)[0].key, 200, r#"{"id":"77_2"}"#);
    let own = comment("77_2", "1").replace(r#""parent_id":"1_77""#, r#""parent_id":"77_1""#);
    assert_eq!(desk.webhook(&own).len(), 1);
    assert!(write(&desk.state).contains(r#""mid":"77_2""#));

    let private = Draft {
        id: Some("r2".to_owned()),
        kind: Some(ReplyKind::PrivateReply),
        text: Some("Shall we keep it for you?".to_owned()),
        ..Draft::default()
    };
    let sent = desk.input(Input::Reply(Box::new(private.clone())));
    assert!(write(requests(&sent)[0]).contains(r#""recipient":{"comment_id":"77_1"}"#));
    desk.answered(&requests(&sent)[0].key, 200, r#"{"recipient_id":"24681","message_id":"m_p"}"#);
    let again = desk.input(Input::Reply(Box::new(private.clone())));
    assert_eq!(receipt(&again), (ReceiptState::Refused, Some("private_reply_spent")));
    let long = Draft { text: Some("x".repeat(2001)), ..private };
    let mut fresh = Desk::new();
    fresh.webhook(&comment("77_1", "555"));
    assert_eq!(receipt(&fresh.input(Input::Reply(Box::new(long)))), (ReceiptState::Refused, Some("too_long")));
}

#[test]
fn a_thread_begins_with_an_event_and_keeps_to_itself() {
    let config = Config::default();
    let error = step(&config, None, &[Input::Tick], START).unwrap_err();
    assert_eq!((error.code.as_str(), error.reason), ("state", Some("missing")));
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Hello");
    let body = r#"{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"99"},"recipient":{"id":"1"},"message":{"mid":"m_2"}}]}]}"#;
    let document = desk.config.reader.document(body.as_bytes()).unwrap();
    let event = desk.config.reader.read(&document).unwrap().events.remove(0);
    let error = step(&desk.config, desk.state, &[Input::Event(Box::new(event))], START).unwrap_err();
    assert_eq!((error.code.as_str(), error.reason), ("state", Some("other_conversation")));
}

#[test]
fn a_tick_tells_the_stage_and_asks_for_the_next() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Hello");
    desk.now = START.plus(23 * Millis::HOUR);
    let effects = desk.input(Input::Tick);
    let Effect::Desk(action) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(action.author, Actor::System);
    assert!(matches!(&action.act, Act::Status { status } if status.stage == Stage::Ending));
    assert_eq!(effects[1], Effect::Wake(START.plus(Millis::DAY)));
}

#[test]
fn what_draws_nothing_is_no_text_and_no_subject() {
    for nothing in ["\\u3164", "\\u2800", "\\u00ad", "\\u2063 \\ufe0f", "\\udb40\\udc20"] {
        let opened = Desk::new().customer_writes("m_1", nothing);
        assert!(opened[0].contains(r#""placeholder":"empty""#), "{opened:?}");
    }
    let picture = r#""message":{"mid":"m_1","text":"","attachments":[{"type":"image","payload":{"url":"https://cdn.example.net/p.jpg"}}]}"#;
    let opened = Desk::new().messaging(&format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":1762128000000,{picture}}}"#
    ));
    assert!(opened[0].contains(r#""subject":"[image]""#) && !opened[0].contains(r#""text""#), "{opened:?}");
}
