//! What comes late, twice or before its time.

use messenger_desk::conversation::{DeskStatus, Input, TicketStatus};

use crate::desk::{Desk, START};

fn item(offset: i64, rest: &str) -> String {
    format!(r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},{rest}}}"#, START.0 + offset)
}

const MESSAGE: &str = r#""message":{"mid":"m_1","text":"Helo"}"#;

#[test]
fn an_edit_never_goes_backwards() {
    let mut desk = Desk::new();
    desk.messaging(&item(0, MESSAGE));
    let edit = |offset, number, text| {
        item(offset, &format!(r#""message_edit":{{"mid":"m_1","text":"{text}","num_edit":{number}}}"#))
    };
    assert!(desk.messaging(&edit(2000, 2, "Hello!"))[0].contains(r#""do":"edit""#));
    assert!(desk.messaging(&edit(1000, 1, "Hello"))[0].contains(r#""reason":"outdated""#));
    assert!(desk.messaging(&edit(3000, 3, "Hello!!"))[0].contains("Hello!!"));
}

#[test]
fn an_edit_before_its_message_stands_for_it() {
    let mut desk = Desk::new();
    let edit = item(1000, r#""message_edit":{"mid":"m_1","text":"Hello","num_edit":1}"#);
    assert!(desk.messaging(&edit)[0].contains(r#""do":"open","subject":"Hello""#));
    assert!(desk.messaging(&item(0, MESSAGE))[0].contains(r#""reason":"outdated""#));
    assert!(desk.state.as_ref().unwrap().last_message_at == Some(START));
    let mut other = Desk::new();
    other.messaging(&item(0, MESSAGE));
    other.messaging(&edit);
    assert_eq!(desk.state, other.state);
}

#[test]
fn what_was_taken_back_before_it_came_is_never_shown() {
    let mut desk = Desk::new();
    let unsend = item(0, r#""message":{"mid":"m_1","is_deleted":true}"#);
    desk.messaging(&unsend);
    let late = desk.messaging(&item(0, MESSAGE));
    assert!(!late.concat().contains("Helo") && late[0].contains(r#""placeholder":"taken_back""#), "{late:?}");
    let edit = item(1000, r#""message_edit":{"mid":"m_1","text":"Hello","num_edit":1}"#);
    assert!(desk.messaging(&edit)[0].contains(r#""reason":"taken_back""#));
    let mut other = Desk::new();
    other.messaging(&item(0, MESSAGE));
    other.messaging(&unsend);
    desk = Desk::new();
    desk.messaging(&unsend);
    desk.messaging(&item(0, MESSAGE));
    assert_eq!(desk.state, other.state);
}

#[test]
fn what_was_edited_and_taken_back_before_it_came_is_there_once() {
    let unsend = item(2000, r#""message":{"mid":"m_1","is_deleted":true}"#);
    let edit = item(1000, r#""message_edit":{"mid":"m_1","text":"Hello","num_edit":1}"#);
    for order in [[&unsend, &edit], [&edit, &unsend]] {
        let mut desk = Desk::new();
        for event in order {
            desk.messaging(event);
        }
        assert!(desk.messaging(&item(0, MESSAGE))[0].contains(r#""reason":"taken_back""#));
    }
}

#[test]
fn a_reaction_that_was_taken_back_stays_so() {
    let mut desk = Desk::new();
    desk.messaging(&item(0, MESSAGE));
    let react = |offset, action| item(offset, &format!(r#""reaction":{{"mid":"m_1","action":"{action}"}}"#));
    assert!(desk.messaging(&react(2000, "unreact"))[0].contains(r#""do":"react""#));
    assert!(desk.messaging(&react(1000, "react"))[0].contains(r#""reason":"outdated""#));
}

#[test]
fn a_hidden_comment_is_shown_again_in_the_order_of_the_moments() {
    let comment = |verb: &str, at: i64| {
        format!(
            r#"{{"object":"page","entry":[{{"id":"1","time":{at},"changes":[{{"field":"feed","value":{{"item":"comment","verb":"{verb}","comment_id":"10_1",
            "post_id":"1_10","parent_id":"1_10","message":"Nice","created_time":{at},"from":{{"id":"77","name":"Ana"}}}}}}]}}]}}"#
        )
    };
    let mut desk = Desk::new();
    desk.webhook(&comment("add", 1_762_128_000));
    assert!(desk.webhook(&comment("unhide", 1_762_128_020))[0].contains(r#""code":"unhidden""#));
    assert!(desk.webhook(&comment("hide", 1_762_128_010))[0].contains(r#""reason":"outdated""#));
    assert!(desk.webhook(&comment("remove", 1_762_128_030))[0].contains(r#""do":"redact""#));
    assert!(desk.webhook(&comment("edited", 1_762_128_040))[0].contains(r#""reason":"taken_back""#));
}

#[test]
fn an_echo_without_metadata_is_known_by_its_app() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Yes.");
    let echo = desk.echo("m_2", r#","app_id":"731000000000001""#);
    assert!(echo[0].contains("own_echo"), "{echo:?}");
    // Nothing else of ours is under way: the next one was sent by our app, but not through here.
    let other = desk.echo("m_3", r#","app_id":"731000000000001""#);
    assert!(other[0].contains(r#""do":"append""#) && other[0].contains(r#""author":"agent""#), "{other:?}");
}

#[test]
fn an_echo_is_known_by_the_metadata_of_the_draft() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    let draft =
        messenger_desk::send::Draft::from_json(r#"{ "id": "r1", "text": "Yes.", "metadata": "mine" }"#).unwrap();
    desk.input(messenger_desk::conversation::Input::Reply(Box::new(draft)));
    assert!(desk.echo("m_2", r#","metadata":"mine""#)[0].contains("own_echo"));
}

#[test]
fn a_picture_stays_where_an_edit_of_its_words_came_first() {
    let mut desk = Desk::new();
    desk.messaging(&item(1000, r#""message_edit":{"mid":"m_1","text":"Hello","num_edit":1}"#));
    let picture = r#""message":{"mid":"m_1","text":"Helo","reply_to":{"mid":"m_0"},"attachments":[{"type":"image","payload":{"url":"https://cdn.example.net/1"}}]}"#;
    let late = desk.messaging(&item(0, picture)).concat();
    assert!(late.contains("https://cdn.example.net/1") && !late.contains("Helo"), "{late}");
    assert!(late.contains(r#""replyTo":{"mid":"m_0"}"#), "{late}");
}

#[test]
fn a_message_whose_edit_came_first_opens_a_solved_ticket_again() {
    let solved = || {
        let mut desk = Desk::new();
        desk.messaging(&item(0, MESSAGE));
        desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: START.plus(1000) }));
        desk
    };
    let message = item(2000, r#""message":{"mid":"m_2","text":"Stil broken"}"#);
    let edit = item(3000, r#""message_edit":{"mid":"m_2","text":"Still broken","num_edit":1}"#);
    let (mut late, mut early) = (solved(), solved());
    assert!(late.messaging(&edit).concat().contains(r#""reopens":true"#));
    assert!(late.messaging(&message)[0].contains("outdated"));
    early.messaging(&message);
    early.messaging(&edit);
    assert_eq!(late.state, early.state);
}

#[test]
fn an_echo_without_metadata_is_none_of_what_failed_or_shows_nothing() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Yes.");
    desk.answered("r1/1", 400, r#"{"error":{"code":100,"error_subcode":2018034}}"#);
    let gesture = messenger_desk::send::Draft::from_json(r#"{ "id": "r2", "typing": "on", "text": "Yes!" }"#).unwrap();
    desk.input(messenger_desk::conversation::Input::Reply(Box::new(gesture)));
    assert!(desk.echo("m_2", r#","app_id":"731000000000001""#)[0].contains("own_echo"));
    // The one message that was under way is known; this one our app sent by another way.
    let other = desk.echo("m_3", r#","app_id":"731000000000001""#);
    assert!(other[0].contains(r#""do":"append""#), "{other:?}");
    // What failed may be sent again: no other message's echo counts as its own.
    assert!(matches!(desk.reply("r1", "Yes.").as_slice(), [messenger_desk::conversation::Effect::Graph(_)]));
}

#[test]
fn a_message_that_the_page_took_back_goes_from_its_thread() {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.echo("m_2", "");
    let gone = desk.messaging(
        r#"{"sender":{"id":"1"},"recipient":{"id":"24681"},"timestamp":1762128009000,"message":{"mid":"m_2","is_echo":true,"is_deleted":true}}"#,
    );
    assert!(gone[0].contains(r#""do":"redact","target":"m_2""#) && gone[0].contains(r#""author":"page""#), "{gone:?}");
}

#[test]
fn the_files_of_a_message_are_not_lost_where_its_edit_came_first() {
    let mut desk = Desk::new();
    desk.customer_writes("m_0", "Hello");
    let edit = r#""message_edit":{"mid":"m_1","text":"Here it is","num_edit":1}"#;
    assert!(desk.messaging(&item(20, edit))[0].contains(r#""do":"edit""#));
    let message = r#""message":{"mid":"m_1","text":"Hre it is","attachments":[{"type":"image","payload":{"url":"https://cdn.example.net/p.jpg"}}]}"#;
    let late = desk.messaging(&item(10, message));
    assert!(late[0].contains(r#""do":"append""#) && late[0].contains("p.jpg") && !late[0].contains("Hre"), "{late:?}");
}

#[test]
fn of_edits_of_one_moment_the_later_in_number_stays() {
    let mut desk = Desk::new();
    desk.messaging(&item(0, MESSAGE));
    let edit =
        |number: u8| item(0, &format!(r#""message_edit":{{"mid":"m_1","text":"no. {number}","num_edit":{number}}}"#));
    assert!(desk.messaging(&edit(2))[0].contains(r#""do":"edit""#));
    assert!(desk.messaging(&edit(1))[0].contains("outdated"));
    assert!(desk.messaging(&edit(3))[0].contains("no. 3"));
}

#[test]
fn a_late_message_and_its_edit_open_a_solved_ticket_in_either_order() {
    let thread = |order: [String; 2]| {
        let mut desk = Desk::new();
        desk.messaging(&item(0, MESSAGE));
        desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: START.plus(60_000) }));
        let said: String = order.iter().flat_map(|event| desk.messaging(event)).collect();
        assert_eq!(said.matches(r#""reopens":true"#).count(), 1, "{said}");
        desk.state
    };
    let message = || item(10_000, r#""message":{"mid":"m_2","text":"Stil broken"}"#);
    let edit = || item(11_000, r#""message_edit":{"mid":"m_2","text":"Still broken","num_edit":1}"#);
    assert_eq!(thread([message(), edit()]), thread([edit(), message()]));
}

#[test]
fn a_payment_begins_its_ticket_in_either_order() {
    let (payment, message) = (item(-5000, r#""payment":{"payload":"P"}"#), item(0, MESSAGE));
    let state = |order: [&String; 2]| {
        let mut desk = Desk::new();
        for event in order {
            desk.messaging(event);
        }
        desk.state
    };
    assert_eq!(state([&payment, &message]), state([&message, &payment]));
}
