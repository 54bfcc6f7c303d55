//! What becomes of a reply that Graph does not take.

use messenger_desk::conversation::Effect;
use messenger_desk::desk::{Act, Receipt, ReceiptState};
use messenger_desk::json::{Millis, write};
use messenger_desk::policy::ReasonCode;

use crate::desk::{Desk, START, requests};

fn receipts<'e>(effects: &'e [Effect<'static>]) -> Vec<&'e Receipt<'static>> {
    let receipt = |effect: &'e Effect<'static>| match effect {
        Effect::Desk(action) => match &action.act {
            Act::Receipt { receipt } => Some(receipt),
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(receipt).collect()
}

fn wake(effects: &[Effect<'_>]) -> Option<Millis> {
    effects.iter().find_map(|effect| if let Effect::Wake(at) = effect { Some(*at) } else { None })
}

fn waiting() -> Desk {
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Is it ready?");
    desk
}

#[test]
fn a_passing_trouble_is_tried_again_and_in_the_end_given_up() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    let mut waits = Vec::new();
    loop {
        let effects = desk.answered("r1/1", 500, r#"{"error":{"code":2,"is_transient":true}}"#);
        let receipt = receipts(&effects)[0].clone();
        if receipt.state == ReceiptState::Failed {
            assert_eq!((receipt.reason, receipt.detail), (Some("retry"), Some("outage")));
            assert!(!receipt.text.unwrap().contains("will be sent again"));
            break;
        }
        assert_eq!(receipt.state, ReceiptState::Retrying);
        let at = receipt.retry_at.unwrap();
        assert_eq!(wake(&effects), Some(at));
        waits.push(at.0 - desk.now.0);
        desk.now = at;
    }
    assert_eq!(waits.len(), 10);
    assert!(waits.is_sorted() && waits[0] >= 5000 && waits[9] <= 2_000_000, "{waits:?}");
}

#[test]
fn nothing_is_tried_again_beyond_its_window() {
    let mut desk = waiting();
    desk.now = START.plus(Millis::DAY - 2000);
    desk.reply("r1", "Yes.");
    let effects = desk.answered("r1/1", 400, r#"{"error":{"code":2}}"#);
    assert_eq!(receipts(&effects)[0].state, ReceiptState::Failed);
}

#[test]
fn a_throttled_page_waits_as_long_as_graph_says() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    let usage = r#"{"1":[{"type":"messenger","estimated_time_to_regain_access":9}]}"#;
    let result = messenger_desk::send::SendResult {
        key: "r1/1".to_owned(),
        status: 400,
        body: r#"{"error":{"code":80006}}"#.to_owned(),
        headers: vec![("X-Business-Use-Case-Usage".to_owned(), usage.to_owned())],
    };
    let effects = desk.input(messenger_desk::conversation::Input::Sent(result));
    assert!(receipts(&effects)[0].retry_at.unwrap() >= START.plus(9 * 60_000));
}

#[test]
fn the_rest_of_a_reply_is_not_sent_without_its_beginning() {
    let mut desk = waiting();
    let sent = desk.reply("r1", &"word ".repeat(900));
    assert_eq!(requests(&sent).len(), 3);
    desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_a"}"#);
    let failed = desk.answered("r1/2", 400, r#"{"error":{"code":100,"error_subcode":2018001}}"#);
    let all: Vec<(Option<&str>, Option<&str>)> =
        receipts(&failed).iter().map(|receipt| (receipt.key.as_deref(), receipt.reason)).collect();
    assert_eq!(all, [(Some("r1/2"), Some("unreachable")), (Some("r1/3"), Some("earlierPartFailed"))]);
    assert!(write(&desk.answered("r1/3", 200, "{}")).contains("unknown_send"));
    // The customer writes again, and the same reply goes on where it failed.
    desk.now = START.plus(Millis::HOUR);
    desk.customer_writes("m_2", "Hello?");
    let again = desk.reply("r1", &"word ".repeat(900));
    let keys: Vec<&str> = requests(&again).iter().map(|request| request.key.as_str()).collect();
    assert_eq!(keys, ["r1/2", "r1/3"]);
}

#[test]
fn what_may_have_arrived_is_confirmed_by_its_echo() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    let effects = desk.answered("r1/1", 0, "");
    assert_eq!(receipts(&effects)[0].state, ReceiptState::MaybeSent);
    let echo = desk.echo("m_a", r#","metadata":"r1/1""#);
    assert!(echo[0].contains(r#""state":"sent""#) && echo[0].contains(r#""key":"r1/1""#), "{echo:?}");
    assert!(desk.echo("m_a", r#","metadata":"r1/1""#)[0].contains("duplicate"));
}

#[test]
fn an_answer_that_never_came_after_the_echo_leaves_no_doubt() {
    for (status, body) in [(0, ""), (500, r#"{"error":{"code":2}}"#)] {
        let mut desk = waiting();
        desk.reply("r1", "Yes.");
        assert!(desk.echo("m_a", r#","metadata":"r1/1""#)[0].contains("own_echo"));
        let effects = desk.answered("r1/1", status, body);
        assert_eq!((receipts(&effects)[0].state, wake(&effects)), (ReceiptState::Sent, None), "{status}");
    }
    // What Graph refuses for good it has refused, whatever else was said.
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    desk.echo("m_a", r#","metadata":"r1/1""#);
    let effects = desk.answered("r1/1", 400, r#"{"error":{"code":190}}"#);
    assert_eq!(receipts(&effects)[0].state, ReceiptState::Failed);
}

#[test]
fn what_was_to_be_repeated_and_arrived_after_all_is_not_repeated() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    let effects = desk.answered("r1/1", 500, r#"{"error":{"code":2}}"#);
    assert_eq!(receipts(&effects)[0].state, ReceiptState::Retrying);
    let echo = desk.echo("m_a", r#","metadata":"r1/1""#);
    assert!(echo[0].contains(r#""state":"sent""#) && echo[0].contains(r#""key":"r1/1""#), "{echo:?}");
    assert_eq!(desk.state.as_ref().unwrap().sends[0].retry_at, None);
}

#[test]
fn control_that_was_taken_is_ours_from_then_on() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    desk.now = START.plus(1000);
    desk.answered("r1/1", 400, r#"{"error":{"code":100,"error_subcode":2534037}}"#);
    let take = messenger_desk::send::Draft::from_json(r#"{ "id": "r2", "act": { "do": "takeThread" } }"#).unwrap();
    let effects = desk.input(messenger_desk::conversation::Input::Reply(Box::new(take)));
    assert_eq!(requests(&effects)[0].path, "/v26.0/1/take_thread_control");
    let ask =
        messenger_desk::policy::Ask { policy: desk.config.policy("1"), ..messenger_desk::policy::Ask::human(desk.now) };
    let decide = |desk: &Desk| messenger_desk::policy::decide(&desk.state.as_ref().unwrap().facts(), &ask);
    assert_eq!(decide(&desk).reasons[0].code, ReasonCode::NotOwner, "asking alone changes nothing");
    desk.answered("r2/takeThread", 200, r#"{"success":true}"#);
    assert_eq!(decide(&desk).verdict, messenger_desk::policy::Verdict::Allowed);
}

#[test]
fn a_thread_of_another_app_is_learned_from_its_refusal() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    desk.now = START.plus(1000);
    desk.answered("r1/1", 400, r#"{"error":{"code":100,"error_subcode":2534037}}"#);
    let facts = desk.state.as_ref().unwrap().facts();
    let ask =
        messenger_desk::policy::Ask { policy: desk.config.policy("1"), ..messenger_desk::policy::Ask::human(desk.now) };
    assert_eq!(messenger_desk::policy::decide(&facts, &ask).reasons[0].code, ReasonCode::NotOwner);
}

#[test]
fn the_ad_window_is_closed_by_a_refusal_and_a_person_answers_with_the_tag() {
    let start = messenger_desk::policy::date(2026, 11, 1).start();
    let mut desk = Desk::new();
    desk.now = start;
    desk.messaging(&format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"message":{{"mid":"m_1","text":"Hello",
            "referral":{{"source":"ADS","type":"OPEN_THREAD","ad_id":"7"}}}}}}"#,
        start.0
    ));
    desk.now = start.plus(30 * Millis::HOUR);
    let tried = desk.reply("r1", "Still interested?");
    assert!(write(requests(&tried)[0]).contains(r#""messaging_type":"RESPONSE""#));
    desk.answered("r1/1", 400, r#"{"error":{"code":10,"error_subcode":2018278}}"#);
    let tagged = desk.reply("r2", "Still interested?");
    assert!(write(requests(&tagged)[0]).contains(r#""tag":"HUMAN_AGENT""#), "{}", write(&tagged));
}

#[test]
fn a_spent_private_reply_is_known_from_its_refusal() {
    let mut desk = Desk::new();
    desk.webhook(
        r#"{"object":"page","entry":[{"id":"1","time":1762128000,"changes":[{"field":"feed","value":{"item":"comment","verb":"add",
            "comment_id":"10_1","post_id":"1_10","parent_id":"1_10","message":"Price?","created_time":1762128000,"from":{"id":"77","name":"Ana"}}}]}]}"#,
    );
    let draft =
        messenger_desk::send::Draft::from_json(r#"{ "id": "r1", "kind": "privateReply", "text": "12" }"#).unwrap();
    desk.input(messenger_desk::conversation::Input::Reply(Box::new(draft)));
    let failed = desk.answered("r1/1", 400, r#"{"error":{"code":10900}}"#);
    assert_eq!(receipts(&failed)[0].detail, Some("private_reply_spent"));
    assert_eq!(desk.state.as_ref().unwrap().comment.as_ref().unwrap().replied_at, Some(START));
}

#[test]
fn the_retry_is_not_forgotten_when_the_customer_writes() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    let effects = desk.answered("r1/1", 500, r#"{"error":{"code":2,"is_transient":true}}"#);
    let at = receipts(&effects)[0].retry_at.unwrap();
    let said = desk.customer_writes("m_2", "Hello?").concat();
    assert!(said.contains(&format!(r#""wake":{}"#, at.0)), "{said}");
}

#[test]
fn an_echo_mends_what_seemed_to_have_failed() {
    let mut desk = waiting();
    desk.reply("r1", "Yes.");
    assert_eq!(receipts(&desk.answered("r1/1", 400, r#"{"error":{"code":987654}}"#))[0].state, ReceiptState::Failed);
    let echo = desk.echo("m_2", r#","app_id":731000000000001,"metadata":"r1/1""#).concat();
    assert!(echo.contains(r#""state":"sent","mids":["m_2"],"key":"r1/1""#), "{echo}");
}

#[test]
fn what_follows_a_doubtful_part_says_so() {
    let mut desk = waiting();
    let text = "word ".repeat(500);
    desk.reply("r1", &text);
    let effects = desk.answered("r1/1", 0, "");
    let [doubtful, follower] = receipts(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((doubtful.state, follower.state), (ReceiptState::MaybeSent, ReceiptState::Failed));
    assert!(follower.text.as_ref().unwrap().contains("nobody knows"), "{follower:?}");
}
