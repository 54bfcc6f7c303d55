//! Where a conversation goes.

use messenger_desk::conversation::{DeskStatus, Input, TicketStatus};
use messenger_desk::desk::Config;
use messenger_desk::json::Millis;

use crate::desk::{Desk, START};

const RULES: &str = r#"{ "profiles": false, "reopen": "never",
    "route": { "ticket": { "queue": "general" } }, "commentRoute": { "ticket": { "queue": "wall" } },
    "pages": [{ "id": "1" }, { "id": "2", "rules": [{ "when": {}, "route": { "chat": { "channel": "second" } } }] }],
    "rules": [
      { "when": { "adId": "2384*" }, "route": { "ticket": { "queue": "sales" } } },
      { "when": { "ref": ["summer-*", "autumn-*"] }, "route": { "ticket": { "queue": "offers" } } },
      { "when": { "payload": "HUMAN" }, "route": { "chat": { "channel": "live" } } },
      { "when": { "event": ["message", "comment"], "text": "*refund*" }, "route": { "ticket": { "queue": "money" } } },
      { "when": { "contact": "999" }, "route": { "ticket": { "queue": "known" } } },
      { "when": { "language": "pt" }, "route": { "ticket": { "queue": "pt" } } },
      { "when": { "firstContact": true, "event": "message" }, "route": { "ticket": { "queue": "new" } } }
    ] }"#;

/// The route of the ticket that an item opens.
fn routed(item: &str) -> String {
    let mut desk = Desk::with(RULES);
    route(&desk.messaging(item))
}

fn route(effects: &[String]) -> String {
    let open = effects.iter().find(|effect| effect.contains(r#""do":"open""#)).unwrap();
    let (_, rest) = open.split_once(r#""route":"#).unwrap();
    rest.split_once(r#","author""#).unwrap().0.to_owned()
}

fn queue(name: &str) -> String {
    format!(r#"{{"ticket":{{"queue":"{name}"}}}}"#)
}

fn from(sender: &str, rest: &str) -> String {
    format!(r#"{{"sender":{{"id":"{sender}"}},"recipient":{{"id":"1"}},"timestamp":{},{rest}}}"#, START.0)
}

#[test]
fn the_first_rule_that_fits_decides() {
    for (rest, expected) in [
        (r#""message":{"mid":"m","text":"Refund!","referral":{"ad_id":"23840001","source":"ADS"}}"#, queue("sales")),
        (r#""message":{"mid":"m","text":"I want a ReFund"}"#, queue("money")),
        (
            r#""message":{"mid":"m","text":"Olá","nlp":{"detected_locales":[{"locale":"pt_XX","confidence":0.9}]}}"#,
            queue("pt"),
        ),
        (
            r#""message":{"mid":"m","text":"Olá","nlp":{"detected_locales":[{"value":"pt_BR","confidence":0.9}]}}"#,
            queue("pt"),
        ),
        (r#""message":{"mid":"m","text":"Hello"}"#, queue("new")),
        (
            r#""message":{"mid":"m","text":"Agent","quick_reply":{"payload":"HUMAN"}}"#,
            r#"{"chat":{"channel":"live"}}"#.to_owned(),
        ),
        (
            r#""postback":{"mid":"m","title":"Start","payload":"GO","referral":{"ref":"autumn-2026","source":"SHORTLINK"}}"#,
            queue("offers"),
        ),
        (r#""postback":{"mid":"m","title":"Start","payload":"GO"}"#, queue("general")),
    ] {
        assert_eq!(routed(&from("24681", rest)), expected, "{rest}");
    }
    assert_eq!(routed(&from("999", r#""message":{"mid":"m","text":"Hello"}"#)), queue("known"));
}

#[test]
fn a_pages_own_rules_come_first() {
    let mut desk = Desk::with(RULES);
    let effects = desk.webhook(
        r#"{"object":"page","entry":[{"id":"2","messaging":[{"sender":{"id":"5"},"recipient":{"id":"2"},
            "timestamp":1762128000000,"message":{"mid":"m","text":"refund"}}]}]}"#,
    );
    assert_eq!(route(&effects), r#"{"chat":{"channel":"second"}}"#);
}

#[test]
fn a_running_thread_stays_where_it_is_and_a_new_ticket_follows_the_rules_of_its_day() {
    let mut desk = Desk::with(RULES);
    desk.customer_writes("m_1", "Hello");
    desk.config =
        Config::from_json(r#"{ "profiles": false, "reopen": "never", "route": { "chat": { "channel": "all" } } }"#)
            .unwrap();
    let more = desk.customer_writes("m_2", "refund");
    assert!(more[0].contains(r#""do":"append""#) && more[0].contains(&queue("new")), "{more:?}");
    desk.now = START.plus(Millis::HOUR);
    let at = desk.now;
    desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at }));
    desk.now = START.plus(2 * Millis::HOUR);
    assert_eq!(route(&desk.customer_writes("m_3", "Hello again")), r#"{"chat":{"channel":"all"}}"#);
}

#[test]
fn a_new_ticket_of_somebody_known_is_no_first_contact() {
    let mut desk = Desk::with(RULES);
    assert_eq!(route(&desk.customer_writes("m_1", "Hello")), queue("new"));
    desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: START.plus(1) }));
    desk.now = START.plus(2);
    assert_eq!(route(&desk.customer_writes("m_2", "Hello again")), queue("general"));
}

#[test]
fn rules_with_a_mistake_are_refused_with_their_place() {
    let text = r#"{ "rules": [{ "when": { "event": "mesage" }, "route": { "ticket": {} } }, { "when": { "colour": "red" }, "route": { "ticket": {} } }, { "when": {} }] }"#;
    let error = Config::from_json(text).unwrap_err();
    let mut found: Vec<(&str, &str)> =
        error.problems.iter().map(|problem| (problem.pointer.as_str(), problem.code)).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [("/rules/0/when/event", "unknown_event"), ("/rules/1/when/colour", "unknown_key"), ("/rules/2", "wrong_type")]
    );
}

fn comment(id: &str, parent: &str, author: &str) -> String {
    format!(
        r#"{{"object":"page","entry":[{{"id":"1","time":1762128000,"changes":[{{"field":"feed","value":{{"item":"comment","verb":"add",
        "comment_id":"{id}","post_id":"1_10","parent_id":"{parent}","message":"Nice","created_time":1762128000,
        "from":{{"id":"{author}","name":"Ana"}}}}}}]}}]}}"#
    )
}

