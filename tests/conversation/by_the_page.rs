//! What the Page did is never taken for the customer's.

use messenger_desk::desk::ReceiptState;
use messenger_desk::policy::{Author, Stage};

use crate::desk::{Desk, START, receipt, requests};

fn by_page(offset: i64, rest: &str) -> String {
    format!(r#"{{"sender":{{"id":"1"}},"recipient":{{"id":"24681"}},"timestamp":{},{rest}}}"#, START.0 + offset)
}

fn wall(field: &str, value: &str) -> String {
    format!(
        r#"{{"object":"page","entry":[{{"id":"1","changes":[{{"field":"{field}","value":{{"verb":"add","created_time":1762128000,{value}}}}}]}}]}}"#
    )
}

#[test]
fn a_message_of_the_pages_is_an_echo_though_nothing_marks_it() {
    for mark in ["", r#","is_echo":"true""#, r#","is_echo":1"#] {
        let mut desk = Desk::new();
        let said = desk.messaging(&by_page(0, &format!(r#""message":{{"mid":"m_1","text":"Hello"{mark}}}"#))).concat();
        assert!(said.contains(r#""conversation":"dm:1:24681""#) && said.contains(r#""author":"page""#), "{said}");
        assert_eq!(desk.stage(Author::Human), Stage::Closed);
    }
    let to_itself = by_page(0, r#""message":{"mid":"m_1","text":"Note","is_self":true}"#).replace("24681", "1");
    let mut desk = Desk::new();
    let said = desk.messaging(&to_itself).concat();
    assert!(said.contains(r#""author":"page""#), "{said}");
    assert_eq!(desk.state.unwrap().last_interaction, None);
}

#[test]
fn what_the_page_changes_of_its_own_stands_in_the_customers_thread() {
    let mut desk = Desk::new();
    desk.customer_writes("m_0", "Is it ready?");
    desk.echo("m_1", "");
    let opened = desk.state.as_ref().unwrap().last_interaction;
    for (rest, expected) in [
        (r#""message_edit":{"mid":"m_1","text":"Done!","num_edit":1}"#, r#""do":"edit""#),
        (r#""reaction":{"mid":"m_0","action":"react","emoji":"x"}"#, r#""do":"react""#),
        (r#""message":{"mid":"m_1","is_echo":true,"is_deleted":true}"#, r#""do":"redact""#),
    ] {
        let done = desk.messaging(&by_page(1000, rest)).concat();
        assert!(done.contains(expected) && done.contains(r#""author":"page""#), "{done}");
    }
    assert_eq!(desk.state.as_ref().unwrap().last_interaction, opened);
}

#[test]
fn what_the_page_writes_below_a_recommendation_is_its_own() {
    let own = r#""item":"comment","open_graph_story_id":"77","comment_id":"77_1","message":"Sorry","from":{"id":"1","name":"Harbour Bikes"}"#;
    let mut desk = Desk::new();
    assert!(desk.webhook(&wall("ratings", own)).concat().contains(r#""reason":"own_comment""#));
    let rating =
        r#""item":"rating","open_graph_story_id":"77","reviewer_id":"9","reviewer_name":"Ana","review_text":"Slow""#;
    assert!(desk.webhook(&wall("ratings", rating)).concat().contains(r#""author":"customer""#));
    let later = own.replace("77_1", "77_2");
    assert!(desk.webhook(&wall("ratings", &later)).concat().contains(r#""author":"page""#));
}

#[test]
fn what_the_page_writes_in_its_group_or_of_itself_opens_nothing() {
    let group = |author: &str, id: &str| {
        format!(
            r#"{{"from":{{"id":"{author}","name":"Ana"}},"group_id":"5","post_id":"6","parent_id":"6_1","comment_id":"{id}",
            "created_time":1762128000,"item":"comment","verb":"add","message":"Hello","field":"group_feed"}}"#
        )
    };
    let mut desk = Desk::new();
    assert!(desk.messaging(&group("1", "6_2")).concat().contains(r#""reason":"own_comment""#));
    assert!(desk.messaging(&group("9", "6_3")).concat().contains(r#""name":"Ana""#));
    assert!(desk.messaging(&group("1", "6_4")).concat().contains(r#""author":"page""#));
    let mention = wall("mention", r#""item":"post","post_id":"9_9","message":"We","from":{"id":"1"}"#);
    assert!(Desk::new().webhook(&mention).concat().contains(r#""reason":"own_post""#));
}

fn post(verb: &str, second: i64, rest: &str) -> String {
    format!(
        r#"{{"object":"page","entry":[{{"id":"1","changes":[{{"field":"feed","value":{{"item":"post","verb":"{verb}","post_id":"1_10",
        "created_time":{}{rest}}}}}]}}]}}"#,
        START.0 / 1000 + second
    )
}

#[test]
fn a_visitors_post_is_one_though_its_author_is_hidden() {
    let opened = Desk::new().webhook(&post("add", 0, r#","message":"Are you open?""#)).concat();
    assert!(
        opened.contains(r#""subject":"Are you open?""#) && opened.contains(r#""name":"Facebook user""#),
        "{opened}"
    );
    let own = post("add", 0, r#","message":"We are open","from":{"id":"1"}"#);
    assert!(Desk::new().webhook(&own).concat().contains(r#""reason":"own_post""#));
}

#[test]
fn what_the_page_does_with_a_visitors_post_reaches_its_ticket() {
    let visitor = post("add", 0, r#","message":"Buy followers","from":{"id":"9","name":"Ana"}"#);
    for rest in ["", r#","from":{"id":"1","name":"Harbour Bikes"}"#] {
        let mut desk = Desk::new();
        desk.webhook(&visitor);
        assert!(desk.webhook(&post("hide", 10, rest)).concat().contains(r#""code":"hidden""#));
        assert!(desk.webhook(&post("remove", 20, rest)).concat().contains(r#""do":"redact""#));
        let mut other = Desk::new();
        other.webhook(&post("remove", 20, rest));
        other.webhook(&post("hide", 10, rest));
        let late = other.webhook(&visitor).concat();
        assert!(late.contains(r#""placeholder":"taken_back""#), "{late}");
        assert_eq!(desk.state, other.state);
    }
}

#[test]
fn an_answer_below_a_post_is_known_though_it_comes_before_graphs() {
    let comment = |id: &str, parent: &str, author: &str, text: &str| {
        format!(
            r#"{{"object":"page","entry":[{{"id":"1","changes":[{{"field":"feed","value":{{"item":"comment","verb":"add","post_id":"1_10",
            "parent_id":"{parent}","comment_id":"{id}","message":"{text}","from":{{"id":"{author}"}},"created_time":{}}}}}]}}]}}"#,
            START.0 / 1000
        )
    };
    let asked = || {
        let mut desk = Desk::new();
        desk.webhook(&comment("10_1", "1_10", "9", "Open on Sunday?"));
        let key = requests(&desk.reply("r1", "Yes, until six. "))[0].key.clone();
        (desk, key)
    };
    let ours = comment("10_2", "10_1", "1", "Yes, until six.");
    let (mut desk, key) = asked();
    let other = desk.webhook(&comment("10_3", "10_1", "1", "And on Monday.")).concat();
    assert!(other.contains(r#""do":"append""#), "{other}");
    assert!(desk.webhook(&ours).concat().contains(r#""reason":"own_echo""#));
    assert_eq!(receipt(&desk.answered(&key, 200, r#"{"id":"10_2"}"#)).0, ReceiptState::Sent);
    // Said again it is another one's.
    assert!(desk.webhook(&comment("10_4", "10_1", "1", "Yes, until six.")).concat().contains(r#""do":"append""#));

    // Where no answer ever comes, the comment itself is the answer.
    let (mut desk, key) = asked();
    assert_eq!(receipt(&desk.answered(&key, 0, "")).0, ReceiptState::MaybeSent);
    assert!(desk.webhook(&ours).concat().contains(r#""state":"sent""#));
}

#[test]
fn what_the_page_taps_or_reads_is_nothing_the_customer_did() {
    let by_page = |rest: &str| {
        format!(r#"{{"sender":{{"id":"1"}},"recipient":{{"id":"24681"}},"timestamp":1762128000000,{rest}}}"#)
    };
    for rest in [r#""postback":{"title":"Yes","payload":"Y"}"#, r#""read":{"watermark":1762128000000}"#] {
        let mut desk = Desk::new();
        desk.messaging(&by_page(rest));
        assert_eq!(desk.state.unwrap().conversation, "page:1", "{rest}");
    }
    // The same emoji by either side in one moment is two reactions.
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Hello");
    let reaction = r#""reaction":{"mid":"m_1","action":"react","emoji":"!"}"#;
    assert!(desk.messaging(&by_page(reaction))[0].contains(r#""author":"page""#));
    let by_customer = by_page(reaction).replace(
        r#""sender":{"id":"1"},"recipient":{"id":"24681"}"#,
        r#""sender":{"id":"24681"},"recipient":{"id":"1"}"#,
    );
    assert!(desk.messaging(&by_customer)[0].contains(r#""author":"customer""#));
}
