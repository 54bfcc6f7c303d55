//! What comes late, twice or before its time.

use messenger_desk::conversation::{DeskStatus, Effect, Input, TicketStatus};
use messenger_desk::json::Millis;
use messenger_desk::send::{Draft, SendResult};

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
    desk.reply("r1", "Done.");
    let others = desk.echo("m_0", r#","app_id":"842000000000002""#);
    assert!(others[0].contains(r#""author":"bot""#), "{others:?}");
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
    let ours = r#","app_id":"731000000000001""#;
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Done.");
    desk.answered("r1/1", 400, r#"{"error":{"code":100,"error_subcode":2018034}}"#);
    let gesture = Draft::from_json(r#"{ "id": "r2", "typing": "on", "text": "Done." }"#).unwrap();
    desk.input(Input::Reply(Box::new(gesture)));
    assert!(desk.echo("m_2", ours)[0].contains("own_echo"));
    // The one message that was under way is known; this one our app sent by another way.
    let other = desk.echo("m_3", ours);
    assert!(other[0].contains(r#""do":"append""#), "{other:?}");
    // What failed may be sent again: no other message's echo counts as its own.
    assert!(matches!(desk.reply("r1", "Done.").as_slice(), [Effect::Graph(_)]));
}

#[test]
fn an_echo_without_metadata_settles_only_what_has_its_words_and_its_time() {
    let ours = r#","app_id":"731000000000001""#;
    let busy = r#"{"error":{"code":2,"is_transient":true}}"#;
    // Another message of our app's is none of what is on its way.
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Yes.");
    assert!(desk.echo("m_2", ours)[0].contains(r#""do":"append""#));
    // Of two with the same words the one that Graph has not refused for now.
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Done.");
    desk.answered("r1/1", 500, busy);
    desk.reply("r2", "Done.");
    assert!(desk.echo("m_2", ours)[0].contains("own_echo"));
    desk.answered("r2/1", 200, r#"{"recipient_id":"24681","message_id":"m_2"}"#);
    assert!(desk.state.as_ref().unwrap().sends[0].retry_at.is_some());
    assert!(desk.echo("m_3", ours)[0].contains(r#""state":"sent""#));
    // What is doubtful is settled soon, or never.
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Done.");
    desk.answered("r1/1", 0, "");
    desk.now = desk.now.plus(2 * Millis::HOUR);
    assert!(desk.echo("m_2", ours)[0].contains(r#""do":"append""#));
}

#[test]
fn an_id_belongs_to_the_send_whose_answer_told_it() {
    let ours = r#","app_id":"731000000000001""#;
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Done.");
    desk.reply("r2", "Done.");
    // The second one's echo is the first to come.
    desk.echo("m_b", ours);
    desk.answered("r2/1", 200, r#"{"recipient_id":"24681","message_id":"m_b"}"#);
    assert!(desk.echo("m_a", ours)[0].contains("own_echo"));
    desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_a"}"#);
    let mids: Vec<Option<String>> = desk.state.unwrap().sends.into_iter().map(|send| send.mid).collect();
    assert_eq!(mids, [Some("m_a".to_owned()), Some("m_b".to_owned())]);
}

#[test]
fn two_sends_with_the_same_words_keep_an_id_each() {
    let ours = r#","app_id":"731000000000001""#;
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Done.");
    desk.answered("r1/1", 0, "");
    desk.reply("r2", "Done.");
    desk.echo("m_2", ours);
    desk.echo("m_3", ours);
    desk.answered("r2/1", 200, r#"{"recipient_id":"24681","message_id":"m_3"}"#);
    let mids: Vec<Option<&str>> = desk.state.as_ref().unwrap().sends.iter().map(|send| send.mid.as_deref()).collect();
    assert_eq!(mids, [Some("m_2"), Some("m_3")]);
    // Both arrived: neither goes out again.
    assert!(matches!(desk.reply("r1", "Done.").as_slice(), [Effect::Ignored(_)]));
}

#[test]
fn an_hour_counts_from_the_last_try() {
    let header =
        ("X-Business-Use-Case-Usage".to_owned(), r#"{"1":[{"estimated_time_to_regain_access":90}]}"#.to_owned());
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk.reply("r1", "Done.");
    desk.input(Input::Sent(SendResult {
        key: "r1/1".to_owned(),
        status: 400,
        body: r#"{"error":{"code":80006}}"#.to_owned(),
        headers: vec![header],
    }));
    desk.now = desk.now.plus(92 * 60 * Millis::SECOND);
    desk.answered("r1/1", 0, "");
    let echo = desk.echo("m_2", r#","app_id":"731000000000001""#);
    assert!(echo[0].contains(r#""state":"sent""#), "{echo:?}");
}

#[test]
fn what_is_told_of_a_new_message_as_of_an_edit_changes_nothing() {
    let new = item(0, r#""message_edit":{"mid":"m_1","num_edit":0}"#);
    let (mut first, mut last) = (Desk::new(), Desk::new());
    assert!(first.messaging(&new)[0].contains("nothing_to_do"));
    assert!(first.messaging(&item(0, MESSAGE))[0].contains("Helo"));
    last.messaging(&item(0, MESSAGE));
    assert!(last.messaging(&new)[0].contains("nothing_to_do"));
    assert_eq!(first.state.unwrap().changes, last.state.unwrap().changes);
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

#[test]
fn what_is_read_stays_read_and_an_older_word_of_the_desks_changes_nothing() {
    let mut desk = Desk::new();
    desk.messaging(&item(0, MESSAGE));
    desk.messaging(&item(9000, r#""read":{"watermark":1762128008000}"#));
    let late = desk.messaging(&item(9000, r#""delivery":{"watermark":1762128004000}"#));
    assert!(late[0].contains("old_receipt"), "{late:?}");
    let named = desk.messaging(&item(9000, r#""delivery":{"watermark":1762128008000,"mids":["m_a"]}"#));
    assert!(named[0].contains("old_receipt"), "{named:?}");

    let status = |ticket, offset| Input::Desk(DeskStatus { ticket, at: START.plus(offset) });
    desk.input(status(TicketStatus::Solved, 5000));
    desk.input(status(TicketStatus::Open, 4000));
    assert_eq!(desk.state.as_ref().unwrap().thread.as_ref().unwrap().solved_at, Some(START.plus(5000)));
    desk.input(status(TicketStatus::Open, 6000));
    assert_eq!(desk.state.unwrap().thread.unwrap().solved_at, None);
}

#[test]
fn instagrams_read_covers_what_was_before_it() {
    let read = |mid: &str, offset: i64| {
        format!(
            r#"{{"object":"instagram","entry":[{{"id":"1","messaging":[{}]}}]}}"#,
            item(offset, &format!(r#""read":{{"mid":"{mid}"}}"#))
        )
    };
    let mut desk = Desk::new();
    desk.messaging(&item(0, MESSAGE));
    let said = desk.webhook(&read("m_b", 6000)).concat();
    assert!(said.contains(r#""state":"read","watermark":1762128006000,"mids":["m_b"]"#), "{said}");
    assert!(desk.webhook(&read("m_a", 5000)).concat().contains("old_receipt"));
}

#[test]
fn without_a_ticket_there_is_nothing_to_show_a_reaction_or_a_receipt_at() {
    for (rest, opens) in [
        (r#""reaction":{"mid":"m_9","action":"react","emoji":"x"}"#, true),
        (r#""read":{"watermark":1762128008000}"#, false),
        (r#""delivery":{"watermark":1762128008000}"#, false),
    ] {
        let mut desk = Desk::new();
        let said = desk.messaging(&item(0, rest));
        assert!(said[0].contains("no_ticket"), "{said:?}");
        assert_eq!(desk.state.unwrap().last_interaction.is_some(), opens);
    }
}