#[test]
fn comments_are_a_ticket_each_or_one_for_the_post() {
    let conversation = |config: &str, id: &str, parent: &str| {
        let config = Config::from_json(config).unwrap();
        let body = comment(id, parent, "77");
        let document = config.reader.document(body.as_bytes()).unwrap();
        config.reader.read(&document).unwrap().events[0].conversation.clone()
    };
    assert_eq!(conversation("{}", "10_1", "1_10"), "comment:1:1_10:10_1");
    assert_eq!(conversation("{}", "10_2", "10_1"), "comment:1:1_10:10_1");
    let post = r#"{ "commentThreads": "post" }"#;
    assert_eq!(conversation(post, "10_1", "1_10"), "post:1:1_10");
    assert_eq!(conversation(post, "10_2", "10_1"), "post:1:1_10");
    assert_eq!(route(&Desk::with(RULES).webhook(&comment("10_1", "1_10", "77"))), queue("wall"));
}

#[test]
fn whatever_is_done_with_an_answer_reaches_the_thread_it_stands_in() {
    let done = [
        ("comment", &["add", "edit", "edited", "update", "remove", "delete", "hide", "unhide", "block"][..]),
        ("reaction", &["add", "edit", "remove"]),
        ("like", &["add", "remove"]),
    ];
    let conversation = |value: &str| {
        let body =
            format!(r#"{{"object":"page","entry":[{{"id":"1","changes":[{{"field":"feed","value":{{{value}}}}}]}}]}}"#);
        let config = Config::default();
        let document = config.reader.document(body.as_bytes()).unwrap();
        config.reader.read(&document).unwrap().events[0].conversation.clone()
    };
    for (item, verbs) in done {
        for verb in verbs {
            let of = |ids: &str| conversation(&format!(r#""item":"{item}","verb":"{verb}","post_id":"1_10",{ids}"#));
            let top = of(r#""comment_id":"10_1","parent_id":"1_10""#);
            let answer = of(r#""comment_id":"10_2","parent_id":"10_1""#);
            assert_eq!(
                (top.as_str(), answer.as_str()),
                ("comment:1:1_10:10_1", "comment:1:1_10:10_1"),
                "{item} {verb}"
            );
        }
    }
    // A picture of a post has the post's others above it, and no thread of comments.
    assert_eq!(conversation(r#""item":"reaction","verb":"add","post_id":"1_10","parent_id":"1_9""#), "post:1:1_10");
}
